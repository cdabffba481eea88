"""A person registers: phone and consent, identity, password."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts import actions
from accounts.models import Consent, User

from .factories import PASSWORD, UserFactory, good_id

pytestmark = pytest.mark.django_db
MOBILE = "13893200001"
USCC = "91621125MA71ABCD12"


def start(client, **data):
    return client.post("/register/", {"kind": "citizen", "mobile": MOBILE, "consent": "on"} | data)


def identify(client, code, **data):
    typed = {"code": code, "name": "王小明", "id_number": good_id(1), "sensitive": "on"} | data
    return client.post("/register/identity/", typed)


def test_a_citizen_registers_and_is_logged_in(client, last_code):
    assert "个人信息处理告知书" in client.get("/register/").content.decode()
    assert start(client).url == "/register/identity/"
    shown = client.get("/register/identity/").content.decode()
    assert last_code() in shown and "演示环境" in shown
    assert identify(client, last_code()).url == "/register/password/"
    assert "王小明" in client.get("/register/password/").content.decode()
    response = client.post("/register/password/", {"password": PASSWORD, "password_again": PASSWORD})
    user = User.objects.get(kind="citizen")
    assert response.status_code == 302 and client.session["_auth_user_id"] == str(user.pk)
    assert (user.name, user.mobile, user.id_number) == ("王小明", MOBILE, good_id(1))
    consent = Consent.objects.get(user=user)
    assert consent.act == "given" and "公民身份号码" in consent.kinds and consent.address == "127.0.0.1"
    assert not any(key.startswith("flow:") for key in client.session.keys())  # noqa: SIM118


def test_personal_data_are_encrypted_at_rest(client, last_code):
    UserFactory(mobile=MOBILE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile, id_number FROM accounts_user")
        assert MOBILE not in str(cursor.fetchall())


def test_a_wrong_check_digit_comes_back_with_the_form_filled_in_and_the_code_unused(client, last_code):
    start(client)
    wrong = good_id(1)[:17] + ("1" if good_id(1)[17] != "1" else "2")
    page = identify(client, last_code(), id_number=wrong).content.decode()
    assert "身份证号码第 18 位" in page
    assert f'value="{wrong}"' in page and 'value="王小明"' in page and f'value="{last_code()}"' in page
    assert identify(client, last_code()).url == "/register/password/"


def test_every_wrong_field_is_named_at_once(client):
    start(client)
    page = identify(client, "", name="", id_number="").content.decode()
    assert all(text in page for text in ("请填写验证码。", "请填写姓名。", "请填写身份证号码。"))


def test_without_consent_nothing_is_sent(client, outbox):
    page = start(client, consent="").content.decode()
    assert "请先阅读告知书并勾选同意" in page and not outbox.exists()
    with pytest.raises(ValidationError):
        actions.register_citizen(name="王小明", mobile=MOBILE, id_number=good_id(1), password=PASSWORD, consented=False)


def test_the_number_of_the_identity_card_needs_a_consent_of_its_own(client, last_code):
    start(client)
    assert "单独勾选" in identify(client, last_code(), sensitive="").content.decode()


def test_a_wrong_code_ends_after_five_tries(client, last_code):
    start(client)
    wrong = f"{(int(last_code()) + 1) % 1_000_000:06d}"
    assert "还可以试 4 次" in identify(client, wrong).content.decode()
    for _ in range(4):
        identify(client, wrong)
    assert "已经作废" in identify(client, last_code()).content.decode()
    assert "已过期" in identify(client, last_code()).content.decode()


def test_a_code_is_sent_once_a_minute(client):
    start(client)
    assert "验证码刚刚发过" in start(client).content.decode()


def test_another_code_keeps_what_was_typed(client):
    start(client)
    page = client.post("/register/identity/", {"again": "1", "name": "王小明", "id_number": "123"}).content.decode()
    assert 'value="王小明"' in page and 'value="123"' in page and "刚刚发过" in page


def test_a_number_is_registered_once_and_only_its_holder_is_told(client, last_code):
    UserFactory(mobile=MOBILE)
    assert start(client).url == "/register/identity/"
    assert "已经注册过" in identify(client, last_code()).content.decode()


def test_a_person_registers_once(client, last_code):
    UserFactory(id_number=good_id(1))
    start(client)
    assert "这个身份证号码已经注册过账号" in identify(client, last_code()).content.decode()


def test_a_child_is_registered_by_a_guardian():
    from core.identifiers import id_check_digit

    first = "62112520200101001"
    with pytest.raises(ValidationError, match="监护人"):
        actions.register_citizen(
            name="王小小", mobile=MOBILE, id_number=first + id_check_digit(first), password=PASSWORD, consented=True
        )


def test_a_step_cannot_be_jumped(client, last_code):
    assert client.get("/register/identity/").url == "/register/"
    assert client.get("/register/password/").url == "/register/"
    start(client)
    assert client.get("/register/password/").url == "/register/identity/"


@pytest.mark.parametrize(
    ("password", "message"),
    [("abcdefgh", "密码太简单"), ("Ab1", "至少 8 个字符"), ("12345678", "密码太简单"), ("password1", "常见")],
)
def test_weak_passwords_are_refused_in_words(client, last_code, password, message):
    start(client)
    identify(client, last_code())
    page = client.post("/register/password/", {"password": password, "password_again": password}).content.decode()
    assert message in page and not User.objects.exists()


def test_the_form_sent_twice_makes_one_account(client, last_code):
    start(client)
    identify(client, last_code())
    typed = {"password": PASSWORD, "password_again": PASSWORD}
    client.post("/register/password/", typed)
    again = client.post("/register/password/", typed)
    assert again.status_code == 302 and User.objects.count() == 1


def test_a_legal_person_registers_by_its_agent(client, last_code):
    from stdnum.cn import uscc

    code = "91621125MA71ABCD1"
    code += uscc.calc_check_digit(code)
    start(client, kind="legal_person")
    typed = {"code": last_code(), "legal_name": "漳县贵清药材有限公司", "credit_code": code.lower(), "name": "李强"}
    bad = client.post("/register/identity/", typed | {"credit_code": code[:17] + "0"}).content.decode()
    assert "统一社会信用代码第 18 位" in bad and "漳县贵清药材有限公司" in bad
    assert client.post("/register/identity/", typed).url == "/register/password/"
    client.post("/register/password/", {"password": PASSWORD, "password_again": PASSWORD})
    user = User.objects.get()
    assert (user.kind, user.legal_name, user.credit_code) == ("legal_person", "漳县贵清药材有限公司", code)


def test_a_real_gateway_shows_no_code(client, settings):
    settings.SMS_SENDER = "tests.accounts.test_registration.Gateway"
    start(client)
    page = client.get("/register/identity/").content.decode()
    assert Gateway.sent and Gateway.sent[-1][:6] not in page and "演示环境" not in page


class Gateway:
    local = False
    sent: list[str] = []

    def send(self, mobile, text):
        self.sent.append(text.split("验证码 ")[1])


def test_a_gateway_that_fails_says_so(client, settings):
    settings.SMS_SENDER = "tests.accounts.test_registration.BrokenGateway"
    assert "短信没有发出去" in start(client).content.decode()


class BrokenGateway:
    local = False

    def send(self, mobile, text):
        raise OSError("no route")


@pytest.mark.parametrize("page", ["/register/", "/password/forgot/"])
def test_without_a_gateway_a_real_site_shows_no_code(client, db, outbox, settings, page):
    """Who sees the code on the page of another's number has that account."""
    settings.SHOW_CODES = False
    client.post(page, {"mobile": "13893211111", "kind": "citizen", "consent": "on"})
    written = next(outbox.iterdir()).read_text()
    code = re.search(r"验证码 (\d{6})", written)[1]
    following = {"/register/": "/register/identity/", "/password/forgot/": "/password/reset/"}[page]
    shown = client.get(following)
    assert shown.status_code == 200 and code not in shown.content.decode()
