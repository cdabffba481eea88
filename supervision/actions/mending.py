"""差评整改: contact, mend, reply, review, appeal; a task of its own for every negative rating."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.notices import send_all
from core import workdays
from core.history import signed
from core.workdays import CalendarEnds, Unit

from ..enums import MendingState
from ..models import MendingRule, Rating, Rectification, RectificationMove
from ..notices.ratings import task_told
from ..queries.holders import holders_of
from ..workflow import MENDING

S = MendingState


def load_mending_rule() -> int:
    """The one row of limits, when there is none yet."""
    if MendingRule.objects.exists():
        return 0
    signed(MendingRule(), actor=None, reason="载入随程序提供的差评整改设置").save()
    return 1


def open_task(*, rating: Rating, at: datetime) -> Rectification:
    """A 差评 came: the rated body has to contact and to mend, each in its limit (working days, 国办发〔2019〕51号)."""
    rule = MendingRule.objects.order_by("pk").first() or MendingRule()
    row = Rectification(
        rating=rating,
        organisation_id=rating.organisation_id,
        opened_at=at,
        limits={"contact": rule.contact_days, "mend": rule.mend_days, "complex": rule.complex_days},
    )
    project(row).save()
    RectificationMove.objects.create(
        subject=row, at=at, move="open", target=row.state, actor_name="系统", facts={"rating": rating.pk}
    )
    people = holders_of("handle_complaints", rating.organisation)
    send_all(task_told(row, key="open", people=people, state="等您联系评价人", at=at))
    return row


def project(row: Rectification) -> Rectification:
    """Write the due days onto the row (not saved). The limits count from the day after the rating, or after the
    last appeal was rejected."""
    rejected = row.moves.filter(move="reject").order_by("-id").first() if row.pk else None
    start = timezone.localdate(rejected.at if rejected else row.opened_at)
    row.contact_due, first = _due(start, row.limits["contact"])
    row.mend_due, second = _due(start, row.limits["complex" if row.is_complex else "mend"])
    row.burns_on = {S.OPEN: row.contact_due, S.CONTACTED: row.mend_due}.get(row.state)
    row.provisional = {S.OPEN: first, S.CONTACTED: second}.get(row.state, False)
    return row


def _due(start, days: int):
    calendar = workdays.calendar()
    try:
        return workdays.due(start, days, Unit.WORKDAY, calendar=calendar), False
    except CalendarEnds:
        return workdays.due(start, days, Unit.WORKDAY, calendar=calendar, provisional=True), True


@transaction.atomic
def contact_rater(*, actor, task, note: str, is_complex: bool = False, at: datetime | None = None) -> Rectification:
    """The rater was contacted, or why that couldn't be; a complex matter has the longer limit."""
    at = at or timezone.now()
    return _fire(task, "contact", actor, at, {"contact_note": note}, contacted_at=at, is_complex=is_complex)


@transaction.atomic
def reply_rating(*, actor, task, note: str, at: datetime | None = None) -> Rectification:
    """What was mended."""
    at = at or timezone.now()
    return _fire(task, "reply", actor, at, {"reply": note}, replied_at=at)


@transaction.atomic
def appeal_rating(*, actor, task, note: str, at: datetime | None = None) -> Rectification:
    """Mistaken or malicious, says the rated body."""
    return _fire(task, "appeal", actor, at or timezone.now(), {"appeal": note}, appealed_by=actor)


@transaction.atomic
def judge_rating(*, actor, task, move: str, note: str, at: datetime | None = None) -> Rectification:
    """`uphold` or `reject` of an appeal, `pass` or `return` of what was mended; by somebody outside the rated body."""
    at = at or timezone.now()
    ends = {"closed_at": at, "judged_by": actor} if move in ("uphold", "pass") else {}
    if move == "return":
        ends = {"replied_at": None}
    row = _fire(task, move, actor, at, {"opinion": note}, **ends)
    people = holders_of("handle_complaints", row.organisation)
    send_all(task_told(row, key=f"{move}:{row.moves.count()}", people=people, state=MENDING[move].label, at=at))
    return row


def _fire(task, name, actor, at, kept: dict, **facts) -> Rectification:
    worded = all(words.strip() for words in kept.values())
    row, _ = MENDING.fire(task, name, actor=actor, at=at, worded=worded, **facts)
    for field, words in kept.items():
        setattr(row, field, words.strip())
    project(row).save()
    return row
