"""The door of the admin: who gets in, and what the menu shows."""

import pytest

from .factories import OrganisationFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


def test_a_visitor_is_sent_to_the_one_log_in_page(client):
    response = client.get("/admin/")
    assert client.get(response.url).url == "/login/?next=%2Fadmin%2F"


def test_the_admin_is_out_of_a_citizens_sight(client):
    client.force_login(UserFactory())
    assert client.get("/admin/", follow=True).status_code == 404


def test_a_superuser_who_is_no_staff_gets_nothing(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    assert client.get("/admin/", follow=True).status_code == 404


def test_staff_without_grants_are_told_what_to_do(client):
    client.force_login(UserFactory(staff=True))
    assert "您还没有可以维护的清单或设置" in client.get("/admin/").content.decode()


def test_a_clerk_sees_the_work_and_no_administration(client):
    client.force_login(holder(OrganisationFactory(), "fill_lists"))
    page = client.get("/admin/").content.decode()
    assert 'href="/desk/lists/"' in page and "我的清单" in page and "监察看板" not in page
    assert "岗位授权" not in page and "查看记录" not in page


def test_the_admin_changes_passwords_on_the_common_page(client):
    client.force_login(UserFactory(staff=True))
    assert client.get("/admin/password_change/").url == "/password/"
