"""What a workbook would change: its rows beside the texts on record. Reads, never writes."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Container
from dataclasses import dataclass
from dataclasses import field as facts
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from core.bulk import collector_at_rest
from core.registers import ENDS, VersionState, diff
from core.workbooks import Finding, Item, Reading, Reason, read
from core.workbooks.files import FOLD

from ..citations import split_bases
from ..enums import LineState, ListKind
from ..kinds import FORMS, KINDS, FieldRefused, FieldType, Kind
from ..models import CreationRule, Law, ListEntry, ListVersion, SharedDuty
from . import mends
from .basis import refuse_listed_powers, refuse_own_papers
from .locks import refuse_locked_rows

OFFICE_LIMIT = ListVersion._meta.get_field("office").max_length
NEW, CHANGED, UNCHANGED, REFUSED, OMITTED = (
    LineState.NEW.value, LineState.CHANGED.value, LineState.UNCHANGED.value, LineState.REFUSED.value,
    LineState.OMITTED.value,
)  # fmt: skip

Progress = Callable[[str, int, int], None]


@dataclass
class Line:
    """One row of the workbook as the preview shows it.

    `mend` says who changed or left out the row beside the file, `cells` what its form starts with and what the file
    itself says; both only where there is something to mend.
    """

    sheet: str
    row: int
    state: str
    name: str
    category: str = ""  # code
    basis: list[str] = facts(default_factory=list)
    code: str = ""  # of the entry that it is, when there is one
    note: str = ""
    errors: list[dict] = facts(default_factory=list)
    warnings: list[dict] = facts(default_factory=list)
    changes: list[tuple[str, str, str]] = facts(default_factory=list)  # (label, before, after)
    mend: dict = facts(default_factory=dict)
    cells: dict = facts(default_factory=dict)


@dataclass
class Preview:
    """All rows of a workbook judged against one body's list. `digest` tells whether the list moved since."""

    kind: str
    lines: list[Line]
    missing: list[dict]  # in force, and not in the file: code, name, category
    warnings: list[dict]  # of sheets and of the file
    items: list[Item] = facts(default_factory=list, repr=False)
    matches: list[_Text | None] = facts(default_factory=list, repr=False)
    cells: list[dict | None] = facts(default_factory=list, repr=False)
    gone: list[_Text] = facts(default_factory=list, repr=False)

    def count(self, state: str) -> int:
        return sum(1 for line in self.lines if line.state == state)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "rows": len(self.lines),
            "added": self.count(NEW),
            "changed": self.count(CHANGED),
            "unchanged": self.count(UNCHANGED),
            "removed": len(self.missing),
            "refused": self.count(REFUSED),
            "omitted": self.count(OMITTED),
            "warned": sum(1 for line in self.lines if line.warnings),
            "mended": sum(1 for line in self.lines if line.mend and line.state != OMITTED),
        }

    @property
    def refused(self) -> list[dict]:
        return [error for line in self.lines for error in line.errors]

    @property
    def all_warnings(self) -> list[dict]:
        return [*self.warnings, *(warning for line in self.lines for warning in line.warnings)]

    @property
    def digest(self) -> str:
        plain = [
            [line.sheet, line.row, line.state, line.code, *([line.mend["id"]] if line.mend else [])]
            for line in self.lines
        ]
        plain.append(sorted(row["code"] for row in self.missing))
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()

    def as_json(self) -> dict:
        """What is said of the whole; the rows are kept one by one."""
        return {"counts": self.counts, "warnings": self.warnings, "digest": self.digest}


@collector_at_rest()
def read_workbook(data: bytes, kind: str, *, mended: dict | None = None, progress: Progress | None = None) -> Reading:
    """Read a workbook as this kind's form, its bases judged by the register of laws. Raises core.workbooks.Refused.

    `mended`: what people changed beside the file, by (sheet, row) (mends.of_job).
    """
    tell = (lambda done, total: progress("read", done, total)) if progress else None
    return read(
        data,
        FORMS[kind],
        among=FORMS.values(),
        facts={
            "laws": Law.objects.index(),
            "rules": CreationRule.objects.rules() if kind in KINDS and KINDS[kind].created else None,
            "on": timezone.localdate(),
        },
        max_rows=settings.WORKBOOK_MAX_ROWS,
        progress=tell,
        mend=(lambda reading: mends.put(reading, kind, mended)) if mended else None,
    )


def cells_of(item: Item, kind: str) -> dict:
    """What an accepted row says: name, category, office and the kind's fields as they would be stored."""
    data, declared = item.data, KINDS[kind]
    category = declared.category_of(data.get("category"))
    cells = {"name": data["name"], "category": str(category), "office": data.get("office", "")}
    taken = declared.taken(item)
    for field in declared.fields:
        value = taken.get(field.key)
        if field.type in (FieldType.TEXT, FieldType.LONG):
            cells[field.key] = value or ""
        else:
            cells[field.key] = list(value or ()) if field.type == FieldType.BASIS else field.clean(value)
    return {**cells, **mends.rows_of(item, declared)}


def _cells_or_refusal(item: Item, kind: str) -> dict | None:
    try:
        return cells_of(item, kind)
    except FieldRefused as refusal:
        item.refuse(Reason.BAD_VALUE, f"第{item.row}行{refusal}")
        return None


@dataclass
class _Text:
    """A text on record: the one in force, one under way, or the last one of an entry that is not listed now."""

    entry_id: int
    code: str
    number: int
    cells: dict
    pending: str = ""  # number of the change set that carries it
    dormant: bool = False
    under_way: _Text | None = None  # of a text in force: its proposed successor

    @property
    def keys(self) -> tuple[tuple, ...]:
        return _keys(self.cells)


def _keys(cells: dict) -> tuple[tuple, ...]:
    """By what a row finds its entry: name, sub-item, category and bases; then less and less of it."""
    name = bare_name(cells["name"])
    sub = bare_name(cells.get("sub_name", ""))
    basis = tuple(sorted(_bases(tuple(cells.get("basis") or ()))))
    return (name, sub, cells["category"], basis), (name, sub, cells["category"]), (name, sub)


@lru_cache(maxsize=20_000)
def bare_name(text: str) -> str:
    """A name for comparison: without blanks, digits and brackets of one width."""
    return "".join(text.translate(FOLD).split())


@lru_cache(maxsize=50_000)
def _bases(basis: tuple[str, ...]) -> tuple[str, ...]:
    """Bases as the reader would give them, so that what was typed elsewhere compares equal."""
    return tuple("".join(text.split()) for line in basis for text in (split_bases(line) or (line,)))


def _same(kind: str, ours: dict, theirs: dict) -> list[tuple[str, str, str]]:
    """The cells that differ; blanks, full-width digits and the numbering of bases make no difference."""
    declared, changed = KINDS[kind], {}
    for key, label in declared.labels.items():
        before, after = ours.get(key), theirs.get(key)
        if before == after:
            continue
        field = declared.by_key.get(key)
        if field is None or field.type in (FieldType.TEXT, FieldType.LONG):
            same = _flat(before or "") == _flat(after or "")
        elif field.type == FieldType.BASIS:
            same = _bases(tuple(before or ())) == _bases(tuple(after or ()))
        else:
            same = _flat(field.text(before)) == _flat(field.text(after))
        if not same:
            changed[key] = field or label
    return diff(_shown(declared, ours), _shown(declared, theirs), changed) if changed else []


def _adopt(kind: str, cells: dict, text: _Text, columns: dict, touched: Container[str] = ()) -> None:
    """What the sheet has no column for stays as it is on record, unless a person `touched` it; so do rows that its
    cell only repeats as text."""
    declared = KINDS[kind]
    for field in declared.outside(columns) if "name" in columns else declared.outside_form:
        if field.key not in touched:
            cells[field.key] = text.cells.get(field.key, field.empty)
    for field in declared.row_fields:
        before = text.cells.get(field.key)
        if before and before != cells[field.key] and _flat(field.cell(before)) == _flat(field.cell(cells[field.key])):
            cells[field.key] = field.clean(before)


@lru_cache(maxsize=20_000)
def _flat(text: str) -> str:
    return re.sub(r"\s*\n\s*", "\n", str(text).translate(FOLD).strip())


def _shown(declared: Kind, cells: dict) -> dict:
    return {**cells, "category": declared.category_label(cells.get("category", ""))}


def texts_on_record(kind: str, organisation) -> list[_Text]:
    """Every entry of a body's list with the text that counts for it."""
    rows = ListVersion.objects.filter(kind=kind, organisation=organisation).exclude(state=VersionState.ENDED)
    rows = rows.order_by("entry_id", "number").values_list(
        "entry_id", "entry__code", "number", "state", "valid_to", "change", "change_set__number",
        "name", "category", "office", "content",
    )  # fmt: skip
    entries: dict[int, list[_Text]] = defaultdict(list)
    in_force: dict[int, _Text] = {}
    for entry, code, number, state, valid_to, change, batch, name, category, office, content in rows.iterator(5000):
        text = _Text(entry, code, number, {"name": name, "category": category, "office": office, **content})
        if state == VersionState.PROPOSED:
            text.pending = batch
            text.cells["cancel"] = change in ENDS
        elif state == VersionState.PUBLISHED and valid_to is None:
            in_force[entry] = text
        else:
            text.dormant = True
        entries[entry].append(text)
    found = []
    for entry, texts in entries.items():
        last = max(text.number for text in texts)
        chosen = in_force.get(entry)
        pending = next((text for text in texts if text.pending), None)
        if chosen:
            chosen.under_way = pending
        else:
            chosen = pending or texts[-1]
        chosen.number = last
        found.append(chosen)
    return found


def compare(reading: Reading, *, kind: str, organisation, progress: Progress | None = None) -> Preview:
    """Set each row beside the text it would replace: new, changed, unchanged or refused; and what the file lacks."""
    texts = texts_on_record(kind, organisation)
    items = reading.items
    refuse_own_papers(items, organisation)
    if kind == ListKind.PUBLIC_SERVICES:
        refuse_listed_powers(items, organisation)
    code_warnings = codes_of_others(items, organisation)
    cells = [None if item.errors else _cells_or_refusal(item, kind) for item in items]
    matches = _match(items, cells, texts)
    columns = {sheet.sheet: sheet.columns for sheet in reading.sheets}
    for item, row, text in zip(items, cells, matches, strict=True):
        if row is not None and text is not None:
            _adopt(kind, row, text.under_way or text, columns.get(item.sheet, {}), mends.touched(item))
    refuse_locked_rows(items, cells, matches, kind, organisation)
    relations = SharedDuty.objects.index() if kind == "overlaps" else None
    lines = []
    for number, (item, ours, text) in enumerate(zip(items, cells, matches, strict=True), 1):
        if relations and ours and relations.explain(ours["name"], ours["departments"]):
            lines.append(_left_out(item, ours))
        else:
            lines.append(_line(item, ours, text, kind))
        if progress and number % 500 == 0:
            progress("compare", number, len(items))
    taken = {text.entry_id for text in matches if text}
    gone = [text for text in texts if text.entry_id not in taken and not text.dormant and not text.pending]
    gone = [text for text in gone if not text.under_way]
    warnings = [finding.as_dict() for finding in reading.warnings]
    warnings += [finding.as_dict() for sheet in reading.sheets for finding in sheet.warnings]
    warnings += [*unit_warnings(reading, organisation), *full_name_warnings(reading, organisation), *code_warnings]
    if progress:
        progress("compare", len(items), len(items))
    missing = [
        {"code": text.code, "name": text.cells["name"], "category": text.cells["category"]}
        for text in sorted(gone, key=lambda text: text.code)
    ]
    return Preview(kind, lines, missing, warnings, items, matches, cells, gone)


def _match(items: list[Item], cells: list[dict | None], texts: list[_Text]) -> list[_Text | None]:
    """Each row's entry: by its code, where it bears one of ours; by all of its identity, then by less,
    where that is unmistakable."""
    matches: list[_Text | None] = [None] * len(items)
    taken: set[int] = set()
    by_code = {text.code: text for text in texts}
    for number, item in enumerate(items):
        text = by_code.get(item.data.get("code", ""))
        if text is not None and cells[number] is not None and text.entry_id not in taken:
            matches[number] = text
            taken.add(text.entry_id)
    row_keys = [_keys(row) if row else None for row in cells]
    for level in range(3):
        pool: dict[tuple, list[_Text]] = defaultdict(list)
        for text in texts:
            if text.entry_id in taken or (level and text.dormant):
                continue
            for candidate in (text, text.under_way):
                if candidate is not None:
                    pool[candidate.keys[level]].append(text)
        rows: dict[tuple, list[int]] = defaultdict(list)
        for number, keys in enumerate(row_keys):
            if keys and matches[number] is None:
                rows[keys[level]].append(number)
        for key, numbers in rows.items():
            found = list({text.entry_id: text for text in pool.get(key, ()) if text.entry_id not in taken}.values())
            if level and (len(found) > 1 or len(numbers) > 1) and len(found) != len(numbers):
                continue  # which is which nobody can say
            for number, text in zip(numbers, found, strict=False):
                matches[number] = text
                taken.add(text.entry_id)
    _keep_refused(items, texts, matches, taken)
    return matches


def _keep_refused(items: list[Item], texts: list[_Text], matches: list, taken: set[int]) -> None:
    """An entry whose row is refused is not missing from the file."""
    names = {bare_name(item.data.get("name", "")): n for n, item in enumerate(items) if item.errors}
    for text in texts:
        number = names.get(bare_name(text.cells["name"]))
        if number is not None and text.entry_id not in taken and matches[number] is None:
            matches[number] = text
            taken.add(text.entry_id)


def _line(item: Item, cells: dict | None, text: _Text | None, kind: str) -> Line:
    line = Line(
        sheet=item.sheet,
        row=item.row,
        state=REFUSED,
        name=item.data.get("name", ""),
        category=str(item.data.get("category") or ""),
        basis=list(item.data.get("basis", ())),
        code=text.code if text else "",
        warnings=[finding.as_dict() for finding in item.warnings],
    )
    if cells is not None:
        line.category = cells["category"]
        if len(cells["office"]) > OFFICE_LIMIT:
            item.refuse(Reason.TOO_LONG, f"第{item.row}行“承办机构”超过了{OFFICE_LIMIT}字。请只写机构名称。")
        else:
            _judge(line, item, cells, text, kind)
    line.errors = [finding.as_dict() for finding in item.errors]
    mends.mark(line, item)
    if line.errors or line.warnings or line.mend:
        line.cells = mends.form_of(item, kind, cells, text.cells if text else {})
    return line


def _left_out(item: Item, cells: dict) -> Line:
    """附件4 说明: what one department leads and others help with is no overlap."""
    return Line(
        sheet=item.sheet,
        row=item.row,
        state=UNCHANGED,
        name=cells["name"],
        basis=list(cells["basis"]),
        note="已声明牵头、配合关系，不列入交叉分散登记表",
        warnings=[finding.as_dict() for finding in item.warnings],
    )


def _judge(line: Line, item: Item, cells: dict, text: _Text | None, kind: str) -> None:
    if text is None:
        line.state = NEW
        return
    if text.dormant:
        line.state, line.note = NEW, f"恢复事项 {text.code}"
        return
    pending = text if text.pending else text.under_way
    if pending:
        if not pending.cells.get("cancel") and not _same(kind, pending.cells, cells):
            line.state, line.note = UNCHANGED, f"已在批次 {pending.pending} 中"
        elif text is not pending and not _same(kind, text.cells, cells):
            line.state, line.note = UNCHANGED, f"批次 {pending.pending} 中另有一条未办结的变更"
        else:
            item.refuse(
                Reason.PENDING_CHANGE,
                f"第{item.row}行的事项（{text.code}）在批次 {pending.pending} 中已有一条未办结的变更。"
                "请先撤回那一批次，或者等它公布后再导入。",
            )
        return
    line.changes = _same(kind, text.cells, cells)
    line.state = CHANGED if line.changes else UNCHANGED


def codes_of_others(items: list[Item], organisation) -> list[dict]:
    """A code that another body's entry bears is refused; those that nobody bears are told once, and not taken over."""
    given = {item.data["code"]: item for item in items if item.data.get("code") and not item.errors}
    if not given:
        return []
    known = ListEntry.objects.filter(code__in=list(given)).order_by("id")
    owners = {code: (of, name) for code, of, name in known.values_list("code", "organisation_id", "organisation__name")}
    for code, (of, name) in owners.items():
        if of != organisation.pk:
            item = given[code]
            item.refuse(
                Reason.DUPLICATE_CODE,
                f"第{item.row}行“编码”{code}已用于{name}的事项。请改正编码，或者清空由系统编排。",
            )
    foreign = [item for code, item in given.items() if code not in owners]
    if not foreign:
        return []
    first = foreign[0]
    message = (
        f"有{len(foreign)}个编码（如第{first.row}行的{first.data['code']}）不是本系统的，没有采用；编码由系统编排。"
    )
    return [Finding(first.sheet, first.row, Reason.CODE_NOT_OURS, message).as_dict()]


def full_name_warnings(reading: Reading, organisation) -> list[dict]:
    """附件6 填表格式 1: the title bears the body's full name, the column 实施主体 its short one; told once a sheet."""
    short, full = organisation.short_name, organisation.name
    if not short or short == full:
        return []
    found = []
    for sheet in reading.sheets:
        rows = [item.row for item in sheet.items if item.data.get("body") == full]
        if rows:
            message = f"“实施主体”有{len(rows)}行写的是全称“{full}”（如第{rows[0]}行），请写简称“{short}”。"
            found.append(Finding(sheet.sheet, rows[0], Reason.BODY_FULL_NAME, message).as_dict())
    return found


def unit_warnings(reading: Reading, organisation) -> list[dict]:
    """A 单位 on the sheet that is not the body for which the file is imported."""
    names = {_plain(organisation.name), _plain(organisation.short_name)}
    found = []
    for sheet in reading.sheets:
        if sheet.unit and _plain(sheet.unit) not in names:
            message = (
                f"工作表“{sheet.sheet.strip()}”写的单位是“{sheet.unit}”，导入的单位是“{organisation.name}”。"
                "请确认没有选错单位。"
            )
            found.append(Finding(sheet.sheet, 1, Reason.UNIT_MISMATCH, message).as_dict())
    return found


def _plain(name: str) -> str:
    """A body's name without the county: 漳县环境保护局, 县环境保护局 and 环境保护局 are one."""
    name = re.sub(r"[\s（(].*$", "", name)
    return re.sub(r"^(?:[\u4e00-\u9fff]{2,4}省)?(?:[\u4e00-\u9fff]{2,4}市)?[\u4e00-\u9fff]?县", "", name) or name
