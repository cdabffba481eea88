"""Whoever has no business with a row finds nothing at its address and changes nothing, by GET or by POST."""

import pytest
from django.test import Client

from accounts.enums import AdminRole
from approvals.enums import CaseState
from approvals.models import Case, CaseMove
from core.registers import ChangeSetState
from powerlist.models import ListChangeSet
from tests.approvals import factories
from tests.factories import OrganisationFactory, UserFactory, staff_with
from tests.powerlist.people import a_set, add
from tests.powerlist.people import office as list_office

pytestmark = pytest.mark.django_db
ACTING = ("receive_cases", "handle_cases", "decide_cases", "view_cases", "fill_lists", "review_lists", "supervise")


def strangers() -> dict:
    elsewhere = OrganisationFactory()
    people = {role.value: UserFactory(staff=True, admin_role=role) for role in AdminRole if role}
    return people | {
        "nobody": None,
        "another citizen": UserFactory(),
        "another department": staff_with(*ACTING, organisation=elsewhere),
        "a superuser": UserFactory(staff=True, is_superuser=True),
    }


def opened(client, addresses) -> list[str]:
    """The addresses that answer with anything but not found, forbidden or the log-in page."""
    found = []
    for address in addresses:
        for ask in (client.get, client.post):
            page = ask(address)
            to_login = page.status_code == 302 and page.url.startswith("/login/")
            if page.status_code not in (403, 404, 405) and not to_login:
                found.append(f"{page.status_code} {address}")
    return found


def test_a_case_is_nobody_elses():
    office = factories.office()
    case = office.submit()
    file = case.files.get()
    mine, desk = f"/me/cases/{case.number}/", f"/desk/cases/{case.number}/"
    addresses = [mine, f"{mine}receipt/", f"{mine}correct/", f"{mine}withdraw/", f"{mine}rate/"]
    addresses += [f"{mine}files/{file.pk}/", desk, f"{desk}reveal/", f"{desk}files/{file.pk}/"]
    addresses += [f"{desk}moves/{name}/" for name in ("accept", "not_accept", "grant", "deliver")]
    addresses += [f"/supervision/cases/{case.number}/", f"{mine}hand-in/", f"{desk}materials/", f"{desk}pledges/1/"]
    for who, person in strangers().items():
        client = Client()
        if person is not None:
            client.force_login(person)
        assert opened(client, addresses) == [], who
    assert Case.objects.get().state == CaseState.RECEIVED and CaseMove.objects.count() == 1


def test_a_change_set_is_nobody_elses():
    people = list_office()
    row = add(people, change_set := a_set(people))
    base = f"/desk/lists/{change_set.number}/"
    addresses = [base, f"{base}scan/", f"{base}rows/new/", f"{base}rows/{row.pk}/", f"{base}rows/{row.pk}/drop/"]
    addresses += [f"{base}{name}/" for name in ("submit", "withdraw", "pass_review", "publish")]
    addresses += [f"/desk/lists/entries/{row.entry.code}/history/", f"/desk/lists/entries/{row.entry.code}/cancel/"]
    for who, person in strangers().items():
        client = Client()
        if person is not None:
            client.force_login(person)
        assert opened(client, addresses) == [], who
    assert ListChangeSet.objects.get().state == ChangeSetState.DRAFT
