"""送达: how a paper reached whom it concerns, each time a row (民事诉讼法 2023, 87–95, applied to papers of bodies)."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Message
from core.files import check_upload, shown_name
from core.workflow import MoveRefused

from ..enums import ConsentMeans, ServiceMethod
from ..kinds import served_key
from ..models import Case, CaseFile, PaperService, ServiceConsent
from ..notices import tell_served
from ..permissions import is_applicant, may_work
from ..workflow import CASE
from .acts import locked

PROOFS = ("pdf", "jpg", "png")
NOTICE_DAYS = (30, 60)
LATER = timedelta(minutes=5)  # clocks of two machines may differ


@transaction.atomic
def record_service(
    *,
    paper: CaseFile,
    actor,
    method: str,
    receiver: str,
    served_at: datetime,
    relation: str = "",
    place: str = "",
    witness: str = "",
    waybill: str = "",
    notice_days: int | None = None,
    note: str = "",
    proof=None,
    replaces: PaperService | None = None,
    at: datetime | None = None,
) -> PaperService:
    """Record that a paper was served. A wrong entry is set right by one that `replaces` it.

    ValidationError by field: what a method needs (留置 a witness or a picture, 邮寄 its number, 公告 its days and
    proof, 电子 the applicant's consent).
    """
    at = at or timezone.now()
    _refuse_when_archived(paper.case)
    facts = {"receiver": receiver.strip(), "relation": relation, "place": place, "witness": witness.strip()}
    facts |= {"waybill": waybill.strip(), "notice_days": notice_days, "note": note}
    _check(paper, method, served_at, at, proof=proof, replaces=replaces, **facts)
    upload = check_upload(proof, allowed=PROOFS) if proof else None
    _, entry = CASE.fire(
        paper.case, "record_service", actor=actor, at=at,
        note=f"{paper.title}（{paper.number}），{ServiceMethod(method).label}，{receiver}", paper=paper, method=method,
    )  # fmt: skip
    return PaperService.objects.create(
        paper=paper, move=entry, method=method, served_at=served_at, server=actor, server_name=actor.display_name,
        replaces=replaces, proof=proof or "", proof_name=shown_name(proof.name) if proof else "",
        proof_sha256=upload.sha256 if upload else "", **facts,
    )  # fmt: skip


def _check(paper, method, served_at, now, *, proof, replaces, receiver, witness, waybill, notice_days, **_) -> None:
    errors = {}
    if not receiver:
        errors["receiver"] = "请写明受送达人或者签收人。"
    if served_at > now + LATER:
        errors["served_at"] = "送达时间还没有到，请核对。"
    elif served_at < paper.move.at - LATER:
        errors["served_at"] = "送达时间在作出文书之前，请核对。"
    if method == ServiceMethod.LEFT and not witness and not proof:
        errors["witness"] = "留置送达要有见证人，或者上传拍照、录像的截图。"
    if method == ServiceMethod.POST and not waybill:
        errors["waybill"] = "请填写挂号信或者快递的邮件号。"
    if (method == ServiceMethod.NOTICE) != (notice_days in NOTICE_DAYS):
        errors["notice_days"] = "公告送达要写明公告期：30 日，法律另有规定的 60 日；其他方式不用填。"
    if method == ServiceMethod.NOTICE and not proof:
        errors["proof"] = "公告送达请上传公告的截图或者扫描件。"
    if method == ServiceMethod.ELECTRONIC and not has_consented(paper.case):
        errors["method"] = "申请人没有同意电子送达，请用其他方式，或者先登记同意。"
    if replaces is not None and (replaces.paper_id != paper.pk or hasattr(replaces, "replaced_by")):
        errors["replaces"] = "要更正的记录不是这份文书的，或者已经更正过。"
    if errors:
        raise ValidationError(errors)


def _refuse_when_archived(case: Case) -> None:
    if hasattr(case, "archive"):
        raise MoveRefused("本件已经归档，不能再登记送达。")


def has_consented(case: Case) -> bool:
    """Whether the applicant's last word on electronic service of this case is yes."""
    last = ServiceConsent.objects.filter(case=case).order_by("-pk").first()
    return last is not None and last.given


@transaction.atomic
def record_consent(
    *, case: Case, actor, given: bool, means: str, note: str = "", at: datetime | None = None
) -> ServiceConsent:
    """同意 or 撤回 of electronic service: by the applicant online, or written down at the desk."""
    row = locked(case)
    online = means == ConsentMeans.ONLINE
    if not (is_applicant(actor, row) if online else may_work(actor, row)):
        raise PermissionDenied("只有申请人本人或者本件的工作人员可以登记电子送达确认。")
    if has_consented(row) == given:
        raise MoveRefused("已经登记过同意电子送达。" if given else "没有登记过同意，不用撤回。")
    _refuse_when_archived(row)
    return ServiceConsent.objects.create(
        case=row, given=given, means=means, note=note.strip(), at=at or timezone.now(), actor_id=actor.pk,
        actor_name=actor.display_name,
    )  # fmt: skip


def serve_online(*, paper: CaseFile, at: datetime) -> PaperService | None:
    """电子送达 of a new paper to an applicant with an account who agreed: served when it stands in the account (90)."""
    case = paper.case
    if case.applicant_id is None or not has_consented(case):
        return None
    _, entry = CASE.fire(case, "serve_online", actor=None, at=at, note=f"{paper.title}（{paper.number}）", paper=paper)
    tell_served(case, paper, at)
    return PaperService.objects.create(
        paper=paper, move=entry, method=ServiceMethod.ELECTRONIC, receiver=case.applicant_name, served_at=at,
        place="申请人的政务服务网账号", server=None, server_name="系统",
    )  # fmt: skip


def note_read(*, paper_id: int, actor, at: datetime | None = None) -> None:
    """已阅: the receiver opened a paper that was served electronically; the first time counts."""
    message = Message.objects.filter(recipient=actor, key=served_key(paper_id), read_at__isnull=True)
    message.update(read_at=at or timezone.now())
