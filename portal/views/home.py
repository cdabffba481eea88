"""The first page: find it, start it, follow it."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.queries.home import home as home_content


@require_safe
def home(request):
    """Asks for one publication number; the rest comes from the cache while nothing was published."""
    today = timezone.localdate()
    return render(request, "portal/home.html", {"today": today, **home_content(today)})
