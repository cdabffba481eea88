"""上级目录载入: a workbook looked at first, then applied whole in one transaction, with history of every item.

县委编办 keeps the catalogue (grant `review_lists` at the county). What a body has claimed is never rewritten by a new
edition: the entries that it touches are listed, and their bodies are urged to bring the change in themselves.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from dataclasses import field as facts

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from accounts.enums import Nature
from accounts.models import Organisation, organisations_where
from core.history import snapshot
from core.models import Publication
from core.registers import diff
from core.workbooks import Item, Reading, Reason, read
from core.workflow import MoveRefused

from ..citations import read_cell
from ..kinds import category_choices
from ..kinds.catalogue import CATALOGUE, main_code
from ..kinds.checks import folded
from ..models import CatalogueCitation, CatalogueEdition, CatalogueHint, CatalogueItem, Law
from ..models.catalogue import LoadState
from .comparing import bare_name
from .urging import urge_catalogue

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
TOWNSHIP_WORDS = ("乡镇人民政府", "乡镇政府", "乡镇", "乡（镇）人民政府", "乡镇人民政府（街道办事处）", "街道办事处")
BODY_SUFFIXES = ("行政主管部门", "主管部门", "部门")
OWN = ("name", "category", "basis", "main_name", "hint_id", "basic_code", "local_code")
LABELS = {
    "name": "事项名称", "category": "类型", "basis": "设定依据", "main_name": "主项名称", "department": "部门",
    "basic_code": "基本编码", "local_code": "事项编码",
}  # fmt: skip


class CatalogueRefused(MoveRefused):
    """Nothing was written, and why."""


@dataclass
class CatalogueLine:
    """One row of the workbook beside the item that it is."""

    sheet: str
    row: int
    state: str
    name: str
    category: str = ""
    code: str = ""
    department: str = ""
    basis: list[str] = facts(default_factory=list)
    errors: list[dict] = facts(default_factory=list)
    warnings: list[dict] = facts(default_factory=list)
    changes: list[tuple[str, str, str]] = facts(default_factory=list)


@dataclass
class CataloguePreview:
    lines: list[CatalogueLine]
    ended: list[dict]
    items: list[Item] = facts(default_factory=list, repr=False)
    matches: list[CatalogueItem | None] = facts(default_factory=list, repr=False)
    gone: list[CatalogueItem] = facts(default_factory=list, repr=False)

    def count(self, state: str) -> int:
        return sum(1 for line in self.lines if line.state == state)

    @property
    def counts(self) -> dict[str, int]:
        states = {state: self.count(state) for state in (NEW, CHANGED, UNCHANGED, REFUSED)}
        return {"rows": len(self.lines), **states, "ended": len(self.ended)}

    @property
    def digest(self) -> str:
        plain = [[line.row, line.state, line.code, line.changes] for line in self.lines]
        plain.append([row["code"] for row in self.ended])
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()

    def as_json(self) -> dict:
        lines = [{key: value for key, value in asdict(line).items() if value} for line in self.lines]
        return {"counts": self.counts, "lines": lines, "ended": self.ended, "digest": self.digest}


def keeps_catalogue(user) -> bool:
    """Whether a person keeps the county's catalogue: 审核清单 at the county itself."""
    return organisations_where(user, "review_lists").filter(nature=Nature.GOVERNMENT, parent__isnull=True).exists()


def allow(actor):
    if not keeps_catalogue(actor):
        raise PermissionDenied("上级目录由县委编办载入，您没有这项权限。")


def read_catalogue(data: bytes, progress=None) -> Reading:
    """Read a workbook as a catalogue, its bases judged by the register of laws. Raises core.workbooks.Refused."""
    facts, most = {"laws": Law.objects.index()}, settings.WORKBOOK_MAX_ROWS
    return read(data, CATALOGUE, facts=facts, max_rows=most, progress=progress)


# --- compare ---------------------------------------------------------------------------------------------------------


def compare_catalogue(reading: Reading, *, level: str, whole: bool) -> CataloguePreview:
    """Each row beside its item by code: new, changed, unchanged or refused; and what a whole catalogue lacks."""
    known = list(CatalogueItem.objects.filter(level=level).select_related("hint").order_by("id"))
    by_code = {**{i.local_code: i for i in known if i.local_code}, **{i.basic_code: i for i in known if i.basic_code}}
    lines, matches, seen = [], [], set()
    for item in reading.items:
        data = item.data
        match = by_code.get(data.get("basic_code") or "") or by_code.get(data.get("local_code") or "")
        if match is not None:
            seen.add(match.pk)
        matches.append(match)
        lines.append(_line(item, match))
    items = _with_mains(reading.items, lines, matches, by_code, known, seen)
    gone = [i for i in known if i.valid_to is None and i.pk not in seen] if whole else []
    ended = [{"code": i.code, "name": i.name, "category": i.category} for i in gone]
    return CataloguePreview(lines, ended, items, matches, gone)


def _with_mains(items, lines, matches, by_code: dict, known: list, seen: set) -> list[Item]:
    """The rows with the main items that sub-items need and the sheet doesn't list: made of the sub-item's own columns.

    A sub-item whose main item has no name is refused in words; one without a basic code, of which no code of a main
    item can be made, stands by itself and says so.
    """
    listed = {item.data.get("basic_code") for item in items} - {"", None}
    mains = {folded(item.data.get("name", "")) for item in items if not item.data.get("main")}
    mains |= {folded(row.name) for row in known if row.valid_to is None}
    made: list[Item] = []
    for item, line in zip(list(items), list(lines), strict=True):
        code, name = main_code(item.data.get("basic_code") or ""), item.data.get("main", "")
        if line.state == REFUSED or not (code or name) or code in listed:
            continue
        match = by_code.get(code) if code else None
        if match is not None and match.valid_to is None:  # in force already: it stays for its sub-item, as it is
            seen.add(match.pk)
            continue
        if code and (name or match is not None):
            made.append(_main_of(item, code, match.name if match is not None else name, match))
            listed.add(code)
            matches.append(match)
            if match is not None:
                seen.add(match.pk)
            lines.append(_line(made[-1], match))
        elif code:
            line.state, line.changes = REFUSED, []
            words = f"第{item.row}行是子项，编码为 {code} 的主项不在表里，目录里也没有，这一行也没写主项名称。"
            line.errors.append(_said(item, f"{words}请补上主项这一行，或者填写主项名称。"))
        elif folded(name) not in mains:
            words = f"第{item.row}行的主项“{name}”不在表里，目录里也没有，又没有基本编码可以推出它的编码。"
            line.warnings.append(
                _said(item, f"{words}这一行按单独的事项载入，主项名称照记；要归到主项下面的，请补上主项这一行。")
            )
    return [*items, *made]


def _said(item: Item, message: str) -> dict:
    return {"sheet": item.sheet, "row": item.row, "code": Reason.MISSING_VALUE.value, "message": message}


def _main_of(item: Item, code: str, name: str, match: CatalogueItem | None) -> Item:
    """The main item of a sub-item's row: its category and department; its basis is the one on record, if any."""
    data = {**item.data, "name": name, "main": "", "basic_code": code, "local_code": match.local_code if match else ""}
    data["basis"] = list(match.basis) if match is not None else []
    return replace(item, data=data, errors=[], warnings=[])


def _line(item: Item, match: CatalogueItem | None) -> CatalogueLine:
    data = item.data
    line = CatalogueLine(
        sheet=item.sheet, row=item.row, state=REFUSED, name=data.get("name", ""),
        category=str(data.get("category") or ""), code=data.get("basic_code") or data.get("local_code") or "",
        department=data.get("department", ""), basis=list(data.get("basis", ())),
        warnings=[finding.as_dict() for finding in item.warnings],
        errors=[finding.as_dict() for finding in item.errors],
    )  # fmt: skip
    if not item.errors:
        line.changes = _changes(data, match) if match else []
        if match is not None and match.valid_to is not None:
            line.changes.append(("状态", f"{match.valid_to:%Y-%m-%d} 取消", "恢复"))
        line.state = NEW if match is None else CHANGED if line.changes else UNCHANGED
    return line


def _changes(data: dict, match: CatalogueItem) -> list[tuple[str, str, str]]:
    labels = dict(category_choices())
    before = {
        "name": match.name, "category": labels.get(match.category), "basis": match.basis, "main_name": match.main_name,
        "department": match.hint.name if match.hint else "", "basic_code": match.basic_code,
        "local_code": match.local_code,
    }  # fmt: skip
    after = {
        "name": data["name"], "category": labels.get(str(data["category"])), "basis": data["basis"],
        "main_name": data["main"], "department": data["department"],
        "basic_code": data["basic_code"] or match.basic_code, "local_code": data["local_code"] or match.local_code,
    }  # fmt: skip
    return diff(before, after, LABELS)


# --- confirm -------------------------------------------------------------------------------------------------------


def apply_catalogue(*, actor, edition, skip_refused=False, progress=None, at=None) -> CatalogueEdition:
    """Put an edition in use, whole: new items, changed ones, the end of what it lacks; then urge whom it touches.

    Raises CatalogueRefused when rows are refused and not left out, or when the catalogue moved since the preview.
    """
    allow(actor)
    at = at or timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalogue'))")
        row = CatalogueEdition.objects.select_for_update().get(pk=edition.pk)
        if row.state not in (LoadState.PREVIEWED, LoadState.APPLYING):
            raise CatalogueRefused(f"这一版目录现在是“{row.get_state_display()}”，不能再载入。")
        with row.file.open("rb") as file:
            preview = compare_catalogue(read_catalogue(file.read(), progress), level=row.level, whole=row.whole)
        if preview.digest != row.result["digest"]:
            row.result = preview.as_json()
            row.save(update_fields=["result"])
            moved = True
        else:
            moved = False
            if preview.count(REFUSED) and not skip_refused:
                raise CatalogueRefused(f"有{preview.count(REFUSED)}行不能载入。请改正后重新上传，或者勾选略去这些行。")
            _write(preview, row, actor, at)
            row.state, row.applied_at = LoadState.APPLIED, at
            row.save(update_fields=["state", "applied_at"])
            urge_catalogue(on=timezone.localdate(at), at=at)
            Publication.objects.bump("lists")
    if moved:
        raise CatalogueRefused("您预览之后，目录又有了变化。已按现在的目录重新核对，请看过后再确认。")
    return row


def drop_catalogue(*, actor, edition) -> CatalogueEdition:
    """Leave an edition that was only looked at."""
    allow(actor)
    with transaction.atomic():
        row = CatalogueEdition.objects.select_for_update().get(pk=edition.pk)
        if row.state != LoadState.PREVIEWED:
            raise CatalogueRefused(f"这一版目录现在是“{row.get_state_display()}”，不能放弃。")
        row.state = LoadState.DROPPED
        row.save(update_fields=["state"])
    return row


def _write(preview: CataloguePreview, edition: CatalogueEdition, actor, at) -> None:
    hints = _hints({line.department for line in preview.lines if line.department}, actor, at)
    fresh, changed = [], []
    for line, item, match in zip(preview.lines, preview.items, preview.matches, strict=True):
        if line.state == NEW:
            fresh.append(_filled(CatalogueItem(level=edition.level, valid_from=edition.effective_on), item, hints))
        elif line.state == CHANGED:
            if match.valid_to is not None:
                match.valid_from, match.valid_to = max(match.valid_to, edition.effective_on), None
            changed.append(_filled(match, item, hints))
    for row in (*fresh, *changed):
        row.edition = edition
    reason = str(edition)
    CatalogueItem.objects.bulk_create(fresh, 1000)
    CatalogueItem.objects.bulk_update(changed, [*OWN, "valid_from", "valid_to", "edition"], 500)
    late = [row for row in preview.gone if row.valid_from >= edition.effective_on]
    if late:
        raise CatalogueRefused(f"施行日期早于目录里已有的事项（如“{late[0].name}”）。请核对施行日期。")
    gone = CatalogueItem.objects.filter(pk__in=[row.pk for row in preview.gone])
    gone.update(valid_to=edition.effective_on, edition=edition)
    _family(edition.level)
    snapshot(CatalogueItem.objects.filter(pk__in=[r.pk for r in fresh]), actor=actor, reason=reason, kind="+", at=at)
    touched = [row.pk for row in (*changed, *preview.gone)]
    snapshot(CatalogueItem.objects.filter(pk__in=touched), actor=actor, reason=reason, at=at)
    _cite([*fresh, *changed])


def _filled(row: CatalogueItem, item: Item, hints: dict[str, CatalogueHint]) -> CatalogueItem:
    data = item.data
    row.name, row.category, row.basis, row.main_name = data["name"], str(data["category"]), data["basis"], data["main"]
    row.basic_code = data["basic_code"] or row.basic_code
    row.local_code = data["local_code"] or row.local_code
    row.hint = hints.get(data["department"])
    return row


def _hints(names: set[str], actor, at) -> dict[str, CatalogueHint]:
    """The departments that the catalogue names; a new one is matched to a body of this county where that is plain."""
    known = {hint.name: hint for hint in CatalogueHint.objects.filter(name__in=names)}
    new = sorted(names - set(known))
    bodies = _bodies() if new else {}
    for name in new:
        hint = CatalogueHint(
            name=name, organisation=bodies.get(_stem(name)), townships=bare_name(name) in TOWNSHIP_WORDS
        )
        if hint.townships:
            hint.organisation = None
        known[name] = hint
    made = CatalogueHint.objects.bulk_create([known[name] for name in new])
    made = CatalogueHint.objects.filter(pk__in=[hint.pk for hint in made])
    snapshot(made, actor=actor, reason="载入目录时新见的部门", kind="+", at=at)
    return known


def _bodies() -> dict[str, Organisation]:
    """The county's bodies by the stem of their names; a stem that two share names nobody."""
    found: dict[str, Organisation | None] = {}
    for body in Organisation.objects.current().order_by("code"):
        for stem in {_stem(body.name), _stem(body.short_name or body.name)}:
            found[stem] = None if stem in found and found[stem] != body else body
    return {stem: body for stem, body in found.items() if body is not None and stem}


def _stem(name: str) -> str:
    """`甘肃省林业和草原局`, `县林业和草原局` and `林业和草原主管部门` have one stem."""
    name = bare_name(name)
    for suffix in BODY_SUFFIXES:
        name = name.removesuffix(suffix)
    county = settings.COUNTY["name"]
    for prefix in (county, f"市{county}", "甘肃省", "省", "区", "县", "市"):
        if name.startswith(prefix) and len(name) > len(prefix) + 1:
            name = name.removeprefix(prefix)
            break
    for ending in ("委员会", "局", "厅", "委"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def _family(level: str) -> None:
    """子项 stand below their main item: by the first nine characters of the basic code, else by its name."""
    rows = list(CatalogueItem.objects.filter(level=level, valid_to__isnull=True).order_by("id"))
    by_code = {row.basic_code: row for row in rows if row.basic_code}
    by_name: dict[tuple, list[CatalogueItem]] = {}
    for row in rows:
        if not row.main_name and not main_code(row.basic_code):
            by_name.setdefault((folded(row.name), row.hint_id), []).append(row)
    moved = []
    for row in rows:
        named = by_name.get((folded(row.main_name), row.hint_id), []) if row.main_name else []
        main = by_code.get(main_code(row.basic_code)) or (named[0] if len(named) == 1 else None)
        parent = main.pk if main is not None and main.pk != row.pk else None
        if row.parent_id != parent:
            row.parent_id = parent
            moved.append(row)
    CatalogueItem.objects.bulk_update(moved, ["parent"], 1000)


def _cite(rows: list[CatalogueItem]) -> None:
    """The bases of these items as rows, judged by the register of laws."""
    CatalogueCitation.objects.filter(item__in=rows).delete()
    laws, made = Law.objects.index(), []
    limits = {name: CatalogueCitation._meta.get_field(name).max_length for name in ("title", "article", "text")}
    for row in rows:
        citations = [citation for line in row.basis for citation in read_cell(line)]
        for position, citation in enumerate(citations, 1):
            judged = laws.judge(citation)
            made.append(
                CatalogueCitation(
                    item=row,
                    position=position,
                    law_id=judged.law_id,
                    verdict=str(judged.verdict),
                    title=(judged.title or citation.document)[: limits["title"]],
                    article=citation.article[: limits["article"]],
                    text=citation.text[: limits["text"]],
                )  # fmt: skip
            )
    CatalogueCitation.objects.bulk_create(made, 2000)
