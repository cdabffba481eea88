"""Importing: nothing is written before the preview is confirmed, then everything at once, with its history."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from core.registers import ChangeKind, ChangeSetState
from powerlist import actions
from powerlist.actions.comparing import compare, read_workbook
from powerlist.enums import ListKind
from powerlist.models import Citation, ListChangeSet, ListEntry, ListMove, ListVersion
from powerlist.resources import official_workbook

from .people import office, published
from .sheets import BASIS, book, power, powers

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data" / "workbooks"
ENVIRONMENT = DATA / "wb01_附件6_权责清单_环保.xlsx"
ON = date(2026, 2, 1)


@pytest.fixture
def people():
    return office()


def preview_of(people, data, kind=ListKind.POWERS):
    return compare(read_workbook(data, kind), kind=kind, organisation=people.organisation)


def apply(people, data, kind=ListKind.POWERS, **options):
    return actions.apply_reading(
        actor=options.pop("actor", people.clerk),
        reading=read_workbook(data, kind),
        kind=kind,
        organisation=people.organisation,
        filename="表格.xlsx",
        **options,
    )


def in_force(people, data, **options):
    """Import a workbook and publish it."""
    applied = apply(people, data, **options)
    published(people, applied.change_set)
    return applied


def untouched():
    return not ListChangeSet.objects.exists() and not ListEntry.objects.exists() and not ListVersion.objects.exists()


# --- preview -----------------------------------------------------------------------------------------------------


def test_the_preview_writes_nothing(people):
    preview = preview_of(people, powers(power(name="甲"), power(name="")))

    assert preview.counts == {
        "rows": 2, "added": 1, "changed": 0, "unchanged": 0, "removed": 0, "refused": 1, "omitted": 0, "warned": 2,
        "mended": 0,
    }  # fmt: skip
    assert untouched()


def test_the_preview_tells_new_changed_unchanged_missing_and_refused(people):
    in_force(people, powers(power("1", "甲"), power("2", "乙"), power("3", "丙"), power("4", "丁")))
    preview = preview_of(
        people,
        powers(
            power("1", "甲"),
            power("2", "乙", "行政许可", "《中华人民共和国水法》第四十八条"),
            power("3", "戊"),
            power("4", "丁", "行政许克"),
        ),
    )

    assert [(line.name, line.state) for line in preview.lines] == [
        ("甲", "unchanged"), ("乙", "changed"), ("戊", "new"), ("丁", "refused")
    ]  # fmt: skip
    assert preview.lines[1].changes == [("实施依据", BASIS, "《中华人民共和国水法》第四十八条")]
    assert [row["name"] for row in preview.missing] == ["丙"]


def test_a_changed_category_keeps_the_entry(people):
    in_force(people, powers(power("1", "甲")))
    preview = preview_of(people, powers(power("1", "甲", "行政确认")))

    assert [(line.state, line.changes) for line in preview.lines] == [("changed", [("类别", "行政许可", "行政确认")])]
    assert not preview.missing


def test_two_entries_of_one_name_are_told_apart_by_their_basis(people):
    other = "《中华人民共和国水法》第四十八条"
    in_force(people, powers(power("1", "甲"), power("2", "甲", "行政许可", other)))
    preview = preview_of(people, powers(power("1", "甲", "行政许可", other), power("2", "甲")))

    assert [line.state for line in preview.lines] == ["unchanged", "unchanged"]


def test_another_body_on_the_sheet_is_a_warning(people):
    preview = preview_of(people, powers(power(), top=(["漳县水务局权责清单"],)))

    assert "unit_mismatch" in [warning["code"] for warning in preview.warnings]


def coded(*rows):
    header = ["序号", "编码", "项目名称", "类别", "实施依据"]
    return book(("权责清单", [header, *([str(n), *row] for n, row in enumerate(rows, 1))]))


def test_a_duplicate_code_is_refused(people):
    preview = preview_of(people, coded(["X-1", "甲", "行政许可", BASIS], ["X-1", "乙", "行政许可", BASIS]))

    assert [(error["row"], error["code"]) for error in preview.refused] == [(3, "duplicate_code")]
    assert [warning["code"] for warning in preview.all_warnings if warning["code"] != "law_unrecorded"] == [
        "code_not_ours"
    ]


def test_a_code_finds_its_entry_whatever_the_row_is_called(people):
    in_force(people, powers(power("1", "甲")))
    code = ListEntry.objects.get().code
    preview = preview_of(people, coded([code, "乙的新名称", "行政许可", BASIS]))

    assert [(line.state, line.code, line.changes[0]) for line in preview.lines] == [
        ("changed", code, ("项目名称", "甲", "乙的新名称"))
    ]


def test_the_code_of_another_body_is_refused(people):
    in_force(people, powers(power("1", "甲")))
    other = office()
    preview = preview_of(other, coded([ListEntry.objects.get().code, "甲", "行政许可", BASIS]))

    assert [error["code"] for error in preview.refused] == ["duplicate_code"]
    assert people.organisation.name in preview.refused[0]["message"]


# --- writing -----------------------------------------------------------------------------------------------------


def test_one_change_set_in_draft_with_all_rows_and_their_history(people):
    actions.load_laws()
    applied = apply(people, ENVIRONMENT.read_bytes())

    change_set = applied.change_set
    assert change_set.state == ChangeSetState.DRAFT
    assert change_set.author == people.clerk
    versions = ListVersion.objects.filter(change_set=change_set)
    assert versions.count() == ListEntry.objects.count() == 58
    assert ListVersion.history.filter(history_type="+", history_user_id=people.clerk.pk).count() == 58
    assert ListEntry.history.filter(history_type="+", history_user_id=people.clerk.pk).count() == 58
    row = versions.order_by("entry__code").get(name="排污许可")
    assert row.content["basis"] == ["《排污许可管理条例》第十二条"]
    assert (row.office, row.category, row.number, row.change) == ("环境影响评价股", "01", 1, ChangeKind.ADD)
    assert row.entry.code.startswith(f"{people.organisation.code}-01-")
    past = ListVersion.history.get(id=row.pk)
    assert (past.name, past.content, past.history_change_reason) == (
        row.name,
        row.content,
        f"增加：{change_set.reason}",
    )
    assert Citation.objects.count() == sum(len(v.content["basis"]) for v in versions)
    cited = Citation.objects.filter(version__name="对通过逃避监管的方式排放水污染物的处罚").get()
    assert (cited.law.title, cited.verdict) == ("中华人民共和国水污染防治法", "repealed")
    assert cited.article == "第八十三条第（三）项"
    assert [m.move for m in ListMove.objects.order_by("id")] == ["open", "import"]


def test_the_number_of_statements_does_not_grow_with_the_rows(people, django_assert_max_num_queries):
    few = powers(power(name="甲"))
    many = powers(*(power(name=f"甲{n}号") for n in range(300)))
    with django_assert_max_num_queries(50):
        apply(people, few)
    with django_assert_max_num_queries(50):
        apply(people, many)


def test_refused_rows_stop_the_whole_import_unless_left_out_by_name(people):
    data = powers(power(name="甲"), power(name="同上"), power(name="乙"))
    with pytest.raises(actions.ImportRefused) as refused:
        apply(people, data)
    assert refused.value.code == "rows_refused"
    assert untouched()

    applied = apply(people, data, skip_refused=True)

    assert sorted(applied.change_set.versions.values_list("name", flat=True)) == ["乙", "甲"]
    log = ListMove.objects.get(move="import")
    assert [(row["row"], row["codes"]) for row in log.facts["left_out"]] == [(4, ["bad_name"])]
    assert "第4行" in log.note


def test_changed_rows_become_the_next_version_and_unchanged_ones_none(people):
    in_force(people, powers(power("1", "甲"), power("2", "乙")))
    applied = apply(people, powers(power("1", "甲"), power("2", "乙", "行政许可", "《中华人民共和国水法》第四十八条")))

    row = applied.change_set.versions.get()
    assert (row.name, row.number, row.change) == ("乙", 2, ChangeKind.AMEND)
    assert ListVersion.objects.in_force(ON).get(entry=row.entry).content["basis"] == [BASIS]


def test_missing_entries_are_cancelled_only_when_asked(people):
    in_force(people, powers(power("1", "甲"), power("2", "乙")))

    assert apply(people, powers(power("1", "甲"))).change_set is None

    applied = apply(people, powers(power("1", "甲")), remove_missing=True)
    row = applied.change_set.versions.get()
    assert (row.name, row.change, applied.removals) == ("乙", ChangeKind.CANCEL, 1)


def test_the_same_file_again_before_publication_changes_nothing(people):
    data = powers(power("1", "甲"), power("2", "乙"))
    first = apply(people, data)
    again = apply(people, data)

    assert again.change_set is None
    assert [line.state for line in again.preview.lines] == ["unchanged", "unchanged"]
    assert first.change_set.number in again.preview.lines[0].note
    assert ListEntry.objects.count() == 2


def test_a_row_with_another_change_under_way_is_refused_by_name(people):
    first = apply(people, powers(power("1", "甲")))
    preview = preview_of(people, powers(power("1", "甲", "行政许可", "《中华人民共和国水法》第四十八条")))

    assert [error["code"] for error in preview.refused] == ["pending_change"]
    assert first.change_set.number in preview.refused[0]["message"]


def test_rows_of_a_withdrawn_set_take_their_codes_up_again(people):
    first = apply(people, powers(power("1", "甲")))
    code = first.change_set.versions.get().entry.code
    actions.withdraw(actor=people.clerk, change_set=first.change_set, note="弄错了")
    second = apply(people, powers(power("1", "甲")))

    row = second.change_set.versions.get()
    assert (row.entry.code, row.number, row.change) == (code, 2, ChangeKind.ADD)
    assert ListEntry.objects.count() == 1


def test_nobody_imports_for_a_body_without_the_grant(people):
    with pytest.raises(PermissionDenied):
        apply(people, powers(power()), actor=people.reviewer)
    assert untouched()


def test_the_list_moved_between_preview_and_writing(people):
    data = powers(power("1", "甲"), power("2", "乙"))
    digest = preview_of(people, data).digest
    apply(people, powers(power("1", "甲")))
    with pytest.raises(actions.ImportRefused) as refused:
        apply(people, data, expected=digest)
    assert refused.value.code == "list_moved"
    assert ListChangeSet.objects.count() == 1


def test_public_services_are_written_too(people):
    data = (DATA / "wb05_附件1_4_5.xlsx").read_bytes()
    applied = apply(people, data, ListKind.PUBLIC_SERVICES)

    assert applied.change_set.versions.count() == 40
    assert set(applied.change_set.versions.values_list("category", flat=True)) == {"20"}


# --- round trip --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind"), [(ENVIRONMENT, ListKind.POWERS), (DATA / "wb05_附件1_4_5.xlsx", ListKind.PUBLIC_SERVICES)]
)
def test_export_then_import_changes_nothing(people, path, kind):
    in_force(people, path.read_bytes(), kind=kind)
    data = official_workbook(kind=kind, organisation=people.organisation, on=ON)
    preview = preview_of(people, data, kind)

    assert preview.count("unchanged") == len(preview.lines) > 0
    assert not preview.missing
    assert not [warning for warning in preview.warnings if warning["code"] != "serial_mixed"]
    assert official_workbook(kind=kind, organisation=people.organisation, on=ON) == data


def test_awkward_texts_survive_the_round_trip(people):
    rows = [
        power("1", "甲（Ａ类 level 2）", "行政处罚", "1.《水法》第七条\n2.国发〔2010〕21号附件2第37项\n3.县委三定方案"),
        [
            "2",
            "乙",
            "行政许可",
            "【法律】《中华人民共和国水法》第48条",
            "",
            "",
            "1.受理\n2.审查；\n  3.决定",
            "“=”号",
            "=1+1",
        ],
        power("3", "丙", "行政许可", "《中华人民共和国水法》第七条：国家对水资源；实行许可"),
    ]
    rows[1][8] = "备注"
    in_force(people, powers(*rows))
    preview = preview_of(people, official_workbook(kind=ListKind.POWERS, organisation=people.organisation, on=ON))

    assert [(line.state, line.changes) for line in preview.lines] == [("unchanged", [])] * 3


def test_the_official_layout(people):
    in_force(
        people,
        powers(power("1", "甲", "行政许可", "1.《中华人民共和国水法》第七条\n2.《中华人民共和国水法》第四十八条")),
    )
    data = official_workbook(kind=ListKind.POWERS, organisation=people.organisation, on=ON)
    sheet = load_workbook(io.BytesIO(data))["权责清单"]

    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
        f"{people.organisation.name}权责清单", "2026年2月1日", "共1项"
    ]  # fmt: skip
    header = ["序号", "项目名称", "类别", "实施依据", "实施主体", "承办机构", "责任事项", "追责情形", "备注"]
    assert [cell.value for cell in sheet[4]] == header
    assert sheet["D5"].value == "1.《中华人民共和国水法》第七条\n2.《中华人民共和国水法》第四十八条"
    assert sheet["E5"].value == people.organisation.short_name
    assert sheet.print_title_rows == "$4:$4"


def test_a_day_before_the_first_version_exports_an_empty_form(people):
    in_force(people, powers(power()))
    data = official_workbook(kind=ListKind.POWERS, organisation=people.organisation, on=date(2020, 1, 1))

    assert load_workbook(io.BytesIO(data))["权责清单"]["A3"].value == "共0项"


@pytest.mark.django_db(transaction=True)
def test_two_clerks_import_the_same_list_at_once(people):
    """One writes, the other finds the rows under way; nothing is doubled."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    data, barrier = powers(*(power(name=f"甲{n}号") for n in range(50))), Barrier(2)
    reading = read_workbook(data, ListKind.POWERS)

    def one(_):
        try:
            barrier.wait(timeout=20)
            return actions.apply_reading(
                actor=people.clerk, reading=reading, kind=ListKind.POWERS, organisation=people.organisation
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        applied = list(pool.map(one, range(2)))

    assert [a.change_set is not None for a in applied].count(True) == 1
    assert ListVersion.objects.count() == ListEntry.objects.count() == 50


def test_numbers_that_bases_bring_along_are_not_doubled():
    from powerlist.kinds import numbered

    assert numbered(["1.《甲法》第一条", "2、《乙法》第二条"]) == "1.《甲法》第一条\n2.《乙法》第二条"
    assert numbered(["①《甲法》第一条"]) == "《甲法》第一条"
    assert numbered([]) == ""
