"""The terminal: search, a number, progress by number and code; no log-in, nothing kept."""

import pytest

from approvals.models import Hall, QueueGroup, Ticket
from tests.approvals import factories
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    found = Hall.objects.create(code="h", name="大厅", organisation=OrganisationFactory(), address="一楼", hours="全天")
    QueueGroup.objects.create(hall=found, letter="A", name="综合业务")
    return found


def test_an_item_and_a_number_without_a_session(client, hall):
    office = factories.office()
    code = office.version.item.code
    assert code in client.get("/kiosk/h/items/?q=小作坊").content.decode()
    page = client.get(f"/kiosk/h/items/{code}/").content.decode()
    assert "经营者身份证" in page and 'http-equiv="refresh" content="90;url=/kiosk/h/"' in page
    taken = client.post("/kiosk/h/number/", {"group": hall.groups.get().pk}, follow=True)
    assert Ticket.objects.get().label in taken.content.decode()
    assert "sessionid" not in client.cookies and "no-store" in taken["Cache-Control"]
    assert client.get("/kiosk/nowhere/").status_code == 404


def test_progress_masked_and_guessing_slowed(client, hall):
    office = factories.office()
    case = office.submit()
    right = client.post("/kiosk/h/progress/", {"number": case.number, "code": case.query_code}).content.decode()
    assert case.item_name in right and "李*明" in right and "李小明" not in right
    for _ in range(5):
        assert client.post("/kiosk/h/progress/", {"number": case.number, "code": "AAAAAAAA"}).status_code == 404
    locked = client.post("/kiosk/h/progress/", {"number": case.number, "code": case.query_code})
    assert locked.status_code == 429 and case.item_name not in locked.content.decode()
