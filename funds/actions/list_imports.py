"""The list as a workbook: its rows beside the draft and last year's list, written into the draft as a whole."""

import re
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from core.registers import ChangeSetState, VersionState, number_of
from core.workbooks.files import FOLD
from core.workflow import MoveRefused

from ..enums import ListPurpose
from ..kinds import wan
from ..models import FundChangeSet, FundRule, FundVersion
from . import lists, rows
from .imports import CHANGED, NEW, REFUSED, UNCHANGED, Compared, ImportKind, Line, refuse_faulty, register
from .parts import note

UNIT = "本系统没有“{}”这个部门，请改成部门的全称或者简称。"


def bare(name: str) -> str:
    """A name for comparison: without blanks, digits and brackets of one width."""
    return "".join(name.translate(FOLD).split())


def bodies_by_name() -> dict[str, Organisation]:
    """Today's bodies by full and by short name, as a form may write them."""
    found: dict[str, Organisation] = {}
    for body in Organisation.objects.current().order_by("code"):
        for name in (body.name, body.short_name, body.name.removeprefix("漳")):
            found.setdefault(bare(name), body)
    return found


def list_of(subject: str) -> FundChangeSet:
    """The list that an import is for. LookupError when there is none."""
    row = FundChangeSet.objects.filter(pk=number_of(subject) or 0).select_related("organisation").first()
    if row is None:
        raise LookupError(subject)
    return row


def place(subject: str) -> tuple[str, str]:
    row = list_of(subject)
    return row.title, reverse("funds:desk_list", args=[row.pk])


def judge(reading, subject: str, organisation) -> Compared:
    """Each row against the draft: a fund is known by its department and name, then by last year's list."""
    change_set = list_of(subject)
    return compared(reading, change_set.year, organisation, change_set)


def compared(reading, year: int, organisation, change_set: FundChangeSet | None = None, strict: bool = True):
    """`organisation` fills its own rows only, the keeper of the list everybody's.

    Without `strict` (a file merely checked) a department that isn't ours is a warning: nothing is written.
    """
    bodies, keeper = bodies_by_name(), change_set is None or organisation.pk == change_set.organisation_id
    drafted = _drafted(change_set, year)
    known, lines, met = _last_year(year, change_set), [], set()
    for item in reading.items:
        line = Line.of(item)
        lines.append(line)
        if item.errors:
            continue
        written = item.data["department"]
        body = bodies.get(bare(written)) if written else organisation
        if body is None:
            line.refuse(UNIT.format(written), "unknown_department") if strict else line.warnings.append(
                UNIT.format(written)
            )
            continue
        if not keeper and body.pk != organisation.pk:
            line.refuse(f"这一行是{body}的，您只能导入{organisation}的项目。", "other_department")
            continue
        amount = item.data["amount"] * 10_000
        if amount != amount.quantize(Decimal("0.01")):
            line.refuse(f"预算数额{item.data['amount']:f}万元精确不到分，万元以下最多六位小数。", "amount_too_precise")
            continue
        if (wrong := item.data["year"]) and int(wrong) != year and "year" in item.values and item.get("year"):
            line.warnings.append(f"这一行写的是{wrong}年，清单是{year}年度，请核对。")
        key = (body.pk, bare(item.data["name"]))
        _match(line, drafted.get(key), known.get(key), amount.quantize(Decimal("0.01")))
        line.cells |= {"organisation": body.pk, "name": item.data["name"], "amount": f"{amount:.2f}"}
        if line.state != REFUSED and item.data["remark"]:
            line.cells["remark"] = item.data["remark"]
        met.add(key)
    missing = [
        Line(name=row.name, state="missing", key=str(row.pk))
        for key, row in drafted.items()
        if key not in met and (keeper or row.organisation_id == organisation.pk)
    ]
    return Compared(lines, missing)


def _drafted(change_set, year: int) -> dict[tuple, FundVersion]:
    """What the file is held against: the draft, or the list in force when there is none."""
    if change_set is None:
        return {(row.organisation_id, bare(row.name)): row for row in FundVersion.objects.for_year(year)}
    rows = change_set.versions.filter(state=VersionState.PROPOSED).order_by("-pk")
    return {(row.organisation_id, bare(row.name)): row for row in rows}


def _last_year(year: int, change_set) -> dict[tuple, FundVersion]:
    """Last year's published rows: a row of the same department and name is the same fund."""
    published = FundVersion.objects.filter(state=VersionState.PUBLISHED, valid_to__isnull=True, year__lt=year)
    if change_set is not None:
        published = published.filter(form=change_set.form)
    last = published.aggregate(year=Max("year"))["year"]
    rows = published.filter(year=last).select_related("entry").order_by("-pk") if last else []
    return {(row.organisation_id, bare(row.name)): row for row in rows}


def _match(line: Line, drafted: FundVersion | None, last: FundVersion | None, amount: Decimal) -> None:
    if drafted is None:
        if last is not None:
            line.warnings.append(f"沿用{last.year}年度的同一项资金，上年 {wan(last.amount)}。")
        return
    line.key = str(drafted.pk)
    line.state = UNCHANGED if drafted.amount == amount else CHANGED
    if line.state == CHANGED:
        line.changes.append(("预算数额", wan(drafted.amount), wan(amount)))
        split = drafted.content.get("sources") or []
        if len(split) > 1:
            line.refuse("这一项的资金来源分了几级，改数额要同时改各级来源，请在页面上修改。", "sources_split")


def write(*, actor, subject: str, organisation, compared: Compared, drop_missing: bool, at) -> dict:
    """Every row into the draft, in the order of the file. Returns what `take_back` needs."""
    change_set = list_of(subject)
    known, facts = _last_year(change_set.year, change_set), {"added": [], "changed": [], "dropped": []}
    lines = [line for line in compared.lines if line.state in (NEW, CHANGED)]
    bodies = Organisation.objects.in_bulk([line.cells["organisation"] for line in lines])
    for line in lines:
        cells = line.cells
        body = bodies[cells["organisation"]]
        if line.state == NEW:
            last = known.get((body.pk, bare(cells["name"])))
            carried = rows.as_carried(last) if last is not None else {"content": {}}
            content = {**carried.pop("content"), "sources": []}
            content |= {"remark": cells["remark"]} if cells.get("remark") else {}
            row = rows.add_row(
                actor=actor, change_set=change_set, organisation=body, entry=last.entry if last else None, at=at,
                **{**carried, "name": cells["name"], "amount": Decimal(cells["amount"]), "content": content},
            )  # fmt: skip
            facts["added"].append(row.pk)
        elif line.state == CHANGED:
            row = FundVersion.objects.select_related("change_set", "organisation", "entry").get(pk=int(line.key))
            facts["changed"].append([row.pk, str(row.amount)])
            rows.change_row(actor=actor, version=row, amount=Decimal(cells["amount"]), content={"sources": []}, at=at)
    if drop_missing:
        for line in compared.missing:
            row = FundVersion.objects.select_related("change_set", "organisation").get(pk=int(line.key))
            rows.drop_row(actor=actor, version=row, at=at)
            facts["dropped"].append(row.pk)
    facts["stamp"] = _stamp([*facts["added"], *(pk for pk, _ in facts["changed"])])
    return facts


def take_back(*, actor, subject: str, facts: dict, at) -> None:
    """Undo an import while the list is in draft and no row of it was changed since."""
    touched = [*facts.get("added", []), *(pk for pk, _ in facts.get("changed", []))]
    if _stamp(touched) != facts.get("stamp"):
        raise MoveRefused("导入以后又改过其中的项目，不能整体撤销，请逐项修改。")
    for pk in facts.get("added", []):
        rows.drop_row(actor=actor, version=_row(pk), at=at)
    for pk, amount in facts.get("changed", []):
        rows.change_row(actor=actor, version=_row(pk), amount=Decimal(amount), content={"sources": []}, at=at)
    for pk in facts.get("dropped", []):
        rows.restore_row(actor=actor, version=_row(pk), at=at)


def _stamp(touched: list[int]) -> int:
    """The last change of these rows: it moves when one of them is changed."""
    return FundVersion.history.filter(id__in=touched).aggregate(last=Max("history_id"))["last"] or 0


def _row(pk: int) -> FundVersion:
    return FundVersion.objects.select_related("change_set", "organisation", "entry").get(pk=pk)


def draft_for(organisation, year: int) -> FundChangeSet | None:
    """The list in draft that a body keeps, or in which it has a part."""
    rows = FundChangeSet.objects.filter(state=ChangeSetState.DRAFT, year=year, purpose=ListPurpose.YEAR)
    rows = rows.filter(Q(organisation=organisation) | Q(parts__organisation=organisation))
    return rows.select_related("organisation").order_by("-pk").first()


def year_of(reading) -> int:
    """The budget year that a workbook's title names; without one, that of the rows, else the next."""
    titles = " ".join(text for sheet in reading.sheets for text in (sheet.title, *sheet.title_lines))
    found = re.search(r"(20\d{2})\s*年", titles)
    return int(found.group(1)) if found else timezone.localdate().year + 1


def check_list(reading, organisation) -> Compared:
    """A workbook only looked at: beside the draft of its year where there is one. Nothing is written."""
    year = year_of(reading)
    return compared(reading, year, organisation, draft_for(organisation, year), strict=False)


@transaction.atomic
def import_list(*, actor, reading, organisation, skip_refused=False, drop_missing=False, at=None):
    """Write a workbook already read into the draft of its year, opened when there is none: (compared, list or None).

    ImportRefused when rows are refused, unless they are to be left out; then the list's log names them.
    """
    at = at or timezone.now()
    year = year_of(reading)
    change_set = draft_for(organisation, year)
    found = compared(reading, year, organisation, change_set)
    if not skip_refused:
        refuse_faulty(found)
    if not found.count(NEW) + found.count(CHANGED) + (len(found.missing) if drop_missing else 0):
        return found, None
    change_set = change_set or lists.open_list(actor=actor, organisation=organisation, year=year, at=at)
    write(
        actor=actor, subject=str(change_set.pk), organisation=organisation, compared=found, drop_missing=drop_missing,
        at=at,
    )  # fmt: skip
    left_out = "、".join(f"第{line.row}行{line.name}" for line in found.lines if line.state == REFUSED)
    words = f"按表格导入{found.count(NEW) + found.count(CHANGED)}项" + (f"；略去{left_out}" if left_out else "")
    note(change_set, actor=actor, move="import", words=words, at=at)
    return found, change_set


def caps_of(subject: str) -> dict:
    """For the form's check: how few and how many funds a department of this level has. Nothing before rules are
    loaded."""
    ours = FundRule.or_preset()
    return {} if ours.pk is None else {"department_caps": (ours.department_min, ours.department_max)}


FUND_LIST_IMPORT = register(
    ImportKind(
        key="funds",
        label="专项资金清单",
        permission="fill_funds",
        judge=judge,
        write=write,
        place=place,
        take_back=take_back,
        missing_label="从清单中删去",
        facts=caps_of,
    )  # fmt: skip
)
