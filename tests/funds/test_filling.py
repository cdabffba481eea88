"""A year's list while departments fill it: parts, last year's rows, sums, caps, what stands in the way."""

import html
import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.workflow import MoveRefused
from funds import actions
from funds.models import FundChangeSet, FundVersion, SingleFunction
from funds.queries.caps import meter
from tests.factories import OrganisationFactory, staff_with

from .conftest import drafted, planned, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def farm():
    return OrganisationFactory(name="县农业农村局", short_name="县农业农村局")


@pytest.fixture
def farmer(farm):
    return staff_with("fill_funds", organisation=farm)


@pytest.fixture
def asked(finance, people, farm):
    """A list in draft in which one department has a part."""
    actions.load_rules()
    return actions.open_list(actor=people["clerk"], organisation=finance, year=2026, departments=[farm])


def decide(people, change_set, **facts):
    return actions.record_decision(
        actor=people["recorder"], change_set=change_set, meeting="县政府第1次常务会议",
        decided_on=date(2026, 1, 5), document_number="漳政发〔2026〕1号", **facts,
    )  # fmt: skip


def test_a_department_fills_hands_in_and_gets_back(asked, people, farm, farmer):
    row = actions.add_row(actor=farmer, change_set=asked, organisation=farm, name="高标准农田", amount=Decimal("100"))
    assert row.content["sources"] == [{"level": "county", "amount": "100.00"}]
    planned(row)
    part = asked.parts.get()
    with pytest.raises(MoveRefused, match="县农业农村局还没有报送"):
        actions.submit(actor=people["clerk"], change_set=asked)
    actions.hand_in_part(actor=farmer, part=part)
    with pytest.raises(MoveRefused, match="已经报送，不能再改"):
        actions.change_row(actor=farmer, version=row, amount=Decimal("90"))
    with pytest.raises(MoveRefused, match="理由"):
        actions.return_part(actor=people["clerk"], part=part, reason=" ")
    actions.return_part(actor=people["publisher"], part=part, reason="补充依据")
    actions.change_row(actor=farmer, version=row, amount=Decimal("90"), content={"sources": []})
    actions.hand_in_part(actor=farmer, part=part)
    assert actions.submit(actor=people["clerk"], change_set=asked).state == "decision"
    assert [m.move for m in asked.moves.order_by("id")] == ["hand_in", "return_part", "hand_in", "submit"]


def test_another_departments_rows_are_out_of_reach(asked, finance, farmer):
    with pytest.raises(PermissionDenied):
        actions.add_row(actor=farmer, change_set=asked, organisation=finance, name="甲", amount=Decimal(1))
    with pytest.raises(MoveRefused, match="由县财政局编制"):
        actions.open_list(actor=farmer, organisation=farmer.organisation, year=2027)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"amount": Decimal("-1")}, "负数"),
        ({"amount": Decimal("1.001")}, "精确到分"),
        ({"scope": "internal"}, "理由和依据"),
        (
            {"content": {"sources": [{"level": "city", "amount": "60"}, {"level": "county", "amount": "30"}]}},
            "相差 0.001",
        ),
    ],
)
def test_a_row_that_does_not_hold_is_refused_in_words(asked, farm, farmer, facts, words):
    with pytest.raises(MoveRefused, match=words):
        actions.add_row(
            actor=farmer, change_set=asked, organisation=farm, **{"name": "甲", "amount": Decimal(100), **facts}
        )
    assert not FundVersion.objects.exists()


def test_no_plan_no_place(finance, people, farm):
    change_set = drafted(finance, people, [(farm, "甲项目", 1)])
    row = actions.add_funds(actor=people["clerk"], change_set=change_set, rows=[(farm, "乙项目", 1)])[0]
    with pytest.raises(MoveRefused, match="“乙项目”还没有经财政局批复的2026年度绩效目标"):
        actions.submit(actor=people["clerk"], change_set=change_set)
    assert FundChangeSet.objects.get().state == "draft"
    planned(row)
    actions.submit(actor=people["clerk"], change_set=change_set)


def test_only_too_many_block_the_decision(finance, people, farm):
    """漳县方案二: 3—5 for a department, 1 for a single-function one; fewer than 3 is a note."""
    lone = OrganisationFactory(name="县气象局", short_name="县气象局")
    SingleFunction.objects.create(organisation=lone, document="漳编办〔2026〕1号")
    rows = [(farm, f"项目{n}", 1) for n in range(6)] + [(lone, "甲", 1), (lone, "乙", 1), (finance, "丙", 1)]
    change_set = drafted(finance, people, rows)
    found = meter(change_set)
    assert (found.number, found.cap) == (9, 100)
    assert [(c.number, c.state) for c in found.departments] == [(1, "few"), (6, "over"), (2, "over")]
    actions.submit(actor=people["clerk"], change_set=change_set)
    with pytest.raises(MoveRefused, match="县农业农村局有 6 项.*县气象局有 2 项，职能单一"):
        decide(people, change_set)
    done = decide(people, change_set, override_reason="会议同意")
    assert (done.state, done.override_reason) == ("decided", "会议同意")


def test_who_wrote_a_row_neither_records_nor_publishes(finance, people, farm):
    both = staff_with("fill_funds", "record_decision", "review_funds", organisation=finance)
    change_set = drafted(finance, people, [(farm, "甲", 1)])
    planned(actions.add_row(actor=both, change_set=change_set, organisation=finance, name="乙", amount=Decimal(1)))
    actions.submit(actor=people["clerk"], change_set=change_set)
    with pytest.raises(MoveRefused, match="填报人不能记录"):
        actions.record_decision(
            actor=both, change_set=change_set, meeting="会", decided_on=date(2026, 1, 5), document_number="1号"
        )


def test_last_years_rows_in_one_act(finance, people, farm):
    published(finance, people, [(farm, "甲", 100), (farm, "乙", 200), (finance, "丙", 300)], year=2025)
    gone = FundVersion.objects.get(name="乙")
    gone.entry.ended_on = date(2025, 12, 31)
    gone.entry.save()
    with pytest.raises(MoveRefused, match="2025年度的清单已经有了"):
        actions.open_list(actor=people["clerk"], organisation=finance, year=2025)
    change_set = actions.open_list(actor=people["clerk"], organisation=finance, year=2026)
    written, left_out = actions.carry_forward(actor=people["clerk"], change_set=change_set)
    assert ([r.name for r in written], left_out) == (["甲", "丙"] if finance.sort_key > farm.sort_key else ["丙", "甲"],
                                                     [("乙", "已经退出")])  # fmt: skip
    assert {r.entry_id for r in written} <= set(
        FundVersion.objects.filter(year=2025).values_list("entry_id", flat=True)
    )
    larger = next(r for r in written if r.name == "甲")
    planned(*written)
    actions.change_row(actor=people["clerk"], version=larger, amount=Decimal(101), content={"sources": []})
    with pytest.raises(MoveRefused, match="“甲”比上次的数额大"):
        actions.submit(actor=people["clerk"], change_set=change_set)
    actions.change_row(actor=people["clerk"], version=larger, amount=Decimal(99), content={"sources": []})
    planned(
        actions.add_row(actor=people["clerk"], change_set=change_set, organisation=farm, name="新", amount=Decimal(1))
    )
    with pytest.raises(MoveRefused, match="“新”是新设的"):
        actions.submit(actor=people["clerk"], change_set=change_set)


def test_a_change_within_the_year_ends_the_row_in_force(finance, people, farm):
    published(finance, people, [(farm, "甲", 100)])
    entry = FundVersion.objects.get().entry
    change_set = actions.open_list(
        actor=people["clerk"], organisation=finance, year=2026, purpose="change", reason="改名"
    )
    row = actions.amend_row(actor=people["clerk"], change_set=change_set, entry=entry)
    actions.change_row(actor=people["clerk"], version=row, name="甲（新）")
    actions.submit(actor=people["clerk"], change_set=change_set)
    decide(people, change_set)
    facts = {"actor": people["publisher"], "change_set": change_set, "secrecy_opinion": "不涉密"}
    with pytest.raises(MoveRefused, match="要晚于这一天"):
        actions.publish(effective_on=date(2026, 1, 20), **facts)
    actions.publish(effective_on=date(2026, 6, 1), **facts)
    stood = FundVersion.objects.for_year(2026, date(2026, 5, 31)).get()
    assert (stood.name, stood.valid_to) == ("甲", date(2026, 6, 1))
    assert FundVersion.objects.for_year(2026).get().name == "甲（新）"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_list_takes_a_fixed_number_of_queries(
    client, finance, people, farm, count, django_assert_num_queries
):
    change_set = drafted(finance, people, [(farm, f"项目{n}", 10_000) for n in range(count)])
    client.force_login(people["clerk"])
    address = reverse("funds:desk_list", args=[change_set.pk])
    client.get(address)
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(address)
    text = page.content.decode()
    assert f"项目{count - 1}" in text
    workbooks = re.findall(r'href="(/desk/funds/imports/new/[^"]+)"', text)
    assert [client.get(html.unescape(place)).status_code for place in workbooks] == [200], "no way to a page not there"


LIST_QUERIES = 25


def test_a_row_typed_on_the_page(client, asked, farm, farmer):
    client.force_login(farmer)
    address = reverse("funds:list_add", args=[asked.pk, farm.code])
    typed = {"name": "农村公路养护", "amount": "１，２00万元", "scope": "public"}
    typed |= {"source_city": "200", "source_county": "1000", "upper_city": "市级养护资金"}
    typed |= {"basis": "《中华人民共和国公路法》第三十五条"}
    wrong = client.post(address, typed | {"source_city": "100"})
    assert wrong.status_code == 422 and "相差 100 万元" in wrong.content.decode()
    assert client.post(address, typed).status_code == 302
    row = FundVersion.objects.get()
    assert row.amount == Decimal("12000000.00") and len(row.content["sources"]) == 2
    stranger = staff_with("fill_funds", organisation=OrganisationFactory())
    client.force_login(stranger)
    assert client.get(reverse("funds:desk_list", args=[asked.pk])).status_code == 404
