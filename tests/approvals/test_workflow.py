"""Every (state × move) pair, by the right person, by each wrong one, and by nobody."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

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
    "make_licence": {},
    "hand_over": {"receiver": "本人", "closed_at": at("2026-03-09 09:00")},
    "change_body": {"basis": "县级机构改革（漳政发〔2026〕50号）"},
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
    "hand_over": "window",
    "withdraw": "citizen",
    "change_body": "reform office",
}


@pytest.fixture
def people(office):
    """The office's own people, strangers of every kind, and nobody (the portal itself)."""
    everything = ("receive_cases", "handle_cases", "decide_cases", "view_cases")
    return {
        "citizen": office.citizen,
        "window": office.window,
        "handler": office.handler,
        "decider": office.decider,
        "nobody": None,
        "another citizen": UserFactory(),
        "another body": staff_with(*everything, organisation=OrganisationFactory()),
        "reform office": staff_with("review_lists", organisation=office.organisation),
        "viewer": staff_with("view_cases", organisation=office.organisation),
    }


def facts_of(office, name):
    more = {"decider": office.decider} if name in ("grant", "refuse") else {}
    return FACTS[name] | more | ({"organisation": OrganisationFactory()} if name == "change_body" else {})


def attempt(case, name, actor, facts) -> str:
    """What became of it: the new state, `told` (in words why not) or `denied`; everything is undone."""
    logged = CaseMove.objects.count()
    with transaction.atomic():
        try:
            row, entry = CASE.fire(case, name, actor=actor, **facts)
        except MoveRefused as refused:
            assert case.get_state_display() in str(refused)
            outcome = "told"
        except PermissionDenied:
            outcome = "denied"
        else:
            assert (entry.source, entry.target) == (case.state, row.state)
            assert entry.actor_id == (actor.pk if actor else None)
            outcome = row.state
        assert CaseMove.objects.count() == logged + (outcome not in ("told", "denied"))
        transaction.set_rollback(True)
    return outcome


@pytest.mark.parametrize("state", CaseState)
def test_every_move_by_everyone(office, people, state):
    case = office.in_state(state)
    for move in CASE.moves:
        maker = MAKER.get(move.name, "nobody")
        for name, actor in people.items():
            if name != maker:
                expected = "denied"
            else:
                expected = move.target_of(case) if state in move.sources else "told"
            outcome = attempt(case, move.name, actor, facts_of(office, move.name))
            assert outcome == expected, f"{state} × {move.name} by {name}"


@pytest.mark.parametrize("state", CaseState)
def test_buttons_are_the_moves_that_fire(office, people, state):
    case = office.in_state(state)
    for name, person in people.items():
        if person is not None:
            expected = {m.name for m in CASE.moves if state in m.sources and MAKER.get(m.name) == name}
            assert {move.name for move in CASE.open_to(person, case)} == expected


def test_every_act_has_an_article_or_says_its_effect():
    assert [m.name for m in CASE.moves if not (m.article or m.effect)] == []
