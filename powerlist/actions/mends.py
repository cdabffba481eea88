"""What people changed beside a workbook that stays as it is: put into its rows before these are judged.

A mended row is judged by the rules of the file itself; a row left out is refused by the person, with a reason.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone

from core.masking import decrypt, encrypt, mask_mobile
from core.workbooks import Item, Reading, Reason

from ..enums import LineState
from ..kinds import FORMS, KINDS, FieldRefused, FieldType, Kind
from ..models import ImportJob, ImportMend

PERSONAL = ("mobile",)
DIGITS = re.compile(r"[0-9０-９]{7,}")
HEADS = ("name", "category", "office", "code")
SHOWN_TEXT = 2000  # characters of a cell of the file shown beside the form


def of_job(job: ImportJob) -> dict[tuple[str, int], ImportMend]:
    """The mends that count, by (sheet, row): the last one of each row, unless it restores the file's."""
    rows = {(mend.sheet, mend.row): mend for mend in ImportMend.objects.filter(job=job).order_by("id")}
    return {place: mend for place, mend in rows.items() if mend.kind != ImportMend.Kind.RESTORE}


def put(reading: Reading, kind: str, mended: dict[tuple[str, int], ImportMend]) -> None:
    """Mended cells take the place of the file's; what the file said stays beside them as `filed`."""
    for item in reading.items:
        mend = mended.get((item.sheet, item.row))
        if mend is None:
            continue
        item.data["mend"] = mend
        if mend.kind == ImportMend.Kind.OMIT:
            item.refuse(Reason.OMITTED, f"第{item.row}行已略去：{mend.reason}")
        else:
            item.data["filed"] = dict(item.values)
            item.values |= _values(KINDS[kind], mend.cells) if kind in KINDS else opened(mend.cells)
            item.errors, item.warnings, item.ticks = [], [], []


def _values(declared: Kind, cells: dict) -> dict[str, str]:
    """Mended cells as the columns of the form say them."""
    given = declared.given(_clean(declared, cells.get("content")))
    return {
        **given,
        "name": cells.get("name", ""),
        "category": declared.category_label(cells.get("category", "")),
        "office": cells.get("office", ""),
        "code": cells.get("code", ""),
    }


def _clean(declared: Kind, content: dict | None) -> dict[str, Any]:
    try:
        return declared.clean(content)
    except FieldRefused:  # the declaration changed since: the row is judged with what it still can hold
        return {field.key: field.empty for field in declared.fields}


def rows_of(item: Item, declared: Kind) -> dict[str, Any]:
    """Of a mended row, the fields as they were typed; a cell of the form would flatten their rows."""
    mend = item.data.get("mend")
    if mend is None or mend.kind != ImportMend.Kind.MEND:
        return {}
    content = _clean(declared, mend.cells.get("content"))
    return {field.key: content[field.key] for field in declared.fields if field.type != FieldType.BASIS}


def touched(item: Item) -> list[str]:
    """The fields that a person changed in a mended row."""
    mend = item.data.get("mend")
    return mend.touched if mend is not None else []


def mark(line, item: Item) -> None:
    """Say of a line of the preview who mended it or left it out."""
    mend = item.data.get("mend")
    if mend is None:
        return
    line.mend = {
        "id": mend.pk,
        "kind": mend.kind,
        "by": mend.actor_name,
        "at": timezone.localtime(mend.at).isoformat(timespec="minutes"),
        "reason": mend.reason,
    }
    if mend.kind == ImportMend.Kind.OMIT:
        line.state, line.errors, line.warnings, line.changes = LineState.OMITTED.value, [], [], []
        line.note = f"略去：{mend.reason}"


# --- 附件2 and 附件7: forms that are no lists of entries; their cells are texts by the column of the form ------------


def opened(cells: dict) -> dict[str, str]:
    """The mended texts by column; numbers of people are kept as the database keeps them elsewhere, encrypted."""
    return {key: decrypt(text) if key in PERSONAL and text else text for key, text in cells.get("values", {}).items()}


def sealed(line, cells: dict, before: ImportMend | None) -> dict:
    """What a mend keeps. A number that comes back masked is the one that stands: of the last mend, else the file's."""
    shown = line.facts.get("cells", {}).get("form", {})
    kept = before.cells.get("values", {}) if before is not None and before.kind == ImportMend.Kind.MEND else {}
    values = {}
    for key, text in cells["values"].items():
        if key not in PERSONAL:
            values[key] = text
        elif text != shown.get(key, ""):
            values[key] = encrypt(text) if text else ""
        elif key in kept:
            values[key] = kept[key]
    return {"values": values}


def shown_values(line, mend: ImportMend) -> dict[str, str]:
    """A row as a mend left it, for the reader: the file's texts where it says nothing, numbers masked."""
    start = line.facts.get("cells", {}).get("form", {})
    return {**start, **{key: _masked(text) if key in PERSONAL else text for key, text in opened(mend.cells).items()}}


def plain_columns(kind: str):
    """The columns of a form that a person may mend; serial numbers are nobody's to write."""
    return [column for column in FORMS[kind].columns if column.key != "serial"]


def plain_form_of(item: Item, kind: str) -> dict:
    """What the form of a row starts with (`form`), and what the file says, column by column (`filed`)."""
    texts = item.data.get("filed") or item.values

    def shown(key: str, text: str) -> str:
        return _masked(text) if key in PERSONAL else text[:SHOWN_TEXT]

    columns = FORMS[kind].columns
    return {
        "filed": [(c.header or "类别", shown(c.key, texts[c.key])) for c in columns if texts.get(c.key)],
        "form": {c.key: shown(c.key, item.get(c.key).strip()) for c in plain_columns(kind)},
    }


def _masked(text: str) -> str:
    """Numbers as every preview shows them."""
    return DIGITS.sub(lambda found: mask_mobile(found.group()), text)


def form_of(item: Item, kind: str, cells: dict | None, on_record: dict) -> dict:
    """What the form of a row starts with (`form`), and what the file says, column by column (`filed`)."""
    declared, form = KINDS[kind], FORMS.get(kind) or KINDS[kind].form
    texts = item.data.get("filed") or item.values
    filed = [(c.header, texts[c.key][:SHOWN_TEXT]) for c in form.columns if texts.get(c.key)]
    mend = item.data.get("mend")
    if mend is not None and mend.kind == ImportMend.Kind.MEND:
        start = mend.cells
    elif cells is not None:
        content = {field.key: cells.get(field.key, field.empty) for field in declared.fields}
        start = {**{key: cells.get(key, "") for key in HEADS}, "content": content}
    else:
        start = _started(item, declared, on_record)
    return {"filed": filed, "form": {**start, "code": item.get("code")}}


def _started(item: Item, declared: Kind, on_record: dict) -> dict:
    """A refused row: what could be read of it; what its form has no column for is that of its entry on record."""
    taken, outside = declared.taken(item), set(declared.outside_form)
    content = {}
    for field in declared.fields:
        value = on_record.get(field.key, field.empty) if field in outside else taken.get(field.key)
        try:
            content[field.key] = field.clean(value)
        except FieldRefused:
            content[field.key] = field.empty
        if field.type == FieldType.BASIS and not content[field.key]:
            content[field.key] = [line for line in item.get("basis").splitlines() if line.strip()]
    return {
        "name": item.data.get("name") or item.get("name"),
        "category": declared.category_of(item.data.get("category")),
        "office": item.data.get("office") or item.get("office"),
        "content": content,
    }


def said(lines) -> dict[str, list[dict]]:
    """For the log of a change set: who mended and who left out which rows."""
    found: dict[str, list[dict]] = {"mended": [], "omitted": []}
    for line in lines:
        if line.mend:
            key = "omitted" if line.state == LineState.OMITTED else "mended"
            row = {"sheet": line.sheet, "row": line.row, "name": line.name, "by": line.mend["by"]}
            found[key].append(row | ({"reason": line.mend["reason"]} if key == "omitted" else {}))
    return found


def in_words(by_hand: dict[str, list[dict]]) -> str:
    """The same for the sentence of the log."""
    note = ""
    for key, words in (("mended", "导入前改正"), ("omitted", "按填报人的意见略去")):
        rows = by_hand[key]
        if rows:
            named = "、".join(f"第{row['row']}行{in_short(row['name'])}（{row['by']}{_why(row)}）" for row in rows[:20])
            note += f"；{words}{len(rows)}行：{named}{'等' if len(rows) > 20 else ''}"
    return note


def in_short(name: str) -> str:
    """A name in a sentence: a row may be refused because its name is endless."""
    return name if len(name) <= 60 else f"{name[:59]}…"


def _why(row: dict) -> str:
    return f"：{row['reason']}" if row.get("reason") else ""
