"""A budget year's fund list, from entry to the public page."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core import search
from core.models import Publication, SecrecyReview
from core.workflow import MoveRefused
from funds import actions, queries
from funds.models import FundVersion
from tests.factories import OrganisationFactory

from .conftest import drafted, published

pytestmark = pytest.mark.django_db


def test_totals_are_exact_sums_of_the_rows(finance, people):
    published(finance, people, [(finance, "甲项目", Decimal("20699858.98")), (finance, "乙项目", "0.01")])
    page = queries.year_list(2026)
    assert page.total == Decimal("20699858.99")
    assert page.departments[0].total_wan == "2069.985899"
    assert page.count == 2


@pytest.mark.parametrize("count", [1, 3])
def test_public_page_takes_a_fixed_number_of_queries(client, finance, people, count, django_assert_num_queries):
    published(finance, people, [(OrganisationFactory(), f"项目{n}", "10000") for n in range(count)])
    client.get(reverse("funds:list"))
    with django_assert_num_queries(8):
        page = client.get(reverse("funds:list"))
    assert page.status_code == 200
    assert f"项目{count - 1}" in page.content.decode()


def test_nothing_is_public_before_publication(client, finance, people):
    change_set = actions.open_list(actor=people["clerk"], organisation=finance, year=2026)
    actions.add_funds(actor=people["clerk"], change_set=change_set, rows=[(finance, "未公开项目", "1")])
    page = client.get(reverse("funds:list")).content.decode()
    assert "未公开项目" not in page and "还没有公开" in page


def test_a_year_without_a_list_is_not_found(client, finance, people):
    published(finance, people, [(finance, "甲项目", "1")])
    assert client.get(reverse("funds:list") + "?year=1999").status_code == 404


def test_an_empty_list_cannot_be_sent(finance, people):
    change_set = actions.open_list(actor=people["clerk"], organisation=finance, year=2026)
    with pytest.raises(MoveRefused, match="还没有项目"):
        actions.submit(actor=people["clerk"], change_set=change_set)


def test_recorder_may_not_publish(finance, people):
    change_set = drafted(finance, people, [(finance, "甲项目", "1")])
    actions.submit(actor=people["clerk"], change_set=change_set)
    with pytest.raises(PermissionDenied):
        actions.publish(
            actor=people["recorder"], change_set=change_set, effective_on=date(2026, 1, 1), secrecy_opinion="不涉密"
        )


def test_a_published_fund_is_found_from_its_day_on(client, finance, people):
    before = Publication.objects.number("funds")
    published(finance, people, [(finance, "农村公路养护资金", "7200000")])
    assert Publication.objects.number("funds") > before
    assert search.search("公路", on=date(2026, 1, 19)).rows == []
    row = search.search("公路", on=date(2026, 1, 20)).rows[0]
    assert (row.kind, row.address) == ("funds", f"/open/funds/{row.code.upper()}/")
    assert "720 万元" in row.summary
    assert client.get(row.address).status_code == 200


def test_a_list_is_published_with_a_secrecy_review_or_not_at_all(client, finance, people):
    """政府信息公开条例 17: the opinion of somebody who didn't write the list."""
    with pytest.raises(MoveRefused, match="保密审查"):
        published(finance, people, [(finance, "甲项目", "1")], year=2025, secrecy_opinion=" ")
    assert "甲项目" not in client.get(reverse("funds:list")).content.decode()
    done = published(finance, people, [(finance, "乙项目", "1")])
    review = SecrecyReview.objects.get(kind="fund_change_set")
    assert (review.key, review.reviewer_id, review.opinion) == (
        done.number,
        people["publisher"].pk,
        "不涉及国家秘密，可以公开",
    )


def test_what_stays_inside_is_in_no_public_list_or_sum(client, finance, people):
    published(finance, people, [(finance, "公开的", 10_000), (finance, "内部的", 20_000)])
    FundVersion.objects.filter(name="内部的").update(scope="internal", scope_reason="工作秘密")
    page = queries.year_list(2026)
    assert (page.count, page.total) == (1, 10_000)
    assert "内部的" not in client.get(reverse("funds:list")).content.decode()
