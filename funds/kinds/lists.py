"""《部门预算专项资金管理清单》: the county's list of special funds as a workbook.

Money is decimal, in 万元 whatever unit the sheet states.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from core.workbooks import Column, Form, Item, Reading, Reason, SheetReading
from powerlist.kinds.checks import check_name, joined, lines, place, refuse_duplicates

TO_WAN = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": Decimal(10000), "": Decimal(1)}
SUSPECT = Decimal(100_000)  # 万元: a single county project of 十亿 is a figure in 元
DIGITS = 24  # a number longer than this is a slip of the hand, and can't be rounded to the 分


def amount_of(text: str) -> Decimal | None:
    """A sum of money as written (`1,234.5`, `660万元`); None when it is no number."""
    text = re.sub(r"[\s,，]", "", text).replace("－", "-").replace("−", "-").replace("．", ".")
    text = re.sub(r"^[￥¥]|(?:人民币)?(?:万元|万|元)$", "", text)
    negative = re.fullmatch(r"[（(](\d+(?:\.\d+)?)[)）]", text)
    text = f"-{negative.group(1)}" if negative else text
    if not re.fullmatch(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?", text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if abs(number.adjusted()) <= DIGITS else None


def _check_fund(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "项目名称")
    department = joined(item.get("department"))
    if not department and item.block and item.block.kind == "department":
        department = item.block.name
    item.data |= {"department": department, "remark": lines(item.get("remark")), "basis": [], "amount": None}
    year = re.search(r"(20\d{2})\s*年?", item.get("year") or item.get("remark"))
    item.data["year"] = year.group(1) if year else ""
    text = item.get("amount").strip() or _sum_of_sources(item)
    if text in ("", "—", "-", "/", "无"):
        if not any(e.code == Reason.ERROR_VALUE for e in item.errors):
            item.refuse(
                Reason.AMOUNT_MISSING,
                f"{place(item, '预算数额')}是空的。请填写数额，单位{sheet.amount_unit or '万元'}。",
            )
        return
    amount = amount_of(text)
    if amount is None:
        if not any(e.code == Reason.ERROR_VALUE for e in item.errors):
            item.refuse(
                Reason.AMOUNT_NOT_NUMBER, f"{place(item, '预算数额')}“{text}”不是数字。请只填数字，不写“约”“左右”等字。"
            )
        return
    if "万" in text and sheet.amount_unit == "元":
        amount *= 10000
    if amount < 0:
        item.refuse(Reason.AMOUNT_NEGATIVE, f"{place(item, '预算数额')}是负数{text}。请核对，调减请另列说明。")
    item.data["amount"] = amount * TO_WAN[sheet.amount_unit]
    item.data["as_filed"] = amount


def _sum_of_sources(item: Item) -> str:
    """A sum that stands under 中央, 省级, 市级 or 县级; the first part that is no number is given back as it is."""
    parts = [part.strip() for part in item.get("sources").split("\n") if part.strip() not in ("", "—", "-", "/", "无")]
    total = Decimal(0)
    for part in parts:
        amount = amount_of(part)
        if amount is None:
            return part
        total += amount
    return f"{total:f}" if parts else ""


def _finish_funds(reading: Reading, facts: dict[str, Any]) -> None:
    _suspects(reading)
    refuse_duplicates(reading, lambda i: (i.data["department"], i.data["name"], i.data["amount"]), "部门、项目和数额")
    for sheet in reading.sheets:
        _departments(sheet, facts.get("department_caps"))
        _subtotals(sheet)
        total = sheet.declared_total
        good = sum(1 for item in sheet.items if not item.errors)
        if total is not None and total != good:
            sheet.warn(
                sheet.header_rows[0],
                Reason.DECLARED_TOTAL_MISMATCH,
                f"标题写的是共{total}项，实际可导入{good}项。请核对。",
            )


def _suspects(reading: Reading) -> None:
    amounts = sorted(i.data["amount"] for i in reading.items if i.data["amount"] is not None)
    middle = amounts[len(amounts) // 2] if amounts else Decimal(0)
    for item in reading.items:
        amount = item.data["amount"]
        if amount is None:
            continue
        if amount >= SUSPECT or (amount >= 10_000 and middle and amount >= 100 * middle):
            item.warn(
                Reason.UNIT_SUSPECT,
                f"{place(item, '预算数额')}合{amount:f}万元，数额过大，像是按“元”填的。请核对单位。",
            )


def _departments(sheet: SheetReading, caps: tuple[int, int] | None) -> None:
    """Each department has so many projects as the level's rule says, from the least to the most (三至五项 in 漳县)."""
    if caps is None:
        return
    low, high = caps
    rows: dict[str, list[Item]] = {}
    for item in sheet.items:
        if not item.errors and item.data["department"]:
            rows.setdefault(item.data["department"], []).append(item)
    for department, items in rows.items():
        if not low <= len(items) <= high:
            items[0].warn(
                Reason.DEPT_PROJECT_COUNT,
                f"{department}有{len(items)}项，不在{low}至{high}项之内。请按要求归并或者说明理由。",
            )


def _subtotals(sheet: SheetReading) -> None:
    """小计 against the rows since the last one, 合计 against all rows."""
    column = sheet.columns.get("amount", [-1])[0]
    amounts = {item.row: item.data.get("as_filed") for item in sheet.items}
    good = {item.row for item in sheet.items if not item.errors}
    since = 0
    for row, label, values in sheet.totals:
        stated = amount_of(values.get("amount", ""))
        formula = sheet.formulas.get((row - 1, column), "")
        if stated is None and formula:
            stated = evaluate(formula, amounts, column)
        first = since if "小" in label else 0
        subtotal = "小" in label
        span = [r for r in amounts if first < r < row] if subtotal or row > min(amounts, default=0) else list(amounts)
        every = sum((amounts[r] or Decimal(0) for r in span), Decimal(0))
        right = sum((amounts[r] or Decimal(0) for r in span if r in good), Decimal(0))
        if subtotal:
            since = row
        if stated is not None and stated not in (every, right):
            sheet.warn(
                row, Reason.SUBTOTAL_FORMULA_MISMATCH,
                f"第{row}行“{label}”是{stated:f}，逐项相加是{every:f}。请核对公式的范围，系统按逐项相加计算。",
            )  # fmt: skip


def evaluate(formula: str, amounts: dict[int, Decimal | None], column: int) -> Decimal | None:
    """SUM and + over one column, the only formulas that a total needs; None for any other. Nothing is run."""
    from core.workbooks.files import column_number

    text = formula.replace("$", "").replace(" ", "").upper().lstrip("=")
    text = re.sub(r"SUM\(([^()]*)\)", lambda m: m.group(1).replace(",", "+"), text)
    total = Decimal(0)
    for part in text.split("+"):
        match = re.fullmatch(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?", part)
        if not match or column_number(match.group(1)) != column:
            return None
        first, last = int(match.group(2)), int(match.group(4) or match.group(2))
        total += sum((amounts[row] or Decimal(0) for row in amounts if first <= row <= last), Decimal(0))
    return total


FUNDS = Form(
    kind="funds",
    name="《部门预算专项资金管理清单》",
    columns=(
        Column("serial", "序号", ("编号",), width=6),
        Column("department", "项目主管部门", ("主管部门", "部门", "主管单位", "项目单位", "预算单位", "责任部门",
        "单位名称", "项目主管单位",
                                         "部门名称", "资金主管部门"), inherit=True, width=18),
        Column("name", "项目名称", ("专项资金名称", "资金名称", "专项名称", "资金项目名称", "专项资金项目名称",
        "资金项目"), width=44),
        Column("amount", "预算数额", ("金额", "预算金额", "资金数额", "数额", "预算数", "资金额度", "资金规模",
        "安排金额", "预算安排数额",
                                  "年初预算数", "预算安排数", "项目金额"), width=14),
        Column("sources", "中央资金", ("中央", "省级", "市级", "县级", "省级资金", "市级资金", "县级资金",
        "中央级", "省", "市", "县", "其他资金",
                                   "上级资金", "本级资金", "中央补助", "省级补助"), many=True, width=12),
        Column("year", "年度", ("预算年度", "年份"), width=8),
        Column("remark", "备注", ("说明",), width=14),
    ),
    required=("name", ("amount", "sources")),
    titles=("专项资金", "资金管理清单"),
    heading=lambda text: _department_heading(text),
    check=_check_fund,
    finish=_finish_funds,
)  # fmt: skip


def _department_heading(text: str):
    from powerlist.kinds import heading

    found = heading(text)
    return found if found and found.kind == "department" else None
