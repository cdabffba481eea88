"""What the applicant does: fill, attach, submit, correct, withdraw."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import UserKind
from core.files import check_upload, shown_name
from core.identifiers import mod_11_10
from core.models import Serial
from core.workflow import MoveRefused
from powerlist.enums import Necessity
from powerlist.models import ItemMaterial, ServiceItemVersion

from ..enums import ApplicantKind, CaseState, Channel, FileKind
from ..models import Case, CaseFile, Correction, new_query_code
from ..permissions import may_submit
from .acts import act, locked

FILES_PER_MATERIAL = 10


def save_draft(*, actor, version: ServiceItemVersion, form: dict, channel: str = Channel.WEB, **fields) -> Case:
    """Keep what was typed: the person's draft of this item, made when there is none. `form` is merged by key.

    A draft begun under an earlier version of the guide moves to this one, its files to the materials of the same name.
    """
    with transaction.atomic():
        case = _draft_of(actor, version) if channel == Channel.WEB else None
        if case is None:
            case = _by_key(actor, version, uuid.uuid4(), channel, fields)
        elif case.version_id != version.pk:
            _move_draft(case, version)
        case.form = {**case.form, **form}
        case.save()
        return case


def discard_draft(*, case: Case, actor) -> None:
    """Delete an own draft and its files; nothing of it was ever filed."""
    with transaction.atomic():
        row = locked(case)
        if row.state != CaseState.DRAFT or row.applicant_id != actor.pk:
            raise MoveRefused("已经提交的申请不能删除；不想办了可以撤回。")
        for kept in row.files.all():
            _delete_file(kept)
        row.delete()


def attach(
    *,
    case: Case,
    actor,
    material: ItemMaterial | None,
    upload,
    kind: str = FileKind.MATERIAL,
    title: str = "",
    at: datetime | None = None,
) -> CaseFile:
    """Keep an uploaded file with the case. Raises ValidationError when the file is refused."""
    content_type, _, digest = check_upload(upload)
    with transaction.atomic():
        row = locked(case)
        if row.state not in (CaseState.DRAFT, CaseState.CORRECTING):
            raise MoveRefused(f"这一件现在是“{row.get_state_display()}”，不能再添加文件。")
        if material is not None and material.version_id != row.version_id:
            raise MoveRefused("这份材料不在本事项的材料清单里。")
        if row.files.uploads().filter(material=material, kind=kind).count() >= FILES_PER_MATERIAL:
            raise MoveRefused(f"一份材料最多上传 {FILES_PER_MATERIAL} 个文件，请合并后再传。")
        return CaseFile.objects.create(
            case=row,
            material=material,
            kind=kind,
            title=title or (material.name if material else "补充材料"),
            file=upload,
            original_name=shown_name(upload.name),
            content_type=content_type,
            size=upload.size,
            sha256=digest,
            uploaded_at=at or timezone.now(),
        )


def remove_file(*, file: CaseFile, actor) -> None:
    """Take back a file before it is filed."""
    with transaction.atomic():
        row = locked(file.case)
        free = {CaseState.DRAFT: FileKind.MATERIAL, CaseState.CORRECTING: FileKind.CORRECTION}
        if row.applicant_id != actor.pk or free.get(row.state) != file.kind:
            raise MoveRefused("已经提交的材料不能删除。")
        _delete_file(file)


def submit_case(
    *,
    actor,
    version: ServiceItemVersion,
    form: dict,
    files: Iterable[tuple[ItemMaterial, object]] = (),
    submission_key: uuid.UUID | str,
    channel: str = Channel.WEB,
    at: datetime | None = None,
    **fields,
) -> Case:
    """File the application: one case for one submission key, however often it is sent.

    `files` are (material, file) pairs besides those that the draft already holds. At a counter (`channel` other than
    WEB) the clerk files, and `fields` name the applicant (applicant, applicant_kind, applicant_name,
    applicant_document, mobile). Materials count as received now; the five days of 许可法 32 begin.
    """
    at = at or timezone.now()
    with transaction.atomic():
        case = _by_key(actor, version, uuid.UUID(str(submission_key)), channel, fields)
        if not may_submit(actor, case):
            raise PermissionDenied("这份申请不是您的。")
        if case.state != CaseState.DRAFT:
            return case
        if not ServiceItemVersion.objects.in_force(timezone.localdate(at)).filter(pk=case.version_id).exists():
            raise MoveRefused("这个事项的办事指南已经更新或停用，请回到事项页，按现行指南核对后再提交。")
        _not_suspended(case, timezone.localdate(at))
        case.form = {**case.form, **form}
        case.save()
        for material, upload in files:
            attach(case=case, actor=actor, material=material, upload=upload, at=at)
        _require_materials(case)
        day = timezone.localdate(at)
        return act(case, "submit", actor=actor, at=at, number=new_number(day), received_at=at)[0]


def _not_suspended(case: Case, day) -> None:
    """No case on an entry whose exercise is suspended (兰州市权责清单管理暂行办法 第十二条)."""
    suspension = case.version.item.entry.suspensions.on(day).order_by("-id").first()
    if suspension is not None:
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
        if row.state == CaseState.CORRECTING and row.applicant_id == actor.pk:
            for material, upload in files:
                attach(case=row, actor=actor, material=material, upload=upload, kind=FileKind.CORRECTION, at=at)
            changed = bool(form) and any(row.form.get(key) != value for key, value in form.items())
            if not (changed or note.strip() or row.files.filter(kind=FileKind.CORRECTION).exists()):
                raise MoveRefused("还没有补正任何内容：请上传材料、修改申请表，或写明补正说明。")
            row.form = {**row.form, **(form or {})}
            row.save(update_fields=["form_data"])
        row, _ = act(row, "correct", actor=actor, at=at, note=note.strip(), corrected_at=at)
        Correction.objects.filter(case=row).update(answered_at=at)
        return row


def withdraw(*, case: Case, actor, at: datetime | None = None, note: str = "") -> Case:
    """撤回申请, before a decision is made."""
    at = at or timezone.now()
    return act(case, "withdraw", actor=actor, at=at, note=note, closed_at=at)[0]


def new_number(day) -> str:
    """办件编号: region, day, a six-digit serial of the day, and the check digit of ISO 7064 MOD 11,10."""
    body = f"{settings.COUNTY['code']}{day:%Y%m%d}{Serial.take('case', day):06d}"
    return body + mod_11_10(body)


def _draft_of(actor, version: ServiceItemVersion) -> Case | None:
    drafts = Case.objects.filter(
        applicant=actor, version__item_id=version.item_id, state=CaseState.DRAFT, channel=Channel.WEB
    )
    return drafts.select_for_update(of=("self",)).order_by("-id").first()


def _by_key(actor, version, key: uuid.UUID, channel: str, fields: dict) -> Case:
    """The locked case of this submission key, made as a draft when it is new.

    Of two that come at once one makes it, the other finds it: by the key, or as the person's draft of this item.
    """
    if (case := Case.objects.filter(submission_key=key).first()) is None:
        try:
            with transaction.atomic():
                case = _new_draft(actor, version, key, channel=channel, **fields)
        except IntegrityError:
            case = Case.objects.filter(submission_key=key).first() or _draft_of(actor, version)
    return locked(case)


def _new_draft(actor, version, key: uuid.UUID, *, channel: str, **fields) -> Case:
    if channel == Channel.WEB:
        fields = {**applicant_fields(actor), **fields}
    return Case.objects.create(
        number=f"D{key.hex}",
        query_code=new_query_code(),
        submission_key=key,
        version=version,
        organisation=version.item.organisation,
        item_name=version.name,
        channel=channel,
        **fields,
    )


def applicant_fields(user) -> dict:
    """Who applies, as the account knows the person or the body."""
    legal = user.kind == UserKind.LEGAL_PERSON
    return {
        "applicant": user,
        "applicant_kind": ApplicantKind.LEGAL if legal else ApplicantKind.PERSON,
        "applicant_name": (legal and user.legal_name) or user.name,
        "applicant_document": user.credit_code if legal else user.id_number,
        "mobile": user.mobile,
    }


def _move_draft(case: Case, version: ServiceItemVersion) -> None:
    same = {material.name: material for material in version.materials.all()}
    for kept in case.files.select_related("material"):
        kept.material = same.get(kept.material.name) if kept.material else None
        if kept.material is None:
            _delete_file(kept)
        else:
            kept.save(update_fields=["material"])
    case.version, case.organisation, case.item_name = version, version.item.organisation, version.name


def _require_materials(case: Case) -> None:
    held = set(case.files.values_list("material_id", flat=True))
    missing = [
        material.name
        for material in case.version.materials.filter(necessity=Necessity.REQUIRED)
        if material.pk not in held
    ]
    if missing:
        raise MoveRefused(f"还缺必要的材料：{'、'.join(missing)}。请上传后再提交。")


def _delete_file(kept: CaseFile) -> None:
    storage, name = kept.file.storage, kept.file.name
    kept.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)
