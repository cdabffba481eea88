"""What the applicant does: fill, attach, submit, correct, withdraw."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.identifiers import mod_11_10
from core.models import Serial
from core.workflow import MoveRefused
from powerlist.kinds.form_fields import kept as kept_of
from powerlist.models import ItemField, ItemMaterial, ServiceItemVersion, Suspension

from ..enums import CaseState, Channel, FileKind
from ..models import Case, CaseFile
from ..permissions import may_correct, may_submit
from .acts import act, act_on, locked
from .drafts import by_key, close_draft, delete_file, is_new
from .materials import check_licences, file_came, file_went, keep_file, settle_materials
from .renewals import open_application, settle_purpose


def attach(
    *,
    case: Case,
    actor,
    material: ItemMaterial | None,
    upload,
    field: ItemField | None = None,
    kind: str = FileKind.MATERIAL,
    title: str = "",
    at: datetime | None = None,
) -> CaseFile:
    """Keep an uploaded file with the case, for a material or for a field of the form that asks for files.

    Raises ValidationError when the file is refused.
    """
    with transaction.atomic():
        row = locked(case)
        if row.state not in (CaseState.DRAFT, CaseState.CORRECTING):
            raise MoveRefused(f"这一件现在是“{row.get_state_display()}”，不能再添加文件。")
        if material is not None and material.version_id != row.version_id:
            raise MoveRefused("这份材料不在本事项的材料清单里。")
        if field is not None and field.version_id != row.version_id:
            raise MoveRefused("这一栏不在本事项的申请表里。")
        title = title or (material.name if material else field.label if field else "补充材料")
        key = field.key if field else ""
        kept = keep_file(row, upload=upload, title=title, kind=kind, material=material, field_key=key, at=at)
        file_came(row, material)
        return kept


def remove_file(*, file: CaseFile, actor) -> None:
    """Take back a file before it is filed."""
    with transaction.atomic():
        row = locked(file.case)
        free = {CaseState.DRAFT: FileKind.MATERIAL, CaseState.CORRECTING: FileKind.CORRECTION}
        if row.applicant_id != actor.pk or free.get(row.state) != file.kind:
            raise MoveRefused("已经提交的材料不能删除。")
        delete_file(file)
        file_went(row, file.material)


def submit_case(
    *,
    actor,
    version: ServiceItemVersion,
    form: dict,
    files: Iterable[tuple[ItemMaterial, object]] = (),
    submission_key: uuid.UUID | str,
    channel: str = Channel.WEB,
    prepare: Callable[[Case], None] | None = None,
    at: datetime | None = None,
    **fields,
) -> Case:
    """File the application: one case for one submission key, however often it is sent.

    `files` are (material, file) pairs besides those that the draft already holds. At a counter (`channel` other than
    WEB) the clerk files, and `fields` name the applicant (applicant, applicant_kind, applicant_name,
    applicant_document, mobile); `prepare` attaches what is no material.
    Materials count as received now; the five days of 许可法 32 begin.
    """
    at = at or timezone.now()
    with transaction.atomic():
        case = by_key(actor, version, uuid.UUID(str(submission_key)), channel, fields)
        if not may_submit(actor, case):
            raise PermissionDenied("这份申请不是您的。")
        if case.state != CaseState.DRAFT:
            return case
        _is_open(case, timezone.localdate(at))
        case.form = {**case.form, **form}
        close_draft(case)
        for material, upload in files:
            attach(case=case, actor=actor, material=material, upload=upload, at=at)
        if prepare is not None:
            prepare(case)
        by_licence = settle_materials(case, at)
        facts = {"received_at": at, **settle_purpose(case, at)}
        row = case if is_new(case) and not files and prepare is None else locked(case)
        row.form_data = case.form_data
        number = new_number(timezone.localdate(at))
        case, _ = act_on(row, "submit", actor=actor, at=at, besides=("form_data",), number=number, **facts)
        open_application(case, at)
        if by_licence:
            check_licences(case, at)
        return case


def _is_open(case: Case, day) -> None:
    """No case on a guide that isn't in force, nor on an entry whose exercise is suspended.

    兰州市权责清单管理暂行办法 第十二条. One query.
    """
    suspended = Exists(Suspension.objects.on(day).filter(entry=OuterRef("item__entry")))
    guides = ServiceItemVersion.objects.in_force(day).filter(pk=case.version_id).order_by()
    found = list(guides.values_list(suspended, flat=True))
    if not found:
        raise MoveRefused("这个事项的办事指南已经更新或停用，请回到事项页，按现行指南核对后再提交。")
    if not found[0]:
        return
    suspension = case.version.item.entry.suspensions.on(day).order_by("-id").first()
    back = f"，预计 {suspension.until:%Y-%m-%d} 恢复" if suspension.until else ""
    raise MoveRefused(f"“{case.item_name}”自 {suspension.began_on:%Y-%m-%d} 起暂停办理{back}：{suspension.reason}")


def correct(
    *,
    case: Case,
    actor,
    form: dict | None = None,
    files: Iterable[tuple[ItemMaterial | None, object]] = (),
    note: str = "",
    at: datetime | None = None,
) -> Case:
    """提交补正材料: everything asked for has come in; the five working days begin anew (许可法 32(5))."""
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(case)
        if row.state == CaseState.CORRECTING and may_correct(actor, row):
            for material, upload in files:
                attach(case=row, actor=actor, material=material, upload=upload, kind=FileKind.CORRECTION, at=at)
            changed = bool(form) and any(row.form.get(key) != value for key, value in form.items())
            if not (changed or note.strip() or row.files.filter(kind=FileKind.CORRECTION).exists()):
                raise MoveRefused("还没有补正任何内容：请上传材料、修改申请表，或写明补正说明。")
            row.form = kept_of(row.version.fields.order_by("position", "id"), {**row.form, **(form or {})})
            row.save(update_fields=["form_data"])
        row, _ = act_on(row, "correct", actor=actor, at=at, note=note.strip(), corrected_at=at)
        row.correction.answered_at = at
        row.correction.save(update_fields=["answered_at"])
        return row


def withdraw(*, case: Case, actor, at: datetime | None = None, note: str = "") -> Case:
    """撤回申请, before a decision is made."""
    at = at or timezone.now()
    return act(case, "withdraw", actor=actor, at=at, note=note, closed_at=at)[0]


def new_number(day) -> str:
    """办件编号: region, day, a six-digit serial of the day, and the check digit of ISO 7064 MOD 11,10."""
    body = f"{settings.COUNTY['code']}{day:%Y%m%d}{Serial.take('case', day):06d}"
    return body + mod_11_10(body)
