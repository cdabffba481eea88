"""Reading 附件6 and the other annexes: real workbooks with their expected rows, and every shape that goes wrong."""

import csv
import json
from pathlib import Path

import pytest

from core.workbooks import Reason, Refused, read
from funds.kinds import FORMS as FUND_FORMS
from powerlist.citations import LawIndex
from powerlist.enums import Category
from powerlist.kinds import FORMS as LIST_FORMS

from .sheets import BASIS, HEADER, Error, Text, book, power, powers

DATA = Path(__file__).parents[1] / "data"
FORMS = {**LIST_FORMS, **FUND_FORMS}
KINDS = {
    "annex1": "duties",
    "annex2": "summary",
    "annex3": "details",
    "annex4": "overlaps",
    "annex5": "public_services",
    "annex6": "powers",
    "annex7": "contacts",
    "fund_list": "funds",
    "perf_selfeval": "fund_evaluation",
}
NAMES = ("item_name", "project", "power_name", "indicator")
TEXTS = {"implementing_body": "body", "office": "office", "opinion": "opinion", "adjust": "adjust", "target": "target"}


@pytest.fixture(scope="module")
def laws():
    with (DATA / "law_index.csv").open(encoding="utf-8") as file:
        return LawIndex.from_rows(csv.DictReader(file))


def reading_of(data, kind="powers", laws=None):
    return read(data, FORMS[kind], among=FORMS.values(), facts={"laws": laws, "department_caps": (3, 5)})


def codes(findings):
    return [(f.row, str(f.code)) for f in findings]


def bare(text):
    return "".join(str(text or "").split())


def cases():
    for path in sorted((DATA / "workbooks").glob("*.expected.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        for sheet in expected["sheets"]:
            kind = KINDS[sheet.get("form") or expected["kind"]]
            yield pytest.param(path.with_name(expected["file"]), kind, sheet, id=f"{path.name[:4]}-{sheet['sheet']}")


@pytest.mark.parametrize(("path", "kind", "expected"), list(cases()))
def test_real_workbooks_read_as_expected(path, kind, expected, laws):
    found = reading_of(path.read_bytes(), kind, laws)
    sheet = next(s for s in found.sheets if s.sheet == expected["sheet"])
    good = [item for item in sheet.items if not item.errors]

    assert [item.row for item in good] == [row["row"] for row in expected["import"]]
    assert not [item for item in sheet.items if item.errors]
    for item, row in zip(good, expected["import"], strict=True):
        assert bare(item.data["name"]) == bare(next(row[key] for key in NAMES if key in row))
        if "category" in row:
            assert item.data["category"].label == row["category"]
        if "legal_basis" in row:
            assert item.data["basis"] == row["legal_basis"]
        if "departments" in row:
            assert item.data["departments"] == row["departments"]
        if "amount_wan" in row:
            assert str(item.data["amount"]) == row["amount_wan"]
        for theirs, ours in TEXTS.items():
            if theirs in row:
                assert bare(item.data[ours]) == bare(row[theirs])
    for key, value in (("unit", sheet.unit), ("date", sheet.date), ("declared_total", sheet.declared_total)):
        if key in expected and kind != "fund_evaluation":
            assert value == expected[key]
    found_codes = [str(f.code) for f in found.all_warnings if f.sheet == expected["sheet"]]
    for warning in expected["warn"]:
        assert warning["code"] in found_codes
    repealed = {f.row for f in found.all_warnings if f.code == Reason.LAW_REPEALED and f.sheet == expected["sheet"]}
    assert repealed == {row["row"] for row in expected.get("info_law_repealed", [])}


class TestRows:
    def test_every_error_of_a_row_is_told(self, laws):
        found = reading_of(powers(power("1", "", "行政许克", "【法律】")), laws=laws)

        assert codes(found.refused) == [(3, "missing_name"), (3, "unknown_category"), (3, "missing_basis")]
        assert "行政许可" in found.refused[1].message
        assert all("第3行" in f.message for f in found.refused)

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"name": ""}, "missing_name"),
            ({"name": "同上"}, "bad_name"),
            ({"name": "１２３"}, "bad_name"),
            ({"name": "水" * 501}, "too_long"),
            ({"category": ""}, "missing_category"),
            ({"category": "公共服务"}, "unknown_category"),
            ({"category": "非行政许可"}, "unknown_category"),
            ({"category": "行政许可、行政处罚"}, "ambiguous_category"),
            ({"category": "行政许可/行政确认"}, "ambiguous_category"),
            ({"basis": ""}, "missing_basis"),
            ({"basis": "[部门规章]"}, "missing_basis"),
            ({"basis": "无"}, "missing_basis"),
            ({"name": Error("#REF!")}, "error_value"),
            ({"basis": Error("#N/A")}, "error_value"),
        ],
    )
    def test_a_faulty_row_is_refused_and_its_neighbours_are_not(self, values, code, laws):
        found = reading_of(powers(power(name="甲"), power(**values), power(name="乙")), laws=laws)

        assert codes(found.refused) == [(4, code)]
        assert [item.row for item in found.accepted] == [3, 5]

    @pytest.mark.parametrize(
        ("written", "category"),
        [
            ("行政检查", Category.INSPECTION),
            ("行政监督检查", Category.INSPECTION),
            ("其他权力", Category.OTHER),
            ("其它行政权力", Category.OTHER),
            ("其他职权", Category.OTHER),
            ("其他类", Category.OTHER),
            ("其他行政权力-备案", Category.OTHER),
            ("行政处罚类", Category.PENALTY),
        ],
    )
    def test_synonyms_are_read_as_the_standard_category(self, written, category, laws):
        found = reading_of(powers(power(category=written)), laws=laws)

        assert found.accepted[0].data["category"] == category
        assert codes(found.all_warnings) == [(3, "category_synonym")]

    def test_blanks_and_breaks_in_a_category_are_nothing(self, laws):
        found = reading_of(powers(power(category="行政　\n许可 ")), laws=laws)

        assert found.accepted[0].data["category"] == Category.LICENSING
        assert not found.all_warnings

    def test_the_later_duplicate_is_refused_and_names_the_first(self, laws):
        found = reading_of(powers(power("1"), power("2", "取水 许可")), laws=laws)

        assert codes(found.refused) == [(4, "duplicate")]
        assert "第3行" in found.refused[0].message
        assert [item.row for item in found.accepted] == [3]

    def test_a_refused_row_is_no_first_of_a_duplicate(self, laws):
        found = reading_of(powers(power(category="x"), power()), laws=laws)

        assert [item.row for item in found.accepted] == [4]

    def test_full_width_digits_and_spaces_fold(self, laws):
        found = reading_of(
            powers(power("１", "　取水许可（１２类）　", basis="《中华人民共和国水法》第４８条"), power("２", "乙")),
            laws=laws,
        )

        item = found.accepted[0]
        assert item.data["name"] == "取水许可（12类）"
        assert item.data["basis"] == ["《中华人民共和国水法》第48条"]
        assert item.get("serial") == "1"

    def test_hard_breaks_inside_a_name_are_joined(self, laws):
        found = reading_of(powers(power(name="对未经\n批准取水\r\n的处罚", category="行政处罚")), laws=laws)

        assert found.accepted[0].data["name"] == "对未经批准取水的处罚"

    def test_hidden_rows_are_imported_and_told(self, laws):
        found = reading_of(powers(power(), power(name="乙"), hidden=[4]), laws=laws)

        assert len(found.accepted) == 2
        assert codes(found.all_warnings) == [(4, "hidden_row")]

    def test_law_warnings(self, laws):
        found = reading_of(
            powers(
                power(name="甲", basis="《水法》第七条"),
                power(name="乙", basis="《中华人民共和国水污染防治法》第八十三条"),
                power(name="丙", basis="《中华人民共和国水法》第九百条"),
                power(name="丁", basis="《中华人民共和国水土持法》第一条"),
                power(name="戊", basis="《甘肃省某某条例》第一条"),
            ),
            laws=laws,
        )

        assert len(found.accepted) == 4
        warned = [(3, "title_short"), (4, "law_repealed"), (6, "title_misspelt"), (7, "law_unrecorded")]
        assert codes(found.all_warnings) == warned
        assert codes(found.refused) == [(5, "article_missing")]

    def test_a_text_that_begins_with_equals_is_kept(self, laws):
        found = reading_of(powers(power("1", "取水许可", "行政许可", BASIS, "县水务局", "", Text("=100%"))), laws=laws)

        assert found.accepted[0].data["duties"] == "=100%"
        assert codes(found.all_warnings) == [(3, "text_starts_with_equals")]

    def test_print_hints_count_as_unfilled(self, laws):
        found = reading_of(
            powers(
                power(name="（100字以内）"),
                power("2", "乙", "行政许可", BASIS, "", "", "(200字以内)"),
                power("3", "……", "……", "……"),
            ),
            laws=laws,
        )

        assert (3, "missing_name") in codes(found.refused)
        assert (3, "placeholder_text") in codes(found.all_warnings)
        assert (4, "placeholder_text") in codes(found.all_warnings)
        assert [item.row for item in found.accepted] == [4]


class TestLayouts:
    def test_header_with_blanks_breaks_and_other_names(self, laws):
        rows = [
            ["XX县水务局行政权力清单"],
            ["填报单位(盖章): 漳县水务局  主要领导:   填报人(联系人):   填报时间:   年  月  日"],
            ["序 号", "权力名称(子项", "权力\n类型", "依   据", "行使主体", "承办　股室", "职  责"],
            ["1", "取水许可", "行政许可", BASIS, "县水务局", "水政股", "受理"],
        ]
        found = reading_of(book(("Sheet1", rows, {"merges": ["A1:G1", "A2:G2"]})), laws=laws)

        assert found.sheets[0].header_rows == [3]
        assert found.sheets[0].unit == "漳县水务局"
        item = found.accepted[0]
        assert (item.data["name"], item.data["office"], item.data["duties"]) == ("取水许可", "水政股", "受理")

    def test_two_header_rows_with_levels_of_law(self, laws):
        rows = [
            ["昌图县文旅局权力清单"],
            ["序号", "职权名称", None, "职权类型", "执法依据", None, None, "实施主体"],
            [None, "项目", "子项", None, "法律", "行政法规", "部委规章", None],
            [
                "1",
                "旅行社审批",
                "设立",
                "行政许可",
                "《中华人民共和国旅游法》第二十八条",
                "《旅行社条例》第七条",
                None,
                "县局",
            ],
            [
                "2",
                "旅行社审批",
                "变更",
                "行政许可",
                "《中华人民共和国旅游法》第二十八条",
                "《旅行社条例》第七条",
                None,
                "县局",
            ],
        ]
        merges = ["A2:A3", "B2:C2", "D2:D3", "E2:G2", "H2:H3", "A1:H1"]
        found = reading_of(book(("清单", rows, {"merges": merges})), laws=laws)

        assert found.sheets[0].header_rows == [2, 3]
        assert [i.data["sub_name"] for i in found.accepted] == ["设立", "变更"]
        assert found.accepted[0].data["basis"] == ["《中华人民共和国旅游法》第二十八条", "《旅行社条例》第七条"]

    def test_three_header_rows_with_ticks(self, laws):
        rows = [
            ["赤壁市司法局权责清单"],
            ["序号", "职权名称", "职权类别", None, None, None, "职权依据"],
            [None, None, "依申请", None, "依职权", None, None],
            [None, None, "行政许可", "行政确认", "行政处罚", "行政检查", None],
            ["1", "律师执业许可", "√", None, None, None, "《中华人民共和国律师法》第六条"],
            ["2", "对律师的处罚", None, None, "√", None, "《中华人民共和国律师法》第四十七条"],
            ["3", "都打了钩", "√", None, "√", None, "《中华人民共和国律师法》第四十七条"],
            ["4", "都没打钩", None, None, None, None, "《中华人民共和国律师法》第四十七条"],
        ]
        merges = ["A1:G1", "A2:A4", "B2:B4", "C2:F2", "C3:D3", "E3:F3", "G2:G4"]
        found = reading_of(book(("Sheet1", rows, {"merges": merges})), laws=laws)

        assert [(i.row, i.data["category"]) for i in found.accepted] == [(5, "01"), (6, "02")]
        assert codes(found.refused) == [(7, "ambiguous_category"), (8, "missing_category")]

    def test_blocks_of_categories(self, laws):
        header = ["序号", "职权名称", "实施依据", "实施主体"]
        rows = [
            ["漳县水务局权责清单"],
            header,
            ["一、行政许可（共2项）"],
            ["1", "取水许可", BASIS, "县水务局"],
            ["职权类别:行政强制"],
            ["179", "查封", BASIS, "县水务局"],
            ["二、行政处法（共1项）"],
            ["职权类别:行政处法"],
            ["1", "罚", BASIS, "县水务局"],
        ]
        merges = ["A1:D1", "A3:D3", "A5:D5", "A7:D7", "A8:D8"]
        found = reading_of(book(("清单", rows, {"merges": merges})), laws=laws)

        assert [(i.row, i.data["category"]) for i in found.accepted] == [(4, "01"), (6, "03")]
        assert codes(found.refused) == [(9, "unknown_category")]
        assert (3, "block_count_mismatch") in codes(found.all_warnings)

    def test_category_merged_down_at_the_left(self, laws):
        rows = [
            ["类别", "序号", "项目名称", "实施依据"],
            ["行政许可", "1", "甲", BASIS],
            [None, "2", "乙", BASIS],
            ["行政处罚", "1", "丙", BASIS],
        ]
        found = reading_of(book(("s", rows, {"merges": ["A2:A3"]})), laws=laws)

        assert [i.data["category"] for i in found.accepted] == ["01", "01", "02"]

    def test_an_item_over_several_rows_is_one(self, laws):
        rows = [
            ["序号", "项目名称", "类别", "实施依据", "办理环节", "责任事项"],
            ["1", "取水许可", "行政许可", BASIS, "受理", "一次告知"],
            [None, None, None, None, "审查", "现场核查"],
            [None, None, None, None, "决定", "依法决定"],
            ["2", "乙", "行政许可", BASIS, "受理", "告知"],
            [None, None, None, "《中华人民共和国水法》第四十八条", "审查", None],
        ]
        found = reading_of(book(("s", rows, {"merges": ["A2:A4", "B2:B4", "C2:C4", "D2:D4"]})), laws=laws)

        assert [(i.row, i.rows) for i in found.accepted] == [(2, [2, 3, 4]), (5, [5, 6])]
        assert found.accepted[0].data["duties"] == "一次告知\n现场核查\n依法决定"
        assert found.accepted[1].data["basis"] == [BASIS, "《中华人民共和国水法》第四十八条"]

    def test_basis_merged_over_two_items(self, laws):
        rows = [
            ["序号", "项目名称", "类别", "实施依据"],
            ["9-1", "甲", "行政处罚", BASIS],
            ["9-2", "乙", "行政处罚", None],
        ]
        found = reading_of(book(("s", rows, {"merges": ["D2:D3"]})), laws=laws)

        assert [i.data["basis"] for i in found.accepted] == [[BASIS], [BASIS]]

    def test_repeated_header_blank_mark_notes_footers_and_stray_text(self, laws):
        rows = [
            power("1", "甲"),
            HEADER,
            power("2", "乙"),
            ["（以下空白）"],
            ["3"],
            [None, None, None, None, None, None, "后果的线（污染环境等后果？）"],
            ["注：1.名称应与附件2一致。"],
            ["2.依据写明条款。"],
            ["填报人：张某", None, None, "联系电话：4862277"],
        ]
        found = reading_of(powers(*rows, merges=["A1:I1", "A9:I9", "A10:I10"]), laws=laws)

        assert [i.row for i in found.accepted] == [3, 5]
        assert not found.refused
        assert codes(found.all_warnings) == [(8, "stray_cell")]

    def test_words_outside_the_table_are_told(self, laws):
        found = reading_of(powers([*power("1", "甲"), None, "这条再核对"], power("2", "乙")), laws=laws)

        assert len(found.accepted) == 2
        assert codes(found.all_warnings) == [(3, "stray_cell")]

    def test_table_of_discretion_is_read_as_powers(self, laws):
        rows = [
            ["江门市生态环境局行政处罚自由裁量标准"],
            ["序号", "违法行为", "处罚依据", "类别", "裁量情节", "处罚标准"],
            ["1-1", "未依法报批", BASIS, "轻微", "未开工", "1万元以下"],
            [None, None, None, "一般", "已开工", "1-3万元"],
            [None, None, None, "严重", "已投产", "3万元以上"],
            ["1-2", "未备案", BASIS, "一般", "-", "1万元"],
        ]
        merges = ["A1:F1", "A3:A5", "B3:B5"]
        found = reading_of(book(("环评", rows, {"merges": merges})), laws=laws)

        assert [(i.row, i.data["category"]) for i in found.accepted] == [(3, "02"), (6, "02")]
        assert codes(found.all_warnings) == [(2, "category_column_is_tier")]
        assert set(found.accepted[0].data["tier"].split("\n")) == {
            "未开工", "已开工", "已投产", "轻微", "一般", "严重"
        }  # fmt: skip

    def test_table_of_discretion_without_merges(self, laws):
        rows = [
            ["序号", "违法行为", "法律依据", "违法程度", "处罚幅度"],
            ["1", "未依法报批", BASIS, "轻微", "1万元以下"],
            ["", "未依法报批", BASIS, "一般", "1-3万元"],
            ["2", "未备案", BASIS, "一般", "1万元"],
        ]
        found = reading_of(book(("s", rows)), laws=laws)

        assert [(i.row, i.rows) for i in found.accepted] == [(2, [2, 3]), (4, [4])]

    def test_declared_totals(self, laws):
        top = (["息烽县水务局权责清单(共105项)"], ["(行政许可2项、行政处罚1项)"])
        found = reading_of(powers(power(), top=top, merges=["A1:I1", "A2:I2"]), laws=laws)

        assert found.sheets[0].declared_total == 105
        assert [c for _, c in codes(found.all_warnings)] == [
            "declared_total_mismatch", "block_count_mismatch", "block_count_mismatch"
        ]  # fmt: skip

    def test_formulas_without_a_saved_result(self, laws):
        top = (["漳县水务局权责清单"], ['="共"&COUNT(A4:A9)&"项"'])
        found = reading_of(powers(power("1"), power("=A4+1", "乙"), top=top), laws=laws)

        assert len(found.accepted) == 2
        assert codes(found.all_warnings) == [(2, "formula_without_value"), (5, "formula_without_value")]

    def test_mixed_serials(self, laws):
        rows = [power("1", "甲"), power("1-2", "乙"), power("３", "丙"), power("三、", "丁")]
        found = reading_of(powers(*rows), laws=laws)

        assert len(found.accepted) == 4
        assert codes(found.all_warnings) == [(4, "serial_mixed")]

    def test_sheets_of_another_form_are_skipped_with_a_warning(self, laws):
        data = (DATA / "workbooks" / "wb05_附件1_4_5.xlsx").read_bytes()
        with pytest.raises(Refused) as refused:
            reading_of(data, "powers", laws)
        assert refused.value.code == "wrong_form"
        assert "附件1" in refused.value.message

    def test_a_sheet_name_with_blanks_and_a_hidden_sheet(self, laws):
        sheet = [HEADER, power()]
        found = reading_of(
            book((" 权责清单 ", sheet), ("旧表", [HEADER, power(name="乙")], {"state": "hidden"})), laws=laws
        )

        assert len(found.accepted) == 2
        assert codes(found.all_warnings) == [(1, "sheet_name_space"), (1, "hidden_sheet")]

    def test_an_empty_form_is_refused(self, laws):
        with pytest.raises(Refused) as refused:
            reading_of(powers(), laws=laws)
        assert refused.value.code == "no_rows"

    def test_the_category_stands_in_a_line_above_the_header(self, laws):
        rows = [
            ["郏县农业农村局"],
            ["行政权责清单"],
            ["职权类别:行政强制"],
            ["序号", "职权名称", "职权依据"],
            ["179", "查封扣押", BASIS],
        ]
        found = reading_of(book(("Sheet1", rows, {"merges": ["A1:C1", "A2:C2", "A3:C3"]})), laws=laws)

        assert [(i.row, i.data["category"]) for i in found.accepted] == [(5, "03")]

    def test_items_printed_as_cards(self, laws):
        rows = [
            ["阳朔县行政权力事项"],
            ["1", "事项类型", "行政许可"],
            ["2", "基本编码", "000119"],
            ["3", "事项名称", "取水许可"],
            ["4", "设定依据", BASIS],
            ["5", "承办机构", "水政股", "实施主体", "县水务局"],
            ["1", "事项类型", "行政检查"],
            ["2", "基本编码", "000120"],
            ["3", "事项名称", "取水检查"],
            ["4", "设定依据", ""],
        ]
        found = reading_of(book(("Sheet1", rows, {"merges": ["A1:C1"]})), laws=laws)

        assert [(i.row, i.data["name"], i.data["category"]) for i in found.items] == [
            (2, "取水许可", "01"),
            (7, "取水检查", "06"),
        ]
        assert (found.accepted[0].data["office"], found.accepted[0].data["body"]) == ("水政股", "县水务局")
        assert codes(found.refused) == [(7, "missing_basis")]

    def test_a_remark_left_below_the_table_is_no_entry(self, laws):
        found = reading_of(powers(power("1", "甲"), [], [None, "这张表再核对一遍"]), laws=laws)

        assert len(found.items) == 1
        assert codes(found.all_warnings) == [(5, "stray_cell")]

    def test_brackets_of_another_width_make_no_other_name(self, laws):
        found = reading_of(powers(power("1", "甲（乙）"), power("2", "甲(乙)")), laws=laws)
        assert codes(found.refused) == [(4, "duplicate")]
