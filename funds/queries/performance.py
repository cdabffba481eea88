"""Reads over targets and evaluations. Grades are those confirmed; 财政评价 goes before 自评."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..enums import AssessmentKind, AssessmentState, Grade, Sign
from ..kinds import scoring
from ..models import Assessment, Plan

BEHIND = Decimal("0.15")  # of the year's budget or target: how far behind the calendar warns


def grades(entries: Iterable[int], before_year: int) -> dict[int, Assessment]:
    """The last confirmed evaluation of each fund before a year, by the fund's id; one query."""
    rows = Assessment.objects.filter(
        plan__entry__in=list(entries), plan__year__lt=before_year, state=AssessmentState.CONFIRMED
    ).exclude(kind=AssessmentKind.MIDYEAR)
    found: dict[int, Assessment] = {}
    for row in rows.select_related("plan").order_by("plan__year", "confirmed_at"):
        known = found.get(row.plan.entry_id)
        if known and known.plan.year == row.plan.year and known.kind == AssessmentKind.FINANCE:
            continue
        found[row.plan.entry_id] = row
    return found


def last_grade(entry, before_year: int) -> str:
    """The grade with which a fund comes to a year's budget; "" when it was never evaluated."""
    row = grades([entry.pk], before_year).get(entry.pk)
    return row.grade if row else ""


def is_poor(entry, before_year: int) -> bool:
    return last_grade(entry, before_year) == Grade.POOR


@dataclass(frozen=True)
class Warned:
    """One line of 双监控: what was to be reached by the day, what was."""

    name: str
    planned: Decimal
    actual: Decimal
    behind: bool


def monitored(assessment: Assessment) -> list[Warned]:
    """Money and number targets against the part of the year gone by: shares of the year's whole, 0 to 1."""
    gone = part_of_year(assessment.plan.year, assessment.as_of)
    rate = scoring.rate_of(assessment.executed, assessment.budget)
    lines = [Warned("预算执行", gone, rate, gone - rate > BEHIND)]
    answers = {int(row["indicator"]): row for row in assessment.rows}
    for indicator in assessment.plan.indicators.order_by("position"):
        answer = answers.get(indicator.pk)
        if indicator.sign != Sign.AT_LEAST or not answer or answer["value"] is None:
            continue
        target = scoring.Target(indicator.sign, indicator.value, indicator.weight)
        reached = scoring.attained(target, Decimal(answer["value"]))
        lines.append(Warned(indicator.name, gone, reached, gone - reached > BEHIND))
    return lines


def part_of_year(year: int, on: date) -> Decimal:
    """How much of a budget year has gone by at a day's end, 0 to 1, by whole months and days."""
    if on.year != year:
        return Decimal(0) if on.year < year else Decimal(1)
    days = Decimal(on.day) / monthrange(on.year, on.month)[1]
    return (Decimal(on.month - 1) + days) / 12


def plan_of(entry, year: int) -> Plan | None:
    return Plan.objects.filter(entry=entry, year=year).select_related("entry__organisation", "author").first()
