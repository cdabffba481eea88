"""The calendar as the system administrator keeps it: a notice pasted, read, applied; local days."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.enums import AdminRole
from core.models import CalendarDay, CalendarYear, DayKind
from core.workdays import calendar
from tests.accounts.factories import UserFactory
from tests.core.test_workdays import NOTICE_2027

pytestmark = pytest.mark.django_db
NOTICE = "/admin/core/calendaryear/notice/"


@pytest.fixture
def administrator(client):
    user = UserFactory(staff=True, admin_role=AdminRole.SYSTEM)
    client.force_login(user)
    return user


def page(response) -> str:
    return response.content.decode()


def test_only_the_system_administrator_sees_the_calendar(client):
    client.force_login(UserFactory(staff=True))
    assert client.get(NOTICE).status_code in (302, 403, 404)
    assert "载入放假通知" not in page(client.get("/admin/"))
    client.force_login(UserFactory(staff=True, admin_role=AdminRole.SECURITY))
    assert client.post(NOTICE, {"text": NOTICE_2027, "apply": "1"}).status_code in (302, 403, 404)
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_missing_year_is_told(client, administrator):
    CalendarYear.objects.filter(year__gte=2026).delete()
    shown = page(client.get(reverse("admin:core_calendaryear_changelist")))
    assert "年的放假安排还没有载入" in shown and NOTICE in shown


def test_a_notice_is_shown_day_by_day_before_anything_is_written(client, administrator):
    shown = page(client.post(NOTICE, {"text": NOTICE_2027, "preview": "1"}))
    assert "读出 2027 年的" in shown and "都对得上" in shown
    assert "2027-01-31" in shown and "调休上班" in shown and "2月20日(周六)上班" in shown
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_notice_is_applied_with_who_and_why(client, administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        response = client.post(NOTICE, {"text": NOTICE_2027, "apply": "1"}, follow=True)
    assert "已载入2027年放假安排：放假 27 天，调休上班 6 天" in page(response)
    assert calendar().last == date(2027, 12, 31)
    change = CalendarDay.history.filter(date=date(2027, 1, 31)).get()
    assert change.history_user_id == administrator.pk and "2027" in change.history_change_reason
    assert len(callbacks) == 1


def test_problems_must_be_checked_before_the_notice_is_applied(client, administrator):
    text = NOTICE_2027.replace("共7天。1月31日（周日）", "共8天。1月31日（周日）")
    response = client.post(NOTICE, {"text": text, "apply": "1"})
    assert "按起止日期算是7天" in page(response) and "请先对照原文核对" in page(response)
    assert "国务院办公厅关于2027年" in page(response)
    assert not CalendarYear.objects.filter(year=2027).exists()
    client.post(NOTICE, {"text": text, "apply": "1", "checked": "on"})
    assert CalendarYear.objects.filter(year=2027).exists()


@pytest.mark.parametrize(("text", "words"), [("", "请先贴上通知全文"), ("你好", "没有读出可以载入的日期")])
def test_what_is_no_notice_is_refused(client, administrator, text, words):
    assert words in page(client.post(NOTICE, {"text": text, "preview": "1"}))


def test_a_local_day_off_is_added_with_its_document_and_called_off(client, administrator):
    add = reverse("admin:core_calendarday_add")
    assert client.get(add).status_code == 200
    day = {"date": "2026-11-25", "kind": "local_off", "name": "暴雪停工", "change_reason": "漳政办发〔2026〕88号"}
    assert "本地放假或上班须有文件" in page(client.post(add, {**day, "source": ""}))
    assert client.post(add, {**day, "source": "漳政办发〔2026〕88号"}).status_code == 302
    assert calendar().day_off(date(2026, 11, 25)) == "暴雪停工"
    row = CalendarDay.objects.get(date=date(2026, 11, 25))
    assert client.post(reverse("admin:core_calendarday_delete", args=[row.pk]), {"post": "yes"}).status_code == 302
    assert calendar().day_off(date(2026, 11, 25)) == ""
    assert [change.history_type for change in CalendarDay.history.filter(date=date(2026, 11, 25))] == ["-", "+"]


def test_a_statutory_day_is_not_deleted_by_hand(client, administrator):
    row = CalendarDay.objects.filter(kind=DayKind.HOLIDAY).order_by("pk").first()
    assert client.post(reverse("admin:core_calendarday_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:core_calendarday_change", args=[row.pk])).status_code == 200


def test_the_lists_of_years_and_days(client, administrator):
    assert "2026" in page(client.get(reverse("admin:core_calendaryear_changelist")))
    assert "国庆节" in page(client.get(reverse("admin:core_calendarday_changelist")))
    year = CalendarYear.objects.get(year=2026)
    assert client.get(reverse("admin:core_calendaryear_change", args=[year.pk])).status_code == 200
