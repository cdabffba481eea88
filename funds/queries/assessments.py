"""Monitoring and evaluation for the desk and the public: what is due, the rows of the form, the bars of 双监控."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from accounts.models import organisations_where
from core.registers import KeyPage, key_page

from ..enums import AssessmentKind, AssessmentState, Attainment, PlanState, Sign
from ..kinds import scoring
from ..models import FUND_PERMISSIONS, Assessment, FundRule, Indicator, Plan, in_wan
from ..workflow.performance import ASSESSMENT
from .entries import put_names
from .performance import Warned, monitored

MOST = 60
DONE = (AssessmentState.SUBMITTED, AssessmentState.CONFIRMED)


def day_of(text: str, year: int) -> date:
    """`07-31` of a year."""
    month, day = map(int, text.split("-"))
    return date(year, month, day)


@dataclass(frozen=True)
class Duty:
    """An evaluation that is to be handed in between two days."""

    plan: Plan
    kind: str
    opens: date
    due: date

    @property
    def label(self) -> str:
        return AssessmentKind(self.kind).label

    def late_by(self, today: date) -> int:
        return max((today - self.due).days, 0)


def duties(plans, today: date, rule: FundRule | None = None) -> list[Duty]:
    """What of approved plans is due today and not handed in, the longest late first.

    Each plan carries `handed_in`, the kinds that are; one query for the rule when it isn't given.
    """
    rule = rule or FundRule.ours()
    found = []
    for plan in plans:
        watch = day_of(rule.monitor_on, plan.year)
        windows = (
            (AssessmentKind.MIDYEAR, watch, watch + timedelta(days=rule.monitor_days), date(plan.year, 12, 31)),
            (AssessmentKind.SELF, date(plan.year + 1, 1, 1), day_of(rule.assess_by, plan.year + 1), None),
        )
        found += [
            Duty(plan, kind, opens, due)
            for kind, opens, due, ends in windows
            if kind not in plan.handed_in and opens <= today and (ends is None or today <= ends)
        ]
    return sorted(found, key=lambda duty: (duty.due, duty.plan.entry_id))


def usual_day(plan: Plan, kind: str, today: date) -> date:
    """The day to which an evaluation is made as a rule: the day of monitoring, the year's end; never a day to come."""
    if kind == AssessmentKind.FINANCE:
        return today
    rule = FundRule.ours()
    usual = day_of(rule.monitor_on, plan.year) if kind == AssessmentKind.MIDYEAR else date(plan.year, 12, 31)
    return min(usual, today)


def plans_to_judge(today: date, bodies=None):
    """The approved plans of this year and the last, each with `handed_in`, the kinds that are."""
    known = Assessment.objects.filter(plan=OuterRef("pk"), state__in=DONE).order_by()
    plans = Plan.objects.filter(state=PlanState.APPROVED, year__gte=today.year - 1, year__lte=today.year)
    if bodies is not None:
        plans = plans.filter(entry__organisation__in=bodies)
    plans = plans.annotate(handed_in=ArraySubquery(known.values("kind")))
    return plans.select_related("entry__organisation").order_by("id")


def owed(user, today: date, rule: FundRule) -> list[Duty]:
    """What this person's departments still have to hand in, or, for a reviewer, what is late in reach. One query."""
    fills = organisations_where(user, "fill_funds")
    plans = plans_to_judge(today, organisations_where(user, "fill_funds", "review_funds"))
    plans = plans.annotate(mine=Exists(fills.filter(pk=OuterRef("entry__organisation"))))
    found = duties(plans, today, rule)
    return [duty for duty in found if duty.plan.mine] or [duty for duty in found if duty.late_by(today)]


def due(user, today: date) -> list[Duty]:
    """The first of what is owed, with the names of the funds."""
    return named(owed(user, today, FundRule.or_preset())[:MOST])


def named(found: list[Duty]) -> list[Duty]:
    return put_names(found, get=lambda duty: duty.plan.entry)


def assessments(user, *, kind: str = "", after: str = "", before: str = "") -> KeyPage:
    """The assessments in sight, the newest first."""
    rows = in_sight(user)
    if kind in AssessmentKind.values:
        rows = rows.filter(kind=kind)
    page = key_page(rows, ("as_of", "id"), after=after, before=before, newest_first=True)
    put_names(page.rows, get=lambda row: row.plan.entry)
    return page


def in_sight(user):
    rows = Assessment.objects.filter(plan__entry__organisation__in=organisations_where(user, *FUND_PERMISSIONS))
    return rows.select_related("plan__entry__organisation", "author", "reviewer", "publisher")


def waiting(user) -> list[Assessment]:
    """The assessments on which this person can act now."""
    fills, reviews = organisations_where(user, "fill_funds"), organisations_where(user, "review_funds")
    drafts = Assessment.objects.filter(state=AssessmentState.DRAFT)
    rows = (
        drafts.exclude(kind=AssessmentKind.FINANCE).filter(plan__entry__organisation__in=fills)
        | drafts.filter(kind=AssessmentKind.FINANCE, plan__entry__organisation__in=reviews)
        | Assessment.objects.filter(
            state=AssessmentState.SUBMITTED, plan__entry__organisation__in=reviews
        ).exclude(author=user)
    )  # fmt: skip
    rows = put_names(
        rows.select_related("plan__entry__organisation").order_by("-id")[:MOST], get=lambda row: row.plan.entry
    )
    for row in rows:
        row.next = ASSESSMENT["submit" if row.state == AssessmentState.DRAFT else "confirm"].label
    return rows


@dataclass
class Line:
    """An indicator with what was answered, and what the department had answered before 财政局."""

    indicator: Indicator
    answer: dict
    own: dict  # of the self-evaluation, on a 财政评价

    @property
    def in_words(self) -> bool:
        return self.indicator.sign == Sign.WORDS

    @property
    def score(self) -> Decimal | None:
        return Decimal(self.answer["score"]) if self.answer.get("score") else None

    @property
    def rule(self) -> Decimal | None:
        """What the rule gives; None for words, and where nothing is answered."""
        return Decimal(self.answer["rule"]) if self.answer.get("rule") else None

    @property
    def attained(self) -> str:
        step = self.answer.get("attainment")
        return Attainment(int(step)).label if self.in_words and step is not None else ""


def lines(assessment: Assessment) -> list[Line]:
    """The rows of the form in the plan's order; two queries (one more on a 财政评价)."""
    answers = {int(row["indicator"]): row for row in assessment.rows}
    own: dict[int, dict] = {}
    if assessment.kind == AssessmentKind.FINANCE:
        mine = assessment.plan.assessments.filter(kind=AssessmentKind.SELF).order_by("-id").first()
        own = {int(row["indicator"]): row for row in mine.rows} if mine else {}
    rows = assessment.plan.indicators.order_by("position")
    return [Line(row, answers.get(row.pk, {}), own.get(row.pk, {})) for row in rows]


@dataclass(frozen=True)
class Part:
    """A row of the form's money in 元, with 年初预算数, 全年预算数, 全年执行数."""

    label: str
    initial: Decimal
    budget: Decimal
    executed: Decimal

    @property
    def wan(self) -> tuple[str, str, str]:
        return in_wan(self.initial), in_wan(self.budget), in_wan(self.executed)


@dataclass(frozen=True)
class MoneyRow:
    """The money of the form: 年度资金总额, then its parts; 执行率 in per cent, its points, the score."""

    whole: Part
    parts: tuple[Part, ...]
    weight: int
    score: Decimal
    rate: Decimal


def money_row(assessment: Assessment) -> MoneyRow:
    row, weight = assessment, FundRule.ours().execution_weight
    initial, budget, executed = row.sums
    rate = scoring.rate_of(executed, budget)
    score = scoring.execution_score(executed, budget, Decimal(weight))
    parts = (
        Part("其中：当年财政拨款", row.initial, row.budget - row.carried, row.executed - row.carried_executed),
        Part("上年结转资金", Decimal(0), row.carried, row.carried_executed),
        Part("其他资金", row.other_initial, row.other_budget, row.other_executed),
    )
    whole = Part("年度资金总额", initial, budget, executed)
    return MoneyRow(whole, parts, weight, score, scoring.points(rate * 100))


@dataclass(frozen=True)
class Bar:
    """A line of 双监控 in per cent of the year's whole, for drawing and for reading."""

    name: str
    planned: Decimal
    actual: Decimal
    behind: bool


def bars(assessment: Assessment) -> list[Bar]:
    return [_bar(line) for line in monitored(assessment)]


def _bar(line: Warned) -> Bar:
    return Bar(line.name, scoring.points(line.planned * 100), scoring.points(line.actual * 100), line.behind)


def of_plan(plan: Plan) -> list[Assessment]:
    rows = plan.assessments.select_related("author", "reviewer", "publisher")
    return list(rows.order_by("as_of", "id"))
