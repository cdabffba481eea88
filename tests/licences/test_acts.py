"""变更、延续、暂扣、撤销、撤回、吊销、注销: what each article asks, what becomes of the licence, its paper."""

import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from accounts.models import Message
from core.masking import rotate
from core.workflow import MoveRefused
from licences import actions
from licences.actions import decide, decline, propose, take_back
from licences.models import Licence, LicenceAct, LicenceMove, LicenceVersion

from .conftest import moment

REVOKED = {"public_harm": "none", "statement": "没有异议", "compensation": "没有损害"}
PENALTY = {"penalty_number": "漳市监罚〔2026〕2号", "penalty_on": "2026-05-29"}
HEARD = {"hearing_told_on": "2026-05-11", "hearing": "not_asked"}


def asked(office, kind, ground, facts=None, *, applied_on=None, at="2026-06-01 09:00", **more):
    return propose(
        licence=office.licence, kind=kind, ground=ground, reason="经查属实", actor=office.manager, facts=facts,
        applied_on=applied_on, at=moment(at), **more,
    )  # fmt: skip


def done(office, *args, **more) -> Licence:
    act = asked(office, *args, **more)
    decide(act=act, actor=office.decider, at=moment("2026-06-02 09:00"))
    return Licence.objects.get(pk=office.licence.pk)


def words_of(file) -> str:
    with file.open("rb") as kept:
        return "".join(p.extract_text() for p in PdfReader(io.BytesIO(kept.read())).pages).replace("\n", "")


@pytest.mark.parametrize(
    ("kind", "ground", "facts", "state"),
    [
        ("suspend", "penalty_suspend", PENALTY | {"until": "2026-08-01"}, "suspended"),
        ("revoke", "procedure", REVOKED, "revoked"),
        ("revoke", "fraud", {"public_harm": "none", "statement": "没有异议"}, "revoked"),
        ("withdraw", "law_changed", {"law": "某条例已废止", "public_interest": "依法", "statement": "同意",
                                     "compensation": "补偿 20000 元"}, "withdrawn"),
        ("penalise", "penalty", PENALTY | HEARD, "penalised"),
        ("cancel", "person_gone", {"evidence": "死亡医学证明"}, "cancelled"),
    ],
)  # fmt: skip
def test_an_act_ends_the_licence_on_paper(office, kind, ground, facts, state):
    licence = done(office, kind, ground, facts)
    act = licence.acts.get()
    assert (licence.state, act.state, act.decided_by) == (state, "decided", office.decider)
    assert (licence.ended_on, licence.ground) == ((None, "") if state == "suspended" else (date(2026, 6, 2), ground))
    paper = words_of(act.file)
    for words in (act.number, "李小明", "经查属实", "60日内向", "《中华人民共和国行政"):
        assert words in paper
    assert list(licence.moves.values_list("move", flat=True)) == ["issue", "print", "propose", kind]
    message = Message.objects.get(recipient=office.holder)
    assert act.number in message.text and message.address == f"/me/licences/{licence.number}/"


@pytest.mark.parametrize(
    ("kind", "ground", "facts", "words"),
    [
        ("revoke", "made_up", REVOKED, "请选择事由"),
        ("revoke", "penalty", REVOKED, "请选择事由"),
        ("revoke", "procedure", REVOKED | {"public_harm": "harms"}, "不予撤销"),
        ("revoke", "procedure", {"public_harm": "none", "statement": "没有异议"}, "请写明赔偿"),
        ("revoke", "fraud", REVOKED, "不受保护"),
        ("revoke", "other_revocable", REVOKED, "依据的法律、法规条款"),
        ("withdraw", "facts_changed", {"public_interest": "水源保护", "statement": "同意"}, "补偿"),
        ("penalise", "penalty", HEARD | {"penalty_on": "2026-05-29"}, "行政处罚决定书文号"),
        ("penalise", "penalty", PENALTY, "告知听证权利的日期"),
        ("penalise", "penalty", PENALTY | HEARD | {"hearing_told_on": "2026-05-25"}, "五个工作日"),
        ("penalise", "penalty", PENALTY | HEARD | {"hearing": "held"}, "听证日期"),
        ("cancel", "not_renewed", {}, "不适用于这份证照"),
        ("cancel", "taken", {}, "不适用于这份证照"),
        ("cancel", "body_ended", {"evidence": "注销登记"}, "不适用于这份证照"),
        ("suspend", "penalty_suspend", PENALTY | {"until": "2026-06-01"}, "明确的期限"),
        ("resume", "suspension_over", {}, "不能恢复"),
    ],
)
def test_what_an_article_asks_is_asked(office, kind, ground, facts, words):
    with pytest.raises(MoveRefused, match=words):
        asked(office, kind, ground, facts)
    assert not LicenceAct.objects.exists() and not LicenceMove.objects.exclude(move__in=["issue", "print"]).exists()


def test_nothing_is_suspended_without_a_law(office):
    office.type.suspension_basis = ""
    office.type.save()
    with pytest.raises(MoveRefused, match="没有登记可以暂扣"):
        asked(office, "suspend", "penalty_suspend", PENALTY | {"until": "2026-08-01"})


def test_two_people_and_one_proposal_at_a_time(office):
    act = asked(office, "revoke", "procedure", REVOKED)
    with pytest.raises(PermissionDenied):
        decide(act=act, actor=office.manager)
    with pytest.raises(MoveRefused, match="还没有决定"):
        asked(office, "cancel", "person_gone", {"evidence": "证明"})
    with pytest.raises(MoveRefused, match="只有提出人"):
        take_back(act=act, actor=office.second)
    take_back(act=act, actor=office.manager)
    with pytest.raises(MoveRefused, match="已收回"):
        decide(act=act, actor=office.decider)
    assert Licence.objects.get().state == "valid"


def test_who_holds_both_permissions_still_needs_another(office):
    from tests.factories import staff_with

    both = staff_with("manage_licences", "decide_licences", organisation=office.organisation)
    act = propose(
        licence=office.licence, kind="cancel", ground="other_law", reason="持证人申请注销", actor=both,
        facts={"law": "《食品安全法》"},
    )  # fmt: skip
    with pytest.raises(MoveRefused, match="提出人不能同时作出决定"):
        decide(act=act, actor=both)


def test_a_change_prints_the_next_version_and_keeps_the_one_before(office):
    before = office.licence
    licence = done(office, "change", "change", {"changes": {"content": {"经营场所": "三岔镇中街村"}}},
                   applied_on=date(2026, 5, 20))  # fmt: skip
    kept = LicenceVersion.objects.get()
    assert (kept.number, kept.content, kept.identifier) == (1, before.content, before.identifier)
    assert licence.version == 2 and licence.identifier.split(".")[:-2] == before.identifier.split(".")[:-2]
    assert licence.identifier.split(".")[-2] == "002" and licence.number == before.number
    assert "三岔镇中街村" in words_of(licence.file) and "武阳西路" in words_of(kept.file)


def test_a_renewal_adds_the_term_of_the_type(office):
    licence = done(office, "renew", "renew", applied_on=date(2026, 5, 20))
    assert (licence.valid_to, licence.version, licence.state) == (date(2032, 3, 6), 2, "valid")
    assert "2032年3月6日" in words_of(licence.acts.get().file)


def test_a_refused_renewal_has_reasons_and_remedies(office):
    act = asked(office, "renew", "renew", applied_on=date(2026, 5, 20))
    with pytest.raises(MoveRefused, match="理由"):
        decline(act=act, actor=office.decider, opinion=" ")
    act = decline(act=act, actor=office.decider, opinion="场所不再符合条件")
    paper = words_of(act.file)
    assert "不予延续行政许可决定书" in paper and "场所不再符合条件" in paper and "60日内向" in paper
    assert Licence.objects.get().valid_to == date(2029, 3, 6)


def test_after_a_revocation_it_is_cancelled_and_stays_so(office):
    done(office, "revoke", "procedure", REVOKED)
    licence = done(office, "cancel", "taken", at="2026-06-03 09:00")
    assert (licence.state, licence.ground) == ("cancelled", "taken")
    with pytest.raises(MoveRefused):
        asked(office, "cancel", "taken")


def test_a_decided_act_stands_in_the_database(office):
    done(office, "revoke", "procedure", REVOKED)
    for change in ({"reason": "改"}, {"number": "改"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            LicenceAct.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        LicenceAct.objects.all().delete()
    assert rotate(LicenceAct) == 1, "its facts are encrypted anew with a new key all the same"


def test_two_deciders_at_once_decide_once(office):
    act = asked(office, "revoke", "procedure", REVOKED)
    decide(act=act, actor=office.decider)
    with pytest.raises(MoveRefused, match="已决定"):
        decide(act=act, actor=office.decider)
    assert Licence.objects.get().moves.filter(move="revoke").count() == 1


def test_asked_twice_for_a_case_a_renewal_is_one_act(office):
    facts = {"licence": office.licence, "applied_on": date(2026, 5, 20), "case_number": "62112520260001"}
    one, two = (actions.apply_renewal(**facts, at=moment("2026-05-20 09:00")) for _ in range(2))
    assert one.pk == two.pk and one.proposed_by is None
