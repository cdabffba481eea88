"""缴款 at the desk: ask by the guide's standard, register, exempt, give back."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.permissions import is_staff_member
from core.registers import number_of
from core.workflow import MoveRefused

from .. import actions
from ..models import Case


@never_cache
@login_required
@require_POST
def fee(request, number, name):
    """One act: `ask` with charge and quantity; `pay`, `exempt`, `refund` with fee and words."""
    if not is_staff_member(request.user):
        raise PermissionDenied("工作台只对工作人员开放。")
    cases = Case.objects.visible_to(request.user).select_related("organisation", "version")
    case = get_object_or_404(cases, number=number)
    if name not in ACTS:
        raise Http404
    try:
        done = ACTS[name](request, case)
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{done.charge.name} {done.amount:.2f} 元：{done.get_state_display()}。")
    return redirect(f"{reverse('desk_case', args=[number])}#fees")


def _ask(request, case):
    charge = get_object_or_404(case.version.charges, pk=number_of(request.POST.get("charge", "")) or 0)
    try:
        quantity = Decimal(request.POST.get("quantity", "").strip() or "1")
    except InvalidOperation:
        raise MoveRefused("数量要填数字。") from None
    return actions.ask_fee(case=case, actor=request.user, charge=charge, quantity=quantity)


def _fee(request, case) -> dict:
    rows = case.fees.select_related("charge", "case")
    row = get_object_or_404(rows, pk=number_of(request.POST.get("fee", "")) or 0)
    return {"fee": row, "actor": request.user}


def _words(request) -> str:
    return request.POST.get("words", "").strip()[:300]


ACTS = {
    "ask": _ask,
    "pay": lambda request, case: actions.pay_fee(**_fee(request, case), receipt=_words(request)[:60]),
    "exempt": lambda request, case: actions.exempt_fee(**_fee(request, case), ground=_words(request)),
    "refund": lambda request, case: actions.refund_fee(**_fee(request, case), reason=_words(request)),
}
