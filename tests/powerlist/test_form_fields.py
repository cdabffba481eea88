"""Declared fields: when one is asked, and what is wrong with a declaration, without a database."""

import pytest

from powerlist.enums import FieldKind
from powerlist.kinds.form_fields import condition_words, form_faults, kept, matches, shown_keys, source_words
from powerlist.models import ItemField

TABLE = [{"key": "name", "label": "品名"}, {"key": "amount", "label": "数量", "kind": "integer"}]


def field(key="a", **facts) -> ItemField:
    return ItemField(**{"key": key, "label": f"字段{key}", **facts})


def words(*rows, types=()) -> list[tuple[str, str]]:
    return [(fault.key, fault.message) for fault in form_faults(rows, licence_types=types)]


@pytest.mark.parametrize(
    ("test", "wanted", "value", "holds"),
    [
        ("is", "是", "是", True),
        ("is", "是", "否", False),
        ("is", "是", None, False),
        ("is", "１0", "10.00", True),
        ("is_not", "是", "否", True),
        ("is_not", "是", "", True),
        ("is_not", "是", "是", False),
        ("contains", "网上", ["批发", "网上"], True),
        ("contains", "网", ["批发", "网上"], False),
        ("contains", "网上", ["不在网上"], False),
        ("contains", "网上", "在网上卖", True),
        ("contains", "武阳", {"township": "武阳镇", "village": "", "detail": "12号"}, True),
        ("filled", "", "x", True),
        ("filled", "", {"township": "", "village": ""}, False),
        ("filled", "", [{"name": "张三"}], True),
        ("empty", "", [], True),
        ("empty", "", "0", False),
    ],
)
def test_a_condition_holds_or_not(test, wanted, value, holds):
    row = field("b", when_key="a", when_test=test, when_value=wanted)
    assert matches(row, {"a": value}) is holds


def test_what_rests_on_a_hidden_field_is_hidden_and_not_kept():
    rows = [
        field("a"),
        field("b", when_key="a", when_test="is", when_value="是"),
        field("c", when_key="b", when_test="empty"),
        field("d", when_key="a", when_test="is", when_value="否"),
    ]
    assert shown_keys(rows, {"a": "是"}) == {"a", "b", "c"}
    assert shown_keys(rows, {"a": "否"}) == {"a", "d"}
    assert kept(rows, {"a": "否", "b": "旧", "d": "新", "stranger": "x"}) == {"a": "否", "d": "新"}
    circle = [field("a", when_key="b", when_test="filled"), field("b", when_key="a", when_test="filled")]
    assert shown_keys(circle, {"a": "1", "b": "1"}) == set()


def test_a_condition_is_said_in_words():
    labels = {"a": "是否租赁"}
    assert condition_words(field(when_key="a", when_test="is", when_value="是"), labels) == "“是否租赁”是“是”时填写"
    assert condition_words(field(when_key="a", when_test="filled"), labels) == "“是否租赁”已填写时填写"
    assert condition_words(field(), labels) == ""


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"key": "Name"}, "字段名用小写字母开头"),
        ({"label": " "}, "请写标签"),
        ({"kind": "choice", "options": ["只有一个"]}, "至少要有两个选项"),
        ({"kind": "choices", "options": ["甲", "甲"]}, "重复的选项"),
        ({"kind": "text", "days": "past"}, "只有日期"),
        ({"kind": "date", "least": 1}, "没有最少、最多"),
        ({"kind": "number", "least": 5, "most": 2}, "最大值比最小值还小"),
        ({"kind": "text", "least": "1.5"}, "应是整数"),
        ({"kind": "text", "most": 500}, "不能超过 200"),
        ({"kind": "choices", "options": ["甲", "乙"], "least": 3}, "只有 2 个选项"),
        ({"kind": "table"}, "至少要有一列"),
        ({"kind": "table", "columns": [{"key": "f", "label": "附件", "kind": "file"}]}, "不能放在表格里"),
        ({"kind": "table", "columns": [{"key": "c", "label": "等级", "kind": "choice"}]}, "“等级”这一列：单选"),
        ({"kind": "table", "columns": [*TABLE, TABLE[0]]}, "两列的字段名相同"),
        ({"kind": "text", "columns": TABLE}, "只有表格才有列"),
        ({"kind": "licence", "options": ["没有的"]}, "没有编码是“没有的”的证照类型"),
        ({"when_test": "is"}, "请选显示条件所看的字段"),
        ({"when_key": "other"}, "请选条件"),
        ({"when_key": "a", "when_test": "filled"}, "不能看字段自己"),
        ({"when_key": "zzz", "when_test": "filled"}, "不在这张表上"),
        ({"when_key": "yes", "when_test": "is", "when_value": " "}, "请写条件的值"),
        ({"when_key": "yes", "when_test": "is", "when_value": "也许"}, "没有“也许”这个选项，可选：是、否"),
        ({"when_key": "file", "when_test": "filled"}, "不能用来作这样的条件"),
        ({"when_key": "rows", "when_test": "contains", "when_value": "x"}, "不能用来作这样的条件"),
        ({"skip_held": True}, "没有带入来源"),
        ({"source": "profile.password"}, "带入来源不认识"),
        ({"source": "licence:XK9.number"}, "带入来源不认识"),
        ({"kind": "file", "source": "earlier"}, "不能从以前的申请带入"),
    ],
)
def test_a_wrong_declaration_is_told_with_the_way_to_mend_it(facts, said):
    others = [
        field("yes", kind="yes_no"), field("file", kind="file"), field("rows", kind="table", columns=TABLE),
    ]  # fmt: skip
    row = field(**facts)
    found = words(row, *others, types=["XK1"])
    assert [key for key, _ in found] == [row.key] and said in found[0][1]


def test_a_circle_and_a_key_used_twice_are_told():
    circle = [
        field("a", when_key="b", when_test="filled"),
        field("b", when_key="c", when_test="filled"),
        field("c", when_key="a", when_test="filled"),
    ]
    assert "字段a → 字段b → 字段c → 字段a" in words(*circle)[0][1]
    assert words(field("a"), field("a")) == [("a", "字段名“a”用了两次，请改其中一个。")]


def test_good_declarations_pass():
    rows = [
        field("yes", kind="yes_no"),
        field("money", kind="money", least=0, most=10_000_000, when_key="yes", when_test="is", when_value="是"),
        field("rows", kind="table", columns=TABLE, least=1, most=20),
        field("many", kind="choices", options=["甲", "乙"], least=1, most=2),
        field("lic", kind="licence", options=["XK1"], source="licence:XK1.number", skip_held=True),
        field("name", source="profile.name"),
        field("place", kind="address", source="earlier"),
        field("when", kind="date", days="future", when_key="rows", when_test="filled"),
    ]
    assert words(*rows, types=["XK1"]) == []
    assert {row.kind for row in rows} <= set(FieldKind)


def test_a_source_is_said_in_words():
    assert source_words("earlier", {}) == "您以前的申请"
    assert source_words("profile.legal_name", {}) == "账号资料的单位名称"
    assert source_words("licence:XK1.valid_to", {"XK1": "登记证"}) == "《登记证》的有效期至"
    assert source_words("licence:XK2.number", {"XK1": "登记证"}) == ""
