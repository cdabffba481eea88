"""Printed editions: what stands in them, how they are checked, and that nothing changes them."""

import hashlib
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from core.workflow import MoveRefused
from powerlist import actions
from powerlist.actions import editions as making
from powerlist.documents import editions as paper
from powerlist.models import Edition
from tests.factories import OrganisationFactory, staff_with
from tests.powerlist.people import a_set, add, office, published

pytestmark = pytest.mark.django_db
JAN = date(2026, 1, 10)


@pytest.fixture
def people():
    return office(code="621125LY", name="漳县林业和草原局", short_name="县林草局")


def listed(people, names, on=JAN, **fields):
    change_set = a_set(people)
    rows = [add(people, change_set, name=name, **fields) for name in names]
    published(people, change_set, on)
    return [row.entry for row in rows]


def asked(people, **fields):
    return actions.ask_edition(**{"kind": "powers", "organisation": people.organisation, "on": JAN, **fields})


def text_of(client, path, status=200):
    page = client.get(path)
    assert page.status_code == status, path
    return page.content.decode()


def test_a_small_list_is_printed_at_once_and_verified_by_its_code(client, people):
    listed(people, ["采伐许可", "运输许可"])
    edition = asked(people)
    assert (edition.state, edition.rows, edition.pages) == ("made", 2, 1)
    file = client.get(f"/open/editions/{edition.code}/file.pdf")
    data = b"".join(file.streaming_content)
    assert data.startswith(b"%PDF-") and hashlib.sha256(data).hexdigest() == edition.sha256
    assert file.headers["ETag"] == f'"{edition.sha256}"'
    body = text_of(client, f"/open/editions/{edition.code}/")
    for words in ("是本站生成的印本", edition.sha256, "漳县林业和草原局", "2026年1月10日", edition.shown_code):
        assert words in body
    slow = client.get("/open/editions/", {"code": edition.shown_code.lower()})
    assert slow.status_code == 302 and slow.url == f"/open/editions/{edition.code}/"


def test_a_code_of_nobody_is_told_in_words(client):
    assert "没有这个验证码" in text_of(client, "/open/editions/?code=AAAA-BBBB-CCCC", 404)
    assert client.get("/open/editions/AAAABBBBCCCC/").status_code == 404
    assert client.get("/open/editions/AAAABBBBCCCC/file.pdf").status_code == 404


def test_the_same_list_is_not_printed_twice(people):
    listed(people, ["甲"])
    first = asked(people)
    assert asked(people) == first
    listed(people, ["乙"])
    assert asked(people) != first
    assert asked(people, on=JAN - timedelta(days=1) + timedelta(days=2)) != first


def test_an_empty_list_is_not_printed(people):
    with pytest.raises(MoveRefused, match="没有事项"):
        asked(people, on=date(2020, 1, 1))
    assert not Edition.objects.exists()


def test_only_who_reviews_prints_for_the_record(people):
    listed(people, ["甲"])
    with pytest.raises(PermissionDenied):
        asked(people, actor=people.clerk, numbered=True)
    edition = asked(people, actor=people.reviewer, numbered=True)
    year = timezone.localdate().year
    assert edition.number == f"漳县清单印本〔{year}〕1号"
    assert asked(people) == edition  # a visitor gets the numbered one
    listed(people, ["乙"])
    assert asked(people, actor=people.reviewer, numbered=True).number == f"漳县清单印本〔{year}〕2号"


def test_all_bodies_are_printed_by_who_reviews_for_the_county(people):
    listed(people, ["甲"])
    listed(office(code="621125HB", name="漳县环境保护局", short_name="县环保局"), ["乙"])
    with pytest.raises(PermissionDenied):
        asked(people, organisation=None, actor=people.reviewer, numbered=True)
    county = OrganisationFactory(county=True)
    edition = asked(
        people, organisation=None, actor=staff_with("review_lists", organisation=county), numbered=True, at_once=True
    )
    assert (edition.rows, edition.pages, edition.title) == (2, 3, "漳县权责清单")


def test_the_database_keeps_an_edition_as_it_was_made(people):
    listed(people, ["甲"])
    edition = asked(people)
    for change in (lambda: Edition.objects.update(rows=5), lambda: Edition.objects.filter(pk=edition.pk).delete()):
        with pytest.raises(DatabaseError, match="neither changes nor goes"), transaction.atomic():
            change()


def test_a_large_list_is_made_by_a_task_once(client, people, monkeypatch, django_capture_on_commit_callbacks):
    listed(people, ["甲", "乙"])
    sent = []
    monkeypatch.setattr(making, "SMALL", 1)
    monkeypatch.setattr(making, "_send", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        edition = asked(people)
    assert edition.state == "queued" and sent == [edition.pk]
    assert "正在排队" in text_of(client, f"/open/editions/{edition.code}/")
    assert client.get(f"/open/editions/{edition.code}/file.pdf").status_code == 404
    assert actions.resume_editions(now=timezone.now() + timedelta(seconds=91)) == 1
    assert actions.make_edition(edition_id=edition.pk) is True
    assert actions.make_edition(edition_id=edition.pk) is False
    assert actions.resume_editions(now=timezone.now() + timedelta(days=1)) == 0
    assert "是本站生成的印本" in text_of(client, f"/open/editions/{edition.code}/")


def test_an_edition_that_fails_says_so_and_can_be_asked_for_again(client, people, monkeypatch):
    listed(people, ["甲"])
    with monkeypatch.context() as broken:
        broken.setattr(paper, "render", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            asked(people)
    failed = Edition.objects.get()
    assert "没有生成" in text_of(client, f"/open/editions/{failed.code}/")
    assert asked(people).state == "made"


def test_a_row_longer_than_a_page_goes_on_overleaf():
    columns = [("序号", 40.0), ("项目名称", 200.0)]
    section = paper.Section("县林草局权责清单", ["截至2026年"], [("1", "长" * 3000), ("2", "短")])
    sheet = paper.Paper("标题", [], "AAAA-BBBB-CCCC", "http://localhost/", [section], columns, frozenset({0}))
    pages = paper._laid_out(sheet, lambda done: None)
    assert len(pages) > 2
    assert sum(len(cells[1]) for page in pages for cells, _ in page.lines) == len(paper._broken("长" * 3000, 194)) + 1
    assert [ends for page in pages for _, ends in page.lines].count(True) == 2
    first = paper.render(sheet)
    assert first == paper.render(sheet)  # the same texts, the same bytes
    assert first[1] == len(pages)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_editions_takes_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    for n in range(count):
        listed(people, [f"事项{n}"])
        asked(people, actor=people.reviewer, numbered=True)
    client.get("/open/changes/")
    with django_assert_num_queries(1):
        assert text_of(client, "/open/editions/").count("漳县清单印本") == count


def test_a_visitor_asks_for_an_edition_by_a_button(client, people):
    listed(people, ["甲"])
    path = "/open/powers/print/?department=621125LY&as_of=2026-01-10"
    body = text_of(client, path)
    assert "生成印本" in body and "编号编印" not in body
    answer = client.post(path, {"numbered": "1"})
    assert answer.status_code == 302
    assert Edition.objects.get().number == ""  # the button of the record is not a visitor's
    assert client.post("/open/powers/print/?department=621125LY&as_of=2001-01-01").status_code == 409
    assert client.get("/open/powers/print/?department=nowhere").status_code == 404
    assert client.get("/open/powers/print/?as_of=never").status_code == 404


def test_one_address_asks_for_so_many_an_hour(client, people):
    listed(people, ["甲"])
    for n in range(10):
        assert client.post(f"/open/powers/print/?department=621125LY&as_of=2026-02-{n + 1:02d}").status_code == 302
    answer = client.post("/open/powers/print/?department=621125LY&as_of=2026-03-01")
    assert answer.status_code == 429 and "过一会儿再来" in answer.content.decode()
