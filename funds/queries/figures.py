"""Figures of the public lists: the years beside each other, planned against spent. Money is 元 unless it says 万元.

Only public rows count: what is kept inside is in no sum and no chart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery, Sum

from accounts.models import Organisation
from core.registers import VersionState

from ..models import Execution, FundVersion
from .allocations import by_manners, share_of

ZERO = Decimal(0)


def wan(amount: Decimal) -> Decimal:
    """元 as 万元, exact, without trailing zeros."""
    return Decimal(f"{((amount or ZERO) / 10_000).normalize():f}")


def top(rows: Iterable[tuple[str, Decimal]], most: int) -> list[tuple[str, Decimal]]:
    """(label, 元) → the largest as (label, 万元), what is beyond `most` as one last row: they add up to the whole."""
    rows = sorted(rows, key=lambda row: -row[1])
    head, tail = rows[:most], rows[most:]
    found = [(label, wan(amount)) for label, amount in head]
    if tail:
        found.append((f"其余 {len(tail)} 个部门", wan(sum((amount for _, amount in tail), ZERO))))
    return found


@dataclass(frozen=True)
class YearFigures:
    year: int
    count: int
    amount: Decimal
    share: Decimal | None

    @property
    def wan(self) -> Decimal:
        return wan(self.amount)


@dataclass(frozen=True)
class Spent:
    """A department's public funds of a year: budget as listed, planned and spent as reported last."""

    name: str
    count: int
    budget: Decimal
    reported: int
    planned: Decimal
    executed: Decimal

    @property
    def budget_wan(self) -> Decimal:
        return wan(self.budget)

    @property
    def planned_wan(self) -> Decimal:
        return wan(self.planned)

    @property
    def executed_wan(self) -> Decimal:
        return wan(self.executed)

    @property
    def rate(self) -> Decimal | None:
        """Spent of what was planned by the months reported, in per cent."""
        return (self.executed / self.planned * 100).quantize(Decimal("0.1")) if self.planned else None


@dataclass(frozen=True)
class YearSpent:
    """`total` sums `departments`; `month` is the last that any fund reported."""

    departments: list[Spent]
    total: Spent
    month: int | None


def listed(year: int):
    return FundVersion.objects.public().filter(year=year, state=VersionState.PUBLISHED, valid_to__isnull=True)


def by_year(years: Iterable[int]) -> list[YearFigures]:
    """Number and sum of each year's list, the oldest first. Two queries."""
    years = sorted(years)
    rows = FundVersion.objects.public().filter(year__in=years, state=VersionState.PUBLISHED, valid_to__isnull=True)
    sums = rows.order_by().values_list("year").annotate(Count("pk"), Sum("amount"))
    sums = {year: (count, amount) for year, count, amount in sums}
    manners = by_manners(years)
    return [YearFigures(year, *sums.get(year, (0, ZERO)), share_of(manners[year])) for year in years]


def of_year(year: int) -> YearSpent:
    """Planned against spent of a year, by department. Two queries."""
    last = Execution.objects.filter(entry=OuterRef("entry"), year=year).order_by("-month")
    rows = listed(year).order_by().annotate(
        month=Subquery(last.values("month")[:1]), planned=Subquery(last.values("planned")[:1]),
        executed=Subquery(last.values("executed")[:1]),
    )  # fmt: skip
    found: dict[int, list] = {}
    month = None
    for body, amount, reported, planned, executed in rows.values_list(
        "organisation_id", "amount", "month", "planned", "executed"
    ):
        part = found.setdefault(body, [0, ZERO, 0, ZERO, ZERO])
        part[0] += 1
        part[1] += amount
        if reported is not None:
            part[2] += 1
            part[3] += planned
            part[4] += executed
            month = max(month or 0, reported)
    bodies = Organisation.objects.filter(pk__in=found).order_by("sort_key", "code")
    departments = [Spent(body.short_name or body.name, *found[body.pk]) for body in bodies]
    whole = [sum((part[n] for part in found.values()), ZERO) for n in range(5)]
    return YearSpent(departments, Spent("合计", int(whole[0]), whole[1], int(whole[2]), *whole[3:]), month)


def totals() -> tuple[int, int, Decimal] | None:
    """(newest year, number, sum) of the public list, for the pages that mention it; None without a list. One query."""
    rows = FundVersion.objects.public().filter(state=VersionState.PUBLISHED, valid_to__isnull=True)
    newest = rows.order_by("-year").values("year")[:1]
    found = rows.filter(year=Subquery(newest)).order_by("year").values_list("year")
    return found.annotate(Count("pk"), Sum("amount")).first()
