"""At the counter: the day's appointments, and 容缺 materials handed in by somebody without an account."""

from datetime import time

import pytest
from django.utils import timezone

from approvals.actions import appointments
from approvals.models import Appointment, AppointmentDay, Case, Intake
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .factories import at, pdf
from .test_appointments import DAY, NOW, book, place
from .test_materials import desk, lacking  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
PAGE = f"/desk/window/appointments/?day={DAY}"


@pytest.fixture
def hall(client):
    version, hall, group = place(60)
    clerk = staff_with("receive_cases", organisation=hall.organisation)
    client.force_login(clerk)
    return version, hall, group, clerk


def test_the_day_by_hour_masked_with_a_fixed_number_of_queries(client, hall, django_assert_num_queries):
    version, place_, _, _ = hall
    book(version, place_, UserFactory(name="王小红", mobile="13893200009"), hour=time(10))
    client.get(PAGE)
    with django_assert_num_queries(6) as one:
        page = client.get(PAGE).content.decode()
    assert "王*红" in page and "王小红" not in page and "13893200009" not in page and version.name in page
    for _ in range(2):
        book(version, place_, UserFactory(), hour=time(9))
    with django_assert_num_queries(len(one)):
        page = client.get(PAGE).content.decode()
    assert page.index("09:00") < page.index("10:00") and page.count("到场取号") == 3
    assert "这一天没有预约" in client.get("/desk/window/appointments/?day=2026-03-04").content.decode()
    assert client.get("/desk/window/appointments/?day=x").status_code == 200


def test_who_calls_is_cancelled_and_another_halls_is_not_found(client, hall):
    version, place_, group, clerk = hall
    day = timezone.localdate().replace(year=timezone.localdate().year + 1)
    row = book(version, place_)
    Appointment.objects.filter(pk=row.pk).update(day=day)
    AppointmentDay.objects.update(day=day)
    stranger = staff_with("receive_cases", organisation=OrganisationFactory())
    client.force_login(stranger)
    assert client.post(f"/desk/window/appointments/{row.pk}/cancel/").status_code == 404
    client.force_login(clerk)
    client.post(f"/desk/window/appointments/{row.pk}/cancel/")
    row.refresh_from_db()
    assert row.state == "cancelled" and AppointmentDay.objects.get().booked == 0
    late = book(version, place_, hour=time(11))
    answer = client.post(f"/desk/window/appointments/{late.pk}/arrived/", {"group": group.pk}, follow=True)
    assert "前半小时" in answer.content.decode(), "months late"
    appointments.arrive(actor=clerk, appointment=late, group=group, at=at(f"{DAY} 11:10"))
    assert "A001" in client.get(PAGE).content.decode()
    assert client.post(f"/desk/window/appointments/{late.pk}/arrived/", {"group": "x"}).status_code == 404


def test_promised_materials_come_in_at_the_counter_without_an_account(client, desk):  # noqa: F811
    case = lacking(desk)
    Case.objects.filter(pk=case.pk).update(channel="8", applicant=None)
    Intake.objects.create(case=case, organisation=desk.organisation, clerk=desk.window, at=NOW)
    address = f"/desk/window/cases/{case.number}/hand-in/"
    client.force_login(desk.window)
    page = client.get(address).content.decode()
    assert "场所平面图" in page
    plan = desk.version.materials.get(position=2)
    answer = client.post(address, {f"material-{plan.pk}": pdf("平面图.pdf")})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    row = case.materials.get(material=plan)
    assert row.supply == "uploaded" and row.handed_in_at is not None
    assert case.moves.get(move="hand_in").actor_id == desk.window.pk
    assert client.get(address).status_code == 200, "until it is found good, a better copy may come in"
    client.force_login(staff_with("receive_cases", organisation=OrganisationFactory()))
    assert client.get(address).status_code == 404


def test_nothing_is_owed_without_a_promise(client, office):
    case = office.accepted()
    Intake.objects.create(case=case, organisation=office.organisation, clerk=office.window, at=NOW)
    client.force_login(office.window)
    answer = client.get(f"/desk/window/cases/{case.number}/hand-in/", follow=True)
    assert "没有要补交的材料" in answer.content.decode()
