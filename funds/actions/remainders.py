"""结转 and 结余 at a year's end, each by an act with its document (预算法 42). Amounts are in 元."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.models import Publication
from core.workflow import MoveRefused

from ..enums import RemainderKind
from ..models import FundEntry, Remainder
from ..queries.remainders import left_of
from .disclosure import PUBLICATION


@transaction.atomic
def settle_remainder(
    *, actor, entry, year: int, kind: str, amount: Decimal, document_number: str, settled_on: date, at=None
) -> Remainder:
    """结转下年 or 结余收回 of what a year left; by 财政局, once a kind and year.

    MoveRefused in words: a year that hasn't ended, more than is left, money carried that is two years old.
    """
    at = at or timezone.now()
    if not holds(actor, "review_funds", entry.organisation):
        raise PermissionDenied("结转结余由县财政局办理，您没有这个权限。")
    entry = FundEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    today = timezone.localdate(at)
    if date(year, 12, 31) >= today:
        raise MoveRefused(f"{year} 年度还没有结束，年终之后再办结转结余。")
    if not date(year, 12, 31) < settled_on <= today:
        raise MoveRefused("办理日期应在年度结束之后、今天以前。")
    if not document_number.strip():
        raise MoveRefused("请填写文号。")
    if Remainder.objects.filter(entry=entry, year=year, kind=kind).exists():
        raise MoveRefused(f"{year} 年度的{RemainderKind(kind).label}已经办过了。")
    left = left_of(entry, year)
    done = sum(Remainder.objects.filter(entry=entry, year=year).values_list("amount", flat=True), Decimal(0))
    most = left.carry if kind == RemainderKind.CARRIED else left.total - done
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise MoveRefused("数额应大于 0，精确到分。")
    if amount > min(most, left.total - done):
        words = f"{year} 年度还有 {left.total - done:,.2f} 元没有处理，其中可以结转 {left.carry:,.2f} 元"
        old = f"，{left.surplus:,.2f} 元已连续两年没有用完，应作为结余收回" if left.surplus else ""
        raise MoveRefused(f"{words}{old}。{amount:,.2f} 元超过了可以办理的数额。")
    row = Remainder.objects.create(
        entry=entry, year=year, kind=kind, amount=amount, document_number=document_number.strip(),
        settled_on=settled_on, made_by_id=actor.pk, made_by_name=actor.display_name,
    )  # fmt: skip
    Publication.objects.bump(PUBLICATION)
    return row
