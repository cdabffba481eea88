"""Changes of a fund's budget within the year: 预算调整 by 人大常委会, 调剂 between two funds, 上级转移支付. All is 元.

预算法 67 to 69: what raises or lowers the whole is 预算调整 and goes to 人大常委会; 预算法 72: what only moves between
subjects, levels or projects is 调剂, as 财政部 rules; money from above that is named for its use is no 预算调整 (71).
"""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.models import Publication
from core.registers import VersionState
from core.workflow import MoveRefused

from ..enums import BudgetChangeKind
from ..models import BudgetChange, FundEntry, FundVersion, in_wan
from ..queries.money import monies
from .disclosure import PUBLICATION


@transaction.atomic
def change_budget(
    *, actor, entry, year: int, kind: str, amount: Decimal, approved_by: str, document_number: str, approved_on: date,
    reason: str, other=None, at=None,
) -> list[BudgetChange]:  # fmt: skip
    """Write one change, signed; 调剂 takes `amount` (> 0) from `entry` to `other` in two rows that sum to zero.

    By 财政局. PermissionDenied without the grant, MoveRefused in words: a budget below what is allocated, a 预算调整
    that 人大 did not approve, a day to come.
    """
    at = at or timezone.now()
    ends = [entry] if other is None else [entry, other]
    if not all(holds(actor, "review_funds", end.organisation) for end in ends):
        raise PermissionDenied("预算变动由县财政局登记，您没有这个权限。")
    _check(kind, amount, approved_by, document_number, approved_on, reason, entry, other, at)
    list(FundEntry.objects.select_for_update(of=("self",)).filter(pk__in=[e.pk for e in ends]).order_by("pk"))
    listed = FundVersion.objects.filter(entry__in=ends, year=year, state=VersionState.PUBLISHED)
    if listed.values("entry").distinct().count() != len(ends):
        raise MoveRefused(f"资金不在 {year} 年度已公布的清单里，请核对年度。")
    signed = {entry: -amount, other: amount} if other is not None else {entry: amount}
    known = monies([end.pk for end in ends], year)
    for end, change in signed.items():
        after, allocated = known[end.pk].budget + change, known[end.pk].allocated
        if after < 0 or after < allocated:
            raise MoveRefused(
                f"变动后 {end.code} 的预算是 {in_wan(after)} 万元，低于已分配的 {in_wan(allocated)} 万元，不能办理。"
            )
    rows = BudgetChange.objects.bulk_create(
        [
            BudgetChange(
                entry=end, year=year, kind=kind, amount=change,
                other=None if other is None else (other if end is entry else entry),
                approved_by=approved_by.strip(), document_number=document_number.strip(), approved_on=approved_on,
                reason=reason.strip(), made_at=at, made_by_id=actor.pk, made_by_name=actor.display_name,
            )
            for end, change in signed.items()
        ]
    )  # fmt: skip
    Publication.objects.bump(PUBLICATION)
    return rows


def _check(kind, amount, approved_by, document_number, approved_on, reason, entry, other, at):
    if not amount.is_finite() or amount == 0 or amount != amount.quantize(Decimal("0.01")):
        raise MoveRefused("请填写变动数额，精确到分，不能是 0。")
    if not (approved_by.strip() and document_number.strip() and reason.strip()):
        raise MoveRefused("请填写批准机关、文号和事由。")
    if approved_on > timezone.localdate(at):
        raise MoveRefused("批准日期不能晚于今天。")
    if kind == BudgetChangeKind.TRANSFER:
        if other is None or other.pk == entry.pk:
            raise MoveRefused("调剂须写明另一项资金：从这一项调到那一项，合计不变。")
        if amount < 0:
            raise MoveRefused("调剂填写调出的数额，不用写负号。")
    elif other is not None:
        raise MoveRefused("只有调剂才写另一项资金。")
    if kind == BudgetChangeKind.ADJUSTMENT and "人大" not in approved_by and "人民代表大会" not in approved_by:
        raise MoveRefused("预算调整须经县人大常委会批准（预算法第六十九条）。不增减总额的，请按调剂办理。")
    if kind == BudgetChangeKind.ABOVE and amount < 0:
        raise MoveRefused("上级转移支付是增加数，不能是负数。上级收回的，请按预算调整办理。")
