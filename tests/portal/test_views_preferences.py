"""长辈版 is a cookie, set by a plain form."""

import pytest

pytestmark = pytest.mark.django_db


def test_elder_on_and_off_returns_to_the_page(client):
    response = client.get("/elder/", {"on": "1", "next": "/no/page/?q=1"})
    assert (response.status_code, response.url) == (302, "/no/page/?q=1")
    assert 'class="elder ' in client.get("/no/page/").content.decode()
    client.get("/elder/", {"on": "0", "next": "/"})
    assert 'class="elder ' not in client.get("/no/page/").content.decode()


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "javascript:alert(1)", "\\\\example.org"])
def test_elder_never_leads_to_another_site(client, target):
    assert client.get("/elder/", {"on": "1", "next": target}).url == "/"


def test_what_has_no_head_of_its_own_finds_the_icon(client):
    assert client.get("/favicon.ico").url.endswith(".svg")
