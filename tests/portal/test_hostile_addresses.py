"""Whatever stands in an address, the answer is a page: hostile values never end in a server error."""

import pytest
from django.test import Client

from tests.approvals import factories
from tests.factories import OrganisationFactory, staff_with

NUL, MANY_DIGITS, SUPERSCRIPT = "%00", "9" * 5000, "%C2%B2"
HOSTILE = [NUL, "%FF", SUPERSCRIPT, MANY_DIGITS, "%27%22%3Cb%3E"]

QUERIES = [
    "/?elder=",
    "/search/?q=",
    "/search/?q=a&kind=",
    "/search/?q=a&after=",
    "/items/?after=",
    "/items/?audience=",
    "/items/?audience=1&theme=",
    "/items/?organisation=",
    "/open/powers/?q=",
    "/open/powers/?department=",
    "/open/powers/?category=",
    "/open/powers/?as_of=",
    "/open/powers/?after=",
    "/open/powers/?before=",
    "/open/powers/export.csv?q=",
    "/open/powers/export.csv?department=",
    "/open/changes/?after=",
    "/open/funds/?year=",
    "/open/funds/?q=",
    "/open/funds/?as_of=",
    "/open/funds/?department=",
    "/open/funds/?after=",
    "/open/funds/?band=",
    "/open/funds/export.csv?year=",
    "/open/funds/figures/?year=",
    "/open/funds/duties/?department=",
    "/api/v1/funds/?q=",
    "/api/v1/funds/?year=",
    "/api/v1/funds/?after=",
    "/api/v1/funds/calls/?fund=",
    "/open/licences/?q=",
    "/open/licences/?type=",
    "/open/licences/?after=",
    "/open/licences/download.csv?q=",
    "/licences/verify/?code=",
    "/licences/verify/?number=",
    "/login/?next=",
    "/elder/?on=1&next=",
    "/register/?kind=",
    "/track/?number=",
    "/api/v1/entries/?q=",
    "/api/v1/entries/?after=",
    "/api/v1/entries/?organisation=",
    "/api/v1/entries/?as_of=",
    "/api/v1/entries/?limit=",
    "/api/v1/changes/?after=",
    "/api/v1/guides/?after=",
    "/api/v1/guides/?organisation=",
]
PATHS = [
    "/items/{}/",
    "/items/{}/apply/",
    "/open/powers/{}/",
    "/open/changes/{}/",
    "/open/funds/{}/",
    "/open/funds/F{}/",
    "/open/funds/F2026-1/?year={}",
    "/open/licences/{}/",
    "/api/v1/entries/{}/",
    "/api/v1/changes/{}/",
    "/api/v1/funds/{}/",
    "/api/v1/funds/allocations/{}/",
    "/api/v1/guides/{}/",
    "/static/{}",
    "/{}",
]
OF_A_CITIZEN = ["/me/?before={}", "/me/cases/{}/", "/me/cases/{}/rate/", "/me/cases/1/files/{}/", "/licences/{}/file/"]
OF_A_CITIZEN += ["/me/licences/?after={}", "/me/licences/{}/", "/me/licences/{}/qr.svg", "/licences/1/acts/{}/"]
OF_A_CLERK = [
    "/desk/?state={}",
    "/desk/?q={}",
    "/desk/?after={}",
    "/desk/?before={}",
    "/desk/cases/{}/",
    "/desk/licences/?q={}",
    "/desk/licences/?after={}",
    "/desk/licences/{}/",
    "/desk/licences/1/propose/{}/",
    "/desk/alerts/?level={}",
    "/desk/alerts/?after={}",
    "/desk/lists/?tab={}",
    "/desk/lists/?after={}",
    "/desk/lists/?before={}",
    "/desk/lists/entries/?q={}",
    "/desk/lists/entries/?after={}",
    "/desk/lists/entries/{}/history/",
    "/desk/lists/entries/{}/amend/",
    "/supervision/?level={}",
    "/supervision/?organisation={}",
    "/supervision/?period={}",
    "/supervision/?after={}",
    "/supervision/ratings/?after={}",
    "/supervision/cases/{}/",
]


def broken(client, addresses) -> list[str]:
    """The addresses that end in a server error."""
    client.raise_request_exception = False
    return [address[:60] for address in addresses if client.get(address).status_code >= 500]


def filled(patterns):
    return [pattern.format(value) for pattern in patterns for value in HOSTILE]


def test_a_stranger_breaks_no_page(db):
    factories.office()
    assert broken(Client(), [query + value for query in QUERIES for value in HOSTILE] + filled(PATHS)) == []


def test_a_citizen_breaks_no_page(db):
    client = Client()
    client.force_login(factories.office().citizen)
    assert broken(client, filled(OF_A_CITIZEN)) == []


@pytest.mark.parametrize("permission", ["view_cases", "supervise"])
def test_a_clerk_breaks_no_page(db, permission):
    client = Client()
    client.force_login(staff_with(permission, "fill_lists", organisation=OrganisationFactory()))
    assert broken(client, filled(OF_A_CLERK)) == []
