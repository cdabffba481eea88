"""好差评: the word of who was served, given once; nobody of the rated body gives one."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import holds
from accounts.notices import Telling, send_all
from approvals.enums import FINAL_STATES, TicketState
from approvals.models import Case, Ticket
from core.workflow import MoveRefused

from ..enums import NEGATIVE, CounterIndicator, OnlineIndicator, RatingChannel, Satisfaction
from ..models import Rating
from ..notices.ratings import INVITE
from ..permissions import belongs_to, is_applicant
from .mending import open_task

INVITED_DAYS = 3


@transaction.atomic
def rate(
    *,
    actor,
    case: Case,
    satisfaction: int,
    comment: str = "",
    indicators: dict | None = None,
    channel: str = RatingChannel.WEB,
    at: datetime | None = None,
) -> Rating:
    """好差评: the applicant rates a finished case, once (国办发〔2019〕51号; GB/T 39046-2020 A.8: 1 is the best).

    Raises MoveRefused in words. Nobody of the rated body rates it; who doesn't rate leaves no rating.
    """
    case = _to_rate(case)
    if not is_applicant(actor, case):
        raise MoveRefused("只有申请人本人可以评价自己的办件。")
    _not_of(actor, case.organisation_id)
    return _given(case=case, rater=actor, satisfaction=satisfaction, comment=comment, indicators=indicators,
                  channel=channel, at=at)  # fmt: skip


@transaction.atomic
def rate_by_code(
    *, case: Case, satisfaction: int, comment="", indicators=None, by=None, at: datetime | None = None
) -> Rating:
    """By the codes of the slip, which the door has proved; `by` is who happens to be logged in."""
    case = _to_rate(case)
    _not_of(by, case.organisation_id)
    return _given(case=case, satisfaction=satisfaction, comment=comment, indicators=indicators,
                  channel=RatingChannel.QR, at=at)  # fmt: skip


@transaction.atomic
def rate_visit(
    *, ticket: Ticket, satisfaction: int, comment="", indicators=None, by=None, at: datetime | None = None
) -> Rating:
    """一次一评 of a visit at a counter, with or without a case, by the key of the number; it serves once."""
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("group__hall", "item").get(pk=ticket.pk)
    if ticket.state not in (TicketState.SERVING, TicketState.SERVED):
        raise MoveRefused("窗口还没有为您办理，办理后才能评价。")
    if Rating.objects.filter(ticket=ticket).exists():
        raise MoveRefused("这次服务已经评价过了，每次只能评价一次。")
    body = rated_body(ticket)
    _not_of(by, body.pk)
    return _given(ticket=ticket, satisfaction=satisfaction, comment=comment, indicators=indicators,
                  channel=RatingChannel.QR, at=at)  # fmt: skip


@transaction.atomic
def enter_call(
    *, actor, case: Case, satisfaction: int, called_at: datetime, record: str, comment="", at: datetime | None = None
) -> Rating:
    """电话回访, by a post outside the rated body, with the record of the call."""
    case = _to_rate(case)
    if not holds(actor, "review_ratings", case.organisation):
        raise PermissionDenied("电话回访由有“评价回访和核查”授权的人员办理。")
    _not_of(actor, case.organisation_id)
    if not record.strip():
        raise MoveRefused("请写明回访记录：打给谁、问了什么、怎样回答。")
    if called_at > timezone.now():
        raise MoveRefused("回访时间在现在之后，请核对。")
    return _given(case=case, satisfaction=satisfaction, comment=comment, channel=RatingChannel.PHONE, at=at,
                  entered_by=actor, called_at=called_at, call_record=record.strip())  # fmt: skip


def rated_body(ticket: Ticket):
    """Whose counter it was: the body of the matter, else that of the hall."""
    return ticket.item.organisation if ticket.item_id else ticket.group.hall.organisation


def _to_rate(case: Case) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
    if case.state not in FINAL_STATES:
        raise MoveRefused("这一件还没有办结，办结后才能评价。")
    if Rating.objects.filter(case=case).exists():
        raise MoveRefused("这一件您已经评价过了，每件只能评价一次。")
    return case


def _not_of(user, organisation_id: int) -> None:
    if user is not None and user.is_authenticated and belongs_to(user, organisation_id):
        raise MoveRefused("您在被评单位任职，不能评价本单位办理的事项。")


def _given(*, satisfaction, comment, channel, at, indicators=None, case=None, ticket=None, **facts) -> Rating:
    if satisfaction not in Satisfaction.values:
        raise MoveRefused("请从五个等级中选择一个。")
    known = (OnlineIndicator if case is not None else CounterIndicator).values
    row = Rating.objects.create(
        case=case,
        ticket=ticket,
        organisation=case.organisation if case is not None else rated_body(ticket),
        satisfaction=satisfaction,
        indicators={k: v for k, v in (indicators or {}).items() if k in known and v in Satisfaction.values},
        comment=comment.strip()[:500],
        channel=channel,
        rated_at=at or timezone.now(),
        **facts,
    )
    if satisfaction in NEGATIVE:
        open_task(rating=row, at=row.rated_at)
    return row


@transaction.atomic
def invite(*, at: datetime | None = None) -> int:
    """Ask the applicants of the cases that ended lately for their word, each once; returns how many were looked at."""
    at = at or timezone.now()
    ended = Case.objects.filter(
        closed_at__gt=at - timedelta(days=INVITED_DAYS), closed_at__lte=at, applicant__isnull=False,
        rating__isnull=True, state__in=FINAL_STATES,
    ).only("number", "item_name", "applicant_id", "closed_at")  # fmt: skip
    tellings = [
        Telling(
            kind=INVITE.code,
            key=f"rate:{case.number}",
            recipient=case.applicant_id,
            words={"number": case.number, "item": case.item_name},
            subject="case",
            number=case.number,
            address=f"/me/cases/{case.number}/rate/",
            at=case.closed_at,
        )
        for case in ended.order_by("pk")[:5000]
    ]
    send_all(tellings)
    return len(tellings)
