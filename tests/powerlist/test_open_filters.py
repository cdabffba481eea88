"""Filters by object and theme through the guides of an entry, sorting, and what is downloaded of them."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from core.models import Publication
from powerlist.models import ServiceItem, ServiceItemVersion
from tests.powerlist.people import a_set, add, office, published

pytestmark = pytest.mark.django_db
JAN = date(2026, 1, 10)


@pytest.fixture
def people():
    return office(code="621125LY", name="漳县林业和草原局", short_name="县林草局")


def guide(people, entry, number=1, **fields):
    """A guide of an entry in force since January; None when it begins later."""
    item = ServiceItem.objects.create(entry=entry, organisation=people.organisation, code=f"{entry.code}-{number}")
    facts = {"audience": "both", "valid_from": JAN, **fields}
    version = ServiceItemVersion.objects.create(
        item=item,
        state="published",
        publisher=people.publisher,
        name=item.code,
        legal_limit=20,
        promised_limit=7,
        conditions="具备条件",
        **facts,
    )
    Publication.objects.bump("guides")
    return version


@pytest.fixture
def entries(people):
    change_set = a_set(people)
    rows = [add(people, change_set, name=name) for name in ("采伐许可", "运输许可", "驯养许可", "毁林罚款")]
    published(people, change_set, JAN)
    found = [row.entry for row in rows]
    guide(people, found[0], person_theme="020")
    guide(people, found[0], 2, person_theme="020")  # one entry, two guides: one entry
    guide(people, found[1], audience="legal", legal_theme="075", person_theme="020")
    guide(people, found[2], audience="person", person_theme="130", valid_from=date(2026, 3, 1))
    return found


def names(client, query):
    return [version.name for version in client.get(f"/open/powers/?{query}").context["listed"].page]


def test_objects_and_themes_come_from_the_guides_of_that_day(client, entries):
    assert names(client, "audience=person&as_of=2026-02-01") == ["采伐许可"]
    assert names(client, "audience=person&as_of=2026-03-01") == ["采伐许可", "驯养许可"]
    assert names(client, "audience=legal&as_of=2026-03-01") == ["采伐许可", "运输许可"]
    assert names(client, "person_theme=020&as_of=2026-03-01") == ["采伐许可"]  # a guide for legal persons has none
    assert names(client, "legal_theme=075&as_of=2026-03-01") == ["运输许可"]
    assert names(client, "audience=person&legal_theme=075&as_of=2026-03-01") == []


def test_counts_stand_beside_each_value(client, entries):
    listed = client.get("/open/powers/?as_of=2026-03-01").context["listed"]
    counts = {name: {f.value: f.count for f in rows} for name, rows in listed.choices.items()}
    assert counts["audience"] == {"person": 2, "legal": 2}
    assert counts["person_theme"] == {"020": 1, "130": 1}
    assert counts["legal_theme"] == {"075": 1}
    assert listed.total == 4
    listed = client.get("/open/powers/?as_of=2026-03-01&person_theme=130").context["listed"]
    assert listed.total == 1
    assert {f.value: f.count for f in listed.choices["person_theme"]} == {"020": 1, "130": 1}
    assert {f.value: f.count for f in listed.choices["audience"]} == {"person": 1}
    assert [f.count for f in listed.departments] == [1]


def test_counts_beside_a_searched_text_are_those_of_its_hits(client, entries):
    listed = client.get("/open/powers/?as_of=2026-03-01&q=运输").context["listed"]
    assert listed.total == 1
    assert {f.value: f.count for f in listed.choices["audience"]} == {"legal": 1}


def test_unknown_values_are_no_filter(client, entries):
    assert len(names(client, "audience=nobody&person_theme=x&sort=sideways&category=77")) == 4


def test_the_newest_can_stand_first(client, people, entries):
    change_set = a_set(people)
    add(people, change_set, name="新许可")
    published(people, change_set, date(2026, 4, 1))
    assert names(client, "sort=newest")[0] == "新许可"
    assert names(client, "")[-1] == "新许可"
    body = client.get("/open/powers/export.csv?sort=newest")
    rows = list(csv.reader(io.StringIO(b"".join(body.streaming_content).decode("utf-8-sig"))))
    assert rows[1][1] == "新许可"


def test_the_search_form_carries_the_other_filters_along(client, entries):
    page = client.get("/open/powers/?audience=legal&sort=newest&as_of=2026-03-01").content.decode()
    assert '<input type="hidden" name="audience" value="legal">' in page
    assert '<input type="hidden" name="sort" value="newest">' in page


def test_the_whole_list_of_one_body_is_the_official_form(client, people, entries):
    body = client.get("/open/powers/export.xlsx?department=621125LY&as_of=2026-02-01")
    sheet = load_workbook(io.BytesIO(b"".join(body.streaming_content))).active
    values = [[cell.value for cell in row if cell.value] for row in sheet.iter_rows()]
    assert values[0] == ["漳县林业和草原局权责清单"]
    assert values[3][:3] == ["序号", "项目名称", "类别"]
    assert len(values) == 8
    part = client.get("/open/powers/export.xlsx?department=621125LY&as_of=2026-02-01&legal_theme=075")
    sheet = load_workbook(io.BytesIO(b"".join(part.streaming_content))).active
    assert sheet["B3"].value == "运输许可"
    assert sheet["B4"].value is None


def test_a_day_to_come_says_that_more_may_be_published(client, entries):
    assert "以后再公布的调整还不在其中" in client.get("/open/powers/?as_of=2099-01-01").content.decode()


def test_the_search_of_the_whole_site_goes_back_to_any_day(client, people, entries):
    change_set = a_set(people)
    add(people, change_set, change="amend", entry=entries[0], name="林木采伐新名")
    published(people, change_set, date(2026, 4, 1))
    today = client.get("/search/?q=采伐").content.decode()
    then = client.get("/search/?q=采伐&as_of=2026-02-01").content.decode()
    assert "新名" in today and "新名" not in then
    assert f'href="/open/powers/{entries[0].code}/?as_of=2026-02-01"' in then
    assert "有效的内容" in then
    assert client.get("/search/?q=采伐&as_of=never").status_code == 404
