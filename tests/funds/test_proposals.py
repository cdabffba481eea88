"""Founding and enlarging a fund, and what its evaluation ends in."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core.workflow import MoveRefused
from funds import actions
from funds.actions import proposals
from funds.models import Assessment, FundEntry, FundProposal, FundVersion, Plan
from tests.factories import OrganisationFactory, staff_with

from .conftest import planned, published

pytestmark = pytest.mark.django_db

COUNTY = ["《漳县人民政府关于支持灌区改造的意见》（漳政发〔2026〕8号）"]


@pytest.fixture
def farm():
    actions.load_rules()
    return OrganisationFactory(name="县农业农村局", short_name="县农业农村局")


@pytest.fixture
def farmer(farm):
    return staff_with("fill_funds", organisation=farm)


@pytest.fixture
def reviewer(farm, finance):
    return staff_with("review_funds", organisation=farm)


@pytest.fixture
def recorder(farm):
    return staff_with("record_decision", organisation=farm)


def drafted(farmer, farm, kind="establish", **facts):
    facts = {
        "name": "节水灌溉",
        "amount": Decimal(500),
        "basis_kind": "county",
        "basis": COUNTY,
        "reason": "需要",
    } | facts
    return proposals.draft_proposal(actor=farmer, organisation=farm, kind=kind, year=2027, **facts)


def approve(proposal, reviewer, recorder):
    proposals.submit_proposal(actor=proposal.author, proposal=proposal)
    proposals.review_proposal(actor=reviewer, proposal=proposal, review_opinion="同意")
    return proposals.approve_proposal(
        actor=recorder, proposal=proposal, meeting="县政府第2次常务会议", decided_on=date(2026, 11, 1),
        document_number="漳政办纪〔2026〕9号",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "basis", "words"),
    [
        ("law", [], "请写明设立依据"),
        ("law", COUNTY, "没有一部法律"),
        ("regulation", ["《中华人民共和国水法》第五十条"], "没有一部行政法规"),
        ("county", ["《中华人民共和国水法》第五十条"], "没有县委、县政府的文件"),
    ],
)
def test_a_basis_must_be_of_its_kind(farm, farmer, kind, basis, words):
    proposal = drafted(farmer, farm, basis_kind=kind, basis=basis)
    with pytest.raises(MoveRefused, match=words):
        proposals.submit_proposal(actor=farmer, proposal=proposal)
    assert FundProposal.objects.get().state == "draft"


def test_an_approved_fund_gets_its_place_up_to_its_amount(finance, people, farm, farmer, reviewer, recorder):
    published(finance, people, [(finance, "甲", 1)])
    founded = approve(drafted(farmer, farm), reviewer, recorder)
    assert [m.move for m in founded.moves.order_by("id")] == ["submit", "review", "approve"]
    change_set = actions.open_list(actor=people["clerk"], organisation=finance, year=2027)
    row = actions.add_row(
        actor=people["clerk"], change_set=change_set, organisation=farm, entry=founded.entry, name="节水灌溉",
        amount=Decimal(501),
    )  # fmt: skip
    planned(row)
    with pytest.raises(MoveRefused, match="超过批准的数额"):
        actions.submit(actor=people["clerk"], change_set=change_set)
    actions.change_row(actor=people["clerk"], version=row, amount=Decimal(500), content={"sources": []})
    actions.submit(actor=people["clerk"], change_set=change_set)
    assert FundVersion.objects.get(pk=row.pk).proposal == founded


def test_nobody_reviews_or_records_his_own(farm):
    one = staff_with("fill_funds", "review_funds", "record_decision", organisation=farm)
    proposal = drafted(one, farm)
    proposals.submit_proposal(actor=one, proposal=proposal)
    with pytest.raises(MoveRefused, match="不能审核自己"):
        proposals.review_proposal(actor=one, proposal=proposal, review_opinion="同意")


def evaluated(entry, grade, by):
    """A confirmed 自评 of 2025 with this grade."""
    plan = Plan.objects.create(entry=entry, year=2025, goal="按期完成", state="approved", author=by)
    Assessment.objects.create(
        plan=plan, kind="self", as_of=date(2025, 12, 31), initial=100, budget=100, executed=10, total=30, grade=grade,
        state="confirmed", author=by,
    )  # fmt: skip


def test_a_poor_grade_blocks_more_money_without_a_reason(finance, people, farm, farmer):
    published(finance, people, [(farm, "甲", 100)])
    entry = FundEntry.objects.get()
    with pytest.raises(MoveRefused, match="没有增加"):
        proposals.submit_proposal(
            actor=farmer, proposal=drafted(farmer, farm, "enlarge", entry=entry, amount=Decimal(99))
        )
    proposal = FundProposal.objects.get()
    proposals.change_proposal(actor=farmer, proposal=proposal, amount=Decimal(200))
    evaluated(entry, "poor", farmer)
    with pytest.raises(MoveRefused, match="评价为“差”"):
        proposals.submit_proposal(actor=farmer, proposal=proposal)
    proposals.change_proposal(actor=farmer, proposal=proposal, override_reason="灾后重建")
    assert proposals.submit_proposal(actor=farmer, proposal=proposal).state == "review"


@pytest.mark.parametrize("kind", ["cancel", "merge"])
def test_a_fund_that_leaves_is_not_carried_on(finance, people, farm, farmer, reviewer, recorder, kind):
    published(finance, people, [(farm, "甲", 100), (farm, "乙", 50)])
    entry, other = FundEntry.objects.order_by("pk")
    facts = {"entry": entry, "findings": "目标已经实现"} | ({"into": other} if kind == "merge" else {})
    approve(drafted(farmer, farm, kind, **facts), reviewer, recorder)
    entry.refresh_from_db()
    assert (entry.ended_on, entry.merged_into) == (date(2026, 12, 31), other if kind == "merge" else None)
    change_set = actions.open_list(actor=people["clerk"], organisation=finance, year=2027)
    written, left_out = actions.carry_forward(actor=people["clerk"], change_set=change_set)
    assert ([row.name for row in written], left_out) == (["乙"], [("甲", "已经退出")])


def test_an_application_from_the_page(client, farm, farmer, reviewer):
    client.force_login(farmer)
    address = reverse("funds:proposal_new", args=["establish"])
    typed = {"organisation": farm.pk, "year": 2027, "name": "节水灌溉", "amount": "约五百", "basis_kind": "county",
             "basis": COUNTY[0], "reason": "需要"}  # fmt: skip
    refused = client.post(address, typed)
    assert refused.status_code == 422 and "不是数额" in refused.content.decode()
    assert client.post(address, typed | {"amount": "112"}).status_code == 302
    number = FundProposal.objects.get(amount=Decimal(1_120_000)).number
    act = reverse("funds:proposal_act", args=[number, "submit"])
    assert client.post(act).status_code == 302
    client.force_login(reviewer)
    page = client.get(reverse("funds:desk_proposal", args=[number])).content.decode()
    assert "审核通过" in page and "112 万元" in page
    client.force_login(staff_with("fill_funds", organisation=OrganisationFactory()))
    assert client.get(reverse("funds:desk_proposal", args=[number])).status_code == 404
