"""The search finds what a plain scan finds, in the order of its tiers, on the day it is asked for."""

import random
from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import Publication, Scope, SearchRow
from core.search import (
    COMMON,
    MOST_COUNTED,
    Common,
    check_database,
    matching,
    normalise,
    pinyin_of,
    publish_row,
    search,
    text_columns,
    withdraw_row,
    words_of,
)

TODAY = date(2026, 11, 22)
SINCE = date(2026, 1, 1)
pytestmark = pytest.mark.django_db

letters = st.sampled_from("企业开办食品经营许可证林木采伐AbC12·（）")
texts = st.text(letters, max_size=12)


def publish(title, key="", **fields):
    return publish_row(
        **{"kind": "item", "key": key or title, "address": f"/items/{key}/", "title": title, "valid_from": SINCE}
        | fields
    )


def titles(text, **options) -> list[str]:
    return [row.title for row in search(text, on=TODAY, **options).rows]


def bulk(rows):
    SearchRow.objects.bulk_create(
        SearchRow(
            kind="item",
            key=str(place),
            address="/",
            title=title,
            valid_from=SINCE,
            **text_columns(title=title, code=code, synonyms=[synonym], body=body),
        )
        for place, (title, code, synonym, body) in enumerate(rows)
    )


def scan(text):
    """The brute force: every word stands in one of the columns."""
    words = words_of(text)
    for row in SearchRow.objects.order_by("pk"):
        columns = (row.code, row.name, *row.synonyms.split("\n"), row.body)
        if words and all(any(word in column for column in columns) for word in words):
            yield row.key


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts.filter(bool), texts, texts, texts), min_size=1, max_size=12), texts, texts)
def test_finds_what_a_scan_finds(rows, first, second):
    SearchRow.objects.all().delete()
    bulk(rows)
    for query in (first[:1], first[:2], first, f"{first[:2]} {second[:1]}", rows[0][0], rows[0][3][1:4]):
        page = search(query, on=TODAY, limit=50)
        assert sorted(row.key for row in page.rows) == sorted(scan(query))
        assert page.count == len(page.rows)


def test_one_two_and_many_characters():
    publish("食品经营许可")
    publish("林木采伐许可")
    assert titles("采") == ["林木采伐许可"]
    assert titles("食品") == ["食品经营许可"]
    assert titles("品食") == []
    assert sorted(titles("许可")) == ["林木采伐许可", "食品经营许可"]
    assert titles("食品经营许可") == ["食品经营许可"]
    assert titles("食品 许可") == ["食品经营许可"]
    assert titles("食品　采伐") == []
    assert titles("") == titles("  ") == []


def test_tiers_code_name_synonym_basis():
    publish("甲事项", body="依据食品安全法")
    publish("乙事项", synonyms=["食品摊贩"])
    publish("丙食品事项")
    publish("丁事项", code="食品-01")
    assert titles("食品") == ["丁事项", "丙食品事项", "乙事项", "甲事项"]


def test_shorter_titles_and_lower_ranks_come_first():
    publish("食品经营许可变更")
    publish("食品经营许可")
    publish("食品", rank=1)
    assert titles("食品") == ["食品经营许可", "食品经营许可变更", "食品"]


def test_pages_by_key_reach_every_row_once():
    bulk([(f"许可事项{n % 7}", f"XK{n}", "", "许可" if n % 3 else "") for n in range(95)])
    seen, after, pages = [], None, 0
    while True:
        page = search("许可", on=TODAY, limit=10, after=after)
        seen += [row.key for row in page.rows]
        pages += 1
        if not (after := page.after):
            break
    assert pages == 10 and len(seen) == len(set(seen)) == 95
    assert seen == [row.key for row in search("许可", on=TODAY, limit=100).rows]
    assert search("许可", on=TODAY, after="x'; --").rows[0].key == seen[0]


def test_count_is_capped():
    bulk([(f"许可{n}", "", "", "") for n in range(MOST_COUNTED + 5)])
    page = search("许可", on=TODAY)
    assert page.capped and page.count_shown == "1000+"
    assert not search("许可99", on=TODAY).capped


def test_folding():
    publish("ＡＢＣ认证（Ⅱ类）", code="62-ａ")
    assert titles("abc") == titles("ＡＢＣ") == titles("abc认证(ii类)") == titles("62-A")
    assert titles("abc")
    assert normalise("　a\u200bb\x00\n c ") == "ab c"


def test_pinyin():
    publish("食品经营许可")
    assert pinyin_of("食品经营许可") == ["spjyxk", "shipinjingyingxuke"]
    assert titles("spjy") == titles("ShiPin") == ["食品经营许可"]


def test_wild_cards_are_plain_characters():
    publish("100%合格_证")
    publish("100合格证")
    assert titles("0%") == ["100%合格_证"]
    assert titles("_") == ["100%合格_证"]
    assert titles("\\") == []


def test_only_what_is_in_force_and_in_scope():
    publish("旧许可", valid_to=date(2026, 11, 22))
    publish("将来许可", valid_from=date(2026, 11, 23))
    publish("内部许可", scope=Scope.INTERNAL)
    publish("今天许可", valid_from=TODAY, kind="power")
    assert titles("许可") == ["今天许可"]
    assert titles("许可", kinds=["item"]) == []
    assert titles("许可", scope=Scope.INTERNAL) == ["内部许可"]
    assert [row.title for row in search("许可", on=date(2026, 11, 23)).rows] == ["将来许可", "今天许可"]


def test_a_new_text_ends_the_old_one():
    publish("旧名称", key="1")
    publish("新名称", key="1", valid_from=date(2026, 12, 1))
    assert titles("名称") == ["旧名称"]
    assert [row.title for row in search("名称", on=date(2026, 12, 1)).rows] == ["新名称"]
    publish("中间名称", key="1", valid_from=date(2026, 6, 1))
    assert titles("名称") == ["中间名称"]
    assert [row.title for row in search("名称", on=date(2026, 12, 1)).rows] == ["新名称"]


def test_publishing_the_same_day_twice_replaces_the_text():
    publish("错的名称", key="1")
    number = Publication.objects.number("search")
    publish("对的名称", key="1")
    assert titles("名称") == ["对的名称"]
    assert Publication.objects.number("search") > number


def test_withdrawn_things_are_not_found():
    publish("许可甲", key="1")
    publish("许可甲新", key="1", valid_from=date(2027, 1, 1))
    assert withdraw_row(kind="item", key="1", on=TODAY) == 2
    assert titles("许可") == []
    assert [row.title for row in search("许可", on=date(2026, 11, 21)).rows] == ["许可甲"]
    assert [row.title for row in search("许可", on=date(2027, 1, 2)).rows] == []
    assert withdraw_row(kind="item", key="1", on=TODAY) == 0


def made_by_the_database(function, text) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])
        return set(cursor.fetchone()[0])


@given(st.text(letters, max_size=12))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_grams_of_the_database(text):
    made = made_by_the_database("core_grams_2", text)
    assert made == {*text, *(text[i : i + 2] for i in range(len(text) - 1))}
    long = made_by_the_database("core_grams_4", text)
    assert made | {text[i : i + 4] for i in range(len(text) - 3)} <= long
    assert all(gram and gram in text for gram in long)


def test_two_synonyms_have_no_pair_in_common():
    publish("企业", key="1", synonyms=["甲乙", "丙"])
    assert titles("甲乙") == titles("丙") == ["企业"]
    assert titles("乙丙") == []


@pytest.fixture
def everything_is_common(monkeypatch):
    """Every word is taken for a common one, and the walk ends early."""
    monkeypatch.setattr(COMMON, "expected", lambda words, columns: 1_000_000)
    monkeypatch.setattr("core.search.WALK", 40)
    bulk([(f"许可事项{n % 7}", f"XK{n}", "", "许可" if n % 3 else "林木") for n in range(95)])


def test_a_walk_of_the_stored_order_gives_what_the_index_gives(everything_is_common, monkeypatch):
    for text in ("许可", "事项6", "林木", "许可 林木", "xk9", "没有"):
        walked, after = [], None
        while True:
            page = search(text, on=TODAY, limit=10, after=after)
            walked += [row.key for row in page.rows]
            if not (after := page.after):
                break
        with monkeypatch.context() as patch:
            patch.setattr(COMMON, "expected", lambda words, columns: 0)
            assert walked == [row.key for row in search(text, on=TODAY, limit=100).rows]
        assert sorted(walked) == sorted(scan(text))
        assert page.count == len(walked)


def test_the_statistics_tell_common_grams(everything_is_common):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_searchrow")
    common = Common()
    name, body = range(1, 2), range(3, 4)
    assert common.expected(["许可"], name) == 95
    assert common.expected(["林木"], body) == pytest.approx(32, abs=1)
    assert common.expected(["许可", "林木"], range(4)) < 95
    assert common.rarest(["事项", "项6", "许可"], 1)[0] == "项6"


def test_long_and_hostile_queries_are_cut():
    publish("许可")
    assert titles("许可 " * 50) == ["许可"]
    assert titles("许" * 10_000) == []
    assert titles("\x00许可\ud800") == ["许可"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(django_assert_num_queries, count):
    for number in range(count):
        publish(f"许可{number}")
    with django_assert_num_queries(5):
        page = search("许可", on=TODAY)
    assert len(page.rows) == count


def test_a_database_that_sees_no_chinese_is_refused():
    assert check_database(["default"]) == []

    def blind(execute, sql, params, many, context):
        return execute("SELECT 'SQL_ASCII', false" if "server_encoding" in sql else sql, params, many, context)

    with connection.execute_wrapper(blind):
        assert [error.id for error in check_database(["default"])] == ["core.E001", "core.E002"]


def test_substrings_of_real_names_are_all_found():
    from pathlib import Path

    lines = (Path(__file__).parent.parent / "data" / "holiday_notices.txt").read_text(encoding="utf-8").split("。")
    rows = [line[:200] for line in lines if line.strip()]
    bulk([(row, "", "", "") for row in rows])
    pick = random.Random(1)
    for _ in range(60):
        row = normalise(pick.choice(rows))
        begin = pick.randrange(len(row))
        query = row[begin : begin + pick.choice([1, 2, 4, 8])].strip()
        if query:
            assert sorted(r.key for r in search(query, on=TODAY, limit=500).rows) == sorted(scan(query))


def test_matching_gives_every_row_that_holds_the_words():
    day = date(2026, 1, 1)
    for key, title, body in (("a", "林木采伐", "森林法"), ("b", "木材运输", "森林法"), ("c", "犬类", "")):
        publish_row(kind="x", key=key, address="/", title=title, body=body, valid_from=day)
    found = {text: set(matching(text, on=day).values_list("key", flat=True)) for text in ("木", "森林法", "运输 森林")}
    assert found == {"木": {"a", "b"}, "森林法": {"a", "b"}, "运输 森林": {"b"}}
