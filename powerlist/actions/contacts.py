"""附件7: a body's roster, replaced in one act. Mobile numbers show masked in every preview and every message."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import holds
from core.history import signed
from core.workbooks import Item, Reading, Reason
from core.workflow import MoveRefused

from ..enums import ContactRole, ImportState
from ..models import Contact, ImportJob
from ..models.imports import undo_until
from . import mends
from .comparing import CHANGED, NEW, REFUSED, UNCHANGED, Line, Preview, Progress, unit_warnings

PERSON = ("role", "name", "position", "office_phone", "mobile", "remark")
LABELS = {"position": "职务", "office_phone": "办公电话", "mobile": "手机", "remark": "备注"}
LIMITS = {name: Contact._meta.get_field(name).max_length for name in ("name", "position", "office_phone", "remark")}
WORDS = {"联络": ContactRole.LIAISON, "分管": ContactRole.LEADER, "负责人": ContactRole.HEAD}


def compare_roster(reading: Reading, *, organisation, progress: Progress | None = None) -> Preview:
    """The people of the file beside those on record; whom the file lacks would leave the roster."""
    known = {(c.role, c.name): c for c in Contact.objects.filter(organisation=organisation)}
    seen: set[tuple[str, str]] = set()
    lines, cells = [], []
    for item in reading.items:
        line, person = _line(item, known, seen)
        lines.append(line)
        cells.append(person)
    missing = [
        {"code": contact.get_role_display(), "name": contact.name, "category": ""}
        for key, contact in known.items()
        if key not in seen
    ]
    warnings = [finding.as_dict() for finding in reading.warnings]
    warnings += [finding.as_dict() for sheet in reading.sheets for finding in sheet.warnings]
    warnings += unit_warnings(reading, organisation)
    if progress:
        progress("compare", len(lines), len(lines))
    return Preview("contacts", lines, missing, warnings, reading.items, [None] * len(lines), cells, [])


def _line(item: Item, known: dict, seen: set) -> tuple[Line, dict | None]:
    line = Line(sheet=item.sheet, row=item.row, state=REFUSED, name=item.data.get("name", ""))
    role = role_of(item.data.get("role", ""))
    if role is None and not item.errors:
        labels = "、".join(ContactRole.labels)
        item.refuse(Reason.BAD_VALUE, f"第{item.row}行“类别”填的是“{item.get('role')}”。请填{labels}之一。")
    person = None if item.errors else _person(item, role, known)
    if person is not None:
        _judge(line, item, person, known, seen)
        person = person if line.state != REFUSED else None
    line.errors = [finding.as_dict() for finding in item.errors]
    line.warnings = [finding.as_dict() for finding in item.warnings]
    mends.mark(line, item)
    if line.errors or line.warnings or line.mend:
        line.cells = mends.plain_form_of(item, "contacts")
    return line, person


def role_of(text: str) -> ContactRole | None:
    """What people write into 类别 of 附件7, as one of its three."""
    return next((role for words, role in WORDS.items() if words in text), None)


def _person(item: Item, role: ContactRole, known: dict) -> dict | None:
    data = item.data
    person = {
        "role": role.value,
        "name": data["name"],
        "position": data.get("position", ""),
        "office_phone": data.get("office_phone", ""),
        "mobile": data.get("mobile", ""),
        "remark": item.get("remark").strip(),
    }
    for key, limit in LIMITS.items():
        if len(person[key]) > limit:
            item.refuse(Reason.TOO_LONG, f"第{item.row}行“{LABELS.get(key, '姓名')}”超过了{limit}字，请精简。")
            return None
    _keep_masked(item, person, known.get((person["role"], person["name"])))
    return person


def _keep_masked(item: Item, person: dict, contact: Contact | None) -> None:
    """A number that comes back masked, as it was exported, is the one on record."""
    raw = item.get("mobile").strip()
    if contact is not None and raw and raw == contact.masked_mobile:
        person["mobile"] = contact.mobile
        item.warnings = [w for w in item.warnings if not (w.code == Reason.BAD_PHONE and "“手机”" in w.message)]


def _judge(line: Line, item: Item, person: dict, known: dict, seen: set) -> None:
    key = (person["role"], person["name"])
    if key in seen:
        item.refuse(Reason.DUPLICATE, f"第{item.row}行与上面的一行重复（类别和姓名都一样）。请删去一行。")
        return
    seen.add(key)
    line.note = ContactRole(person["role"]).label
    contact = known.get(key)
    if contact is None:
        line.state = NEW
        return
    line.changes = _changes(contact, person)
    line.state = CHANGED if line.changes else UNCHANGED


def _changes(contact: Contact, person: dict) -> list[tuple[str, str, str]]:
    shown = Contact(mobile=person["mobile"])
    return [
        (
            label,
            contact.masked_mobile if key == "mobile" else getattr(contact, key),
            shown.masked_mobile if key == "mobile" else person[key],
        )
        for key, label in LABELS.items()
        if getattr(contact, key) != person[key]
    ]


# --- writing and taking back --------------------------------------------------------------------------------------


def roster_of(organisation) -> list[dict]:
    """A body's people in their order, numbers included: what `replace_roster` takes."""
    rows = Contact.objects.filter(organisation=organisation).order_by("position_no", "id")
    return [{key: getattr(row, key) for key in PERSON} for row in rows]


def why_roster_kept(job: ImportJob, at) -> str:
    """Why the import of a roster can't be taken back, in words; "" when it can."""
    if job.state != ImportState.APPLIED:
        return f"这次导入现在是“{job.get_state_display()}”，不能撤销。"
    if job.rosters is None or at > undo_until(job):
        return f"导入已经超过{settings.IMPORT_UNDO_HOURS}小时，原名单没有保留，不能撤销。请上传改好的名单。"
    if roster_of(job.organisation) != job.rosters["after"]:
        return "导入之后名单又有了变化。为了不丢掉这些修改，不能撤销；请上传改好的名单。"
    return ""


def take_back_roster(*, actor, job, note, at=None) -> ImportJob:
    """Put the roster from before an import back, within the day (settings.IMPORT_UNDO_HOURS) and while nobody changed
    it since. MoveRefused in words."""
    at = at or timezone.now()
    if not note.strip():
        raise MoveRefused("请写明撤销的理由。")
    with transaction.atomic():
        row = ImportJob.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=job.pk)
        list(Contact.objects.select_for_update().filter(organisation=row.organisation))
        if why := why_roster_kept(row, at):
            raise MoveRefused(why)
        replace_roster(
            actor=actor, organisation=row.organisation, people=row.rosters["before"], at=at,
            reason=f"撤销导入：{note.strip()}",
        )  # fmt: skip
        row.state, row.undone_at, row.rosters = ImportState.UNDONE, at, None
        row.save(update_fields=["state", "undone_at", "rosters"])
    return row


def forget_rosters(*, at=None) -> int:
    """Every night: rosters that can't be taken back any more are no longer kept (个人信息保护法 47). How many."""
    old = (at or timezone.now()) - timedelta(hours=settings.IMPORT_UNDO_HOURS)
    rows = ImportJob.objects.filter(kind="contacts", rosters__isnull=False, finished_at__lt=old)
    return rows.update(rosters=None)


def replace_roster(*, actor, organisation, people: list[dict], reason: str, trusted: bool = False, at=None) -> int:
    """Put these people, in this order, in the place of the body's roster; returns how many rows changed.

    Every row that comes, changes or goes leaves its history. `trusted`: the caller has asked whether the actor may.
    """
    if not trusted and not holds(actor, "fill_lists", organisation):
        raise PermissionDenied("您没有填报这个单位清单的权限。")
    if not reason.strip():
        raise MoveRefused("请写明更换名单的原因。")
    at, changed = at or timezone.now(), 0
    with transaction.atomic():
        old = {(c.role, c.name): c for c in Contact.objects.select_for_update().filter(organisation=organisation)}
        for number, person in enumerate(people, 1):
            contact = old.pop((person["role"], person["name"]), None) or Contact(organisation=organisation)
            new = {**person, "position_no": number}
            if contact.pk and all(getattr(contact, key) == value for key, value in new.items()):
                continue
            for key, value in new.items():
                setattr(contact, key, value)
            signed(contact, actor=actor, reason=reason, at=at).save()
            changed += 1
        for contact in old.values():
            signed(contact, actor=actor, reason=reason, at=at).delete()
            changed += 1
    return changed
