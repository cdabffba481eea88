"""The difference of two days, 总表 and the feeds: what they say, in how many queries."""

import io
import json
from datetime import date
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from core.registers import ChangeKind
from powerlist import actions
from powerlist.enums import Category
from powerlist.models import ListChangeSet
from tests.powerlist.people import a_set, add, office, published

pytestmark = pytest.mark.django_db
JAN, FEB, MAR, MAY = date(2026, 1, 10), date(2026, 2, 1), date(2026, 3, 1), date(2026, 5, 1)


@pytest.fixture
def people():
    return office(code="621125LY", name="漳县林业和草原局", short_name="县林草局")


def listed(people, names, on=JAN, **fields):
    change_set = a_set(people)
    rows = [add(people, change_set, name=name, **fields) for name in names]
    published(people, change_set, on)
    return [row.entry for row in rows]


def amended(people, entry, name, on):
    add(people, change_set := a_set(people), change=ChangeKind.AMEND, entry=entry, name=name)
    return published(people, change_set, on)


def ended(people, entry, on):
    change_set = a_set(people)
    actions.propose(actor=people.clerk, change_set=change_set, change=ChangeKind.CANCEL, entry=entry)
    return published(people, change_set, on)


def found(client, query):
    page = client.get(f"/open/powers/compare/?{query}")
    assert page.status_code == 200
    return [(entry.change, entry.text.name) for entry in page.context["page"]], dict(page.context["tally"])


def test_added_changed_and_ended_are_told_apart(client, people):
    kept, changed, gone = listed(people, ["不变", "旧名称", "将取消"])
    amended(people, changed, "新名称", MAR)
    ended(people, gone, MAR)
    listed(people, ["后来增加"], on=MAR)
    rows, tally = found(client, "from=2026-02-01&to=2026-03-01")
    assert rows == [("amend", "新名称"), ("cancel", "将取消"), ("add", "后来增加")]
    assert tally == {"增加": 1, "变更": 1, "取消": 1}
    body = client.get("/open/powers/compare/?from=2026-02-01&to=2026-03-01").content.decode()
    assert "<del>旧</del>" in body and "<ins>新</ins>" in body and "漳政发〔2026〕3号" in body


def test_days_may_stand_in_any_order_and_a_quiet_time_has_no_difference(client, people):
    (entry,) = listed(people, ["旧名称"])
    amended(people, entry, "新名称", MAR)
    assert found(client, "from=2026-03-01&to=2026-02-01") == found(client, "from=2026-02-01&to=2026-03-01")
    assert found(client, "from=2026-01-10&to=2026-02-28") == ([], {"增加": 0, "变更": 0, "取消": 0})
    assert found(client, "from=2001-01-01&to=2001-02-01")[0] == []


def test_what_came_and_went_in_between_is_no_difference(client, people):
    (entry,) = listed(people, ["短命"], on=FEB)
    ended(people, entry, MAR)
    assert found(client, "from=2026-01-01&to=2026-05-01")[0] == []
    assert found(client, "from=2026-01-01&to=2026-02-15")[0] == [("add", "短命")]


def test_one_body_is_compared_alone(client, people):
    other = office(code="621125HB", short_name="县环保局")
    listed(people, ["采伐许可"])
    listed(other, ["排污许可"])
    assert found(client, "from=2026-01-01&to=2026-02-01&department=621125HB")[0] == [("add", "排污许可")]
    assert client.get("/open/powers/compare/?department=nowhere").status_code == 404


@pytest.mark.parametrize("query", ["from=yesterday", "to=2026-13-01", "from=2026-01-01&to=9"])
def test_a_day_that_cannot_be_read_is_not_found_in_words(client, query):
    for path in ("/open/powers/compare/", "/open/powers/compare/export.xlsx"):
        page = client.get(f"{path}?{query}")
        assert page.status_code == 404 and "没有读懂" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_comparison_takes_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    entries = listed(people, [f"旧{n}" for n in range(count)])
    add_all = a_set(people)
    for n, entry in enumerate(entries):
        add(people, add_all, change=ChangeKind.AMEND, entry=entry, name=f"新{n}")
    published(people, add_all, MAR)
    client.get("/open/powers/")
    with django_assert_num_queries(15):
        rows = client.get("/open/powers/compare/?from=2026-02-01&to=2026-04-01").context["page"]
    assert len(rows) == count


def test_pages_of_a_comparison_go_on_by_key(client, people):
    listed(people, [f"事项{n:02d}" for n in range(25)])
    page = client.get("/open/powers/compare/?from=2026-01-01&to=2026-02-01").context["page"]
    assert len(page) == 20 and page.next
    rest, _ = found(client, f"from=2026-01-01&to=2026-02-01&after={page.next}")
    assert [name for _, name in rest] == [f"事项{n}" for n in range(20, 25)]


def test_the_whole_difference_is_a_workbook_without_formulas(client, people):
    (entry,) = listed(people, ["旧名称"])
    amended(people, entry, "=新名称", MAR)
    file = client.get("/open/powers/compare/export.xlsx?from=2026-02-01&to=2026-03-01")
    sheet = load_workbook(io.BytesIO(b"".join(file.streaming_content))).active
    assert sheet["A1"].value == "权力清单比对：全部单位，2026-02-01 与 2026-03-01"
    assert [sheet.cell(3, n).value for n in (1, 3, 5, 6, 7)] == ["变更", "'=新名称", "项目名称", "旧名称", "'=新名称"]
    assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_the_table_of_bodies_counts_and_tells_the_change(client, people):
    listed(people, ["许可甲", "许可乙"])
    (fine,) = listed(people, ["罚款"], category=Category.PENALTY)
    ended(people, fine, MAR)
    listed(people, ["许可丙"], on=MAR)
    table = client.get("/open/summary/?as_of=2026-03-01&since=2026-02-01").context["table"]
    line = dict(zip([label for _, label in table.categories], table.lines[0].cells, strict=True))
    assert (line["行政许可"].count, line["行政许可"].change) == (3, 1)
    assert (line["行政处罚"].count, line["行政处罚"].change) == (0, -1)
    assert (table.total.total.count, table.total.total.change) == (3, 0)
    assert len(table.categories) == 10
    file = client.get("/open/summary/export.xlsx?as_of=2026-03-01&since=2026-02-01")
    book = load_workbook(io.BytesIO(b"".join(file.streaming_content)))
    assert [cell.value for cell in book["总表"][3]][:3] == ["漳县林业和草原局", 3, 0]
    assert [cell.value for cell in book["比2026-02-01增减"][3]][:3] == ["漳县林业和草原局", 1, -1]
    assert client.get("/open/summary/?since=x").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_of_bodies_takes_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    for n in range(count):
        listed(office(code=f"62112{n}"), [f"事项{n}"])
    with django_assert_num_queries(17):
        assert len(client.get("/open/summary/?since=2026-01-01").context["table"].lines) == count


def test_feeds_carry_the_document_numbers(client, people):
    (entry,) = listed(people, ["旧名称"])
    change_set = amended(people, entry, "新名称", MAR)
    ListChangeSet.objects.filter(pk=change_set.pk).update(reason="<b onclick=x>改名</b>")
    rss = ElementTree.fromstring(client.get("/open/changes/feed.rss").content)
    items = rss.findall("./channel/item")
    assert len(items) == 2
    assert "编办审〔" in items[0].findtext("title")
    assert "事由：&lt;b onclick=x&gt;" in items[0].findtext("description")  # a reader shows it as HTML
    assert items[0].findtext("link") == f"http://testserver/open/changes/{change_set.number}/"
    atom = ElementTree.fromstring(client.get("/open/changes/feed.atom").content)
    assert len(atom.findall("{http://www.w3.org/2005/Atom}entry")) == 2
    feed = json.loads(client.get("/open/changes/feed.json").content)
    assert "编办审〔" in feed["items"][0]["_gazette"]["document_number"]
    assert feed["items"][0]["_gazette"]["amended"] == 1
    assert "变更 1 项" in feed["items"][0]["content_text"]


@pytest.mark.parametrize("path", ["feed.rss", "feed.atom", "feed.json"])
@pytest.mark.parametrize("count", [1, 3])
def test_feeds_take_a_fixed_number_of_queries(client, people, path, count, django_assert_num_queries):
    for n in range(count):
        listed(people, [f"事项{n}"], on=date(2026, 1, n + 1))
    with django_assert_num_queries(3):
        client.get(f"/open/changes/{path}")
