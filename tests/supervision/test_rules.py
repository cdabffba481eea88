"""Rules are versions with dates: shipped ones known by everybody, changed by two people, tried before they apply."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from approvals import actions as acts
from approvals.models import Case
from core.workflow import MoveRefused
from supervision import actions
from supervision.kinds import DETECTORS
from supervision.models import Alert, Rule, RuleVersion
from supervision.queries.trials import last_month
from tests.approvals.factories import at
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .conftest import decided

SAID = {"level": "2", "params": {"after_days": 2}, "told": ["lead"], "enabled": True, "reason": "县监发〔2026〕3号"}
DAY = date(2026, 4, 1)


@pytest.fixture
def lead(supervisor):
    """The head who decides for the watch, at the same reach as the supervisor."""
    county = supervisor.holdings.get().post.organisation
    return staff_with("supervise", "lead_watch", organisation=county, name="监察戊")


def proposed(supervisor, code="T2", moment="2026-03-20 09:00", day=DAY, **changes):
    rule = Rule.objects.get(code=code)
    said = SAID | {"effective_from": day, "at": at(moment)} | changes
    return actions.propose_rule(actor=supervisor, rule=rule, **said)


def test_every_shipped_rule_has_a_detector_with_its_kind_and_numbers_in_range(rules):
    for version in RuleVersion.objects.select_related("rule"):
        declared = DETECTORS[version.rule.detector]
        assert (declared.kind, declared.subject) == (version.rule.kind, version.rule.subject), version
        assert declared.clean(version.params) == version.params
        assert version.told and version.decided_by is None


def test_loading_again_adds_nothing_and_keeps_what_the_county_decided(rules):
    decided("T2", params={"share": 90})
    history, versions = Rule.history.count(), RuleVersion.objects.count()
    assert actions.load_rules() == 0
    assert (Rule.history.count(), RuleVersion.objects.count()) == (history, versions)
    assert {v.rule.code: v.number for v in RuleVersion.objects.at_work(DAY)}["T2"] == 2


def test_on_a_day_the_decided_version_with_the_latest_day_not_after_it(rules, supervisor, lead):
    version = proposed(supervisor)
    actions.decide_rule(actor=lead, version=version, approved=True, opinion="同意", at=at("2026-03-21 09:00"))

    def number(day):
        return next(v.number for v in RuleVersion.objects.in_force(day) if v.rule.code == "T2")

    assert [number(DAY - timedelta(days=1)), number(DAY), number(DAY + timedelta(days=400))] == [1, 2, 2]


def test_who_proposes_doesnt_decide_and_the_database_says_so_too(rules, supervisor, lead):
    version = proposed(lead)
    with pytest.raises(MoveRefused, match="不能自己批准"):
        actions.decide_rule(actor=lead, version=version, approved=True, opinion="同意")
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=version.pk).update(state="decided", decided_by=lead, decided_at=timezone.now())
    with pytest.raises(MoveRefused, match="已有一个待批准"):
        proposed(supervisor)
    actions.take_back_rule(actor=lead, version=version)
    with pytest.raises(MoveRefused, match="已撤回"):
        actions.take_back_rule(actor=lead, version=version)


def test_what_was_decided_neither_changes_nor_goes(rules, supervisor, lead):
    shipped = RuleVersion.objects.get(rule__code="T2")
    for write in (lambda: RuleVersion.objects.filter(pk=shipped.pk).update(enabled=False), shipped.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"params": {"share": 120}}, "要在 0 到 100"),
        ({"params": {"colour": 1}}, "没有这个参数"),
        ({"reason": " "}, "理由"),
        ({"told": []}, "告知谁"),
        ({"day": date(2026, 3, 19)}, "不能早于今天"),
    ],
)
def test_a_proposal_that_isnt_well_is_refused_in_words(rules, supervisor, changes, words):
    with pytest.raises(MoveRefused, match=words):
        proposed(supervisor, **changes)


def test_a_rule_reaches_back_to_no_case_and_open_ones_are_looked_at_anew(office, supervisor, lead):
    late = office.reviewed()
    acts.refuse(case=late, actor=office.decider, reason="场所不符合要求", at=at("2026-03-16 11:00"))
    running = office.accepted()
    actions.sweep(now=at("2026-03-06 08:00"))
    version = proposed(
        supervisor, level="3", params={"after_days": 0}, moment="2026-03-17 09:00", day=date(2026, 3, 17)
    )
    actions.decide_rule(actor=lead, version=version, approved=True, opinion="同意", at=at("2026-03-17 10:00"))
    assert Case.objects.get(pk=running.pk).watch_on <= date(2026, 3, 17)
    actions.sweep(now=at("2026-03-18 08:00"), everything=True)
    assert list(Alert.objects.filter(clock="promise", level="3").values_list("case_id", flat=True)) == [running.pk]


def test_a_trial_judges_last_months_cases_and_writes_nothing(office, supervisor):
    """Accepted on March 3, promised by the 12th: a day late on the 13th, two on the 16th, three on the 17th."""
    case = office.accepted()
    before = (Alert.objects.count(), RuleVersion.objects.count(), Case.objects.get(pk=case.pk).watch_on)
    said = {"rule": Rule.objects.get(code="T2"), "level": "3", "params": {"after_days": 2}, "enabled": True}
    trial = actions.try_rule(**said, today=date(2026, 4, 10))
    assert (trial["new"], trial["now"], trial["looked"]) == ({"3": 1}, {"2": 1}, 1)
    assert trial["cases"][0] | {"item": ""} == {
        "number": case.number, "item": "", "body": str(case.organisation), "on": "2026-03-17", "new": "3", "now": "2",
    }  # fmt: skip
    assert (Alert.objects.count(), RuleVersion.objects.count(), Case.objects.get(pk=case.pk).watch_on) == before
    assert actions.try_rule(**said, today=date(2026, 5, 10))["now"] == {}, "the card was March's"


def test_last_month():
    assert last_month(date(2026, 1, 15)) == (date(2025, 12, 1), date(2025, 12, 31))


def test_typed_tried_handed_in_and_decided_on_the_pages(client, office, supervisor, lead):
    client.force_login(supervisor)
    assert "办理超承诺时限" in client.get("/supervision/rules/").content.decode()
    form = {
        "param_before_days": 0, "param_share": 0, "param_after_days": 1, "level": "2", "told": ["lead"],
        "reply_days": 3, "reply_unit": "workday", "enabled": "on", "reason": "县监发〔2026〕3号",
        "effective_from": timezone.localdate().isoformat(),
    }  # fmt: skip
    address = "/supervision/rules/T2/propose/"
    untried = client.post(address, form | {"hand_in": "1"})
    assert untried.status_code == 200 and not RuleVersion.objects.proposed().exists(), "not before its trial was seen"
    tried = untried.context["tried"]
    changed = client.post(address, form | {"hand_in": "1", "tried": tried, "param_after_days": 2})
    assert changed.status_code == 200 and not RuleVersion.objects.proposed().exists(), "other numbers, another trial"
    assert client.post(address, form | {"hand_in": "1", "tried": tried}).status_code == 302
    assert "撤回这个修改" in client.get("/supervision/rules/T2/").content.decode()
    assert client.post("/supervision/rules/T2/decide/", {"approved": "yes", "opinion": "同意"}).status_code == 404
    client.force_login(lead)
    assert "确认决定" in client.get("/supervision/rules/T2/").content.decode()
    assert client.post("/supervision/rules/T2/decide/", {"approved": "yes"}).status_code == 422
    assert client.post("/supervision/rules/T2/decide/", {"approved": "yes", "opinion": "同意"}).status_code == 302
    assert RuleVersion.objects.get(rule__code="T2", number=2).state == "decided"


def test_only_who_watches_over_the_whole_county_proposes(client, office):
    somewhere = staff_with("supervise", organisation=OrganisationFactory())
    client.force_login(somewhere)
    assert client.get("/supervision/rules/T2/propose/").status_code == 404
    client.force_login(office.decider)
    assert client.get("/supervision/rules/").status_code == 404


def test_the_admin_shows_the_rules_and_changes_none(client, supervisor, office):
    address = reverse("admin:supervision_rule_changelist")
    client.force_login(supervisor)
    assert "受理超时" in client.get(address).content.decode()
    client.force_login(UserFactory(staff=True, admin_role="system"))
    change = reverse("admin:supervision_rule_change", args=[Rule.objects.get(code="T1").pk])
    assert client.post(change, {"name": "x"}).status_code == 403
    client.force_login(office.decider)
    assert client.get(address).status_code == 403
