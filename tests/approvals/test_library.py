"""办件信息库: the record of a case in national names, masked; exports by right, with a purpose, made once."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AccessLog
from approvals.actions import exports, finish_pending, registers
from approvals.models import RegisterExport
from approvals.queries import national
from core.workflow import MoveRefused
from tests.approvals.factories import ID_NUMBER
from tests.factories import OrganisationFactory, staff_with

pytestmark = pytest.mark.django_db
SECRETS = ("李小明", ID_NUMBER, "13893200001")


def made(actor, kind="cases", ending="jsonl", django_capture=None, **options) -> bytes:
    job = exports.ask_export(actor=actor, kind=kind, ending=ending, query=options.pop("query", {}), **options)
    assert exports.make_export(pk=job.pk)
    job.refresh_from_db()
    with job.file.open("rb") as file:
        return file.read()


def test_a_record_has_the_whole_life_and_names_nobody(office):
    case = office.delivered()
    finish_pending()
    record = json.loads(made(office.handler))
    assert record["up_pro_accept"][0]["project_no"] == case.number
    assert record["up_pro_accept"][0]["handle_user_name"].endswith("窗口甲")
    assert [row["process_name"] for row in record["up_pro_process"]][:3] == ["提交申请", "受理", "审查完毕，报请决定"]
    assert record["up_pro_result"][0]["result_type"] == "1"
    groups = {row["file_group"] for row in record["up_pro_file"]}
    assert groups == {"审批报件", "过程文档", "批文"}
    assert not any(secret in json.dumps(record, ensure_ascii=False) for secret in SECRETS)


def test_in_full_only_by_right_with_a_purpose_and_logged(office):
    office.submit()
    with pytest.raises(PermissionDenied):
        exports.ask_export(actor=office.handler, kind="cases", ending="csv", query={}, full=True, purpose="年度移交")
    chief = staff_with("view_cases", "export_cases", organisation=office.organisation)
    with pytest.raises(MoveRefused, match="用途"):
        exports.ask_export(actor=chief, kind="cases", ending="csv", query={}, full=True, purpose="")
    record = made(chief, full=True, purpose="年度档案移交").decode()
    assert all(secret in record for secret in SECRETS)
    seen = AccessLog.objects.get()
    assert "含个人信息" in seen.what and seen.reason == "年度档案移交"


def test_the_right_reaches_only_its_own_bodies(office):
    office.submit()
    other = OrganisationFactory()
    chief = staff_with("view_cases", organisation=office.organisation)
    chief_there = staff_with("view_cases", "export_cases", organisation=other)
    chief_there.holdings.create(post=chief.holdings.get().post, valid_from=timezone.localdate())
    assert len(made(chief_there).splitlines()) == 1, "masked, of the body whose cases he views"
    assert made(chief_there, full=True, purpose="年度移交") == b""


def test_the_three_formats_tell_the_same(office):
    case = office.delivered()
    package = zipfile.ZipFile(io.BytesIO(made(office.handler, ending="csv")))
    lines = list(csv.reader(io.StringIO(package.read("up_pro_process.csv").decode("utf-8-sig"))))
    assert lines[0][:2] == ["project_no", "process_name"] and lines[1][0] == "办件编号"
    book = load_workbook(io.BytesIO(made(office.handler, ending="xlsx")))
    rows = list(book["办理过程"].iter_rows(values_only=True))
    assert [list(map(str, row))[:2] for row in rows[2:]] == [line[:2] for line in lines[2:]]
    assert len(lines) - 2 == case.moves.count()


def test_the_files_come_with_it(office):
    case = office.delivered()
    finish_pending()
    chief = staff_with("view_cases", "export_cases", organisation=office.organisation)
    names = zipfile.ZipFile(io.BytesIO(made(chief, with_files=True, purpose="年度移交"))).namelist()
    assert sum(name.startswith(f"{case.number}/审批报件/") for name in names) == 1
    assert any(name.startswith(f"{case.number}/批文/") for name in names)


def test_the_register_of_powers_is_exported_masked(office):
    office.granted()
    registers.keep_registers()
    text = made(office.handler, kind="exercises", query={"outcome": "granted"}).decode()
    assert len(text.splitlines()) == 1 and "李*明" in text and "李小明" not in text


def test_a_job_is_made_once_and_taken_up_again_when_its_worker_died(office):
    office.submit()
    job = exports.ask_export(actor=office.handler, kind="cases", ending="jsonl", query={})
    now = timezone.now()
    RegisterExport.objects.filter(pk=job.pk).update(state="running", beaten_at=now)
    assert not exports.make_export(pk=job.pk, now=now), "another worker is at it"
    late = now + timedelta(minutes=4)
    assert exports.tend_exports(now=now)["resumed"] == 0
    assert exports.make_export(pk=job.pk, now=late)
    assert not exports.make_export(pk=job.pk, now=late), "once"
    assert exports.tend_exports(now=now + timedelta(days=8))["forgotten"] == 1
    assert RegisterExport.objects.get().file.name == ""


def test_the_pages(client, office, django_assert_num_queries, django_capture_on_commit_callbacks):
    case = office.delivered()
    client.force_login(office.handler)
    client.get("/desk/library/")
    with django_assert_num_queries(6) as one:
        client.get("/desk/library/?state=delivered")
    office.delivered()
    office.delivered()
    with django_assert_num_queries(len(one)):
        assert client.get("/desk/library/?state=delivered").content.decode().count("李*明") == 3
    page = client.get(f"/desk/library/{case.number}/").content.decode()
    assert "applyer_name" in page and "审批报件" in page and not any(secret in page for secret in SECRETS)
    assert "含个人信息" not in client.get("/desk/exports/new/cases/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/desk/exports/new/cases/?state=delivered", {"ending": "jsonl"})
    address = answer["Location"]
    assert "下载" in client.get(address).content.decode()
    body = b"".join(client.get(f"{address}file/").streaming_content)
    assert len(body.splitlines()) == 3
    client.force_login(staff_with("view_cases", organisation=office.organisation))
    for closed in (address, f"{address}file/", f"{address}progress/"):
        assert client.get(closed).status_code == 404
    client.force_login(staff_with("view_cases", organisation=OrganisationFactory()))
    assert client.get(f"/desk/library/{case.number}/").status_code == 404


def test_a_chunk_costs_the_same_for_one_and_for_many(office, django_assert_num_queries):
    from approvals.models import Case

    office.delivered()

    def read():
        for case in national.with_records(Case.objects.order_by("pk")):
            national.record_of(case, full=True)

    with django_assert_num_queries(6):
        read()
    office.delivered()
    office.refused()
    with django_assert_num_queries(6):
        read()
