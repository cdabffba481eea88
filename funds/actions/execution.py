"""支出进度: what was planned and spent from January to a month's end, as departments report it. Amounts are in 元."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.history import signed
from core.models import Publication
from core.workflow import MoveRefused

from ..kinds.money_forms import month_faults
from ..models import Execution, FundEntry, FundVersion
from ..queries.money import monies
from .disclosure import PUBLICATION


@dataclass(frozen=True)
class MonthRow:
    """A fund's month: cumulative from January, in 元."""

    planned: Decimal
    executed: Decimal
    remark: str = ""


def judge_month(entries: Mapping[int, MonthRow], year: int, month: int) -> dict[int, tuple[list[str], list[str]]]:
    """(refusals, warnings) of each fund's row beside what is on record."""
    rows = Execution.objects.filter(entry__in=entries, year=year).order_by("month")
    before: dict[int, tuple] = {}
    after: dict[int, Decimal] = {}
    for entry, number, planned, executed in rows.values_list("entry_id", "month", "planned", "executed"):
        if number < month:
            before[entry] = (planned, executed)
        elif number > month:
            after.setdefault(entry, executed)
    known = monies(entries, year)
    return {
        entry: month_faults(
            row.planned, row.executed, row.remark, before=before.get(entry), after=after.get(entry),
            budget=known[entry].budget,
        )
        for entry, row in entries.items()
    }  # fmt: skip


@transaction.atomic
def report_execution(*, actor, organisation, year: int, month: int, rows: Mapping[int, MonthRow], at=None) -> int:
    """Write a month for funds of one department by their id; a month reported before is corrected. Returns how many.

    MoveRefused in words: a month to come, a fund of somebody else, a sum that fell without a word; nothing is written.
    """
    at = at or timezone.now()
    if not holds(actor, "fill_funds", organisation):
        raise PermissionDenied("您没有填报这个单位支出进度的权限。")
    today = timezone.localdate(at)
    if not 1 <= month <= 12 or date(year, month, 1) > today:
        raise MoveRefused(f"{year} 年 {month} 月还没有到，不能填报。")
    own = FundVersion.objects.filter(entry__in=rows, entry__organisation=organisation, year=year, state="published")
    if not rows or own.values("entry").distinct().count() != len(rows):
        raise MoveRefused(f"有的资金不在本单位 {year} 年度已公布的清单里，没有写入任何内容。")
    list(FundEntry.objects.select_for_update(of=("self",)).filter(pk__in=rows).order_by("pk"))
    names = dict(own.values_list("entry_id", "name"))
    refused = [
        f"{names[entry]}：{said}" for entry, (faults, _) in judge_month(rows, year, month).items() for said in faults
    ]
    if refused:
        raise MoveRefused("；".join(refused))
    known = {row.entry_id: row for row in Execution.objects.filter(entry__in=rows, year=year, month=month)}
    for entry, fresh in rows.items():
        row = known.get(entry) or Execution(entry_id=entry, year=year, month=month)
        row.planned, row.executed, row.remark = fresh.planned, fresh.executed, fresh.remark
        signed(row, actor=actor, reason=f"填报 {year} 年 {month} 月支出进度", at=at).save()
    Publication.objects.bump(PUBLICATION)
    return len(rows)


@transaction.atomic
def restore_month(*, actor, organisation, year: int, month: int, before: Mapping[int, MonthRow | None], at=None):
    """Put a month back as it was; MoveRefused once a later month stands on it."""
    if not holds(actor, "fill_funds", organisation):
        raise PermissionDenied("您没有填报这个单位支出进度的权限。")
    if Execution.objects.filter(entry__in=before, year=year, month__gt=month).exists():
        raise MoveRefused("之后的月份已经填报，不能撤销。有错的请重新导入这个月。")
    for row in Execution.objects.filter(entry__in=before, year=year, month=month):
        former = before[row.entry_id]
        if former is None:
            signed(row, actor=actor, reason="撤销导入", at=at).delete()
        else:
            row.planned, row.executed, row.remark = former.planned, former.executed, former.remark
            signed(row, actor=actor, reason="撤销导入", at=at).save()
    Publication.objects.bump(PUBLICATION)
