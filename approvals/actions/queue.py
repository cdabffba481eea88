"""排队叫号: take a number, call the next, serve, miss, come back. Of two clerks who call at once each gets another."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.models import Serial
from core.workflow import MoveRefused

from ..enums import TicketSource, TicketState
from ..models import Counter, QueueGroup, Ticket

AT_COUNTER = (TicketState.CALLED, TicketState.SERVING)
MOST_CALLS = 9


@transaction.atomic
def take_number(
    *, group: QueueGroup, source: str = TicketSource.KIOSK, item=None, first: bool = False, at: datetime | None = None
) -> Ticket:
    """A number of today, the next of its group. The row of the serial is held until the ticket stands."""
    at = at or timezone.now()
    day = timezone.localdate(at)
    if group.hall.closed_on is not None and group.hall.closed_on <= day:
        raise MoveRefused("这个大厅已经停用，不能取号。")
    serial = Serial.take(f"ticket:{group.pk}", day)
    return Ticket.objects.create(
        group=group, day=day, serial=serial, source=source, item=item, first=first, taken_at=at
    )


@transaction.atomic
def call_next(*, actor, counter: Counter, at: datetime | None = None) -> Ticket | None:
    """Call who waits longest at this counter's queue, those with a right to go first before the others; None when
    nobody waits.

    What is served at the counter ends with it. The counter's row is the lock of one counter; a ticket that another
    counter is calling at this moment is skipped.
    """
    at = at or timezone.now()
    row = _counter(actor, counter)
    standing = Ticket.objects.filter(counter=row, state__in=AT_COUNTER, day=timezone.localdate(at)).first()
    if standing is not None and standing.state == TicketState.CALLED:
        raise MoveRefused(f"{standing.label} 刚叫过，还没有处理：到了请点“开始办理”，没到请点“过号”。")
    left = Ticket.objects.filter(counter=row)  # of an earlier day too
    left.filter(state=TicketState.CALLED).update(state=TicketState.MISSED, ended_at=at)
    left.filter(state=TicketState.SERVING).update(state=TicketState.SERVED, ended_at=at)
    waiting = Ticket.objects.filter(group=row.group_id, day=timezone.localdate(at), state=TicketState.WAITING)
    ticket = waiting.select_for_update(of=("self",), skip_locked=True).order_by("-first", "id").first()
    if ticket is None:
        return None
    ticket.state, ticket.counter, ticket.clerk = TicketState.CALLED, row, actor
    ticket.called_at, ticket.calls = at, ticket.calls + 1
    ticket.save(update_fields=["state", "counter", "clerk", "called_at", "calls"])
    return ticket


@transaction.atomic
def call_again(*, actor, counter: Counter, at: datetime | None = None) -> Ticket:
    """重呼: the same number once more; the screen flashes again."""
    ticket = _standing(actor, counter, TicketState.CALLED)
    if ticket.calls >= MOST_CALLS:
        raise MoveRefused("已经叫了很多次，请点“过号”。")
    ticket.called_at, ticket.calls = at or timezone.now(), ticket.calls + 1
    ticket.save(update_fields=["called_at", "calls"])
    return ticket


@transaction.atomic
def begin_serving(*, actor, counter: Counter, at: datetime | None = None) -> Ticket:
    ticket = _standing(actor, counter, TicketState.CALLED)
    ticket.state, ticket.served_at = TicketState.SERVING, at or timezone.now()
    ticket.save(update_fields=["state", "served_at"])
    return ticket


@transaction.atomic
def end_serving(*, actor, counter: Counter, at: datetime | None = None) -> Ticket:
    ticket = _standing(actor, counter, TicketState.SERVING)
    ticket.state, ticket.ended_at = TicketState.SERVED, at or timezone.now()
    ticket.save(update_fields=["state", "ended_at"])
    return ticket


@transaction.atomic
def miss(*, actor, counter: Counter, at: datetime | None = None) -> Ticket:
    """过号: called and not there."""
    ticket = _standing(actor, counter, TicketState.CALLED)
    ticket.state, ticket.ended_at = TicketState.MISSED, at or timezone.now()
    ticket.save(update_fields=["state", "ended_at"])
    return ticket


@transaction.atomic
def bring_back(*, actor, counter: Counter, ticket: Ticket) -> Ticket:
    """Who missed the call and came the same day waits again, at the head."""
    row = _counter(actor, counter)
    kept = Ticket.objects.select_for_update(of=("self",)).select_related("group").get(pk=ticket.pk)
    if kept.group_id != row.group_id or kept.state != TicketState.MISSED or kept.day != timezone.localdate():
        raise MoveRefused("只有今天过号的号码能恢复排队。")
    kept.state, kept.first, kept.ended_at = TicketState.WAITING, True, None
    kept.save(update_fields=["state", "first", "ended_at"])
    return kept


def _counter(actor, counter: Counter) -> Counter:
    """The counter's row, locked; PermissionDenied for who doesn't sit there, MoveRefused for one without a queue."""
    row = (
        Counter.objects.select_for_update(of=("self",)).select_related("hall__organisation", "group").get(pk=counter.pk)
    )
    if not row.active or not holds(actor, "receive_cases", row.hall.organisation):
        raise PermissionDenied("这个窗口不归您叫号。")
    if row.group_id is None:
        raise MoveRefused("这个窗口没有排队业务，请系统管理员在“窗口”里登记。")
    return row


def _standing(actor, counter: Counter, state: str) -> Ticket:
    row = _counter(actor, counter)
    ticket = Ticket.objects.filter(counter=row, state=state).select_related("group").first()
    if ticket is None:
        raise MoveRefused("这个号码刚才已经处理过，请刷新后再看。")
    return ticket
