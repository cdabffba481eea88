"""The two clocks of 预算法 14 and the funds that need a look: counted, told once, settled."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.workdays import load_statutory_calendar
from core.workflow import MoveRefused
from funds import actions
from funds.actions import clocks, telling
from funds.models import FundVersion
from funds.queries.clocks import clocks as running
from funds.queries.watching import watched
from powerlist.models import Urging
from tests.factories import OrganisationFactory, staff_with

from .conftest import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(people):
    load_statutory_calendar()
    actions.load_rules()
    return clocks.record_year(
        actor=people["publisher"], year=2026, approved_on=date(2026, 1, 9), meeting="县人大会议", document_number="1号"
    )


def states(on):
    return {clock.key.partition(":")[0]: (clock.state, clock.due) for clock in running(on)}


def test_the_list_and_the_budget_run_from_the_approval(finance, people, year):
    """预算法 14: 20 自然日 after 9 January is 29 January; the list stops its clock by being published."""
    actions.open_list(actor=people["clerk"], organisation=finance, year=2027)  # 财政局 keeps the lists
    assert states(date(2026, 1, 20)) == {"budget": ("open", date(2026, 1, 29)), "list": ("open", date(2026, 1, 29))}
    assert states(date(2026, 1, 25))["budget"][0] == "soon"
    assert states(date(2026, 1, 30))["list"][0] == "overdue"
    clocks.publish_year(
        actor=people["publisher"], year=year, published_on=date(2026, 1, 29), address="https://www.zhangxian.gov.cn/"
    )
    assert states(date(2026, 2, 1))["budget"][0] == "done"
    published(finance, people, [(finance, "甲", 1)])
    assert states(date(2026, 2, 1))["list"][0] == "late"


def test_a_departments_clock_runs_from_the_reply_and_is_told_once(finance, people, year):
    farm = OrganisationFactory(name="县农业农村局", short_name="县农业农村局")
    reviewer, farmer = (staff_with(name, organisation=farm) for name in ("review_funds", "fill_funds"))
    facts = {"year": year, "organisation": farm, "document_number": "漳财预〔2026〕1号"}
    budget = clocks.record_reply(actor=reviewer, replied_on=date(2026, 2, 2), **facts)
    for on, new in ((date(2026, 2, 10), 0), (date(2026, 2, 19), 1), (date(2026, 2, 20), 0), (date(2026, 3, 1), 1)):
        assert telling.tell_clocks(on=on) == new, on
    assert [row.title for row in Urging.objects.open_to(farmer, ["fill_funds"])] == [
        "2026年度部门预算已逾期，还没有公开"
    ]
    clocks.publish_department(
        actor=farmer, budget=budget, published_on=date(2026, 3, 1), address="https://www.zhangxian.gov.cn/"
    )
    telling.tell_clocks(on=date(2026, 3, 2))
    assert not Urging.objects.open_to(farmer, ["fill_funds"]).exists()


def test_what_did_not_happen_is_not_recorded(finance, people, year):
    day = {"actor": people["publisher"]}
    with pytest.raises(MoveRefused, match="已经登记过"):
        clocks.record_year(year=2026, approved_on=date(2026, 1, 9), meeting="会", document_number="1号", **day)
    with pytest.raises(MoveRefused, match="还没有到"):
        clocks.record_year(
            year=2027, approved_on=date(2027, 1, 9), meeting="会", document_number="1号",
            at=datetime(2026, 12, 1, tzinfo=UTC), **day,
        )  # fmt: skip
    with pytest.raises(MoveRefused, match="早于"):
        clocks.publish_year(year=year, published_on=date(2026, 1, 8), address="https://x.gov.cn/", **day)
    with pytest.raises(PermissionDenied):
        clocks.publish_year(actor=people["clerk"], year=year, published_on=date(2026, 1, 10), address="https://x.cn/")


def test_an_overdue_evaluation_is_found_and_told_once(finance, people):
    change = published(finance, people, [(finance, "甲", 100), (finance, "乙", 100)])
    FundVersion.objects.filter(name="甲").update(evaluate_on=date(2026, 6, 30), ends_on=date(2026, 7, 31))
    assert watched(date(2026, 6, 30)) == []
    assert [(w.reason, w.row.name) for w in watched(date(2026, 8, 1))] == [("evaluation", "甲"), ("ended", "甲")]
    assert (telling.tell_watched(on=date(2026, 6, 10)), telling.tell_watched(on=date(2026, 6, 11))) == (1, 0)
    assert (telling.tell_watched(on=date(2026, 8, 1)), telling.tell_watched(on=date(2026, 8, 2))) == (2, 0)
    assert change.versions.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_of_the_desk_takes_a_fixed_number_of_queries(
    client, finance, people, year, count, django_assert_num_queries
):
    published(finance, people, [(finance, f"项目{n}", Decimal(10_000)) for n in range(count)])
    client.force_login(people["publisher"])
    address = reverse("funds:desk")
    client.get(address)
    with django_assert_num_queries(HOME_QUERIES):
        page = client.get(address)
    assert f"项目{count - 1}" in page.content.decode()
    assert "2026年度政府预算" in page.content.decode()


HOME_QUERIES = 28


def test_recorded_on_the_page(client, finance, people, year):
    client.force_login(people["publisher"])
    actions.open_list(actor=people["clerk"], organisation=finance, year=2027)
    address = reverse("funds:clock_published", args=["budget", year.pk])
    typed = {
        f"budget-{year.pk}-published_on": "2026-01-20",
        f"budget-{year.pk}-address": "https://www.zhangxian.gov.cn/",
    }
    page = client.get(reverse("funds:clocks")).content.decode()
    assert "登记已公开" in page and "20 个自然日" in page
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 409
    client.force_login(people["clerk"])
    assert client.post(address, typed).status_code == 404
