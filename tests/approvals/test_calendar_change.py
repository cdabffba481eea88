"""A year is loaded: every clock it touches is computed anew, the old value in the log."""

from datetime import date

import approvals.tasks  # noqa: F401 - registers the task that the calendar sends
from approvals import actions
from core.models import CalendarDay, DayKind
from core.workdays import calendar_changed, load_year, parse_notice
from tests.core.test_workdays import NOTICE_2027

from .factories import at


def accepted_late(office):
    """A case of twenty working days, accepted in the last days of the last loaded year."""
    case = office.submit("2026-12-21 09:30")
    return actions.accept(case=case, actor=office.window, at=at("2026-12-21 10:00"))


def test_a_date_past_the_calendar_is_provisional_until_the_year_is_loaded(office, django_capture_on_commit_callbacks):
    case = accepted_late(office)
    assert case.provisional and case.promise_due == date(2026, 12, 30)
    provisional = case.legal_due
    with django_capture_on_commit_callbacks(execute=True):
        load_year(parse_notice(NOTICE_2027))
    case.refresh_from_db()
    assert not case.provisional
    assert case.legal_due == date(2027, 1, 19) == provisional
    log = case.moves.get(move="recompute_clocks")
    assert log.facts["before"]["provisional"] is True and log.facts["after"]["provisional"] is False


def test_a_local_day_off_moves_what_it_touches_and_nothing_else(office, django_capture_on_commit_callbacks):
    touched = office.accepted()
    other = office.submit("2026-06-01 09:30")
    before, untouched = touched.legal_due, other.notice_due
    CalendarDay.objects.create(date=date(2026, 3, 10), kind=DayKind.LOCAL_OFF, name="暴雪停工", source="漳政办发")
    with django_capture_on_commit_callbacks(execute=True):
        calendar_changed()
    touched.refresh_from_db()
    other.refresh_from_db()
    assert touched.legal_due > before and other.notice_due == untouched
    log = touched.moves.get(move="recompute_clocks")
    assert log.facts["before"]["legal_due"] == before.isoformat()
    assert log.facts["after"]["legal_due"] == touched.legal_due.isoformat()
    assert not other.moves.filter(move="recompute_clocks").exists()
