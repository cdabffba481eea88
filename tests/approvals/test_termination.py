"""终止办理 for want of a correction: the item's own rule, prior notice, and a person; never by time alone."""

from datetime import date

import pytest

from accounts.models import Message
from approvals import actions
from core.workflow import MoveRefused

from .factories import at
from .factories import office as another_office


def warn(case, office, until=date(2026, 4, 1), moment="2026-03-20 10:00"):
    return actions.warn_termination(case=case, actor=office.window, warned_until=until, at=at(moment))


def terminate(case, office, moment="2026-04-02 10:00"):
    return actions.terminate(case=case, actor=office.decider, reason="逾期没有补正", at=at(moment))


def test_after_the_notice_has_run_out_a_person_ends_it(office):
    case = warn(office.correcting(), office)
    assert Message.objects.get(title__startswith="请尽快补正").recipient == office.citizen
    with pytest.raises(MoveRefused, match="过了这一天"):
        terminate(case, office, "2026-04-01 17:00")
    case = terminate(case, office)
    assert (case.state, case.closed_at) == ("terminated", at("2026-04-02 10:00"))


def test_not_without_the_notice(office):
    with pytest.raises(MoveRefused, match="先书面告知"):
        terminate(office.correcting(), office)


def test_not_without_a_rule_of_the_item(db):
    office = another_office(correction_limit=None, correction_basis="")
    case = office.correcting()
    with pytest.raises(MoveRefused, match="没有统一期限"):
        warn(case, office)
    with pytest.raises(MoveRefused, match="没有统一期限"):
        terminate(case, office)


def test_the_notice_gives_no_less_than_the_rule(office):
    case = office.correcting("2026-03-04 10:00")  # ten working days end on 18 March
    with pytest.raises(MoveRefused, match="不能比它早"):
        warn(case, office, until=date(2026, 3, 17), moment="2026-03-05 10:00")


def test_a_correction_that_comes_first_saves_the_case(office):
    case = warn(office.correcting(), office)
    case = actions.correct(case=case, actor=office.citizen, note="已补", at=at("2026-03-30 10:00"))
    assert case.state == "received"
    with pytest.raises(MoveRefused):
        terminate(case, office)
