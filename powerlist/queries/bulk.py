"""批量修改: what one change to a field would make of many rows, before anything is written."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.registers import KEEPS_TEXT, ChangeSetState, VersionState

from ..kinds import KINDS, Field, FieldRefused, FieldType, Kind
from ..models import ListChangeSet, ListVersion
from .texts import words_of

MOST = 300  # rows of one change
COLUMNS = ("name", "category", "office")
SET, REPLACE = "set", "replace"
SETTABLE = (FieldType.TEXT, FieldType.LONG, FieldType.BASIS, FieldType.CHOICE, FieldType.NUMBER, FieldType.BODIES)


@dataclass(frozen=True)
class Edit:
    """What is done to `key`, a column or a field of the kind: set to `value`, or `find` replaced by it."""

    key: str
    mode: str
    value: str = ""
    find: str = ""


@dataclass
class Row:
    """One row of the preview. `refused` says why it is left out; `row` is what would be written."""

    version: ListVersion
    before: str = ""
    after: str = ""
    refused: str = ""
    row: dict[str, Any] = field(default_factory=dict)
    mends: bool = False  # the draft holds this entry already: its row is revised


@dataclass
class Plan:
    """The preview: rows that would change, rows left out, and the digest of what they were made of."""

    edit: Edit
    kind: Kind | None
    organisation: Any
    rows: list[Row]

    @property
    def changing(self) -> list[Row]:
        return [row for row in self.rows if not row.refused]

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.refused]

    @property
    def label(self) -> str:
        return label_of(self.kind, self.edit.key) if self.kind else ""

    @property
    def digest(self) -> str:
        """Changes when any of the rows does."""
        plain = json.dumps([[row.version.pk, row.version.fingerprint, row.refused] for row in self.rows])
        return hashlib.sha256(plain.encode()).hexdigest()[:16]


def label_of(kind: Kind, key: str) -> str:
    return kind.labels.get(key, key)


def fields_for(kind: Kind) -> list[tuple[str, str]]:
    """What may be changed in many rows at once: (key, label)."""
    heads = [(key, kind.labels[key]) for key in COLUMNS if key in kind.labels]
    return heads + [(field.key, field.label) for field in kind.fields]


def plan(*, entries: Iterable[int], edit: Edit, change_set: ListChangeSet | None, fillable: set[int]) -> Plan:
    """What the edit would make of these entries, in the order of the list. Two queries however many.

    The text of an entry is its row in `change_set`, where it has one, else the one in force. `fillable` are the bodies
    for which the person fills lists; another's entries are left out unseen.
    """
    texts = ListVersion.objects.filter(entry__in=list(entries), organisation__in=fillable).select_related(
        "entry", "organisation", "change_set"
    )
    standing: dict[int, ListVersion] = {}
    pending: dict[int, ListVersion] = {}
    for text in texts.filter(state__in=[VersionState.PUBLISHED, VersionState.PROPOSED]).order_by("id"):
        if text.state == VersionState.PROPOSED:
            pending[text.entry_id] = text
        elif text.valid_to is None:
            standing[text.entry_id] = text
    found = sorted({**pending, **standing}.values(), key=lambda t: (t.organisation_id, t.kind, t.category, t.sort_key))
    first = found[0] if found else None
    rows = [_row(text, pending.get(text.entry_id), edit, change_set, first) for text in found]
    return Plan(edit, KINDS[first.kind] if first else None, first.organisation if first else None, rows)


def _row(text, pending, edit, change_set, first) -> Row:
    if (text.organisation_id, text.kind) != (first.organisation_id, first.kind):
        return Row(text, refused="与第一项不是同一个单位的同一张清单，请另选一批")
    mends = pending is not None and change_set is not None and pending.change_set_id == change_set.pk
    if pending is not None and not mends:
        return Row(text, refused=f"批次 {pending.change_set.number} 中已有一条未办结的变更")
    if mends and pending.change in KEEPS_TEXT:
        return Row(text, refused=f"批次中提请的是“{pending.get_change_display()}”，内容沿用现行文本")
    base = pending if mends else text
    made = Row(base, mends=mends)
    try:
        made.row = edited(base, edit)
    except FieldRefused as refusal:
        made.refused = str(refusal)
        return made
    cells = base.declared.cells(**made.row)
    made.before, made.after = words_of(base.cells.get(edit.key)), words_of(cells.get(edit.key))
    if made.before == made.after:
        made.refused = "没有变化"
    return made


def edited(text: ListVersion, edit: Edit) -> dict[str, Any]:
    """The whole row after the edit, as actions.propose wants it. Raises FieldRefused in words."""
    row = {"category": text.category, "name": text.name, "office": text.office, "content": dict(text.content)}
    declared = text.declared
    if edit.key in COLUMNS:
        row[edit.key] = _column(declared, edit, row[edit.key])
        return row
    own = declared.by_key.get(edit.key)
    if own is None:
        raise FieldRefused(f"{declared.label}没有这一栏。")
    row["content"][own.key] = own.clean(_value(own, edit, row["content"].get(own.key)))
    return row


def _column(declared: Kind, edit: Edit, value: str) -> str:
    if edit.key == "category":
        codes = dict(declared.categories)
        if edit.mode != SET or edit.value not in codes:
            raise FieldRefused("类别只能整项改为另一类，请从类别中选一个。")
        return edit.value
    made = edit.value.strip() if edit.mode == SET else value.replace(edit.find, edit.value).strip()
    most = 500 if edit.key == "name" else 100
    if len(made) > most:
        raise FieldRefused(f"改后有{len(made)}个字，超过了{most}个字的上限。")
    if edit.key == "name" and not made:
        raise FieldRefused("改后名称是空的。")
    return made


def _value(own: Field, edit: Edit, value: Any) -> Any:
    if edit.mode == SET:
        if own.type not in SETTABLE:
            raise FieldRefused(f"“{own.label}”是一行一行的，只能查找替换。")
        return edit.value
    if own.type == FieldType.ROWS:
        return [{key: _replaced(cell, edit) for key, cell in row.items()} for row in own.rows(value)]
    if isinstance(value, list):
        return [_replaced(item, edit) for item in value]
    return _replaced(value, edit)


def _replaced(value: Any, edit: Edit) -> Any:
    return value.replace(edit.find, edit.value) if isinstance(value, str) else value


def drafts_for(organisation, kind: str) -> list[ListChangeSet]:
    """The open drafts of a body's list, the newest first."""
    rows = ListChangeSet.objects.filter(organisation=organisation, kind=kind, state=ChangeSetState.DRAFT)
    return list(rows.order_by("-id")[:20])
