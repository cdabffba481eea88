"""Public pages are kept for visitors under the day and the publication numbers; nobody gets another's page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Publication
from tests.approvals.factories import VersionFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keep(settings):
    settings.PAGE_SECONDS = 60


def test_a_kept_page_asks_one_question(client, django_assert_num_queries):
    version = VersionFactory()
    address = f"/items/{version.item.code}/"
    first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address)
    assert again.content == first.content
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert "Content-Security-Policy" in again.headers


@pytest.mark.parametrize("path", ["/", "/items/"])
def test_a_publication_shows_at_once(client, path):
    assert "食品小作坊登记" not in client.get(path).content.decode()
    VersionFactory()
    assert "食品小作坊登记" not in client.get(path).content.decode()
    Publication.objects.bump("guides")
    assert "食品小作坊登记" in client.get(path).content.decode()


def test_a_text_that_takes_effect_at_midnight_needs_no_job(client, monkeypatch):
    today = timezone.localdate()
    VersionFactory(valid_from=today + timedelta(days=1))
    assert "食品小作坊登记" not in client.get("/items/").content.decode()
    monkeypatch.setattr(timezone, "localdate", lambda *args, **kwargs: today + timedelta(days=1))
    assert "食品小作坊登记" in client.get("/items/").content.decode()


def test_a_persons_page_is_never_kept_or_given(client):
    client.get("/")
    person = UserFactory(name="王五")
    client.force_login(person)
    assert "王五" in client.get("/").content.decode()
    client.logout()
    assert "王五" not in client.get("/").content.decode()


def test_elder_mode_and_query_have_their_own_pages(client):
    VersionFactory(name="甲事项", audience="person")
    assert 'class="elder ' not in client.get("/items/").content.decode()
    client.cookies["elder"] = "1"
    assert 'class="elder ' in client.get("/items/").content.decode()
    assert "甲事项" not in client.get("/items/", {"audience": "legal"}).content.decode()


def test_a_failure_is_not_kept(client):
    version = VersionFactory(state="draft")
    address = f"/items/{version.item.code}/"
    assert client.get(address).status_code == 404
    version.state = "published"
    version.save()
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("path", ["/open/", "/open/powers/", "/open/summary/", "/open/changes/"])
def test_who_has_the_very_page_gets_no_body(client, path):
    first = client.get(path)
    assert first.headers["Cache-Control"] == "no-cache" and first.headers["Last-Modified"]
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.content
    assert client.head(path).headers["ETag"] == first.headers["ETag"]
    Publication.objects.bump("lists")
    assert client.get(path, headers={"If-None-Match": 'W/"another"'}).status_code == 200


def test_a_page_with_a_form_is_not_kept(client):
    page = client.get("/open/opinions/")
    assert not page.has_header("ETag") and "no-store" in page.headers["Cache-Control"]
