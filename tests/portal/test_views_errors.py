"""The pages of failure say what happened and what to do; what was typed is not lost."""

import pytest
from django.test import Client, RequestFactory

from portal.views import errors

pytestmark = pytest.mark.django_db


def test_unknown_address_is_a_page_in_words(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_server_error_needs_no_database(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        response = errors.server_error(request)
    assert response.status_code == 500
    assert "不是您的问题" in response.content.decode()


def test_stale_token_gives_the_typed_words_back_without_the_password():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/elder/?x=1", {"name": "张三 <b>", "password": "secret-123", "town": ["1", "2"]})
    page = response.content.decode()
    assert response.status_code == 403
    assert 'name="name" value="张三 &lt;b&gt;"' in page
    assert page.count('name="town"') == 2
    assert "secret-123" not in page
    assert 'action="/elder/?x=1"' in page
    assert "再次提交" in page


def test_stale_token_with_nothing_typed_offers_no_empty_form():
    page = Client(enforce_csrf_checks=True).post("/elder/", {"password": "secret-123"}).content.decode()
    assert "再次提交" not in page.split("<h1>")[1].split("</h1>")[1]


def test_csp_allows_no_inline_script(client):
    policy = client.get("/no/such/page/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'self'" in policy


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Referer": "https://evil.example/"}],
)
def test_what_another_site_sends_gets_no_button_with_our_token(headers):
    response = Client(enforce_csrf_checks=True).post("/elder/", {"reason": "伪造"}, headers=headers)
    page = response.content.decode()
    assert response.status_code == 403 and "伪造" not in page and "再次提交" not in page.split("<h1>")[1]


def test_a_stale_form_of_our_own_may_be_sent_again():
    client = Client(enforce_csrf_checks=True)
    page = client.post("/elder/", {"reason": "真的"}, headers={"Origin": "http://testserver"}).content.decode()
    assert "真的" in page
