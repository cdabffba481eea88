"""What is done in review: opinions asked, inspection by two, hearing by the law's days, keeping away, assigning."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from approvals import actions
from approvals.models import Consultation, Inspection
from core.workflow import MoveRefused
from tests.factories import OrganisationFactory, staff_with

from .factories import at


@pytest.fixture
def asked(office):
    """A case under review, of which another body is asked until 9 March."""
    body = OrganisationFactory(name="县消防救援大队")
    officer = staff_with("handle_cases", organisation=body, name="消防丁")
    case = actions.ask_opinion(
        case=office.accepted(), actor=office.handler, organisations=[body], question="消防条件是否符合",
        due_on=date(2026, 3, 9), at=at("2026-03-04 09:00"),
    )  # fmt: skip
    return case, officer


def answer(asked, moment="2026-03-06 09:00", **said):
    case, officer = asked
    said = {"agrees": False, "answer": "疏散通道被占用"} | said
    return actions.give_opinion(consultation=case.consultations.get(), actor=officer, at=at(moment), **said)


def test_asking_runs_on_the_clock_and_the_answer_is_in_the_log(office, asked):
    assert asked[0].promise_due == date(2026, 3, 12)
    case = answer(asked)
    said = case.consultations.get()
    assert (said.agrees, said.answer, said.answered_by) == (False, "疏散通道被占用", asked[1])
    assert "不同意" in case.moves.get(move="give_opinion").note


def test_silence_is_never_consent(office, asked):
    case, _ = asked
    with pytest.raises(MoveRefused, match="还没有答复"):
        actions.review(case=case, actor=office.handler, opinion="符合", at=at("2026-03-09 17:00"))
    assert case.consultations.get().is_late(date(2026, 3, 10))
    case = actions.review(
        case=case, actor=office.handler, opinion="消防未答复，另行核查后符合", at=at("2026-03-10 09:00")
    )
    assert case.state == "decision"
    assert case.consultations.get().agrees is None


def test_an_answer_is_whole_and_by_the_body_that_was_asked(office, asked):
    with pytest.raises(MoveRefused, match="同意或者不同意"):
        answer(asked, agrees=None)
    with pytest.raises(MoveRefused, match="写明意见"):
        answer(asked, answer=" ")
    answer(asked)
    stranger = staff_with("handle_cases", organisation=OrganisationFactory())
    assert not Consultation.objects.visible_to(stranger).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.update(answer="")


def test_reminded_once_a_day(asked):
    assert len(actions.remind_opinions(at=at("2026-03-08 09:00"))) == 1
    assert actions.remind_opinions(at=at("2026-03-08 15:00")) == []
    assert len(actions.remind_opinions(at=at("2026-03-09 09:00"))) == 1


def inspect(office, **said):
    facts = {
        "first": office.handler, "second": office.window, "held_at": at("2026-03-05 09:00"), "place": "武阳西路12号",
        "findings": "场所与申报一致", "conclusion": "fits",
    }  # fmt: skip
    case = said.pop("case", None) or office.accepted()
    return actions.inspect(case=case, actor=office.handler, at=at("2026-03-05 16:00"), **facts | said)


def test_two_of_the_staff_inspect(office):
    case = inspect(office)
    assert case.inspections.get().conclusion == "fits"
    assert case.promise_due == date(2026, 3, 12), "an inspection on site runs on the clock"
    for said, words in (
        ({"second": office.handler}, "两个不同的人"),
        ({"findings": " "}, "情况"),
        ({"held_at": at("2026-03-06 09:00")}, "不能晚于现在"),
    ):
        with pytest.raises(MoveRefused, match=words):
            inspect(office, case=case, **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.update(second=office.handler)


def told(office, moment="2026-03-04 09:00", ground="47"):
    return actions.tell_hearing(
        case=office.accepted(), actor=office.handler, ground=ground, parties="申请人、相邻经营户", at=at(moment)
    )


def test_a_hearing_by_the_days_of_the_law(office):
    case = told(office)
    with pytest.raises(MoveRefused, match="2026-03-11"):
        actions.answer_hearing(case=case, actor=office.handler, asked_on=date(2026, 3, 12), at=at("2026-03-12 09:00"))
    case = actions.answer_hearing(
        case=case, actor=office.handler, asked_on=date(2026, 3, 10), at=at("2026-03-10 10:00")
    )
    chair = staff_with("handle_cases", organisation=office.organisation, name="主持人")
    said = {"case": case, "actor": office.handler, "place": "三楼会议室", "chair": chair}
    with pytest.raises(MoveRefused, match="7日前"):
        actions.notify_hearing(held_at=at("2026-03-16 09:00"), at=at("2026-03-10 11:00"), **said)
    case = actions.notify_hearing(held_at=at("2026-03-18 09:00"), at=at("2026-03-10 11:00"), **said)
    with pytest.raises(MoveRefused, match="还没有举行"):
        actions.minute_hearing(case=case, actor=office.handler, minutes="各方同意", at=at("2026-03-17 09:00"))
    case = actions.minute_hearing(case=case, actor=office.handler, minutes="各方同意", at=at("2026-03-18 12:00"))
    assert not case.hearing.is_owed


def test_no_decision_before_the_minutes(office):
    case = actions.review(case=told(office), actor=office.handler, opinion="符合", at=at("2026-03-05 09:00"))
    for decide, said in ((actions.grant, {}), (actions.refuse, {"reason": "不符合"})):
        with pytest.raises(MoveRefused, match="听证笔录"):
            decide(case=case, actor=office.decider, at=at("2026-03-06 09:00"), **said)
    with pytest.raises(MoveRefused, match="过了这一天"):
        actions.answer_hearing(case=case, actor=office.handler, asked_on=None, at=at("2026-03-11 09:00"))
    case = actions.answer_hearing(case=case, actor=office.handler, asked_on=None, at=at("2026-03-12 09:00"))
    assert actions.grant(case=case, actor=office.decider, at=at("2026-03-12 10:00")).state == "granted"


def test_who_reviewed_does_not_chair(office):
    case = actions.review(case=told(office), actor=office.handler, opinion="符合", at=at("2026-03-05 09:00"))
    case = actions.answer_hearing(case=case, actor=office.handler, asked_on=date(2026, 3, 5), at=at("2026-03-05 10:00"))
    with pytest.raises(MoveRefused, match="以外的人担任"):
        actions.notify_hearing(
            case=case, actor=office.handler, held_at=at("2026-03-18 09:00"), place="三楼", chair=office.handler,
            at=at("2026-03-06 09:00"),
        )  # fmt: skip


def test_who_must_keep_away_has_no_button_and_no_case(office):
    from approvals.workflow import CASE

    case = actions.assign(case=office.accepted(), actor=office.decider, handler=office.handler)
    case = actions.recuse(case=case, actor=office.decider, person=office.handler, note="申请人的弟弟")
    case.refresh_from_db()
    assert case.handler is None
    assert CASE.open_to(office.handler, case) == []
    with pytest.raises(MoveRefused, match="回避"):
        actions.review(case=case, actor=office.handler, opinion="符合", at=at("2026-03-05 09:00"))
    with pytest.raises(MoveRefused, match="回避"):
        actions.assign(case=case, actor=office.decider, handler=office.handler)


def test_a_handler_takes_what_nobody_has_and_only_the_decider_takes_it_away(office):
    case = actions.assign(case=office.accepted(), actor=office.handler, handler=office.handler)
    assert case.handler == office.handler
    other = staff_with("handle_cases", organisation=office.organisation)
    with pytest.raises(PermissionDenied):
        actions.assign(case=case, actor=other, handler=other)


def test_assigned_only_to_who_may_handle(office):
    with pytest.raises(MoveRefused, match="授权"):
        actions.assign(case=office.accepted(), actor=office.decider, handler=office.window)
