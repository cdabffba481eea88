"""Filing: one case for a form, however often it is sent; number and query code; what is filed stays as filed."""

import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import Message
from approvals import actions
from approvals.enums import CaseState, Channel
from approvals.models import Case, CaseFile, CaseMove
from core.identifiers import mod_11_10
from core.workflow import MoveRefused
from tests.factories import UserFactory

from . import factories
from .factories import at, pdf


def test_a_submitted_case_has_number_query_code_and_five_days(office):
    case = office.submit("2026-03-02 09:30")
    assert case.number.startswith("62112520260302000001") and len(case.number) == 21
    assert case.number[-1] == mod_11_10(case.number[:-1])
    assert len(case.query_code) == 8
    assert (case.state, case.item_name, case.organisation) == ("received", "食品小作坊登记", office.organisation)
    assert case.notice_due.isoformat() == case.burns_on.isoformat() == "2026-03-09"
    assert case.files.get().sha256 and case.files.get().original_name == "身份证.pdf"


def test_files_and_messages_bear_the_time_of_the_act(office):
    case = office.submit("2026-03-02 09:30")
    assert case.files.get().uploaded_at == Message.objects.get().created_at == at("2026-03-02 09:30")


def test_numbers_run_on_within_a_day_and_begin_anew_the_next(office):
    numbers = [office.submit(day + " 10:00").number[6:20] for day in ("2026-03-02", "2026-03-02", "2026-03-03")]
    assert numbers == ["20260302000001", "20260302000002", "20260303000001"]


def test_the_same_form_sent_twice_is_one_case(office):
    key = uuid.uuid4()
    first = office.submit(submission_key=key)
    second = office.submit(submission_key=key)
    assert first.pk == second.pk and first.number == second.number
    assert CaseMove.objects.filter(move="submit").count() == 1
    assert Message.objects.count() == 1
    assert CaseFile.objects.count() == 1


def test_personal_data_are_not_readable_in_the_database_or_the_log(office):
    case = office.submit()
    with connection.cursor() as cursor:
        cursor.execute("SELECT form_data, applicant_document, query_code, mobile FROM approvals_case")
        stored = " ".join(cursor.fetchone())
        cursor.execute("SELECT facts::text || note FROM approvals_casemove")
        stored += cursor.fetchone()[0]
        cursor.execute("SELECT title || text FROM accounts_message")
        stored += cursor.fetchone()[0]
    for secret in (factories.ID_NUMBER, "老李豆腐坊", case.query_code, "13893200001", "李小明"):
        assert secret not in stored


def test_a_draft_is_kept_and_filed(office):
    draft = actions.save_draft(actor=office.citizen, version=office.version, form={"shop": "老李"})
    again = actions.save_draft(actor=office.citizen, version=office.version, form={"opened": "2026-01-05"})
    assert draft.pk == again.pk and again.form == {"shop": "老李", "opened": "2026-01-05"}
    actions.attach(case=draft, actor=office.citizen, material=office.material, upload=pdf())
    case = office.submit(submission_key=draft.submission_key, files=())
    assert (case.pk, case.state, case.form["shop"]) == (draft.pk, "received", "老李豆腐坊")
    assert actions.save_draft(actor=office.citizen, version=office.version, form={}).pk != case.pk


def test_a_draft_moves_to_the_new_guide_with_the_files_that_it_still_asks_for(
    office, django_capture_on_commit_callbacks
):
    draft = office.draft()
    actions.attach(case=draft, actor=office.citizen, material=office.material, upload=pdf())
    photo = office.version.materials.get(position=2)
    actions.attach(case=draft, actor=office.citizen, material=photo, upload=pdf("照片.pdf"))
    old = office.version
    old.valid_to = at("2026-01-01 00:00").date()
    old.save()
    asked = {"materials": [{"name": "经营者身份证"}, {"name": "场所平面图", "necessity": "2"}]}
    new = factories.VersionFactory(item=old.item, number=2, valid_from=old.valid_to, parts=asked)
    moved = actions.save_draft(actor=office.citizen, version=new, form={})
    assert moved.pk == draft.pk and moved.version == new and moved.form == office.form
    assert [kept.material.version_id for kept in moved.files.all()] == [new.pk]


def test_a_discarded_draft_leaves_no_file(office, django_capture_on_commit_callbacks):
    draft = office.draft()
    kept = actions.attach(case=draft, actor=office.citizen, material=office.material, upload=pdf())
    storage, name = kept.file.storage, kept.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard_draft(case=draft, actor=office.citizen)
    assert not Case.objects.exists() and not storage.exists(name)


def test_what_is_filed_can_not_be_discarded(office):
    with pytest.raises(MoveRefused, match="撤回"):
        actions.discard_draft(case=office.submit(), actor=office.citizen)


def test_a_missing_material_is_named_and_nothing_is_filed(office):
    with pytest.raises(MoveRefused, match="经营者身份证"):
        office.submit(files=())
    assert not Case.objects.exists()


def test_an_item_no_longer_in_force_takes_no_application(office):
    office.version.valid_to = at("2026-03-01 00:00").date()
    office.version.save()
    with pytest.raises(MoveRefused, match="现行指南"):
        office.submit("2026-03-02 09:30")


def test_a_running_case_keeps_its_version(office):
    case = office.accepted()
    office.version.valid_to = at("2026-03-04 00:00").date()
    office.version.save()
    factories.VersionFactory(item=office.version.item, number=2, valid_from=office.version.valid_to, promised_limit=1)
    row = actions.review(case=case, actor=office.handler, opinion="可以", at=at("2026-03-05 09:00"))
    assert row.version_id == office.version.pk and row.promise_due.isoformat() == "2026-03-12"


def test_nobody_files_in_another_name(office):
    draft = office.draft()
    with pytest.raises(PermissionDenied):
        office.submit(actor=UserFactory(), submission_key=draft.submission_key)


def test_a_counter_files_for_a_person_who_has_no_account(office):
    case = office.submit(
        actor=office.window, channel=Channel.WINDOW, applicant_name="王老汉", applicant_document=factories.ID_NUMBER
    )
    assert (case.applicant, case.channel, case.state) == (None, "8", "received")
    assert not Message.objects.exists()
    with pytest.raises(PermissionDenied):
        office.submit(actor=office.handler, channel=Channel.WINDOW, applicant_name="王老汉")


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("身份证.pdf", b"MZ\x90\x00 not a pdf"), "内容不是"),
        (SimpleUploadedFile("身份证.jpg", factories.PDF), "内容却是 PDF"),
        (SimpleUploadedFile("身份证.pdf", b""), "空的"),
        (SimpleUploadedFile("病毒.exe", b"MZ"), "不能上传"),
    ],
)
def test_a_bad_upload_is_refused_in_words(office, upload, words):
    draft = office.draft()
    with pytest.raises(ValidationError, match=words):
        actions.attach(case=draft, actor=office.citizen, material=office.material, upload=upload)
    assert not CaseFile.objects.exists()


def test_an_upload_that_is_too_large_is_refused(office, settings):
    settings.UPLOAD_MAX_BYTES = 20
    with pytest.raises(ValidationError, match="上限"):
        actions.attach(case=office.draft(), actor=office.citizen, material=office.material, upload=pdf())


def test_a_name_with_a_path_never_reaches_the_disk(office):
    upload = pdf()
    upload._name = "../../x.pdf"  # as a request that bypasses the browser would bring it
    with pytest.raises(ValidationError):
        actions.attach(case=office.draft(), actor=office.citizen, material=office.material, upload=upload)
    kept = actions.attach(case=office.draft(), actor=office.citizen, material=office.material, upload=pdf("shop.pdf"))
    assert ".." not in kept.file.name and "shop" not in kept.file.name


def test_withdrawn_before_a_decision_and_never_after(office):
    case = actions.withdraw(case=office.reviewed(), actor=office.citizen, at=at("2026-03-06 09:00"))
    assert (case.state, case.burns_on) == (CaseState.WITHDRAWN, None)
    assert case.watch_on.isoformat() == "2026-03-06"  # supervision looks once more: it may have been late already
    with pytest.raises(MoveRefused):
        actions.withdraw(case=office.granted(), actor=office.citizen)


def test_a_form_of_another_tab_files_the_draft_that_is_there(office):
    draft = office.draft()
    case = office.submit(submission_key=uuid.uuid4())
    assert case.pk == draft.pk and Case.objects.count() == 1


def at_once(act) -> list:
    """What two threads get that do the same at the same moment."""
    found, start = [], threading.Barrier(2)

    def run():
        try:
            start.wait()
            found.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_two_identical_forms_at_once_are_one_draft_and_one_case():
    from core.workdays import load_statutory_calendar

    load_statutory_calendar()
    office, key = factories.office(), uuid.uuid4()
    numbers = at_once(lambda: office.submit(submission_key=key).number)
    assert len(numbers) == 2 and len(set(numbers)) == 1
    assert Case.objects.count() == 1 and CaseMove.objects.filter(move="submit").count() == 1
    drafts = at_once(lambda: office.draft().pk)
    assert len(drafts) == 2 and len(set(drafts)) == 1


def test_no_case_is_filed_on_an_entry_that_is_suspended(office):
    """兰州市权责清单管理暂行办法 第十二条: the text stays public, the exercise is suspended."""
    from datetime import date

    from powerlist.models import EntryUse, Suspension

    entry = office.version.item.entry
    Suspension.objects.create(
        entry=entry, version=entry.versions.get(), reason="禁渔期", began_on=date(2026, 3, 1), ended_on=date(2026, 4, 1)
    )
    with pytest.raises(MoveRefused, match="自 2026-03-01 起暂停办理：禁渔期"):
        office.submit("2026-03-02 09:30")
    office.submit("2026-04-01 09:30")
    assert actions.count_use(on=date(2026, 4, 2)) == 1
    used = EntryUse.objects.get(entry=entry)
    assert (used.cases, used.last_case_on) == (1, date(2026, 4, 1))
