"""监管措施: rows of a power, read by everyone, taken away in Excel, brought back without loss, changed with history."""

import json
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.registers import ChangeKind
from powerlist import actions
from powerlist.kinds.duties import join_measures, split_measures
from powerlist.models import ListVersion
from powerlist.resources import official_workbook
from tests.powerlist.people import a_set, add, listed, office, published

pytestmark = pytest.mark.django_db
DAY, LATER = date(2026, 1, 10), date(2026, 3, 1)
ROWS = [
    {"kind": "daily", "content": "核对采伐范围", "frequency": "每季度一次", "office": "林政股"},
    {"kind": "spot_check", "content": "“双随机、一公开”抽查", "frequency": "每年一次"},
    {"kind": "major_cases"},
]
MORE = [*ROWS, {"kind": "hazards", "content": "防火期排查"}]


@pytest.fixture
def people():
    return office(code="621125LY", name="漳县林业和草原局", short_name="县林草局")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (join_measures(ROWS), ["daily", "spot_check", "major_cases"]),
        ("日常监管：查台账；定期抽查：双随机", ["daily", "spot_check"]),
        ("日常监管：查台账\n隐患排查：汛期前", ["daily", "hazards"]),
        ("走访企业", [None]),
        ("", []),
    ],
)
def test_a_cell_is_read_as_people_write_it(text, kinds):
    assert [row.get("kind") for row in split_measures(text)] == kinds
    assert split_measures(join_measures(split_measures(text))) == split_measures(text)


def test_the_public_page_the_files_and_the_api_show_them(client, people):
    entry = listed(people, content={"measures": ROWS})
    page = client.get(f"/open/powers/{entry.code}/").content.decode()
    assert "监管措施" in page and "每季度一次" in page and "重大案件查处" in page
    text = client.get(f"/api/v1/entries/{entry.code}/").json()["text"]
    assert text["content"]["measures"] == ROWS
    (row,) = json.loads(b"".join(client.get("/open/powers/export.json").streaming_content))["rows"]
    assert any("每季度一次" in line for line in row["measures"])


def sheet_of(people) -> bytes:
    return official_workbook(kind="powers", organisation=people.organisation, on=LATER)


def test_the_form_carries_them_out_and_back_without_loss(people):
    entry = listed(people, content={"measures": ROWS})
    listed(people, name="没有监管措施的")
    data = sheet_of(people)
    assert data == sheet_of(people)
    facts = {"kind": "powers", "organisation": people.organisation, "filename": "县林草局.xlsx"}
    same = actions.apply_reading(
        actor=people.clerk, reading=actions.read_workbook(data, "powers"), title="原样", reason="核对", **facts
    )
    assert same.change_set is None and [line.state for line in same.preview.lines] == ["unchanged", "unchanged"]
    book = load_workbook(BytesIO(data))
    cell = next(c for row in book.active.iter_rows() for c in row if c.value and "核对采伐范围" in str(c.value))
    cell.value = join_measures(MORE)
    book.save(edited := BytesIO())
    back = actions.apply_reading(
        actor=people.clerk, reading=actions.read_workbook(edited.getvalue(), "powers"), title="改", reason="改",
        **facts,
    )  # fmt: skip
    assert sorted(line.state for line in back.preview.lines) == ["changed", "unchanged"]
    proposed = ListVersion.objects.get(change_set=back.change_set)
    assert (proposed.entry, proposed.content["measures"]) == (entry, MORE)


def test_a_list_without_measures_has_the_official_columns_alone(people):
    listed(people)
    cells = [
        str(c.value) for row in load_workbook(BytesIO(sheet_of(people))).active.iter_rows() for c in row if c.value
    ]
    assert "监管措施" not in cells


def test_a_change_of_the_measures_stands_in_the_history(client, people):
    entry = listed(people, content={"measures": ROWS})
    change_set = a_set(people)
    add(people, change_set, change=ChangeKind.AMEND, entry=entry, content={"measures": MORE})
    published(people, change_set, LATER)
    page = client.get(f"/open/powers/{entry.code}/v2/").content.decode()
    assert "防火期排查" in page and "的差别" in page
    assert "防火期排查" not in client.get(f"/open/powers/{entry.code}/v1/").content.decode()
    client.force_login(people.clerk)
    assert "监管措施" in client.get(f"/desk/lists/entries/{entry.code}/history/").content.decode()
