"""附件2 read beside 附件1 and 附件3: its names find their entries, what has none becomes a draft of 附件3 to complete.

The summary itself and its counts are never stored: resources.summary_workbook computes them from the entries.
"""

from __future__ import annotations

from core.workbooks import Finding, Item, Reading, Reason

from ..kinds import KINDS
from ..kinds.adjustments import DETAIL_ADJUSTMENTS, TO_COMPLETE, adjustment, adjustment_cell
from . import mends
from .comparing import NEW, REFUSED, UNCHANGED, Line, Preview, Progress, bare_name, texts_on_record, unit_warnings

DRAFTED = f"{TO_COMPLETE}：按附件2列入，请补填实施依据、实施对象、公开范围等"
NAMED = 10  # entries that a warning names before it says 等


def compare_summary(reading: Reading, *, organisation, progress: Progress | None = None) -> Preview:
    """Each name of 附件2 beside the entries: those of 附件3 are unchanged, the others new rows marked 待补."""
    details = _by_name(texts_on_record("details", organisation))
    duties = _by_name(texts_on_record("duties", organisation))
    lines, cells, met = [], [], set()
    for item in reading.items:
        line, row = _line(item, details, duties)
        met.add(_key(item.data.get("name", ""), item.data.get("category")))
        mends.mark(line, item)
        if line.errors or line.warnings or line.mend:
            line.cells = mends.plain_form_of(item, "summary")
        lines.append(line)
        cells.append(row)
    warnings = [finding.as_dict() for finding in reading.warnings]
    warnings += [finding.as_dict() for sheet in reading.sheets for finding in sheet.warnings]
    warnings += unit_warnings(reading, organisation)
    if reading.sheets:
        sheet = reading.sheets[0]
        for annex, texts in (("附件1", duties), ("附件3", details)):
            warnings += _not_listed(sheet, annex, texts, met)
    if progress:
        progress("compare", len(lines), len(lines))
    return Preview("details", lines, [], warnings, reading.items, [None] * len(lines), cells, [])


def _key(name: str, category) -> tuple[str, str]:
    return bare_name(name), str(category or "")


def _by_name(texts) -> dict:
    found = {}
    for text in texts:
        for candidate in (text, text.under_way):
            if candidate is not None and not candidate.dormant and not candidate.cells.get("cancel"):
                found.setdefault(_key(candidate.cells["name"], candidate.cells["category"]), candidate)
    return found


def _line(item: Item, details: dict, duties: dict) -> tuple[Line, dict | None]:
    data = item.data
    line = Line(
        sheet=item.sheet,
        row=item.row,
        state=REFUSED,
        name=data.get("name", ""),
        category=str(data.get("category") or ""),
        errors=[finding.as_dict() for finding in item.errors],
        warnings=[finding.as_dict() for finding in item.warnings],
    )
    if item.errors:
        return line, None
    key = _key(data["name"], data["category"])
    notes = [] if key in duties or not duties else ["附件1中没有这一职权名称"]
    opinion = adjustment(data.get("adjust", ""), DETAIL_ADJUSTMENTS)
    if key in details:
        text = details[key]
        line.state, line.code = UNCHANGED, text.code
        notes += _opinion_note(opinion, text.cells)
        cells = None
    else:
        line.state = NEW
        notes.append("附件3中没有，先列一行待补")
        cells = _draft(data, opinion, duties.get(key))
    line.note = "；".join(notes)
    return line, cells


def _opinion_note(opinion: tuple[str, str], cells: dict) -> list[str]:
    """Whether 附件2 says otherwise than 附件3 of what becomes of a power; no word in 附件2 means 保留."""
    theirs = cells.get("opinion") or ("keep" if not cells.get("opinion_reason") else "")
    if (opinion[0] or ("keep" if not opinion[1] else "")) == theirs:
        return []
    shown = adjustment_cell(cells.get("opinion", ""), cells.get("opinion_reason", ""), DETAIL_ADJUSTMENTS) or "保留"
    return [f"附件3的调整意见是“{shown}”，与这里不一致"]


def _draft(data: dict, opinion: tuple[str, str], duty) -> dict:
    content = {field.key: field.empty for field in KINDS["details"].fields}
    content |= {"opinion": opinion[0], "opinion_reason": opinion[1], "remark": DRAFTED}
    office = duty.cells.get("office", "") if duty is not None else ""
    return {"name": data["name"], "category": str(data["category"]), "office": office, **content}


def _not_listed(sheet, annex: str, texts: dict, met: set) -> list[dict]:
    """What an annex holds and 附件2 doesn't name."""
    names = [text.cells["name"] for key, text in texts.items() if key not in met]
    if not names:
        return []
    more = "等" if len(names) > NAMED else ""
    message = f"{annex}中有{len(names)}项没有列入汇总表：{'、'.join(names[:NAMED])}{more}。请核对是否漏填。"
    return [Finding(sheet.sheet, sheet.header_rows[0], Reason.SUMMARY_DIFFERS, message).as_dict()]
