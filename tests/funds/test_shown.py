"""The public list of a year: filters, sums, downloads, and that what is kept inside leaves by no door."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.models import SearchRow
from funds.models import Assessment, FundVersion
from funds.queries import figures, shown
from tests.factories import OrganisationFactory, UserFactory

from .conftest import approved_year, drafted, published

pytestmark = pytest.mark.django_db
LIST = "/open/funds/"


def judged(entry, year, grade, total=85, kind="self", public=True):
    """A confirmed evaluation of a fund's year."""
    plan, _ = entry.plans.get_or_create(
        year=year, defaults={"goal": "完成", "state": "approved", "author": UserFactory(staff=True)}
    )
    now = timezone.now()
    more = {"published_at": now, "publisher": UserFactory(staff=True)} if public else {}
    return Assessment.objects.create(
        plan=plan, kind=kind, as_of=date(year, 12, 31), initial=1, budget=1, executed=1, total=total, grade=grade,
        state="confirmed", author=UserFactory(staff=True), reviewer=UserFactory(staff=True), confirmed_at=now, **more,
    )  # fmt: skip


def set_row(name, **facts):
    """Facts of a row whose list is still in draft."""
    FundVersion.objects.filter(name=name).update(**facts)


@pytest.fixture
def farm():
    return OrganisationFactory(name="县农业农村局", short_name="县农业农村局")


@pytest.fixture
def listed(finance, people, farm):
    """Four public rows of two bodies and one that is kept inside."""
    from funds import actions

    rows = [(farm, "高标准农田", "5200000"), (farm, "农机补贴", "80000.01"), (farm, "=危险公式", "600000")]
    rows += [(finance, "会计培训", "99999.99"), (farm, "内部专项", "7000000")]
    change_set = drafted(finance, people, rows)
    set_row("高标准农田", manner="project")
    set_row("农机补贴", manner="factors")
    set_row("内部专项", scope="internal", scope_reason="涉及工作秘密，依据保密规定")
    judged(FundVersion.objects.get(name="高标准农田").entry, 2025, "poor", 50)
    judged(FundVersion.objects.get(name="农机补贴").entry, 2025, "good")
    judged(FundVersion.objects.get(name="会计培训").entry, 2025, "poor", 40, public=False)
    actions.submit(actor=people["clerk"], change_set=change_set)
    actions.record_decision(
        actor=people["recorder"], change_set=change_set, meeting="会议", decided_on=date(2026, 1, 5),
        document_number="漳政发〔2026〕1号",
    )  # fmt: skip
    approved_year()
    return actions.publish(
        actor=people["publisher"], change_set=change_set, effective_on=date(2026, 1, 20), secrecy_opinion="可以公开"
    )


def counts(found, name):
    return {facet.value: facet.count for facet in found.facets[name]}


def test_filters_combine_and_every_sum_is_that_of_the_rows_shown(listed, farm):
    whole = shown.shown(shown.Filters(2026))
    assert (whole.count, whole.total) == (4, Decimal("5980000.00"))
    assert counts(whole, "band") == {"0-10": 2, "50-100": 1, "500-": 1}
    assert counts(whole, "grade") == {"good": 1, "poor": 1}  # the one that isn't published counts nowhere
    assert sum((facet.amount for facet in whole.departments), Decimal(0)) == whole.total
    few = shown.shown(shown.Filters(2026, department=farm.code, band="0-10"))
    assert (few.count, few.total, [row.name for row in few.page]) == (1, Decimal("80000.01"), ["农机补贴"])
    assert counts(few, "band") == {"0-10": 1, "50-100": 1, "500-": 1}  # of the body, whatever the band
    poor = shown.shown(shown.Filters(2026, grade="poor", text="农田"))
    assert [row.name for row in poor.page] == ["高标准农田"] and poor.page.rows[0].graded.grade == "poor"
    assert shown.shown(shown.Filters(2026, text="农业农村")).count == 3  # by the name of the department
    code = poor.page.rows[0].entry.code
    assert shown.shown(shown.Filters(2026, text=code)).count == 1
    assert [row.name for row in shown.shown(shown.Filters(2026, sort="amount")).page][0] == "高标准农田"


def test_finance_goes_before_self(listed):
    entry = FundVersion.objects.get(name="高标准农田").entry
    judged(entry, 2025, "middle", 70, kind="finance")
    found = shown.shown(shown.Filters(2026))
    assert counts(found, "grade") == {"good": 1, "middle": 1}
    assert shown.shown(shown.Filters(2026, grade="poor")).count == 0
    assert next(row for row in found.page if row.entry_id == entry.pk).graded.grade == "middle"


def test_the_list_stood_otherwise_on_another_day(listed):
    assert shown.shown(shown.Filters(2026, on=date(2026, 1, 19))).count == 0
    assert shown.shown(shown.Filters(2026, on=date(2026, 1, 20))).count == 4


def test_pages_follow_each_other_by_key(listed):
    first = shown.shown(shown.Filters(2026, sort="amount"), size=3)
    rest = shown.shown(shown.Filters(2026, sort="amount"), size=3, after=first.page.next)
    assert [row.name for row in first.page] == ["高标准农田", "=危险公式", "会计培训"]
    assert [row.name for row in rest.page] == ["农机补贴"] and rest.count == 4


@pytest.mark.parametrize(
    "address",
    [
        LIST,
        f"{LIST}?q=内部专项",
        f"{LIST}?band=500-",
        f"{LIST}export.csv",
        f"{LIST}export.json",
        f"{LIST}figures/",
        "/search/?q=内部专项",
    ],
)
def test_what_is_kept_inside_leaves_by_no_door(client, listed, address):
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    told = body.decode().replace("内部专项", "", 3) if "q=" in address else body.decode()  # the word that was typed
    assert "内部专项" not in told and "1298" not in told and "7000000" not in told


def test_search_and_sums_know_nothing_of_it_either(listed):
    assert not SearchRow.objects.filter(kind="funds", title="内部专项", scope="public").exists()
    assert figures.totals() == (2026, 4, Decimal("5980000.00"))
    assert figures.of_year(2026).total.budget == Decimal("5980000.00")


def test_the_three_files_hold_the_rows_of_the_page(client, listed):
    text = b"".join(client.get(f"{LIST}export.csv?year=2026").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 4 and sum(Decimal(row["预算数额（元）"]) for row in rows) == Decimal("5980000.00")
    assert "'=危险公式" in {row["项目名称"] for row in rows}
    told = json.loads(b"".join(client.get(f"{LIST}export.json?band=0-10").streaming_content))
    assert told["total"] == "180000.00" and {row["name"] for row in told["rows"]} == {"农机补贴", "会计培训"}
    book = load_workbook(io.BytesIO(b"".join(client.get(f"{LIST}export.xlsx").streaming_content)))
    sheet = book.worksheets[0]
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert sheet.max_row == 7 and Decimal(str(last[5])) == Decimal("598") and "合计" in last


def test_old_years_stay(client, finance, people, farm):
    published(finance, people, [(farm, "去年的项目", "10000")], year=2025)
    row = FundVersion.objects.get(year=2025)
    row.change_set.pk, row.change_set.year, row.change_set.number = None, 2026, "另一年"
    row.change_set.save()
    row.pk, row.year, row.name, row.number, row.amount = None, 2026, "今年的项目", 2, Decimal(20000)
    row.valid_from, row.change_set_id = date(2026, 1, 20), row.change_set.pk
    row.save()
    page = client.get(f"{LIST}?year=2025").content.decode()
    assert "去年的项目" in page and "今年的项目" not in page
    assert "今年的项目" in client.get(LIST).content.decode()
    assert [row.wan for row in figures.by_year([2025, 2026])] == [1, 2]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "counted"), [("funds:list", 8), ("funds:figures", 6)])
def test_the_number_of_queries_is_fixed(client, finance, people, name, counted, count, django_assert_num_queries):
    published(finance, people, [(OrganisationFactory(), f"项目{n}", "10000") for n in range(count)])
    client.get(reverse(name))
    with django_assert_num_queries(counted):
        client.get(reverse(name))
