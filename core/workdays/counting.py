"""The pure functions: when a limit ends, how much of it is used, and the count day by day."""

import calendar as months
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays as statutory
from django.db.models import TextChoices

DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"

Pauses = Iterable[tuple[date, date]]


class Unit(TextChoices):
    WORKDAY = "workday", "工作日"
    NATURAL = "natural", "自然日"
    MONTH = "month", "月"


class CalendarEnds(Exception):  # noqa: N818 - it is an event of the calendar, not a fault of the program
    """A day outside the loaded years was needed. `year` is the year that is missing."""

    def __init__(self, year: int):
        self.year = year
        super().__init__(
            f"{year}年的放假安排尚未载入，不能确定期限；请先载入国务院办公厅的放假通知，或按暂定日期计算。"
        )


@dataclass(frozen=True)
class Day:
    """One day of an explained count."""

    date: date
    counted: bool
    why: str


@dataclass(frozen=True)
class Calendar:
    """The days that differ from the plain week, each with its name, for all of the days from `first` to `last`."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: Mapping[date, str] = field(default_factory=dict)
    first: date = date.max
    last: date = date.min

    def __hash__(self):
        return hash((self.first, self.last))  # so that counts can be kept by calendar

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    def day_off(self, day: date, *, provisional: bool = False) -> str:
        """Why nobody works on the day (国庆节, 星期六), or an empty string for a working day.

        Outside the loaded years: CalendarEnds, or when `provisional` the weekends and the statutory holidays alone.
        """
        if day in self.workdays:
            return ""
        if day in self.holidays:
            return self.holidays[day]
        if not self.covers(day):
            if not provisional:
                raise CalendarEnds(day.year)
            if day in (fixed := _statutory_holidays(day.year)):
                return fixed[day]
        return f"星期{WEEKDAYS[day.weekday()]}" if day.weekday() >= 5 else ""


@lru_cache(maxsize=32)
def _statutory_holidays(year: int) -> dict[date, str]:
    """The festivals that the law itself fixes, without exchanged days (全国年节及纪念日放假办法 2)."""
    found = statutory.China(years=[year], language="zh_CN").items()
    return {day: name for day, name in found if "补假" not in name and "休息日" not in name}


def due(
    start: date,
    n: int,
    unit: Unit | str = Unit.WORKDAY,
    *,
    calendar: Calendar,
    pauses: Pauses = (),
    provisional: bool = False,
) -> date:
    """The last day of a limit of `n` units after `start`. Raises CalendarEnds; ValueError for a bad pause."""
    if n < 0:
        raise ValueError("期限不能是负数。")
    paused = _paused(pauses)
    if unit == Unit.WORKDAY:
        day, left = start, n
        while left or (n == 0 and _idle(day, calendar, paused, provisional)):
            day += DAY
            left -= left > 0 and not _idle(day, calendar, paused, provisional)
        return day
    end = _natural_end(start, n, Unit(unit), paused)
    while _idle(end, calendar, paused, provisional):
        end += DAY
    return end


def elapsed(start: date, end: date, *, calendar: Calendar, pauses: Pauses = (), provisional: bool = False) -> int:
    """Working days used from the day after `start` up to and including `end`; 0 when `end` isn't after `start`."""
    paused = _paused(pauses)
    return sum(not _idle(day, calendar, paused, provisional) for day in _days(start, end))


def remaining(today: date, due: date, *, calendar: Calendar, provisional: bool = False) -> int:
    """Working days left: 0 on the due day itself, negative once it has passed."""
    if today <= due:
        return elapsed(today, due, calendar=calendar, provisional=provisional)
    return -elapsed(due, today, calendar=calendar, provisional=provisional)


def explain(
    start: date,
    n: int,
    unit: Unit | str = Unit.WORKDAY,
    *,
    calendar: Calendar,
    pauses: Pauses = (),
    provisional: bool = False,
    until: date | None = None,
) -> list[Day]:
    """The count, day by day, from the day after `start` to the due day, or to `until` (also past the due day)."""
    pauses = tuple(pauses)
    last = due(start, n, unit, calendar=calendar, pauses=pauses, provisional=provisional)
    paused = _paused(pauses)
    end = last if until is None else until
    if unit == Unit.WORKDAY:
        return list(_explained_workdays(start, end, n, calendar, paused, provisional))
    natural = _natural_end(start, n, Unit(unit), paused)
    return list(_explained_natural(start, end, natural, last, calendar, paused, provisional))


def _explained_workdays(start, end, n, calendar, paused, provisional) -> Iterator[Day]:
    counted = 0
    for day in _days(start, end):
        off = calendar.day_off(day, provisional=provisional)
        if paused(day):
            yield Day(day, False, f"暂停（{off}）" if off else "暂停")
        elif off:
            yield Day(day, False, off)
        else:
            counted += 1
            why = f"第{counted}个工作日" if counted <= n else f"超过期限第{counted - n}个工作日"
            made_up = calendar.workdays.get(day)
            yield Day(day, True, f"{why}，调休上班（{made_up}）" if made_up else why)


def _explained_natural(start, end, natural, last, calendar, paused, provisional) -> Iterator[Day]:
    counted = 0
    for day in _days(start, end):
        if paused(day):
            yield Day(day, False, "暂停")
        elif day <= natural:
            counted += 1
            off = calendar.day_off(day, provisional=provisional) if day == natural else ""
            yield Day(day, True, f"第{counted}日，期满日是{off}，顺延" if off else f"第{counted}日")
        elif day <= last:
            off = calendar.day_off(day, provisional=provisional)
            yield Day(day, False, f"{off}，顺延" if off else "顺延到这个工作日")
        else:
            counted += 1
            yield Day(day, True, f"超过期限第{(day - last).days}日")


def _days(start: date, end: date) -> Iterator[date]:
    day = start
    while day < end:
        day += DAY
        yield day


def _paused(pauses: Pauses):
    spans = sorted(pauses)
    for begin, end in spans:
        if end < begin:
            raise ValueError(f"暂停的结束日期 {end} 早于开始日期 {begin}。")
    return lambda day: any(begin <= day <= end for begin, end in spans)


def _idle(day: date, calendar: Calendar, paused, provisional: bool) -> bool:
    return paused(day) or bool(calendar.day_off(day, provisional=provisional))


def _natural_end(start: date, n: int, unit: Unit, paused) -> date:
    """The end of a period in calendar days or months before it rolls forward; paused days are made good at its end."""
    end = start + n * DAY if unit == Unit.NATURAL else add_months(start, n)
    owed = sum(paused(day) for day in _days(start, end))
    while owed:
        end += DAY
        owed -= not paused(end)
    return end


def add_months(day: date, n: int) -> date:
    """The same day `n` months later, or the last day of a month that lacks it (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
