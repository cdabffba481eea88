"""Two workbooks of a fund's money: the values of a factor scheme, and the month's execution.

Sums are in 元 inside; a sheet says its own unit (单位：万元), 元 when it says nothing.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.workbooks import Column, Form, Item, Reason, SheetReading
from powerlist.kinds.checks import check_name, joined, place

from .lists import amount_of

TO_YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(10**8), "": Decimal(1)}


def _number(item: Item, key: str, header: str) -> Decimal | None:
    """A number that isn't negative; None when the cell is empty or refused."""
    text = item.get(key).strip()
    if not text:
        return None
    number = amount_of(text)
    if number is None:
        item.refuse(Reason.AMOUNT_NOT_NUMBER, f"{place(item, header)}“{text}”不是数字。请只填数字。")
    elif number < 0:
        item.refuse(Reason.AMOUNT_NEGATIVE, f"{place(item, header)}是负数{text}。请核对。")
        return None
    return number


def _check_unit(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "单位")
    item.data["code"] = joined(item.get("code"))
    if not item.data["code"]:
        item.refuse(Reason.MISSING_VALUE, f"{place(item, '单位编码')}是空的。请填写编码，同一个单位每年用同一个编码。")
    item.data["coefficient"] = _number(item, "coefficient", "系数")


FACTORS = Form(
    kind="factors",
    name="《因素法分配因素值表》",
    columns=(
        Column("serial", "序号", ("编号",), width=6),
        Column("code", "单位编码", ("编码", "乡镇编码", "区划代码", "机构编码"), width=16),
        Column("name", "单位", ("单位名称", "乡镇", "乡镇名称", "地区", "分配单位"), width=20),
        Column("coefficient", "系数", ("绩效系数", "调整系数", "绩效评价系数"), width=10),
    ),
    required=("code", "name"),
    titles=("因素值", "因素法"),
    check=_check_unit,
)


def _check_month(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "项目名称")
    item.data["code"] = joined(item.get("code"))
    item.data["remark"] = joined(item.get("remark"))[:300]
    for key, header in (("planned", "累计计划支出"), ("executed", "累计实际支出")):
        item.data[key] = _yuan(item, key, header, sheet.amount_unit)


def _yuan(item: Item, key: str, header: str, unit: str) -> Decimal | None:
    text = item.get(key).strip()
    if not text:
        item.refuse(Reason.AMOUNT_MISSING, f"{place(item, header)}是空的。没有支出的请填0。")
        return None
    number = _number(item, key, header)
    if number is None:
        return None
    own = next(
        (word for word in ("亿元", "万元", "千元") if text.endswith(word)), "万元" if text.endswith("万") else ""
    )
    amount = number * TO_YUAN[own or unit]
    if amount != amount.quantize(Decimal("0.01")):
        item.refuse(Reason.BAD_VALUE, f"{place(item, header)}“{text}”不足1分。请精确到分。")
        return None
    return amount


EXECUTION = Form(
    kind="execution",
    name="《专项资金支出进度月报表》",
    columns=(
        Column("serial", "序号", ("编号",), width=6),
        Column("code", "资金编码", ("编码", "项目编码"), width=24),
        Column("name", "项目名称", ("资金名称", "专项资金名称", "专项名称"), width=40),
        Column("planned", "累计计划支出", ("计划支出", "计划支出数", "累计计划", "支出计划"), width=18),
        Column("executed", "累计实际支出", ("实际支出", "实际支出数", "累计支出", "支出数", "执行数"), width=18),
        Column("remark", "说明", ("备注", "原因"), width=30),
    ),
    required=("name", "planned", "executed"),
    titles=("支出进度", "执行"),
    check=_check_month,
)


def _check_share(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "接收单位")
    for key, header in (("use", "用途或者项目"), ("region", "地区")):
        item.data[key] = joined(item.get(key))
        if key == "use" and not item.data[key]:
            item.refuse(Reason.MISSING_VALUE, f"{place(item, header)}是空的。请写明用途。")
    item.data["amount"] = _yuan(item, "amount", "数额", sheet.amount_unit)


SHARES = Form(
    kind="shares",
    name="《据实据效分配明细表》",
    columns=(
        Column("serial", "序号", ("编号",), width=6),
        Column("name", "接收单位", ("单位", "单位名称", "接收单位名称", "发放单位"), width=24),
        Column("region", "地区", ("乡镇", "所在乡镇"), width=14),
        Column("use", "用途或者项目", ("用途", "项目", "项目名称", "用途或项目"), width=36),
        Column("amount", "数额", ("金额", "分配数额", "分配金额", "补助金额", "数额元", "金额元"), width=18),
    ),
    required=("name", "use", "amount"),
    titles=("分配明细", "据实"),
    check=_check_share,
)


def month_faults(
    planned: Decimal, executed: Decimal, remark: str, *, before: tuple[Decimal, Decimal] | None,
    after: Decimal | None, budget: Decimal,
) -> tuple[list[str], list[str]]:  # fmt: skip
    """(refusals, warnings) of a month's cumulative sums beside the month before (planned, executed), the spending
    reported for a later month, and the year's budget."""
    refused, warned = [], []
    if before is not None and not remark:
        for what, now, then in (("计划", planned, before[0]), ("实际", executed, before[1])):
            if now < then:
                refused.append(
                    f"累计{what}支出 {now:,.2f} 元，比上月的 {then:,.2f} 元少。累计数不应减少，请核对或者写明原因。"
                )
    if after is not None and executed > after:
        warned.append(f"累计实际支出 {executed:,.2f} 元，比已报的后一个月 {after:,.2f} 元多。请一并更正后一个月。")
    for what, amount in (("计划", planned), ("实际", executed)):
        if amount > budget:
            warned.append(f"累计{what}支出 {amount:,.2f} 元，超过全年预算 {budget:,.2f} 元。请核对预算变动是否已登记。")
    return refused, warned
