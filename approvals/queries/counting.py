"""Reads over several rows: the clocks of a case, and the pages of staff and applicants.

A clock is a pure function of the rows of a case and of the calendar; `actions.project_clocks` writes its due date into
the case, and nothing else decides what is late.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from core import workdays
from core.workdays import Calendar, CalendarEnds, Day, Unit

from ..enums import FINAL_STATES, CaseState, ClockKind
from ..models import Case, CaseTask, Procedure

NOTICE_LIMIT = 5
NOTICE_ARTICLE = "《中华人民共和国行政许可法》第三十二条第一款第四项"
DELIVERY_LIMIT = 10
EXTENSION_ARTICLE = "《中华人民共和国行政许可法》第四十二条"
DELIVERY_ARTICLE = "《中华人民共和国行政许可法》第四十四条"
PROMISE_ARTICLE = "办事指南公布的承诺时限"
STEP_ARTICLE = "本事项办理流程规定的环节时限"
RENEWAL_ARTICLE = "《中华人民共和国行政许可法》第五十条第二款"

# Which clocks run in which state; in 待补正 the applicant has the word and no clock of the body runs.
RUNNING = {
    CaseState.RECEIVED: (ClockKind.NOTICE, ClockKind.RENEWAL),
    CaseState.REVIEW: (ClockKind.PROMISE, ClockKind.LEGAL, ClockKind.STEP, ClockKind.RENEWAL),
    CaseState.DECISION: (ClockKind.PROMISE, ClockKind.LEGAL, ClockKind.STEP, ClockKind.RENEWAL),
    CaseState.SPECIAL: (ClockKind.SPECIAL, ClockKind.PROMISE, ClockKind.LEGAL, ClockKind.STEP, ClockKind.RENEWAL),
    CaseState.GRANTED: (ClockKind.DELIVERY, ClockKind.STEP),
    CaseState.MADE: (ClockKind.DELIVERY,),
}

Limits = tuple[tuple[int, str], ...]  # one limit after the other, each (number, unit)
Spans = tuple[tuple[date, date], ...]  # days not counted, first and last included


@dataclass(frozen=True)
class Clock:
    """One limit of a case: `limit` units after `start` it ends on `due`; `days` is the count day by day.

    `ended` is the day on which the act was done that the clock waits for, None while it runs: a finished case is judged
    by that day and never by today. `provisional` dates lie past the loaded calendar and found no card. `extended` is
    the extension after the limit, (number, unit); `excluded` the spans that aren't counted (许可法 42, 45). `task`
    is the key of the step that a step clock counts.
    """

    kind: ClockKind
    start: date
    limit: int
    unit: str
    article: str
    due: date
    days: tuple[Day, ...]
    provisional: bool
    ended: date | None = None
    extended: tuple[int, str] | None = None
    excluded: Spans = ()
    subject: str = ""
    task: int | None = None

    @property
    def label(self) -> str:
        return self.subject or ClockKind(self.kind).label

    @property
    def limit_text(self) -> str:
        own = limit_text(self.limit, self.unit)
        return f"{own}＋延长{limit_text(*self.extended)}" if self.extended else own

    def is_late(self, today: date) -> bool:
        return (self.ended or today) > self.due

    def days_left(self, today: date, calendar: Calendar) -> int:
        """Working days left on the day (negative once the due day has passed); for an ended clock those it had left."""
        return workdays.remaining(self.ended or today, self.due, calendar=calendar, provisional=True)


def limit_text(limit: int, unit: str) -> str:
    """7个工作日, 60日, 2个月."""
    return {Unit.WORKDAY: f"{limit}个工作日", Unit.NATURAL: f"{limit}日", Unit.MONTH: f"{limit}个月"}[Unit(unit)]


def closing_time() -> time:
    """When the counters close; what comes in later counts as received on the next working day."""
    return time.fromisoformat(settings.COUNTY.get("closes", "18:00"))


def day_of_receipt(moment: datetime, calendar: Calendar) -> date:
    """The day on which materials count as received: after closing time and on days off, the next working day."""
    local = timezone.localtime(moment)
    day = local.date()
    if local.time() >= closing_time():
        day += timedelta(days=1)
    while calendar.day_off(day, provisional=True):
        day += timedelta(days=1)
    return day


def clocks(case: Case, calendar: Calendar | None = None, *, steps: bool = True) -> list[Clock]:
    """Every clock of a case, running and ended, in the order of the law, then those of its steps (the house's own)."""
    if case.received_at is None:
        return []
    calendar = calendar or workdays.calendar()
    found = [_notice(case, calendar)]
    if case.accepted_at is not None:
        found += [_promise(case, calendar), _legal(case, calendar)]
        found += [_special(row, calendar) for row in case.procedures.all()]
    if _renewal_waits(case):
        found.append(_renewal(case, calendar))
    if case.is_granted:
        found.append(_delivery(case, calendar))
    if steps and case.has_flow:
        found += [step_clock_of(row, case, calendar) for row in case.tasks.all() if row.opened_at is not None]
    return found


def undecided_renewal(case: Case, today: date) -> bool:
    """Whether the law has renewed the licence by now: asked for in time, and no decision by its last day (许可法 50).

    While the applicant is to correct, and where the correction came after that day, nothing was left undecided.
    """
    if case.renewal_deemed_on is not None or case.decided_at is not None or case.closed_at is not None:
        return False
    return _renewal_waits(case) and case.renewal_due < today


def _renewal_waits(case: Case) -> bool:
    if case.renewal_due is None or case.state == CaseState.CORRECTING:
        return False
    return case.corrected_at is None or _day(case.corrected_at) <= case.renewal_due


def _renewal(case: Case, calendar: Calendar) -> Clock:
    """延续决定期限: the decision is due before the licence ends, which days off don't put off (许可法 50)."""
    start, due = _day(case.received_at), case.renewal_due
    days = tuple(Day(start + timedelta(days=n), True, f"第{n}日") for n in range(1, max((due - start).days, 0) + 1))
    covered = calendar.covers(due)
    clock = Clock(ClockKind.RENEWAL, start, len(days), Unit.NATURAL, RENEWAL_ARTICLE, due, days, not covered)
    return _ended(clock, _day(case.decided_at or case.closed_at))


def running(case: Case, found: list[Clock]) -> list[Clock]:
    """The clocks that burn in the state of the case."""
    kinds = RUNNING.get(case.state, ())
    return [clock for clock in found if clock.kind in kinds and clock.ended is None]


def _notice(case: Case, calendar: Calendar) -> Clock:
    """受理期限: a word within 5 working days of receipt, or of the last correction (许可法 32(4), (5))."""
    start = day_of_receipt(case.corrected_at or case.received_at, calendar)
    clock = _clock(ClockKind.NOTICE, start, NOTICE_LIMIT, Unit.WORKDAY, NOTICE_ARTICLE, calendar)
    return _ended(clock, _notice_given(case, clock))


def _notice_given(case: Case, clock: Clock) -> date | None:
    if case.deemed:  # ended by law, without a word, on the day after the last one
        return clock.due + timedelta(days=1)
    if case.accepted_at is not None:
        return _day(case.accepted_at)
    if case.corrected_at is None and (correction := getattr(case, "correction", None)) is not None:
        return _day(correction.issued_at)
    return _day(case.closed_at)


def _promise(case: Case, calendar: Calendar) -> Clock:
    version = case.version
    return _to_decision(
        case, ClockKind.PROMISE, version.promised_limit, version.promised_unit, PROMISE_ARTICLE, calendar
    )


def _legal(case: Case, calendar: Calendar) -> Clock:
    """法定时限, counted as the item's law says; a licence in working days (许可法 42, 82)."""
    version = case.version
    return _to_decision(case, ClockKind.LEGAL, version.legal_limit, version.legal_unit, version.legal_article, calendar)


def _to_decision(case: Case, kind: ClockKind, limit: int, unit: str, article: str, calendar: Calendar) -> Clock:
    """From acceptance to the decision, with the one extension, without the special procedures (许可法 42, 45)."""
    extension = getattr(case, "extension", None)
    extended = (extension.days, extension.unit) if extension else None
    if extension:
        article = f"{article}；延长：{extension.basis or EXTENSION_ARTICLE}"
    clock = _clock(
        kind, _counted_from(case, calendar), limit, unit, article, calendar,
        extended=extended, excluded=_excluded(case, calendar),
    )  # fmt: skip
    return _ended(clock, _day(case.decided_at or case.closed_at))


def _excluded(case: Case, calendar: Calendar) -> Spans:
    """The days of special procedures that aren't counted: from the day after the beginning to the end, and no day more
    than the applicant was told; one that still runs is taken at what was told (许可法 45)."""
    spans = []
    for row in case.procedures.all():
        told = _special(row, calendar).due
        last = told if row.ended_on is None else min(told, row.ended_on)
        if last > row.began_on:
            spans.append((row.began_on + timedelta(days=1), last))
    return tuple(spans)


def _special(row: Procedure, calendar: Calendar) -> Clock:
    """The time that a special procedure may take: what the applicant was told in writing (许可法 45)."""
    clock = _clock(ClockKind.SPECIAL, row.began_on, row.notified_days, row.unit, row.basis, calendar)
    return replace(clock, ended=row.ended_on, subject=f"特别程序：{row.get_kind_display()}")


def step_clock_of(row: CaseTask, case: Case, calendar: Calendar) -> Clock:
    """环节时限: from the day on which the step began, without the special procedures of the case."""
    step, pauses = row.step, _excluded(case, calendar)
    start = _day(row.opened_at)
    clock = _clock(ClockKind.STEP, start, step.limit, step.unit, STEP_ARTICLE, calendar, excluded=pauses)
    return replace(_ended(clock, _day(row.done_at)), subject=f"“{step.name}”环节时限", task=row.pk)


def _delivery(case: Case, calendar: Calendar) -> Clock:
    clock = _clock(ClockKind.DELIVERY, _day(case.decided_at), DELIVERY_LIMIT, Unit.WORKDAY, DELIVERY_ARTICLE, calendar)
    return _ended(clock, _day(case.closed_at))


def _counted_from(case: Case, calendar: Calendar) -> date:
    """The day of acceptance. Where the law dates acceptance to the receipt, the day on which that counts as made."""
    if case.deemed or case.corrected_at is not None:
        return day_of_receipt(case.accepted_at, calendar)
    return _day(case.accepted_at)


def _clock(
    kind: ClockKind,
    start: date,
    limit: int,
    unit: str,
    article: str,
    calendar: Calendar,
    *,
    extended: tuple[int, str] | None = None,
    excluded: Spans = (),
) -> Clock:
    limits = ((limit, unit), extended) if extended else ((limit, unit),)
    counted = _counted(start, _joined(limits), excluded, calendar)
    return Clock(kind, start, limit, unit, article, *counted, extended=extended, excluded=excluded)


def due_of(clock: Clock, calendar: Calendar, *, excluded: bool = False) -> date:
    """The due day that the limit alone gives, without the extension; with or without the days that aren't counted."""
    spans = clock.excluded if excluded else ()
    return _counted(clock.start, ((clock.limit, clock.unit),), spans, calendar)[0]


def _joined(limits: Limits) -> Limits:
    """Two limits of one unit are one longer limit."""
    if len({unit for _, unit in limits}) == 1:
        return ((sum(number for number, _ in limits), limits[0][1]),)
    return limits


@lru_cache(maxsize=4096)
def _counted(start: date, limits: Limits, excluded: Spans, calendar: Calendar) -> tuple[date, tuple[Day, ...], bool]:
    """The due day, the count day by day, and whether it is provisional; the cases of a day share it."""
    try:
        return *_count(start, limits, excluded, calendar, provisional=False), False
    except CalendarEnds:
        return *_count(start, limits, excluded, calendar, provisional=True), True


def _count(start: date, limits: Limits, excluded: Spans, calendar: Calendar, *, provisional: bool):
    options = {"calendar": calendar, "pauses": excluded, "provisional": provisional}
    days: tuple[Day, ...] = ()
    for number, unit in limits:
        days += tuple(workdays.explain(start, number, unit, **options))
        start = workdays.due(start, number, unit, **options)
    return start, days


def _ended(clock: Clock, on: date | None) -> Clock:
    return clock if on is None else replace(clock, ended=on)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else timezone.localdate(moment)


@dataclass(frozen=True)
class Projection:
    """What `project_clocks` writes into the case."""

    notice_due: date | None
    promise_due: date | None
    legal_due: date | None
    delivery_due: date | None
    burns_on: date | None
    watch_from: date | None
    provisional: bool
    steps: tuple[tuple[int, date], ...] = ()


def projection(case: Case, calendar: Calendar | None = None) -> Projection:
    """The due dates of a case, the one that burns first, and the day from which supervision looks at it."""
    found = clocks(case, calendar)
    due = {clock.kind: clock.due for clock in found}
    live = [] if case.state in FINAL_STATES else running(case, found)
    return Projection(
        notice_due=due.get(ClockKind.NOTICE),
        promise_due=due.get(ClockKind.PROMISE),
        legal_due=due.get(ClockKind.LEGAL),
        delivery_due=due.get(ClockKind.DELIVERY),
        burns_on=min((clock.due for clock in live), default=None),
        watch_from=min((clock.start for clock in live), default=_day(case.closed_at)),  # a last look when it closes
        provisional=any(clock.provisional for clock in live if clock.kind != ClockKind.RENEWAL),
        steps=tuple((clock.task, clock.due) for clock in live if clock.task is not None),
    )
