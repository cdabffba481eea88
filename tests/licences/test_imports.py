"""存量证照 by workbook: judged row by row, whole or not at all, C by a second person, nothing left readable."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from openpyxl import Workbook

from core.workflow import MoveRefused
from licences.actions import imports
from licences.models import Licence, LicenceImport, LicenceMove
from tests.factories import OrganisationFactory, staff_with

from .conftest import ID

HEAD = ["序号", "证照编号", "姓名", "身份证号", "发证机关", "发证日期", "有效期至", "状态", "家庭住址"]
GOOD = [1, "H001", "李小明", ID, "漳县公安局", "2020年5月1日", "长期", "", "武阳镇中街"]
BODY = [2, "H002", "漳县某公司", "91621125MA7ABCDE95", "", "2024-01-01", "2030/1/1", "有效", ""]


def workbook(*rows) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    sheet.append(["存量证照登记表"])
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("存量证照.xlsx", out.getvalue())


def read(office, *rows, trust="B") -> LicenceImport:
    job = imports.upload(
        actor=office.manager, organisation=office.organisation, type=office.type, trust=trust, file=workbook(*rows)
    )
    imports.read_job(job_id=job.pk)
    imports.read_job(job_id=job.pk)
    return LicenceImport.objects.get(pk=job.pk)


def written(office, *rows, trust="B") -> LicenceImport:
    job = read(office, *rows, trust=trust)
    imports.apply(actor=office.manager, job=job)
    imports.apply_job(job_id=job.pk)
    imports.apply_job(job_id=job.pk)
    return LicenceImport.objects.get(pk=job.pk)


def test_a_workbook_comes_in_as_a_whole(office):
    job = written(office, GOOD, BODY)
    assert (job.state, job.counts["new"]) == ("applied", 2)
    person, body = Licence.objects.filter(source="excel").order_by("id")
    assert (person.state, person.trust, person.issuer_name, person.valid_to) == ("valid", "B", "漳县公安局", None)
    assert person.details == {"家庭住址": "武阳镇中街"} and person.holder_index == office.holder.id_index
    assert (body.holder_is_person, body.issuer_name, str(body.valid_to)) == (False, "", "2030-01-01")
    assert len({person.number, body.number, office.licence.number}) == 3
    assert LicenceMove.objects.filter(move="register").count() == 2


def test_the_same_again_changes_nothing_and_a_difference_is_written(office):
    written(office, GOOD)
    job = read(office, GOOD)
    assert job.counts["unchanged"] == 1
    with pytest.raises(MoveRefused, match="没有要写入的"):
        imports.apply(actor=office.manager, job=job)
    job = written(office, [*GOOD[:7], "注销", "三岔镇"])
    licence = Licence.objects.get(source="excel")
    assert job.counts["changed"] == 1 and (licence.state, licence.details) == ("cancelled", {"家庭住址": "三岔镇"})


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (1, "", "没有证照编号"),
        (3, "621125199001010018", "第 18 位"),
        (5, "去年", "不是日期"),
        (6, "2019-01-01", "不在有效期自"),
        (7, "遗失", "不认识"),
    ],
)
def test_one_bad_row_keeps_the_whole_out(office, place, value, words):
    bad = [*GOOD]
    bad[place] = value
    job = read(office, BODY, bad)
    assert job.counts["refused"] == 1
    assert any(words in message for message in job.lines.get(state="refused").errors)
    with pytest.raises(MoveRefused, match="没有写入任何内容"):
        imports.apply(actor=office.manager, job=job)
    assert not Licence.objects.filter(source="excel").exists()


def test_a_number_twice_in_a_file_is_told(office):
    assert read(office, GOOD, GOOD).counts["refused"] == 1


def test_typed_from_paper_a_second_person_confirms_the_whole(office):
    job = written(office, GOOD, BODY, trust="C")
    assert set(Licence.objects.filter(trust="C").values_list("state", flat=True)) == {"pending"}
    with pytest.raises(MoveRefused, match="另一位"):
        imports.confirm_import(actor=office.manager, job=job)
    with pytest.raises(PermissionDenied):
        imports.confirm_import(actor=office.decider, job=job)
    imports.confirm_import(actor=office.second, job=job)
    assert (
        list(Licence.objects.filter(trust="C").values_list("state", "confirmed_by"))
        == [("valid", office.second.pk)] * 2
    )


def test_nothing_of_a_person_stays_readable(office):
    job = read(office, GOOD)
    assert not job.file
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, errors::text, warnings::text, cells FROM licences_licenceimportline")
        stored = str(cursor.fetchall())
    assert "李*明" in stored
    for secret in ("李小明", ID, "武阳镇", "H001"):
        assert secret not in stored


def test_what_is_no_workbook_or_another_form_is_told(office):
    job = imports.upload(
        actor=office.manager, organisation=office.organisation, type=office.type, trust="B",
        file=SimpleUploadedFile("a.xlsx", b"no workbook"),
    )  # fmt: skip
    imports.read_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == "refused" and job.error and not job.file


def test_entered_meanwhile_it_is_refused_as_a_whole(office):
    first, second = read(office, GOOD), read(office, GOOD, BODY)
    for job in (first, second):
        imports.apply(actor=office.manager, job=job)
        imports.apply_job(job_id=job.pk)
    second.refresh_from_db()
    assert second.state == "refused" and "先录入" in second.error
    assert Licence.objects.filter(source="excel").count() == 1


def test_a_dead_worker_s_import_is_sent_again(office, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    sent = []
    monkeypatch.setattr(imports, "_send", lambda task, pk: sent.append((task, pk)))
    job = imports.upload(
        actor=office.manager, organisation=office.organisation, type=office.type, trust="B", file=workbook(GOOD)
    )
    assert imports.resume_imports() == 0
    assert imports.resume_imports(now=timezone.now() + timedelta(minutes=3)) == 1
    assert sent == [("licences.tasks.read_import", job.pk)] * 2


def test_the_pages_of_an_import(client, office):
    client.force_login(office.manager)
    assert client.get("/desk/licences/imports/template.xlsx").status_code == 200
    sent = {"type": office.type.pk, "organisation": office.organisation.code, "trust": "B", "source_name": "户籍系统"}
    assert client.post("/desk/licences/imports/", sent).status_code == 422
    address = client.post("/desk/licences/imports/", sent | {"file": workbook(GOOD)})["Location"]
    job = LicenceImport.objects.get()
    if job.state == "uploaded":
        assert "正在核对" in client.get(address).content.decode()
        imports.read_job(job_id=job.pk)
    text = client.get(address).content.decode()
    assert "新增 1 份" in text and "李*明" in text and "李小明" not in text
    client.post(f"{address}apply/")
    imports.apply_job(job_id=job.pk)
    assert "已写入，可以使用" in client.get(address).content.decode()
    client.force_login(staff_with("manage_licences", organisation=OrganisationFactory()))
    for method, path in (("get", ""), ("post", "apply/"), ("post", "confirm/"), ("get", "progress/")):
        assert getattr(client, method)(f"{address}{path}").status_code == 404
