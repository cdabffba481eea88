"""In, out, lockout and the password."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from .factories import PASSWORD, OrganisationFactory, UserFactory, holder

pytestmark = pytest.mark.django_db
MOBILE = "13893200001"


def log_in(client, username, password=PASSWORD, **extra):
    return client.post("/login/", {"username": username, "password": password} | extra)


def test_a_citizen_logs_in_by_mobile_number(client):
    user = UserFactory(mobile=MOBILE)
    response = log_in(client, f" {MOBILE} ")
    assert response.status_code == 302 and client.session["_auth_user_id"] == str(user.pk)


def test_a_clerk_logs_in_by_account_name(client):
    clerk = holder(OrganisationFactory(), "fill_lists", username="zhangsan")
    log_in(client, "zhangsan")
    assert client.session["_auth_user_id"] == str(clerk.pk)


def test_of_a_citizen_and_a_clerk_with_one_phone_the_password_decides(client):
    UserFactory(mobile=MOBILE, password="Citizen-2026")
    clerk = UserFactory(staff=True, mobile=MOBILE)
    log_in(client, MOBILE)
    assert client.session["_auth_user_id"] == str(clerk.pk)


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(client):
    UserFactory(mobile=MOBILE)
    page = log_in(client, MOBILE, "wrong").content.decode()
    assert "账号或密码不对" in page and f'value="{MOBILE}"' in page and "wrong" not in page


OUTSIDE = ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]


@pytest.mark.parametrize("where", OUTSIDE)
def test_next_leads_nowhere_outside(client, where):
    UserFactory(mobile=MOBILE)
    assert "evil" not in log_in(client, MOBILE, next=where).url


def test_next_is_followed_within_the_site(client):
    UserFactory(mobile=MOBILE)
    assert log_in(client, MOBILE, next="/password/").url == "/password/"
    page = Client().get("/login/?next=/password/").content.decode()
    assert 'name="next" value="/password/"' in page


def test_five_failures_lock_the_account_for_this_address_and_no_other(client):
    user = UserFactory(mobile=MOBILE)
    other = UserFactory()
    for _ in range(5):
        response = log_in(client, MOBILE, "wrong")
    assert response.status_code == 429 and "10 分钟后再试" in response.content.decode()
    assert log_in(client, MOBILE).status_code == 429
    assert log_in(client, user.username).status_code == 429, "the other name of the same account is locked too"
    assert log_in(client, other.mobile).status_code == 302
    assert log_in(Client(REMOTE_ADDR="10.0.0.9"), MOBILE).status_code == 302


def test_a_mobile_number_is_not_stored_by_the_lockout(client):
    from axes.models import AccessAttempt

    log_in(client, MOBILE, "wrong")
    attempt = AccessAttempt.objects.get()
    assert MOBILE not in f"{attempt.username}{attempt.post_data}{attempt.get_data}"


def test_a_closed_or_stopped_account_stays_out(client):
    UserFactory(username="gone", is_active=False)
    UserFactory(username="closed", closed_at=timezone.now())
    for name in ("gone", "closed"):
        log_in(client, name)
        assert "_auth_user_id" not in client.session


def test_logout_is_by_post(client):
    client.force_login(UserFactory())
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/"
    assert "_auth_user_id" not in client.session


def test_an_initial_password_is_changed_before_anything_else(client):
    clerk = holder(OrganisationFactory(), "fill_lists", password_changed_at=None)
    log_in(client, clerk.username)
    assert client.get("/admin/").url == "/password/"
    typed = {"old_password": PASSWORD, "password": "Brand-new-7", "password_again": "Brand-new-7"}
    assert client.post("/password/", typed).status_code == 302
    clerk.refresh_from_db()
    assert clerk.password_changed_at is not None and client.session["_auth_user_id"] == str(clerk.pk)
    assert client.get("/admin/").status_code == 200


def test_a_password_of_ninety_days_is_noticed(client):
    clerk = UserFactory(staff=True, password_changed_at=timezone.now() - timedelta(days=90))
    log_in(client, clerk.username, next="/password/")
    assert "已经用了 90 天" in client.get("/password/").content.decode()


def test_staff_passwords_need_three_kinds_of_characters(client):
    clerk = UserFactory(staff=True)
    client.force_login(clerk)
    typed = {"old_password": PASSWORD, "password": "zhulinxia7", "password_again": "zhulinxia7"}
    assert "至少要有 3 种" in client.post("/password/", typed).content.decode()
    citizen = Client()
    citizen.force_login(UserFactory())
    assert citizen.post("/password/", typed).status_code == 302


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"old_password": "x"}, "现在的密码不对"),
        ({"password": PASSWORD, "password_again": PASSWORD}, "不能和现在的一样"),
        ({"password_again": "Other-new-7"}, "两次输入的密码不一样"),
    ],
)
def test_a_password_change_that_fails_says_why(client, change, message):
    client.force_login(UserFactory())
    typed = {"old_password": PASSWORD, "password": "Brand-new-7", "password_again": "Brand-new-7"} | change
    assert message in client.post("/password/", typed).content.decode()


def test_a_changed_password_ends_other_sessions(client):
    user = UserFactory()
    elsewhere = Client()
    elsewhere.force_login(user)
    client.force_login(user)
    client.post("/password/", {"old_password": PASSWORD, "password": "Brand-new-7", "password_again": "Brand-new-7"})
    assert elsewhere.get("/password/").url.startswith("/login/")
    assert client.get("/password/").status_code == 200


def test_a_forgotten_password_is_set_anew_by_code(client, last_code):
    user = UserFactory(mobile=MOBILE)
    assert client.get("/password/reset/").url == "/password/forgot/"
    assert client.post("/password/forgot/", {"mobile": MOBILE}).url == "/password/reset/"
    weak = {"code": last_code(), "password": "abc", "password_again": "abc"}
    assert "至少 8 个字符" in client.post("/password/reset/", weak).content.decode()
    good = {"code": last_code(), "password": "Brand-new-7", "password_again": "Brand-new-7"}
    assert client.post("/password/reset/", good).status_code == 302
    user.refresh_from_db()
    assert user.check_password("Brand-new-7")


def test_a_forgotten_password_of_staff_is_not_reset_by_phone(client, last_code):
    UserFactory(staff=True, mobile=MOBILE)
    client.post("/password/forgot/", {"mobile": MOBILE})
    typed = {"code": last_code(), "password": "Brand-new-7", "password_again": "Brand-new-7"}
    assert "系统管理员" in client.post("/password/reset/", typed).content.decode()


def test_an_idle_session_ends_and_a_busy_one_is_carried_on(client, settings):
    client.force_login(UserFactory())
    client.get("/password/")
    session = client.session
    session["seen_at"] -= 400
    session.save()
    before = session["seen_at"]
    client.get("/password/")
    assert client.session["seen_at"] > before


@pytest.mark.parametrize(
    ("permission", "path"),
    [("handle_cases", "/desk/"), ("fill_lists", "/desk/lists/"), ("supervise", "/supervision/"), ("audit", "/admin/")],
)
def test_staff_start_at_their_work(client, permission, path):
    from django.urls import Resolver404, resolve

    clerk = holder(OrganisationFactory(), permission)
    try:
        resolve(path)
    except Resolver404:
        path = "/admin/"
    assert log_in(client, clerk.username).url == path


def test_citizens_start_at_their_matters_and_administrators_in_the_admin(client):
    assert log_in(client, UserFactory(mobile=MOBILE).mobile).url == "/me/"
    assert log_in(Client(), UserFactory(system_admin=True).username).url == "/admin/"


def test_a_log_in_is_no_change_of_the_account(client):
    user = UserFactory(mobile=MOBILE)
    before = user.history.count()
    log_in(client, MOBILE)
    user.refresh_from_db()
    assert user.last_login is not None and user.history.count() == before
    user.name = "王大明"
    user.save()
    assert user.history.count() == before + 1
