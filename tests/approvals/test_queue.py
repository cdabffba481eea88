"""Numbers and calls: serials without gaps, and of clerks who call at once each gets another person."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from approvals.actions import queue
from approvals.models import Counter, Hall, QueueGroup, Ticket
from core.workflow import MoveRefused
from tests.factories import OrganisationFactory, staff_with


def hall(counters: int = 2) -> tuple:
    body = OrganisationFactory()
    place = Hall.objects.create(code="h", name="大厅", organisation=body, address="一楼", hours="全天")
    group = QueueGroup.objects.create(hall=place, letter="A", name="综合业务")
    rows = [Counter.objects.create(hall=place, number=str(n), name="窗口", group=group) for n in range(1, counters + 1)]
    return group, rows, staff_with("receive_cases", organisation=body)


@pytest.mark.django_db
def test_called_in_turn_the_first_ones_first_and_one_at_a_time():
    group, (one, two), clerk = hall()
    tickets = [queue.take_number(group=group) for _ in range(3)]
    urgent = queue.take_number(group=group, first=True)
    assert [row.label for row in [*tickets, urgent]] == ["A001", "A002", "A003", "A004"]
    assert queue.call_next(actor=clerk, counter=one) == urgent
    with pytest.raises(MoveRefused, match="A004"):
        queue.call_next(actor=clerk, counter=one)
    assert queue.call_next(actor=clerk, counter=two) == tickets[0]
    queue.miss(actor=clerk, counter=two)
    assert queue.call_next(actor=clerk, counter=two) == tickets[1]
    queue.begin_serving(actor=clerk, counter=two)
    queue.bring_back(actor=clerk, counter=two, ticket=tickets[0])
    assert queue.call_next(actor=clerk, counter=two) == tickets[0]
    tickets[1].refresh_from_db()
    assert (tickets[1].state, tickets[1].counter) == ("served", two) and tickets[1].ended_at
    stranger = staff_with("receive_cases", organisation=OrganisationFactory())
    with pytest.raises(PermissionDenied):
        queue.call_next(actor=stranger, counter=one)


@pytest.mark.django_db
def test_the_screen_and_the_slip_say_where_to_go(client):
    group, (one, _), clerk = hall()
    first, second = queue.take_number(group=group), queue.take_number(group=group)
    assert "前面还有 <strong>1</strong>" in client.get(f"/tickets/{second.key}/").content.decode()
    client.force_login(clerk)
    client.post("/desk/window/queue/", {"act": "next"})
    assert first.label in client.get("/desk/window/queue/").content.decode()
    client.logout()
    screen = client.get("/hall/h/screen/", headers={"HX-Request": "true"}).content.decode()
    assert "A001" in screen and "<html" not in screen
    assert "请到 1 号窗口" in client.get(f"/tickets/{first.key}/").content.decode()
    taken = client.post("/hall/h/number/", {"group": group.pk}, follow=True)
    assert "A003" in taken.content.decode()
    assert client.post("/hall/h/number/", {"group": 0}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_clerks_who_call_at_once_never_call_the_same():
    group, counters, clerk = hall(6)
    for _ in range(4):
        queue.take_number(group=group)
    gate, found = threading.Barrier(6), []

    def call(counter):
        try:
            gate.wait(10)
            ticket = queue.call_next(actor=clerk, counter=counter)
            found.append(ticket.pk if ticket else None)
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(counter,)) for counter in counters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    called = [pk for pk in found if pk]
    assert len(found) == 6 and len(called) == len(set(called)) == 4
    assert Ticket.objects.filter(state="called").count() == 4
