"""我的: what waits for me first, then my matters, licences and messages; rating what is finished."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Message
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


@login_required
@require_POST
def read_messages(request):
    """Mark all of one's messages as read."""
    if not request.user.is_active:
        raise PermissionDenied
    Message.objects.filter(recipient=request.user, read_at__isnull=True).update(read_at=timezone.now())
    return redirect("me")
