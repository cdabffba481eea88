"""Who waits, who is called: for the clerk, for the screen of the hall, for the one who holds a number."""

from datetime import date

from django.db.models import Count, Q

from ..enums import TicketState
from ..models import Counter, Hall, Ticket

SHOWN = 8


def queue_of(counter: Counter, day: date) -> dict:
    """The clerk's view of a queue: what stands at the counter, who waits, who missed the call."""
    tickets = Ticket.objects.filter(group=counter.group_id, day=day).select_related("group", "item")
    here = Q(counter=counter, state__in=(TicketState.CALLED, TicketState.SERVING))
    waiting = tickets.filter(state=TicketState.WAITING)
    return {
        "standing": tickets.filter(here).order_by("id").first(),
        "waiting": list(waiting.order_by("-first", "id")[:30]),
        "number": waiting.count(),
        "missed": list(tickets.filter(state=TicketState.MISSED).order_by("-ended_at", "-id")[:10]),
        "served": tickets.filter(state=TicketState.SERVED, counter=counter).count(),
    }


def screen_of(hall: Hall, day: date) -> dict:
    """What hangs in the hall: the last calls, and how many wait in each queue. No names, for there are none."""
    tickets = Ticket.objects.filter(group__hall=hall, day=day)
    called = tickets.filter(state__in=(TicketState.CALLED, TicketState.SERVING)).select_related("group", "counter")
    counts = tickets.filter(state=TicketState.WAITING).values("group_id").annotate(number=Count("pk")).order_by()
    waiting = {row["group_id"]: row["number"] for row in counts}
    groups = [(group, waiting.get(group.pk, 0)) for group in hall.groups.order_by("letter")]
    return {"called": list(called.order_by("-called_at", "-id")[:SHOWN]), "groups": groups}


def ahead_of(ticket: Ticket) -> int:
    """How many are called before this one."""
    rows = Ticket.objects.filter(group=ticket.group_id, day=ticket.day, state=TicketState.WAITING)
    before = Q(pk__lt=ticket.pk, first=ticket.first)
    return rows.filter(before if ticket.first else before | Q(first=True)).count()
