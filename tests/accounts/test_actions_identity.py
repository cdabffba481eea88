"""A person's own account: data, corrections, closing; and full views that leave a trace."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from accounts import actions
from accounts.models import AccessLog, Consent, User

from .factories import PASSWORD, OrganisationFactory, UserFactory, good_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen(client):
    user = UserFactory(mobile="13893200001", id_number=good_id(1))
    client.force_login(user)
    return user


def test_the_profile_masks_and_names_who_looked(client, citizen):
    official = UserFactory(staff=True, organisation=OrganisationFactory(short_name="县公安局"))
    actions.log_view(official, "公民身份号码", f"user:{citizen.pk}", "核对身份")
    page = client.get("/me/profile/").content.decode()
    assert citizen.mobile not in page and citizen.id_number not in page and "138****0001" in page
    assert "县公安局" in page and "核对身份" in page and official.name not in page


def test_the_profile_is_for_who_is_logged_in(client):
    for path in ("/me/profile/", "/me/profile/mobile/", "/me/profile/address/", "/me/profile/close/"):
        assert client.get(path).url == f"/login/?next={path}"
    assert client.post("/me/profile/data/").status_code == 302


def test_a_copy_of_all_data_is_taken_away_by_post(client, citizen):
    assert client.get("/me/profile/data/").status_code == 405
    response = client.post("/me/profile/data/")
    data = json.loads(response.content)
    assert data["账号"]["公民身份号码"] == citizen.id_number and "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"


def test_other_apps_add_what_they_hold(client, citizen, monkeypatch):
    from accounts import queries

    monkeypatch.setitem(queries.data_parts, "办件", lambda user: [{"编号": "1"}])
    assert json.loads(client.post("/me/profile/data/").content)["办件"] == [{"编号": "1"}]


def test_the_address_is_corrected(client, citizen):
    client.post("/me/profile/address/", {"address": " 武阳镇  东街 1 号 "})
    assert User.objects.get(pk=citizen.pk).address == "武阳镇 东街 1 号"


def test_what_was_typed_survives_a_session_that_ended(client, citizen):
    client.get("/me/profile/address/")
    client.session.flush()
    response = client.post("/me/profile/address/", {"address": "武阳镇东街 1 号"})
    assert response.url == "/login/?next=/me/profile/address/"
    back = client.post(response.url, {"username": citizen.mobile, "password": PASSWORD, "next": "/me/profile/address/"})
    assert 'value="武阳镇东街 1 号"' in client.get(back.url).content.decode()


def test_the_mobile_number_is_changed_by_a_code_to_the_new_one(client, citizen, last_code):
    taken = UserFactory()
    assert client.get("/me/profile/mobile/code/").url == "/me/profile/mobile/"
    assert client.post("/me/profile/mobile/", {"mobile": "13893200002"}).url == "/me/profile/mobile/code/"
    assert "验证码不对" in client.post("/me/profile/mobile/code/", {"code": "x"}).content.decode()
    client.post("/me/profile/mobile/code/", {"code": last_code()})
    assert User.objects.get(pk=citizen.pk).mobile == "13893200002"
    with pytest.raises(ValidationError, match="已经注册过"):
        actions.change_mobile(user=citizen, mobile=taken.mobile, code="1")


def test_a_closed_account_keeps_its_row_and_loses_its_contact_data(client, citizen):
    wrong = client.post("/me/profile/close/", {"sure": "on", "password": "x"}).content.decode()
    assert "密码不对" in wrong
    assert "请先勾选确认" in client.post("/me/profile/close/", {"password": PASSWORD}).content.decode()
    assert client.post("/me/profile/close/", {"sure": "on", "password": PASSWORD}).url == "/"
    closed = User.objects.get(pk=citizen.pk)
    assert (closed.mobile, closed.id_number, closed.mobile_index, closed.is_active) == ("", "", "", False)
    assert Consent.objects.get().act == "withdrawn"
    assert "_auth_user_id" not in client.session
    again = actions.register_citizen(
        name="王小明", mobile="13893200001", id_number=good_id(1), password=PASSWORD, consented=True
    )
    assert again.pk != closed.pk


def test_an_account_with_open_matters_stays(client, citizen, monkeypatch):
    monkeypatch.setattr(actions.identity, "before_closing", [lambda user: "您还有 1 件申请正在办理。"])
    page = client.post("/me/profile/close/", {"sure": "on", "password": PASSWORD}).content.decode()
    assert "您还有 1 件申请正在办理。" in page and User.objects.get(pk=citizen.pk).is_active


def test_staff_do_not_close_their_own_account(client):
    clerk = UserFactory(staff=True)
    client.force_login(clerk)
    assert client.get("/me/profile/close/").url == "/me/profile/"
    with pytest.raises(PermissionDenied):
        actions.close_account(user=clerk, password=PASSWORD)


def test_history_holds_no_personal_data(citizen):
    columns = {field.name for field in User.history.model._meta.fields}
    assert not columns & {"mobile", "id_number", "address", "password", "mobile_index", "id_index", "email"}


def test_a_full_view_is_logged_with_its_reason():
    system = UserFactory(system_admin=True)
    clerk = UserFactory(staff=True, mobile="13893200003")
    with pytest.raises(ValidationError, match="查看事由"):
        actions.reveal(user=clerk, by=system, reason=" 看 ")
    assert not AccessLog.objects.exists()
    assert actions.reveal(user=clerk, by=system, reason="核对人事档案") == {"手机号": "13893200003"}
    log = AccessLog.objects.get()
    assert (log.user_id_seen_by, log.reference, log.reason) == (system.pk, f"user:{clerk.pk}", "核对人事档案")


def test_no_administrator_sees_a_citizens_data(citizen):
    for role in ("system_admin", "security_admin", "audit_admin"):
        with pytest.raises(PermissionDenied):
            actions.reveal(user=citizen, by=UserFactory(**{role: True}), reason="核对人事档案")


def test_the_log_of_views_cannot_be_rewritten():
    actions.log_view(UserFactory(staff=True), "手机号", "user:1", "核对")
    for change in (AccessLog.objects.all().update, AccessLog.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(reason="无") if change.__name__ == "update" else change()
