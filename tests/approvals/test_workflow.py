"""Every (state × move) pair, by the right person, by the wrong ones, and by nobody."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.enums import CaseState
from approvals.models import CaseMove
from approvals.workflow import CASE
from core.workflow import MoveRefused
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .factories import at

FACTS = {
    "submit": {"number": "6211252026030200000017", "received_at": at("2026-03-02 09:00")},
    "accept": {"accepted_at": at("2026-03-03 09:00")},
    "ask_correction": {"items": ["补一份"]},
    "correct": {"corrected_at": at("2026-03-05 09:00")},
    "not_accept": {"reason": "不属于本机关", "closed_at": at("2026-03-03 09:00")},
    "deem_accepted": {"accepted_at": at("2026-03-02 09:00"), "deemed": True},
    "review": {"opinion": "符合"},
    "send_back": {"opinion": "请核对场所"},
    "grant": {"decided_at": at("2026-03-06 09:00")},
    "refuse": {"reason": "不符合", "decided_at": at("2026-03-06 09:00"), "closed_at": at("2026-03-06 09:00")},
    "deliver": {"closed_at": at("2026-03-09 09:00")},
    "withdraw": {"closed_at": at("2026-03-06 09:00")},
}
MAKER = {
    "submit": "citizen",
    "accept": "window",
    "ask_correction": "window",
    "correct": "citizen",
    "not_accept": "window",
    "review": "handler",
    "send_back": "decider",
    "grant": "decider",
    "refuse": "decider",
    "withdraw": "citizen",
}
PAIRS = [(state, move.name) for state in CaseState for move in CASE.moves]


def maker_of(office, name):
    return getattr(office, MAKER[name]) if name in MAKER else None


def facts_of(office, name):
    return FACTS[name] | ({"decider": office.decider} if name in ("grant", "refuse") else {})


@pytest.mark.parametrize(("state", "name"), PAIRS)
def test_every_pair_by_the_right_person(office, state, name):
    case = office.in_state(state)
    logged = CaseMove.objects.count()
    if state in CASE[name].sources:
        row, entry = CASE.fire(case, name, actor=maker_of(office, name), **facts_of(office, name))
        assert (row.state, entry.source, entry.target) == (CASE[name].target, state, CASE[name].target)
        assert CaseMove.objects.count() == logged + 1
    else:
        with pytest.raises(MoveRefused, match=case.get_state_display()):
            CASE.fire(case, name, actor=maker_of(office, name), **facts_of(office, name))
        case.refresh_from_db()
        assert case.state == state and CaseMove.objects.count() == logged


@pytest.mark.parametrize(("state", "name"), [(s, m) for s, m in PAIRS if s in CASE[m].sources])
@pytest.mark.parametrize("wrong", ["stranger", "other_body", "viewer", "nobody_or_somebody"])
def test_every_legal_pair_by_a_wrong_person(office, state, name, wrong):
    case = office.in_state(state)
    everything = ("receive_cases", "handle_cases", "decide_cases", "view_cases")
    actor = {
        "stranger": lambda: UserFactory(),
        "other_body": lambda: staff_with(*everything, organisation=OrganisationFactory()),
        "viewer": lambda: staff_with("view_cases", organisation=office.organisation),
        "nobody_or_somebody": lambda: None if name in MAKER else office.decider,
    }[wrong]()
    with pytest.raises(PermissionDenied):
        CASE.fire(case, name, actor=actor, **facts_of(office, name))
    case.refresh_from_db()
    assert case.state == state


@pytest.mark.parametrize("state", CaseState)
def test_buttons_are_the_moves_that_fire(office, state):
    case = office.in_state(state)
    for person in (office.citizen, office.window, office.handler, office.decider):
        offered = {move.name for move in CASE.open_to(person, case)}
        expected = {m.name for m in CASE.moves if state in m.sources and maker_of(office, m.name) == person}
        assert offered == expected


def test_every_act_has_an_article_or_says_its_effect():
    assert [m.name for m in CASE.moves if not (m.article or m.effect)] == []
