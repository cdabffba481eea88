"""附件7: a body's roster, replaced in one act. Mobile numbers show masked in every preview and every message."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import holds
from core.history import signed
from core.workbooks import Item, Reading, Reason
from core.workflow import MoveRefused

from ..enums import ContactRole
from ..models import Contact
from . import mends
from .comparing import CHANGED, NEW, REFUSED, UNCHANGED, Line, Preview, Progress, unit_warnings

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
        mends.mark(line, item)
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
    role = _role(item.data.get("role", ""))
    if role is None and not item.errors:
        labels = "、".join(ContactRole.labels)
        item.refuse(Reason.BAD_VALUE, f"第{item.row}行“类别”填的是“{item.get('role')}”。请填{labels}之一。")
    person = None if item.errors else _person(item, role, known)
    if person is not None:
        _judge(line, item, person, known, seen)
        person = person if line.state != REFUSED else None
    line.errors = [finding.as_dict() for finding in item.errors]
    line.warnings = [finding.as_dict() for finding in item.warnings]
    return line, person


def _role(text: str) -> ContactRole | None:
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
