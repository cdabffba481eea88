"""Citations: every way a basis is written, and the verdicts on 90 real ones."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerlist.citations import (
    LawIndex,
    Verdict,
    chinese_number,
    matter_of,
    number_of,
    parse,
    rank,
    read_cell,
    split_bases,
)

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


W = "中华人民共和国水法"


@pytest.mark.parametrize(
    ("text", "verdict", "title"),
    [
        (f"《{W}》第三条至第五条", "ok", W),
        (f"《{W}》第三条至第九十条", "article_missing", W),
        (f"《{W}》第十条第一款第（三）项", "ok", W),
        (f"《{W}（2016年修正）》第十条", "ok", W),
        ("《水法（2016修正）》第十条", "short_title", W),
        (f"《{W}》(2016年7月2日第十二届全国人大常委会第二十一次会议修正)第十条", "ok", W),
        (f"{W}第十条", "ok", W),
        ("水法第十条", "short_title", W),
        (f"〈{W}〉第十条", "ok", W),
        (f"<{W}>第10条", "arabic", W),
        (f"《{W}》第０３条", "arabic", W),
        (f"《 {W[:3]} {W[3:]} 》第三十 二条", "ok", W),
        (f"《{W}》第廿三条", "ok", W),
        (f"《{W}》附则", "ok", W),
        (f"《{W}》第××条", "unreadable", W),
        (f"《{W}》第7.8条", "unreadable", W),
        (f"《{W}》第五条至第三条", "unreadable", W),
        (f"《{W}》第三条 国家所有。依照本法第九百条", "ok", W),
        (f"《{W}》第七条；《{W}》第九百条", "article_missing", W),
        ("国务院《关于鼓励投资开发海南岛的规定》第二十一条", "ok", "国务院关于鼓励投资开发海南岛的规定"),
        (
            "山东省实施《中华人民共和国道路交通安全法》办法第五条",
            "ok",
            "山东省实施《中华人民共和国道路交通安全法》办法",
        ),
        ("《中华人民共和国刑法》第一百二十条之一、之二", "ok", "中华人民共和国刑法"),
        ("《建筑工程施工许可管理办法》第九十九条", "ok", "建筑工程施工许可管理办法"),
        ("国发〔2015〕12号", "title_unknown", "国发〔2015〕12号"),
    ],
)
def test_what_people_really_write(text, verdict, title, laws):
    found = laws.check(text)

    assert (found.verdict, found.title) == (verdict, title)
    assert found.message if verdict != "ok" else True


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("《甲法》第十条第一款第（三）项", [("10", 1, 3, 0)]),
        ("《甲法》第十条第一款第(三)、(四)项和第二款", [("10", 1, 3, 0), ("10", 1, 4, 0), ("10", 2, 0, 0)]),
        ("《甲法》第三条第一、二款", [("3", 1, 0, 0), ("3", 2, 0, 0)]),
        ("《甲法》第三条第（一）项至第（三）项", [("3", 0, 1, 0), ("3", 0, 2, 0), ("3", 0, 3, 0)]),
        ("《甲法》第三条第一款第（二）项第1目、第五条", [("3", 1, 2, 1), ("5", 0, 0, 0)]),
        ("《甲法》第三条-第五条", [("3", 0, 0, 0), ("4", 0, 0, 0), ("5", 0, 0, 0)]),
        ("《甲法》第一百二十条之一、之二", [("120-1", 0, 0, 0), ("120-2", 0, 0, 0)]),
        ("《甲法》第七条：违反第九条的", [("7", 0, 0, 0)]),
        ("财综〔2017〕35号第六条", [("6", 0, 0, 0)]),
        ("《甲规定》（国务院令第412号）附件第193项", []),
    ],
)
def test_clauses(text, clauses):
    assert list(parse(text).clauses) == clauses


def test_a_paper_is_read_with_its_issuer_number_and_part():
    paper = parse("省政府办公厅《关于取消事项的通知》（甘政办发〔2015〕12号）附件2第37项")

    assert (paper.issuer, paper.title, paper.document) == ("省政府办公厅", "关于取消事项的通知", "甘政办发〔2015〕12号")
    assert paper.place == "附件2第37项"


numbers = st.integers(1, 400)
style = st.sampled_from([chinese_number, str])


@given(st.lists(numbers, min_size=1, max_size=4), style, st.sampled_from(["、", "，", "和", "及"]), st.booleans())
def test_any_list_of_articles_is_read_as_written(articles, write, link, shared):
    words = link.join(write(n) for n in articles) if shared else f"条{link}第".join(write(n) for n in articles)

    found = parse(f"《甲法》第{words}条")

    assert found.articles == tuple(dict.fromkeys(str(n) for n in articles))
    assert found.arabic == (write is str)


@given(numbers, st.integers(1, 60), style, st.sampled_from(["至", "-", "—", "到"]), st.booleans())
def test_any_range_is_filled(first, width, write, link, shared):
    last = first + width
    words = f"{write(first)}{link}{write(last)}" if shared else f"{write(first)}条{link}第{write(last)}"

    assert parse(f"《甲法》第{words}条").articles == tuple(str(n) for n in range(first, last + 1))


@given(numbers, st.integers(1, 9), st.integers(1, 20), style, st.sampled_from(["（{}）", "({})", "{}"]))
def test_any_clause_is_read_to_its_item(article, paragraph, item, write, brackets):
    text = f"《甲法》第{write(article)}条第{write(paragraph)}款第{brackets.format(write(item))}项"

    assert parse(text).clauses == ((str(article), paragraph, item, 0),)


@given(st.text(alphabet="《》〈〉（）()第条款项〔〕2015号令、，；。一二三十百之至水法省\n 1.①", max_size=80))
def test_no_text_breaks_the_reader(text):
    laws = LawIndex.from_rows([{"title": "甲法", "articles": 3, "status": "", "complete": True}])

    assert laws.check(text).verdict in list(Verdict)
    for citation in read_cell(text):
        assert citation.text


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("《中华人民共和国某某法》第一条", "1"),
        ("《某某管理条例》第一条", "2"),
        ("国务院令第412号附件第193项", "25"),
        ("《国务院对确需保留的行政审批项目设定行政许可的决定》（国务院令第412号）", "25"),
        ("《甘肃省某某条例》第一条", "3"),
        ("《甘肃省实施〈中华人民共和国某某法〉办法》第一条", "3"),
        ("《某某办法》（农业部令第4号）第一条", "4"),
        ("《甘肃省某某办法》（甘肃省人民政府令第12号）第一条", "5"),
        ("《甘肃省某某办法》第一条", "5"),
        ("《国务院办公厅关于某某的通知》（国办发〔2015〕12号）", "51"),
        ("中央编办《关于某某的意见》（中办发〔2015〕21号）", "51"),
        ("省政府《关于某某的通知》（甘政发〔2015〕12号）", "55"),
        ("省林草局《关于某某的通知》（甘林发〔2015〕12号）", "6"),
        ("县政府《关于某某的通知》（漳政发〔2015〕12号）", "6"),
        ("《漳县水务局职能配置、内设机构和人员编制规定》", "58"),
        ("《某某办法》第一条", ""),
    ],
)
def test_the_rank_of_a_basis_that_is_not_on_the_register(text, level):
    assert rank(read_cell(text)[0], None) == level


@pytest.mark.parametrize(
    ("name", "half"),
    [("查封扣押涉案物品", "measure"), ("加处罚款", "execution"), ("代履行", "execution"), ("行政强制", "")],
)
def test_which_half_of_coercion_a_name_speaks_of(name, half):
    assert matter_of(name) == half
