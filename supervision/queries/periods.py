"""Months, quarters and years: what every standing figure of supervision is counted over."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

WRITTEN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|Q([1-4]))?", re.ASCII)


@dataclass(frozen=True)
class Period:
    """A month (`2026-11`), a quarter (`2026Q4`) or a year (`2026`): its key, its first and its last day."""

    key: str
    first: date
    last: date

    @property
    def label(self) -> str:
        if "Q" in self.key:
            return f"{self.first.year}年第{'一二三四'[int(self.key[-1]) - 1]}季度"
        return f"{self.first.year}年{self.first.month}月" if "-" in self.key else f"{self.first.year}年"

    def is_over(self, today: date) -> bool:
        """Whether its figures can still change by new acts; a bulletin is drafted of a period that is over."""
        return self.last < today

    @property
    def begins(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def ends(self) -> datetime:
        """The first moment that no longer belongs to it."""
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min))


def period(key: str) -> Period | None:
    """The period written as `key`; None when it isn't one."""
    found = WRITTEN.fullmatch(key or "")
    if found is None or not 2000 <= int(found[1]) <= 2100:
        return None
    year, month, quarter = int(found[1]), found[2], found[3]
    if month:
        return Period(key, date(year, int(month), 1), _end_of(year, int(month)))
    if quarter:
        end = 3 * int(quarter)
        return Period(key, date(year, end - 2, 1), _end_of(year, end))
    return Period(key, date(year, 1, 1), date(year, 12, 31))


def _end_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def month_of(day: date) -> Period:
    return period(f"{day:%Y-%m}")


def recent(today: date) -> list[Period]:
    """What a page offers: this month and the five before, this quarter and the one before, this year."""
    months, day = [], today
    for _ in range(6):
        months.append(month_of(day))
        day = months[-1].first - timedelta(days=1)
    this = period(f"{today.year}Q{(today.month + 2) // 3}")
    before = this.first - timedelta(days=1)
    return [*months, this, period(f"{before.year}Q{(before.month + 2) // 3}"), period(str(today.year))]
