"""主项 → 子项 → 业务办理项: circles and depth are refused by the database and in words, counts say which is which."""

import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.registers import ChangeKind, VersionState
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.actions import nesting
from powerlist.enums import Category
from powerlist.models import ListEntry, ListVersion
from powerlist.queries.levels import levels_of
from powerlist.resources import official_workbook
from tests.factories import OrganisationFactory
from tests.powerlist.people import a_set, add, change, listed, office, published
from tests.powerlist.sheets import HEADER, book

pytestmark = pytest.mark.django_db
K = ChangeKind
JAN, JUNE = date(2026, 1, 10), date(2026, 6, 1)


@pytest.fixture
def people():
    return office(code="621125LY", name="漳县林业和草原局", short_name="县林草局")


@pytest.fixture
def family(people):
    """采伐许可 with two sub-items, one of which has a 业务办理项; and 运输许可, which stands alone."""
    change_set = a_set(people)
    main = add(people, change_set, name="采伐许可").entry
    add(people, change_set, name="运输许可")
    first = add(people, change_set, name="采伐许可（集体林）", parent=main).entry
    add(people, change_set, name="采伐许可（个人）", parent=main)
    add(people, change_set, name="采伐许可（集体林）延续", parent=first)
    published(people, change_set, JAN)
    return {row.name: row.entry for row in ListVersion.objects.select_related("entry")}


def test_the_database_keeps_levels_and_refuses_circles_and_a_fourth_level(people, family):
    found = dict(ListVersion.objects.values_list("name", "entry__level"))
    assert found == {
        "采伐许可": 1, "运输许可": 1, "采伐许可（集体林）": 2, "采伐许可（个人）": 2, "采伐许可（集体林）延续": 3,
    }  # fmt: skip
    for child, parent in (("采伐许可", "采伐许可（集体林）延续"), ("采伐许可", "采伐许可"), ("采伐许可", "运输许可")):
        with pytest.raises(IntegrityError), transaction.atomic():
            ListEntry.objects.filter(pk=family[child].pk).update(parent=family[parent])
    ListEntry.objects.filter(pk=family["采伐许可（集体林）"].pk).update(parent=None)
    assert ListEntry.objects.get(pk=family["采伐许可（集体林）延续"].pk).level == 2
    ListEntry.objects.filter(pk=family["采伐许可"].pk).update(level=3)
    assert ListEntry.objects.get(pk=family["采伐许可"].pk).level == 1


def test_parent_and_child_are_of_one_body_at_the_end_of_the_transaction(people, family):
    other = OrganisationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ListEntry.objects.filter(pk=family["采伐许可"].pk).update(organisation=other)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with transaction.atomic():
        ListEntry.objects.update(organisation=other)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_what_the_database_refuses_is_refused_in_words(people, family):
    stranger = listed(office(), name="别处的事项")
    fine = add(people, a_set(people), name="行政罚款", category=Category.PENALTY).entry
    cases = (
        ("采伐许可", family["采伐许可（集体林）延续"], "不能反过来"),
        ("运输许可", family["采伐许可（集体林）延续"], "多出一级"),
        ("采伐许可", family["运输许可"], "多出一级"),
        ("运输许可", stranger, "别的单位"),
        ("运输许可", fine, "类别不同"),
    )
    for name, parent, words in cases:
        with pytest.raises(MoveRefused, match=words):
            nesting.nest(actor=people.reviewer, entry=family[name], parent=parent)


def test_before_publication_the_clerk_nests_and_afterwards_the_reviewer(people, family):
    fresh = add(people, a_set(people), name="采伐许可（国有林）").entry
    nesting.nest(actor=people.clerk, entry=fresh, parent=family["采伐许可"])
    assert ListEntry.objects.get(pk=fresh.pk).level == 2
    with pytest.raises(MoveRefused, match="由县委编办调整"):
        nesting.nest(actor=people.clerk, entry=family["运输许可"], parent=family["采伐许可"])
    nesting.nest(actor=people.reviewer, entry=family["运输许可"], parent=family["采伐许可"], reason="归并")
    assert family["运输许可"].history.first().history_change_reason.endswith("归并")
    with pytest.raises(PermissionDenied):
        nesting.nest(actor=people.jurist, entry=family["运输许可"], parent=None)


def test_the_public_list_shows_families_together_page_by_page(client, people, family):
    names = [row.name for row in client.get("/open/powers/").context["listed"].page]
    assert names == ["采伐许可", "采伐许可（集体林）", "采伐许可（集体林）延续", "采伐许可（个人）", "运输许可"]
    page = client.get("/open/powers/").content.decode()
    assert "主项 2 项，子项 2 项，业务办理项 1 项" in page
    first = client.get("/open/powers/").context["listed"].page.rows
    assert [row.under for row in first] == [None] * 5
    deep = client.get("/open/powers/?sort=newest&category=01").context["listed"].page.rows
    assert ("采伐许可" in [row.under[1] for row in deep if row.under]) is True
    detail = client.get(f"/open/powers/{family['采伐许可（集体林）'].code}/").content.decode()
    assert "采伐许可（集体林）延续" in detail and f"/open/powers/{family['采伐许可'].code}/" in detail


def test_the_public_list_takes_the_same_queries_for_one_and_for_three_families(client, people):
    def family_of(name):
        change_set = a_set(people)
        main = add(people, change_set, name=name).entry
        add(people, change_set, name=f"{name}（甲）", parent=main)
        published(people, change_set, JAN)

    def queries():
        client.get("/open/powers/")  # the sums of the day are kept from here on
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/open/powers/", {"sort": "category"}).status_code == 200
        return len(caught)

    family_of("采伐许可")
    one = queries()
    family_of("运输许可")
    family_of("驯养许可")
    assert queries() == one > 0


def test_a_main_item_ends_with_its_sub_items_or_not_at_all(people, family):
    change_set = a_set(people)
    with pytest.raises(MoveRefused, match="下面还有 3 项"):
        change(people, K.CANCEL, family["采伐许可"], change_set)
    with pytest.raises(MoveRefused, match="逐项办理"):
        change(people, K.MERGE, family["采伐许可"], change_set, with_subs=True, successors=[family["运输许可"]])
    change(people, K.CANCEL, family["采伐许可"], change_set, with_subs=True)
    assert change_set.versions.filter(change=K.CANCEL).count() == 4
    published(people, change_set, JUNE)
    assert list(ListVersion.objects.in_force(JUNE).values_list("name", flat=True)) == ["运输许可"]


def test_a_sub_item_that_came_meanwhile_keeps_its_main_item(people, family):
    change_set = a_set(people)
    change(people, K.CANCEL, family["采伐许可"], change_set, with_subs=True)
    sub = change_set.versions.get(name="采伐许可（个人）")
    actions.drop_row(actor=people.clerk, version=sub)
    with pytest.raises(MoveRefused, match="请连同下级事项"):
        actions.submit(actor=people.clerk, change_set=change_set)
    other = a_set(people)
    add(people, other, name="无主之子", parent=add(people, a_set(people), name="未公布的主项").entry)
    with pytest.raises(MoveRefused, match="主项不在清单里"):
        published(people, other, JUNE)


def _import(people, rows):
    reading = actions.read_workbook(book(("权责清单", rows)), "powers")
    return actions.apply_reading(actor=people.clerk, reading=reading, kind="powers", organisation=people.organisation)


def _row(serial, name, sub):
    return [
        serial,
        name,
        sub,
        "行政许可",
        "《中华人民共和国森林法》第五十六条",
        "县林草局",
        "林政股",
        "1.受理责任",
        "追责",
    ]


def test_the_column_of_sub_items_links_to_the_main_item_of_the_same_name(people):
    header = ["序号", "项目名称", "子项", *HEADER[2:]]
    rows = [header, _row(1, "采伐许可", ""), _row(2, "采伐许可", "集体林"), _row(3, "运输许可", "出省")]
    applied = _import(people, rows)
    published(people, applied.change_set, JAN)
    found = {v.content["sub_name"]: v for v in ListVersion.objects.select_related("entry__parent")}
    assert found["集体林"].entry.parent_id == found[""].entry_id
    assert found["集体林"].sort_key.startswith(found[""].sort_key + ".")
    assert found["出省"].entry.parent is None  # nothing bears its name alone
    rows = list(ListVersion.objects.filter(state=VersionState.PUBLISHED).select_related("entry"))
    assert str(levels_of(rows)) == "主项 2 项，子项 2 项"


def test_the_official_form_says_how_many_of_each(people, family):
    data = official_workbook(kind="powers", organisation=people.organisation, on=JUNE)
    sheet = load_workbook(io.BytesIO(data)).active
    lines = [str(cell.value) for cell in sheet["A"][:5]]
    assert "共5项" in lines and "主项 2 项，子项 2 项，业务办理项 1 项" in lines
    reading = actions.read_workbook(data, "powers")
    applied = actions.apply_reading(
        actor=people.clerk, reading=reading, kind="powers", organisation=people.organisation
    )
    assert applied.change_set is None and applied.preview.counts["unchanged"] == 5


def test_a_family_of_which_a_part_moves_is_parted(people, family):
    main = family["采伐许可"]
    ListEntry.objects.filter(pk=main.pk).update(organisation=OrganisationFactory())
    assert nesting.part_families([main.pk]) == 2
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    assert ListEntry.objects.get(pk=family["采伐许可（集体林）延续"].pk).level == 2
