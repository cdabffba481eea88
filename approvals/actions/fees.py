"""缴款: asked by the standard of the guide, paid to the treasury, exempted on its ground, given back (许可法 58, 59).

The amount is the guide's price times what is counted, never a number that somebody types.
"""

from datetime import datetime
from decimal import Decimal

import structlog
from django.utils import timezone

from core.workflow import MoveRefused
from powerlist.models import ItemCharge

from ..adapters import treasury
from ..enums import CaseState, FeeState
from ..models import Case, CaseFee
from ..queries.fees import amount_of
from .acts import act, after_commit

log = structlog.get_logger(__name__)

ASKED_AT_ONCE = 200


def ask_fee(
    *, case: Case, actor, charge: ItemCharge, quantity: Decimal | int = 1, at: datetime | None = None
) -> CaseFee:
    """缴款通知: by one row of the guide. MoveRefused for a free item, another's row, a row without a price."""
    at, quantity = at or timezone.now(), Decimal(quantity)
    _refuse_unfounded(case, charge, quantity)
    amount = amount_of(charge, quantity)
    made: list[CaseFee] = []

    def keep(row: Case) -> None:
        code = treasury().register(number=row.number, amount=amount, charge=str(charge.position))
        facts = {"quantity": quantity, "amount": amount, "code": code, "asked_at": at, "asked_by": actor}
        made.append(CaseFee.objects.create(case=row, charge=charge, **facts))

    unit = f"，{quantity.normalize():f} {charge.counted_by}" if charge.counted_by else ""
    words = f"{charge.name}{unit}，标准 {charge.standard}，依据 {charge.basis}，应缴 {amount:.2f} 元"
    act(case, "ask_fee", actor=actor, at=at, note=words, keep=keep, content=words, charge=charge.pk)
    return made[0]


def _refuse_unfounded(case: Case, charge: ItemCharge, quantity: Decimal) -> None:
    if case.version.is_free:
        raise MoveRefused("本事项不收费，不能收取任何费用（许可法第五十八条）。")
    if charge.version_id != case.version_id:
        raise MoveRefused("这一项不在本件办事指南的收费项目里。")
    if charge.amount is None:
        raise MoveRefused(f"{charge.name}的收费标准没有写成单价，不能在这里收。请先在办事指南里补上单价。")
    if quantity <= 0 or (not charge.counted_by and quantity != 1):
        raise MoveRefused(f"{charge.name}按件收取，数量只能是 1。" if not charge.counted_by else "数量要大于 0。")
    if CaseFee.objects.filter(case=case, charge=charge).exists():
        raise MoveRefused(f"{charge.name}已经通知过缴款，不能重复收取。")


def pay_fee(*, fee: CaseFee, receipt: str, actor=None, paid_at: datetime | None = None, at: datetime | None = None):
    """缴款: by the treasury's word (no actor), or by a clerk with the number of the receipt."""
    at = at or timezone.now()
    paid_at, receipt = paid_at or at, receipt.strip()
    if not receipt:
        raise MoveRefused("请填写财政票据号。")
    if paid_at > at:
        raise MoveRefused("缴款时间在现在以后，请核对。")
    changes = {"state": FeeState.PAID, "paid_at": paid_at, "receipt": receipt}
    row = _settle(fee, "pay_fee" if actor is not None else "fee_paid", (FeeState.DUE,), actor, at, receipt, changes)
    if row.case.state == CaseState.GRANTED:
        after_commit("approvals.issue_licence", row.case_id)
    return row


def exempt_fee(*, fee: CaseFee, actor, ground: str, at: datetime | None = None) -> CaseFee:
    """减免: where the guide allows it, on a ground, by who decides."""
    at = at or timezone.now()
    if not fee.charge.reducible:
        raise MoveRefused(f"{fee.charge.name}没有减免的规定，不能减免。")
    if not ground.strip():
        raise MoveRefused("请写明减免的依据和情形。")
    changes = {"state": FeeState.EXEMPT, "ground": ground.strip()[:300], "settled_by": actor, "settled_at": at}
    row = _settle(fee, "exempt_fee", (FeeState.DUE,), actor, at, ground.strip(), changes)
    if row.case.state == CaseState.GRANTED:
        after_commit("approvals.issue_licence", row.case_id)
    return row


def refund_fee(*, fee: CaseFee, actor, reason: str, at: datetime | None = None) -> CaseFee:
    """退款: what was paid is given back whole, for a reason."""
    at = at or timezone.now()
    if not reason.strip():
        raise MoveRefused("请写明退款的原因。")
    changes = {"state": FeeState.REFUNDED, "reason": reason.strip()[:300], "settled_by": actor, "settled_at": at}
    return _settle(fee, "refund_fee", (FeeState.PAID,), actor, at, reason.strip(), changes)


def _settle(fee: CaseFee, move: str, sources, actor, at: datetime, words: str, changes: dict) -> CaseFee:
    """One move on the case that changes one fee, which must stand in one of `sources`."""

    def keep(row: Case) -> None:
        found = CaseFee.objects.select_for_update(of=("self",)).get(pk=fee.pk)
        if found.state not in sources:
            raise MoveRefused(f"这一笔现在是“{found.get_state_display()}”，不能再这样办。请刷新后再看。")
        CaseFee.objects.filter(pk=fee.pk).update(**changes)

    note = f"{fee.charge.name} {fee.amount:.2f} 元：{words}"
    act(fee.case, move, actor=actor, at=at, note=note, keep=keep, fee=fee.pk)
    return CaseFee.objects.select_related("case", "charge").get(pk=fee.pk)


def ask_treasury(*, at: datetime | None = None) -> int:
    """Ask of every code that is due whether it was paid; returns how many were."""
    at, paid, service = at or timezone.now(), 0, treasury()
    for fee in (
        CaseFee.objects.filter(state=FeeState.DUE).select_related("case", "charge").order_by("id")[:ASKED_AT_ONCE]
    ):
        try:
            found = service.ask(fee.code)
            if found is not None:
                pay_fee(fee=fee, receipt=found.receipt, paid_at=min(found.at, at), at=at)
                paid += 1
        except Exception:  # one that can't be asked of must not keep the others waiting
            log.exception("treasury_failed", code=fee.code)
    return paid
