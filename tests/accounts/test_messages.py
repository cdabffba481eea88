"""The pages of what a person was told, the settings, the mail box; the words and the log in the admin."""

import re

import pytest
from django.urls import reverse

from accounts import actions, notices
from accounts.models import AccessLog, Delivery, Message, NoticePreference, NoticeTemplate, User
from tests.factories import OrganisationFactory, UserFactory, staff_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen(client):
    person = UserFactory(name="王小明", mobile="13893200001")
    client.force_login(person)
    return person


@pytest.fixture
def keeper(client):
    person = staff_with("manage_guides", organisation=OrganisationFactory(county=True))
    client.force_login(person)
    return person


def tell(person, number="1", kind="approvals.accept"):
    words = {"number": number, "item": "食品经营许可", "promise_due": "3月9日"}
    facts = {"words": words, "subject": "case", "number": number, "address": f"/me/cases/{number}/"}
    notices.send(kind, key=f"case:{number}:{kind}", recipient=person.pk, **facts)


def test_the_list_asks_as_much_for_three_as_for_one(client, citizen, django_assert_num_queries):
    client.get("/me/messages/")  # the session is written, the mark of the demo read
    for number in ("1", "2", "3"):
        tell(citizen, number)
        if number != "2":
            with django_assert_num_queries(5):  # the person, the head, unread by group, the groups, the page
                page = client.get("/me/messages/").content.decode()
    assert page.count("申请已受理") == 9  # title, and twice in hidden words of the buttons
    assert "3 条未读" in page


def test_only_ones_own(client, citizen):
    other = UserFactory()
    tell(other)
    message = Message.objects.get()
    assert "申请已受理" not in client.get("/me/messages/").content.decode()
    assert client.post(f"/me/messages/{message.pk}/open/").status_code == 404
    assert client.post("/me/messages/read/", {"message": message.pk}).status_code == 404
    client.post("/me/messages/read/")
    assert Message.objects.unread().exists()


def test_opening_marks_as_read_and_leads_there(client, citizen):
    tell(citizen)
    message = Message.objects.get()
    answer = client.post(f"/me/messages/{message.pk}/open/")
    assert answer.url == "/me/cases/1/" and not Message.objects.unread().exists()
    Message.objects.update(address="https://elsewhere.example/")
    assert client.post(f"/me/messages/{message.pk}/open/").url == "/me/messages/"


def test_by_group_and_unread(client, citizen):
    tell(citizen)
    tell(citizen, "2", "funds.pass")
    tell(citizen, "3", "accounts.digest")  # has no words for the site: nothing is told there
    assert "形式审查通过" not in client.get("/me/messages/?group=cases").content.decode()
    back = client.post("/me/messages/read/", {"group": "funds", "back": "//elsewhere.example/"})
    assert back.url == "/me/"
    page = client.get("/me/messages/?unread=1").content.decode()
    assert "申请已受理" in page and "形式审查通过" not in page
    assert client.get("/me/messages/?group=nonsense&after=x").status_code == 200


def test_what_is_chosen_is_kept_and_holds(client, citizen):
    page = client.get("/me/settings/notices/").content.decode()
    assert "138****0001" in page and "13893200001" not in page
    assert "工作提醒" not in page and 'value="mail"' not in page
    form = {f"{group}_digest": "none" for group in ("cases", "funds", "licences", "account")}
    form |= {"cases_channels": ["site"], "cases_digest": "daily"}
    assert client.post("/me/settings/notices/", form).status_code == 302
    row = NoticePreference.objects.get(person=citizen, group="cases")
    assert (row.channels, row.digest) == (["site"], "daily")
    form["funds_channels"] = ["mail"]  # not offered without an address
    assert client.post("/me/settings/notices/", form).status_code == 422


def test_a_mail_box_counts_once_its_link_came_back(client, citizen, outbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/me/settings/notices/mail/", {"mail": "w@example.cn"}).status_code == 302
    link = re.search(r"http://testserver(\S+)", next(outbox.iterdir()).read_text(encoding="utf-8"))[1]
    assert User.objects.get(pk=citizen.pk).email == ""
    again = client.post("/me/settings/notices/mail/", {"mail": "w@example.cn"})
    assert "1 分钟后再试" in again.content.decode()
    assert "w@example.cn" in client.get(link).content.decode()
    client.force_login(UserFactory())
    assert client.post(link).url == "/me/settings/notices/mail/"
    client.force_login(citizen)
    client.post(link)
    assert User.objects.get(pk=citizen.pk).email == "w@example.cn"
    client.post("/me/settings/notices/mail/", {"remove": "1"})
    assert User.objects.get(pk=citizen.pk).email == ""
    assert client.get("/me/settings/notices/mail/nonsense/").url == "/me/settings/notices/mail/"


def test_a_clerk_edits_words_and_sees_them_filled(client, keeper):
    actions.load_notice_templates()
    row = NoticeTemplate.objects.get(kind="approvals.accept", channel="sms")
    page = client.get(reverse("admin:accounts_noticetemplate_change", args=[row.pk])).content.decode()
    assert "【漳县政务服务网】办件 621125202611220001 已受理" in page
    form = {"title": "", "enabled": "on", "change_reason": "写明白"}
    address = reverse("admin:accounts_noticetemplate_change", args=[row.pk])
    refused = client.post(address, form | {"text": "{item}已受理"}).content.decode()
    assert "短信里不能有“事项”" in refused
    assert client.post(address, form | {"text": "办件 {number} 受理了"}).status_code == 302
    row.refresh_from_db()
    assert row.text == "办件 {number} 受理了" and row.history.first().history_user_id == keeper.pk
    assert client.get(reverse("admin:accounts_noticetemplate_changelist")).status_code == 200
    assert client.get(reverse("admin:accounts_noticetemplate_add")).status_code == 200


def test_the_log_is_masked_and_a_full_view_is_logged(client, keeper):
    person = UserFactory(mobile="13893200001")
    tell(person)
    row = Delivery.objects.get()
    for address in ("changelist", "change"):
        page = client.get(reverse(f"admin:accounts_delivery_{address}", args=[row.pk] if address == "change" else []))
        assert "138****0001" in page.content.decode() and "13893200001" not in page.content.decode()
    reveal = f"/admin/accounts/delivery/{row.pk}/reveal/"
    assert "不少于 4 个字" in client.post(reveal, {"reason": "看"}).content.decode()
    assert "13893200001" in client.post(reveal, {"reason": "核对投诉"}).content.decode()
    seen = AccessLog.objects.get()
    assert (seen.reference, seen.reason) == (f"user:{person.pk}", "核对投诉")
    assert client.post(reverse("admin:accounts_delivery_change", args=[row.pk]), {"number": "9"}).status_code == 403


@pytest.mark.parametrize("page", ["noticetemplate", "delivery"])
def test_nobody_else_gets_there(client, page):
    client.force_login(staff_with("manage_guides", organisation=OrganisationFactory()))
    assert client.get(reverse(f"admin:accounts_{page}_changelist")).status_code == 403


def test_staff_read_at_the_desk(client, keeper):
    tell(keeper, kind="supervision.alert")
    page = client.get("/me/messages/").content.decode()
    assert "desk-bar" in page and "1 条未读" in page
    assert "工作提醒" in client.get("/me/settings/notices/").content.decode()
