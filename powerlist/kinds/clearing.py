"""附件1, 附件3 and 附件4: the lists of the clearing of powers, which staff fill and the public never sees."""

from __future__ import annotations

from typing import Any

from core.workbooks import Item

from .adjustments import DETAIL_ADJUSTMENTS, DUTY_ADJUSTMENTS, OPENNESS, adjustment, adjustment_cell
from .annexes import DETAILS, DUTIES, OVERLAPS
from .checks import lines
from .fields import Field, FieldType
from .lists import POWER_CATEGORIES, REMARK, Kind, Layout, basis, declare

OPENNESS_WORDS = {"public": ("社会", "主动"), "applicant": ("申请",), "internal": ("内部",), "none": ("不予", "不公开")}


def _openness(text: str) -> tuple[str, str]:
    """(code, what the code does not say) of a cell of 公开范围."""
    for code, label in OPENNESS:
        if text == label:
            return code, ""
    found = [code for code, words in OPENNESS_WORDS.items() if any(word in text for word in words)]
    return (found[0], text) if len(found) == 1 else ("", text)


def _take_duty(item: Item) -> dict[str, Any]:
    code, reason = adjustment(item.data.get("opinion", ""), DUTY_ADJUSTMENTS)
    return {
        "duty": item.data.get("duty", ""),
        "work": item.data.get("work", ""),
        "opinion": code,
        "opinion_reason": reason,
        "remark": lines(item.get("remark")),
    }


def _give_duty(content: dict[str, Any]) -> dict[str, str]:
    code, reason = content.get("opinion", ""), content.get("opinion_reason", "")
    return {"opinion": adjustment_cell(code, reason, DUTY_ADJUSTMENTS)}


DUTY_NOTES = (
    "说明：1.细化职权名称应与《部门行政职权清理汇总表》中职权名称对应；2.职权类别主要包括行政许可、行政处罚、行政强制、行政征收、"
    "行政给付、行政裁决、行政确认、行政奖励、行政监督及其他行政权力等；3.“其他行政权力”包括直接与行政相对人发生关系的指导、检查等，"
    "以及立法、规划、计划、调研等重大的管理服务行为和备案、委托、政府内部审批事项等；"
    "4.调整意见包括职权精简、取消、下放、转移、整合归并等。",
)

declare(
    Kind(
        key="duties",
        label="职责梳理登记表",
        mark="A1",
        form=DUTIES,
        name_label="细化职权名称",
        office_label="承担股室",
        categories=POWER_CATEGORIES,
        fields=(
            Field("duty", "“三定”规定主要职责", required=True),
            Field("work", "具体工作内容"),
            Field("opinion", "调整意见", FieldType.CHOICE, choices=DUTY_ADJUSTMENTS),
            Field("opinion_reason", "调整理由", column="opinion"),
            REMARK,
        ),
        take=_take_duty,
        give=_give_duty,
        layout=Layout(
            title="部门职责梳理登记表",
            sheet="附件1",
            dated=False,
            unit=True,
            as_filed=True,
            keys=("serial", "duty", "office", "work", "name", "category", "opinion"),
            groups=(("细化职权", {"name": "名称", "category": "职权类别", "opinion": "调整意见"}),),
            merged=("serial", "duty", "office", "work"),
            notes=DUTY_NOTES,
        ),
    )
)


def _take_detail(item: Item) -> dict[str, Any]:
    code, reason = adjustment(item.data.get("opinion", ""), DETAIL_ADJUSTMENTS)
    openness, said = _openness(item.data.get("openness", ""))
    return {
        "basis": item.data.get("basis", ()),
        "target": item.data.get("target", ""),
        "openness": openness,
        "openness_note": said,
        "handled": item.data.get("handled"),
        "fee": item.data.get("fee", ""),
        "opinion": code,
        "opinion_reason": reason,
        "remark": lines(item.get("remark")),
    }


def _give_detail(content: dict[str, Any]) -> dict[str, str]:
    code, reason = content.get("opinion", ""), content.get("opinion_reason", "")
    said = content.get("openness_note", "") or dict(OPENNESS).get(content.get("openness", ""), "")
    return {"opinion": adjustment_cell(code, reason, DETAIL_ADJUSTMENTS), "openness": said}


DETAIL_NOTES = (
    "说明：1.“实施依据”应写明具体条款及内容，同一事项有不同位阶依据的，从高到低依次列举；"
    "2.“实施对象”是指机关、事业单位、企业、社会组织或公民；"
    "3.“承办机构”是指机关、事业单位内设机构、受委托的事业机构或其他组织等；"
    "4.“公开范围”是指向社会公开、向申请人公开、部门内部公开或不予公开；5.“办理数量”是指行政权力事项在近三年内的办件量；"
    "6.“收费（征收）依据和标准”是指行政权力事项收费（征收）的具体依据和标准，不收费（征收）的写“无”；"
    "7.“调整意见及理由”应注明取消、下放、整合、优化、转移等具体意见，并说明主要理由。",
)

declare(
    Kind(
        key="details",
        label="行政权力事项分表",
        mark="A3",
        form=DETAILS,
        created=True,
        categories=POWER_CATEGORIES,
        fields=(
            basis(),
            Field("target", "实施对象", FieldType.TEXT, hint="机关、事业单位、企业、社会组织或公民"),
            Field("openness", "公开范围", FieldType.CHOICE, choices=OPENNESS),
            Field(
                "openness_note",
                "公开范围说明",
                FieldType.TEXT,
                column="openness",
                hint="与上面四种不同的写法，原样保留在这里",
            ),
            Field("handled", "办理数量", FieldType.NUMBER, hint="近三年办理的件数，没有的填0"),
            Field("fee", "收费（征收）依据和标准", hint="不收费的写“无”"),
            Field("opinion", "调整意见", FieldType.CHOICE, choices=DETAIL_ADJUSTMENTS),
            Field("opinion_reason", "调整理由", column="opinion"),
            REMARK,
        ),
        take=_take_detail,
        give=_give_detail,
        layout=Layout(
            title="部门行政权力事项分表（{category}类）",
            sheet="{category}类",
            dated=False,
            unit=True,
            by_category=True,
            keys=("serial", "name", "basis", "target", "office", "openness", "handled", "fee", "opinion"),
            notes=DETAIL_NOTES,
        ),
    )
)


def _take_overlap(item: Item) -> dict[str, Any]:
    keys = ("basis", "departments", "situation", "suggestion", "reason", "remark")
    return {key: item.data.get(key) for key in keys}


declare(
    Kind(
        key="overlaps",
        label="权力事项交叉分散登记表",
        mark="A4",
        form=OVERLAPS,
        name_label="行政权力事项名称",
        office_label="",
        fields=(
            basis(),
            Field("departments", "涉及部门", FieldType.BODIES, required=True, hint="至少两个，用顿号分开"),
            Field("situation", "交叉分散情况描述"),
            Field("suggestion", "理顺权力意见建议"),
            Field("reason", "主要理由"),
            REMARK,
        ),
        take=_take_overlap,
        layout=Layout(
            title="部门行政权力事项交叉分散情况登记表",
            sheet="附件4",
            dated=False,
            unit=True,
            notes=(
                "说明：部门行政权力交叉是指本部门与外部门之间存在行政权力交叉的情况，"
                "不包括明确由一个部门牵头、其他部门配合的情形。",
            ),
        ),
    )
)
