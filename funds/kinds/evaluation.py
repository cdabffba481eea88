"""《项目支出绩效自评表》: the self-evaluation of a project's performance as a workbook.

Shares and scores are texts as filed; budgets are in the unit of the sheet.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.workbooks import Column, Form, Item, Reading, Reason, SheetReading
from powerlist.kinds.checks import check_name, joined, place

from .lists import amount_of


def _check_indicator(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "三级指标")
    item.data |= {key: joined(item.get(key)) for key in ("level1", "level2", "target", "actual", "weight", "score")}
    item.data["basis"] = []
    if not item.data["score"]:
        item.warn(Reason.SCORE_MISSING, f"{place(item, '得分')}没有填。请填写得分，没有得分的填0。")


def _finish_evaluation(reading: Reading, facts: dict[str, Any]) -> None:
    for sheet in reading.sheets:
        weights = [amount_of(item.data["weight"]) for item in sheet.items if item.data.get("weight")]
        total = sum((w for w in weights if w is not None), Decimal(0))
        row = sheet.totals[-1][0] if sheet.totals else sheet.header_rows[0]
        if total != 100:
            sheet.warn(
                row,
                Reason.WEIGHT_SUM_NOT_100,
                f"各指标分值合计为{total:f}，不是100。请核对分值；预算执行率的分值应单列说明。",
            )
        initial = _fact(sheet, "年初预算数")
        if initial is not None and initial == 0:
            sheet.warn(
                sheet.header_rows[0],
                Reason.INITIAL_BUDGET_ZERO,
                "年初预算数为0，执行率按全年预算数计算，不除以年初预算。请核对是否为年中追加项目。",
            )


def _fact(sheet: SheetReading, column: str) -> Decimal | None:
    for head in ("年度资金总额", "资金总额", "总额"):
        text = sheet.facts.get(f"{head}/{column}")
        if text is not None:
            return amount_of(text)
    return None


FUND_EVALUATION = Form(
    kind="fund_evaluation",
    name="《项目支出绩效自评表》",
    columns=(
        Column("level1", "一级指标", inherit=True),
        Column("level2", "二级指标", inherit=True),
        Column("name", "三级指标", ("指标名称", "绩效指标名称", "指标内容", "三级指标名称", "指标"), width=30),
        Column("target", "年度指标值", ("指标值", "目标值", "年度目标值", "预期指标值", "年初目标值",
        "计划指标值"), width=18),
        Column("actual", "实际完成值", ("完成值", "全年完成值", "实际完成情况", "实际完成指标值", "完成情况",
        "全年实际值"), width=18),
        Column("weight", "分值", ("权重", "标准分值", "分值权重"), width=8),
        Column("score", "得分", ("自评得分", "自评分", "得分情况"), width=8),
        Column("remark", "偏差原因分析及改进措施", ("偏差原因分析", "未完成原因分析", "备注", "偏差原因",
        "未完成原因及改进措施"), width=20),
    ),
    required=("name", "target", ("weight", "score", "actual")),
    titles=("绩效自评", "绩效目标", "自评表"),
    serial_key="level2",
    key_values=True,
    check=_check_indicator,
    finish=_finish_evaluation,
)  # fmt: skip
