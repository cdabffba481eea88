"""预约: book within the guide's quota, cancel, arrive, and what becomes of who does not come."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.permissions import holds
from core.workflow import MoveRefused
from powerlist.models import ServiceItemVersion

from ..enums import AppointmentState, TicketSource
from ..models import Appointment, AppointmentDay, Hall, QueueGroup
from ..notices import remind_appointment
from ..queries.appointments import HOURS, begins_at, bookable, days_open, halls_of, per_hour
from .queue import take_number

EARLY, LATE = timedelta(minutes=30), timedelta(minutes=30)
NO_SHOWS, WINDOW = 3, timedelta(days=90)


def book(
    *, actor, version: ServiceItemVersion, hall: Hall, day: date, hour: time, at: datetime | None = None
) -> Appointment:
    """Book an hour. The row of the item's day is the lock: of many who come at once the quota's number get one.

    Who three times in ninety days did not come books no more for that time; the counter serves them all the same.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    if not bookable(today).filter(pk=version.pk).exists() or hall not in halls_of(version, today):
        raise MoveRefused("这个事项现在不能预约。")
    if day not in days_open(today) or hour not in HOURS:
        raise MoveRefused("这个时段不能预约，请重新选择。")
    missed = Appointment.objects.filter(person=actor, state=AppointmentState.MISSED, day__gt=today - WINDOW).count()
    if missed >= NO_SHOWS:
        raise MoveRefused(f"您 90 天内有 {missed} 次预约没有到，暂时不能预约；可以直接到大厅取号。")
    try:
        with transaction.atomic():
            AppointmentDay.objects.get_or_create(item=version.item, day=day)
            row = AppointmentDay.objects.select_for_update().get(item=version.item, day=day)
            taken = Appointment.objects.filter(item=version.item, day=day, hour=hour).exclude(
                state=AppointmentState.CANCELLED
            )
            if row.booked >= version.appointment_quota or taken.count() >= per_hour(version.appointment_quota):
                raise MoveRefused("这个时段刚约满，请换一个时段。")
            row.booked += 1
            row.save(update_fields=["booked"])
            return Appointment.objects.create(
                person=actor, item=version.item, hall=hall, day=day, hour=hour, made_at=at
            )
    except IntegrityError:
        raise MoveRefused("您这一天已经约过这个事项。") from None


@transaction.atomic
def cancel_appointment(*, actor, appointment: Appointment, at: datetime | None = None) -> Appointment:
    """Cancel before it begins, oneself or by the hall on one's word; the place is free again."""
    at = at or timezone.now()
    if appointment.person_id != actor.pk and not holds(actor, "receive_cases", appointment.hall.organisation):
        raise PermissionDenied("这不是您的预约。")
    day = AppointmentDay.objects.select_for_update().get(item=appointment.item_id, day=appointment.day)
    row = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if row.state != AppointmentState.BOOKED or begins_at(row) <= at:
        raise MoveRefused("这个预约已经开始或者已经处理过，不能取消。")
    _end(row, AppointmentState.CANCELLED, at)
    day.booked -= 1
    day.save(update_fields=["booked"])
    return row


@transaction.atomic
def arrive(*, actor, appointment: Appointment, group: QueueGroup, at: datetime | None = None) -> Appointment:
    """到场取号: within half an hour of the slot; the number goes before those without an appointment."""
    at = at or timezone.now()
    row = Appointment.objects.select_for_update(of=("self",)).select_related("hall").get(pk=appointment.pk)
    own = row.person_id == actor.pk
    if not own and not holds(actor, "receive_cases", row.hall.organisation):
        raise PermissionDenied("这不是您的预约。")
    begin = begins_at(row)
    if row.state != AppointmentState.BOOKED or group.hall_id != row.hall_id:
        raise MoveRefused("这个预约已经处理过。")
    if not begin - EARLY <= at <= begin + timedelta(hours=1) + LATE:
        raise MoveRefused("请在预约时段前半小时到结束后半小时之间到大厅取号。")
    row.ticket = take_number(group=group, source=TicketSource.APPOINTMENT, item=row.item, first=True, at=at)
    return _end(row, AppointmentState.ARRIVED, at)


def tend_appointments(*, at: datetime | None = None) -> dict[str, int]:
    """Remind whose appointment is on the next day or earlier, once; record who did not come."""
    at = at or timezone.now()
    today, told, missed = timezone.localdate(at), 0, 0
    booked = Appointment.objects.filter(state=AppointmentState.BOOKED)
    for pk in list(booked.filter(day__lt=today).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = booked.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if row is not None:
                _end(row, AppointmentState.MISSED, at)
                missed += 1
    near = booked.filter(day__range=(today, today + timedelta(days=1)), reminded_at__isnull=True)
    for pk in list(near.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = near.select_for_update(of=("self",), skip_locked=True).select_related("hall").filter(pk=pk).first()
            if row is not None:
                row.reminded_at = at
                row.save(update_fields=["reminded_at"])
                remind_appointment(row, at)
                told += 1
    return {"told": told, "missed": missed}


def _end(row: Appointment, state: str, at: datetime) -> Appointment:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at", "ticket"])
    return row
