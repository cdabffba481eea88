"""The clocks of a complaint: pure functions of its rows and the calendar. `actions.complaints.project` writes them."""

from django.utils import timezone

from approvals.queries import Clock
from core import workdays
from core.workdays import Calendar, CalendarEnds

from ..enums import ComplaintClock, ComplaintState
from ..models import Complaint

S = ComplaintState
RUNNING = {
    S.RECEIVED: ComplaintClock.ACCEPT,
    S.ACCEPTED: ComplaintClock.FINISH,
    S.ASSIGNED: ComplaintClock.FINISH,
    S.ANSWERED: ComplaintClock.FINISH,
}


def complaint_clocks(row: Complaint, calendar: Calendar | None = None) -> list[Clock]:
    """The limits of a complaint, running and ended, in their order; none of one that was joined to another.

    The acceptance counts from the day of receipt, the hearing from acceptance or, once reopened, from that day anew;
    the day itself isn't counted (民法典 201). It ends with the day on which the answer was checked and told.
    """
    if row.state == S.LINKED:
        return []
    calendar = calendar or workdays.calendar()
    accepted = row.accepted_at or row.closed_at
    found = [_clock(row, ComplaintClock.ACCEPT, row.received_at, row.limits["accept"], accepted, calendar)]
    if row.accepted_at is not None:
        begun, until = row.reopened_at or row.accepted_at, row.checked_at or row.closed_at
        extension = row.limits["extension"] if row.extended_at is not None else None
        found.append(_clock(row, ComplaintClock.FINISH, begun, row.limits["finish"], until, calendar, extension))
    return found


def running_clock(row: Complaint, calendar: Calendar | None = None) -> Clock | None:
    """The limit that runs now."""
    kind = RUNNING.get(row.state)
    return next((clock for clock in complaint_clocks(row, calendar) if clock.kind == kind), None) if kind else None


def _clock(row, kind, begun, limit, ended, calendar, extension=None) -> Clock:
    start, ended = timezone.localdate(begun), timezone.localdate(ended) if ended else None
    number, unit = limit
    whole = number + (extension[0] if extension else 0)
    provisional = False
    try:
        due = workdays.due(start, whole, unit, calendar=calendar)
    except CalendarEnds:
        provisional = True
        due = workdays.due(start, whole, unit, calendar=calendar, provisional=True)
    days = workdays.explain(start, whole, unit, calendar=calendar, provisional=provisional)
    return Clock(
        kind=kind,
        start=start,
        limit=number,
        unit=unit,
        article=row.limits["article"],
        due=due,
        days=tuple(days),
        provisional=provisional,
        ended=ended,
        extended=tuple(extension) if extension else None,
        subject=kind.label,
    )
