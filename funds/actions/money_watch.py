"""The nightly watch over money: townships that wait for their shares (预算法 52), what a year left without an act (42).

Each matter is urged once before its day and once after; what is done is settled.
"""

from datetime import date

from django.utils import timezone

from powerlist.models import Urging

from ..enums import AllocationState
from ..models import FundRule
from ..queries.allocations import clock_of, not_issued
from ..queries.remainders import waiting
from .telling import tell


def watch_money(*, on: date | None = None, at=None) -> int:
    """Urge what is near or late, settle what is done; how many messages are new."""
    on = on or timezone.localdate(at)
    if not FundRule.objects.exists():  # the rules were never loaded: nothing can be counted
        return 0
    return tell("money", [*_not_issued(on.year, on), *_left(on.year - 1, on)], at=at)


def _not_issued(year: int, on: date) -> list[Urging]:
    clock = clock_of(year, today=on)
    if clock is None or clock.left > FundRule.ours().issue_warning:
        return []
    found = []
    for text, allocation in not_issued(year):
        draft = allocation is None or allocation.state == AllocationState.DRAFT
        name = text.name if allocation is None else allocation.title
        stage = "late" if clock.late else "near"
        found.append(
            Urging(
                key=f"issue:{year}:{text.entry_id}:{allocation.pk if allocation else 0}:{stage}",
                organisation=text.entry.organisation,
                permission="fill_funds" if draft else "review_funds",
                title=f"“{name[:120]}”{'超过了下达乡镇的期限' if clock.late else '快到下达乡镇的期限'}",
                text=clock.words + ("请尽快报送分配方案。" if draft else "请尽快审核、下达。"),
                address=f"/desk/funds/allocations/{allocation.number}/"
                if allocation
                else f"/desk/funds/{text.entry.code}/?year={year}&part=allocations",
            )
        )
    return found


def _left(year: int, on: date) -> list[Urging]:
    return [
        Urging(
            key=f"left:{year}:{row.version.entry_id}",
            organisation=row.version.entry.organisation,
            permission="review_funds",
            title=f"“{row.version.name[:120]}”{year} 年度有剩余，等待办理结转结余",
            text=f"剩余 {row.open:,.2f} 元，可以结转 {row.left.carry:,.2f} 元，"
            f"应作结余收回 {row.left.surplus:,.2f} 元。",
            address=f"/desk/funds/spending/{row.version.entry.code}/{year}/",
        )
        for row in waiting(year, on)
    ]
