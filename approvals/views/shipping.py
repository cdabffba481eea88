"""邮寄: what waits to be sent with its slips, and the applicant's view of the parcel."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import log_view
from accounts.permissions import is_staff_member, permissions_held

from ..enums import CaseState
from ..models import Case
from ..queries.shipping import parcel_of, shipments_page, slips_for, way_of

MOST = 50  # slips on one print


def _senders_only(request):
    if not is_staff_member(request.user) or not permissions_held(request.user) & {"receive_cases"}:
        raise PermissionDenied("邮寄只对有收件权限的工作人员开放。")


@never_cache
@login_required
@require_safe
def shipments(request):
    """`?tab=` sent or returned; `?after=` and `?before=` are keys."""
    _senders_only(request)
    asked = {name: request.GET.get(name, "") for name in ("tab", "after", "before")}
    found = shipments_page(request.user, today=timezone.localdate(), **asked)
    return render(request, "approvals/shipments.html", found)


@never_cache
@login_required
@require_POST
@sensitive_post_parameters()
def slips(request):
    """面单 of the chosen cases, to print; each address read in full is logged."""
    _senders_only(request)
    rows = slips_for(request.user, request.POST.getlist("case")[:MOST])
    if not rows:
        messages.error(request, "请先勾选要打印面单的办件。")
        return redirect("shipments")
    for row in rows:
        log_view(request.user, f"办件 {row.case.number} 的邮寄地址", f"case:{row.case.number}", "打印面单", request)
    return render(request, "approvals/shipping_slips.html", {"rows": rows, "today": timezone.localdate()})


@never_cache
@login_required
@require_safe
def my_parcel(request, number):
    """Where one's own parcel is."""
    cases = Case.objects.of_applicant(request.user).exclude(state=CaseState.DRAFT).select_related("organisation")
    case = get_object_or_404(cases, number=number)
    parcel = parcel_of(case)
    if parcel is None:
        raise Http404
    return render(request, "approvals/my_parcel.html", {"case": case, "parcel": parcel, "events": way_of(parcel)})
