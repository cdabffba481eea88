"""What can still be booked: days, hours and the guide's daily quota."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core import workdays
from core.masking import mask_mobile, mask_name
from core.registers import key_page
from powerlist.models import ServiceItemVersion

from ..enums import AppointmentState
from ..models import Appointment, AppointmentDay, Hall, QueueGroup

AHEAD = 7  # working days
HOURS = tuple(time(hour) for hour in (9, 10, 11, 15, 16, 17))  # each slot lasts an hour; within every hall's hours


def bookable(today: date):
    """The guides that anyone may read and that take appointments."""
    rows = ServiceItemVersion.objects.open_to_public(today)
    return rows.filter(appointment=True, appointment_quota__gt=0).select_related("item__organisation")


def days_open(today: date) -> list[date]:
    """The working days from tomorrow on which a number can be kept; none past the last year of the calendar."""
    calendar, found, day = workdays.calendar(), [], today
    while len(found) < AHEAD and (day - today).days < 30:
        day += timedelta(days=1)
        if not calendar.day_off(day):
            found.append(day)
    return found


def per_hour(quota: int) -> int:
    """How many of the day's quota fall on one slot, rounded up."""
    return -(-quota // len(HOURS))


def slots_of(version: ServiceItemVersion, hall: Hall, today: date) -> list[dict]:
    """Each day with its free hours. Two queries."""
    days = days_open(today)
    booked = dict(AppointmentDay.objects.filter(item=version.item_id, day__in=days).values_list("day", "booked"))
    taken: dict[tuple, int] = {}
    rows = Appointment.objects.filter(item=version.item_id, day__in=days).exclude(state="cancelled")
    for day, hour in rows.order_by("id").values_list("day", "hour"):
        taken[day, hour] = taken.get((day, hour), 0) + 1
    quota, most = version.appointment_quota, per_hour(version.appointment_quota)
    found = []
    for day in days:
        left = max(quota - booked.get(day, 0), 0)
        hours = [{"hour": hour, "free": left > 0 and taken.get((day, hour), 0) < most} for hour in HOURS]
        found.append({"day": day, "left": left, "hours": hours})
    return found


def begins_at(row: Appointment) -> datetime:
    return timezone.make_aware(datetime.combine(row.day, row.hour))


def halls_of(version: ServiceItemVersion, today: date) -> list[Hall]:
    """The halls at which the item is registered."""
    rows = Hall.objects.open(today).filter(
        counters__active=True,
        counters__residencies__in=version.item.residencies.current(today).values("pk"),
    )
    return list(rows.distinct().order_by("code"))


COUNTER_PAGE = 50


def counter_page(halls, day: date, *, after: str = "", before: str = "") -> dict:
    """Who booked at these halls for a day, by hour, masked; what is left to do with each. Three queries."""
    rows = Appointment.objects.filter(hall__in=halls, day=day).select_related("person", "hall", "ticket__group")
    page = key_page(rows, ("hour", "id"), after=after, before=before, size=COUNTER_PAGE)
    names = ServiceItemVersion.objects.in_force(day).filter(item__in=[row.item_id for row in page.rows])
    named = dict(names.order_by("number").values_list("item_id", "name"))
    groups: dict[int, list] = {}
    for group in QueueGroup.objects.filter(hall__in={row.hall_id for row in page.rows}).order_by("letter"):
        groups.setdefault(group.hall_id, []).append(group)
    return {
        "page": page,
        "rows": [
            {
                "row": row,
                "name": mask_name(row.person.name),
                "mobile": mask_mobile(row.person.mobile),
                "item": named.get(row.item_id, ""),
                "groups": groups.get(row.hall_id, []),
                "open": row.state == AppointmentState.BOOKED,
            }
            for row in page.rows
        ],
        "day": day,
        "sides": (day - timedelta(days=1), day + timedelta(days=1)),
    }
