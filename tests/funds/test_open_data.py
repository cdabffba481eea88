"""The funds as open data: what is public in the shapes of the interface, and nothing that is kept inside."""

import pytest

from funds.models import FundEntry
from tests.factories import OrganisationFactory

from .conftest import published
from .test_life import measure, school  # noqa: F401 - the fixture
from .test_shown import farm, judged, listed  # noqa: F401 - the fixtures

pytestmark = pytest.mark.django_db
FUNDS = "/api/v1/funds/"


def test_the_list_pages_and_filters(client, listed):  # noqa: F811
    first = client.get(f"{FUNDS}?limit=3").json()
    assert [row["name"] for row in first["results"]] and first["year"] == 2026 and first["previous"] is None
    second = client.get(first["next"]).json()
    names = {row["name"] for row in first["results"] + second["results"]}
    assert names == {"高标准农田", "农机补贴", "=危险公式", "会计培训"}
    found = client.get(f"{FUNDS}?grade=poor").json()["results"]
    assert [(row["name"], row["amount"], row["last_grade"]["grade"]) for row in found] == [
        ("高标准农田", "5200000.00", "poor")
    ]
    assert client.get(f"{FUNDS}?as_of=2026-01-19").json()["results"] == []
    assert client.get(f"{FUNDS}?year=2020").status_code == 404
    assert client.get(f"{FUNDS}?band=much").json()["error"]["code"] == "invalid"
    assert client.get(f"{FUNDS}years/").json() == [
        {"year": 2026, "count": 4, "amount": "5980000.00", "share_by_factors": None}
    ]


def test_asking_again_with_the_etag_costs_no_body(client, listed):  # noqa: F811
    tag = client.get(FUNDS)["ETag"]
    assert client.get(FUNDS, headers={"If-None-Match": tag}).status_code == 304


def test_what_is_kept_inside_has_no_address(client, listed):  # noqa: F811
    entry = FundEntry.objects.get(versions__name="内部专项")
    judged(entry, 2025, "good")
    assert client.get(f"{FUNDS}{entry.code}/").status_code == 404
    assert client.get(f"/open/funds/{entry.code}/").status_code == 404
    for name in ("", "allocations/", "calls/", "evaluations/", "findings/"):
        answer = client.get(f"{FUNDS}{name}")
        assert answer.status_code == 200 and entry.code not in answer.content.decode()


def test_one_fund_with_its_life(client, school):  # noqa: F811
    measure(school)
    judged(school, 2025, "good")
    told = client.get(f"{FUNDS}{school.code}/").json()
    stages = {row["stage"]: row for row in told["life"]}
    assert told["fund"]["code"] == school.code and told["money"]["initial"] == "3600000.00"
    assert stages["measure"]["state"] == "done" and stages["measure"]["rows"][0]["date"] == "2026-01-01"
    assert stages["performance"]["due"] == "2027-03-31" and "应于 2027-03-31 前" in stages["performance"]["missing"][0]
    [row] = client.get(f"{FUNDS}evaluations/?fund={school.code}&year=2025").json()["results"]
    assert (row["grade_label"], row["kind"]) == ("良", "self")


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(client, finance, people, count, django_assert_num_queries):
    published(finance, people, [(OrganisationFactory(), f"项目{n}", "10000") for n in range(count)])
    client.get(FUNDS)
    with django_assert_num_queries(5):
        assert len(client.get(FUNDS).json()["results"]) == count
