"""A kind of list as declared: fields by type, rows, and what staff alone see."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.models import SearchRow
from core.registers import ChangeKind
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.actions.comparing import compare, read_workbook
from powerlist.enums import Category, ListKind
from powerlist.kinds import KINDS, Field, FieldRefused, FieldType, Kind, RowColumn, declare
from powerlist.resources import official_workbook
from tests.powerlist.people import a_set, add, office, published

JAN = date(2026, 1, 10)
DUTIES = [
    {"stage": "受理", "content": "公示应当提交的材料", "basis": "《行政许可法》第三十条", "limit": "5日"},
    {"stage": "送达", "content": "送达决定"},
]
STEPS = [{"stage": "受理", "body": "审批股", "post": "受理岗", "person": "某某某", "risk": "吃拿卡要", "limit": "1"}]


@pytest.fixture
def people():
    return office(code="621125LY", short_name="县林草局", name="漳县林业和草原局")


# --- fields -----------------------------------------------------------------------------------------------------------


def field(type, **facts):
    return Field("x", "栏目", type, **facts)


@pytest.mark.parametrize(
    ("declared", "given", "kept"),
    [
        (field(FieldType.TEXT), "  甲 ", "甲"),
        (field(FieldType.BASIS), "1.《甲法》第一条\n\n2.《乙法》第二条", ["《甲法》第一条", "《乙法》第二条"]),
        (field(FieldType.NUMBER), "1,200", 1200),
        (field(FieldType.NUMBER), 0, 0),
        (field(FieldType.NUMBER), "", None),
        (field(FieldType.BODIES), "县水务局、县林草局，县水务局", ["县水务局", "县林草局"]),
        (field(FieldType.CHOICE, choices=(("keep", "保留"),)), "保留", "keep"),
        (field(FieldType.CHOICE, choices=(("keep", "保留"),)), None, ""),
    ],
)
def test_each_type_keeps_what_it_should(declared, given, kept):
    assert declared.clean(given) == kept


@pytest.mark.parametrize(
    ("declared", "given", "words"),
    [
        (field(FieldType.NUMBER), "十", "请填整数"),
        (field(FieldType.NUMBER), "-1", "请填整数"),
        (field(FieldType.CHOICE, choices=(("keep", "保留"),)), "看情况", "请选保留"),
        (field(FieldType.ROWS, main="a", columns=(RowColumn("a", "甲"),)), [{"a": "一"}] * 201, "超过了200行"),
    ],
)
def test_what_a_field_cannot_hold_is_said_in_words(declared, given, words):
    with pytest.raises(FieldRefused, match=words):
        declared.clean(given)


def test_rows_keep_declared_columns_and_a_text_is_one_row():
    duties = KINDS[ListKind.POWERS].by_key["duties"]
    assert duties.clean([{"stage": "受理", "content": " 公示 ", "other": "x"}, {}]) == [
        {"stage": "受理", "content": "公示"}
    ]
    assert duties.clean("1.受理责任") == [{"stage": "受理", "content": "受理责任"}]
    assert duties.text("1.受理责任") == "1.受理责任"
    assert duties.lines(DUTIES) == [
        "受理：公示应当提交的材料（依据条款：《行政许可法》第三十条；时限：5日）",
        "送达：送达决定",
    ]


def test_a_declaration_that_contradicts_another_is_refused():
    powers = KINDS[ListKind.POWERS]
    for facts in (
        {"categories": (("01", "别的"),)},
        {"categories": (("001", "别的"),)},
        {"key": "a_key_that_is_much_too_long"},
        {"fields": (Field("x", "x", FieldType.ROWS, main="a"),)},
    ):
        with pytest.raises(ValueError, match="."):
            declare(Kind(**{"key": "odd", "label": "错", "form": powers.form, "fields": (), **facts}))
    assert "odd" not in KINDS


# --- what staff alone see ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_not_public_leaves_by_no_door(client, people):
    change_set = a_set(people)
    row = add(people, change_set, content={"steps": STEPS, "duties": DUTIES})
    published(people, change_set, JAN)
    second = a_set(people, title="环节调整")
    add(people, second, change=ChangeKind.AMEND, entry=row.entry, content={"steps": [{**STEPS[0], "risk": "拖延不办"}]})
    published(people, second, date(2026, 3, 1))
    code = row.entry.code
    doors = [
        f"/open/powers/{code}/", f"/open/powers/{code}/v1/", f"/open/changes/{second.number}/", "/open/powers/",
        "/open/powers/export.json", "/open/powers/export.csv", "/api/v1/entries/", f"/api/v1/entries/{code}/",
        f"/api/v1/entries/{code}/versions/1/", f"/api/v1/changes/{second.number}/",
    ]  # fmt: skip
    for door in doors:
        page = client.get(door)
        words = (b"".join(page.streaming_content) if page.streaming else page.content).decode()
        assert page.status_code == 200, door
        assert not [secret for secret in ("某某某", "吃拿卡要", "拖延不办", "受理岗") if secret in words], door
    assert "审批股" in client.get(f"/open/powers/{code}/").content.decode()
    sheet = load_workbook(BytesIO(b"".join(client.get("/open/powers/export.xlsx").streaming_content))).active
    words = str([cell.value for line in sheet.iter_rows() for cell in line])
    assert "审批股" in words and "某某某" not in words
    assert not SearchRow.objects.filter(body__contains="某某某").exists()
    client.force_login(people.auditor)
    assert "某某某" in client.get(f"/desk/lists/entries/{code}/history/").content.decode()


# --- the desk ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_rows_are_filled_without_a_script(client, people):
    client.force_login(people.clerk)
    change_set = a_set(people)
    place = f"/desk/lists/{change_set.number}/rows/"
    page = client.get(f"{place}new/").content.decode()
    assert 'name="duties-0-stage"' in page and 'name="duties-2-stage"' in page
    typed = {
        "category": "01", "name": "林木采伐许可证核发", "basis": "《中华人民共和国森林法》第五十六条",
        "duties-0-stage": "受理", "duties-0-content": "公示材料", "duties-2-stage": "送达",
        "duties-2-content": "送达决定",
    }  # fmt: skip
    assert client.post(f"{place}new/", typed).status_code == 302
    row = change_set.versions.get()
    assert row.content["duties"] == [
        {"stage": "受理", "content": "公示材料"},
        {"stage": "送达", "content": "送达决定"},
    ]
    page = client.get(f"{place}{row.pk}/").content.decode()
    assert 'value="送达"' in page and 'name="duties-3-stage"' in page
    typed |= {"seen": row.fingerprint, "duties-2-content": "", "duties-2-stage": ""}
    assert client.post(f"{place}{row.pk}/", typed).status_code == 302
    row.refresh_from_db()
    assert row.content["duties"] == [{"stage": "受理", "content": "公示材料"}]


@pytest.mark.django_db
def test_a_value_that_a_kind_refuses_is_refused_by_the_action(people):
    change_set = a_set(people)
    with pytest.raises(MoveRefused, match="超过了200行"):
        add(people, change_set, content={"duties": [{"content": "甲"}] * 201})
    with pytest.raises(MoveRefused, match="请选择类别"):
        add(people, change_set, category="99")
    service = actions.propose(
        actor=people.clerk, change_set=a_set(people, kind=ListKind.PUBLIC_SERVICES), change=ChangeKind.ADD, name="甲"
    )
    assert service.category == Category.PUBLIC_SERVICE


# --- the form ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_import_keeps_what_the_form_has_no_room_for(people):
    """Rows whose text the file only repeats stay rows; steps, which the form lacks, stay when the row changes."""
    change_set = a_set(people)
    add(people, change_set, content={"steps": STEPS, "duties": DUTIES})
    published(people, change_set, JAN)
    data = official_workbook(kind=ListKind.POWERS, organisation=people.organisation, on=JAN)
    facts = {"kind": ListKind.POWERS, "organisation": people.organisation}
    assert compare(read_workbook(data, ListKind.POWERS), **facts).counts["unchanged"] == 1

    book = load_workbook(BytesIO(data))
    for line in book.active.iter_rows():
        for cell in line:
            if cell.value == "林政股":
                cell.value = "审批股"
    saved = BytesIO()
    book.save(saved)
    reading = read_workbook(saved.getvalue(), ListKind.POWERS)
    applied = actions.apply_reading(actor=people.clerk, reading=reading, **facts)
    row = applied.change_set.versions.get()
    assert row.office == "审批股" and row.content["steps"] == STEPS and row.content["duties"] == DUTIES
