"""Drafts: saved while one types, two windows, a guide published in the middle, the end of their time."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Message
from approvals import actions
from approvals.models import Case, CaseFile, Draft
from approvals.tasks import tend_drafts
from approvals.views.application import person_mark
from tests.factories import UserFactory

from .factories import ID_NUMBER, VersionFactory, at, pdf


@pytest.fixture
def citizen(client, office):
    client.force_login(office.citizen)
    return client


def address(office, step=1):
    return f"/items/{office.version.item.code}/apply/?step={step}"


def typed(office, step=1, **facts):
    return {"step": str(step), "autosave": "1", "person": person_mark(office.citizen), "window": "one", **facts}


def test_what_is_typed_is_saved_as_it_stands(citizen, office):
    answer = citizen.post(address(office, 2), typed(office, 2, **{"item-id_number": "6211", "stamp": "0"}))
    assert answer.json()["state"] == "saved" and answer.json()["stamp"] == 1 and len(answer.json()["at"]) == 5
    case = Case.objects.get()
    assert case.form["id_number"] == "6211" and case.state == "draft"
    page = citizen.get(address(office, 1)).content.decode()
    assert f"已保存 {answer.json()['at']}" in page and 'name="stamp" value="1"' in page
    again = citizen.post(address(office, 2), typed(office, 2, **{"item-id_number": "6211", "stamp": "1"}))
    assert again.json()["stamp"] == 1 and Case.objects.count() == 1


def test_an_untouched_page_makes_no_draft(citizen, office):
    assert citizen.post(address(office), typed(office, **{"item-shop": " "})).json() == {"state": "empty", "stamp": 0}
    assert not Case.objects.exists()


def test_the_later_save_of_another_window_overwrites_nothing(citizen, office):
    citizen.post(address(office), typed(office, **{"item-shop": "甲", "stamp": "0"}))
    theirs = typed(office, **{"item-shop": "乙", "stamp": "0", "window": "two"})
    answer = citizen.post(address(office), theirs)
    assert answer.status_code == 409
    assert answer.json()["rows"] == [{"label": "作坊名称", "there": "甲", "here": "乙"}]
    assert Case.objects.get().form["shop"] == "甲"
    # another field, or the same words, stand in nobody's way
    other = typed(office, 2, **{"item-id_number": ID_NUMBER, "stamp": "0", "window": "two"})
    assert citizen.post(address(office, 2), other).status_code == 200
    assert citizen.post(address(office), theirs | {"item-shop": "甲"}).status_code == 200
    # the window's own saves may cross each other; whoever has seen the newer one decides
    assert citizen.post(address(office), typed(office, **{"item-shop": "甲甲", "stamp": "0"})).status_code == 200
    assert citizen.post(address(office), theirs | {"stamp": "9"}).status_code == 200
    assert Case.objects.get().form["shop"] == "乙"


def test_without_a_script_the_difference_is_shown_and_the_second_press_decides(citizen, office):
    citizen.post(address(office), {"step": "1", "item-shop": "甲", "save": "1", "window": "one", "stamp": "0"})
    page = citizen.post(address(office), {"step": "1", "item-shop": "乙", "window": "two", "stamp": "0"})
    text = page.content.decode()
    assert page.status_code == 409 and "另一个窗口" in text and 'value="乙"' in text
    assert Case.objects.get().form["shop"] == "甲"
    stamp = page.context["stamp"]
    citizen.post(address(office), {"step": "1", "item-shop": "乙", "window": "two", "stamp": stamp})
    assert Case.objects.get().form["shop"] == "乙"


def test_a_page_of_one_person_saves_nothing_for_another(citizen, office, client):
    client.force_login(UserFactory())
    answer = client.post(address(office), typed(office, **{"item-shop": "甲的秘密"}))
    assert answer.status_code == 403 and answer.json() == {"state": "other"}
    assert not Case.objects.exists()


def test_when_the_session_has_ended_the_page_is_told_and_the_words_wait_for_the_log_in(citizen, office):
    citizen.get(address(office))
    standing = f"/items/{office.version.item.code}/apply/standing/"
    assert citizen.get(standing).json()["person"] == person_mark(office.citizen)
    citizen.session.flush()
    citizen.cookies.pop("sessionid", None)
    assert citizen.get(standing).status_code == 401
    answer = citizen.post(address(office), typed(office, **{"item-shop": "最后的话"}))
    assert answer.status_code == 302 and answer.url.startswith("/login/")
    citizen.post(answer.url, {"username": office.citizen.username, "password": "Correct-horse-9"})
    assert 'value="最后的话"' in citizen.get(address(office)).content.decode()
    fresh = citizen.get(standing).json()
    assert fresh["person"] == person_mark(office.citizen) and fresh["token"]


def test_what_is_hidden_at_filing_is_not_kept_and_the_book_is_closed(office):
    parts = {
        "materials": [],
        "fields": [
            {"key": "rented", "label": "租的吗", "kind": "yes_no"},
            {
                "key": "until",
                "label": "到",
                "kind": "date",
                "when_key": "rented",
                "when_test": "is",
                "when_value": "是",
            },
        ],
    }
    version = VersionFactory(parts=parts)
    draft = actions.save_draft(actor=office.citizen, version=version, form={"rented": "是", "until": "2027-01-01"})
    form = {"rented": "否"}
    case = actions.submit_case(actor=office.citizen, version=version, form=form, submission_key=draft.submission_key)
    assert case.pk == draft.pk and case.form == {"rented": "否"} and not Draft.objects.exists()


def test_a_guide_published_in_the_middle_moves_the_draft_and_loses_nothing(citizen, office):
    parts = {
        "fields": [
            {"key": "shop", "label": "作坊名称", "group": "作坊情况"},
            {"key": "opened", "label": "开业日期", "kind": "date", "group": "作坊情况"},
            {"key": "scale", "label": "规模", "kind": "choices", "options": ["大", "小"], "group": "作坊情况"},
        ]
    }
    old = office.version
    draft = office.draft()
    actions.attach(case=draft, actor=office.citizen, material=office.material, upload=pdf())
    type(old).objects.filter(pk=old.pk).update(valid_to=date(2026, 1, 1))
    new = VersionFactory(item=old.item, number=2, valid_from=date(2026, 1, 1), parts=parts)
    page = citizen.get(address(office)).content.decode()
    assert (
        "办事指南更新了" in page and "新增要填的：规模" in page and ID_NUMBER in page and 'value="老李豆腐坊"' in page
    )
    assert Case.objects.get().version_id == old.pk  # looking writes nothing
    citizen.post(address(office), typed(office, **{"item-shop": "老李豆腐坊", "item-opened": "2026-01-05"}))
    case = Case.objects.get()
    assert case.version_id == new.pk and case.form == {"shop": "老李豆腐坊", "opened": "2026-01-05", "scale": []}
    assert case.draft.aside == [["身份证号码", ID_NUMBER]] and case.draft.moved["new"] == ["规模"]
    assert CaseFile.objects.get().material.version_id == new.pk
    assert ID_NUMBER in citizen.get(address(office)).content.decode()


def moment(day: int) -> datetime:
    return at("2026-03-01 12:00") + timedelta(days=day)


def test_a_draft_lives_three_months_and_is_told_of_two_weeks_before(office):
    draft = actions.save_draft(actor=office.citizen, version=office.version, form=office.form, at=moment(0))
    kept = actions.attach(case=draft, actor=office.citizen, material=office.material, upload=pdf())
    path, storage = kept.file.name, kept.file.storage
    assert actions.tell_of_drafts(at=moment(77)) == 0  # 1 June less two weeks is 18 May, day 78
    assert actions.tell_of_drafts(at=moment(78)) == 1 and actions.tell_of_drafts(at=moment(79)) == 0
    told = Message.objects.get(recipient=office.citizen)
    assert "2026年6月1日" in told.text and "食品小作坊登记" in told.text and ID_NUMBER not in told.text
    assert actions.delete_old_drafts(at=moment(91)) == 0
    actions.save_draft(actor=office.citizen, version=office.version, form={"shop": "新名"}, at=moment(80))
    assert actions.delete_old_drafts(at=moment(100)) == 0  # taken up again: three months anew
    assert actions.tell_of_drafts(at=moment(160)) == 1
    assert actions.delete_old_drafts(at=moment(171)) == 0 and Case.objects.exists()
    assert storage.exists(path)


def test_an_old_draft_goes_with_its_files(office, django_capture_on_commit_callbacks):
    draft = actions.save_draft(actor=office.citizen, version=office.version, form=office.form, at=moment(0))
    kept = actions.attach(case=draft, actor=office.citizen, material=office.material, upload=pdf())
    path, storage = kept.file.name, kept.file.storage
    assert actions.tell_of_drafts(at=moment(100)) == 1  # the server stood still: two weeks all the same
    assert actions.delete_old_drafts(at=moment(113)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.delete_old_drafts(at=moment(114)) == 1
    assert not Case.objects.exists() and not CaseFile.objects.exists() and not storage.exists(path)


def test_a_draft_from_before_has_its_time_from_its_beginning(office):
    draft = office.draft()
    Draft.objects.all().delete()
    Case.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(days=200))
    assert tend_drafts() == {"told": 1, "deleted": 0}
    assert tend_drafts() == {"told": 0, "deleted": 0}
