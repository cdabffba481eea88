"""绩效目标 for the desk: plans by state, funds without one, what waits for whom; a fixed number of queries each."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef

from accounts.models import organisations_where
from core.registers import ENDS, KeyPage, VersionState, key_page

from ..enums import Dimension, PlanState
from ..models import FundRule, FundVersion, Plan
from ..workflow.performance import PLAN, weights
from .entries import put_names

LISTED = (VersionState.PROPOSED, VersionState.PUBLISHED)
MOST = 60  # rows of what waits that are shown at once


@dataclass(frozen=True)
class Sum:
    """The points of a first-level indicator beside what the rule asks for."""

    dimension: str
    label: str
    total: Decimal
    full: int

    @property
    def fits(self) -> bool:
        return self.total == self.full


def sums_of(indicators) -> list[Sum]:
    """The sums per dimension of rows with `dimension` and `weight`."""
    rows = list(indicators)
    return [
        Sum(key, Dimension(key).label, sum((r.weight for r in rows if r.dimension == key), Decimal(0)), full)
        for key, full in weights(FundRule.ours()).items()
    ]


def plan_of(entry, year: int) -> Plan | None:
    """A fund's plan of a year with its people; its indicators are in `rows`."""
    rows = Plan.objects.filter(entry=entry, year=year).select_related(
        "entry__organisation", "author", "reviewer", "publisher"
    )
    plan = rows.order_by("pk").first()
    if plan is not None:
        plan.entry.fund = getattr(entry, "name", "") or plan.entry.code
        plan.rows = list(plan.indicators.order_by("position"))
    return plan


def is_listed(entry, year: int) -> bool:
    return entry.versions.filter(year=year, state__in=LISTED).exists()


def plans(user, *, state: str = "", year: int | None = None, after: str = "", before: str = "") -> KeyPage:
    """The plans in sight, the newest first."""
    rows = Plan.objects.visible_to(user).select_related("entry__organisation")
    if state in PlanState.values:
        rows = rows.filter(state=state)
    if year is not None:
        rows = rows.filter(year=year)
    page = key_page(rows, ("year", "id"), after=after, before=before, newest_first=True)
    put_names(page.rows)
    return page


def waiting(user) -> list[Plan]:
    """The plans on which this person can act now: drafts to be handed in, targets to be approved."""
    rows = put_names(mine(user).select_related("entry__organisation").order_by("-year", "id")[:MOST])
    for row in rows:
        row.next = PLAN["submit" if row.state == PlanState.DRAFT else "approve"].label
    return rows


def mine(user):
    """Drafts of the departments where the person fills, submitted plans within the reach of a reviewer."""
    return Plan.objects.filter(
        state=PlanState.DRAFT, entry__organisation__in=organisations_where(user, "fill_funds")
    ) | Plan.objects.filter(
        state=PlanState.SUBMITTED, entry__organisation__in=organisations_where(user, "review_funds")
    ).exclude(author=user)


def unplanned(user, year: int) -> list[FundVersion]:
    """The funds that stand on a list of this year or a later one and have no plan, of the departments of the person."""
    plan = Plan.objects.filter(entry=OuterRef("entry"), year=OuterRef("year"))
    rows = FundVersion.objects.filter(
        ~Exists(plan), year__gte=year, state__in=LISTED, valid_to__isnull=True,
        organisation__in=organisations_where(user, "fill_funds"),
    ).exclude(change__in=ENDS)  # fmt: skip
    rows = rows.select_related("entry", "organisation").order_by("year", "organisation_id", "sort_key", "id")[:MOST]
    return list({(row.entry_id, row.year): row for row in rows}.values())


def counts(user) -> dict[str, int]:
    """How many plans are in each state, of those in sight."""
    rows = Plan.objects.visible_to(user).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)
