"""Reads over targets and evaluations. Grades are those confirmed; 财政评价 goes before 自评."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, When

from ..enums import Aspect, AssessmentKind, AssessmentState, Grade, PlanState, Sign, Stage
from ..kinds import scoring
from ..models import Assessment, FundRule, Plan

STEADY = (Aspect.QUALITY, Aspect.SATISFACTION)  # don't grow with the year: what is asked is asked at any day
FINANCE_FIRST = Case(When(kind=AssessmentKind.FINANCE, then=0), default=1)


def judged(**conditions):
    """The confirmed evaluations under conditions; monitoring within the year is none."""
    rows = Assessment.objects.filter(state=AssessmentState.CONFIRMED, **conditions)
    return rows.exclude(kind=AssessmentKind.MIDYEAR).select_related("plan").defer("rows", "summary", "measures")


def grades(entries: Iterable[int], before_year: int, **conditions) -> dict[int, Assessment]:
    """The last confirmed evaluation of each fund before a year, by the fund's id; one query."""
    rows = judged(plan__entry__in=list(entries), plan__year__lt=before_year, **conditions)
    rows = rows.order_by("plan__entry_id", "-plan__year", FINANCE_FIRST).distinct("plan__entry_id")
    return {row.plan.entry_id: row for row in rows}


def public_grades(entries: Iterable[int], before_year: int) -> dict[int, Assessment]:
    """The last published evaluation of each fund before a year: what a public list shows. One query.

    Only what a list shows is read: the index assessment_open holds it, the rows themselves aren't touched.
    """
    rows = judged(plan__entry__in=list(entries), plan__year__lt=before_year, published_at__isnull=False)
    rows = rows.order_by("plan__entry_id", "-plan__year", FINANCE_FIRST).distinct("plan__entry_id").defer(None)
    rows = rows.only("kind", "grade", "total", "plan__entry_id", "plan__year")
    return {row.plan.entry_id: row for row in rows}


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
    """Money and number targets against the part of the year gone by: shares of the year's whole, 0 to 1.

    What is behind by more than FundRule.monitor_gap hundredths warns.
    """
    gap = Decimal(FundRule.or_preset().monitor_gap) / 100
    gone = part_of_year(assessment.plan.year, assessment.as_of)
    rate = scoring.rate_of(assessment.executed, assessment.budget)
    lines = [Warned("预算执行", gone, rate, gone - rate > gap)]
    answers = {int(row["indicator"]): row for row in assessment.rows}
    for indicator in assessment.plan.indicators.order_by("position"):
        answer = answers.get(indicator.pk)
        if indicator.sign != Sign.AT_LEAST or not answer or answer["value"] is None:
            continue
        target = scoring.Target(indicator.sign, indicator.value, indicator.weight)
        reached = scoring.attained(target, Decimal(answer["value"]))
        planned = Decimal(1) if indicator.aspect in STEADY else gone
        lines.append(Warned(indicator.name, planned, reached, planned - reached > gap))
    return lines


def part_of_year(year: int, on: date) -> Decimal:
    """How much of a budget year has gone by at a day's end, 0 to 1, by whole months and days."""
    if on.year != year:
        return Decimal(0) if on.year < year else Decimal(1)
    days = Decimal(on.day) / monthrange(on.year, on.month)[1]
    return (Decimal(on.month - 1) + days) / 12


def public_plan(entry, year: int) -> Plan | None:
    """A year's published targets with their rows."""
    rows = Plan.objects.filter(entry=entry, year=year, state=PlanState.APPROVED, published_at__isnull=False)
    plan = rows.order_by("pk").first()
    if plan is not None:
        plan.rows = list(plan.indicators.order_by("position"))
    return plan


def public_assessments(entry, year: int | None = None):
    """The published evaluations of a fund, of one year or all, 自评 before 财政评价."""
    rows = judged(plan__entry=entry, published_at__isnull=False).defer(None)
    rows = rows if year is None else rows.filter(plan__year=year)
    return rows.order_by("plan__year", "confirmed_at", "id")


def panel(entry, year: int, user) -> dict:
    """绩效 on the desk page of a fund: this year's targets, how it was judged, the grade it comes with."""
    plan = Plan.objects.filter(entry=entry, year=year).select_related("author", "reviewer").order_by("pk").first()
    rows = Assessment.objects.filter(plan__entry=entry, plan__year__gte=year - 1, plan__year__lte=year)
    return {
        "plan": plan,
        "indicators": list(plan.indicators.order_by("position")) if plan else [],
        "assessments": list(rows.select_related("plan").order_by("-plan__year", "as_of", "id")),
        "last": grades([entry.pk], year).get(entry.pk),
        "address": f"/desk/funds/{entry.code}/plans/{year}/",
    }


def life(entry, year: int, today: date) -> list[dict]:
    """The public line of a year's targets and of its evaluation, with the day by which one was due."""
    address, plan = f"/open/funds/{entry.code}/performance/{year}/", public_plan(entry, year)
    found = [_public_line("绩效目标", plan.published_at.date() if plan else None, address if plan else "", entry)]
    if plan is None:
        found[0]["note"] = "还没有公开。绩效目标随预算批复，由主管部门公开。"
    judged = list(public_assessments(entry, year))
    for row in judged:
        line = _public_line(row.get_kind_display(), row.published_at.date(), address, entry)
        found.append(line | {"note": f"{row.total} 分，等级{row.get_grade_display()}"})
    if not judged and today > date(year, 12, 31):
        month, day = map(int, FundRule.ours().assess_by.split("-"))
        due = date(year + 1, month, day)
        found.append(
            _public_line("绩效自评", None, "", entry)
            | {"state": "late" if today > due else "due", "due": due, "note": "还没有公开。"}
        )
    return found


def _public_line(title: str, on, address: str, entry) -> dict:
    return {
        "stage": Stage.PERFORMANCE,
        "title": title,
        "date": on,
        "address": address,
        "state": "done" if on else "none",
        "due": None,
        "body": entry.organisation,
        "note": "",
    }
