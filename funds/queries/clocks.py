"""The clocks of 预算法 14: what must be public by when, by whom, and how the days are counted.

A clock is a pure function of rows and of the calendar: from the approval by 人大 to the government's budget and the
list (财政局), from the reply of 财政 to a department's budget (the department), each in 自然日 (FundRule).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.models import organisations_where
from core import workdays

from ..enums import ListPurpose
from ..models import BudgetYear, DepartmentBudget, FundChangeSet, FundRule
from .caps import rule


@dataclass(frozen=True)
class Clock:
    """One duty to publish. `state`: done, late (published after its day), overdue, soon, open."""

    key: str
    label: str
    body: object  # who must publish
    start: date
    days: int
    due: date
    provisional: bool
    done: date | None
    today: date
    row: object
    warned: int  # natural days before the end in which it warns (FundRule.clock_warning)

    @property
    def left(self) -> int:
        """Natural days left; negative once it has passed."""
        return (self.due - self.today).days

    @property
    def state(self) -> str:
        if self.done is not None:
            return "done" if self.done <= self.due else "late"
        if self.left < 0:
            return "overdue"
        return "soon" if self.left <= self.warned else "open"

    @property
    def words(self) -> str:
        return {
            "done": f"{self.done} 公开，按时",
            "late": f"{self.done} 公开，晚了 {(self.done - self.due).days if self.done else 0} 天",
            "overdue": f"已逾期 {-self.left} 天，没有公开",
            "soon": f"还剩 {self.left} 天",
            "open": f"还剩 {self.left} 天",
        }[self.state]

    @property
    def counted(self) -> list:
        """The count, day by day."""
        return workdays.explain(
            self.start, self.days, workdays.Unit.NATURAL, calendar=workdays.calendar(), provisional=self.provisional
        )


def _due(start: date, days: int) -> tuple[date, bool]:
    try:
        return workdays.due(start, days, workdays.Unit.NATURAL, calendar=workdays.calendar()), False
    except workdays.CalendarEnds:
        return workdays.due(start, days, workdays.Unit.NATURAL, calendar=workdays.calendar(), provisional=True), True


def _counts(row: FundChangeSet) -> bool:
    return row.purpose == ListPurpose.YEAR and row.state == "published"


def clocks(today: date | None = None, *, years: int = 2, ours: FundRule | None = None) -> list[Clock]:
    """The clocks of the latest years, the newest first; three queries however many departments there are.

    The body that keeps the lists is that of the newest one.
    """
    today, ours = today or timezone.localdate(), ours or rule()
    budgets = list(BudgetYear.objects.order_by("-year")[:years])
    told = Q(year__in=[b.year for b in budgets], purpose=ListPurpose.YEAR, state="published")
    newest = FundChangeSet.objects.order_by("-pk").values("pk")[:1]
    lists = list(FundChangeSet.objects.filter(told | Q(pk=newest)).select_related("organisation").order_by("-pk"))
    finance = lists[0].organisation if lists else None
    published = {(row.year, row.form): timezone.localdate(row.published_at) for row in lists if _counts(row)}
    found = []
    for budget in budgets:
        found += _of_year(budget, ours, finance, published, today)
    replies = DepartmentBudget.objects.filter(year__in=budgets).select_related("organisation", "year")
    for row in replies.order_by("-year__year", "organisation__sort_key", "organisation_id"):
        due, provisional = _due(row.replied_on, ours.department_days)
        found.append(
            Clock(
                f"department:{row.pk}", f"{row.year.year}年度部门预算", row.organisation, row.replied_on,
                ours.department_days, due, provisional, row.published_on, today, row,
                ours.clock_warning,
            )
        )  # fmt: skip
    return found


def _of_year(budget: BudgetYear, ours: FundRule, finance, published: dict, today: date) -> list[Clock]:
    due, provisional = _due(budget.approved_on, ours.list_days)
    facts = (finance, budget.approved_on, ours.list_days, due, provisional)
    last = (today, budget, ours.clock_warning)
    found = [Clock(f"budget:{budget.year}", f"{budget.year}年度政府预算", *facts, budget.published_on, *last)]
    labels = dict(FundRule._meta.get_field("forms").base_field.choices)
    for form in ours.forms:
        name = f"{budget.year}年度{labels[form]}清单"
        found.append(Clock(f"list:{budget.year}:{form}", name, *facts, published.get((budget.year, form)), *last))
    return found


def clocks_of(user, today: date | None = None) -> list[Clock]:
    """The clocks within a person's reach: of the bodies for whose funds they work."""
    sight = set(
        organisations_where(
            user, "fill_funds", "review_funds", "inspect_funds", "record_decision", "audit"
        ).values_list("pk", flat=True)
    )
    return [clock for clock in clocks(today) if clock.body is not None and clock.body.pk in sight]
