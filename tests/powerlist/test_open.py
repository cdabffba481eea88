"""阳光政务 as anyone reads it: any day, any filter, the same number of queries."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from core.registers import ChangeKind
from powerlist import actions
from powerlist.enums import Category, ListKind
from powerlist.models import Citation, Law
from tests.powerlist.people import a_set, add, decided, office, published

pytestmark = pytest.mark.django_db
JAN, MAR, MAY = date(2026, 1, 10), date(2026, 3, 1), date(2026, 5, 1)


@pytest.fixture
def people():
    return office(code="621125LY", short_name="县林草局")


def listed(people, names, on=JAN, **fields):
    change_set = a_set(people, **({"kind": fields.pop("kind")} if "kind" in fields else {}))
    rows = [add(people, change_set, name=name, **fields) for name in names]
    published(people, change_set, on)
    return [row.entry for row in rows]


def text_of(client, path):
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def amended(people, entry, name, on):
    add(people, change_set := a_set(people, title="名称调整"), change=ChangeKind.AMEND, entry=entry, name=name)
    return published(people, change_set, on)


@pytest.mark.parametrize("path", ["/open/powers/", "/open/duties/", "/open/services/"])
@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_fixed_number_of_queries(client, people, path, count, django_assert_num_queries):
    kind = ListKind.PUBLIC_SERVICES if "services" in path else ListKind.POWERS
    listed(people, [f"事项{n}" for n in range(count)], kind=kind)
    client.get("/open/changes/")
    with django_assert_num_queries(10):
        page = client.get(path)
    assert f"事项{count - 1}" in page.content.decode()
    with django_assert_num_queries(2):  # the counts are kept until the next publication
        client.get(path)


@pytest.mark.parametrize("count", [1, 3])
def test_search_in_a_list_takes_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    listed(people, [f"采伐{n}" for n in range(count)])
    client.get("/open/powers/")
    with django_assert_num_queries(5):
        assert "采伐0" in text_of(client, "/open/powers/?q=采伐")


def test_the_text_of_each_day_is_shown(client, people):
    (entry,) = listed(people, ["旧名称"])
    amended(people, entry, "新名称", MAR)
    assert "旧名称" in text_of(client, "/open/powers/?as_of=2026-02-28")
    assert "新名称" not in text_of(client, "/open/powers/?as_of=2026-02-28")
    assert "新名称" in text_of(client, "/open/powers/?as_of=2026-03-01")
    assert "清单还没有公布" in text_of(client, "/open/powers/?as_of=2026-01-09") or "没有符合条件" in text_of(
        client, "/open/powers/?as_of=2026-01-09"
    )


def test_while_a_change_is_under_review_the_public_sees_the_published_text(client, people):
    (entry,) = listed(people, ["现行名称"])
    add(people, change_set := a_set(people), change=ChangeKind.AMEND, entry=entry, name="拟议名称")
    decided(people, change_set, MAR)
    paths = ("/open/", "/open/powers/", f"/open/powers/{entry.code}/", "/open/changes/", "/open/powers/export.csv")
    for path in paths:
        page = client.get(path)
        body = b"".join(page.streaming_content).decode() if page.streaming else page.content.decode()
        assert "拟议名称" not in body, path
    assert "现行名称" in text_of(client, f"/open/powers/{entry.code}/")
    assert client.get(f"/open/powers/{entry.code}/v2/").status_code == 404
    assert client.get(f"/open/changes/{change_set.number}/").status_code == 404


def test_a_text_decided_for_tomorrow_is_not_todays(client, people):
    tomorrow = timezone.localdate() + timedelta(days=1)
    (entry,) = listed(people, ["明天的事项"], on=tomorrow)
    assert "明天的事项" not in text_of(client, "/open/powers/")
    assert "明天的事项" in text_of(client, f"/open/powers/?as_of={tomorrow}")
    assert "尚未生效" in text_of(client, f"/open/powers/{entry.code}/")


def test_filters_combine_and_count(client, people):
    other = office(code="621125HB", short_name="县环保局")
    listed(people, ["采伐许可", "运输许可"])
    listed(people, ["毁林罚款"], category=Category.PENALTY)
    listed(other, ["排污许可"])
    body = text_of(client, "/open/powers/?department=621125LY&category=01")
    assert "采伐许可" in body and "毁林罚款" not in body and "排污许可" not in body
    assert "共 <b>2</b> 项" in body
    assert '行政处罚<span class="count">1</span>' in body  # what the other category of this body would give
    assert '县环保局<span class="count">1</span>' in body  # what the other body would give in this category
    assert "共 <b>1</b> 项" in text_of(client, "/open/powers/?department=621125LY&category=01&q=运输")
    assert "没有符合条件的事项" in text_of(client, "/open/powers/?department=621125HB&category=02")
    assert "没有符合条件的事项" in text_of(client, "/open/powers/?department=nowhere")


def test_pages_go_forward_and_back_by_key(client, people):
    listed(people, [f"事项{n:02d}" for n in range(45)])
    seen, path, pages = [], "/open/powers/", []
    while path:
        page = client.get(path)
        rows = [v.name for v in page.context["listed"].page]
        pages.append(rows)
        seen += rows
        following = page.context["listed"].page.next
        path = f"/open/powers/?after={following}" if following else None
    assert seen == [f"事项{n:02d}" for n in range(45)]
    assert [len(rows) for rows in pages] == [20, 20, 5]
    back = client.get(f"/open/powers/?before={page.context['listed'].page.previous}")
    assert [v.name for v in back.context["listed"].page] == pages[1]
    first = client.get(f"/open/powers/?before={back.context['listed'].page.previous}")
    assert [v.name for v in first.context["listed"].page] == pages[0]
    assert first.context["listed"].page.previous is None
    assert client.get("/open/powers/?after=not-a-key").context["listed"].page.is_first


@pytest.mark.parametrize("asked", ["2026-13-45", "yesterday", "0001-01-01", "９"])
def test_a_day_that_cannot_be_read_says_so(client, asked):
    for path in ("/open/powers/", "/open/powers/export.csv", "/open/powers/export.xlsx"):
        page = client.get(f"{path}?as_of={asked}")
        assert page.status_code == 404, path
        assert "没有读懂日期" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_entry_page_takes_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    (entry,) = listed(people, ["名称0"])
    for n in range(1, count):
        amended(people, entry, f"名称{n}", date(2026, 2, n))
    client.get("/open/changes/")
    with django_assert_num_queries(11):
        body = text_of(client, f"/open/powers/{entry.code}/")
    assert f"名称{count - 1}" in body


def test_each_version_has_an_address_that_lasts(client, people):
    (entry,) = listed(people, ["第一版名称"])
    amended(people, entry, "第二版名称", MAR)
    first = text_of(client, f"/open/powers/{entry.code}/v1/")
    assert "<h1>第一版名称</h1>" in first and "历史版本" in first
    second = text_of(client, f"/open/powers/{entry.code}/v2/")
    assert "第 2 版与第 1 版的差别" in second and "<del>一</del>" in second


def test_a_cancelled_entry_stays_readable(client, people):
    (entry,) = listed(people, ["将取消"])
    change_set = a_set(people)
    actions.propose(actor=people.clerk, change_set=change_set, change=ChangeKind.CANCEL, entry=entry)
    published(people, change_set, MAR)
    assert "已取消" in text_of(client, f"/open/powers/{entry.code}/")
    assert "已取消" not in text_of(client, f"/open/powers/{entry.code}/?as_of=2026-02-01")
    assert "将取消" not in text_of(client, "/open/powers/")


def test_a_law_repealed_later_is_shown_as_repealed(client, people):
    (entry,) = listed(people, ["甲"])
    law = Law.objects.create(title="甲法", level="1", articles=10, status="repealed")
    version = entry.versions.get()
    version.citations.all().delete()
    Citation.objects.create(version=version, position=1, law=law, title="甲法", text="《甲法》第一条", verdict="ok")
    assert "已废止" in text_of(client, f"/open/powers/{entry.code}/")


@pytest.mark.parametrize("count", [1, 3])
def test_gazette_takes_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    for n in range(count):
        listed(people, [f"事项{n}"], on=date(2026, 1, n + 1))
    client.get("/open/")
    with django_assert_num_queries(3):
        body = text_of(client, "/open/changes/")
    assert body.count("增加 1 项") == count


def test_a_change_set_shows_what_changed(client, people):
    (entry,) = listed(people, ["旧名称"])
    change_set = amended(people, entry, "新名称", MAR)
    body = text_of(client, f"/open/changes/{change_set.number}/")
    assert "<del>旧</del>" in body and "编办审〔" in body


def test_overview_counts_todays_lists(client, people):
    listed(people, ["甲", "乙"])
    body = text_of(client, "/open/")
    assert "权力清单" in body and '<p class="large-number">2<' in body


def body_of(page):
    return b"".join(page.streaming_content)


def test_downloads_hold_the_rows_that_the_filters_leave(client, people):
    other = office(code="621125HB")
    listed(people, ["采伐许可", "运输许可"])
    listed(other, ["排污许可"])
    query = "?department=621125LY&q=许可"
    rows = list(csv.reader(io.StringIO(body_of(client.get(f"/open/powers/export.csv{query}")).decode("utf-8-sig"))))
    assert [row[1] for row in rows] == ["项目名称", "采伐许可", "运输许可"]
    found = json.loads(body_of(client.get(f"/open/powers/export.json{query}")))
    assert [row["name"] for row in found["rows"]] == ["采伐许可", "运输许可"]
    assert found["rows"][0]["basis"] == ["《中华人民共和国森林法》第五十六条"]
    sheet = load_workbook(io.BytesIO(body_of(client.get(f"/open/powers/export.xlsx{query}")))).active
    assert [sheet.cell(row, 2).value for row in (2, 3, 4, 5)] == ["项目名称", "采伐许可", "运输许可", None]


def test_downloads_hold_no_formulas(client, people):
    listed(people, ["=HYPERLINK(1)"], office="+1+1", content={"remark": "@SUM(1)", "duties": "-2"})
    csv_text = body_of(client.get("/open/powers/export.csv")).decode()
    for cell in ("'=HYPERLINK(1)", "'+1+1", "'@SUM(1)", "'-2"):
        assert cell in csv_text
    sheet = load_workbook(io.BytesIO(body_of(client.get("/open/powers/export.xlsx")))).active
    assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert sheet["B3"].value == "'=HYPERLINK(1)"


def test_pages_do_not_write_and_post_is_refused(client):
    assert client.post("/open/powers/").status_code == 405
    assert client.get("/open/powers/nothing/").status_code == 404


def test_counts_are_those_of_the_last_publication(client, people):
    listed(people, ["甲"])
    assert "共 <b>1</b> 项" in text_of(client, "/open/powers/")
    listed(people, ["乙", "丙"])
    assert "共 <b>3</b> 项" in text_of(client, "/open/powers/")


def test_a_change_of_wording_is_the_last_change_of_the_list(client, people):
    (entry,) = listed(people, ["甲"])
    amended(people, entry, "乙", MAR)
    assert "最近一次调整自 2026年3月1日 起生效" in text_of(client, "/open/")


def test_an_entry_says_how_it_is_supervised_and_from_when_its_text_holds(client, people):
    (entry,) = listed(people, ["旧名称"])
    amended(people, entry, "新名称", MAR)
    body = text_of(client, f"/open/powers/{entry.code}/v1/")
    assert "这是第 1 版，2026年1月10日 起有效，至 2026年3月1日 前" in body
    assert f"http://testserver/open/powers/{entry.code}/v1/" in body
    assert "监督方式" in body and "县审改办" in body and "县司法局" in body
    assert client.get(f"/open/powers/{entry.code}/?as_of=never").status_code == 404


def test_the_other_sub_items_of_an_item_are_linked(client, people):
    change_set = a_set(people)
    rows = [add(people, change_set, name="采伐许可", content={"sub_name": name}) for name in ("林木", "竹林")]
    published(people, change_set, JAN)
    body = text_of(client, f"/open/powers/{rows[0].entry.code}/")
    assert f'<a href="/open/powers/{rows[1].entry.code}/">竹林</a>' in body
