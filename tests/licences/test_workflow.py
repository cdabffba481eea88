"""Every (state × move) pair, by the right person, by each wrong one, and by nobody."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.workflow import MoveRefused
from licences.enums import ActKind, LicenceState
from licences.models import LicenceAct, LicenceMove
from licences.workflow import LICENCE, Asked
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .conftest import ID, moment

ON = date(2026, 6, 1)
GOOD = {
    "change": ("change", {"changes": {"item_name": "食品小作坊登记（变更）"}}, date(2026, 5, 20)),
    "renew": ("renew", {}, date(2026, 5, 20)),
    "suspend": ("penalty_suspend", {"penalty_number": "漳市监罚〔2026〕1号", "penalty_on": "2026-05-28",
                                    "until": "2026-08-01"}, None),
    "resume": ("suspension_over", {}, None),
    "revoke": ("procedure", {"public_harm": "none", "statement": "没有异议", "compensation": "没有损害"}, None),
    "withdraw": ("facts_changed", {"public_interest": "水源保护", "statement": "同意", "compensation": "补偿2万元"},
                 None),
    "penalise": ("penalty", {"penalty_number": "漳市监罚〔2026〕2号", "penalty_on": "2026-05-29",
                             "hearing_told_on": "2026-05-11", "hearing": "not_asked"}, None),
    "reissue": ("reissue", {}, date(2026, 5, 20)),
    "cancel": ("other_law", {"law": "《食品安全法》"}, None),
}  # fmt: skip
CANCEL = {"expired": "not_renewed", "revoked": "taken", "withdrawn": "taken", "penalised": "taken"}
DECIDES = {*GOOD, "decline"}
STOCK = {"refresh", *(f"report_{state}" for state in LicenceState)}
TRIED = ("manager", "second", "decider", "another body", "nobody")
GRANTED = {"change_granted", "renew_granted", "reissue_granted", "cancel_granted"}
SYSTEM = {"apply_renewal", "deem_renewed", "expire", "end_suspension", "remind", "apply_act", "application_closed"}
SYSTEM |= GRANTED


def good(kind: str, state: str) -> tuple:
    ground, facts, applied_on = GOOD[kind]
    if kind == "cancel" and state in CANCEL:
        return CANCEL[state], {}, None
    return ground, facts, applied_on


def prepared(office, state, name):
    """The licence in the state, with the act on it and the standing that the move is about."""
    fields = {"suspended_until": "2026-05-30"} if state == "suspended" else {}
    if name in STOCK:
        fields |= {"trust": "B", "source": "api"}
    elif name == "retype":
        fields |= {"trust": "C", "entered_by": office.manager, "confirmed_by": office.second}
    elif name in ("expire", "deem_renewed"):
        fields |= {"valid_to": "2026-05-31"}
    licence = office.in_state(state, **fields)
    if name in DECIDES | {"take_back", "deem_renewed"}:
        kind = name if name in GOOD else "renew"
        ground, facts, applied_on = good(kind, state)
        if name == "deem_renewed":
            applied_on = date(2026, 4, 20)
        licence._open_act = LicenceAct.objects.create(
            licence=licence, kind=kind, ground=ground, facts=facts, applied_on=applied_on, reason="理由",
            proposed_by=office.manager, proposed_at=moment("2026-05-30 09:00"),
        )  # fmt: skip
    return licence


def facts_of(licence, name, state) -> dict:
    act = getattr(licence, "_open_act", None)
    facts = {"on": ON, "act": act, "reason": "理由"}
    ended = {"ended_on": ON} if licence.ended_on is None else {}
    if name == "propose":
        ground, asked, applied_on = good("cancel", state)
        facts |= {"kind": "cancel", "by": ground, "asked": Asked(asked), "applied_on": applied_on}
    elif name == "confirm":
        facts |= {"confirmed_by": None}
    elif name in ("revoke", "withdraw", "penalise", "cancel", "cancel_granted", "expire"):
        facts |= ended
    elif name.startswith("report_"):
        target = name.removeprefix("report_")
        facts |= {"ended_on": None} if target in ("valid", "suspended") else ended
    elif name == "retype":
        facts |= {"confirmed_by": None, "ended_on": None}
    return facts


def attempt(licence, name, actor, state) -> str:
    """What became of it: the new state, `told` (in words why not) or `denied`; everything is undone."""
    logged = LicenceMove.objects.count()
    facts = facts_of(licence, name, state)
    if name == "confirm":
        facts["confirmed_by"] = actor
    with transaction.atomic():
        try:
            row, entry = LICENCE.fire(licence, name, actor=actor, **facts)
        except MoveRefused as refused:
            assert len(str(refused)) > 8
            outcome = "told"
        except PermissionDenied:
            outcome = "denied"
        else:
            assert (entry.source, entry.target) == (licence.state, row.state)
            outcome = row.state
        assert LicenceMove.objects.count() == logged + (outcome not in ("told", "denied"))
        transaction.set_rollback(True)
    return outcome


@pytest.fixture
def people(office):
    return {
        "manager": office.manager,
        "second": office.second,
        "decider": office.decider,
        "nobody": None,
        "holder": office.holder,
        "a citizen": UserFactory(),
        "another body": staff_with("manage_licences", "decide_licences", organisation=OrganisationFactory()),
        "viewer": staff_with("view_cases", organisation=office.organisation),
    }


def makers(name: str) -> set[str]:
    if name in SYSTEM:
        return {"nobody"}
    if name in DECIDES:
        return {"decider"}
    if name in ("confirm", "reject"):
        return {"second"}
    return {"manager"} if name == "take_back" else {"manager", "second"}


@pytest.mark.parametrize("state", LicenceState)
def test_every_move_by_everyone(office, people, state):
    for move in LICENCE.moves:
        with transaction.atomic():
            licence = prepared(office, state, move.name)
            for who in TRIED:
                actor = people[who]
                if who in makers(move.name):
                    expected = move.target_of(licence) if state in move.sources else "told"
                elif who in ("manager", "second") and move.allowed(actor, licence):
                    expected = "told"  # the same person twice, or not the one who proposed
                else:
                    expected = "denied"
                assert attempt(licence, move.name, actor, state) == expected, f"{state} × {move.name} by {who}"
            transaction.set_rollback(True)


@pytest.mark.parametrize("state", LicenceState)
def test_buttons_are_the_moves_that_fire(office, people, state):
    licence = office.in_state(state)
    shown = {who: {m.name for m in LICENCE.open_to(person, licence)} for who, person in people.items() if person}
    proposes = {"propose"} if state not in ("pending", "dropped", "cancelled") else set()
    assert shown["manager"] == proposes
    assert shown["second"] == (proposes or ({"confirm", "reject"} if state == "pending" else set()))
    for who in ("decider", "holder", "a citizen", "another body", "viewer"):
        assert shown[who] == set(), "nothing is proposed, so there is nothing to decide"


def test_every_act_has_a_move_and_an_article():
    for kind in ActKind:
        assert LICENCE[kind].article and LICENCE[kind].label == kind.label
    assert [m.name for m in LICENCE.moves if not (m.article or m.effect)] == []


def test_nobody_acts_on_the_own_licence(office):
    office.manager.id_number = ID
    office.manager.save()
    with pytest.raises(MoveRefused, match="回避"):
        LICENCE.fire(office.licence, "propose", actor=office.manager, **facts_of(office.licence, "propose", "valid"))
