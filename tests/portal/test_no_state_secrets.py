"""涉密 matter ends at the door: nothing is stored, restored or logged of it, only who, when, where and which rule."""

import json
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from accounts.models import AccessLog
from core.files import secrecy
from core.registers import ChangeSetState
from powerlist.models import ImportJob, ListVersion
from tests.core.test_secrecy import LINES, pdf, workbook
from tests.factories import OrganisationFactory
from tests.powerlist.people import PDF, a_set, add, decided, office, to
from tests.powerlist.sheets import power, powers

pytestmark = pytest.mark.django_db
MATTER = "某部队弹药库选址"


@pytest.fixture
def people(client):
    people = office(code="621125LY")
    client.force_login(people.clerk)
    return people


def refused(response, rule):
    """The answer names the rule and nothing of the matter; one log row says who and where."""
    page = response.content.decode()
    assert response.status_code == 422 and secrecy.RULES[rule] in page and "第三十一条" in page
    assert MATTER not in page and "★" not in page.replace("“★”", "")
    row = AccessLog.objects.get()
    assert (row.what, row.reference) == ("拒收疑似涉密内容", f"secrecy:{rule}")
    assert MATTER not in f"{row.what}{row.reference}{row.reason}"
    return row


def test_a_row_of_a_list(client, people):
    change_set = a_set(people)
    typed = {"category": "01", "name": f"{MATTER}\n机密★20年", "basis": "《中华人民共和国森林法》第五十六条"}
    row = refused(client.post(f"/desk/lists/{change_set.number}/rows/new/", typed), "starred")
    assert row.user_id_seen_by == people.clerk.pk and "rows/new" in row.reason
    assert not ListVersion.objects.exists() and "“项目名称”一栏" in row.reason


def test_ordinary_words_pass(client, people):
    change_set = a_set(people)
    typed = {"category": "02", "name": "对侵犯商业秘密行为的处罚", "basis": "《中华人民共和国反不正当竞争法》第九条"}
    assert client.post(f"/desk/lists/{change_set.number}/rows/new/", typed).status_code == 302
    assert ListVersion.objects.get().name == "对侵犯商业秘密行为的处罚" and not AccessLog.objects.exists()


def test_a_workbook_to_import(client, people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = workbook(["县林草局权责清单"], ["序号", "项目名称"], [1, MATTER], [2, "涉密"])
    file = SimpleUploadedFile("附件6.xlsx", data)
    fields = {"organisation": people.organisation.pk, "kind": "powers", "file": file}
    response = client.post("/desk/lists/import/", fields)
    refused(response, "cell")
    assert "第1张工作表第4行：" in response.content.decode()
    assert not ImportJob.objects.exists() and not list(tmp_path.rglob("*.xlsx"))


def test_a_scan_of_a_decision(client, people, caplog, capsys):
    change_set = a_set(people)
    add(people, change_set)
    decided(people, change_set)
    client.force_login(people.recorder)
    file = SimpleUploadedFile(f"机密 {MATTER}.pdf", b"%PDF-1.4 x")
    refused(client.post(f"/desk/lists/{change_set.number}/record_decision/", {"meeting": "会议", "scan": file}), "name")
    assert MATTER not in caplog.text + capsys.readouterr().err


def test_what_was_typed_before_a_log_in_is_not_kept(client, people):
    client.logout()
    cache.clear()
    refused(client.post("/desk/lists/new/", {"title": MATTER, "reason": "机密\n20年"}), "heading")
    assert "typed" not in client.session and "typed:" not in str(cache._cache) if hasattr(cache, "_cache") else True
    assert AccessLog.objects.get().user_name == "未登录"


def test_a_system_that_writes_by_the_api(client, people):
    body = json.dumps({"rows": [{"name": MATTER, "basis": ["密级：秘密"]}]})
    response = client.post("/api/v1/entries/", body, content_type="application/json")
    assert response.status_code == 422 and response.json()["error"]["code"] == "classified"
    assert "rows[0].basis[0]：" in response.json()["error"]["message"]
    assert MATTER not in response.content.decode() and AccessLog.objects.get().reference == "secrecy:declared"


def test_a_password_is_not_read(client, people):
    client.logout()
    client.post("/login/", {"username": "x", "password": "机密★20年"})
    assert not AccessLog.objects.exists()


def test_a_file_refused_by_the_command_line_is_logged_and_nothing_of_it(tmp_path):
    body = OrganisationFactory()
    file = tmp_path / "清单.xlsx"
    file.write_bytes(powers(power("1", "取水许可"), top=(["机密★10年"],)))
    with pytest.raises(CommandError, match="密级"):
        call_command("import_workbook", "powers", str(file), "--organisation", body.code, stdout=StringIO())
    row = AccessLog.objects.get(reference__startswith="secrecy:")
    assert (row.user_name, row.address) == ("命令行", None) and "命令行 import_workbook powers" in row.reason
    assert "机密★10年" not in row.reason and "清单.xlsx" not in row.reason


def test_a_scan_is_taken_on_the_word_of_the_person(client, people):
    add(people, change_set := a_set(people))
    to(people, change_set, ChangeSetState.DECISION)
    client.force_login(people.recorder)
    address = f"/desk/lists/{change_set.number}/record_decision/"
    facts = {"meeting": "县政府第3次常务会议", "decided_on": "2026-01-09", "document_number": "漳政发〔2026〕3号"}
    facts = {f"record_decision-{name}": value for name, value in {**facts, "effective_on": "2026-01-10"}.items()}

    def post(**more):
        return client.post(address, {**facts, "record_decision-scan": SimpleUploadedFile("纪要.pdf", PDF), **more})

    page = post()
    assert page.status_code == 422 and "本人确认不含国家秘密" in page.content.decode()
    assert "漳政发〔2026〕3号" in page.content.decode()  # what was typed stays
    change_set.refresh_from_db()
    assert not change_set.scan and not AccessLog.objects.exists()
    assert post(no_secrets="yes").status_code == 302
    change_set.refresh_from_db()
    word = AccessLog.objects.get()
    assert (word.user_id_seen_by, word.what) == (people.recorder.pk, "声明文件不含国家秘密")
    assert word.reference == f"sha256:{change_set.scan_sha256}" and "纪要" not in word.reason


def test_a_document_with_text_needs_no_word(client, people):
    add(people, change_set := a_set(people))
    to(people, change_set, ChangeSetState.DECISION)
    client.force_login(people.recorder)
    facts = {"meeting": "会议", "decided_on": "2026-01-09", "document_number": "3号", "effective_on": "2026-01-10"}
    facts = {f"record_decision-{name}": value for name, value in facts.items()}
    facts["record_decision-scan"] = SimpleUploadedFile("纪要.pdf", pdf(*LINES))
    assert client.post(f"/desk/lists/{change_set.number}/record_decision/", facts).status_code == 302
    assert not AccessLog.objects.exists()
