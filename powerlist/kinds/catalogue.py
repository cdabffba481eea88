"""上级目录 as a workbook: the form of a basic catalogue, its headings as real lists have them, and its codes.

基本编码 (domain.md 3.5): region 2 (00 the nation, else the province), type 2 (GB/T 39046 A.1), department 2, main item
3, sub-item 3 (000: the main item). 实施编码 is 18 + 1 + the same 12; 业务办理项编码 has two characters more.
"""

from __future__ import annotations

import re
from typing import Any

from core.workbooks import Column, Form, Item, Reading, Reason, SheetReading
from powerlist.citations import without_number
from powerlist.enums import Category

from .categories import heading
from .checks import check_basis, check_category, check_name, folded, joined, place, refuse_duplicates

PROVINCES = frozenset(
    f"{first}{last}"
    for first, lasts in (
        ("1", "12345"),
        ("2", "123"),
        ("3", "1234567"),
        ("4", "123456"),
        ("5", "01234"),
        ("6", "123456"),
    )
    for last in lasts
)
TYPES = dict(Category.choices)
SHAPE = re.compile(r"^[0-9]{4}[0-9A-Z]{2}[0-9]{6}$")
IMPLEMENTED = re.compile(r"^[0-9A-Z]{18}[1-9]([0-9]{4}[0-9A-Z]{2}[0-9]{6})(?:[0-9]{2})?$")
LOCAL_LIMIT, HINT_LIMIT = 60, 100
NO_MAIN = ("无", "—", "-", "/")

CATALOGUE = Form(
    kind="catalogue",
    name="上级目录",
    columns=(
        Column("serial", "序号", ("编号", "项次"), width=6),
        Column(
            "department",
            "部门",
            ("主管部门", "省级主管部门", "实施机关", "实施部门", "行业主管部门", "部门名称", "牵头部门", "实施主体",
             "行使主体", "责任部门", "国家主管部门", "市级主管部门"),
            inherit=True,
            width=16,
        ),
        Column("main", "主项名称", ("主项", "目录名称", "主项目名称", "所属主项"), width=28),
        Column(
            "name",
            "事项名称",
            ("子项名称", "子项", "项目名称", "职权名称", "政务服务事项名称", "行政权力事项名称", "许可事项名称",
             "目录事项名称", "基本目录名称"),
            width=34,
        ),
        Column(
            "category",
            "事项类型",
            ("类别", "类型", "权力类型", "权力类别", "事项类别", "职权类型", "职权类别", "行政权力类型"),
            width=12,
        ),
        Column("basic_code", "基本编码", ("事项基本编码", "国家基本编码", "基本目录编码"), width=16),
        Column(
            "local_code", "事项编码", ("编码", "地方编码", "目录编码", "实施编码", "权力编码", "职权编码"), width=22
        ),
        Column(
            "basis", "设定依据", ("依据", "法律依据", "实施依据", "设定和实施依据", "权力依据", "法定依据"),
            many=True, width=48,
        ),
        Column("remark", "备注", ("说明",), width=14),
    ),
    required=("name", ("basic_code", "local_code")),
    titles=("目录", "事项清单"),
    heading=heading,
    check=lambda item, sheet, facts: _check(item, sheet, facts),
    finish=lambda reading, facts: _finish(reading),
)  # fmt: skip


def fault_of(code: str) -> str:
    """What is wrong with a 基本编码, in words; empty when its structure holds."""
    if not SHAPE.match(code):
        return f"“{code}”不是12位基本编码：区域2位、类型2位、部门2位、主项3位、子项3位，如 000104002000"
    if code[:2] != "00" and code[:2] not in PROVINCES:
        return f"“{code}”的前两位“{code[:2]}”不是00（国家）或省级代码（甘肃为62）"
    if code[2:4] not in TYPES:
        return f"“{code}”的第3、4位“{code[2:4]}”不是事项类型代码（许可01、处罚02……其他10、公共服务20）"
    return ""


def main_code(code: str) -> str:
    """The code of the main item of a sub-item's 基本编码; empty for a main item."""
    return "" if not code or code.endswith("000") else f"{code[:9]}000"


def _check(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "事项名称")
    _check_type(item, sheet)
    _check_codes(item)
    check_basis(item, sheet, {**facts, "rules": None}, "设定依据", required=False)
    item.data["basis"] = [without_number(text) for text in item.data["basis"]]
    main = joined(item.get("main"))
    item.data["main"] = "" if main in NO_MAIN or folded(main) == folded(item.data["name"]) else main[:500]
    item.data["department"] = joined(item.get("department"))[:HINT_LIMIT]
    if not item.data["department"] and item.block and item.block.kind == "department":
        item.data["department"] = item.block.name


def _check_type(item: Item, sheet: SheetReading) -> None:
    if joined(item.get("category")) == Category.PUBLIC_SERVICE.label:
        item.data["category"] = Category.PUBLIC_SERVICE
    else:
        check_category(item, sheet)


def _check_codes(item: Item) -> None:
    basic = joined(item.get("basic_code")).upper()
    local = joined(item.get("local_code"))
    if not basic and (whole := IMPLEMENTED.match(local.upper())):
        basic = whole[1]
    elif not basic and SHAPE.match(local.upper()) and not fault_of(local.upper()):
        basic, local = local.upper(), ""
    item.data["basic_code"], item.data["local_code"] = basic, local
    if not basic and not local:
        item.refuse(Reason.MISSING_VALUE, f"{place(item, '基本编码')}是空的。请填写基本编码，没有的填地方编码。")
    elif basic and (fault := fault_of(basic)):
        item.refuse(Reason.BAD_VALUE, f"{place(item, '基本编码')}{fault}。地方自编的请填在“事项编码”一栏。")
    elif basic and item.data.get("category") and basic[2:4] != item.data["category"]:
        item.refuse(
            Reason.BAD_VALUE,
            f"{place(item, '基本编码')}“{basic}”是{TYPES[basic[2:4]]}的编码，事项类型填的是"
            f"{TYPES[item.data['category']]}。请核对。",
        )
    if len(local) > LOCAL_LIMIT:
        item.refuse(Reason.TOO_LONG, f"{place(item, '事项编码')}超过了{LOCAL_LIMIT}个字符。请核对是否串栏。")


def _finish(reading: Reading) -> None:
    for key, label in (("basic_code", "基本编码"), ("local_code", "事项编码")):
        refuse_duplicates(reading, lambda item, key=key: item.data.get(key) or id(item), label)
