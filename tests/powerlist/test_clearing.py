"""附件1 to 附件4: imported for real, filled, exported in the official layout, and read back the same."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.registers import ChangeKind
from powerlist import actions
from powerlist.actions.comparing import compare, read_workbook
from powerlist.kinds import KINDS
from powerlist.kinds.adjustments import DETAIL_ADJUSTMENTS, DUTY_ADJUSTMENTS, adjustment, adjustment_cell
from powerlist.models import ListEntry, SharedDuty
from powerlist.resources import official_workbook
from tests.factories import OrganisationFactory
from tests.powerlist.people import a_set, office, published

pytestmark = pytest.mark.django_db
BOOKS = Path(__file__).parent.parent / "data" / "workbooks"
ANNEXES = BOOKS / "wb05_附件1_4_5.xlsx"
DETAILS = BOOKS / "wb03_附件3_分表_文广.xlsx"


@pytest.fixture
def people():
    return office(code="621125LY", short_name="县林草局", name="漳县林业和草原局")


def imported(people, path, kind, **options):
    return actions.apply_reading(
        actor=people.clerk,
        reading=read_workbook(path.read_bytes() if isinstance(path, Path) else path, kind),
        kind=kind,
        organisation=people.organisation,
        skip_refused=True,
        **options,
    )


def compared(people, data, kind):
    return compare(read_workbook(data, kind), kind=kind, organisation=people.organisation)


def cells(data, sheet=0):
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(data)).worksheets[sheet].iter_rows()]


@pytest.mark.parametrize(("kind", "path"), [("duties", ANNEXES), ("overlaps", ANNEXES), ("details", DETAILS)])
def test_a_form_is_imported_exported_and_read_back_the_same(people, kind, path):
    applied = imported(people, path, kind)
    counts = applied.preview.counts
    assert counts["added"] > 5 and applied.change_set.kind == kind

    data = official_workbook(kind=kind, organisation=people.organisation, on=None)
    assert data == official_workbook(kind=kind, organisation=people.organisation, on=None)
    again = compared(people, data, kind).counts
    assert (again["unchanged"], again["rows"]) == (counts["added"], counts["added"])

    published(people, applied.change_set)
    in_force = official_workbook(kind=kind, organisation=people.organisation, on=date(2026, 2, 1))
    assert in_force == data
    again = compared(people, in_force, kind).counts
    assert (again["unchanged"], again["removed"], again["refused"]) == (counts["added"], 0, 0)


def test_the_layout_of_annex_1(people):
    imported(people, ANNEXES, "duties")
    data = official_workbook(kind="duties", organisation=people.organisation, on=None)
    rows = cells(data)
    assert rows[0][0] == "部门职责梳理登记表" and rows[1][0] == "单位（盖章）：漳县林业和草原局"
    assert rows[2] == ["序号", "“三定”规定主要职责", "承担股室", "具体工作内容", "细化职权", None, None]
    assert rows[3][4:] == ["名称", "职权类别", "调整意见"]
    merges = {str(area) for area in load_workbook(BytesIO(data)).worksheets[0].merged_cells.ranges}
    assert {"E3:G3", "A3:A4", "A2:G2"} <= merges
    assert any(area.startswith("B5:B") for area in merges)  # rows of one duty share its cell
    assert rows[-1][0].startswith("说明：1.细化职权名称")


def test_the_layout_of_annex_3_has_a_sheet_for_each_category(people):
    imported(people, DETAILS, "details")
    book = load_workbook(BytesIO(official_workbook(kind="details", organisation=people.organisation, on=None)))
    assert book.sheetnames == ["行政许可类", "行政处罚类"]
    rows = [[cell.value for cell in row] for row in book["行政许可类"].iter_rows()]
    assert rows[0][0] == "部门行政权力事项分表（行政许可类）" and rows[2][7] == "收费（征收）依据和标准"
    assert rows[3][5] == "向社会公开" and rows[3][8] == "保留"


def test_an_empty_list_is_an_empty_form(people):
    for kind in KINDS:
        data = official_workbook(kind=kind, organisation=people.organisation, on=None)
        assert load_workbook(BytesIO(data)).worksheets


# --- 调整意见 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("保留", "keep", ""),
        ("建议取消", "cancel", ""),
        ("取消：上位法已修改", "cancel", "上位法已修改"),
        ("下放（乡镇能办）", "delegate", "乡镇能办"),
        ("因上位法修改，建议取消", "cancel", "因上位法修改，建议取消"),
        ("整合归并，与第3项合并", "merge", "与第3项合并"),
        ("不予取消", "", "不予取消"),
        ("部分下放，部分转移", "", "部分下放，部分转移"),
        ("冻结", "", "冻结"),
        ("", "", ""),
    ],
)
def test_an_opinion_is_a_code_with_its_reason(text, code, reason):
    found = adjustment(text, DUTY_ADJUSTMENTS)
    assert found == (code, reason)
    assert adjustment(adjustment_cell(*found, DUTY_ADJUSTMENTS), DUTY_ADJUSTMENTS) == found


def test_each_annex_has_its_own_codes():
    assert adjustment("加强", DETAIL_ADJUSTMENTS) == ("strengthen", "")
    assert adjustment("加强", DUTY_ADJUSTMENTS) == ("", "加强")
    assert adjustment("精简", DUTY_ADJUSTMENTS)[0] == "trim"


# --- staff alone ------------------------------------------------------------------------------------------------------


def test_the_lists_of_the_clearing_are_for_staff_alone(client, people):
    applied = imported(people, DETAILS, "details")
    published(people, applied.change_set)
    entry = ListEntry.objects.filter(kind="details").order_by("id").first()
    assert entry.code.startswith("621125LY-A3-")
    number = applied.change_set.number
    for door in (
        f"/open/powers/{entry.code}/", f"/open/details/{entry.code}/", "/open/details/", "/open/details/export.csv",
        f"/open/changes/{number}/", f"/api/v1/entries/{entry.code}/", f"/api/v1/changes/{number}/",
    ):  # fmt: skip
        assert client.get(door).status_code == 404, door
    assert client.get("/api/v1/entries/?kind=details").status_code == 400
    assert number not in client.get("/open/changes/").content.decode()
    assert not [row for row in client.get("/api/v1/lists/").json() if row["kind"] == "details"]
    client.force_login(people.clerk)
    page = client.get(f"/desk/lists/entries/{entry.code}/history/").content.decode()
    assert "公开页" not in page and "保留" in page


# --- 牵头、配合 -------------------------------------------------------------------------------------------------------


def test_a_declared_lead_is_no_overlap(people):
    """附件4 说明: it leaves out what one department leads and others help with."""
    water, growth = OrganisationFactory(short_name="县水务局"), OrganisationFactory(short_name="县住建局")
    lead = OrganisationFactory(short_name="县环保局")
    matter = "饮用水水源保护区内违法建设查处"
    for helper in (water, growth):
        SharedDuty.objects.create(matter=matter, lead=lead, helper=helper, document="漳政发〔2026〕1号")
    applied = imported(people, ANNEXES, "overlaps")
    line = next(line for line in applied.preview.lines if line.name == matter)
    assert line.state == "unchanged" and "牵头" in line.note
    names = [row[1] for row in cells(official_workbook(kind="overlaps", organisation=people.organisation, on=None))]
    assert "种子生产经营违法行为查处" in names and matter not in names

    change_set = a_set(people, kind="overlaps")
    actions.propose(
        actor=people.clerk, change_set=change_set, change=ChangeKind.ADD, name=matter,
        content={"departments": "县水务局、县住建局、县环保局"},
    )  # fmt: skip
    names = [row[1] for row in cells(official_workbook(kind="overlaps", organisation=people.organisation, on=None))]
    assert matter not in names
