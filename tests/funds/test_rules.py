"""What must be on record before an act, what an act brings with it, and that the county's own numbers decide."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core.workflow import MoveRefused
from funds import actions
from funds.actions import proposals
from funds.kinds import scoring
from funds.models import BudgetYear, FundChangeSet, FundProposal, FundRule, FundVersion
from funds.queries import clocks
from funds.queries.spending import is_behind
from tests.factories import OrganisationFactory, staff_with

from .calls import FINE, a_call, a_fund, a_measure, at
from .conftest import approved_year, drafted, published

pytestmark = pytest.mark.django_db


def decided(finance, people, rows):
    """A list that waits for 公开."""
    change_set = drafted(finance, people, rows)
    actions.submit(actor=people["clerk"], change_set=change_set)
    return actions.record_decision(
        actor=people["recorder"], change_set=change_set, meeting="县政府第1次常务会议", decided_on=date(2026, 1, 5),
        document_number="漳政发〔2026〕1号",
    )  # fmt: skip


def test_no_list_is_public_before_the_congress_approved_the_budget(client, finance, people):
    """预算法 14: the twenty days run from the approval, so it must be on record first."""
    change_set = decided(finance, people, [(finance, "甲项目", "10000")])
    client.force_login(people["publisher"])
    address = reverse("funds:desk_list", args=[change_set.pk])
    assert reverse("funds:clocks") in client.get(address).content.decode().split("公开以前还要办")[1]
    typed = {"publish-effective_on": "2026-01-20", "publish-secrecy_opinion": FINE}
    refused = client.post(reverse("funds:list_act", args=[change_set.pk, "publish"]), typed)
    assert refused.status_code == 409 and "登记批准日期、会议和文号" in refused.content.decode()
    assert FundVersion.objects.get().state == "proposed"
    approved_year()
    facts = {"actor": people["publisher"], "change_set": change_set, "secrecy_opinion": FINE}
    with pytest.raises(MoveRefused, match="早于县人代会批准预算的日期"):
        actions.publish(effective_on=date(2026, 1, 9), **facts)
    assert actions.publish(effective_on=date(2026, 1, 10), **facts).state == "published"


def test_no_call_without_a_measure_in_force():
    """漳县方案: 先定办法、再分资金."""
    fund = a_fund(measured=False)
    call = a_call(fund, published=False)
    facts = {"actor": fund.publisher, "call": call, "opinion": FINE, "at": at("2026-02-25")}
    with pytest.raises(MoveRefused, match="没有已公开、正在施行的管理办法"):
        actions.publish_call(**facts)
    measure = a_measure(fund.entry, fund.writer, fund.publisher)
    type(measure).objects.filter(pk=measure.pk).update(valid_to=date(2026, 2, 1))
    with pytest.raises(MoveRefused, match="正在施行的管理办法"):
        actions.publish_call(**facts)
    type(measure).objects.filter(pk=measure.pk).update(valid_to=None)
    assert actions.publish_call(**facts).state == "open"


def exit_approved(kind, organisation, entry, on=date(2026, 6, 10), asker=None, **facts):
    """A merger or exit of a fund, through 财政局 and the government."""
    asker = asker or staff_with("fill_funds", organisation=organisation)
    proposal = proposals.draft_proposal(
        actor=asker, organisation=organisation, kind=kind, year=2026, entry=entry, reason="目标已经实现",
        findings="执行率不到四成", **facts,
    )  # fmt: skip
    proposals.submit_proposal(actor=asker, proposal=proposal)
    reviewer = staff_with("review_funds", organisation=organisation)
    proposals.review_proposal(actor=reviewer, proposal=proposal, review_opinion="同意")
    return proposals.approve_proposal(
        actor=staff_with("record_decision", organisation=organisation), proposal=proposal,
        meeting="县政府第6次常务会议", decided_on=on, document_number="漳政办纪〔2026〕6号",
        at=at(f"{on:%Y-%m-%d}", "18:00"),
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["cancel", "merge"])
def test_what_ends_within_the_year_leaves_the_list_by_the_decision(finance, people, kind):
    asker = staff_with("fill_funds", "review_funds", organisation=finance)
    published(finance, people, [(finance, "甲", 100), (finance, "乙", 50)])
    first, second = FundVersion.objects.order_by("pk")
    into = {"into": second.entry} if kind == "merge" else {}
    done = exit_approved(kind, finance, first.entry, asker=asker, **into)
    change_set = FundChangeSet.objects.get(purpose="change")
    assert (change_set.state, change_set.document_number, change_set.organisation) == (
        "decided", done.document_number, finance,
    )  # fmt: skip
    with pytest.raises(MoveRefused, match="填报人和审定记录人"):
        actions.publish(actor=asker, change_set=change_set, effective_on=date(2026, 6, 20), secrecy_opinion=FINE)
    actions.publish(
        actor=people["publisher"], change_set=change_set, effective_on=date(2026, 6, 20), secrecy_opinion=FINE
    )
    assert [row.name for row in FundVersion.objects.for_year(2026)] == ["乙"]
    assert [row.name for row in FundVersion.objects.for_year(2026, date(2026, 6, 19))] == ["甲", "乙"]


def test_an_exit_takes_its_row_out_of_drafts_and_waits_for_a_list_under_way(finance, people):
    farm = OrganisationFactory()
    published(finance, people, [(farm, "甲", 100), (farm, "乙", 50)])
    first = FundVersion.objects.order_by("pk").first()
    draft = actions.open_list(actor=people["clerk"], organisation=finance, year=2026, purpose="change", reason="改名")
    row = actions.amend_row(actor=people["clerk"], change_set=draft, entry=first.entry)
    FundChangeSet.objects.filter(pk=draft.pk).update(state="decision")
    with pytest.raises(MoveRefused, match="办结或者退回"):
        exit_approved("cancel", farm, first.entry)
    first.entry.refresh_from_db()
    assert first.entry.ended_on is None
    FundChangeSet.objects.filter(pk=draft.pk).update(state="draft")
    proposal = FundProposal.objects.get()
    proposals.approve_proposal(
        actor=staff_with("record_decision", organisation=farm), proposal=proposal, meeting="会议",
        decided_on=date(2026, 6, 10), document_number="6号", at=at("2026-06-10", "18:00"),
    )  # fmt: skip
    row.refresh_from_db()
    assert row.state == "dropped"
    assert first.entry.versions.get(state="proposed").change == "cancel"


def test_the_countys_own_numbers_decide():
    """Where a threshold is no rule of law it stands in FundRule, with its history."""
    actions.load_rules()
    rule = FundRule.objects.get(level="county")
    assert is_behind(Decimal(100), Decimal(89), rule.behind_percent)
    assert not is_behind(Decimal(100), Decimal(90), rule.behind_percent)
    rule.behind_percent, rule.excellent_from, rule.overshoot_percent = 80, 95, 150
    rule._change_reason = "县财政局规定"
    rule.save()
    rule.refresh_from_db()
    assert not is_behind(Decimal(100), Decimal(89), rule.behind_percent)
    assert scoring.grade_of(Decimal("94.99"), rule.grades) == "good"
    target = scoring.Target(">=", Decimal(100), Decimal(10))
    assert not scoring.far_above(target, Decimal(150), rule.overshoot_percent)
    assert scoring.far_above(target, Decimal("150.01"), rule.overshoot_percent)
    assert [row.behind_percent for row in rule.history.order_by("history_id")][-2:] == [90, 80]


def test_a_clock_warns_as_early_as_the_rule_says(finance, people):
    published(finance, people, [(finance, "甲", 1)])
    BudgetYear.objects.update(approved_on=date(2026, 1, 10))
    known = {c.key: c for c in clocks.clocks(date(2026, 1, 24))}
    assert known["budget:2026"].state == "open"
    FundRule.objects.update(clock_warning=6)
    assert {c.key: c for c in clocks.clocks(date(2026, 1, 24))}["budget:2026"].state == "soon"
