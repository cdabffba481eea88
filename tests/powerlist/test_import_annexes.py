"""The other annexes and the fund forms: what each of them asks of its rows."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from core.workbooks import Reason, read
from funds.kinds import FORMS as FUND_FORMS
from powerlist.kinds import FORMS as LIST_FORMS

from .sheets import BASIS, Error, Text, book

FORMS = {**LIST_FORMS, **FUND_FORMS}


def reading_of(kind, *rows, name="Sheet1", **options):
    facts = {"department_caps": (3, 5)}
    return read(book((name, list(rows), options)), FORMS[kind], among=FORMS.values(), facts=facts)


def codes(findings):
    return [(f.row, str(f.code)) for f in findings]


class TestSummary:
    HEADER = ["序号", "职权名称及数量", "需要调整职权"]

    def test_blocks_with_their_counts(self):
        found = reading_of(
            "summary",
            ["部门行政职权清理汇总表"],
            self.HEADER,
            ["行政许可", "共3项", "调整1项"],
            ["1", "甲", "下放"],
            ["2", "乙"],
            ["行政检查", "共1项", "调整0项"],
            ["1", "甲"],
            ["行政征用", "共×项", "调整×项"],
            ["1", "……"],
            ["其他类", "共1项", "调整0项"],
            ["1", "丙"],
            merges=["A1:C1"],
        )

        assert [(i.row, i.data["category"]) for i in found.accepted] == [(4, "01"), (5, "01"), (7, "06"), (11, "10")]
        assert codes(found.all_warnings) == [
            (3, "block_count_mismatch"), (6, "category_synonym"), (9, "placeholder_text"), (10, "category_synonym")
        ]  # fmt: skip

    def test_rows_of_an_unknown_block_are_refused(self):
        found = reading_of("summary", self.HEADER, ["行政处法", "共1项", ""], ["1", "甲"], ["2", "甲"])

        assert codes(found.refused) == [(3, "unknown_category"), (4, "unknown_category")]
        assert "行政处罚" in found.refused[0].message

    def test_the_same_name_in_one_category_twice(self):
        found = reading_of("summary", self.HEADER, ["行政许可", "共2项", ""], ["1", "甲"], ["2", "甲"], ["3", "同上"])

        assert codes(found.refused) == [(4, "duplicate"), (5, "bad_name")]


class TestDetails:
    HEADER = [
        "序号",
        "项目名称",
        "实施依据",
        "实施对象",
        "承办机构",
        "公开范围",
        "办理数量",
        "收费（征收）\n依据和标准",
        "调整意见\n及理由",
    ]

    def row(self, name="甲", basis=BASIS, handled="3"):
        return ["1", name, basis, "公民", "审批股", "向社会公开", handled, "无", "保留"]

    @pytest.mark.parametrize(("handled", "count", "code"), [
        ("12", 12, None), ("12件", 12, None), ("1,200", 1200, None), ("", None, None), ("１２", 12, None),
        ("若干", None, "count_not_number"), ("约30", None, "count_not_number"), ("无", None, "count_not_number"),
    ])  # fmt: skip
    def test_counts(self, handled, count, code):
        found = reading_of("details", ["分表（行政许可类）"], self.HEADER, self.row(handled=handled))

        assert found.accepted[0].data["handled"] == count
        assert [str(f.code) for f in found.all_warnings] == ([code] if code else [])

    def test_a_negative_count_is_refused(self):
        found = reading_of("details", ["分表（行政许可类）"], self.HEADER, self.row(handled="-1"))
        assert codes(found.refused) == [(3, "bad_count")]

    def test_the_category_stands_in_the_title_or_the_sheets_name(self):
        titled = reading_of("details", ["部门行政权力事项分表（行政检查类）"], self.HEADER, self.row())
        named = reading_of("details", ["部门行政权力事项分表（××类）"], self.HEADER, self.row(), name="行政处罚类")
        without = reading_of("details", ["部门行政权力事项分表（××类）"], self.HEADER, self.row())

        assert titled.accepted[0].data["category"] == "06"
        assert [str(f.code) for f in titled.all_warnings] == ["category_synonym"]
        assert named.accepted[0].data["category"] == "02"
        assert codes(without.refused) == [(3, "missing_category")]

    def test_no_basis_no_entry(self):
        found = reading_of("details", ["分表（行政许可类）"], self.HEADER, self.row(basis=""), self.row("乙", "同上"))
        assert codes(found.refused) == [(3, "missing_basis"), (4, "missing_basis")]


class TestDuties:
    HEADER = ["序号", "“三定”规定\n主要职责", "承担股室", "具体工作内容", "细化职权", None, "调整意见"]
    LOWER = [None, None, None, None, "名称", "职权类别", None]
    MERGES = ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:G2")

    def test_two_header_rows_and_duties_filled_down(self):
        found = reading_of(
            "duties",
            self.HEADER,
            self.LOWER,
            ["1", "职责一", "甲股", "工作一", "甲", "行政许可", "保留"],
            [None, None, None, None, "乙", "行政处罚", "取消"],
            [None, None, None, None, "丙", "", "取消"],
            ["2", "职责二", "乙股", "工作二", "", "行政许可", ""],
            merges=[*self.MERGES, "A3:A5", "B3:B5", "C3:C5", "D3:D5"],
        )

        assert [(i.row, i.data["duty"], i.data["office"]) for i in found.accepted] == [
            (3, "职责一", "甲股"), (4, "职责一", "甲股")
        ]  # fmt: skip
        assert codes(found.refused) == [(5, "missing_category"), (6, "missing_name")]

    def test_unmerged_duties_are_filled_down_too(self):
        found = reading_of(
            "duties",
            self.HEADER,
            self.LOWER,
            ["1", "职责一", "甲股", "工作一", "甲", "行政许可", "保留"],
            [None, None, None, None, "乙", "行政处罚", "取消"],
            merges=self.MERGES,
        )
        assert found.accepted[1].data["duty"] == "职责一"


class TestOverlaps:
    HEADER = [
        "序号",
        "行政权力\n事项名称",
        "实施\n依据",
        "涉及\n部门",
        "交叉分散情况描述",
        "理顺权力\n意见建议",
        "主要\n理由",
        "备注",
    ]

    @pytest.mark.parametrize(
        ("text", "names", "mixed"),
        [
            ("县教育局、县公安局", ["县教育局", "县公安局"], False),
            ("县教育局，县公安局、县交通局", ["县教育局", "县公安局", "县交通局"], True),
            ("县教育局/县公安局;县交通局", ["县教育局", "县公安局", "县交通局"], True),
            ("县教育局\n县公安局", ["县教育局", "县公安局"], False),
            ("县教育局和县公安局", ["县教育局", "县公安局"], False),
        ],
    )
    def test_departments_are_taken_apart(self, text, names, mixed):
        found = reading_of("overlaps", self.HEADER, ["1", "甲", BASIS, text, "情况", "建议", "理由"])

        assert found.accepted[0].data["departments"] == names
        assert bool(codes(found.all_warnings)) == mixed

    def test_one_department_is_no_overlap(self):
        found = reading_of("overlaps", self.HEADER, ["1", "甲", BASIS, "县教育局"], ["2", "乙", BASIS, ""])
        assert codes(found.refused) == [(2, "needs_two_departments"), (3, "needs_two_departments")]


class TestServices:
    HEADER = ["序号", "公共服务事项名称", "主要内容", "承办机构", "联系电话"]

    @pytest.mark.parametrize(
        ("phone", "kept", "bad"),
        [
            ("0932-4862277", "0932-4862277", False),
            ("4862277", "4862277", False),
            ("13800138000", "13800138000", False),
            ("12345", "12345", False),
            ("0932-4862277、4862278", "0932-4862277、4862278", False),
            ("48622", "", True),
            ("见门牌", "", True),
            ("138001380001", "", True),
        ],
    )
    def test_phones(self, phone, kept, bad):
        found = reading_of("public_services", self.HEADER, ["1", "甲", "内容", "股", phone])

        assert found.accepted[0].data["phone"] == kept
        assert [str(f.code) for f in found.all_warnings] == (["bad_phone"] if bad else [])


class TestContacts:
    def test_the_first_column_has_no_label(self):
        found = reading_of(
            "contacts",
            ["部门权责清单工作负责人和联络员名单"],
            [None, "姓名", "职务", "办公电话", "手机", "备注"],
            ["分管领导", "张某", "副局长", "4862277", "13800138000"],
            ["承办机构\n负责人", "李某", "股长", "48", "1380013800"],
            ["联络员", "", "", "", ""],
            merges=["A1:F1"],
        )

        assert [(i.data["role"], i.data["name"]) for i in found.accepted] == [
            ("分管领导", "张某"),
            ("承办机构负责人", "李某"),
        ]
        assert [str(f.code) for f in found.all_warnings] == ["bad_phone", "bad_phone"]


class TestFunds:
    TOP = (["漳县专项资金管理清单"], ["单位（盖章）：漳县财政局", None, None, "单位：万元"])
    HEADER = ["序号", "项目主管部门", "项目名称", "预算数额", "备注"]

    def reading(self, *rows, top=TOP, **options):
        return reading_of("funds", *top, self.HEADER, *rows, **options)

    @pytest.mark.parametrize(
        ("amount", "code"),
        [
            ("", "amount_missing"),
            ("约660", "amount_not_number"),
            ("六百万", "amount_not_number"),
            (-5, "amount_negative"),
            ("－5", "amount_negative"),
            (Error("#VALUE!"), "error_value"),
        ],
    )
    def test_amounts_refused(self, amount, code):
        found = self.reading(["1", "县农牧局", "甲", amount, ""])
        assert codes(found.refused) == [(4, code)]

    @pytest.mark.parametrize(
        ("amount", "wan"),
        [
            ("2069.985898", "2069.985898"),
            (24.444082, "24.444082"),
            ("1,234.50", "1234.50"),
            ("５６０", "560"),
            (0, "0"),
        ],
    )
    def test_amounts_are_decimal(self, amount, wan):
        assert str(self.reading(["1", "县农牧局", "甲", amount]).accepted[0].data["amount"]) == wan

    def test_a_sheet_in_yuan(self):
        top = (["专项资金管理清单"], ["单位：元"])
        found = self.reading(["1", "县农牧局", "甲", 2300000], top=top)

        assert found.accepted[0].data["amount"] == Decimal(230)
        assert "unit_suspect" not in [str(f.code) for f in found.all_warnings]

    def test_a_figure_in_yuan_on_a_sheet_in_wan(self):
        found = self.reading(["1", "甲局", "甲", 230], ["2", "甲局", "乙", 1500000], ["3", "甲局", "丙", 90])
        assert [f.row for f in found.all_warnings if f.code == Reason.UNIT_SUSPECT] == [5]

    def test_three_to_five_projects_a_department(self):
        rows = [[str(n), "县农牧局" if n < 6 else "县教育局", f"项目{n}号", n * 10] for n in range(8)]
        found = self.reading(*rows)
        assert [(f.row, f.message[:4]) for f in found.all_warnings] == [(4, "县农牧局"), (10, "县教育局")]

    def test_totals_against_the_rows(self):
        found = self.reading(
            ["1", "甲局", "甲", 10],
            ["2", "甲局", "乙", 20],
            ["小计", None, None, 31],
            ["3", "乙局", "丙", 5],
            [None, "乙局小计", None, "=SUM(D7:D7)"],
            ["合计", None, None, "=SUM(D4:D5)"],
        )

        mismatched = [f.row for f in found.all_warnings if f.code == Reason.SUBTOTAL_FORMULA_MISMATCH]
        assert mismatched == [6, 9]
        assert [f.row for f in found.all_warnings if f.code == Reason.FORMULA_WITHOUT_VALUE] == [8, 9]
        assert [i.row for i in found.accepted] == [4, 5, 7]

    def test_duplicates_by_department_project_and_amount(self):
        found = self.reading(["1", "甲局", "甲", 10], ["2", "甲局", "甲", 10], ["3", "甲局", "甲", 11])
        assert codes(found.refused) == [(5, "duplicate")]

    def test_one_sum_under_the_level_that_pays_it(self):
        rows = [
            ["序号", "主管部门", "项目名称", "资金来源", None, None],
            [None, None, None, "中央", "省级", "县级"],
            ["1", "甲局", "甲", 10, None, None],
            ["2", "甲局", "乙", None, 1.5, 2],
        ]
        found = reading_of("funds", *rows, merges=["A1:A2", "B1:B2", "C1:C2", "D1:F1"])
        assert [str(i.data["amount"]) for i in found.accepted] == ["10", "3.5"]


class TestEvaluation:
    def rows(self, *rows, initial="90"):
        return reading_of(
            "fund_evaluation",
            ["项目支出绩效自评表"],
            ["项目名称", None, "甲项目"],
            ["项目资金", None, None, None, "年初预算数", "全年预算数", "全年执行数", "分值", "得分"],
            [None, None, "年度资金总额", None, initial, "90", "89", "10", "10"],
            ["绩效指标", "一级指标", "二级指标", "三级指标", None, "年度指标值", "实际完成值", "分值", "得分"],
            *rows,
            merges=["D5:E5", "A5:A7"],
        )

    def row(self, name="项目数量", target="≥50个", weight="50", score="50"):
        return [None, "产出指标", "数量指标", name, None, target, "50", weight, score]

    def test_a_good_one(self):
        found = self.rows(self.row(), self.row("合格率"), ["总分", None, None, None, None, None, None, "100", "100"])

        assert [i.data["name"] for i in found.accepted] == ["项目数量", "合格率"]
        assert not found.all_warnings

    def test_what_is_odd_about_it(self):
        found = self.rows(self.row(target=Text("=100%"), score=""), self.row("合格率", weight="40"), initial="0")

        assert sorted(str(f.code) for f in found.all_warnings) == [
            "initial_budget_zero", "score_missing", "text_starts_with_equals", "weight_sum_not_100"
        ]  # fmt: skip
        assert found.accepted[0].data["target"] == "=100%"


def test_every_code_of_the_collected_shapes_is_known():
    with (Path(__file__).parents[1] / "data" / "reason_codes.csv").open(encoding="utf-8") as file:
        assert {row["code"] for row in csv.DictReader(file)} <= set(Reason)
