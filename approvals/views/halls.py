"""The public page of a hall: its counters, what each receives and who sits there, where help is to be had."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..models import Hall
from ..queries.hall import counters_public


@require_safe
def halls(request):
    rows = Hall.objects.open().select_related("organisation").order_by("organisation__sort_key", "code")
    return render(request, "approvals/halls.html", {"halls": rows})


@require_safe
def hall(request, code):
    found = get_object_or_404(Hall.objects.open().select_related("organisation"), code=code)
    today = timezone.localdate()
    context = {
        "hall": found,
        "counters": counters_public(found, today),
        "posts": list(found.help_posts.filter(active=True).order_by("name", "id")),
    }
    return render(request, "approvals/hall.html", context)
