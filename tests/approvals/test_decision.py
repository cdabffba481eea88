"""Review and decision (许可法 34, 37, 38)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import Message
from approvals import actions, queries
from approvals.models import Case
from core.workflow import MoveRefused
from tests.factories import staff_with

from .factories import at


def test_review_needs_an_opinion_and_names_the_handler(office):
    case = office.accepted()
    with pytest.raises(MoveRefused, match="意见"):
        actions.review(case=case, actor=office.handler, opinion=" ")
    case = actions.review(case=case, actor=office.handler, opinion="现场查看，符合", at=at("2026-03-05 10:00"))
    assert (case.state, case.handler) == ("decision", office.handler)
    assert case.moves.last().note == "现场查看，符合"


def test_sent_back_the_clock_runs_on(office):
    case = office.reviewed()
    due = case.promise_due
    case = actions.send_back(case=case, actor=office.decider, opinion="请补现场照片", at=at("2026-03-06 09:00"))
    assert (case.state, case.promise_due, case.burns_on) == ("review", due, due)


def test_granted_burns_until_delivery(office):
    case = office.granted("2026-03-06 10:00")
    assert (case.state, case.decider) == ("granted", office.decider)
    assert case.delivery_due.isoformat() == case.burns_on.isoformat() == "2026-03-20"


def test_refused_needs_a_reason_and_closes(office):
    case = office.reviewed()
    with pytest.raises(MoveRefused, match="理由"):
        actions.refuse(case=case, actor=office.decider, reason="")
    case = actions.refuse(case=case, actor=office.decider, reason="场所不符合。", at=at("2026-03-06 10:00"))
    assert (case.state, case.burns_on, case.reason) == ("refused", None, "场所不符合。")
    assert Message.objects.filter(title="不予许可").count() == 1


@pytest.mark.parametrize("verb", [actions.grant, actions.refuse])
def test_who_reviews_does_not_decide(office, verb):
    both = staff_with("handle_cases", "decide_cases", organisation=office.organisation)
    case = actions.review(case=office.accepted(), actor=both, opinion="符合", at=at("2026-03-05 10:00"))
    with pytest.raises(MoveRefused, match="不能同时"):
        verb(case=case, actor=both, reason="符合")


def test_the_database_too_keeps_handler_and_decider_apart(office):
    case = office.granted()
    with pytest.raises(IntegrityError, match="handler_not_decider"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(decider=case.handler)


def test_the_decider_of_another_body_is_denied(office):
    from tests.factories import OrganisationFactory

    stranger = staff_with("decide_cases", organisation=OrganisationFactory())
    with pytest.raises(PermissionDenied):
        actions.grant(case=office.reviewed(), actor=stranger)


def test_a_finished_case_is_judged_by_the_day_it_was_finished(office):
    in_time, late = office.refused("2026-03-12 17:00"), office.refused("2026-03-13 09:00")
    today = at("2026-11-01 00:00").date()
    assert [clock.is_late(today) for clock in queries.clocks(in_time)] == [False, False, False]
    assert [clock.is_late(today) for clock in queries.clocks(late)] == [False, True, False]


def test_who_reviewed_in_an_earlier_round_does_not_decide(office):
    both = staff_with("handle_cases", "decide_cases", "view_cases", organisation=office.organisation)
    case = actions.review(case=office.accepted(), actor=both, opinion="符合条件", at=at("2026-03-05 10:00"))
    case = actions.send_back(case=case, actor=office.decider, opinion="补查场所", at=at("2026-03-05 11:00"))
    case = actions.review(case=case, actor=office.handler, opinion="已补查", at=at("2026-03-05 14:00"))
    with pytest.raises(MoveRefused, match="审查人不能同时作出决定"):
        actions.grant(case=case, actor=both, at=at("2026-03-06 10:00"))
    assert actions.grant(case=case, actor=office.decider, at=at("2026-03-06 10:00")).state == "granted"


def test_nobody_handles_the_own_application(office):
    """回避: a clerk who applied as a citizen, with another account of the same person."""
    grants = ("receive_cases", "handle_cases", "decide_cases", "view_cases")
    self_server = staff_with(*grants, organisation=office.organisation, id_number=office.citizen.id_number)
    case = office.submit()
    for act, facts in ((actions.accept, {}), (actions.not_accept, {"reason": "理由"})):
        with pytest.raises(MoveRefused, match="回避"):
            act(case=case, actor=self_server, at=at("2026-03-03 10:00"), **facts)
    with pytest.raises(MoveRefused, match="回避"):
        actions.ask_correction(case=case, actor=self_server, items=["照片"], at=at("2026-03-03 10:00"))
    case = actions.accept(case=case, actor=office.window, at=at("2026-03-03 10:00"))
    with pytest.raises(MoveRefused, match="回避"):
        actions.review(case=case, actor=self_server, opinion="符合", at=at("2026-03-04 10:00"))
    case = actions.review(case=case, actor=office.handler, opinion="符合", at=at("2026-03-04 10:00"))
    for act, facts in (
        (actions.grant, {}),
        (actions.refuse, {"reason": "理由"}),
        (actions.send_back, {"opinion": "查"}),
    ):
        with pytest.raises(MoveRefused, match="回避"):
            act(case=case, actor=self_server, at=at("2026-03-05 10:00"), **facts)
    assert case.moves.count() == 3
