"""附件2 and 附件7, the forms at the desk and on the command line, and a kind that is nothing but its declaration."""

import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from openpyxl import load_workbook

from core.registers import ChangeKind
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.actions.comparing import compare, read_workbook
from powerlist.kinds import FORMS, KINDS, Field, FieldType, Kind, RowColumn, Shelf, declare
from powerlist.models import Contact, ImportJob, KindSetting, ListVersion
from powerlist.queries import forms
from powerlist.resources import contacts_workbook, official_workbook, summary_workbook
from tests.powerlist.people import a_set, office, published
from tests.powerlist.sheets import book

pytestmark = pytest.mark.django_db
SUMMARY = Path(__file__).parent.parent / "data" / "workbooks" / "wb02_附件2_职权清理汇总表_林业.xlsx"


@pytest.fixture
def people():
    return office(code="621125LY", short_name="县林草局", name="漳县林业和草原局")


def read_and_apply(people, data, kind, actor=None, **options):
    return actions.apply_reading(
        actor=actor or people.clerk,
        reading=read_workbook(data, kind),
        kind=kind,
        organisation=people.organisation,
        **options,
    )


def seen(people, data, kind):
    return actions.compare_form(read_workbook(data, kind), kind=kind, organisation=people.organisation)


def cells(data):
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(data)).worksheets[0].iter_rows()]


def propose(people, kind, name, category="01", **content):
    return actions.propose(
        actor=people.clerk,
        change_set=a_set(people, kind=kind),
        change=ChangeKind.ADD,
        category=category,
        name=name,
        content=content,
    )


# --- 附件2 ------------------------------------------------------------------------------------------------------


def test_a_summary_finds_its_entries_and_drafts_the_others(people):
    propose(people, "details", "林木采伐许可", basis=["《中华人民共和国森林法》第五十六条"], opinion="keep")
    propose(people, "duties", "猎捕陆生野生动物审批", duty="野生动物保护")
    propose(people, "details", "只在附件3里的许可")
    preview = seen(people, SUMMARY.read_bytes(), "summary")
    lines = {line.name: line for line in preview.lines}
    assert lines["林木采伐许可"].state == "unchanged" and "保留" in lines["林木采伐许可"].note
    assert lines["猎捕陆生野生动物审批"].note == "附件3中没有，先列一行待补"
    assert "附件1中没有" in lines["草原征占用审批"].note
    said = [w["message"] for w in preview.warnings if w["code"] == "summary_differs"]
    assert len(said) == 1 and "附件3中有1项" in said[0] and "只在附件3里的许可" in said[0]

    applied = read_and_apply(people, SUMMARY.read_bytes(), "summary", skip_refused=True)
    assert applied.change_set.kind == "details"
    row = applied.change_set.versions.get(name="森林草原防火期内在森林草原防火区野外用火审批")
    assert row.content["opinion"] == "transfer" and row.content["remark"].startswith("待补")
    assert applied.change_set.versions.count() == applied.preview.counts["added"]
    with pytest.raises(MoveRefused, match="待补.*不能报送"):
        actions.submit(actor=people.clerk, change_set=applied.change_set)
    again = seen(people, SUMMARY.read_bytes(), "summary").counts
    assert again["added"] == 0 and again["unchanged"] == again["rows"] - again["refused"]


def test_a_summary_is_computed_and_read_back_the_same(people):
    read_and_apply(people, SUMMARY.read_bytes(), "summary", skip_refused=True)
    data = summary_workbook(organisation=people.organisation)
    assert data == summary_workbook(organisation=people.organisation)
    rows = cells(data)
    assert rows[0][0] == "部门行政职权清理汇总表" and rows[2] == ["序号", "职权名称及数量", "需要调整职权"]
    assert rows[3] == ["行政许可", "共10项", "调整3项"]
    assert [row[0] for row in rows if row[1] and str(row[1]).startswith("共")][:6] == [
        "行政许可", "行政处罚", "行政强制", "行政征收", "行政给付", "行政裁决",
    ]  # fmt: skip
    preview = seen(people, data, "summary")
    assert preview.counts["unchanged"] == preview.counts["rows"] and not preview.warnings
    assert not [line for line in preview.lines if line.note]


def test_the_counts_of_a_summary_are_checked():
    rows = [["序号", "职权名称及数量", "需要调整职权"], ["行政许可", "共2项", "调整2项"], ["1", "甲", "下放"]]
    reading = read_workbook(book(("附件2", rows)), "summary")
    said = [finding.message for finding in reading.all_warnings]
    assert any("2项，下面实际列了1项" in words for words in said) and any("调整2项" in words for words in said)


# --- 附件7 ------------------------------------------------------------------------------------------------------

HEADER = ["", "姓名", "职务", "办公电话", "手机", "备注"]
ROSTER = [
    ["部门权责清单工作负责人和联络员名单"],
    HEADER,
    ["分管领导", "甲一", "副局长", "0932-4862277", "13893200001", ""],
    ["承办机构负责人", "乙二", "股长", "", "13893200002", ""],
    ["联络员", "丙三", "科员", "", "13893200003", ""],
]


def roster(*rows):
    return book(("附件7", [*ROSTER[:2], *rows]))


def test_a_roster_is_replaced_in_one_act_with_its_history(people):
    applied = read_and_apply(people, roster(*ROSTER[2:]), "contacts", reason="首次报送")
    assert applied.preview.counts["added"] == 3 and applied.change_set is None
    read_and_apply(
        people,
        roster(ROSTER[2], ["联络员", "丙三", "副股长", "", "13893200009", ""], ["联络员", "丁四", "", "", "", ""]),
        "contacts",
        reason="人员调整",
    )
    rows = Contact.objects.filter(organisation=people.organisation)
    assert [(c.name, c.position_no) for c in rows] == [("甲一", 1), ("丙三", 2), ("丁四", 3)]
    assert rows.get(name="丙三").mobile == "13893200009"
    gone = Contact.history.get(name="乙二", history_type="-")
    assert gone.history_change_reason == "人员调整" and gone.history_user_id == people.clerk.pk
    assert not hasattr(gone, "mobile")


def test_a_mobile_number_is_encrypted_and_masked(people):
    read_and_apply(people, roster(*ROSTER[2:]), "contacts", reason="首次报送")
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM powerlist_contact")
        assert not [row for row in cursor.fetchall() if "1389320" in row[0]]
    masked = contacts_workbook(organisation=people.organisation)
    assert "138****0001" in str(cells(masked)) and "13893200001" not in str(cells(masked))
    assert "13893200001" in str(cells(contacts_workbook(organisation=people.organisation, with_mobiles=True)))
    assert masked == contacts_workbook(organisation=people.organisation)
    back = seen(people, masked, "contacts")
    assert back.counts["unchanged"] == 3 and not back.all_warnings
    changed = seen(people, roster([*ROSTER[2][:4], "13893200008", ""]), "contacts").lines[0].changes
    assert changed == [("手机", "138****0001", "138****0008")]


def test_a_faulty_roster_is_refused_in_words(people):
    preview = seen(people, roster(["看门人", "甲一"], *ROSTER[2:], ROSTER[2]), "contacts")
    said = [error["message"] for error in preview.refused]
    assert len(said) == 2 and "请填分管领导、承办机构负责人、联络员之一" in said[0] and "重复" in said[1]


def test_who_does_not_fill_lists_cannot_replace_a_roster(people):
    with pytest.raises(PermissionDenied):
        read_and_apply(people, roster(*ROSTER[2:]), "contacts", actor=people.auditor, reason="试试")


def test_the_file_of_a_roster_goes_once_it_is_written(people, django_capture_on_commit_callbacks, monkeypatch):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from powerlist.actions import imports

    monkeypatch.setattr(imports, "send_job", lambda task, pk: None)
    file = SimpleUploadedFile("附件7.xlsx", roster(*ROSTER[2:]))
    job = actions.upload_workbook(actor=people.clerk, organisation=people.organisation, kind="contacts", file=file)
    imports.read_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == "previewed" and "13893200001" not in json.dumps(job.result)
    actions.confirm_job(actor=people.clerk, job=job, title="", reason="首次报送")
    storage, name = job.file.storage, job.file.name
    with django_capture_on_commit_callbacks(execute=True):
        imports.apply_job(job_id=job.pk)
    job = ImportJob.objects.get(pk=job.pk)
    assert job.state == "applied" and not job.file and not storage.exists(name)
    assert Contact.objects.count() == 3


# --- a kind by declaration --------------------------------------------------------------------------------------------


@pytest.fixture
def declared():
    kind = declare(
        Kind(
            key="testing",
            label="测试清单",
            mark="T9",
            name_label="测试名称",
            categories=(("91", "甲类"), ("92", "乙类")),
            shelf=Shelf("testing", "测试清单", "只在测试里的清单。"),
            fields=(
                Field("scope", "适用范围", required=True),
                Field("grade", "等级", FieldType.CHOICE, choices=(("a", "一级"), ("b", "二级"))),
                Field("count", "数量", FieldType.NUMBER),
                Field("partners", "协办单位", FieldType.BODIES),
                Field(
                    "stages", "环节", FieldType.ROWS, main="what",
                    columns=(RowColumn("what", "内容"), RowColumn("who", "经办人", public=False)),
                ),
                Field("inner", "内部意见", public=False),
            ),
        )
    )  # fmt: skip
    yield kind
    del KINDS["testing"], FORMS["testing"]


def test_one_declaration_is_a_whole_list(client, people, declared):
    """Form, import, export, public table, API and history, and no migration."""
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())
    header = ["序号", "类别", "测试名称", "适用范围", "等级", "数量", "协办单位", "环节", "内部意见", "承办机构"]
    rows = [
        ["漳县林业和草原局测试清单"], header,
        ["1", "甲类", "第一项", "全县", "一级", "3", "县水务局、县住建局", "先看", "不能外传", "林政股"],
        ["2", "乙类", "第二项", "", "三级", "", "", "", "", ""],
    ]  # fmt: skip
    preview = seen(people, book(("测试清单", rows)), "testing")
    assert preview.counts["added"] == 1
    said = "".join(error["message"] for error in preview.refused)
    assert "请选一级、二级之一" in said and "“适用范围”是空的" in said

    change_set = read_and_apply(people, book(("测试清单", rows[:3])), "testing").change_set
    row = change_set.versions.get()
    assert row.content == {
        "scope": "全县", "grade": "a", "count": 3, "partners": ["县水务局", "县住建局"],
        "stages": [{"what": "先看"}], "inner": "不能外传",
    }  # fmt: skip
    client.force_login(people.clerk)
    address = f"/desk/lists/{change_set.number}/rows/{row.pk}/"
    page = client.get(address).content.decode()
    assert 'name="stages-0-who"' in page and "甲类" in page and "测试名称" in page
    typed = {
        "seen": row.fingerprint, "category": "92", "name": "第一项", "office": "林政股", "scope": "全县", "grade": "b",
        "count": "4", "partners": "县水务局", "inner": "不能外传", "stages-0-what": "先看", "stages-0-who": "某某某",
    }  # fmt: skip
    assert client.post(address, typed).status_code == 302
    client.logout()
    published(people, change_set)

    on = date(2026, 2, 1)
    data = official_workbook(kind="testing", organisation=people.organisation, on=on)
    again = compare(read_workbook(data, "testing"), kind="testing", organisation=people.organisation)
    assert again.counts["unchanged"] == 1
    entry = ListVersion.objects.get(kind="testing").entry
    assert entry.code == "621125LY-T9-91-0001"
    for door in (
        "/open/testing/", f"/open/testing/{entry.code}/", f"/open/testing/{entry.code}/v1/", "/open/testing/?q=第一项",
        "/open/testing/export.json", "/api/v1/entries/?kind=testing", f"/api/v1/entries/{entry.code}/",
    ):  # fmt: skip
        answer = client.get(door)
        words = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert answer.status_code == 200 and "第一项" in words, door
        assert "不能外传" not in words and "某某某" not in words, door
    assert "乙类" in client.get("/open/testing/").content.decode()
    assert client.get("/api/v1/entries/?kind=testing").json()["results"][0]["content"]["grade"] == "b"
    client.force_login(people.clerk)
    history = client.get(f"/desk/lists/entries/{entry.code}/history/").content.decode()
    assert "不能外传" in history and "某某某" in history and "经办人" in history


# --- the command line, the desk ---------------------------------------------------------------------------------------


def run(command, *args):
    out = StringIO()
    call_command(command, *args, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.mark.parametrize("kind", ["duties", "summary", "details", "overlaps", "public_services", "powers", "contacts"])
def test_every_form_by_the_command_line(people, tmp_path, kind):
    code, file = people.organisation.code, str(tmp_path / "form.xlsx")
    read_and_apply(people, SUMMARY.read_bytes(), "summary", skip_refused=True)
    answer = run("export_workbook", kind, file, "--organisation", code)
    assert answer["rows"] == ListVersion.objects.filter(kind={"summary": "details"}.get(kind, kind)).count()
    if answer["rows"]:
        answer = run("import_workbook", kind, file, "--organisation", code, "--dry-run")
        assert answer["unchanged"] + len(answer["refused"]) == answer["rows"]


def test_a_roster_by_the_command_line(people, tmp_path):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(roster(*ROSTER[2:]))
    answer = run("import_workbook", "contacts", str(file), "--organisation", people.organisation.code)
    assert answer["added"] == 3 and Contact.objects.count() == 3
    with pytest.raises(CommandError):
        call_command("export_workbook", "nothing", str(file), "--organisation", people.organisation.code)


def test_the_forms_at_the_desk(client, people, django_assert_num_queries):
    KindSetting.objects.create(kind="duties", lead=people.organisation, update_days=7)
    with django_assert_num_queries(3):
        lines = {line.key: line for line in forms.forms_of(people.organisation)}
    assert lines["duties"].days == 7 and lines["duties"].lead == "县林草局" and lines["powers"].lead == "县委编办"
    client.force_login(people.clerk)
    read_and_apply(people, roster(*ROSTER[2:]), "contacts", reason="首次报送")
    page = client.get("/desk/lists/forms/").content.decode()
    assert "附件1《部门职责梳理登记表》" in page and "138****0003" in page and "13893200003" not in page
    for kind in ("duties", "summary", "contacts", "powers"):
        answer = client.get(f"/desk/lists/forms/{kind}.xlsx?organisation={people.organisation.code}")
        assert answer.status_code == 200 and load_workbook(BytesIO(answer.content)).worksheets
    assert client.get("/desk/lists/forms/nothing.xlsx").status_code == 404
    other = office(code="621125SW", short_name="县水务局")
    client.force_login(other.clerk)
    assert client.get(f"/desk/lists/forms/duties.xlsx?organisation={people.organisation.code}").status_code == 404
    page = client.get("/desk/lists/import/?kind=details").content.decode()
    assert '<option value="details" selected>' in page


def test_the_countys_rules_are_loaded_once(people):
    from tests.factories import OrganisationFactory

    lead = OrganisationFactory(short_name="县委编办")
    assert actions.load_kind_settings() == len(KINDS) and actions.load_kind_settings() == 0
    assert KindSetting.objects.get(kind="powers").lead == lead
