"""Reads over a year's list. Amounts are in 元 unless the name says 万元."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from core.registers import VersionState

from ..models import FundChangeSet, FundVersion, in_wan


@dataclass(frozen=True)
class DepartmentFunds:
    organisation: object
    funds: list
    total: Decimal

    @property
    def total_wan(self) -> str:
        return in_wan(self.total)


@dataclass(frozen=True)
class YearList:
    year: int
    change_set: FundChangeSet | None
    departments: list[DepartmentFunds]
    count: int

    @property
    def total(self) -> Decimal:
        return sum((d.total for d in self.departments), Decimal(0))


def years() -> list[int]:
    """The budget years with a published list, the newest first."""
    published = FundChangeSet.objects.filter(state="published").order_by("-year")
    return list(published.values_list("year", flat=True).distinct())


def year_list(year: int) -> YearList:
    """A year's published list by department; the totals are the sums of the rows shown."""
    change_set = FundChangeSet.objects.filter(year=year, state="published").order_by("-published_at").first()
    groups = [
        (organisation, list(rows))
        for organisation, rows in groupby(FundVersion.objects.for_year(year).public(), key=lambda v: v.organisation)
    ]
    departments = [
        DepartmentFunds(organisation, rows, sum((v.amount for v in rows), Decimal(0))) for organisation, rows in groups
    ]
    return YearList(year, change_set, departments, sum(len(d.funds) for d in departments))


def funds_of(organisation: int) -> tuple[str, int]:
    """How many funds of published lists name this body: they stay under the name that they were published with."""
    return "专项资金", FundVersion.objects.filter(organisation=organisation, state=VersionState.PUBLISHED).count()
