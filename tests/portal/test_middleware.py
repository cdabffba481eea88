"""A session that ends in the middle of a form: what was typed comes back after log-in, to the same person only."""

import pytest
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.test import Client
from django.urls import path

from portal import urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@login_required
def form_page(request):
    if request.method == "POST":
        return HttpResponse("received")
    return JsonResponse(dict(request.typed))


def log_in_page(request):
    return HttpResponse("log in")


urlpatterns = [
    path("form/", form_page),
    path("other/", form_page),
    path("login/", log_in_page, name="login"),
    *urls.urlpatterns,
]
TYPED = {"name": "张三", "needs": ["w", "m"], "password": "secret-123", "new_password1": "x"}


@pytest.fixture
def people(django_user_model):
    return [django_user_model.objects.create_user(name, password="a-long-word", name=name) for name in ("one", "two")]


def expired(person):
    """A browser in which the person was logged in until a moment ago."""
    client = Client()
    client.force_login(person)
    client.get("/form/")
    del client.cookies["sessionid"]
    return client


def test_typed_comes_back_to_the_same_person(people):
    client = expired(people[0])
    assert "/login/" in client.post("/form/", TYPED).url
    client.force_login(people[0])
    assert client.get("/form/").json() == {"name": "张三", "needs": ["w", "m"]}
    assert client.get("/form/").json()["name"] == "张三"  # a reload keeps it
    assert client.get("/other/").json() == {}


def test_typed_is_gone_once_the_form_was_sent(people):
    client = expired(people[0])
    client.post("/form/", TYPED)
    client.force_login(people[0])
    assert client.post("/form/", {"name": "张三"}).content == b"received"
    assert client.get("/form/").json() == {}


def test_another_person_at_the_same_browser_sees_nothing(people):
    client = expired(people[0])
    client.post("/form/", TYPED)
    client.force_login(people[1])
    assert client.get("/form/").json() == {}


def test_nothing_is_kept_for_a_browser_that_never_logged_in(people):
    client = Client()
    client.post("/form/", TYPED)
    client.force_login(people[0])
    assert client.get("/form/").json() == {}


def test_a_forged_cookie_is_nobody(people):
    client = Client()
    client.cookies["typist"] = f"{people[0].pk}:forged"
    client.post("/form/", TYPED)
    client.force_login(people[0])
    assert client.get("/form/").json() == {}


def test_kept_words_are_unreadable_in_the_cache(people):
    client = expired(people[0])
    client.post("/form/", TYPED)
    stored = cache.get(f"typed:{client.session['typed']}")
    assert stored
    assert "张三" not in stored
    assert "\\u5f20" not in stored


def test_a_fragment_sends_the_whole_page_to_log_in(people):
    response = Client().get("/form/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith("/login/")
