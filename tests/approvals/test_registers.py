"""The register of powers and the published results: each act once, sums that grow with what is new, nobody named."""

import random
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from approvals.actions import registers
from approvals.enums import ApplicantKind, Outcome
from approvals.models import CaseResult, DaysTally, ExerciseTally, PowerExercise, Reading
from approvals.queries import exercises, results
from powerlist.models import ListVersion, Suspension
from tests.approvals.factories import ID_NUMBER, at

pytestmark = pytest.mark.django_db


def kept_sums() -> dict:
    names = ("organisation_id", "entry_id", "category", "month", "source", "standing", "outcome")
    return {row[:-1]: row[-1] for row in ExerciseTally.objects.exclude(number=0).values_list(*names, "number")}


def test_each_act_of_the_body_is_in_the_register_once(office):
    case = office.delivered()
    assert registers.keep_registers() > 0
    assert registers.keep_registers() == 0
    rows = list(PowerExercise.objects.filter(case=case).order_by("id"))
    assert [row.step for row in rows] == ["受理", "审查完毕，报请决定", "准予许可", "颁发并送达"]
    decision = rows[2]
    assert decision.outcome == Outcome.GRANTED and decision.is_result
    assert decision.version == office.version.item.entry.versions.get()
    assert decision.actor_id == office.decider.pk and decision.post_name
    assert decision.happened_on == date(2026, 3, 6)
    assert [row.is_result for row in rows] == [False, False, True, False]
    assert kept_sums() == exercises.counted_anew()


def test_a_late_commit_with_a_lower_number_is_found(office):
    """The mark passes an act only when the longest transaction has long ended."""
    office.granted()
    registers.keep_registers(now=at("2026-03-07 10:00:00"))
    assert Reading.objects.get().passed == 0, "seen, not yet passed"
    late = office.accepted(moment="2026-03-07 11:00")
    registers.keep_registers(now=at("2026-03-07 10:00:30"))
    assert PowerExercise.objects.filter(case=late).exists()
    registers.keep_registers(now=at("2026-03-07 10:02:00"))
    assert Reading.objects.get().passed > 0
    before = PowerExercise.objects.count()
    registers.keep_registers(now=at("2026-03-07 10:04:00"))
    assert PowerExercise.objects.count() == before


def test_a_power_out_of_force_or_suspended_is_kept_and_marked(office):
    text = office.version.item.entry.versions.get()
    ListVersion.objects.filter(pk=text.pk).update(valid_to=date(2026, 3, 6))
    Suspension.objects.create(
        entry=text.entry, version=text, reason="季节", began_on=date(2026, 3, 5), ended_on=date(2026, 3, 6)
    )
    office.granted()
    registers.keep_registers()
    found = {row.step: row.standing for row in PowerExercise.objects.order_by("id")}
    assert found == {"受理": "in_force", "审查完毕，报请决定": "suspended", "准予许可": "not_in_force"}
    assert PowerExercise.objects.get(step="准予许可").version == text, "the last text that there was"
    assert PowerExercise.objects.outside_the_list().count() == 2


def test_rows_stand(office):
    office.granted()
    registers.keep_registers()
    row, result = PowerExercise.objects.order_by("id").first(), CaseResult.objects.get()
    for change in (
        lambda: PowerExercise.objects.filter(pk=row.pk).update(outcome=Outcome.RETURNED),
        row.delete,
        lambda: CaseResult.objects.filter(pk=result.pk).update(applicant="李小明"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_result_names_nobody(office):
    case = office.refused()
    registers.keep_registers()
    row = CaseResult.objects.get(case=case)
    assert row.applicant == "李*明" and row.outcome_label == "不予"
    assert (row.days, row.promised, row.kept) == (3, 7, True)
    assert ID_NUMBER not in str(vars(row)) and "13893200001" not in str(vars(row))


def test_a_body_is_named_and_what_was_not_accepted_has_no_days(office):
    case = office.not_accepted()
    case.applicant_kind, case.applicant_name = ApplicantKind.LEGAL, "漳县试验有限公司"
    case.save()
    registers.keep_registers()
    row = CaseResult.objects.get()
    assert (row.applicant, row.days, row.kept, row.outcome_label) == ("漳县试验有限公司", None, None, "不予受理")
    assert not DaysTally.objects.exists()


def test_the_days_leave_out_what_the_promise_leaves_out(office):
    """Special procedure 5–12 March: of the nine working days after the third, four count."""
    from approvals import actions

    case = office.special()
    case = actions.end_procedure(case=case, actor=office.handler, result="合格", at=at("2026-03-12 10:00"))
    case = actions.review(case=case, actor=office.handler, opinion="符合", at=at("2026-03-13 10:00"))
    actions.grant(case=case, actor=office.decider, at=at("2026-03-16 10:00"))
    registers.keep_registers()
    assert CaseResult.objects.get().days == 4


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60), st.sampled_from([50, 90]))
def test_percentiles_from_sums_are_those_of_the_values(days, percent):
    counts: dict[int, int] = {}
    for value in days:
        counts[value] = counts.get(value, 0) + 1
    place = -(-len(days) * percent // 100)
    assert results.rank(list(counts.items()), percent) == sorted(days)[place - 1]


def decided(office, number: int, seed: int = 1) -> None:
    """So many results with random days, written as the register writes them."""
    dice = random.Random(seed)
    for place in range(number):
        case = office.submit()
        row = CaseResult(
            case=case, number=case.number, item=office.version.item, entry=office.version.item.entry,
            organisation=office.organisation, item_name="食品小作坊登记", applicant="李*明", outcome="granted",
            accepted_on=date(2026, 3, 2), decided_on=date(2026, 3, 2) + timedelta(days=40 * place),
            days=dice.randrange(12), unit="workday", promised=7, kept=True,
        )  # fmt: skip
        row.kept = row.days <= 7
        row.save()
        registers._execute(
            registers.ADD_DAYS, [(row.item_id, row.decided_on.replace(day=1), row.unit, row.days, 1, int(row.kept))]
        )


def test_the_statistics_are_those_of_the_rows(office):
    decided(office, 12)
    today = date(2027, 6, 20)
    rows = [row for row in CaseResult.objects.order_by("days") if row.decided_on >= results.since(today)]
    found = results.taken([office.version.item_id], today)[office.version.item_id]
    assert found.number == len(rows) == 8, "four are older than twelve months"
    assert found.median == rows[-(-len(rows) * 50 // 100) - 1].days
    assert found.ninetieth == rows[-(-len(rows) * 90 // 100) - 1].days
    assert found.kept == sum(row.kept for row in rows)


def test_too_few_cases_give_no_figures(client, office):
    for _ in range(4):
        office.granted()
    registers.keep_registers()
    page = client.get("/open/results/statistics/").content.decode()
    assert (
        "少于 5 件" in page
        and "按承诺办结的占" not in client.get(f"/items/{office.version.item.code}/").content.decode()
    )
    assert "少于5件" in b"".join(client.get("/open/results/statistics.csv").streaming_content).decode()
    office.granted()
    registers.keep_registers()
    assert results.taken([office.version.item_id], date(2026, 11, 22))[office.version.item_id].median == 3


def test_the_guide_says_how_long_it_really_takes(client, office):
    for _ in range(5):
        office.granted()
    registers.keep_registers()
    page = client.get(f"/items/{office.version.item.code}/").content.decode()
    assert "近十二个月办结 5 件" in page and "3个工作日" in page and "100%" in page


def test_what_is_closed_today_is_not_among_the_results(client, office):
    office.granted()
    registers.keep_registers()
    assert "食品小作坊登记" in client.get("/open/results/").content.decode()
    text = office.version.item.entry.versions.get()
    ListVersion.objects.filter(pk=text.pk).update(valid_to=date(2026, 4, 1))
    text.pk, text.number, text.valid_from, text.content = None, 2, date(2026, 4, 1), {"openness": "不予公开"}
    text.save()
    doors = ("/open/results/", "/open/results/statistics/", "/open/results/download.csv", "/open/results/download.json")
    for door in (*doors, "/open/results/statistics.csv", "/open/results/?q=小作坊"):
        response = client.get(door)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200 and "食品小作坊登记" not in body.decode(), door


def test_the_pages_of_results(client, office, django_assert_num_queries):
    office.granted()
    registers.keep_registers()
    client.get("/open/results/")
    with django_assert_num_queries(2):
        client.get("/open/results/?q=小作坊")
    for _ in range(2):
        office.refused()
    registers.keep_registers()
    with django_assert_num_queries(2):
        page = client.get("/open/results/?q=小作坊&").content.decode()
    assert page.count("李*明") == 3
    assert client.get("/open/results/?outcome=refused").content.decode().count("李*明") == 2
    assert "李*明" not in client.get("/open/results/?q=没有的事项").content.decode()
    for address in (
        "/open/results/?after=e30&outcome=granted",
        "/open/results/?body=x&outcome=x",
        "/open/results/?before=e30",
    ):
        assert client.get(address).status_code == 200
