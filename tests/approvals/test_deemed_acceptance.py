"""视为受理 (许可法 32(4)): no word within five working days, and the application is accepted since its receipt."""

from contextlib import suppress

import pytest

from accounts.models import Message
from approvals import actions, queries
from approvals.models import Case, CaseMove
from core.workdays import Calendar
from core.workflow import MoveRefused

from .factories import at, pdf


def lapse(now) -> int:
    """How many open cases the law has accepted by then."""
    count = 0
    for case in Case.objects.open():
        with suppress(MoveRefused):
            count += actions.deem_accepted(case=case, at=now).deemed
    return count


def test_accepted_by_law_since_receipt(office):
    case = office.submit("2026-03-02 09:30")
    assert lapse(at("2026-03-09 23:00")) == 0
    assert lapse(at("2026-03-10 00:30")) == 1
    case.refresh_from_db()
    assert (case.state, case.deemed, case.accepted_at) == ("review", True, at("2026-03-02 09:30"))
    assert case.promise_due.isoformat() == "2026-03-11"
    assert lapse(at("2026-03-10 00:31")) == 0
    assert CaseMove.objects.filter(move="deem_accepted", actor_id=None).count() == 1
    assert Message.objects.filter(title="申请视为受理").count() == 1


def test_not_before_the_last_day_is_over(office):
    case = office.submit("2026-03-02 09:30")
    with pytest.raises(MoveRefused, match="没有届满"):
        actions.deem_accepted(case=case, at=at("2026-03-09 18:00"))


def test_a_clerk_who_accepts_too_late_only_writes_down_what_the_law_did(office):
    case = actions.accept(case=office.submit("2026-03-02 09:30"), actor=office.window, at=at("2026-03-12 09:00"))
    assert (case.deemed, case.accepted_at) == (True, at("2026-03-02 09:30"))
    notice = queries.clocks(case)[0]
    assert notice.ended.isoformat() == "2026-03-10" and notice.is_late(at("2026-03-20 00:00").date())


def test_too_late_to_refuse_acceptance(office):
    with pytest.raises(MoveRefused, match="即为受理"):
        actions.not_accept(
            case=office.submit("2026-03-02 09:30"), actor=office.window, reason="不属本机关", at=at("2026-03-10 09:00")
        )


def test_after_a_correction_since_all_came_in(office):
    case = actions.correct(
        case=office.correcting(), actor=office.citizen, files=[(office.material, pdf())], at=at("2026-03-18 20:00")
    )
    lapse(at("2026-03-27 01:00"))
    case.refresh_from_db()
    assert case.accepted_at == at("2026-03-18 20:00")
    assert queries.clocks(case)[1].start.isoformat() == "2026-03-19"


def test_an_applicant_who_is_asked_is_not_deemed_accepted(office):
    office.correcting("2026-03-04 10:00")
    assert lapse(at("2026-06-01 00:00")) == 0


def test_a_provisional_date_has_no_effect_in_law(office, monkeypatch):
    unloaded = Calendar(first=at("2025-01-01 00:00").date(), last=at("2026-03-04 00:00").date())
    monkeypatch.setattr("core.workdays.calendar", lambda: unloaded)
    case = office.submit("2026-03-02 09:30")
    assert case.provisional
    assert lapse(at("2026-05-01 00:00")) == 0
    case = actions.accept(case=case, actor=office.window, at=at("2026-05-01 09:00"))
    assert not case.deemed
    assert Case.objects.get().accepted_at == at("2026-05-01 09:00")
