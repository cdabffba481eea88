"""受理 (许可法 32): within five working days; two who accept at once; the clock starts on the right day."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import Message
from approvals import actions
from approvals.models import CaseMove
from core.workflow import MoveRefused

from . import factories
from .factories import at


def test_accepted_in_time_the_clocks_run_from_acceptance(office):
    case = office.accepted("2026-03-03 10:00")
    assert (case.state, case.deemed) == ("review", False)
    assert case.accepted_at == at("2026-03-03 10:00")
    assert (case.promise_due.isoformat(), case.legal_due.isoformat()) == ("2026-03-12", "2026-03-31")
    assert case.burns_on == case.promise_due
    assert Message.objects.filter(title="申请已受理", text__contains="2026年3月12日").count() == 1


def test_filed_after_closing_time_counts_from_the_next_working_day(office):
    assert office.submit("2026-03-02 17:59").notice_due.isoformat() == "2026-03-09"
    assert office.submit("2026-03-02 18:00").notice_due.isoformat() == "2026-03-10"
    friday_night, saturday = office.submit("2026-03-06 20:00"), office.submit("2026-03-07 10:00")
    assert friday_night.notice_due.isoformat() == saturday.notice_due.isoformat() == "2026-03-16"


def test_not_accepted_needs_a_reason_and_closes(office):
    case = office.submit()
    with pytest.raises(MoveRefused, match="理由"):
        actions.not_accept(case=case, actor=office.window, reason=" ", at=at("2026-03-03 10:00"))
    case = office.not_accepted()
    assert (case.state, case.burns_on, case.closed_at) == ("not_accepted", None, at("2026-03-03 10:00"))


def test_only_the_window_of_the_body_accepts(office):
    case = office.submit()
    for person in (office.citizen, office.handler, office.decider):
        with pytest.raises(PermissionDenied):
            actions.accept(case=case, actor=person)


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_one_wins_and_the_other_is_told():
    from core.workdays import load_statutory_calendar

    load_statutory_calendar()
    office = factories.office()
    case = office.submit("2026-03-02 09:30")
    start, outcome = threading.Barrier(2), []

    def run(verb, **options):
        try:
            start.wait()
            verb(case=case, actor=office.window, at=at("2026-03-03 10:00"), **options)
            outcome.append("won")
        except MoveRefused as refused:
            outcome.append(str(refused))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(actions.accept,)),
        threading.Thread(target=run, args=(actions.ask_correction,), kwargs={"items": ["补照片"]}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcome.count("won") == 1
    assert any("可能刚有人办理过" in words for words in outcome)
    assert CaseMove.objects.filter(subject=case).count() == 2
