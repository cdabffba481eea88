"""The calendar of the database: read once by every process, changed by a notice or by hand."""

import csv
import time
from datetime import date
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from simple_history.utils import bulk_create_with_history

from core.history import signed
from core.models import CalendarDay, CalendarYear, DayKind, Publication

from .counting import Calendar
from .notices import Notice

PUBLICATION = "calendar"
RECOMPUTE_TASK = "approvals.recompute_clocks"

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


STATUTORY_CSV = Path(__file__).parent.parent / "data" / "calendar.csv"


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
