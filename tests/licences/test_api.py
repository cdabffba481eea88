"""Departments' own systems report licences with a token: scoped to its body and scope, the same report twice is one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import actions as accounts
from accounts.enums import AdminRole
from accounts.models import TokenUse
from licences.models import Licence
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .conftest import ID

SENT = {
    "type": "XK01", "original_number": "S0001", "holder_name": "李小明", "holder_document": ID,
    "valid_from": "2025-01-01", "valid_to": "2030-01-01", "details": {"类别": "甲"},
}  # fmt: skip


def machine(office, *scopes, permissions=("manage_licences",), body=None) -> APIClient:
    body = body or office.organisation
    person = staff_with(*permissions, organisation=body)
    person.set_unusable_password()
    person.save()
    _, secret = accounts.issue_token(
        user=person, organisation=body, scopes=scopes or ["write_licences"], name="社保系统", document="甲",
        expires_on=timezone.localdate() + timedelta(days=9), by=UserFactory(staff=True, admin_role=AdminRole.SECURITY),
    )  # fmt: skip
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


@pytest.fixture
def system(office):
    return machine(office)


def post(client, status, address="/api/v1/licences/", **changes):
    response = client.post(address, SENT | changes, format="json")
    assert response.status_code == status, response.content.decode()
    return response.json()


def test_reported_twice_it_is_one_and_follows_the_reports(office, system):
    first = post(system, 201)
    assert (first["outcome"], first["state"]) == ("new", "valid")
    assert post(system, 200)["outcome"] == "unchanged"
    assert post(system, 200, state="cancelled")["outcome"] == "changed"
    licence = Licence.objects.get(source="api")
    assert (licence.number, licence.state, licence.trust) == (first["number"], "cancelled", "B")
    assert (licence.source_name, licence.organisation) == ("社保系统", office.organisation)
    assert TokenUse.objects.count() == 3
    listed = system.get("/api/v1/licences/?type=XK01").json()["results"]
    assert [row["holder_name"] for row in listed] == ["李*明"] and ID not in str(listed)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "no"}, "type"),
        ({"holder_document": "621125199001010018"}, "holder_document"),
        ({"valid_to": "2024-01-01"}, "valid_to"),
        ({"state": "pending"}, "state"),
        ({"original_number": ""}, "original_number"),
    ],
)
def test_what_is_wrong_is_told_by_field(system, changes, field):
    error = post(system, 400, **changes)["error"]
    assert error["code"] == "invalid" and [fault["field"] for fault in error["fields"]] == [field]


def test_a_batch_is_written_whole_or_not_at_all(office, system):
    rows = [SENT | {"original_number": f"S{n}"} for n in range(3)]
    bad = [*rows, SENT | {"original_number": "S9", "holder_document": "91621125MA7ABCDE96"}]
    address = "/api/v1/licences/batch/"
    assert system.post(address, {"licences": bad}, format="json").status_code == 400
    assert not Licence.objects.filter(source="api").exists()
    done = system.post(address, {"licences": rows}, format="json")
    assert [one["outcome"] for one in done.json()] == ["new"] * 3


def test_a_token_reaches_its_own_body_and_scope_alone(office, system):
    post(system, 201)
    elsewhere = machine(office, body=OrganisationFactory())
    assert elsewhere.get("/api/v1/licences/").json()["results"] == []
    assert post(elsewhere, 201)["outcome"] == "new", "the same number of another body is another licence"
    lists = machine(office, "fill_lists", permissions=("fill_lists", "manage_licences"))
    assert post(lists, 403)["error"]["code"] == "out_of_scope"
    assert APIClient().post("/api/v1/licences/", SENT, format="json").status_code == 401


def test_what_was_issued_here_no_system_rewrites(office, system):
    Licence.objects.filter(pk=office.licence.pk).update(trust="C", confirmed_by=office.second)
    licence = Licence.objects.get(pk=office.licence.pk)
    licence.original_number = "S0001"
    licence.save()
    assert "按法定程序" in post(system, 409, state="cancelled")["error"]["message"]
