"""The form of a draft guide, designed field by field. A published one is changed by a new version alone."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import holds
from core.history import signed
from core.workflow import MoveRefused
from licences.models import LicenceType

from ..enums import GuideState
from ..kinds.form_fields import Fault, form_faults
from ..models import FieldGroup, ItemField, ServiceItemVersion

FACTS = tuple(f.name for f in ItemField._meta.concrete_fields if f.name not in ("id", "version", "position"))


class FormRefused(MoveRefused):
    """A declaration that can't stand; `faults` say what is wrong with which part and how to mend it."""

    def __init__(self, faults: list[Fault]):
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = faults


def save_field(*, actor, version, values: dict, field: ItemField | None = None, at=None) -> ItemField:
    """Add a field at the end of its group, or change one. FormRefused when the form could not stand with it.

    A key that is left empty is made: f1, f2 … Conditions of other fields follow a key that changes.
    """
    with transaction.atomic():
        version, rows = _draft(actor, version)
        row = next((each for each in rows if field is not None and each.pk == field.pk), None)
        if field is not None and row is None:
            raise MoveRefused("这一栏已经被删除，请回到申请表重新打开。")
        former = row.key if row else ""
        row = row or ItemField(version=version)
        for name, value in values.items():
            setattr(row, name, value)
        row.key = row.key or former or _free_key({each.key for each in rows})
        others = [each for each in rows if each.pk != row.pk or row.pk is None]
        for other in others:
            if former and other.when_key == former:
                other.when_key = row.key
        _refuse_faults([*others, row], {row.key} | {each.key for each in others if each.when_key == row.key})
        row.save()
        _placed(version, [*others, row] if field is None else rows)
        _signed(version, actor, f"{'修改' if field else '添加'}申请表的“{row.label}”一栏", at)
    return row


def remove_field(*, actor, version, field: ItemField, at=None) -> None:
    """Take a field out; refused while the condition of another looks at it."""
    with transaction.atomic():
        version, rows = _draft(actor, version)
        users = [row.label for row in rows if row.when_key == field.key]
        if users:
            raise MoveRefused(f"“{'”“'.join(users)}”的显示条件要看“{field.label}”，请先改那一栏的条件，再删除。")
        ItemField.objects.filter(pk=field.pk, version=version).delete()
        _placed(version, [row for row in rows if row.pk != field.pk])
        _signed(version, actor, f"删除申请表的“{field.label}”一栏", at)


def move_field(*, actor, version, field: ItemField, by: int, at=None) -> None:
    """One place up (-1) or down (1) within its group; nothing at its edge."""
    with transaction.atomic():
        version, rows = _draft(actor, version)
        group = [row for row in rows if row.group == field.group]
        place = next((n for n, row in enumerate(group) if row.pk == field.pk), None)
        if place is None or not 0 <= place + by < len(group):
            return
        one, other = rows.index(group[place]), rows.index(group[place + by])
        rows[one], rows[other] = rows[other], rows[one]
        _placed(version, rows)
        _signed(version, actor, "调整申请表的顺序", at)


def move_group(*, actor, version, name: str, by: int, at=None) -> None:
    """One page up (-1) or down (1)."""
    with transaction.atomic():
        version, rows = _draft(actor, version)
        names = list(dict.fromkeys(row.group for row in rows))
        if name not in names or not 0 <= names.index(name) + by < len(names):
            return
        place = names.index(name)
        names[place], names[place + by] = names[place + by], names[place]
        _placed(version, sorted(rows, key=lambda row: names.index(row.group)))
        _signed(version, actor, "调整申请表各页的顺序", at)


def save_group(*, actor, version, name: str, new_name: str, help: str, at=None) -> None:
    """The name of a page and the help that stands above it. A name that another page has joins the two."""
    with transaction.atomic():
        version, rows = _draft(actor, version)
        ItemField.objects.filter(version=version, group=name).update(group=new_name)
        FieldGroup.objects.filter(version=version, name__in={name, new_name}).delete()
        if help:
            FieldGroup.objects.create(version=version, name=new_name, help=help)
        for row in rows:
            row.group = new_name if row.group == name else row.group
        _placed(version, rows)
        _signed(version, actor, f"修改申请表“{new_name}”一页", at)


def copy_fields(*, actor, version, rows: list[dict], at=None) -> int:
    """Add fields of a template or of another guide at the end; keys that are taken get another, conditions follow."""
    with transaction.atomic():
        version, held = _draft(actor, version)
        taken = {row.key for row in held}
        names: dict[str, str] = {}
        for row in rows:
            names[row["key"]] = key = _free_key(taken, row["key"])
            taken.add(key)
        added = []
        for row in rows:
            facts = {name: row[name] for name in FACTS if name in row}
            facts |= {"key": names[row["key"]], "when_key": names.get(row.get("when_key", ""), "")}
            if not facts["when_key"]:
                facts |= {"when_test": "", "when_value": ""}
            added.append(ItemField(version=version, **facts))
        _refuse_faults([*held, *added], {row.key for row in added})
        ItemField.objects.bulk_create(added)
        _placed(version, [*held, *added])
        _signed(version, actor, f"复制 {len(added)} 栏到申请表", at)
    return len(added)


def fields_as_rows(version: ServiceItemVersion) -> list[dict]:
    """The fields of a form as `copy_fields` takes them."""
    return list(version.fields.order_by("position", "id").values(*FACTS))


def licence_types() -> dict[str, str]:
    """The names of all licence types by their code."""
    return dict(LicenceType.objects.order_by("code").values_list("code", "name"))


def _draft(actor, version) -> tuple[ServiceItemVersion, list[ItemField]]:
    """The draft, held, with its fields in order."""
    version = ServiceItemVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if not holds(actor, "manage_guides", version.item.organisation):
        raise PermissionDenied("您没有维护这个单位办事指南的权限。")
    if version.state != GuideState.DRAFT:
        raise MoveRefused("这份指南已经发布，申请表不能再改；要修改，请起草新的版本。")
    return version, list(version.fields.order_by("position", "id"))


def _refuse_faults(rows, keys: set[str]) -> None:
    faults = [fault for fault in form_faults(rows, licence_types=licence_types()) if fault.key in keys]
    if faults:
        raise FormRefused(faults)


def _placed(version, rows: list[ItemField]) -> None:
    """Write the order: the pages in the order of their first field, the fields of one page together."""
    groups = list(dict.fromkeys(row.group for row in rows))
    ordered = sorted(rows, key=lambda row: groups.index(row.group))
    for place, row in enumerate(ordered, 1):
        row.position = place
    ItemField.objects.bulk_update(ordered, ["position", "when_key"])


def _free_key(taken: set[str], wanted: str = "") -> str:
    if wanted and wanted not in taken:
        return wanted
    stem, number = (f"{wanted[:36]}_", 2) if wanted else ("f", 1)
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _signed(version, actor, reason: str, at) -> None:
    """Who designs a form is one of the guide's authors, and so doesn't publish it."""
    signed(version, actor=actor, reason=reason, at=at or timezone.now()).save()
