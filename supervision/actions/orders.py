"""督办: an order drafted by one, issued by another, signed for, answered with evidence, checked, ended or renewed."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from accounts.permissions import holds
from core import workdays
from core.models import Serial
from core.workflow import MoveRefused

from ..enums import OrderKind, OrderState
from ..models import Alert, Order
from ..workflow import ORDER
from .cards import kept_paper

CHECK_DAYS = 5  # working days in which the supervisors themselves check a reply
SIGNS = {OrderKind.ORDER: "督", OrderKind.ADVICE: "建"}


@transaction.atomic
def draft_order(
    *,
    actor,
    unit: Organisation,
    title: str,
    content: str,
    basis: str,
    kind: str = OrderKind.ORDER,
    person: str = "",
    reply_days: int = 5,
    alert: Alert | None = None,
    former: Order | None = None,
    at: datetime | None = None,
) -> Order:
    """Draft an order to a body under the person's supervision. MoveRefused in words."""
    at = at or timezone.now()
    if not holds(actor, "supervise", unit):
        raise PermissionDenied("督办单由负责这个单位的监察人员起草。")
    if kind not in OrderKind.values or not (title.strip() and content.strip() and basis.strip()):
        raise MoveRefused("请写明事由、督办内容和依据。")
    if not 1 <= reply_days <= 60:
        raise MoveRefused("回复期限要在 1 到 60 个工作日之间。")
    day = timezone.localdate(at)
    return Order.objects.create(
        number=f"{SIGNS[OrderKind(kind)]}{day:%Y}-{Serial.take(f'order:{kind}', day.replace(month=1, day=1)):04d}",
        kind=kind,
        grade=former.grade + 1 if former else 1,
        former=former,
        alert=alert,
        unit=unit,
        person=person.strip(),
        title=title.strip(),
        content=content.strip(),
        basis=basis.strip(),
        reply_days=reply_days,
        drafted_by=actor,
        drafted_at=at,
    )


def issue_order(*, actor, order: Order, at: datetime | None = None) -> Order:
    """签发, by the lead of the watch who didn't draft it; the reply limit begins."""
    at = at or timezone.now()
    due = _due(at, order.reply_days)
    return ORDER.fire(order, "issue", actor=actor, at=at, issued_by=actor, issued_at=at, reply_by=due)[0]


def drop_order(*, actor, order: Order, opinion: str, at: datetime | None = None) -> Order:
    """The draft isn't issued."""
    at = at or timezone.now()
    return ORDER.fire(order, "drop", actor=actor, at=at, opinion=opinion.strip(), closed_at=at)[0]


def sign_for_order(*, actor, order: Order, at: datetime | None = None) -> Order:
    """签收 by the body's lead."""
    at = at or timezone.now()
    return ORDER.fire(order, "sign_for", actor=actor, at=at, signed_by=actor, signed_at=at)[0]


def reply_order(
    *, actor, order: Order, reply: str, appeals: bool = False, upload=None, at: datetime | None = None
) -> Order:
    """回复 with evidence, or an appeal; the supervisors' own limit to check it begins."""
    at = at or timezone.now()
    facts = {"reply": reply.strip(), "appeals": appeals, "replied_by": actor, "replied_at": at, **kept_paper(upload)}
    return ORDER.fire(order, "reply", actor=actor, at=at, check_by=_due(at, CHECK_DAYS), **facts)[0]


def close_order(*, actor, order: Order, opinion: str, at: datetime | None = None) -> Order:
    """核查办结."""
    at = at or timezone.now()
    return ORDER.fire(order, "close", actor=actor, at=at, checked_by=actor, opinion=opinion.strip(), closed_at=at)[0]


@transaction.atomic
def renew_order(*, actor, order: Order, opinion: str, at: datetime | None = None) -> Order:
    """再次督办: not answered in time, or not mended in truth; drafts the second notice, a grade up."""
    at = at or timezone.now()
    day = timezone.localdate(at)
    if order.state != OrderState.REPLIED and (order.reply_by is None or day <= order.reply_by):
        raise MoveRefused("回复期限还没有过，不能再次督办。")
    facts = {"checked_by": actor, "opinion": opinion.strip(), "closed_at": at}
    row, _ = ORDER.fire(order, "renew", actor=actor, at=at, **facts)
    return draft_order(
        actor=actor, unit=row.unit, title=f"{row.title}（第{row.grade + 1}次督办）"[:200],
        content=f"{row.content}\n前次督办 {row.number}：{row.opinion}", basis=row.basis, kind=row.kind,
        person=row.person, reply_days=row.reply_days, alert=row.alert, former=row, at=at,
    )  # fmt: skip


def _due(at: datetime, days: int):
    return workdays.due(timezone.localdate(at), days, calendar=workdays.calendar(), provisional=True)
