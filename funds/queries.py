"""Reads over a year's list. Amounts are in 元 unless the name says 万元."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from .models import FundChangeSet, FundVersion


@dataclass(frozen=True)
class DepartmentFunds:
    organisation: object
    funds: list
    total_wan: Decimal


@dataclass(frozen=True)
class YearList:
    year: int
    change_set: FundChangeSet | None
    departments: list[DepartmentFunds]
    total_wan: Decimal
    count: int


def years() -> list[int]:
    """The budget years with a published list, the newest first."""
    published = FundChangeSet.objects.filter(state="published").order_by("-year")
    return list(published.values_list("year", flat=True).distinct())


def year_list(year: int) -> YearList:
    """A year's published list by department; the totals are the sums of the rows shown."""
    change_set = FundChangeSet.objects.filter(year=year, state="published").order_by("-published_at").first()
    groups = [
        (organisation, list(rows))
        for organisation, rows in groupby(FundVersion.objects.for_year(year), key=lambda v: v.organisation)
    ]
    sums = [sum((v.amount for v in rows), Decimal(0)) for _, rows in groups]
    departments = [
        DepartmentFunds(organisation, rows, total / 10_000)
        for (organisation, rows), total in zip(groups, sums, strict=True)
    ]
    return YearList(year, change_set, departments, sum(sums, Decimal(0)) / 10_000, sum(len(r) for _, r in groups))
