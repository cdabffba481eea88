"""The acts of those who hear and handle a complaint. Each is one move; what is written lies encrypted on the row."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from accounts.notices import send_all
from core.workflow import MoveRefused

from ..enums import ComplaintState
from ..models import Complaint, ComplaintAnswer
from ..notices.complaints import told, work
from ..queries.holders import holders_of
from ..workflow import COMPLAINTS
from .complaints import keep_files, saved, word_until


@transaction.atomic
def accept_complaint(*, actor, complaint: Complaint, at: datetime | None = None) -> Complaint:
    """受理: the limit of the hearing begins; the complainant is told the day by which it ends."""
    at = at or timezone.now()
    row = _fire(complaint, "accept", actor, at, accepted_at=at)
    send_all(told(row, key="accept", state="已受理", note=f"最迟 {row.finish_due:%Y-%m-%d} 办结并答复您。", at=at))
    return row


@transaction.atomic
def decline_complaint(*, actor, complaint: Complaint, reason: str, at: datetime | None = None) -> Complaint:
    """不予受理 with its reason, which the complainant reads."""
    at = at or timezone.now()
    row = _fire(complaint, "decline", actor, at, kept={"reason": reason}, worded=_worded(reason), closed_at=at)
    send_all(told(row, key="decline", state="不予受理", note="理由和可以走的途径，请打开查看。", at=at))
    return row


@transaction.atomic
def transfer_complaint(
    *, actor, complaint: Complaint, office: Organisation, reason: str, at: datetime | None = None
) -> Complaint:
    """To the body that has the power; the limit runs on."""
    at = at or timezone.now()
    joint = None if complaint.joint_id == office.pk else complaint.joint
    row = _fire(complaint, "transfer", actor, at, note=reason, worded=_worded(reason), office=office, joint=joint)
    people = holders_of("check_complaints", office)
    send_all(work(row, key=f"transfer:{office.pk}", people=people, state="转来，等您受理", at=at))
    return row


@transaction.atomic
def join_complaint(*, actor, complaint: Complaint, head: Complaint, at: datetime | None = None) -> Complaint:
    """并案: the same matter of several people is heard once, within the limit of the first."""
    at = at or timezone.now()
    head = Complaint.objects.select_for_update(of=("self",)).get(pk=head.pk)
    row = _fire(complaint, "join", actor, at, head=head)
    send_all(told(row, key="join", state="已与同一件事并案办理", note="办结后一并答复您。", at=at))
    return row


@transaction.atomic
def assign_complaint(
    *, actor, complaint: Complaint, unit: Organisation, handler=None, at: datetime | None = None
) -> Complaint:
    """交办: who handles it, past the accused body and person (回避)."""
    at = at or timezone.now()
    row = _fire(complaint, "assign", actor, at, unit=unit, handler=handler)
    people = {handler.pk} if handler else holders_of("handle_complaints", unit)
    key = f"assign:{row.moves.count()}"
    send_all(work(row, key=key, people=people, state="等您办理", at=at))
    return row


@transaction.atomic
def advise_complaint(*, actor, complaint: Complaint, opinion: str, at: datetime | None = None) -> Complaint:
    """会同意见 of the body that reads along (司法局 on lists)."""
    return _fire(complaint, "advise", actor, at or timezone.now(), note=opinion, worded=_worded(opinion))


@transaction.atomic
def extend_complaint(*, actor, complaint: Complaint, reason: str, at: datetime | None = None) -> Complaint:
    """延期, once, by the lead of the office before the limit has passed (信访工作条例 34); the complainant is told."""
    at = at or timezone.now()
    row = _fire(complaint, "extend", actor, at, note=reason, worded=_worded(reason), extended_at=at)
    send_all(told(row, key="extend", state="办理期限延长", note=f"延长到 {row.finish_due:%Y-%m-%d}：{reason}", at=at))
    return row


@transaction.atomic
def answer_complaint(
    *, actor, complaint: Complaint, answer: str, finding: str, uploads: tuple = (), at: datetime | None = None
) -> Complaint:
    """The answer of the handler, for checking; each one is kept."""
    at = at or timezone.now()
    row = _fire(
        complaint, "answer", actor, at, kept={"answer": answer}, worded=_worded(answer), finding=finding, answered_at=at
    )
    ComplaintAnswer.objects.create(complaint=row, text=row.answer, finding=finding, by=actor, at=at)
    keep_files(row, uploads, at=at, of_answer=True)
    people = holders_of("check_complaints", row.office) - {actor.pk}
    send_all(work(row, key=f"answer:{row.moves.count()}", people=people, state="等您核查答复", at=at))
    return row


@transaction.atomic
def check_complaint(*, actor, complaint: Complaint, at: datetime | None = None) -> Complaint:
    """核查通过: the answer goes to the complainant and to those who were joined; their word is asked for."""
    at = at or timezone.now()
    row = _fire(complaint, "check", actor, at, checked_at=at, word_until=word_until(complaint, at))
    note = f"请在 {row.word_until:%Y-%m-%d} 前评价；不满意的可以要求重新办理一次。"
    key = f"check:{row.moves.count()}"
    tellings = told(row, key=key, state="已答复", note=note, at=at)
    for follower in row.followers.order_by("pk"):
        tellings += told(follower, key=key, state="已答复", note="并案的那一件已经答复，请打开查看。", at=at)
    send_all(tellings)
    return row


@transaction.atomic
def send_back_complaint(*, actor, complaint: Complaint, reason: str, at: datetime | None = None) -> Complaint:
    """退回重办: the limit runs on."""
    at = at or timezone.now()
    row = _fire(complaint, "send_back", actor, at, note=reason, worded=_worded(reason), answered_at=None)
    people = {row.handler_id} if row.handler_id else holders_of("handle_complaints", row.unit)
    send_all(work(row, key=f"back:{row.moves.count()}", people=people, state="退回重办", at=at))
    return row


def _worded(text: str) -> bool:
    return bool(text.strip())


def _fire(
    complaint: Complaint, name: str, actor, at, *, note: str = "", kept: dict | None = None, **facts
) -> Complaint:
    """Make the move; `kept` are the words that go onto the row alone. Of one that is joined nothing moves."""
    if complaint.state == ComplaintState.LINKED:
        raise MoveRefused("这一件已并案，请在主件上办理。")
    row, _ = COMPLAINTS.fire(complaint, name, actor=actor, at=at, note=note.strip(), **facts)
    for field, words in (kept or {}).items():
        setattr(row, field, words.strip())
    return saved(row)
