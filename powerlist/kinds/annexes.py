"""附件1 to 附件5 and 附件7: the forms of the clearing of powers, as the founding document prints them."""

from __future__ import annotations

import re
from typing import Any

from core.workbooks import Column, Form, Item, Reading, Reason, SheetReading

from .categories import heading
from .checks import (
    NOTHING,
    check_basis,
    check_category,
    check_name,
    check_phone,
    check_totals,
    folded,
    joined,
    lines,
    place,
    refuse_duplicate_codes,
    refuse_duplicates,
)
from .powers import BASIS_LABELS, CODE

SERIAL = Column("serial", "序号", ("编号", "项次", "次序"), width=6)
OFFICE_LABELS = ("承办科室", "承办股室", "责任科室", "办理机构", "内设机构", "承办单位", "责任股室", "责任单位")
OPINION_LABELS = (
    "调整意见建议",
    "处理意见",
    "清理意见",
    "调整意见和理由",
    "调整意见（保留、取消、下放、转移等）",
    "意见",
)


def _texts(item: Item, short: tuple[str, ...], long: tuple[str, ...] = ()) -> None:
    item.data |= {key: joined(item.get(key)) for key in short}
    item.data |= {key: lines(item.get(key)) for key in long}


# --- 附件1 部门职责梳理登记表 --------------------------------------------------------------------------------------


def _check_duty(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "细化职权名称")
    check_category(item, sheet, "职权类别")
    item.data["basis"] = []
    _texts(item, ("office", "opinion"), ("duty", "work"))


def _finish_duties(reading: Reading, facts: dict[str, Any]) -> None:
    refuse_duplicates(reading, lambda i: (folded(i.data["name"]), i.data["category"]), "职权名称和类别")
    check_totals(reading)


DUTIES = Form(
    kind="duties",
    name="附件1《部门职责梳理登记表》",
    columns=(
        SERIAL,
        Column("duty", "“三定”规定主要职责", ("三定主要职责", "主要职责", "三定职责", "部门主要职责",
        "三定方案规定的主要职责",
                                     "三定规定职责", "部门职责", "三定方案主要职责"), inherit=True, width=30),
        Column("office", "承担股室", ("承担科室", "责任股室", "承担机构", *OFFICE_LABELS), inherit=True),
        Column("work", "具体工作内容", ("工作内容", "具体工作事项", "具体工作", "细化工作内容"), inherit=True,
        width=24),
        Column("name", "细化职权名称", ("职权名称", "细化职权", "职权名称（细化）", "细化职权的名称", "细化权力名称"),
               parts=("名称", "职权名称"), width=36),
        Column("category", "职权类别", ("类别", "权力类别", "职权类型", "细化职权类别", "权力类型"),
        parts=("类别", "职权类别")),
        Column("opinion", "调整意见", OPINION_LABELS, parts=("调整意见",)),
        Column("remark", "备注"),
    ),
    required=("duty", "name"),
    titles=("职责梳理",),
    heading=heading,
    check=_check_duty,
    finish=_finish_duties,
)  # fmt: skip


# --- 附件2 部门行政职权清理汇总表 -----------------------------------------------------------------------------------


def _check_summary(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "职权名称及数量")
    check_category(item, sheet, "类别")
    item.data["basis"] = []
    _texts(item, ("adjust",))


def _finish_summary(reading: Reading, facts: dict[str, Any]) -> None:
    refuse_duplicates(reading, lambda i: (folded(i.data["name"]), i.data["category"]), "职权名称和类别")
    check_totals(reading)
    _check_adjusted(reading)


def _check_adjusted(reading: Reading) -> None:
    """What a block says of its adjustments, against the rows below it."""
    for sheet in reading.sheets:
        for row, block, _ in sheet.blocks:
            texts = [item.get("adjust").strip() for item in sheet.items if item.block is block]
            listed = sum(1 for text in texts if text and text not in NOTHING)
            if block.adjusted is not None and block.adjusted != listed:
                sheet.warn(
                    row,
                    Reason.BLOCK_COUNT_MISMATCH,
                    f"第{row}行“{block.name}”写的是调整{block.adjusted}项，下面实际列了{listed}项。请核对。",
                )


SUMMARY = Form(
    kind="summary",
    name="附件2《部门行政职权清理汇总表》",
    columns=(
        SERIAL,
        Column(
            "name",
            "职权名称及数量",
            ("职权名称与数量", "职权名称和数量", "职权名称及项数", "行政职权名称及数量"),
            width=50,
        ),
        Column(
            "adjust",
            "需要调整职权",
            ("需要调整的职权", "调整职权", "需调整职权", "需要调整职权情况", "拟调整职权"),
            width=20,
        ),
        Column("category", "类别", ("职权类别",)),
        Column("remark", "备注"),
    ),
    required=("name", ("adjust", "serial")),
    titles=("职权清理汇总",),
    summary_block=True,
    heading=heading,
    check=_check_summary,
    finish=_finish_summary,
)


# --- 附件3 部门行政权力事项分表 -------------------------------------------------------------------------------------


def _check_detail(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "项目名称")
    check_category(item, sheet)
    check_basis(item, sheet, facts)
    item.data["handled"] = _count(item)
    _texts(item, ("target", "office", "openness", "fee", "opinion"))


def _count(item: Item) -> int | None:
    """办理数量: 件 in the last three years; 无 and dashes are not numbers and count as empty."""
    text = item.get("handled").replace(",", "").replace("，", "").strip()
    if not text:
        return None
    match = re.fullmatch(r"([-－−]?\d+)(?:\.0+)?\s*(?:余?[件次个项人户宗起])?", text)
    if not match:
        item.warn(
            Reason.COUNT_NOT_NUMBER,
            f"{place(item, '办理数量')}“{text}”不是数字，按未填处理。请填写近三年办理的件数，没有的填0。",
        )
        return None
    value = int(match.group(1).replace("－", "-").replace("−", "-"))
    if value < 0:
        item.refuse(Reason.BAD_COUNT, f"{place(item, '办理数量')}是负数{value}。请填写件数，没有的填0。")
        return None
    return value


def _finish_details(reading: Reading, facts: dict[str, Any]) -> None:
    refuse_duplicates(
        reading,
        lambda i: (folded(i.data["name"]), i.data["category"], tuple(sorted(i.data["basis"]))),
        "名称、类别和依据",
    )
    check_totals(reading)


DETAILS = Form(
    kind="details",
    name="附件3《部门行政权力事项分表》",
    columns=(
        SERIAL,
        Column(
            "name",
            "项目名称",
            ("事项名称", "职权名称", "权力名称", "权力事项名称", "行政权力事项名称", "权力事项"),
            width=30,
        ),
        Column("category", "类别", ("职权类别", "权力类别", "权力类型", "职权类型")),
        Column("basis", "实施依据", BASIS_LABELS, many=True, width=40),
        Column("target", "实施对象", ("行政相对人", "对象", "服务对象", "管理对象")),
        Column("office", "承办机构", OFFICE_LABELS),
        Column("openness", "公开范围", ("公开形式", "公开方式")),
        Column(
            "handled",
            "办理数量",
            ("办件量", "办理件数", "近三年办理数量", "办件数量", "年办理量", "办理数量（近三年）"),
            width=8,
        ),
        Column(
            "fee", "收费（征收）依据和标准", ("收费依据和标准", "征收依据和标准", "收费标准", "收费", "收费依据及标准")
        ),
        Column("opinion", "调整意见及理由", ("调整意见", "调整意见和理由", *OPINION_LABELS)),
        Column("remark", "备注"),
    ),
    required=("name", "basis", ("target", "openness", "handled", "fee", "opinion")),
    titles=("分表", "权力事项分表"),
    heading=heading,
    check=_check_detail,
    finish=_finish_details,
)


# --- 附件4 部门行政权力事项交叉分散情况登记表 ------------------------------------------------------------------------


def _check_overlap(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "行政权力事项名称")
    check_basis(item, sheet, facts)
    text = item.get("departments")
    marks = set(re.findall(r"[、，,;；/／\n|]|\s+(?=\S)", text))
    marks = {"空格" if mark.isspace() and mark != "\n" else mark.strip() or "换行" for mark in marks}
    names = [
        joined(part)
        for part in re.split(r"[、，,;；/／\n|\s]+|(?<=[局委办室厅])[和与及](?=县|市|省)", text)
        if part.strip()
    ]
    names = list(dict.fromkeys(name for name in names if name not in NOTHING))
    item.data["departments"] = names
    if len(marks) > 1:
        item.warn(
            Reason.SEPARATOR,
            f"{place(item, '涉及部门')}用了几种分隔符（{'、'.join(sorted(marks))}），"
            f"已拆成{len(names)}个部门。请统一用顿号。",
        )
    if len(names) < 2:
        item.refuse(
            Reason.NEEDS_TWO_DEPARTMENTS,
            f"{place(item, '涉及部门')}只有{len(names)}个部门。交叉事项至少涉及两个部门，请补齐，用顿号分开。",
        )
    _texts(item, (), ("situation", "suggestion", "reason", "remark"))


def _finish_overlaps(reading: Reading, facts: dict[str, Any]) -> None:
    refuse_duplicates(reading, lambda i: (folded(i.data["name"]), tuple(sorted(i.data["basis"]))), "名称和依据")
    check_totals(reading)


OVERLAPS = Form(
    kind="overlaps",
    name="附件4《部门行政权力事项交叉分散情况登记表》",
    columns=(
        SERIAL,
        Column(
            "name", "行政权力事项名称", ("事项名称", "项目名称", "权力事项名称", "行政权力事项", "职权名称"), width=26
        ),
        Column("basis", "实施依据", BASIS_LABELS, many=True, width=36),
        Column("departments", "涉及部门", ("交叉部门", "涉及单位", "相关部门"), width=24),
        Column("situation", "交叉分散情况描述", ("交叉分散情况", "情况描述", "交叉情况描述"), width=30),
        Column(
            "suggestion", "理顺权力意见建议", ("理顺建议", "意见建议", "理顺意见建议", "理顺权力的意见建议"), width=24
        ),
        Column("reason", "主要理由", ("理由",), width=20),
        Column("remark", "备注"),
    ),
    required=("name", "departments"),
    titles=("交叉分散",),
    check=_check_overlap,
    finish=_finish_overlaps,
)


# --- 附件5 部门公共服务事项登记表 -----------------------------------------------------------------------------------


def _check_service(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "公共服务事项名称")
    check_phone(item, "联系电话")
    item.data["basis"] = []
    _texts(item, ("office", "code"), ("content", "remark"))


def _finish_services(reading: Reading, facts: dict[str, Any]) -> None:
    refuse_duplicate_codes(reading)
    refuse_duplicates(reading, lambda i: folded(i.data["name"]), "名称")
    check_totals(reading)


PUBLIC_SERVICES = Form(
    kind="public_services",
    name="附件5《部门公共服务事项登记表》",
    columns=(
        SERIAL,
        Column(
            "name",
            "公共服务事项名称",
            ("服务事项名称", "公共服务事项", "服务事项", "公共服务名称", "便民服务事项名称", "事项名称"),
            width=34,
        ),
        Column("content", "主要内容", ("服务内容", "主要服务内容", "事项内容"), width=40),
        Column("office", "承办机构", OFFICE_LABELS, width=16),
        Column("phone", "联系电话", ("电话", "咨询电话", "联系方式", "办公电话"), width=16),
        CODE,
        Column("remark", "备注"),
    ),
    required=("name", ("content", "phone")),
    titles=("公共服务事项",),
    check=_check_service,
    finish=_finish_services,
)


# --- 附件7 部门权责清单工作负责人和联络员名单 ------------------------------------------------------------------------


def _check_contact(item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, "姓名")
    check_phone(item, "办公电话", "office_phone")
    check_phone(item, "手机", "mobile")
    item.data["basis"] = []
    _texts(item, ("role", "position"))


CONTACTS = Form(
    kind="contacts",
    name="附件7《部门权责清单工作负责人和联络员名单》",
    columns=(
        Column("role", "类别", ("人员类别", "分工", "角色"), inherit=True),
        Column("name", "姓名", ("联络员姓名",)),
        Column("position", "职务", ("职务职称",)),
        Column("office_phone", "办公电话", ("电话", "联系电话"), width=16),
        Column("mobile", "手机", ("手机号", "手机号码", "移动电话"), width=16),
        Column("remark", "备注"),
    ),
    required=("name", "position", ("office_phone", "mobile")),
    titles=("联络员", "工作负责人"),
    blank_first="role",
    check=_check_contact,
)
