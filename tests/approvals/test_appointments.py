"""The quota holds however many come at once; a place given back is free; who does not come is recorded."""

import threading
from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import Message
from approvals.actions import appointments
from approvals.models import Appointment, AppointmentDay, Counter, Hall, QueueGroup, Residency
from core.workdays import load_statutory_calendar
from core.workflow import MoveRefused
from tests.factories import OrganisationFactory, UserFactory

from . import factories
from .factories import at

NOW, DAY = at("2026-03-02 09:00"), date(2026, 3, 3)


def place(quota: int = 6):
    version = factories.VersionFactory(appointment=True, appointment_quota=quota)
    hall = Hall.objects.create(code="h", name="大厅", organisation=OrganisationFactory(), address="一楼", hours="全天")
    group = QueueGroup.objects.create(hall=hall, letter="A", name="综合业务")
    counter = Counter.objects.create(hall=hall, number="1", name="窗口", group=group)
    Residency.objects.create(item=version.item, counter=counter, valid_from=date(2020, 1, 1))
    return version, hall, group


def book(version, hall, actor=None, **more):
    options = {"day": DAY, "hour": time(9), "at": NOW} | more
    return appointments.book(actor=actor or UserFactory(), version=version, hall=hall, **options)


@pytest.mark.django_db
def test_booked_once_within_the_quota_and_given_back():
    version, hall, _ = place()
    person = UserFactory()
    row = book(version, hall, person)
    with pytest.raises(MoveRefused, match="约满"):
        book(version, hall)
    with pytest.raises(MoveRefused, match="已经约过"):
        book(version, hall, person, hour=time(10))
    assert AppointmentDay.objects.get().booked == 1
    with pytest.raises(PermissionDenied):
        appointments.cancel_appointment(actor=UserFactory(), appointment=row, at=NOW)
    appointments.cancel_appointment(actor=person, appointment=row, at=NOW)
    assert AppointmentDay.objects.get().booked == 0
    book(version, hall)
    for day, hour in ((date(2026, 3, 7), time(9)), (DAY, time(3)), (date(2026, 3, 2), time(9))):
        with pytest.raises(MoveRefused):
            book(version, hall, day=day, hour=hour)


@pytest.mark.django_db
def test_who_arrives_goes_first_and_who_does_not_is_recorded():
    version, hall, group = place(60)
    here, away = UserFactory(), UserFactory()
    came, missed = book(version, hall, here), book(version, hall, away)
    assert appointments.tend_appointments(at=NOW) == {"told": 2, "missed": 0}
    assert appointments.tend_appointments(at=NOW) == {"told": 0, "missed": 0}
    assert "9:00" in Message.objects.filter(recipient=here).get().text
    with pytest.raises(MoveRefused, match="半小时"):
        appointments.arrive(actor=here, appointment=came, group=group, at=at("2026-03-03 08:00"))
    came = appointments.arrive(actor=here, appointment=came, group=group, at=at("2026-03-03 08:45"))
    assert came.ticket.first and came.state == "arrived"
    appointments.tend_appointments(at=at("2026-03-04 08:05"))
    missed.refresh_from_db()
    assert missed.state == "missed"


@pytest.mark.django_db
def test_the_pages_book_and_show_ones_own(client):
    version, hall, _ = place()
    client.force_login(UserFactory())
    page = client.get(f"/me/appointments/new/{version.item.code}/")
    slot = next(day for day in page.context["slots"])
    wanted = f"{slot['day']} 10:00"
    shown = client.post(f"/me/appointments/new/{version.item.code}/", {"slot": wanted, "hall": "h"}, follow=True)
    assert version.name in shown.content.decode() and Appointment.objects.count() == 1
    pk = Appointment.objects.get().pk
    client.force_login(UserFactory())
    assert client.post("/me/appointments/", {"cancel": pk}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_quota_holds_when_all_come_at_once():
    load_statutory_calendar()
    version, hall, _ = place(18)
    people = [UserFactory() for _ in range(8)]
    gate, booked, refused = threading.Barrier(8), [], []

    def come(person):
        try:
            gate.wait(10)
            booked.append(book(version, hall, person).pk)
        except MoveRefused as words:
            refused.append(str(words))
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(booked), len(refused)) == (3, 5)
    assert AppointmentDay.objects.get().booked == Appointment.objects.count() == 3
