"""What of funds was left at a year's end, and what of it still waits for an act. Amounts are in 元."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef

from ..enums import RemainderKind
from ..kinds.remainders import Left, YearOf, left_at_end
from ..models import Execution, FundRule, FundVersion, Remainder
from .money import monies

BACK = 4  # years looked back: money older than that was taken back long ago


@dataclass(frozen=True)
class Waiting:
    """A fund whose year has ended with money that no act has carried on or taken back."""

    version: FundVersion
    left: Left
    settled: Decimal

    @property
    def open(self) -> Decimal:
        return self.left.total - self.settled


def lefts_of(entries: Iterable[int], year: int) -> dict[int, Left]:
    """What of each fund is left at the end of the year; the same number of queries however many funds."""
    entries, years = list(entries), FundRule.ours().carry_years
    by_year = {number: monies(entries, number) for number in range(year - BACK, year + 1)}
    acts = Remainder.objects.filter(entry__in=entries, kind=RemainderKind.CARRIED)
    carried = {(entry, number): amount for entry, number, amount in acts.values_list("entry_id", "year", "amount")}
    return {
        entry: left_at_end(
            [
                YearOf(
                    number,
                    known[entry].initial + known[entry].changed,
                    known[entry].executed,
                    carried.get((entry, number)),
                )
                for number, known in by_year.items()
            ],
            year,
            years,
        )
        for entry in entries
    }


def left_of(entry, year: int) -> Left:
    return lefts_of([entry.pk], year)[entry.pk]


def waiting(year: int, today: date, *, bodies=None) -> list[Waiting]:
    """The funds of a year that has ended whose remainders wait for an act, the largest first.

    A fund of which nothing was reported that year isn't among them: what is left of it is not known.
    """
    if date(year, 12, 31) >= today:
        return []
    reported = Execution.objects.filter(entry=OuterRef("entry"), year=year)
    rows = FundVersion.objects.filter(Exists(reported), year=year, state="published", valid_to__isnull=True)
    if bodies is not None:
        rows = rows.filter(entry__organisation__in=bodies)
    rows = list(rows.select_related("entry__organisation", "organisation"))
    lefts = lefts_of([row.entry_id for row in rows], year)
    settled: dict[int, Decimal] = {}
    for entry, amount in Remainder.objects.filter(entry__in=lefts, year=year).values_list("entry_id", "amount"):
        settled[entry] = settled.get(entry, Decimal(0)) + amount
    found = [Waiting(row, lefts[row.entry_id], settled.get(row.entry_id, Decimal(0))) for row in rows]
    return sorted((w for w in found if w.open > 0), key=lambda w: (-w.open, w.version.pk))
