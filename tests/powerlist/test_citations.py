"""Citations: every way a basis is written, and the verdicts on 90 real ones."""

import csv
import time
from pathlib import Path

import pytest

from powerlist.citations import LawIndex, Verdict, chinese_number, number_of, parse, read_cell, split_bases

DATA = Path(__file__).parents[1] / "data"
WORDS = {"ok_arabic": "arabic", "ok_short_title": "short_title"}


@pytest.fixture(scope="module")
def laws():
    with (DATA / "law_index.csv").open(encoding="utf-8") as file:
        return LawIndex.from_rows(csv.DictReader(file))


def vectors():
    with (DATA / "citation_vectors.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", vectors(), ids=lambda row: row["citation"])
def test_real_citations_get_their_verdict(row, laws):
    found = laws.check(row["citation"])

    assert found.verdict == WORDS.get(row["expected"], row["expected"])
    assert found.text == row["citation"]
    if row["expected"] == "title_unknown":
        assert row["why"].partition("应为")[2] in found.message
    if row["expected"] == "article_missing":
        assert "共" in found.message and "条" in found.message


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("《中华人民共和国水污染防治法》第八十三条", "repealed"),
        ("《水污染防治法》第八十三条", "repealed"),
        ("《中华人民共和国水污染防治法》第八百条", "article_missing"),
        ("《中华人民共和国水污染防治法》（2017年修订）第83条", "repealed"),
        ("中华人民共和国水法》第七条", "ok"),
        ("《中华人民共和国水法第七条", "ok"),
        ("《中华人民共和国水法》第七条、第九百条", "article_missing"),
        ("《中华人民共和国水法》第12、13条", "arabic"),
        ("《中华人民共和国刑法》第一百三十三条之一", "ok"),
        ("《中华人民共和国刑法》第四百六十条", "article_missing"),
        ("《中华人民共和国进出口商品检验法实施条例》第五十条", "ok"),
        ("《公路工程竣(交)工验收办法》第二十五条", "ok"),
        ("《山东省实施〈中华人民共和国道路交通安全法〉办法》第五条", "ok"),
        ("", "unreadable"),
        ("三定方案", "unreadable"),
        ("《》第一条", "unreadable"),
        ("第七条", "unreadable"),
    ],
)
def test_verdicts(text, verdict, laws):
    assert laws.check(text).verdict == verdict


def test_a_verdict_carries_the_full_title_and_the_clause(laws):
    found = laws.check("《邮政法》第七十三条第二款").as_dict()

    assert found["verdict"] == "short_title"
    assert found["title"] == "中华人民共和国邮政法"
    assert found["article"] == "第七十三条第二款"
    assert "《中华人民共和国邮政法》" in found["message"]
    assert set(found) == {"text", "verdict", "title", "article", "message"}


def test_the_regular_spelling_of_an_arabic_number_is_shown(laws):
    assert "第四十八条" in laws.check("《中华人民共和国水法》第48条").message


@pytest.mark.parametrize(
    ("cell", "bases"),
    [
        ("1.《甲法》第一条\n2.《乙条例》第二条", ["《甲法》第一条", "《乙条例》第二条"]),
        ("1、《甲法》第一条；2、《乙条例》第二条第三款", ["《甲法》第一条", "《乙条例》第二条第三款"]),
        ("①《甲法》第一条②《乙条例》第二条", ["《甲法》第一条", "《乙条例》第二条"]),
        ("（1）《甲法》第一条\n（2）《乙条例》第二条", ["《甲法》第一条", "《乙条例》第二条"]),
        ("一、《甲法》第一条\n二、《乙法》第二条", ["《甲法》第一条", "《乙法》第二条"]),
        ("《甲法》第一条\n《乙条例》第二条", ["《甲法》第一条", "《乙条例》第二条"]),
        ("1.《甲法》第一条 2.《乙条例》第二条 3．《丙》第3条", ["《甲法》第一条", "《乙条例》第二条", "《丙》第3条"]),
        ("《甲法》第一条、《乙条例》第二条和《丙办法》", ["《甲法》第一条", "《乙条例》第二条", "《丙办法》"]),
        ("【法律】《甲法》第48条\n【行政法规】《乙条例》第29、31条", ["《甲法》第48条", "《乙条例》第29、31条"]),
        ("【法律】《甲法》第48条[部门规章]《乙办法》第3条", ["《甲法》第48条", "《乙办法》第3条"]),
        ("法律:《甲法》第一条 行政法规：《乙条例》第三条", ["《甲法》第一条", "《乙条例》第三条"]),
        ("《中华人民共和国水\n法》第四十\n八条第一款", ["《中华人民共和国水法》第四十八条第一款"]),
        ("《甲法》第七条；同法第八条；第九条", ["《甲法》第七条", "《甲法》第八条", "《甲法》第九条"]),
        ("《甲法》第一条第一款、第二款", ["《甲法》第一条第一款、第二款"]),
        ("《甲法》第七条：国家对水资源；实行许可制度。", ["《甲法》第七条：国家对水资源；实行许可制度"]),
        ("中华人民共和国放射性污染防治法》第五十五条", ["《中华人民共和国放射性污染防治法》第五十五条"]),
        ("《广东省实施〈甲法〉办法》第三条", ["《广东省实施〈甲法〉办法》第三条"]),
        ("国务院令第412号附件第193项；国发〔2010〕21号附件2第37项", ["国务院令第412号附件第193项",
        "国发〔2010〕21号附件2第37项"]),
        ("《工矿用地办法》（生态环境部令第3号）第十八条", ["《工矿用地办法》（生态环境部令第3号）第十八条"]),
        ("1.《甲法》第一条\n2.县委三定方案\n3.《乙法》第二条", ["《甲法》第一条", "县委三定方案", "《乙法》第二条"]),
        ("《甲法》第七条：（一）违法\n（二）违规\n2.其他", ["《甲法》第七条：（一）违法（二）违规；其他"]),
        ("[部门规章]", []),
        ("【法律】\n【行政法规】", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_cell_taken_apart(cell, bases):
    assert list(split_bases(cell)) == bases


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("《甲法》第四十八条", ("48",)),
        ("《甲法》第48条", ("48",)),
        ("《甲法》第29、31条", ("29", "31")),
        ("《甲法》第四十八条之一", ("48-1",)),
        ("《甲法》第八十三条第（二）项", ("83",)),
        ("《甲法》第十二条第一款第6项", ("12",)),
        ("《甲法》第十二至十五条", ("12", "13", "14", "15")),
        ("《甲法》（2017年修订）第八十三条", ("83",)),
        ("《甲法》（国务院令第412号）附件第193项", ()),
    ],
)
def test_articles(text, articles):
    assert parse(text).articles == articles


def test_level_year_and_document():
    first, second = read_cell("【法律】《甲法》（2017年修订）第八条\n【规章】《乙办法》（环境保护部令第5号）第3条")

    assert (first.level, first.amended, first.arabic) == ("法律", 2017, False)
    assert (second.level, second.document, second.arabic) == ("规章", "环境保护部令第5号", True)


@pytest.mark.parametrize("form", ["国发〔2010〕21号", "国发[2010]21号", "国发（2010）21号", "国发(2010)21号"])
def test_four_kinds_of_brackets_in_a_document_number(form):
    assert parse(f"{form}附件2第37项").document == form


@pytest.mark.parametrize("value", [1, 9, 10, 11, 20, 48, 99, 100, 101, 110, 117, 200, 452, 967, 1000, 1001, 1242])
def test_numbers_there_and_back(value):
    assert number_of(chinese_number(value)) == value
    assert number_of(str(value)) == value


@pytest.mark.parametrize(("text", "value"), [("一二三", 123), ("４８", 48), ("两百", 200), ("甲", None), ("", None)])
def test_numbers(text, value):
    assert number_of(text) == value


def test_rows_of_the_register_serve_as_index():
    laws = LawIndex.from_rows([{"title": "甲法", "articles": 3, "status": "repealed", "complete": True}])

    assert laws.check("《甲法》第二条").verdict == Verdict.REPEALED
    assert laws.check("《甲法》第四条").verdict == Verdict.ARTICLE_MISSING


@pytest.mark.parametrize(
    "rubbish", ["1", "1、", " ", "《", "第一条", "（1）", "1.《甲》", "法律", "【法律】", "中华人民共和国令"]
)
def test_a_cell_of_rubbish_takes_no_time(rubbish, laws):
    began = time.perf_counter()
    for citation in read_cell("《甲法》" + rubbish * (30_000 // len(rubbish)) + "x"):
        laws.judge(citation)
    assert time.perf_counter() - began < 5
