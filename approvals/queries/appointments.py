"""What can still be booked: days, hours and the guide's daily quota."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core import workdays
from powerlist.models import ServiceItemVersion

from ..models import Appointment, AppointmentDay, Hall

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
