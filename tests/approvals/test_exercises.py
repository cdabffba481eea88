"""What departments enter of their powers: by form, workbook, interface; once each, judged, taken back openly."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook
from rest_framework.test import APIClient

from approvals import resources
from approvals.actions import exercises as actions
from approvals.enums import Outcome
from approvals.models import ExerciseImport, ExerciseTally, PowerExercise
from approvals.queries.exercises import counted_anew
from core.workflow import MoveRefused
from powerlist.enums import Category
from powerlist.models import ListVersion
from tests.approvals.factories import at, listed
from tests.factories import OrganisationFactory, staff_with
from tests.licences.test_api import machine

pytestmark = pytest.mark.django_db
NOW = at("2026-03-20 10:00")


@pytest.fixture
def bureau(db):
    """A body with a power of 行政处罚, and who enters what it does."""
    from types import SimpleNamespace

    body = OrganisationFactory()
    entry = listed(body)
    old = ListVersion.objects.get(entry=entry)
    ListVersion.objects.filter(pk=old.pk).update(valid_to=date(2025, 1, 1))
    old.pk, old.number, old.category, old.name, old.valid_from = (
        None,
        2,
        Category.PENALTY,
        "对无照经营的处罚",
        date(2025, 1, 1),
    )
    old.save()
    clerk = staff_with("record_powers", organisation=body, name="登记员")
    return SimpleNamespace(organisation=body, entry=entry, clerk=clerk)


def said(bureau, **changes) -> actions.Report:
    facts = {"step": "决定", "outcome": Outcome.PENALISED, "happened_on": date(2026, 3, 10), "actor_name": "王某"}
    facts |= {"number": "漳市监罚〔2026〕3号", "party_kind": "1", "party": "李小明", "amount": Decimal("2000.00")}
    return actions.Report(entry=bureau.entry, **facts | changes)


def enter(bureau, source="api", **changes):
    return actions.record_exercise(
        actor=bureau.clerk, organisation=bureau.organisation, report=said(bureau, **changes), source=source, at=NOW
    )


def test_the_same_report_twice_is_one_row(bureau):
    first, fresh = enter(bureau, key="A1")
    again, known = enter(bureau, key="A1")
    assert fresh and not known and first == again
    assert (first.category, first.standing, first.is_result) == (Category.PENALTY, "in_force", True)
    assert {tally.number for tally in ExerciseTally.objects.all()} == {1}
    with pytest.raises(MoveRefused, match="内容不一样"):
        enter(bureau, key="A1", amount=Decimal("1"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcome": Outcome.GRANTED}, "不是行政处罚的结果"),
        ({"happened_on": date(2026, 3, 21)}, "还没有到"),
        ({"actor_name": " "}, "办理人"),
        ({"step": " "}, "环节"),
        ({"amount": Decimal("-1")}, "负数"),
    ],
)
def test_what_cannot_be_is_refused_in_words(bureau, changes, words):
    with pytest.raises(MoveRefused, match=words):
        enter(bureau, **changes)
    assert not PowerExercise.objects.exists()


def test_another_bodys_power_and_another_body_are_out_of_reach(bureau):
    other = OrganisationFactory()
    with pytest.raises(MoveRefused, match="不是"):
        enter(bureau, key="x") if not setattr(bureau, "entry", listed(other)) else None
    with pytest.raises(PermissionDenied):
        actions.record_exercise(actor=bureau.clerk, organisation=other, report=said(bureau), at=NOW)


def test_a_row_is_taken_back_in_the_open_and_leaves_the_sums(bureau):
    row, _ = enter(bureau)
    actions.withdraw_exercise(actor=bureau.clerk, exercise=row, reason="案号写错", at=NOW)
    assert PowerExercise.objects.filter(pk=row.pk).exists() and not PowerExercise.objects.standing().exists()
    assert counted_anew() == {} and set(ExerciseTally.objects.values_list("number", flat=True)) == {0}
    with pytest.raises(MoveRefused, match="已经撤销"):
        actions.withdraw_exercise(actor=bureau.clerk, exercise=row, reason="又一次")


def test_what_a_case_did_cannot_be_taken_back(office):
    from approvals.actions.registers import keep_registers

    office.granted()
    keep_registers()
    clerk = staff_with("record_powers", organisation=office.organisation)
    with pytest.raises(MoveRefused, match="不能撤销"):
        actions.withdraw_exercise(actor=clerk, exercise=PowerExercise.objects.first(), reason="不要了")


def workbook(*rows) -> io.BytesIO:
    """The empty form, filled."""
    book = load_workbook(io.BytesIO(resources.exercise_template()))
    sheet = book.active
    header = next(row for row in sheet.iter_rows() if "职权编码" in [cell.value for cell in row])
    columns = {cell.value: cell.column for cell in header}
    sheet.insert_rows(header[0].row + 1, len(rows))
    for place, row in enumerate(rows, header[0].row + 1):
        for name, value in row.items():
            sheet.cell(place, columns[name], value)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "登记表.xlsx"
    return file


ROW = {"序号": 1, "职权名称": "对无照经营的处罚", "环节": "决定", "结果": "予以处罚", "日期": "2026-03-10",
       "办理人": "王某", "行政相对人": "李小明", "相对人类型": "自然人", "金额（元）": "1,200.50"}  # fmt: skip


def test_the_empty_form_is_read_back(bureau):
    file = workbook(ROW, ROW | {"序号": 2, "环节": "立案", "结果": "环节办完", "金额（元）": ""})
    job = actions.upload_exercises(actor=bureau.clerk, organisation=bureau.organisation, file=file)
    assert (job.faults, job.fresh, job.known) == ([], 2, 0)
    assert not PowerExercise.objects.exists(), "nothing before the person says so"
    assert actions.apply_exercises(actor=bureau.clerk, job=job) == (2, 0)
    assert PowerExercise.objects.get(step="决定").amount == Decimal("1200.50")
    assert ExerciseImport.objects.get().rows is None, "the rows leave the job"
    file.seek(0)
    again = actions.upload_exercises(actor=bureau.clerk, organisation=bureau.organisation, file=file)
    assert (again.fresh, again.known) == (0, 2)
    assert actions.apply_exercises(actor=bureau.clerk, job=again) == (0, 2)
    assert PowerExercise.objects.count() == 2


def test_every_fault_stands_beside_its_row_and_nothing_is_entered(bureau):
    bad = [
        ROW | {"职权名称": "没有的职权"},
        ROW | {"日期": "二月三十日"},
        ROW | {"结果": "准予"},
        ROW | {"金额（元）": "很多"},
        ROW | {"结果": "随便"},
    ]
    job = actions.upload_exercises(actor=bureau.clerk, organisation=bureau.organisation, file=workbook(ROW, *bad))
    words = "".join(fault for _, fault in job.faults)
    for part in ("没有名称是“没有的职权”", "不是日期", "不是行政处罚的结果", "不是数字", "“随便”不认识"):
        assert part in words
    with pytest.raises(MoveRefused, match="5 处问题"):
        actions.apply_exercises(actor=bureau.clerk, job=job)
    assert not PowerExercise.objects.exists()


def test_the_form_enters_and_a_stranger_finds_nothing(client, bureau):
    client.force_login(bureau.clerk)
    page = client.get("/desk/powers/new/").content.decode()
    assert f"{bureau.entry.code} 对无照经营的处罚" in page
    typed = {"power": f"{bureau.entry.code} 对无照经营的处罚", "happened_on": "2026-03-10", "step": "决定",
             "outcome": "granted", "actor_name": "王某", "party": "李小明", "party_kind": "1"}  # fmt: skip
    answer = client.post("/desk/powers/new/", typed)
    assert answer.status_code == 409 and "不是行政处罚的结果" in answer.content.decode()
    assert "李小明" in answer.content.decode(), "what was typed comes back"
    assert client.post("/desk/powers/new/", typed | {"outcome": "penalised"}).status_code == 302
    row = PowerExercise.objects.get()
    page = client.get(f"/desk/powers/{row.pk}/").content.decode()
    assert "李*明" in page and "李小明" not in page
    stranger = staff_with("record_powers", organisation=OrganisationFactory())
    client.force_login(stranger)
    assert client.get(f"/desk/powers/{row.pk}/").status_code == 404
    assert "对无照经营" not in client.get("/desk/powers/").content.decode()
    client.force_login(staff_with("fill_funds", organisation=bureau.organisation))
    assert client.get("/desk/powers/").status_code == 403


def test_the_register_asks_a_fixed_number_of_questions(client, bureau, django_assert_num_queries):
    enter(bureau)
    client.force_login(bureau.clerk)
    client.get("/desk/powers/")
    with django_assert_num_queries(7) as one:
        client.get("/desk/powers/?q=无照&outcome=penalised")
    for number in "23":
        enter(bureau, number=number)
    with django_assert_num_queries(len(one)):
        page = client.get("/desk/powers/?q=无照&outcome=penalised").content.decode()
    assert page.count('data-label="环节"') == 3
    assert 'data-label="环节"' not in client.get("/desk/powers/?standing=not_in_force").content.decode()
    assert ">3<" in client.get("/desk/powers/statistics/?since=2026-03&until=2026-03").content.decode()


def test_a_departments_own_system_reports(bureau):
    system = machine(bureau, "record_powers", permissions=("record_powers",))
    sent = {"key": "CF-1", "power": bureau.entry.code, "happened_on": "2026-03-10", "step": "决定",
            "outcome": "penalised", "actor_name": "王某", "party": "李小明"}  # fmt: skip
    first = system.post("/api/v1/exercises/", sent, format="json")
    assert (first.status_code, first.json()["result"]) == (201, "new"), first.content
    again = system.post("/api/v1/exercises/", sent, format="json")
    assert (again.status_code, again.json()["result"]) == (200, "known")
    wrong = system.post(
        "/api/v1/exercises/batch/", {"exercises": [sent | {"key": "CF-2"}, sent | {"power": "没有"}]}, format="json"
    )
    assert wrong.status_code == 400 and PowerExercise.objects.count() == 1, "all or nothing"
    listed_rows = system.get("/api/v1/exercises/").json()["results"]
    assert [row["key"] for row in listed_rows] == ["CF-1"] and "李小明" not in str(listed_rows)
    assert APIClient().get("/api/v1/exercises/").status_code == 401
    assert machine(bureau, "write_licences").get("/api/v1/exercises/").status_code == 403
