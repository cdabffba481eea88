"""绩效目标 and evaluation, from the plan to the grade that the next budget sees."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from core.workflow import MoveRefused
from funds.actions import performance
from funds.models import Execution, FundRule
from funds.queries import performance as reads
from tests.factories import OrganisationFactory, staff_with

from .conftest import published

pytestmark = pytest.mark.django_db

INDICATORS = (
    ("output", "quantity", "改造田块", ">=", "50", "亩", "", "30"),
    ("output", "cost", "总成本", "<=", "90", "万元", "", "20"),
    ("benefit", "social", "群众增收", "words", None, "", "效果明显", "30"),
    ("satisfaction", "satisfaction", "群众满意度", ">=", "90", "%", "", "10"),
)


def indicators(*changes):
    keys = ("dimension", "aspect", "name", "sign", "value", "unit", "words", "weight")
    rows = [dict(zip(keys, row, strict=True)) for row in INDICATORS]
    for position, key, value in changes:
        rows[position][key] = value
    for row in rows:
        row["value"] = D(row["value"]) if row["value"] is not None else None
        row["weight"] = D(row["weight"])
    return rows


@pytest.fixture
def fund(finance, people):
    body = OrganisationFactory()
    change_set = published(finance, people, [(body, "高标准农田", D(900_000))], year=2025)
    entry = change_set.versions.get().entry
    entry.plans.all().delete()
    entry.clerk = staff_with("fill_funds", organisation=body)
    entry.finance = staff_with("review_funds", organisation=body)
    return entry


@pytest.fixture
def approved(fund):
    plan = performance.write_plan(actor=fund.clerk, entry=fund, year=2025, goal="按期完成", indicators=indicators())
    performance.submit_plan(actor=fund.clerk, plan=plan)
    return performance.approve_plan(actor=fund.finance, plan=plan)


def answers(plan, *given):
    rows = []
    for indicator, (actual, value, attainment, score, reason) in zip(plan.indicators.all(), given, strict=True):
        rows.append(
            {"indicator": indicator.pk, "actual": actual, "value": D(value) if value else None,
             "attainment": attainment, "score": D(score) if score else None, "reason": reason}
        )  # fmt: skip
    return rows


FULL = (("50", "50", None, None, ""), ("88", "88", None, None, ""), ("明显", None, 80, "30", ""),
        ("95%", "95", None, None, ""))  # fmt: skip


def test_a_plan_whose_weights_do_not_add_up_is_not_submitted(fund):
    plan = performance.write_plan(
        actor=fund.clerk, entry=fund, year=2025, goal="按期完成", indicators=indicators((0, "weight", "29"))
    )
    with pytest.raises(MoveRefused, match="产出指标的分值合计为49，应为50"):
        performance.submit_plan(actor=fund.clerk, plan=plan)


def test_an_aspect_of_another_dimension_is_named(fund):
    plan = performance.write_plan(
        actor=fund.clerk, entry=fund, year=2025, goal="按期完成", indicators=indicators((0, "aspect", "social"))
    )
    with pytest.raises(MoveRefused, match="“改造田块”的二级指标不属于产出指标"):
        performance.submit_plan(actor=fund.clerk, plan=plan)


def test_nobody_approves_what_he_wrote(fund):
    both = staff_with("fill_funds", "review_funds", organisation=fund.organisation)
    plan = performance.write_plan(actor=both, entry=fund, year=2025, goal="按期完成", indicators=indicators())
    performance.submit_plan(actor=both, plan=plan)
    with pytest.raises(MoveRefused, match="不能批复自己"):
        performance.approve_plan(actor=both, plan=plan)


def test_an_approved_plan_is_not_rewritten(fund, approved):
    with pytest.raises(MoveRefused, match="已批复"):
        performance.write_plan(actor=fund.clerk, entry=fund, year=2025, goal="改", indicators=indicators())
    with pytest.raises(PermissionDenied):
        performance.reopen_plan(actor=fund.clerk, plan=approved, opinion="预算调整")
    assert performance.reopen_plan(actor=fund.finance, plan=approved, opinion="预算调整").state == "draft"


def test_a_self_evaluation_is_scored_by_rule_and_graded(fund, approved):
    Execution.objects.create(entry=fund, year=2025, month=12, planned=D(900_000), executed=D(450_000))
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2025, 12, 31))
    row = performance.answer(actor=fund.clerk, assessment=row, rows=answers(approved, *FULL))
    assert row.total == D("95.00"), "half of the money is half of the ten points"
    performance.submit_assessment(actor=fund.clerk, assessment=row)
    done = performance.confirm_assessment(actor=fund.finance, assessment=row)
    assert (done.total, done.grade) == (D("95.00"), "excellent")
    assert reads.last_grade(fund, 2026) == "excellent"
    assert reads.last_grade(fund, 2025) == "", "a year's own grade doesn't count for its budget"


def test_the_grade_of_finance_goes_before_that_of_the_department(fund, approved):
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2025, 12, 31))
    performance.answer(actor=fund.clerk, assessment=row, rows=answers(approved, *FULL))
    with pytest.raises(MoveRefused, match="自评确认之后"):
        performance.open_assessment(actor=fund.finance, plan=approved, kind="finance", as_of=date(2026, 4, 1))
    performance.submit_assessment(actor=fund.clerk, assessment=row)
    performance.confirm_assessment(actor=fund.finance, assessment=row)
    mine = performance.open_assessment(actor=fund.finance, plan=approved, kind="finance", as_of=date(2026, 4, 1))
    poor = (
        ("10", "10", None, None, "没做完"),
        ("200", "200", None, None, "超支"),
        ("不明显", None, 0, "5", "没有效果"),
        ("40%", "40", None, None, "群众不满意"),
    )
    performance.answer(actor=fund.finance, assessment=mine, rows=answers(approved, *poor))
    performance.submit_assessment(actor=fund.finance, assessment=mine)
    second = staff_with("review_funds", organisation=fund.organisation)
    assert performance.confirm_assessment(actor=second, assessment=mine).grade == "poor"
    assert reads.last_grade(fund, 2026) == "poor" and reads.is_poor(fund, 2026)


@pytest.mark.parametrize(
    "position, given, words",
    [
        (0, ("50", "50", None, "31", ""), "不能高于规则"),
        (0, ("五十", None, None, None, ""), "不是数字"),
        (2, ("明显", None, 80, "20", ""), "24.00到30.00之间"),
        (2, ("明显", None, None, "30", ""), "请选择达成"),
    ],
)
def test_a_score_outside_the_rule_is_refused_whole(fund, approved, position, given, words):
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2025, 12, 31))
    wrong = [given if n == position else full for n, full in enumerate(FULL)]
    with pytest.raises(MoveRefused, match=words):
        performance.answer(actor=fund.clerk, assessment=row, rows=answers(approved, *wrong))
    row.refresh_from_db()
    assert row.rows == []


def test_what_fell_short_is_not_submitted_without_a_reason(fund, approved):
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2025, 12, 31))
    short = (("25", "25", None, None, ""), *FULL[1:])
    performance.answer(actor=fund.clerk, assessment=row, rows=answers(approved, *short))
    with pytest.raises(MoveRefused, match="“改造田块”没有完成"):
        performance.submit_assessment(actor=fund.clerk, assessment=row)


def test_monitoring_warns_of_money_and_targets_that_are_behind(fund, approved):
    Execution.objects.create(entry=fund, year=2025, month=7, planned=D(500_000), executed=D(90_000))
    Execution.objects.create(entry=fund, year=2025, month=9, planned=D(700_000), executed=D(700_000))
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="midyear", as_of=date(2025, 7, 31))
    assert row.executed == D(90_000)  # of the months that were over on that day
    given = (("30", "30", None, None, ""), ("20", "20", None, None, ""), ("尚好", None, None, None, ""),
             ("92%", "92", None, None, ""))  # fmt: skip
    row = performance.answer(actor=fund.clerk, assessment=row, rows=answers(approved, *given))
    warned = {line.name: line.behind for line in reads.monitored(row)}
    assert warned == {"预算执行": True, "改造田块": False, "群众满意度": False}
    assert row.total is None and row.grade == ""


@pytest.mark.parametrize("on, part", [(date(2025, 6, 30), "0.5"), (date(2024, 12, 31), "0"), (date(2026, 1, 1), "1")])
def test_part_of_the_year_goes_by_whole_months(on, part):
    assert reads.part_of_year(2025, on) == D(part)


@pytest.fixture(autouse=True)
def rule(db):
    from funds.actions import load_rules

    if not FundRule.objects.exists():
        load_rules()
