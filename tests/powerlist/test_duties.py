"""责任事项 and 追责情形: what clerks write in one cell, as rows; and rows in one cell, read back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerlist.kinds.duties import join_accountability, join_duties, split_accountability, split_duties

OPENING = "因不履行或者不正确履行行政职责，有下列情形之一的，追究责任："


def stages(text):
    return [row.get("stage", "") for row in split_duties(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.受理责任；2.审查责任；3.决定责任；4.送达责任", ["受理", "审查", "决定", "送达"]),
        ("1.受理阶段责任：公示材料；2.审查阶段责任：材料审核", ["受理", "审查"]),
        ("受理：公示依法应当提交的材料，一次性告知；审查：材料审核，现场勘查；决定", ["受理", "审查", ""]),
        ("一、立案责任：发现违法行为。二、调查取证责任：两人以上执法。", ["立案", "调查取证"]),
        ("（1）催告责任（2）决定责任", ["催告", "决定"]),
        ("1.立案责任:发现违法行为,2021年1.5公顷以上的立案。\n2.审查责任:审理", ["立案", "审查"]),
        ("建立健全制度，依法实施", [""]),
    ],
)
def test_what_clerks_write(text, expected):
    rows = split_duties(text)
    if expected == ["受理", "审查", ""]:
        assert [row["stage"] for row in rows][:2] == expected[:2] and "决定" in rows[-1]["content"]
    else:
        assert [row.get("stage", "") for row in rows] == expected
    assert split_duties(join_duties(rows)) == rows


def test_a_limit_in_brackets_is_a_limit_and_a_number_within_a_sentence_is_none():
    rows = split_duties(
        "1.受理责任(5日);2.审查责任（20个工作日）;3.决定责任：面积1.5亩以上的，报县政府（另有规定的除外）"
    )
    assert rows[0] == {"stage": "受理", "content": "受理责任", "limit": "5日"}
    assert rows[1]["limit"] == "20个工作日"
    assert rows[2] == {"stage": "决定", "content": "面积1.5亩以上的，报县政府（另有规定的除外）"}


def test_the_opening_sentence_is_no_situation_and_a_shared_basis_belongs_to_all():
    basis = "《中华人民共和国行政许可法》第七十二条"
    text = f"{OPENING}1.应当受理而不受理的；2.违反法定程序的；3.其他违反法律法规规章规定的。\n依据：{basis}"
    rows = split_accountability(text)
    assert [row["situation"] for row in rows] == ["应当受理而不受理的", "违反法定程序的", "其他违反法律法规规章规定的"]
    assert {row["basis"] for row in rows} == {basis}
    assert split_accountability(join_accountability(rows)) == rows
    assert join_accountability(rows).count("第七十二条") == 1


def test_nothing_of_an_unusual_opening_is_lost():
    rows = split_accountability("对玩忽职守的给予处分：1.不受理的；2.不送达的")
    assert [row["situation"] for row in rows] == ["对玩忽职守的给予处分：", "不受理的", "不送达的"]


def test_an_empty_cell_has_no_rows():
    assert split_duties("  ") == [] == split_accountability("")
    assert join_duties([]) == "" == join_accountability([])


WORDS = st.text(st.sampled_from("受理审查责任公示材料依法，。1.2（5日）《许可法》第条；："), min_size=1, max_size=24)
PLAIN = st.text(st.sampled_from("公示材料并告知申请人依法"), min_size=2, max_size=20)
DUTY = st.fixed_dictionaries(
    {"stage": st.sampled_from(["受理", "审查", "决定", "立案"]), "content": PLAIN},
    optional={
        "basis": st.just("《中华人民共和国行政许可法》第三十二条"),
        "limit": st.just("5个工作日"),
        "body": st.just("行政审批股"),
    },
)
SITUATION = st.fixed_dictionaries(
    {"situation": PLAIN},
    optional={"basis": st.just("《中华人民共和国公务员法》第五十九条"), "handling": st.just("责令改正，给予处分")},
)


@given(st.lists(DUTY, min_size=1, max_size=12))
def test_rows_survive_the_cell(rows):
    assert split_duties(join_duties(rows)) == rows


@given(st.lists(SITUATION, min_size=1, max_size=12))
def test_situations_survive_the_cell(rows):
    assert split_accountability(join_accountability(rows)) == rows


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_whatever_was_split_is_split_the_same_again(parts):
    rows = split_duties("\n".join(f"{n}.{part}" for n, part in enumerate(parts, 1)))
    assert split_duties(join_duties(rows)) == rows
