"""附件6 部门权责清单: the form, and the tables of discretion (裁量表) that are read as powers too."""

from __future__ import annotations

from typing import Any

from core.workbooks import Column, Form, Item, Reading, SheetReading
from powerlist.enums import Category

from .categories import TEN, heading
from .checks import (
    check_basis,
    check_category,
    check_name,
    check_tier,
    check_totals,
    folded,
    joined,
    lines,
    refuse_duplicate_codes,
    refuse_duplicates,
)

NAME_LABELS = (
    "事项名称", "职权名称", "权力名称", "权责事项", "权责事项名称", "权力事项", "权力事项名称", "执法事项",
    "执法事项名称", "行政权力名称",
    "行政职权名称", "职权项目", "权力项目", "权力项目名称", "职权名称（主项）", "权力名称（主项）",
    "事项名称（主项）", "主项名称", "主项", "名称",
    "权责名称", "行政权力事项名称", "行政权力事项", "职权事项", "职权事项名称", "权力名称（子项）",
    "职权名称及子项", "清单事项", "违法行为",
    "违法事项", "违法行为名称", "处罚事项", "处罚事项名称", "行政处罚事项", "行政处罚事项名称", "处罚项目",
    "案由", "违法种类", "违法行为种类",
    "裁量事项", "违法违规行为", "事项",
)  # fmt: skip
BASIS_LABELS = (
    "依据", "设定依据", "法律依据", "权力依据", "法定依据", "职权依据", "执法依据", "行使依据",
    "实施依据（设定依据）", "处罚依据", "违反条款",
    "违法依据", "违则", "罚则", "处罚条款", "处罚依据条款", "行政处罚依据", "政策依据", "法律法规依据",
    "法律法规规章依据", "设立依据", "定性依据",
    "认定依据", "行政职权依据", "权责依据", "实施依据名称及条款", "依据条款", "违反规定", "违反法律条款",
    "违法行为认定依据", "法律法规名称及条款",
    "裁量依据",
)  # fmt: skip
CODE = Column(
    "code",
    "编码",
    (
        "事项编码",
        "职权编码",
        "权力编码",
        "项目编码",
        "实施编码",
        "基本编码",
        "权责编码",
        "实施清单编码",
        "职权编号",
        "权力编号",
        "事项编号",
    ),
    width=18,
)
COLUMNS = (
    Column("serial", "序号", ("编号", "项目序号", "事项序号", "顺序号", "次序", "项次"), width=6),
    Column("name", "项目名称", NAME_LABELS, parts=("项目", "主项"), width=30),
    Column("sub_name", "子项", ("子项名称", "子项目", "子项目名称", "事项子项"), parts=("子项", "子项名称"), width=18),
    Column(
        "category",
        "类别",
        ("权力类型", "权力类别", "职权类型", "职权类别", "事项类型", "事项类别", "权责类型", "权责类别",
        "权种类别", "行政权力类型", "行政权力类别",
         "行政职权类别", "类型", "职权种类", "权力种类", "项目类别", "职权性质", "权力性质"),
        width=10,
    ),
    Column("basis", "实施依据", BASIS_LABELS, many=True, width=44),
    Column(
        "body",
        "实施主体",
        ("行使主体", "责任主体", "行政主体", "执法主体", "实施机关", "法定主体", "实施主体责任主体", "实施单位",
        "行使部门", "实施部门", "责任单位",
         "行政执法主体", "部门", "处罚主体", "处罚机关", "执法机关", "行使机关", "部门名称"),
        width=12,
    ),
    Column(
        "office",
        "承办机构",
        ("承办科室", "承办股室", "责任科室", "办理机构", "内设机构", "实施机构（股室）", "承办单位", "责任股室",
        "承办处室", "承办机构（股室）",
         "责任机构", "具体承办机构", "实施机构", "承办部门", "行使内设机构", "责任处（科）室"),
        width=14,
    ),
    Column("duties", "责任事项", ("责任事项内容", "履责方式", "责任内容", "主要责任", "职责", "责任清单",
    "责任"), width=40),
    Column(
        "accountability",
        "追责情形",
        ("问责情形", "违法责任", "追责情形及依据", "责任追究", "追责", "追责事项", "追责情形和追责依据",
        "问责依据及监督方式", "追责对象范围",
         "责任追究情形", "追责形式", "监督方式"),
        width=40,
    ),
    Column("remark", "备注", ("说明", "备注说明", "注", "附注", "其他说明"), width=12),
    CODE,
    Column(
        "tier",
        "裁量档次",
        ("档次", "等次", "违法程度", "裁量等级", "裁量等次", "违法情节", "情节", "违法情形", "适用情形",
        "裁量情形", "裁量阶次", "裁量因素", "情形",
         "情节轻重", "违法情节及后果", "裁量情节", "违法行为情节", "违法后果", "危害程度", "违法行为情形",
         "情节与后果", "裁量幅度档次", "裁量起点"),
        many=True,
        width=14,
    ),
    Column(
        "standard",
        "裁量标准",
        ("处罚标准", "处罚幅度", "裁量幅度", "裁量基准", "处罚基准", "具体标准", "行政处罚标准", "处罚裁量标准",
        "罚款金额", "罚款幅度", "裁量罚款金额",
         "处罚裁量基准", "自由裁量标准", "行政处罚裁量标准", "罚款标准", "处罚种类及幅度", "处罚种类和幅度",
         "裁量权基准", "实施标准"),
        many=True,
        width=24,
    ),
)  # fmt: skip
MEASURES = Column(
    "measures", "监管措施", ("事中事后监管措施", "事中事后监管", "监管方式和措施", "事后监管措施"), width=40
)  # no column of 附件6: written beside it where some entry has measures
OFFICIAL = ("serial", "name", "category", "basis", "body", "office", "duties", "accountability", "remark")


def _check(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "项目名称")
    if sheet.is_tiers and check_tier(item, sheet):
        item.data["category"] = Category.PENALTY
        if item.block and item.block.kind == "category":
            check_category(item, sheet)
    else:
        check_category(item, sheet)
    check_basis(item, sheet, facts)
    sub = joined(item.get("sub_name"))
    item.data["sub_name"] = "" if sub in ("无", "—", "-", "/") else sub
    for key in ("body", "office", "code"):
        item.data[key] = joined(item.get(key))
    for key in ("duties", "accountability", "remark", "tier", "standard", "measures"):
        item.data[key] = lines(item.get(key))
    if not item.data["body"] and item.block and item.block.kind == "department":
        item.data["body"] = item.block.name


def identity(item: Item) -> tuple:
    """Same name, category and bases: the same power. Blanks and the width of brackets never tell two names apart."""
    basis = tuple(sorted(folded(text) for text in item.data["basis"]))
    return folded(item.data["name"]), folded(item.data["sub_name"]), item.data["category"], basis


def _finish(reading: Reading, facts: dict[str, Any]) -> None:
    refuse_duplicate_codes(reading)
    refuse_duplicates(reading, identity, "名称、类别和依据")
    check_totals(reading)


POWERS = Form(
    kind="powers",
    name="附件6《部门权责清单》",
    columns=(*COLUMNS, MEASURES),
    required=("name", ("basis", "category", "duties")),
    titles=("权责清单", "权力清单", "裁量"),
    spread=True,
    cards=True,
    tiers=("tier", "standard"),
    tier_words=r"裁量|违法情节|违法程度|处罚幅度|处罚标准|罚款幅度",
    tick_labels=tuple(TEN),
    heading=heading,
    check=_check,
    finish=_finish,
)
