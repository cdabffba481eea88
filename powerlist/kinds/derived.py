"""The form of a kind that declares none: its columns, what is asked of a row and of the whole, from its fields."""

from __future__ import annotations

import re
from typing import Any

from core.workbooks import Column, Form, Heading, Item, Reading, Reason, SheetReading, squeeze

from .categories import block_of
from .checks import (
    check_basis,
    check_name,
    check_totals,
    folded,
    joined,
    lines,
    place,
    refuse_duplicate_codes,
    refuse_duplicates,
)
from .fields import FieldRefused, FieldType
from .powers import BASIS_LABELS, CODE

NAME_LABELS = ("事项名称", "项目名称", "名称")
OFFICE_LABELS = ("承办机构", "承办股室", "承办科室", "责任股室", "责任科室", "内设机构", "承担股室")
WIDTHS = {FieldType.LONG: 36, FieldType.BASIS: 40, FieldType.ROWS: 40, FieldType.BODIES: 24, FieldType.NUMBER: 8}


def derived_form(kind) -> Form:
    """A form with serial, category, name, the fields in their order, office and code."""
    own = {squeeze(field.label) for field in kind.fields} | {squeeze(kind.name_label), squeeze(kind.office_label)}

    def others(*labels: str) -> tuple[str, ...]:
        return tuple(label for label in labels if squeeze(label) not in own)

    columns = [Column("serial", "序号", ("编号", "项次", "次序"), width=6)]
    if len(kind.categories) > 1:
        columns.append(Column("category", "类别", others("事项类别", "类型"), width=10))
    columns.append(Column("name", kind.name_label, others(*NAME_LABELS), width=30))
    for field in kind.fields:
        basis = field.type == FieldType.BASIS
        names = others(*BASIS_LABELS) if basis else ()
        columns.append(Column(field.key, field.label, names, many=basis, width=WIDTHS.get(field.type, 14)))
    if kind.office_label:
        columns.append(Column("office", kind.office_label, others(*OFFICE_LABELS), width=14))
    columns.append(CODE)
    return Form(
        kind=kind.key,
        name=f"《{kind.label}》",
        columns=tuple(columns),
        required=("name", *([tuple(field.key for field in kind.fields[:4])] if kind.fields else [])),
        titles=(kind.label,),
        heading=lambda text: _heading(text, dict(kind.categories)),
        check=lambda item, sheet, facts: _check(kind, item, sheet, facts),
        finish=_finish,
    )


def _heading(text: str, categories: dict[str, str]) -> Heading | None:
    found = block_of(text)
    labels = {squeeze(label): label for label in categories.values()}
    name = labels.get(squeeze(re.sub(r"类$", "", found.name))) or labels.get(squeeze(found.name)) if found else None
    return Heading(name, found.count) if name else None


def _check(kind, item: Item, sheet: SheetReading, facts: dict[str, Any]) -> None:
    check_name(item, sheet, kind.name_label)
    item.data["category"] = _category(kind, item)
    item.data |= {"basis": [], "office": joined(item.get("office")), "code": joined(item.get("code"))}
    for field in kind.fields:
        if field.type == FieldType.BASIS:
            check_basis(item, sheet, facts, field.label, required=field.required)
            continue
        text = joined(item.get(field.key)) if field.type == FieldType.TEXT else lines(item.get(field.key))
        try:
            item.data[field.key] = field.clean(text)
        except FieldRefused as refusal:
            item.refuse(Reason.BAD_VALUE, f"第{item.row}行{refusal}")
        if field.required and not text:
            item.refuse(Reason.MISSING_VALUE, f"{place(item, field.label)}是空的，请填写。")


def _category(kind, item: Item) -> str:
    if len(kind.categories) < 2:
        return kind.only_category
    text = joined(item.get("category")) or (item.block.name if item.block else "")
    for code, label in kind.categories:
        if squeeze(text) in (squeeze(label), code):
            return code
    labels = "、".join(label for _, label in kind.categories)
    if text:
        item.refuse(Reason.UNKNOWN_CATEGORY, f"{place(item, '类别')}填的是“{text}”。请填{labels}之一。")
    else:
        item.refuse(Reason.MISSING_CATEGORY, f"{place(item, '类别')}没有填。请填{labels}之一。")
    return ""


def _finish(reading: Reading, facts: dict[str, Any]) -> None:
    refuse_duplicate_codes(reading)
    refuse_duplicates(reading, lambda item: (folded(item.data["name"]), item.data["category"]), "名称和类别")
    check_totals(reading)
