"""不在岗委托: a clerk who is away lets a colleague hold the post for some days (A/B 岗)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .. import actions
from ..forms import AbsenceForm
from ..models import Holding
from ..permissions import is_staff_member

LATEST = 20


def _rows(**whose):
    rows = Holding.objects.filter(stands_for__isnull=False, **whose)
    return rows.select_related("user", "post__organisation", "stands_for").order_by("-valid_from", "-id")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request):
    """What I let others hold, what others let me hold, and a new one."""
    if not is_staff_member(request.user):
        raise PermissionDenied("不在岗委托只对工作人员开放。")
    form = AbsenceForm(request.POST if request.method == "POST" else None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.delegate(actor=request.user, **form.cleaned_data)
        except ValidationError as fault:
            form.absorb(fault)
        else:
            messages.success(request, f"已委托{made.user.name}代“{made.post.name}”，办理时会标明“代”。")
            return redirect("absence")
    context = {
        "form": form,
        "given": list(_rows(stands_for=request.user)[:LATEST]),
        "taken": list(_rows(user=request.user)[:LATEST]),
        "today": timezone.localdate(),
    }
    return render(request, "accounts/absence.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def back(request, pk):
    """Back sooner than said."""
    holding = _rows(stands_for=request.user).filter(pk=pk).first() if is_staff_member(request.user) else None
    if holding is None:
        raise Http404
    try:
        actions.end_delegation(actor=request.user, holding=holding)
    except ValidationError as fault:
        messages.error(request, "；".join(fault.messages))
    else:
        messages.success(request, "委托已经提前结束。")
    return redirect("absence")
