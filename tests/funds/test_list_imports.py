"""The list as a workbook: previewed, written whole or not at all, taken back, written back the same."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from core.workflow import MoveRefused
from funds import actions
from funds.actions import imports
from funds.models import FundImport, FundVersion
from funds.resources import list_workbook
from tests.factories import OrganisationFactory

from .conftest import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(finance, people):
    OrganisationFactory(name="县水务局", short_name="县水务局")
    return actions.open_list(actor=people["clerk"], organisation=finance, year=2026)


def sheet(tmp_path, *rows, total=None):
    book = Workbook()
    page = book.active
    page.append(["部门预算专项资金管理清单"])
    page.append(["单位：万元"])
    page.append(["序号", "项目主管部门", "项目名称", "预算数额"])
    for number, row in enumerate(rows, 1):
        page.append([number, *row])
    if total is not None:
        page.append(["合计", "", "", total])
    path = tmp_path / "list.xlsx"
    book.save(path)
    return SimpleUploadedFile("list.xlsx", path.read_bytes())


def upload(people, listed, file):
    return imports.upload(
        actor=people["clerk"], organisation=listed.organisation, kind="funds", subject=str(listed.pk), file=file
    )


def test_written_whole_and_taken_back(tmp_path, people, listed, finance):
    file = sheet(tmp_path, ("县水务局", "农村饮水", "1,168.000001"), ("县财政局", "甲", "２0"), total="1188.000001")
    job = upload(people, listed, file)
    assert job.result["counts"] == {"rows": 2, "missing": 0, "new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert not FundVersion.objects.exists()
    job = imports.apply(actor=people["clerk"], job=job)
    rows = FundVersion.objects.filter(state="proposed").order_by("amount")
    assert [row.amount for row in rows] == [Decimal("200000.00"), Decimal("11680000.01")]
    again = upload(people, listed, sheet(tmp_path, ("县水务局", "农村饮水", "1168.000001"), ("县财政局", "甲", 30)))
    assert (again.result["counts"]["unchanged"], again.result["counts"]["changed"]) == (1, 1)
    assert list(again.result["lines"][1]["changes"][0]) == ["预算数额", "20 万元", "30 万元"]
    imports.apply(actor=people["clerk"], job=again)
    with pytest.raises(MoveRefused, match="又改过"):
        imports.undo(actor=people["clerk"], job=job)
    assert imports.undo(actor=people["clerk"], job=again).state == "undone"
    assert rows.first().amount == Decimal("200000.00")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("县没有局", "甲", 1), "没有“县没有局”这个部门"),
        (("县水务局", "甲", "-1"), "负数"),
        (("县水务局", "甲", "约3"), "不是数字"),
        (("县水务局", "甲", "0.0000001"), "精确不到分"),
    ],
)
def test_one_bad_row_and_nothing_is_written(tmp_path, people, listed, row, words):
    job = upload(people, listed, sheet(tmp_path, ("县水务局", "好的一行", 5), row))
    assert any(words in message for line in job.result["lines"] for message in line["errors"])
    with pytest.raises(MoveRefused, match="没有写入任何内容"):
        imports.apply(actor=people["clerk"], job=job)
    assert not FundVersion.objects.exists() and FundImport.objects.get().state == "read"


def test_a_total_that_disagrees_is_said(tmp_path, people, listed):
    job = upload(people, listed, sheet(tmp_path, ("县水务局", "甲", 5), total=7))
    assert any("逐项相加是5" in words for words in job.result["warnings"])


def test_export_then_import_changes_nothing(people, listed, finance):
    actions.add_funds(
        actor=people["clerk"], change_set=listed, rows=[(finance, "甲", "12345.67"), (finance, "乙", 30_000)]
    )
    rows = list(FundVersion.objects.select_related("organisation").order_by("sort_key"))
    data = list_workbook(2026, "department", rows)
    assert data == list_workbook(2026, "department", rows)
    job = upload(people, listed, SimpleUploadedFile("a.xlsx", data))
    assert job.result["counts"]["unchanged"] == 2 and job.result["counts"]["rows"] == 2


def test_the_pages_of_an_import(client, tmp_path, people, listed):
    client.force_login(people["clerk"])
    address = reverse("funds:import_new") + f"?kind=funds&subject={listed.pk}&organisation={listed.organisation.code}"
    assert client.get(address).status_code == 200
    sent = client.post(address, {"file": sheet(tmp_path, ("县水务局", "甲", 5))})
    assert sent.status_code == 302
    page = client.get(sent.url)
    assert "整体写入" in page.content.decode()
    client.post(sent.url + "apply/")
    assert FundVersion.objects.get(state="proposed").name == "甲"
    client.post(sent.url + "undo/")
    assert not FundVersion.objects.filter(state="proposed").exists()


def test_the_command_writes_the_draft_and_reads_its_own_export_back(tmp_path, finance, people):
    body = OrganisationFactory(name="县水务局", short_name="县水务局")
    path = tmp_path / "list.xlsx"
    path.write_bytes(sheet(tmp_path, ("县水务局", "甲", 5), ("县财政局", "乙", "6.5")).read())

    def run(command, file, *options):
        out = StringIO()
        call_command(command, "funds", str(file), "--organisation", finance.code, "--json", *options, stdout=out)
        return json.loads(out.getvalue())

    actions.open_list(actor=people["clerk"], organisation=finance, year=timezone.localdate().year + 1)
    actions.load_rules()
    tried = run("import_workbook", path, "--dry-run")
    assert tried["added"] == 2
    assert [found["code"] for found in tried["warnings"]].count("dept_project_count") == 2  # by the rule of the level
    done = run("import_workbook", path)
    assert (done["added"], done["refused"]) == (2, []) and done["change_set"]
    assert FundVersion.objects.filter(state="proposed", organisation=body).count() == 1
    again = run("import_workbook", path)
    assert (again["unchanged"], again["change_set"]) == (2, None)
    published(finance, people, [(finance, "甲", "12345.67")], year=2025)
    out = tmp_path / "out.xlsx"
    assert run("export_workbook", out, "--as-of", "2025-06-01")["rows"] == 1
    back = run("import_workbook", out, "--dry-run")
    assert (back["unchanged"], back["added"], back["removed"]) == (1, 0, 0)
