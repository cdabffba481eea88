"""The public pages: what they show, how few questions they ask the database, what they keep to themselves."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.enums import Nature
from core.search import publish_row
from powerlist.enums import Audience
from tests.approvals.factories import VersionFactory, office
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def warm(client):
    """The first page of a test also reads the demo flag and the calendar."""
    client.get("/accessibility/")
    cache.delete_pattern("home:*") if hasattr(cache, "delete_pattern") else None


@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_a_fixed_number_of_questions(client, django_assert_num_queries, rows):
    for n in range(rows):
        VersionFactory(name=f"食品小作坊登记{n}", person_theme="040", legal_theme="010", audience=Audience.BOTH)
    warm(client)
    with django_assert_num_queries(12):
        page = text(client.get("/"))
    assert page.count("食品小作坊登记") == rows
    assert "准营准办" in page
    with django_assert_num_queries(1):
        client.get("/")


def test_home_shows_a_new_publication_at_once(client):
    assert "食品小作坊登记" not in text(client.get("/"))
    version = VersionFactory()
    publish_row(kind="guide", key="x", address="/items/x/", title=version.name, valid_from=version.valid_from)
    assert "食品小作坊登记" in text(client.get("/"))


def test_home_counts_this_month_and_names_no_share_without_decisions(client):
    made = office()
    made.submit(moment=timezone.localtime().strftime("%Y-%m-%d %H:%M"))
    page = text(client.get("/"))
    assert "<dt>收件</dt><dd>1<" in page
    assert "按承诺时限作出决定" not in page


def test_guide_of_tomorrow_is_not_shown_today(client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    version = VersionFactory(valid_from=tomorrow)
    assert client.get(f"/items/{version.item.code}/").status_code == 404
    assert "食品小作坊登记" not in text(client.get("/items/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_item_list_asks_a_fixed_number_of_questions(client, django_assert_num_queries, rows):
    for n in range(rows):
        VersionFactory(name=f"登记{n}")
    warm(client)
    with django_assert_num_queries(3):
        page = text(client.get("/items/"))
    assert page.count('class="row-title"') == rows


def test_item_list_filters_by_audience_theme_body_and_way(client):
    one = VersionFactory(name="甲事项", audience=Audience.PERSON, person_theme="060", online=True)
    VersionFactory(name="乙事项", audience=Audience.LEGAL, legal_theme="005", online=False)
    assert "乙事项" not in text(client.get("/items/", {"audience": "person"}))
    assert "甲事项" in text(client.get("/items/", {"audience": "person", "theme": "060"}))
    assert "甲事项" not in text(client.get("/items/", {"audience": "person", "theme": "005"}))
    assert "乙事项" not in text(client.get("/items/", {"online": "1"}))
    assert "乙事项" not in text(client.get("/items/", {"organisation": one.item.organisation.code}))
    page = text(client.get("/items/", {"audience": "person", "theme": "060"}))
    assert "婚姻登记" in page
    assert 'class="chip"' in page


def test_item_list_pages_by_key_and_loses_none(client):
    for n in range(23):
        VersionFactory(name=f"事项{n:02d}")
    first = client.get("/items/")
    following = first.context["following"]
    second = client.get(f"/items/{following}")
    seen = [v.name for v in first.context["page"]] + [v.name for v in second.context["page"]]
    assert seen == [f"事项{n:02d}" for n in range(23)]
    assert second.context["following"] == ""
    assert client.get("/items/?after=999999999").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_guide_tells_everything_under_a_fixed_number_of_questions(client, django_assert_num_queries, rows):
    parts = {
        "windows": [{"name": f"窗口{n}", "address": "一楼大厅"} for n in range(rows)],
        "points": [{"name": f"终端{n}", "kind": "1"} for n in range(rows)],
        "questions": [{"question": f"问{n}", "answer": "答"} for n in range(rows)],
    }
    version = VersionFactory(consult_phone="0932-4860001", complaint_phone="0932-4860002", parts=parts)
    warm(client)
    with django_assert_num_queries(10):
        page = text(client.get(f"/items/{version.item.code}/"))
    for words in (
        "法定时限",
        "20",
        "7",
        "不收费",
        "经营者身份证",
        "审批股",
        "问0",
        "0932-4860002",
        "在线申请",
        "一楼大厅",
    ):
        assert words in page
    assert f"/items/{version.item.code}/apply/" in page


def test_unknown_guide_is_not_found(client):
    assert client.get("/items/nothing/").status_code == 404


def test_search_finds_by_two_characters_marks_them_and_names_the_kind(client):
    today = timezone.localdate()
    publish_row(
        kind="guide", key="a", address="/items/a/", title="食品经营许可", valid_from=today, organisation="县市监局"
    )
    page = text(client.get("/search/", {"q": "食品"}))
    assert "<mark>食品</mark>经营许可" in page
    assert "办事指南" in page
    assert "没有找到相符的内容" in text(client.get("/search/", {"q": "食品", "kind": "powers"}))


def test_search_escapes_what_was_typed(client):
    page = text(client.get("/search/", {"q": "<script>alert(1)</script>"}))
    assert "<script>alert" not in page


def test_search_pages_by_key(client):
    today = timezone.localdate()
    for n in range(25):
        publish_row(kind="guide", key=str(n), address=f"/items/{n}/", title=f"许可事项{n:02d}", valid_from=today)
    first = client.get("/search/", {"q": "许可"})
    second = client.get(f"/search/{first.context['following']}")
    keys = [hit["row"].key for hit in (*first.context["rows"], *second.context["rows"])]
    assert len(set(keys)) == 25


@pytest.mark.parametrize("words", ["", " ", "%", "_", "'", "\\", "a" * 5000])
def test_search_survives_any_words(client, words):
    assert client.get("/search/", {"q": words}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_convenience_shows_bodies_as_they_are(client, django_assert_num_queries, rows):
    for n in range(rows):
        OrganisationFactory(name=f"试验{n}镇", nature=Nature.TOWNSHIP, phone=f"0932-486100{n}")
    OrganisationFactory(name="县已撤局", valid_to=timezone.localdate())
    warm(client)
    with django_assert_num_queries(1):
        page = text(client.get("/convenience/"))
    assert page.count("tel:0932-4861") == rows
    assert "县已撤局" not in page


@pytest.mark.parametrize("path", ["/sitemap/", "/accessibility/", "/privacy/", "/track/"])
def test_plain_pages_answer(client, path):
    assert client.get(path).status_code == 200


def test_track_shows_the_case_masked(client):
    case = office().accepted()
    page = text(client.post("/track/", {"number": case.number.lower(), "code": f" {case.query_code.lower()} "}))
    assert "食品小作坊登记" in page
    assert "李小明" not in page
    assert "李**" in page or "李*明" in page or "李*" in page
    assert "作出决定" in page


def test_track_tells_a_wrong_code_and_an_unknown_number_alike(client):
    case = office().submit()
    wrong = client.post("/track/", {"number": case.number, "code": "AAAAAAAA"})
    unknown = client.post("/track/", {"number": "621125-2099-1", "code": "AAAAAAAA"})
    assert wrong.status_code == unknown.status_code == 404
    assert "没有查到这一件" in text(wrong)
    assert "没有查到这一件" in text(unknown)


def test_track_is_slowed_after_five_wrong_codes_even_for_the_right_one(client):
    case = office().submit()
    for _ in range(5):
        client.post("/track/", {"number": case.number, "code": "AAAAAAAA"})
    response = client.post("/track/", {"number": case.number, "code": case.query_code})
    assert response.status_code == 429
    assert "10 分钟后再试" in text(response)


def test_track_is_slowed_by_address_over_many_numbers(client):
    for n in range(20):
        client.post("/track/", {"number": f"621125-{n}", "code": "AAAAAAAA"})
    assert client.post("/track/", {"number": "621125-new", "code": "AAAAAAAA"}).status_code == 429
    other = client.post("/track/", {"number": "621125-new", "code": "AAAAAAAA"}, REMOTE_ADDR="10.9.8.7")
    assert other.status_code == 404


def test_track_never_shows_a_draft(client):
    draft = office().draft()
    assert client.post("/track/", {"number": draft.number, "code": draft.query_code}).status_code == 404


def test_track_with_nothing_typed_says_what_to_type(client):
    response = client.post("/track/", {"number": "", "code": ""})
    assert response.status_code == 422
    assert "请填写办件编号和 8 位查询码" in text(response)


def test_me_needs_a_person(client):
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_me_asks_a_fixed_number_of_questions(client, django_assert_num_queries, rows):
    made = office()
    for _ in range(rows):
        made.accepted()
    made.draft()
    client.force_login(made.citizen)
    client.get("/me/")
    with django_assert_num_queries(9):  # the last one: whether this person sits as an expert
        page = text(client.get("/me/"))
    assert page.index("等您处理") < page.index("我的办件")
    assert page.count("step-line") == rows
    assert "轮到您" in page
    assert "作出决定" in page


def test_me_shows_nobody_elses_matters(client):
    case = office().accepted()
    client.force_login(UserFactory())
    page = text(client.get("/me/"))
    assert case.number not in page
    assert "您还没有办件" in page


def test_me_counts_what_waits_in_the_header(client):
    made = office()
    made.correcting()
    client.force_login(made.citizen)
    assert 'aria-label="1 件事等您处理"' in text(client.get("/"))


def test_messages_are_marked_read_by_a_post_alone(client):
    made = office()
    made.accepted()
    client.force_login(made.citizen)
    assert client.get("/me/messages/read/").status_code == 405
    client.post("/me/messages/read/")
    assert not made.citizen.messages.filter(read_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("state", "words", "labels"),
    [
        ("draft", "轮到您：填完申请表并提交", ["current", "todo", "todo", "todo", "todo"]),
        ("received", "轮到", ["done", "current", "todo", "todo", "todo"]),
        ("correcting", "轮到您：按一次性告知书补齐材料", ["done", "current", "todo", "todo", "todo"]),
        ("review", "轮到", ["done", "done", "current", "todo", "todo"]),
        ("decision", "轮到", ["done", "done", "done", "current", "todo"]),
        ("special", "轮到", ["done", "done", "current", "todo", "todo"]),
        ("granted", "轮到", ["done", "done", "done", "done", "current"]),
        ("made", "轮到您：带身份证件", ["done", "done", "done", "done", "current"]),
        ("delivered", "已办结", ["done"] * 5),
        ("refused", "不予许可", ["done", "done", "done", "stopped"]),
        ("not_accepted", "不予受理", ["done", "stopped"]),
        ("not_needed", "不需要取得许可", ["done", "stopped"]),
        ("terminated", "已终止办理", ["done", "stopped"]),
        ("void", "登记已作废", ["done", "stopped"]),
        ("withdrawn", "申请人已撤回", ["done", "stopped"]),
    ],
)
def test_every_state_has_its_words_and_its_line(state, words, labels):
    from portal.queries.matters import matter

    found = matter(office().in_state(state), timezone.localdate())
    assert words in found.turn.words
    assert [step["state"] for step in found.steps] == labels
