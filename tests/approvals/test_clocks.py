"""The clocks: pure functions of rows, against a brute-force count; their projection; provisional dates past 2026."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Message
from approvals import actions, queries, tasks
from approvals.enums import ClockKind
from approvals.models import Case, CaseMove
from core.models import CalendarDay, CalendarYear
from core.workdays import Calendar, calendar_changed
from core.workdays import calendar as loaded_calendar
from powerlist.models import ServiceItemVersion

from .factories import at, pdf

MARCH = [date(2026, 3, 1) + timedelta(days=n) for n in range(120)]
CALENDAR = Calendar(
    holidays={date(2026, 4, 6): "清明节", date(2026, 5, 1): "劳动节", date(2026, 5, 4): "劳动节"},
    workdays={date(2026, 4, 11): "清明节", date(2026, 5, 9): "劳动节"},
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
)


def works(day: date) -> bool:
    """Whether people work on that day, said in the plainest way."""
    if day in CALENDAR.workdays:
        return True
    return day.weekday() < 5 and day not in CALENDAR.holidays


def counted(start: date, n: int) -> date:
    """The n-th working day after start, found by walking."""
    day = start
    for _ in range(n):
        day += timedelta(days=1)
        while not works(day):
            day += timedelta(days=1)
    return day


def received_day(moment: datetime) -> date:
    day = moment.date() if moment.time() < time(18) else moment.date() + timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return day


moments = st.builds(
    lambda day, hour, minute: timezone.make_aware(datetime.combine(day, time(hour, minute))),
    st.sampled_from(MARCH[:80]),
    st.integers(0, 23),
    st.integers(0, 59),
)


def due_of(case: Case) -> dict:
    return {clock.kind: clock.due for clock in queries.clocks(case, CALENDAR)}


def made(**dates) -> Case:
    version = ServiceItemVersion(promised_limit=7, legal_limit=20)
    case = Case(pk=1, version=version, state=dates.pop("state", "review"), **dates)
    case._state.fields_cache |= {"correction": None, "extension": None}  # as read with the clock rows
    case._prefetched_objects_cache = {"procedures": []}
    return case


@settings(max_examples=150, deadline=None)
@given(received=moments, wait=st.integers(0, 6), promised=st.integers(1, 30), extra=st.integers(0, 30))
def test_accepted_in_time_against_brute_force(received, wait, promised, extra):
    accepted = received + timedelta(days=wait)
    case = made(received_at=received, accepted_at=accepted)
    case.version.promised_limit, case.version.legal_limit = promised, promised + extra
    due = due_of(case)
    start = timezone.localdate(accepted)
    assert due[ClockKind.NOTICE] == counted(received_day(timezone.localtime(received)), 5)
    assert due[ClockKind.PROMISE] == counted(start, promised)
    assert due[ClockKind.LEGAL] == counted(start, promised + extra)
    assert due[ClockKind.PROMISE] <= due[ClockKind.LEGAL]


@settings(max_examples=100, deadline=None)
@given(received=moments, wait=st.integers(0, 20), deemed=st.booleans(), corrected=st.booleans())
def test_accepted_by_law_or_after_correction_against_brute_force(received, wait, deemed, corrected):
    since = received + timedelta(days=wait) if corrected else received
    case = made(
        received_at=received,
        corrected_at=since if corrected else None,
        accepted_at=since,
        deemed=deemed or not corrected,
    )
    start = received_day(timezone.localtime(since))
    due = due_of(case)
    assert due[ClockKind.NOTICE] == counted(start, 5)
    assert due[ClockKind.LEGAL] == counted(start, 20)


@settings(max_examples=100, deadline=None)
@given(decided=moments, days=st.integers(0, 30))
def test_delivery_and_lateness_are_judged_by_the_day_it_was_done(decided, days):
    done = decided + timedelta(days=days)
    case = made(state="delivered", received_at=decided, accepted_at=decided, decided_at=decided, closed_at=done)
    clock = queries.clocks(case, CALENDAR)[-1]
    assert clock.kind == ClockKind.DELIVERY
    assert clock.due == counted(timezone.localdate(decided), 10)
    assert clock.is_late(date(2030, 1, 1)) == (timezone.localdate(done) > clock.due)


@settings(max_examples=60, deadline=None)
@given(received=moments)
def test_the_days_explain_the_due_date(received):
    for clock in queries.clocks(made(received_at=received, accepted_at=received), CALENDAR):
        numbered = [day.date for day in clock.days if day.counted]
        assert len(numbered) == clock.limit and numbered[-1] == clock.due
        assert all(day.why for day in clock.days) and not clock.provisional


def test_units_of_the_item_are_kept():
    case = made(received_at=at("2026-03-02 09:00"), accepted_at=at("2026-03-02 09:00"))
    case.version.legal_unit, case.version.legal_limit = "natural", 30
    legal = queries.clocks(case, CALENDAR)[2]
    assert (legal.due, legal.limit_text) == (date(2026, 4, 1), "30日")
    case.version.legal_unit, case.version.legal_limit = "month", 2
    assert queries.clocks(case, CALENDAR)[2].due == date(2026, 5, 5)  # 5月2日是假日，顺延


def test_an_immediate_case_is_due_the_same_day():
    case = made(received_at=at("2026-03-02 09:00"), accepted_at=at("2026-03-02 09:00"))
    case.version.promised_limit = 0
    assert queries.clocks(case, CALENDAR)[1].due == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("state", "live"),
    [
        ("received", ["notice"]),
        ("correcting", []),
        ("review", ["promise", "legal"]),
        ("decision", ["promise", "legal"]),
        ("special", ["promise", "legal", "special"]),
        ("granted", ["delivery"]),
        ("made", ["delivery"]),
        ("delivered", []),
        ("refused", []),
        ("not_needed", []),
        ("not_accepted", []),
        ("terminated", []),
        ("void", []),
        ("withdrawn", []),
    ],
)
def test_what_burns_in_which_state(office, state, live):
    case = office.in_state(state)
    found = queries.running(case, queries.clocks(case))
    assert [clock.kind for clock in found] == live
    assert case.burns_on == min((clock.due for clock in found), default=None)
    looked_at = [clock.start for clock in found] or [
        timezone.localdate(moment) for moment in [case.closed_at] if moment
    ]
    assert case.watch_on == min(looked_at, default=None)


def test_a_withdrawn_correction_was_answered_by_its_notice(office):
    case = actions.withdraw(case=office.correcting("2026-03-04 10:00"), actor=office.citizen, at=at("2026-06-01 09:00"))
    assert not queries.clocks(case)[0].is_late(date(2026, 12, 1))


def test_past_the_calendar_the_date_is_provisional_and_says_so(office):
    case = actions.accept(case=office.submit("2026-12-21 09:00"), actor=office.window, at=at("2026-12-24 10:00"))
    assert case.provisional and case.promise_due > date(2026, 12, 31)
    legal = queries.clocks(case)[2]
    assert legal.provisional and legal.due.year == 2027
    assert "（暂定）" in Message.objects.get(title="申请已受理").text


def test_when_the_year_is_loaded_every_clock_is_computed_anew_with_the_old_value_in_the_log(office):
    case = actions.accept(case=office.submit("2026-12-21 09:00"), actor=office.window, at=at("2026-12-24 10:00"))
    untouched = office.accepted("2026-03-03 10:00")
    before = case.promise_due
    CalendarYear.objects.create(year=2027)
    for day in (1, 4):
        CalendarDay.objects.create(date=date(2027, 1, day), kind="holiday", name="元旦")
    calendar_changed(recompute=False)
    loaded_calendar()
    assert tasks.recompute_clocks() == 1
    case.refresh_from_db()
    assert not case.provisional and case.promise_due == before + timedelta(days=1)
    logged = CaseMove.objects.get(move="recompute_clocks")
    assert (logged.subject, logged.actor_id) == (case, None)
    assert logged.facts["before"]["promise_due"] == before.isoformat()
    assert logged.facts["after"]["promise_due"] == case.promise_due.isoformat()
    assert tasks.recompute_clocks() == 0
    untouched.refresh_from_db()
    assert untouched.moves.count() == 2


def test_the_nightly_comparison_mends_a_wrong_projection_and_says_so(office):
    case = office.accepted()
    right = case.promise_due
    Case.objects.filter(pk=case.pk).update(promise_due=date(2030, 1, 1), burns_on=date(2030, 1, 1))
    assert tasks.compare_clocks() == 1
    case.refresh_from_db()
    assert case.promise_due == case.burns_on == right
    assert CaseMove.objects.filter(move="compare_clocks", subject=case).count() == 1
    assert tasks.compare_clocks() == 0


def test_a_closed_case_is_left_alone(office):
    case = office.refused()
    Case.objects.filter(pk=case.pk).update(promise_due=date(2030, 1, 1))
    assert tasks.compare_clocks() == 0


def test_every_act_leaves_a_projection_that_the_rows_confirm(office):
    for state in ("received", "correcting", "review", "decision", "granted", "delivered", "refused", "withdrawn"):
        office.in_state(state)
    answered = office.correcting()
    actions.correct(case=answered, actor=office.citizen, files=[(office.material, pdf())], at=at("2026-03-18 09:00"))
    assert tasks.compare_clocks() == 0


def test_closing_time_is_the_county_s_own(settings):
    settings.COUNTY = settings.COUNTY | {"closes": "17:00"}
    assert queries.day_of_receipt(at("2026-03-02 17:00"), CALENDAR) == date(2026, 3, 3)
    assert queries.day_of_receipt(at("2026-03-02 16:59"), CALENDAR) == date(2026, 3, 2)
