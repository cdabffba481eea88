"""项目库 and 申报: a project is written once, filed in calls, checked in form, and stays in the library."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import UserKind
from accounts.permissions import holds
from core.models import Serial
from core.workflow import MoveRefused

from ..enums import ApplicantKind, ApplicationState, CallState
from ..models import Application, ApplicationFile, Call, Project
from ..models.library import FILED
from ..permissions import is_applicant
from ..workflow import APPLICATIONS
from .calls import fire, locked_call
from .disclosure import filed

CONTENT = ("title", "content", "goals", "township", "total_cost", "contact_name", "contact_mobile")
FILES_PER_MATERIAL = 10
TAKING = (CallState.OPEN, CallState.CHECK)  # until the review begins the day decides, not a clerk's click
OPEN_TO_APPLICANT = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN, ApplicationState.CORRECTION)


def applicant_of(user) -> dict:
    """Who applies when this person does: {kind, organisation, applicant_name, credit_code}; PermissionDenied else."""
    if user.kind == UserKind.LEGAL_PERSON:
        return {
            "kind": ApplicantKind.ENTERPRISE,
            "organisation": None,
            "applicant_name": user.legal_name,
            "credit_code": user.credit_code,
        }
    if user.kind == UserKind.STAFF and holds(user, "fill_funds", user.organisation):
        return {
            "kind": ApplicantKind.UNIT,
            "organisation": user.organisation,
            "applicant_name": user.organisation.name,
            "credit_code": "",
        }
    raise PermissionDenied("申报项目请用单位账号登录；机关事业单位由本单位的资金填报人员办理。")


@transaction.atomic
def save_project(*, actor, entry=None, project: Project | None = None, at=None, **content) -> Project:
    """Write a project into one's own library, or change one (CONTENT). What was submitted stays as it was submitted."""
    at = at or timezone.now()
    content = {name: content[name] for name in CONTENT if name in content}
    if project is None:
        today = timezone.localdate(at)
        number = f"XM{today:%Y}{Serial.take('fund-project', date(today.year, 1, 1)):05d}"
        project = Project(number=number, entry=entry, owner=actor, **applicant_of(actor))
    else:
        project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
        if not Project.objects.of_applicant(actor).filter(pk=project.pk).exists():
            raise PermissionDenied("这个项目不是您单位的。")
    for name, value in content.items():
        setattr(project, name, value)
    project.save()
    return project


@transaction.atomic
def begin_application(*, actor, project: Project, call: Call, amount_asked: Decimal, at=None) -> Application:
    """The one application of a project in a call: made as a draft, or given the amount while it is still open."""
    if not Project.objects.of_applicant(actor).filter(pk=project.pk).exists():
        raise PermissionDenied("这个项目不是您单位的。")
    if call.entry_id != project.entry_id:
        raise MoveRefused("这个申报通知是另一项资金的。请先在那项资金下建立项目。")
    call = locked_call(call)
    _takes(call, project, timezone.localdate(at or timezone.now()))
    try:
        with transaction.atomic():
            row, made = Application.objects.get_or_create(
                call=call, project=project, defaults={"amount_asked": amount_asked}
            )
    except IntegrityError:
        row, made = Application.objects.get(call=call, project=project), False
    if not made:
        row = set_amount(actor=actor, application=row, amount_asked=amount_asked)
    return row


@transaction.atomic
def set_amount(*, actor, application: Application, amount_asked: Decimal) -> Application:
    row = _open(actor, application)
    row.amount_asked = amount_asked
    row.save(update_fields=["amount_asked"])
    return row


@transaction.atomic
def attach_material(*, actor, application: Application, material: str, upload, at=None) -> ApplicationFile:
    """Keep a material. ValidationError when the file is refused; MoveRefused when nothing may be added now."""
    columns = filed(upload)
    row = _open(actor, application)
    if material not in {m["name"] for m in row.call.materials}:
        raise MoveRefused("这份材料不在申报通知的材料清单里。")
    if row.files.filter(material=material, removed_at=None).count() >= FILES_PER_MATERIAL:
        raise MoveRefused(f"一份材料最多上传 {FILES_PER_MATERIAL} 个文件，请合并后再传。")
    return ApplicationFile.objects.create(
        application=row, material=material, uploaded_at=at or timezone.now(), **columns
    )


@transaction.atomic
def remove_material(*, actor, file: ApplicationFile, at=None) -> None:
    """Take a file back. What was never submitted goes for good; what was submitted once is kept, marked as removed."""
    row = _open(actor, file.application)
    if row.submitted_at is None or file.uploaded_at > row.submitted_at:
        storage, name = file.file.storage, file.file.name
        file.delete()
        if not ApplicationFile.objects.filter(file=name).exists():  # one carried over from an earlier call is shared
            transaction.on_commit(lambda: storage.delete(name))
        return
    file.removed_at = at or timezone.now()
    file.save(update_fields=["removed_at"])


@transaction.atomic
def submit_application(*, actor, application: Application, at=None) -> Application:
    """Submit within the period, to the day (the county's time); sent twice it is one. MoveRefused says what is missing.

    The call is locked, so that the end of the check and a submission in the last minute come one after the other.
    """
    at = at or timezone.now()
    call = locked_call(application.call)
    row = _locked(application)
    if row.state == ApplicationState.SUBMITTED and is_applicant(actor, row):
        return row
    _takes(call, row.project, timezone.localdate(at))
    _whole(row)
    facts = {"submitted_at": at, "filed": snapshot(row.project), "check_opinion": "", "correct_by": None}
    return fire(APPLICATIONS, row, "submit", actor=actor, at=at, **facts)[0]


@transaction.atomic
def correct_application(*, actor, application: Application, note: str, at=None) -> Application:
    """Hand in what was asked for, by its day."""
    at = at or timezone.now()
    locked_call(application.call)
    row = _locked(application)
    if row.state == ApplicationState.CORRECTION:
        if row.correct_by is not None and timezone.localdate(at) > row.correct_by:
            raise MoveRefused(f"补正期限到 {row.correct_by:%Y-%m-%d} 为止，已经过了。")
        if not note.strip():
            raise MoveRefused("请写明补正了什么。")
        _whole(row)
    facts = {"filed": snapshot(row.project), "note": note.strip()}
    return fire(APPLICATIONS, row, "correct", actor=actor, at=at, **facts)[0]


@transaction.atomic
def withdraw_application(*, actor, application: Application, at=None) -> Application:
    locked_call(application.call)
    return fire(APPLICATIONS, application, "withdraw", actor=actor, at=at or timezone.now())[0]


@transaction.atomic
def check_application(
    *, actor, application: Application, move: str, opinion: str = "", correct_by: date | None = None, at=None
) -> Application:
    """形式审查: `pass`, `refuse` (with the reason) or `ask_correction` (what is missing, and the day)."""
    at = at or timezone.now()
    locked_call(application.call)
    if move != "pass" and not opinion.strip():
        raise MoveRefused("请写明理由，申报单位能看到。")
    if move == "ask_correction" and (correct_by is None or correct_by <= timezone.localdate(at)):
        raise MoveRefused("补正期限要晚于今天。")
    facts = {"check_opinion": opinion.strip(), "correct_by": correct_by if move == "ask_correction" else None}
    return fire(APPLICATIONS, application, move, actor=actor, at=at, note=opinion.strip(), **facts)[0]


def snapshot(project: Project) -> dict:
    """What is judged: the project as it stands on the day of submission, without personal data."""
    kept = {name: getattr(project, name) for name in FILED}
    township = project.township.name if project.township_id else ""
    return kept | {"township": township, "total_cost": str(project.total_cost)}


def _takes(call: Call, project: Project, today: date) -> None:
    if call.state not in TAKING:
        raise MoveRefused(f"这次申报现在是“{call.get_state_display()}”，不能再提交。项目留在您的项目库里。")
    if today < call.opens_on:
        raise MoveRefused(f"申报从 {call.opens_on:%Y-%m-%d} 开始，请到时再提交。")
    if today > call.closes_on:
        raise MoveRefused(f"申报已于 {call.closes_on:%Y-%m-%d} 截止。项目留在您的项目库里，下次申报可以直接用。")
    if project.kind not in call.applicants:
        allowed = "、".join(ApplicantKind(kind).label for kind in call.applicants)
        raise MoveRefused(f"这次申报只面向{allowed}。")


def _whole(row: Application) -> None:
    held = set(row.files.filter(removed_at=None).values_list("material", flat=True))
    missing = [m["name"] for m in row.call.materials if m["required"] and m["name"] not in held]
    if missing:
        raise MoveRefused(f"还缺材料：{'、'.join(missing)}。请上传后再提交。")
    if row.amount_asked > row.project.total_cost:
        raise MoveRefused("申请资金超过了项目总投资，请核对。")
    if row.amount_asked > row.call.budget:
        raise MoveRefused("申请资金超过了本次申报安排的总额度，请核对。")


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("call__entry__organisation")
    return rows.select_related("project__organisation", "project__entry", "project__township").get(pk=application.pk)


def _open(actor, application: Application) -> Application:
    row = _locked(application)
    if not is_applicant(actor, row):
        raise PermissionDenied("这个项目不是您单位的。")
    if row.state not in OPEN_TO_APPLICANT:
        raise MoveRefused(f"这份申报现在是“{row.get_state_display()}”，不能再改。")
    return row
