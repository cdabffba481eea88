"""Funds that need a look: their evaluation is overdue, their time is over, or they are off target.

预算法实施条例 10: special funds are evaluated regularly; those off target are adjusted or cancelled (漳县方案).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from core.registers import VersionState

from ..enums import Grade, ProposalState
from ..models import FundProposal, FundVersion
from .performance import grades

OUTCOMES = ("keep", "adjust", "merge", "cancel")


@dataclass(frozen=True)
class Watched:
    """A fund and why it needs a look. `reason`: evaluation, ended, off_target."""

    reason: str
    row: FundVersion
    words: str

    @property
    def key(self) -> str:
        """Told once for each occasion."""
        on = {"evaluation": self.row.evaluate_on, "ended": self.row.ends_on}.get(self.reason, self.row.year)
        return f"{self.reason}:{self.row.entry_id}:{on}"


def present_rows():
    """The row in force of each fund's latest year, of funds that haven't left."""
    later = FundVersion.objects.filter(
        entry=OuterRef("entry"), state=VersionState.PUBLISHED, valid_to__isnull=True, year__gt=OuterRef("year")
    )
    rows = FundVersion.objects.filter(state=VersionState.PUBLISHED, valid_to__isnull=True, entry__ended_on__isnull=True)
    return rows.exclude(Exists(later)).select_related("entry", "organisation")


def watched(today: date, bodies=None) -> list[Watched]:
    """All of them, or those of some bodies, by department. Three queries."""
    settled = FundProposal.objects.filter(entry=OuterRef("entry"), kind__in=OUTCOMES, state=ProposalState.APPROVED)
    rows = present_rows().annotate(
        evaluated=Exists(settled.filter(decided_on__gte=OuterRef("evaluate_on"))),
        prolonged=Exists(settled.filter(ends_on__gt=OuterRef("ends_on"))),
    )
    rows = rows.filter(organisation__in=bodies) if bodies is not None else rows
    rows = list(rows.order_by("organisation__sort_key", "organisation_id", "sort_key", "id"))
    marks = grades([row.entry_id for row in rows], today.year + 1)
    found = []
    for row in rows:
        if row.evaluate_on and row.evaluate_on < today and not row.evaluated:
            late = (today - row.evaluate_on).days
            found.append(Watched("evaluation", row, f"应在 {row.evaluate_on} 前评估，已过 {late} 天。"))
        if row.ends_on and row.ends_on < today and not row.prolonged:
            found.append(Watched("ended", row, f"执行期限到 {row.ends_on} 为止，请评估后延续或者退出。"))
        mark = marks.get(row.entry_id)
        if mark is not None and mark.grade == Grade.POOR:
            found.append(Watched("off_target", row, f"{mark.plan.year}年度绩效评价为“差”，请提出调整或者取消。"))
    return found


def soon(today: date, until: date):
    """Rows whose evaluation falls due by a day."""
    return present_rows().filter(Q(evaluate_on__gte=today), evaluate_on__lte=until).order_by(F("evaluate_on"), "id")
