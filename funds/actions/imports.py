"""One engine for every Excel form of the funds: read, looked at row by row, written whole or not at all, taken back.

A subject registers an `ImportKind`: how a reading is judged against what is on record, how its rows are written, how
that is undone, and where it belongs. Workbooks are read by `core.workbooks`, by no other way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.files import shown_name
from core.models import Publication
from core.workbooks import Finding, Item, Reading, Refused, read
from core.workflow import MoveRefused
from powerlist.models import Law

from ..kinds import FORMS
from ..models import FundImport
from .disclosure import PUBLICATION

NEW, CHANGED, UNCHANGED, MISSING, REFUSED = "new", "changed", "unchanged", "missing", "refused"
STATES = {NEW: "新增", CHANGED: "有变化", UNCHANGED: "未变", MISSING: "表格中没有", REFUSED: "不能导入"}


@dataclass
class Line:
    """A row of a workbook as the preview shows it. `cells` is what would be written, `key` the row on record.

    Everything is plain JSON; amounts in `cells` are texts in 元.
    """

    name: str
    state: str = NEW
    sheet: str = ""
    row: int = 0
    key: str = ""
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # (label, before, after)
    cells: dict[str, Any] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, item: Item, name: str = "") -> Line:
        """The line of a row as read, refused when the form refused it."""
        return cls(
            name=name or item.data.get("name") or item.get("name"),
            state=REFUSED if item.errors else NEW,
            sheet=item.sheet,
            row=item.row,
            errors=[e.message for e in item.errors],
            warnings=[w.message for w in item.warnings],
            codes=[str(e.code) for e in item.errors],
        )

    def refuse(self, message: str, code: str = "bad_value") -> None:
        self.state = REFUSED
        self.errors.append(message)
        self.codes.append(code)


@dataclass
class Compared:
    """A whole workbook judged: its lines, what is on record and not in the file, what is said of the whole.

    `faults` refuse the file as a whole (weights that don't add up), each in words.
    """

    lines: list[Line]
    missing: list[Line] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def count(self, state: str) -> int:
        return sum(1 for line in self.lines if line.state == state)

    @property
    def counts(self) -> dict[str, int]:
        return {"rows": len(self.lines), MISSING: len(self.missing)} | {
            state: self.count(state) for state in (NEW, CHANGED, UNCHANGED, REFUSED)
        }

    @property
    def digest(self) -> str:
        """Whether what is on record moved between the preview and the writing."""
        plain = [[line.sheet, line.row, line.state, line.key, line.changes] for line in (*self.lines, *self.missing)]
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class ImportKind:
    """What a subject gives the engine.

    `judge(reading, subject, organisation)` compares and never writes. `write(actor, subject, organisation, compared,
    drop_missing, at)` runs in the engine's transaction and returns facts (plain JSON) for `take_back(actor, subject,
    facts, at)`, which raises MoveRefused when something was built on the rows. `place(subject)` is (label, address).
    `missing_label` names what may be dropped when it isn't in the file; empty when nothing ever is.
    """

    key: str
    label: str
    permission: str
    judge: Callable[..., Compared]
    write: Callable[..., dict]
    place: Callable[[str], tuple[str, str]]
    take_back: Callable[..., None] | None = None
    missing_label: str = ""
    form_key: str = ""  # of funds.kinds.FORMS, when it isn't `key`
    facts: Callable[[str], dict] = lambda subject: {}  # for the form's check


IMPORTS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> ImportKind:
    IMPORTS[kind.key] = kind
    return kind


class ImportRefused(MoveRefused):
    """Nothing was written; `code` is for machines."""

    def __init__(self, code: str, message: str, compared: Compared | None = None):
        super().__init__(message)
        self.code, self.message, self.compared = code, message, compared


def read_form(data: bytes, kind: ImportKind, subject: str = "", progress=None) -> Reading:
    """A workbook as this kind's form. Raises core.workbooks.Refused in words."""
    return read(
        data, FORMS[kind.form_key or kind.key], among=FORMS.values(),
        facts={"laws": Law.objects.index(), **kind.facts(subject)}, max_rows=settings.WORKBOOK_MAX_ROWS,
        progress=progress,
    )  # fmt: skip


def judged(data: bytes, kind: ImportKind, subject: str, organisation) -> Compared:
    """A workbook beside what is on record; the sheet's own warnings included."""
    reading = read_form(data, kind, subject)
    compared = kind.judge(reading, subject, organisation)
    compared.warnings += [_said(f) for f in reading.warnings]
    compared.warnings += [_said(f) for sheet in reading.sheets for f in sheet.warnings]
    return compared


def _said(finding: Finding) -> str:
    return f"{finding.sheet}：{finding.message}" if finding.sheet else finding.message


def upload(*, actor, organisation, kind: str, subject: str, file) -> FundImport:
    """Keep an uploaded workbook with its preview; nothing else is written. Raises ImportRefused, PermissionDenied."""
    rules = IMPORTS[kind]
    if not holds(actor, rules.permission, organisation):
        raise PermissionDenied("您没有导入这个单位表格的权限。")
    if file.size > settings.WORKBOOK_MAX_BYTES:
        most = settings.WORKBOOK_MAX_BYTES // (1024 * 1024)
        raise ImportRefused("too_large", f"文件超过了{most}兆的上限。请拆成几个文件，再分别上传。")
    name, data = shown_name(file.name or "表格.xlsx"), file.read()
    try:
        compared = judged(data, rules, subject, organisation)
    except Refused as refused:
        raise ImportRefused(refused.code, refused.message) from None
    row = FundImport(
        kind=kind,
        subject=subject,
        organisation=organisation,
        uploaded_by=actor,
        filename=name[-200:],
        sha256=hashlib.sha256(data).hexdigest(),
        result=_plain(compared),
    )
    with transaction.atomic():
        row.file.save(name, ContentFile(data), save=False)
        row.save()
    return row


def _plain(compared: Compared) -> dict:
    return {
        "lines": [asdict(line) for line in compared.lines],
        "missing": [asdict(line) for line in compared.missing],
        "warnings": compared.warnings,
        "faults": compared.faults,
        "counts": compared.counts,
        "digest": compared.digest,
    }


def refuse_faulty(compared: Compared) -> None:
    """ImportRefused when a row or the whole can't be written: nothing is done by halves."""
    if compared.faults:
        raise ImportRefused("refused", "；".join(compared.faults), compared)
    if refused := compared.count(REFUSED):
        first = next(line for line in compared.lines if line.state == REFUSED)
        raise ImportRefused(
            "rows_refused",
            f"有{refused}行不能导入，没有写入任何内容。例如{first.errors[0]}请改正表格后重新上传。",
            compared,
        )


def apply(*, actor, job: FundImport, drop_missing: bool = False, at=None) -> FundImport:
    """Write the whole workbook, judged anew against what is on record now. Sent twice, it counts once.

    ImportRefused when a row is refused, or when what the person was shown isn't so any more: the new preview is kept.
    """
    at = at or timezone.now()
    rules = IMPORTS[job.kind]
    if not holds(actor, rules.permission, job.organisation):
        raise PermissionDenied("您没有导入这个单位表格的权限。")
    moved = False
    with transaction.atomic():
        job = FundImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state == FundImport.State.APPLIED:
            return job
        if job.state != FundImport.State.READ:
            raise ImportRefused("not_ready", f"这次导入{job.get_state_display()}，不能再写入。")
        with job.file.open("rb") as file:
            compared = judged(file.read(), rules, job.subject, job.organisation)
        moved = compared.digest != job.result["digest"]
        if moved:
            job.result = _plain(compared)
            job.save(update_fields=["result"])
        else:
            refuse_faulty(compared)
            if not (compared.count(NEW) + compared.count(CHANGED) + (len(compared.missing) if drop_missing else 0)):
                raise ImportRefused("nothing_to_write", "表格内容与现在的一致，没有要写入的。")
            facts = rules.write(
                actor=actor, subject=job.subject, organisation=job.organisation, compared=compared,
                drop_missing=drop_missing, at=at,
            )  # fmt: skip
            job.result["undo"] = facts
            job.state, job.applied_at = FundImport.State.APPLIED, at
            job.save(update_fields=["result", "state", "applied_at"])
            Publication.objects.bump(PUBLICATION)
    if moved:
        raise ImportRefused("moved", "您预览之后，内容又有了变化。已按现在的内容重新核对，请看过后再确认。")
    return job


@transaction.atomic
def undo(*, actor, job: FundImport, at=None) -> FundImport:
    """Take an import back as a whole. MoveRefused, in words, once something was built on it."""
    at = at or timezone.now()
    rules = IMPORTS[job.kind]
    if not holds(actor, rules.permission, job.organisation):
        raise PermissionDenied("您没有撤销这次导入的权限。")
    job = FundImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.state != FundImport.State.APPLIED or rules.take_back is None:
        raise ImportRefused("not_ready", f"这次导入{job.get_state_display()}，不能撤销。")
    rules.take_back(actor=actor, subject=job.subject, facts=job.result.get("undo", {}), at=at)
    job.state = FundImport.State.UNDONE
    job.save(update_fields=["state"])
    Publication.objects.bump(PUBLICATION)
    return job
