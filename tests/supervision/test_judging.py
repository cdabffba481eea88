"""The judge against an independent count: every day looked at by hand, across make-up days and year ends."""

import csv
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.enums import ClockKind
from approvals.queries import Clock
from core import workdays
from core.workdays import Calendar, Unit
from supervision.enums import Level
from supervision.queries.judging import Judge, Threshold

DAY = timedelta(days=1)
ROWS = list(csv.DictReader(Path("core/data/calendar.csv").read_text(encoding="utf-8").splitlines()))
OFF = {date.fromisoformat(r["date"]) for r in ROWS if r["kind"] == "holiday"}
ON = {date.fromisoformat(r["date"]) for r in ROWS if r["kind"] == "makeup"}
CALENDAR = Calendar(
    holidays=dict.fromkeys(OFF, "放假"),
    workdays=dict.fromkeys(ON, "调休"),
    first=date(2015, 1, 1),
    last=date(2026, 12, 31),
)
RULES = [
    Threshold(code="R2", clock=ClockKind.PROMISE, level=Level.WARNING, before_days=1, share=80),
    Threshold(code="T2", clock=ClockKind.PROMISE, level=Level.YELLOW),
    Threshold(code="T3", clock=ClockKind.LEGAL, level=Level.RED),
]


def is_worked(day):
    return day in ON or (day.weekday() < 5 and day not in OFF)


def counted(start, end):
    """Working days after `start` up to `end`, counted on the fingers."""
    number, day = 0, start
    while day < end:
        day += DAY
        number += is_worked(day)
    return number


def last_day(start, limit):
    """The day on which the last working day of a limit falls."""
    day = start
    while limit:
        day += DAY
        limit -= is_worked(day)
    return day


def expected(start, promise, legal, ended, today):
    """What a case has earned when it is looked at on `today` for the first time."""
    running = ended is None or ended > today
    judged = today if running else ended
    earned = set()
    if judged > last_day(start, promise) and legal > promise:
        earned.add(("promise", Level.YELLOW))
    if judged > last_day(start, legal):
        earned.add(("legal", Level.RED))
    used = counted(start, today)
    nearly = promise - used <= 1 or used * 100 >= 80 * promise
    if running and used and nearly and today <= last_day(start, promise):
        earned.add(("promise", Level.WARNING))
    return earned


def clock(kind, start, limit, ended):
    due = workdays.due(start, limit, Unit.WORKDAY, calendar=CALENDAR)
    return Clock(kind, start, limit, Unit.WORKDAY, "", due, (), False, ended)


@settings(max_examples=300, deadline=None)
@given(
    start=st.dates(date(2015, 1, 2), date(2026, 8, 1)),
    promise=st.integers(0, 30),
    more=st.integers(0, 20),
    ended=st.none() | st.integers(0, 90),
    ahead=st.integers(0, 90),
)
def test_the_judge_agrees_with_a_count_on_the_fingers(start, promise, more, ended, ahead):
    while not is_worked(start):  # acts are counted from a working day
        start += DAY
    legal, today = promise + more, start + ahead * DAY
    ended = None if ended is None else start + ended * DAY
    clocks = [clock(ClockKind.PROMISE, start, promise, ended), clock(ClockKind.LEGAL, start, legal, ended)]
    findings, _ = Judge(today, CALENDAR, RULES).judge(clocks)
    assert {(str(f.clock.kind), f.rule.level) for f in findings} == expected(start, promise, legal, ended, today)
    for finding in findings:
        last = today if ended is None or ended > today else ended
        assert finding.late == max(0, counted(start, last) - finding.clock.limit)


@settings(max_examples=100, deadline=None)
@given(start=st.dates(date(2015, 1, 2), date(2026, 8, 1)), promise=st.integers(0, 20), more=st.integers(0, 20))
def test_the_next_day_misses_no_day_on_which_something_is_earned(start, promise, more):
    """Looking only on the days that the judge names gives what looking every day gives, on the same days."""
    while not is_worked(start):
        start += DAY
    clocks = [clock(ClockKind.PROMISE, start, promise, None), clock(ClockKind.LEGAL, start, promise + more, None)]
    every, seen = {}, set()
    for day in (start + n * DAY for n in range(90)):
        for key in {f.key for f in Judge(day, CALENDAR, RULES).judge(clocks)[0]} - seen:
            every[key] = day
            seen.add(key)
    named, day, seen = {}, start, set()
    while day is not None:
        findings, following = Judge(day, CALENDAR, RULES).judge(clocks)
        for key in {f.key for f in findings} - seen:
            named[key] = day
            seen.add(key)
        day = following
    assert named == every


def test_a_day_past_the_calendar_still_judges_a_certain_due_day():
    clocks = [clock(ClockKind.PROMISE, date(2026, 12, 21), 5, None)]
    findings, _ = Judge(date(2027, 1, 5), CALENDAR, RULES).judge(clocks)
    assert [f.rule.code for f in findings] == ["T2"]


def test_of_two_rules_of_one_level_the_first_code_counts():
    twice = [*RULES, Threshold(code="T9", clock=ClockKind.PROMISE, level=Level.YELLOW)]
    clocks = [clock(ClockKind.PROMISE, date(2026, 3, 3), 7, None)]
    findings, _ = Judge(date(2026, 3, 31), CALENDAR, twice).judge(clocks)
    assert [f.rule.code for f in findings] == ["T2"]
