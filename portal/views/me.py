"""我的: what waits for me first, then my matters, licences and messages; rating what is finished."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.registers import number_of
from portal.queries.matters import my_matters


@login_required
@require_safe
def me(request):
    """`?before=` is the key of the last case of the page before."""
    before = request.GET.get("before", "")
    today = timezone.localdate()
    content = my_matters(request.user, today, before=number_of(before))
    return render(request, "portal/me.html", {"today": today, "first": bool(before), **content})
