"""当日分发: what a counter must hand on today, the slips that two sides sign, results to hand out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import organisations_where
from accounts.permissions import is_staff_member, permissions_held
from core.registers import number_of
from core.workflow import MoveRefused

from .. import actions
from ..models import Intake
from ..queries.hall import slips_of, to_hand_on, to_hand_out
from ..queries.pages import masked_applicant


def _staff(request):
    if not is_staff_member(request.user) or not permissions_held(request.user) & {"receive_cases", "handle_cases"}:
        raise PermissionDenied("材料交接只对收件和承办的工作人员开放。")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request):
    """A POST of `intake` makes one slip for one department."""
    _staff(request)
    if request.method == "POST":
        wanted = [pk for pk in map(number_of, request.POST.getlist("intake")[:200]) if pk]
        try:
            slip = actions.hand_on(actor=request.user, intakes=Intake.objects.filter(pk__in=wanted).order_by("pk"))
        except MoveRefused as refused:
            messages.error(request, str(refused) if wanted else "请先勾选要移交的办件。")
            return redirect("dispatch")
        messages.success(request, f"交接单 {slip.number} 已生成，请打印，双方签名。")
        return redirect("handover_slip", number=slip.number)
    today = timezone.localdate()
    slips = slips_of(request.user)
    context = {
        "today": today,
        "groups": to_hand_on(request.user, today),
        "open_slips": list(slips.filter(taken_at__isnull=True).order_by("id")[:100]),
        "done_slips": list(slips.filter(taken_at__isnull=False).order_by("-id")[:20]),
        "results": to_hand_out(request.user),
    }
    return render(request, "approvals/dispatch.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handover_slip(request, number):
    """The slip to print; a POST is the signature of the receiving body."""
    _staff(request)
    slip = get_object_or_404(slips_of(request.user), number=number)
    if request.method == "POST":
        try:
            actions.take_over(actor=request.user, slip=slip, note=request.POST.get("note", ""))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "已签收。")
        return redirect("handover_slip", number=number)
    lines = [
        {"intake": row, "case": row.case, "applicant": masked_applicant(row.case)}
        for row in slip.lines.select_related("case").order_by("id")
    ]
    context = {
        "slip": slip,
        "lines": lines,
        "copies": sum(line["intake"].copies for line in lines),
        "may_take": slip.taken_at is None and slip.made_by_id != request.user.pk and _takes(request.user, slip),
    }
    return render(request, "approvals/handover_slip.html", context)


def _takes(user, slip) -> bool:
    return organisations_where(user, "receive_cases", "handle_cases").filter(pk=slip.receiver_id).exists()
