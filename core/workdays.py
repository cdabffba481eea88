"""Working days: the calendar as data, and pure functions on it.

Every limit has a number, a unit and its article. 工作日 leave out days off (行政许可法 82); a period in 自然日 or 月
that ends on a day off ends on the next working day (民法典 203); the first day is never counted (民法典 201); a month
that lacks the day ends on its last day (民法典 202). Past the last loaded year nothing is certain: the functions raise
CalendarEnds unless a provisional date is asked for.
"""

import calendar as months
import csv
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import holidays as statutory
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import TextChoices
from kombu.exceptions import OperationalError
from simple_history.utils import bulk_create_with_history

from core.history import signed
from core.models import CalendarDay, CalendarYear, DayKind, Publication

DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"
PUBLICATION = "calendar"
RECOMPUTE_TASK = "approvals.recompute_clocks"

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
    """The festivals that the law itself fixes, without any exchanged day (全国年节及纪念日放假办法 2)."""
    return {day: name for day, name in statutory.China(years=[year], language="zh_CN").items() if "补假" not in name}


# --- the pure functions ---------------------------------------------------------------------------


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


# --- the loaded calendar --------------------------------------------------------------------------

_loaded = Calendar()
_loaded_number = -1
_checked_at = float("-inf")


def calendar() -> Calendar:
    """The calendar of the database, kept in the process and refreshed when its publication number has changed.

    The number is looked at once in CALENDAR_SECONDS (one second when not set).
    """
    global _loaded, _loaded_number, _checked_at
    if time.monotonic() - _checked_at < getattr(settings, "CALENDAR_SECONDS", 1):
        return _loaded
    number = Publication.objects.number(PUBLICATION)
    if number != _loaded_number:
        _loaded, _loaded_number = _read_calendar(), number
    _checked_at = time.monotonic()
    return _loaded


def _read_calendar() -> Calendar:
    years = set(CalendarYear.objects.values_list("year", flat=True))
    if not years:
        return Calendar()
    first = last = max(years)
    while first - 1 in years:
        first -= 1
    off, on = {}, {}
    for day, kind, name in CalendarDay.objects.order_by().values_list("date", "kind", "name"):
        (off if kind in CalendarDay.OFF else on)[day] = name
    return Calendar(off, on, date(first, 1, 1), date(last, 12, 31))


def calendar_changed(*, recompute: bool = True) -> None:
    """Publish the change: every process reads the calendar anew, every clock is computed anew after commit."""
    global _checked_at
    Publication.objects.bump(PUBLICATION)
    _checked_at = float("-inf")
    if recompute:
        transaction.on_commit(_recompute_clocks)


def _recompute_clocks() -> None:
    global _checked_at
    _checked_at = float("-inf")
    try:
        current_app.signature(RECOMPUTE_TASK).apply_async()
    except OperationalError:  # the nightly comparison computes them as well
        return


# --- a year is loaded -----------------------------------------------------------------------------


@dataclass(frozen=True)
class NoticeDay:
    """One day that a notice names. `kind` is DayKind.HOLIDAY or DayKind.MAKEUP; `text` is the words it stands in."""

    date: date
    kind: DayKind
    name: str
    text: str


@dataclass
class Notice:
    """A State Council notice as read. `problems` are sentences for the person who pasted it; `year` 0 if unknown."""

    year: int = 0
    number: str = ""
    days: list[NoticeDay] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_yearly(self) -> bool:
        """The notice of a whole year names its festivals in sections; a later one names only what it changes."""
        return len({day.name for day in self.days}) >= 5


@transaction.atomic
def load_year(notice: Notice, *, text: str = "", actor=None, reason: str = "") -> CalendarYear:
    """Apply a notice. A yearly one replaces the year's days, a later one adds to them. Publishes the change."""
    reason = reason or f"载入{notice.year}年放假安排 {notice.number}".strip()
    year = CalendarYear.objects.select_for_update().filter(year=notice.year).first() or CalendarYear(year=notice.year)
    year.number = "；".join(dict.fromkeys(filter(None, [*year.number.split("；"), notice.number])))
    year.notice = "\n\n".join(dict.fromkeys(filter(None, [year.notice, text.strip()])))
    signed(year, actor=actor, reason=reason).save()
    source = notice.number or f"国务院办公厅关于{notice.year}年部分节假日安排的通知"
    keep = {day.date for day in notice.days}
    if notice.is_yearly:
        for row in _statutory_days(notice.year).exclude(date__in=keep):
            signed(row, actor=actor, reason=reason).delete()
    known = CalendarDay.objects.in_bulk(keep, field_name="date")
    for day in notice.days:
        row = known.get(day.date) or CalendarDay(date=day.date)
        if (row.kind, row.name) != (day.kind, day.name):
            row.kind, row.name, row.source = day.kind, day.name, source
            signed(row, actor=actor, reason=reason).save()
    calendar_changed()
    return year


def _statutory_days(year: int):
    """The days that the yearly notice of `year` owns: the year's own, and those of New Year before it."""
    days = CalendarDay.objects.filter(kind__in=(DayKind.HOLIDAY, DayKind.MAKEUP))
    return days.filter(date__range=(date(year, 1, 1), date(year, 12, 28))) | days.filter(
        date__range=(date(year - 1, 12, 25), date(year - 1, 12, 31)), name__contains="元旦"
    )


STATUTORY_CSV = Path(__file__).parent / "data" / "calendar.csv"


@transaction.atomic
def load_statutory_calendar() -> int:
    """Load the calendar that ships with the product, 2015 to 2026. Leaves known days alone; returns the number new."""
    rows = list(csv.DictReader(STATUTORY_CSV.read_text(encoding="utf-8").splitlines()))
    loaded = set(CalendarYear.objects.values_list("year", flat=True))
    years = {int(row["year"]) for row in rows} - loaded
    known = set(CalendarDay.objects.values_list("date", flat=True))
    days = [
        CalendarDay(date=day, kind=row["kind"], name=row["name"], source=row["source"])
        for row in rows
        if int(row["year"]) in years and (day := date.fromisoformat(row["date"])) not in known
    ]
    if years:
        bulk_create_with_history(days, CalendarDay, default_change_reason="载入随程序提供的法定日历")
        bulk_create_with_history([CalendarYear(year=year) for year in sorted(years)], CalendarYear)
        calendar_changed(recompute=bool(loaded))  # a new database has no clocks yet
    return len(days)


# --- the notice is read ---------------------------------------------------------------------------

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_DATE = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?"
_SPAN = re.compile(rf"{_DATE}(?:(?:至|到|-|—|–|~){_DATE})?")
_FESTIVAL = r"(?:元旦|春节|清明节?|(?:国际)?劳动节|端午节?|中秋节?|国庆节?)"
_HEADING = re.compile(
    rf"(?:^|[。;]|\(?[一二三四五六七八九十]+[、)])(?:\d{{4}}年)?(?:({_FESTIVAL}(?:[、和]{_FESTIVAL})?)[:,]?(?=\d)"
    r"|(?<=、)([^:。\n\d]{2,20}):)",
    re.M,
)
_YEAR = re.compile(r"(\d{4})年(?:部分)?(?:节假日|元旦)")
_NUMBER = re.compile(r"国(?:办)?发(?:明电)?〔\d{4}〕\d+号")
_ADVICE = re.compile(r"(?:鼓励|节假日期间)[^。]*(?:。|$)")  # sentences that change no day


def parse_notice(text: str) -> Notice:
    """Read the State Council's yearly notice on holidays, or a later one that changes it (words of 2015 to 2026)."""
    text = _ADVICE.sub("", re.sub(r"[ \t\u3000]+", "", unicodedata.normalize("NFKC", text).replace("\r", "")))
    notice = Notice()
    if number := _NUMBER.search(text.replace("[", "〔").replace("]", "〕")):
        notice.number = number.group()
    years = _YEAR.findall(text) or re.findall(r"(\d{4})年(?=[^〔]*?(?:放假|上班))", text)
    if not years:
        notice.problems.append(
            "没有读出是哪一年的放假安排：请把通知的标题一起贴上，例如“关于2027年部分节假日安排的通知”。"
        )
        return notice
    notice.year = int(years[0])
    for name, body in _sections(text):
        _read_section(notice, name, body)
    _check_notice(notice)
    return notice


def _sections(text: str) -> list[tuple[str, str]]:
    headings = list(_HEADING.finditer(text))
    if not headings:
        named = next((word for word in FESTIVALS if word in text), "")
        return [(named or "放假调休", text)]
    ends = [match.start() for match in headings[1:]] + [len(text)]
    return [(_section_name(match), text[match.end() : end]) for match, end in zip(headings, ends, strict=True)]


def _section_name(match: re.Match) -> str:
    written = match.group(1) or match.group(2)
    return (
        "、".join(word for word in sorted(FESTIVALS, key=lambda word: written.find(word[:2])) if word[:2] in written)
        or written
    )


def _read_section(notice: Notice, name: str, body: str) -> None:
    """Read the dates of a section: those before 放假, 补休, 调休 are days off, those before 上班 are worked."""
    found, waiting = False, []
    matches = list(_SPAN.finditer(body))
    ends = [match.start() for match in matches[1:]] + [len(body)]
    for match, end in zip(matches, ends, strict=False):
        words = body[match.end() : end]
        days = _span_days(notice, name, match)
        waiting.append((days, match.group()))
        verb = re.match(r"[^。;]*?(放假|补休|调休|休息|上班)", words)
        if verb is None:
            if not re.fullmatch(r"(?:、|,|和|及|与)?", words):
                waiting = []  # a date that is told about, such as the day of issue
            continue
        if not words.startswith("起"):
            kind = DayKind.MAKEUP if verb.group(1) == "上班" else DayKind.HOLIDAY
            for span, source in waiting:
                notice.days += [NoticeDay(day, kind, name, source + words.split("。")[0]) for day in span]
            found = True
        if "与周末连休" in words and not any(day.weekday() in (0, 4) for day in days):
            notice.problems.append(f"{name}：{match.group()}不挨着周末，原文却说与周末连休，请核对年份和日期。")
        if (told := re.search(r"共(\d+)天|放假(\d+)天", words.split("。")[0])) and len(days) > 1:
            _check_length(notice, name, days, int(told.group(1) or told.group(2)))
        waiting = []
    if not found:
        notice.problems.append(f"“{name}”一段没有读出日期，请核对原文：{body.strip()[:40]}")


def _check_length(notice: Notice, name: str, days: list[date], told: int) -> None:
    if len(days) != told:
        notice.problems.append(f"{name}：原文说共{told}天，按起止日期算是{len(days)}天，请核对。")


def _span_days(notice: Notice, name: str, match: re.Match) -> list[date]:
    """The days of one date or one span. A missing month is the month before it; December at New Year is last year's."""
    groups = match.groups()
    first, second = groups[:4], groups[4:]
    month = int(first[1]) if first[1] else None
    if month is None:
        notice.problems.append(f"{name}：“{match.group()}”没有写月份，没有读入。")
        return []
    year = int(first[0]) if first[0] else notice.year - (month == 12 and "元旦" in name)
    begin = _day_of(notice, name, year, month, first[2], first[3])
    if second[2] is None:
        return [begin] if begin else []
    last_month = int(second[1]) if second[1] else month
    last_year = int(second[0]) if second[0] else year + (last_month < month)
    end = _day_of(notice, name, last_year, last_month, second[2], second[3])
    if begin is None or end is None:
        return []
    if not 0 <= (end - begin).days <= 30:
        notice.problems.append(f"{name}：“{match.group()}”的起止日期不对，没有读入。")
        return []
    return [begin, *_days(begin, end)]


def _day_of(notice: Notice, name: str, year: int, month: int, day: str, note: str | None) -> date | None:
    try:
        found = date(year, month, int(day))
    except ValueError:
        notice.problems.append(f"{name}：{year}年没有{month}月{day}日，没有读入。")
        return None
    told = re.search(r"(?:周|星期)([一二三四五六日])", (note or "").replace("天", "日"))
    if told and told.group(1) != WEEKDAYS[found.weekday()]:
        notice.problems.append(
            f"{name}：{month}月{day}日写的是星期{told.group(1)}，实际是星期{WEEKDAYS[found.weekday()]}，请核对年份和日期。"
        )
    return found


def _check_notice(notice: Notice) -> None:
    seen: dict[date, NoticeDay] = {}
    for day in notice.days:
        other = seen.get(day.date)
        if other and other.kind != day.kind:
            notice.problems.append(f"{day.date} 既写了放假又写了上班，请核对。")
        if day.kind == DayKind.MAKEUP and day.date.weekday() < 5:
            notice.problems.append(f"{day.name}：{day.date} 是星期{WEEKDAYS[day.date.weekday()]}，却写了上班，请核对。")
        if not other:
            seen[day.date] = day
    notice.days = sorted(seen.values(), key=lambda day: day.date)
    missing = [word for word in FESTIVALS if not any(word in day.name for day in notice.days)]
    if notice.is_yearly and missing:
        notice.problems.append(f"没有读出：{'、'.join(missing)}。")
    if not notice.days:
        notice.problems.append("没有读出任何放假或上班的日期。")
