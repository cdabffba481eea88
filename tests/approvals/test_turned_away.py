"""Turning away (许可法 32(1), (2)), mending on the spot (32(3)), and what a counter registered wrongly."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from approvals import actions
from approvals.models import Case
from core.workflow import MoveRefused

from .factories import at


def test_the_right_agency_is_named(office):
    case = office.submit()
    moment = at("2026-03-03 10:00")
    with pytest.raises(MoveRefused, match="向哪个机关申请"):
        actions.not_accept(case=case, actor=office.window, reason="不归本局管", ground="agency", at=moment)
    case = actions.not_accept(
        case=case, actor=office.window, reason="不归本局管", ground="agency", agency="县水务局", at=moment
    )
    assert (case.state, case.agency) == ("not_accepted", "县水务局")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(agency="")


def test_a_matter_that_needs_no_licence_is_told_at_once(office):
    case = office.not_needed()
    assert (case.state, case.burns_on) == ("not_needed", None)
    assert case.reason


def test_five_days_without_a_word_leave_only_acceptance(office):
    case = office.submit("2026-03-02 09:00")
    with pytest.raises(MoveRefused, match="即为受理"):
        actions.tell_not_needed(case=case, actor=office.window, reason="不需要", at=at("2026-03-10 09:00"))


def test_mending_on_the_spot_is_no_notice(office):
    case = office.submit()
    case = actions.correct_on_spot(
        case=case, actor=office.window, changes=["电话补一位", " "], at=at("2026-03-02 10:00")
    )
    assert case.state == "received" and not hasattr(case, "correction")
    assert case.moves.get(move="correct_on_spot").facts["changes"] == ["电话补一位"]
    with pytest.raises(MoveRefused, match="更正了什么"):
        actions.correct_on_spot(case=case, actor=office.window, changes=[], at=at("2026-03-02 10:00"))


def test_only_what_a_counter_registered_can_be_voided(office):
    with pytest.raises(PermissionDenied):
        actions.void(case=office.submit(), actor=office.window, reason="登错", at=at("2026-03-02 10:00"))
    case = office.void()
    assert (case.state, case.reason) == ("void", "重复登记")
    assert case.number.startswith("621125")


def test_who_has_no_account_corrects_and_withdraws_through_the_counter(office):
    case = office.at_counter(applicant=None)
    with pytest.raises(PermissionDenied):
        actions.withdraw(case=case, actor=office.citizen, at=at("2026-03-02 10:00"))
    case = actions.withdraw(case=case, actor=office.window, note="申请人当面提出", at=at("2026-03-02 10:00"))
    assert case.state == "withdrawn"
