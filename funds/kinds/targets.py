"""《项目支出绩效目标表》: a year's targets as a workbook. A target is read as it is written: `≥50个`, or in words."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from core.workbooks import Column, Form, Item, Reading, Reason, SheetReading
from powerlist.kinds.checks import check_name, joined, place

from ..enums import ASPECTS, Aspect, Sign
from .lists import amount_of

SIGNS = {"≥": Sign.AT_LEAST, ">=": Sign.AT_LEAST, "≧": Sign.AT_LEAST, "不低于": Sign.AT_LEAST, "不少于": Sign.AT_LEAST,
         "≤": Sign.AT_MOST, "<=": Sign.AT_MOST, "≦": Sign.AT_MOST, "不高于": Sign.AT_MOST, "不超过": Sign.AT_MOST,
         "=": Sign.EQUAL, "": Sign.AT_LEAST}  # fmt: skip
MEASURED = re.compile(
    rf"({'|'.join(map(re.escape, filter(None, SIGNS)))}|)(\d{{1,14}}(?:\.\d{{1,4}})?)([^\d.]{{0,10}})"
)
LEVELS = {aspect.label.removesuffix("指标"): aspect for aspect in Aspect}
DIMENSION_OF = {aspect: dimension for dimension, aspects in ASPECTS.items() for aspect in aspects}


def target_of(text: str) -> tuple[str, Decimal | None, str, str]:
    """(sign, value, unit, words) of a target as written; a bare number asks for at least so much."""
    plain = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text))
    found = MEASURED.fullmatch(plain)
    if found is None:
        return Sign.WORDS, None, "", text.strip()
    return SIGNS[found.group(1)], Decimal(found.group(2)), found.group(3), ""


def aspect_of(text: str) -> Aspect | None:
    """The second level by its name, `指标` or 服务对象 written or not."""
    name = re.sub(r"\s", "", text).removesuffix("指标")
    return LEVELS.get(name) or (Aspect.SATISFACTION if "满意度" in name else None)


def _check_target(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "三级指标")
    texts = {key: joined(item.get(key)) for key in ("level1", "level2", "target", "weight", "evidence")}
    aspect, weight = aspect_of(texts["level2"]), amount_of(texts["weight"])
    if aspect is None:
        item.refuse(
            Reason.BAD_VALUE,
            f"{place(item, '二级指标')}“{texts['level2']}”不认识。请写{'、'.join(a.label for a in Aspect)}之一。",
        )
    if not texts["target"]:
        item.refuse(Reason.BAD_VALUE, f"{place(item, '年度指标值')}是空的。请填写，如“≥50个”，或者写明要达到的效果。")
    if weight is None or not 0 < weight <= 100:
        item.refuse(Reason.BAD_VALUE, f"{place(item, '分值')}“{texts['weight']}”不对。请填大于0、不超过100的数字。")
    sign, value, unit, words = target_of(texts["target"])
    item.data |= {
        "dimension": str(DIMENSION_OF[aspect]) if aspect else "", "aspect": str(aspect or ""), "sign": str(sign),
        "value": f"{value:f}" if value is not None else None, "unit": unit, "words": words,
        "weight": f"{weight:f}" if weight is not None else "", "evidence": texts["evidence"],
    }  # fmt: skip


def _finish_targets(reading: Reading, facts: dict[str, Any]) -> None:
    seen: dict[str, Item] = {}
    for item in reading.items:
        name = item.data.get("name", "")
        if name and name in seen:
            item.refuse(
                Reason.BAD_VALUE, f"{place(item, '三级指标')}“{name}”与第{seen[name].row}行重复，请合并或者改名。"
            )
        seen.setdefault(name, item)


TARGETS = Form(
    kind="targets",
    name="《项目支出绩效目标表》",
    columns=(
        Column("level1", "一级指标", inherit=True, width=14),
        Column("level2", "二级指标", inherit=True, width=20),
        Column("name", "三级指标", ("指标名称", "绩效指标名称", "指标内容", "三级指标名称"), width=34),
        Column("target", "年度指标值", ("指标值", "目标值", "年度目标值", "预期指标值"), width=20),
        Column("weight", "分值", ("权重", "标准分值", "分值权重"), width=8),
        Column("evidence", "评价依据", ("指标解释", "评分依据", "数据来源", "评价标准", "备注"), width=30),
    ),
    required=("name", "target", "weight"),
    titles=("绩效目标", "目标表", "目标申报"),
    serial_key="level2",
    check=_check_target,
    finish=_finish_targets,
)
