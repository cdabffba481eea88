"""Who has to publish what of the funds, by when, and what is late: pure reads of rows and of the calendar.

财政局 publishes the list, the department in charge the rest (漳县方案). What is formed is published within 20 工作日
(政府信息公开条例 26), the budget within 20 自然日 of its approval or reply (预算法 14), self-evaluation follows the
level's own day (FundRule). Where no rule gives a day, none is made up. Funds kept inside are in no answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Organisation
from core import workdays
from core.models import Scope
from core.registers import VersionState

from ..enums import AllocationState, AssessmentKind, AssessmentState, DocumentState, FindingState, PlanState, Stage
from ..models import (
    Allocation,
    Assessment,
    BudgetYear,
    DepartmentBudget,
    Finding,
    FundChangeSet,
    FundRule,
    FundVersion,
    Measure,
    Plan,
)
from .entries import names_of, public_entries

DAYS = 20  # 工作日 (政府信息公开条例 26)
OPENNESS = "《中华人民共和国政府信息公开条例》第二十六条"
BUDGET = "《中华人民共和国预算法》第十四条"
LIST, DEPARTMENT_BUDGET = "list", "budget"
LABELS = {LIST: "年度清单", DEPARTMENT_BUDGET: "部门预算", **dict(Stage.choices)}
# who publishes what, by when, on what ground: the table of the public page
WHO = (
    (LIST, "县财政局", "县人民代表大会批准预算后 {list_days} 个自然日内", BUDGET),
    (DEPARTMENT_BUDGET, "主管部门", "财政部门批复后 {department_days} 个自然日内", BUDGET),
    (Stage.MEASURE, "主管部门", "成文后 20 个工作日内，而且在分配资金以前", OPENNESS),
    (Stage.CALL, "主管部门", "申报开始以前；没有规定期限", "漳县专项资金管理清单工作方案"),
    (Stage.REVIEW, "主管部门", "立项前公示 {notice_days} 个工作日", "漳县专项资金管理清单工作方案"),
    (Stage.ALLOCATION, "主管部门", "下达后 20 个工作日内；给乡镇的在人大批准后 {issue_days} 个自然日内下达", OPENNESS),
    (Stage.USE, "主管部门", "按月报送；没有规定期限", "漳县专项资金管理清单工作方案"),
    (Stage.INSPECTION, "检查单位", "整改销号后 20 个工作日内", OPENNESS),
    (Stage.PERFORMANCE, "主管部门", "次年 {assess_by} 前自评，确认后 20 个工作日内公开", OPENNESS),
)


@dataclass(frozen=True)
class Owed:
    """One thing not public yet. `since` starts the clock; `days` is by how many of its unit it is late, 0 in time."""

    key: str
    entry: object | None
    name: str
    body: Organisation
    stage: str
    what: str
    year: int | None
    since: date
    limit: int
    unit: str
    article: str
    due: date
    days: int

    @property
    def label(self) -> str:
        return str(LABELS[self.stage])

    @property
    def late(self) -> bool:
        return self.days > 0

    @property
    def late_by(self) -> int:
        """The days over as the house counts what is left: below zero."""
        return -self.days

    @property
    def words(self) -> str:
        """The count in a sentence."""
        unit = "个工作日" if self.unit == workdays.Unit.WORKDAY else "个自然日"
        head = f"自 {self.since:%Y-%m-%d} 次日起 {self.limit} {unit}" if self.limit else "按规定的日期"
        left = f"已超 {self.days} {unit}" if self.late else "还没有到期"
        return f"{head}，最迟 {self.due:%Y-%m-%d}（{self.article}），{left}"


class Clock:
    """The due days of one read: the calendar is read once."""

    def __init__(self, on: date):
        self.on, self.calendar = on, workdays.calendar()

    def owed(self, since: date, limit: int, unit: str, **facts) -> Owed:
        due = workdays.due(since, limit, unit, calendar=self.calendar, provisional=True)
        return self.at(due, since=since, limit=limit, unit=unit, **facts)

    def at(self, due: date, *, unit: str, **facts) -> Owed:
        days = 0
        if due < self.on:
            workday = unit == workdays.Unit.WORKDAY
            passed = workdays.elapsed(due, self.on, calendar=self.calendar, provisional=True) if workday else 0
            days = max(passed, 1) if workday else (self.on - due).days
        return Owed(due=due, days=days, unit=str(unit), **facts)

    def openness(self, since: date, **facts) -> Owed:
        return self.owed(since, DAYS, workdays.Unit.WORKDAY, article=OPENNESS, **facts)


def _day(moment) -> date:
    return timezone.localdate(moment)


def owed(on: date, *, entry=None, body: int | None = None, rule: FundRule | None = None) -> list[Owed]:
    """All that is formed or due and not public on a day: of all public funds, of one, or of one body.

    The same number of queries however many funds.
    """
    clock, rule = Clock(on), rule or FundRule.or_preset()
    entries = public_entries().filter(pk=entry.pk) if entry is not None else public_entries()
    entries = entries.filter(organisation=body) if body is not None else entries
    found = [*_measures(clock, entries), *_allocations(clock, entries)]
    found += _plans(clock, entries, rule)
    found += [*_assessments(clock, entries), *_findings(clock, entries)]
    if entry is None:
        found += [row for row in _budgets(clock, rule) if body is None or row.body.pk == body]
    names = names_of({row.entry.pk for row in found if row.entry is not None})
    for row in found:
        if row.entry is not None:
            object.__setattr__(row, "name", names.get(row.entry.pk, row.entry.code))
    return sorted(found, key=lambda row: (row.due, row.key))


def overdue(on: date, *, body: int | None = None, rule: FundRule | None = None) -> list[Owed]:
    """What should be public by now and isn't, the longest due first."""
    return [row for row in owed(on, body=body, rule=rule) if row.late]


def _facts(row, entry, stage: str, what: str, year: int | None) -> dict:
    key = f"{row._meta.model_name}:{row.pk}"
    return {
        "key": key,
        "entry": entry,
        "name": "",
        "body": entry.organisation,
        "stage": stage,
        "what": what,
        "year": year,
    }


def _measures(clock: Clock, entries):
    rows = Measure.objects.filter(entry__in=entries, state=DocumentState.DRAFT, dated__lte=clock.on)
    for row in rows.select_related("entry__organisation"):
        yield clock.openness(row.dated, **_facts(row, row.entry, Stage.MEASURE, "管理办法", None))


def _allocations(clock: Clock, entries):
    rows = Allocation.objects.filter(entry__in=entries, state=AllocationState.ISSUED, published_at__isnull=True)
    for row in _listed(rows, "entry", "year").select_related("entry__organisation"):
        yield clock.openness(row.issued_on, **_facts(row, row.entry, Stage.ALLOCATION, "分配结果", row.year))


def _plans(clock: Clock, entries, rule: FundRule):
    """Targets to be published; of past years also the evaluation by the department that should be there by now."""
    judged = Assessment.objects.filter(plan=OuterRef("pk"), kind=AssessmentKind.SELF, state=AssessmentState.CONFIRMED)
    rows = Plan.objects.filter(entry__in=entries, state=PlanState.APPROVED).annotate(judged=Exists(judged))
    inside, past = Q(published_at__isnull=True, approved_at__isnull=False), Q(year__lt=clock.on.year, judged=False)
    for row in _listed(rows.filter(inside | past), "entry", "year").select_related("entry__organisation"):
        if row.published_at is None and row.approved_at is not None:
            since = max(_day(row.approved_at), row.listed_on)  # with the list, not before it
            yield clock.openness(since, **_facts(row, row.entry, Stage.PERFORMANCE, "绩效目标", row.year))
        if row.year < clock.on.year and not row.judged:
            facts = _facts(row, row.entry, Stage.PERFORMANCE, "绩效自评", row.year) | {"key": f"self:{row.pk}"}
            yield clock.at(
                assess_by(rule, row.year), since=date(row.year, 12, 31), limit=0, unit=workdays.Unit.NATURAL,
                article=f"次年 {rule.assess_by} 前完成自评", **facts,
            )  # fmt: skip


def _assessments(clock: Clock, entries):
    rows = Assessment.objects.filter(
        plan__entry__in=entries, state=AssessmentState.CONFIRMED, published_at__isnull=True
    ).exclude(kind=AssessmentKind.MIDYEAR)  # fmt: skip
    for row in rows.select_related("plan__entry__organisation").defer("rows"):
        facts = _facts(row, row.plan.entry, Stage.PERFORMANCE, row.get_kind_display(), row.plan.year)
        yield clock.openness(_day(row.confirmed_at), **facts)


def _findings(clock: Clock, entries):
    rows = Finding.objects.filter(entry__in=entries, state=FindingState.CLOSED, published_at__isnull=True)
    for row in rows.select_related("entry__organisation", "found_by"):
        facts = _facts(row, row.entry, Stage.INSPECTION, "检查发现的问题和整改结果", row.year)
        yield clock.openness(_day(row.closed_at), **facts | {"body": row.found_by})


def assess_by(rule: FundRule, year: int) -> date:
    """The day by which the funds of a budget year are judged by their departments."""
    month, day = map(int, rule.assess_by.split("-"))
    return date(year + 1, month, day)


def _listed(rows, entry: str, year: str):
    """Those whose fund stands public on the list of their year; `listed_on` is the day from which it does."""
    texts = FundVersion.objects.filter(
        entry=OuterRef(entry), year=OuterRef(year), state=VersionState.PUBLISHED, scope=Scope.PUBLIC
    ).order_by("valid_from")
    return rows.filter(Exists(texts)).annotate(listed_on=texts.values("valid_from")[:1])


def _budgets(clock: Clock, rule: FundRule):
    """The year's list at 财政局, the departments' budgets at the departments."""
    natural = workdays.Unit.NATURAL
    published = FundChangeSet.objects.filter(year=OuterRef("year"), state="published")
    for row in BudgetYear.objects.exclude(Exists(published)).order_by("pk"):
        keeper = _keeper(row.year)
        if keeper is not None:
            facts = {"key": f"list:{row.year}", "entry": None, "name": f"{row.year} 年度专项资金清单"}
            facts |= {"body": keeper, "stage": LIST, "what": "年度清单", "year": row.year, "article": BUDGET}
            yield clock.owed(row.approved_on, rule.list_days, natural, **facts)
    rows = DepartmentBudget.objects.filter(published_on__isnull=True).select_related("organisation", "year")
    for row in rows.order_by("pk"):
        facts = {"key": f"budget:{row.pk}", "entry": None, "name": f"{row.year.year} 年度部门预算"}
        facts |= {"body": row.organisation, "stage": DEPARTMENT_BUDGET, "what": "部门预算", "year": row.year.year}
        yield clock.owed(row.replied_on, rule.department_days, natural, article=BUDGET, **facts)


def _keeper(year: int) -> Organisation | None:
    """The body that keeps the lists: that of this year's, else of the last one."""
    rows = FundChangeSet.objects.exclude(state="withdrawn").select_related("organisation")
    row = rows.filter(year=year).order_by("-pk").first() or rows.order_by("-pk").first()
    return row.organisation if row else None


@dataclass(frozen=True)
class BodyDuties:
    body: Organisation
    rows: list[Owed]

    @property
    def worst(self) -> int:
        return max((row.days for row in self.rows), default=0)


def by_body(rows: Iterable[Owed]) -> list[BodyDuties]:
    """What is owed, body by body, in the order of the county's list of bodies."""
    found: dict[int, BodyDuties] = {}
    for row in rows:
        found.setdefault(row.body.pk, BodyDuties(row.body, [])).rows.append(row)
    return sorted(found.values(), key=lambda part: (part.body.sort_key, part.body.code))


def duties(rule: FundRule) -> list[tuple]:
    """(what, who, by when, on what ground) of the public table."""
    days = {name: getattr(rule, name) for name in ("list_days", "department_days", "notice_days", "issue_days")}
    month, day = rule.assess_by.split("-")
    days["assess_by"] = f"{int(month)} 月 {int(day)} 日"
    return [(LABELS[stage], who, by_when.format(**days), ground) for stage, who, by_when, ground in WHO]
