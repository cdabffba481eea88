"""Targets and evaluation at their doors: the desk, the workbooks, the public pages, who may and who may not."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import SecrecyReview
from core.workflow import MoveRefused
from funds.actions import imports, performance
from funds.actions.performance_watch import watch_performance
from funds.documents import performance as documents
from funds.kinds import scoring
from funds.kinds.targets import target_of
from funds.models import Execution, FundVersion, Plan, Remainder
from funds.queries import assessments, plans, reminded
from funds.queries import performance as reads
from powerlist.models import Urging
from tests.factories import OrganisationFactory, staff_with

from .conftest import drafted
from .test_performance import FULL, answers, approved, fund, indicators, rule  # noqa: F401

pytestmark = pytest.mark.django_db
FINE = "不涉及国家秘密，可以公开"


def typed(*rows, goal="按期完成"):
    """The form of a plan as a browser sends it."""
    keys = ("aspect", "name", "sign", "value", "unit", "words", "weight", "evidence")
    data = {"goal": goal, "rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"rows-{number}-{key}": text for key, text in zip(keys, row, strict=True)}
    return data


ROWS = (
    ("quantity", "改造田块", ">=", "５０", "亩", "", "50", ""),
    ("social", "群众增收", "words", "", "", "效果明显", "30", ""),
    ("satisfaction", "群众满意度", ">=", "90", "%", "", "10", ""),
    ("cost", "", ">=", "", "", "", "", ""),  # nothing but its level: left out
)


def confirmed(fund, plan, *, kind="self", given=FULL):  # noqa: F811
    author = fund.clerk if kind == "self" else staff_with("review_funds", organisation=fund.organisation)
    row = performance.open_assessment(actor=author, plan=plan, kind=kind, as_of=date(2025, 12, 31))
    performance.answer(actor=author, assessment=row, rows=answers(plan, *given))
    performance.submit_assessment(actor=author, assessment=row)
    return performance.confirm_assessment(actor=fund.finance, assessment=row)


def test_a_plan_is_typed_handed_in_approved_and_published(fund, client):  # noqa: F811
    address = reverse("funds:desk_plan", args=[fund.code, 2025])
    client.force_login(fund.clerk)
    page = client.post(address, typed(("quantity", "改造田块", ">=", "五十", "亩", "", "", "")))
    text = page.content.decode()
    assert page.status_code == 422 and "“五十”不是数字" in text and "请填写分值" in text and "改造田块" in text
    assert not Plan.objects.exists()
    assert client.post(address, typed(*ROWS)).status_code == 302
    plan = Plan.objects.get()
    assert [(i.name, i.value, i.words) for i in plan.indicators.order_by("position")] == [
        ("改造田块", D(50), ""), ("群众增收", None, "效果明显"), ("群众满意度", D(90), ""),
    ]  # fmt: skip
    act = lambda name: reverse("funds:plan_act", args=[fund.code, 2025, name])  # noqa: E731
    assert client.post(act("submit")).status_code == 302
    assert client.post(address, typed(*ROWS)).status_code == 404, "what is handed in is written no more"
    client.force_login(fund.finance)
    assert "确认批复" in client.get(address).content.decode()
    assert client.post(act("send_back"), {"send_back-reason": ""}).status_code == 422
    assert client.post(act("approve")).status_code == 302
    assert client.post(act("approve")).status_code == 409, "the second reviewer comes too late"
    public = reverse("funds:performance", args=[fund.code, 2025])
    assert "改造田块" not in client.get(public).content.decode()
    assert client.post(act("publish"), {"publish-opinion": FINE}).status_code == 302
    assert SecrecyReview.objects.filter(kind="plan", key=f"{fund.code}:2025").count() == 1
    client.logout()
    assert "改造田块" in client.get(public).content.decode()
    performance.reopen_plan(actor=fund.finance, plan=plan, opinion="预算调整")
    assert "改造田块" not in client.get(public).content.decode()


def test_a_plan_is_written_for_a_row_of_a_draft_and_for_no_other(finance, people):
    body = OrganisationFactory()
    entry = drafted(finance, people, [(body, "高标准农田", D(900_000))]).versions.get().entry
    entry.plans.all().delete()
    clerk = staff_with("fill_funds", organisation=body)
    assert [row.entry for row in plans.unplanned(clerk, 2026)] == [entry]
    with pytest.raises(MoveRefused, match="不在 2027 年度的清单里"):
        performance.write_plan(actor=clerk, entry=entry, year=2027, goal="", indicators=[])
    with pytest.raises(MoveRefused, match="没有绩效目标可以沿用"):
        performance.carry_plan(actor=clerk, entry=entry, year=2026)
    performance.write_plan(actor=clerk, entry=entry, year=2026, goal="按期", indicators=indicators())
    FundVersion.objects.filter(entry=entry).update(year=2027)
    plan = performance.carry_plan(actor=clerk, entry=entry, year=2027)
    assert (plan.goal, plan.indicators.count()) == ("按期", 4)
    with pytest.raises(MoveRefused, match="已经有绩效目标"):
        performance.carry_plan(actor=clerk, entry=entry, year=2027)


def test_out_of_sight_is_404_at_every_door(fund, approved, client):  # noqa: F811
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2025, 12, 31))
    client.force_login(staff_with("fill_funds", organisation=OrganisationFactory()))
    pages = [
        reverse("funds:desk_plan", args=[fund.code, 2025]), reverse("funds:plan_export", args=[fund.code, 2025]),
        reverse("funds:assessment", args=[row.pk]), reverse("funds:assessment_export", args=[row.pk]),
    ]  # fmt: skip
    acts = [
        pages[0], pages[2], reverse("funds:plan_act", args=[fund.code, 2025, "submit"]),
        reverse("funds:plan_carry", args=[fund.code, 2025]), reverse("funds:assessment_act", args=[row.pk, "submit"]),
        reverse("funds:assessment_open", args=[fund.code, 2025, "self"]),
    ]  # fmt: skip
    assert {client.get(address).status_code for address in pages} == {404}
    assert {client.post(address).status_code for address in acts} == {404}
    for address in ("desk_plans", "desk_assessments"):
        assert "高标准农田" not in client.get(reverse(f"funds:{address}")).content.decode()
    client.force_login(staff_with("audit", organisation=fund.organisation))
    assert client.get(pages[0]).status_code == 200
    assert client.post(pages[0], typed(*ROWS)).status_code == 404, "who reads doesn't write"


def test_an_evaluation_is_filled_at_the_desk_and_keeps_what_was_typed(fund, approved, client):  # noqa: F811
    client.force_login(fund.clerk)
    opened = client.post(
        reverse("funds:assessment_open", args=[fund.code, 2025, "self"]), {"self-as_of": "2025-12-31"}
    )  # fmt: skip
    address = opened["Location"]
    land, cost, income, people = approved.indicators.order_by("position")
    data = {
        f"row-{land.pk}-actual": "２５亩", f"row-{cost.pk}-actual": "88万元", f"row-{income.pk}-actual": "明显",
        f"row-{income.pk}-attainment": "80", f"row-{income.pk}-score": "31", f"row-{people.pk}-actual": "95%",
        "summary": "总体良好", "measures": "",
    }  # fmt: skip
    page = client.post(address, data)
    assert (
        page.status_code == 409 and "24.00到30.00之间" in page.content.decode() and "总体良好" in page.content.decode()
    )
    assert client.post(address, data | {f"row-{income.pk}-score": "28"}).status_code == 302
    row = approved.assessments.get()
    assert [r["score"] for r in row.rows] == ["15.00", "20.00", "28.00", "10.00"], "half of the target, half the points"
    text = client.get(address).content.decode()
    assert "按规则得 <strong>15.00</strong> 分" in text and "没有完成，请说明偏差原因和改进措施" in text
    assert client.post(f"{address}submit/").status_code == 409
    client.post(address, data | {f"row-{income.pk}-score": "28", f"row-{land.pk}-reason": "雨季长"})
    assert client.post(f"{address}submit/").status_code == 302
    client.force_login(fund.finance)
    assert client.post(f"{address}confirm/").status_code == 302
    row.refresh_from_db()
    assert (row.total, row.grade) == (D("73.00"), "middle")
    public = reverse("funds:performance", args=[fund.code, 2025])
    assert "73.00" not in client.get(public).content.decode()
    client.post(f"{address}publish/", {"publish-opinion": FINE})
    client.logout()
    text = client.get(public).content.decode()
    assert "73.00" in text and ">中<" in text


def test_monitoring_is_never_published_and_no_day_to_come_is_judged(fund, approved):  # noqa: F811
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="midyear", as_of=date(2025, 7, 31))
    with pytest.raises(MoveRefused, match="不公开"):
        performance.publish_assessment(actor=fund.finance, assessment=row, opinion=FINE)
    with pytest.raises(MoveRefused, match="年度终了以后"):
        performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2025, 11, 20))
    with pytest.raises(MoveRefused, match="还没有到"):
        performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2026, 12, 31),
                                    at=row.moves.get().at.replace(year=2026, month=3))  # fmt: skip


def test_who_may_publish(fund, approved):  # noqa: F811
    row = confirmed(fund, approved)
    with pytest.raises(PermissionDenied):
        performance.publish_assessment(
            actor=staff_with("fill_funds", organisation=OrganisationFactory()), assessment=row, opinion=FINE
        )
    with pytest.raises(MoveRefused, match="编写人"):
        performance.publish_assessment(actor=fund.clerk, assessment=row, opinion=FINE)
    assert reads.public_grades([fund.pk], 2026) == {}
    performance.publish_assessment(actor=fund.finance, assessment=row, opinion=FINE)
    assert reads.public_grades([fund.pk], 2026)[fund.pk].total == D(90), "no money was spent"


def test_what_is_due_and_what_is_late(fund, approved, django_assert_num_queries):  # noqa: F811
    def due(on):
        return [(duty.kind, duty.due, duty.late_by(on)) for duty in assessments.due(fund.clerk, on)]

    assert due(date(2025, 7, 30)) == []
    assert due(date(2025, 7, 31)) == [("midyear", date(2025, 8, 30), 0)]
    assert due(date(2025, 9, 1)) == [("midyear", date(2025, 8, 30), 2)]
    assert due(date(2026, 4, 2)) == [("self", date(2026, 3, 31), 2)]
    confirmed(fund, approved)
    assert due(date(2026, 4, 2)) == []


def test_the_watch_tells_each_thing_once_and_settles_what_is_done(fund, approved):  # noqa: F811
    def told(on):
        new = watch_performance(on=on)
        rows = Urging.objects.filter(settled_at__isnull=True).order_by("permission")
        return new, [(row.permission, row.title.split("”")[1].strip()) for row in rows]

    assert told(date(2025, 7, 30)) == (0, [])
    assert told(date(2025, 7, 31)) == (1, [("fill_funds", "2025 年度绩效运行监控到期应报")])
    assert told(date(2025, 8, 1))[0] == 0
    late = ("2025 年度绩效运行监控已经逾期",)
    assert told(date(2025, 9, 1)) == (2, [("fill_funds", *late), ("review_funds", *late)])
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="midyear", as_of=date(2025, 7, 31))
    reason = tuple((*one[:4], "说明") for one in FULL)
    performance.answer(actor=fund.clerk, assessment=row, rows=answers(approved, *reason))
    performance.submit_assessment(actor=fund.clerk, assessment=row)
    assert told(date(2025, 9, 2)) == (2, [("fill_funds", "绩效监控预警"), ("review_funds", "绩效监控预警")])
    assert told(date(2025, 9, 3))[0] == 0
    assert [row.title for row in reminded.urged(fund.clerk)] == ["“高标准农田”绩效监控预警"]


def test_lists_cost_the_same_for_one_row_and_for_three(fund, approved, client, django_assert_max_num_queries):  # noqa: F811
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    confirmed(fund, approved)
    client.force_login(fund.clerk)

    def cost(name):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        return len(queries)

    def add(year):
        plan = Plan.objects.create(
            entry=fund, year=year, goal="目标", state="approved", author=fund.clerk, reviewer=fund.finance
        )
        plan.assessments.create(
            kind="self", as_of=date(year, 12, 31), initial=1, budget=1, executed=1, author=fund.clerk
        )

    names = ("funds:desk_plans", "funds:desk_assessments")
    add(2022)
    [cost(name) for name in names]  # what is kept for the site is read once
    before = [cost(name) for name in names]
    add(2023)
    add(2024)
    assert [cost(name) for name in names] == before


@pytest.mark.parametrize(
    "text, sign, value, unit",
    [("≥50个", ">=", "50", "个"), ("≤ 1,200.5万元", "<=", "1200.5", "万元"), ("９５％", ">=", "95", "%"),
     ("＝1", "=", "1", ""), ("不低于90%", ">=", "90", "%"), ("2021年12月完成", "words", None, "")],
)  # fmt: skip
def test_a_target_is_read_as_it_is_written(text, sign, value, unit):
    found = target_of(text)
    assert found[:3] == (sign, D(value) if value else None, unit)


def uploaded(user, fund, data, kind):  # noqa: F811
    file = SimpleUploadedFile("表.xlsx", data)
    return imports.upload(
        actor=user, organisation=fund.organisation, kind=kind, subject=f"{fund.code}/2025", file=file
    )  # fmt: skip


def test_targets_go_out_and_come_in_the_same(fund):  # noqa: F811
    performance.write_plan(actor=fund.clerk, entry=fund, year=2025, goal="按期完成", indicators=indicators())
    plan = plans.plan_of(fund, 2025)
    plan.entry.fund = "高标准农田"
    data = documents.plan_workbook(plan, "高标准农田")
    assert data == documents.plan_workbook(plan, "高标准农田")
    job = uploaded(fund.clerk, fund, data, "targets")
    assert job.result["counts"] | {"rows": 4} == {"rows": 4, "new": 0, "changed": 0, "unchanged": 4, "refused": 0,
                                                   "missing": 0}  # fmt: skip
    performance.write_plan(actor=fund.clerk, entry=fund, year=2025, goal="改过", indicators=indicators()[:2])
    job = imports.apply(actor=fund.clerk, job=uploaded(fund.clerk, fund, data, "targets"))
    plan = plans.plan_of(fund, 2025)
    assert (plan.goal, [row.target for row in plan.rows]) == ("按期完成", ["≥50亩", "≤90万元", "效果明显", "≥90%"])
    imports.undo(actor=fund.clerk, job=job)
    assert plan.indicators.count() == 2


def test_a_self_evaluation_comes_in_by_name_and_goes_out_in_the_official_layout(fund, approved):  # noqa: F811
    Execution.objects.create(entry=fund, year=2025, month=12, planned=D(900_000), executed=D(450_000))
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2025, 12, 31))
    performance.answer(actor=fund.clerk, assessment=row, rows=answers(approved, *FULL))
    row.refresh_from_db()

    def workbook():
        return documents.evaluation_workbook(row, "高标准农田", assessments.lines(row), assessments.money_row(row))

    data = workbook()
    assert data == workbook()
    job = uploaded(fund.clerk, fund, data, "fund_evaluation")
    assert job.result["counts"]["unchanged"] == 5 and job.result["faults"] == [] and job.result["warnings"] == []
    short = (("25", "25", None, None, "雨季长"), *FULL[1:])
    performance.answer(actor=fund.clerk, assessment=row, rows=answers(approved, *short))
    job = imports.apply(actor=fund.clerk, job=uploaded(fund.clerk, fund, data, "fund_evaluation"))
    row.refresh_from_db()
    assert row.total == D("95.00")
    imports.undo(actor=fund.clerk, job=job)
    row.refresh_from_db()
    assert row.total == D("80.00")


def test_the_form_has_all_its_rows_of_money(fund, approved):  # noqa: F811
    """项目支出绩效自评表: 年度资金总额 and of it 当年财政拨款, 上年结转, 其他资金; 执行率 is that of the whole."""
    Execution.objects.create(entry=fund, year=2025, month=12, planned=D(900_000), executed=D(500_000))
    Remainder.objects.create(
        entry=fund, year=2024, kind="carried", amount=D(100_000), document_number="1号", settled_on=date(2025, 1, 5),
        made_by_id=1, made_by_name="甲",
    )  # fmt: skip
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2025, 12, 31))
    parts = {"carried_executed": D(100_000), "other_initial": D(0), "other_budget": D(250_000),
             "other_executed": D(125_000)}  # fmt: skip
    facts = {"actor": fund.clerk, "assessment": row, "rows": answers(approved, *FULL)}
    for wrong, words in (
        ({"carried_executed": D(100_001)}, "上年结转只有 10 万元"),
        ({"other_executed": D(250_001)}, "超过了它的全年预算"),
        ({"other_budget": D(-1)}, "不能是负数"),
    ):  # fmt: skip
        with pytest.raises(MoveRefused, match=words):
            performance.answer(**facts, parts=parts | wrong)
    row = performance.answer(**facts, parts=parts)
    money = assessments.money_row(row)
    initial = row.initial / 10_000
    assert money.whole.wan == (f"{initial.normalize():f}", f"{(initial + 35).normalize():f}", "62.5")
    assert [part.wan[1:] for part in money.parts] == [(f"{initial.normalize():f}", "40"), ("10", "10"), ("25", "12.5")]
    assert money.rate == scoring.points(D(625_000) / (row.initial + D(350_000)) * 100)
    data = documents.evaluation_workbook(row, "高标准农田", assessments.lines(row), money)
    performance.answer(**facts, parts=dict.fromkeys(parts, D(0)))
    job = imports.apply(actor=fund.clerk, job=uploaded(fund.clerk, fund, data, "fund_evaluation"))
    row.refresh_from_db()
    assert (row.carried_executed, row.other_budget, row.other_executed) == (D(100_000), D(250_000), D(125_000))
    imports.undo(actor=fund.clerk, job=job)
    row.refresh_from_db()
    assert row.other_budget == 0


def test_an_evaluation_of_other_indicators_is_refused_in_words(fund, approved):  # noqa: F811
    row = performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2025, 12, 31))
    performance.answer(actor=fund.clerk, assessment=row, rows=answers(approved, *FULL))
    row.refresh_from_db()
    lines = assessments.lines(row)
    lines[0].indicator.name = "修建水渠"
    lines[1].indicator.weight = D(25)
    job = uploaded(
        fund.clerk, fund, documents.evaluation_workbook(row, "高标准农田", lines, assessments.money_row(row)),
        "fund_evaluation",
    )  # fmt: skip
    said = [error for line in job.result["lines"] for error in line["errors"]]
    assert any("“修建水渠”不在批复的绩效目标里" in words for words in said)
    assert any("分值是25，批复的是20" in words for words in said)
    assert job.result["faults"] == ["表格里缺少指标“改造田块”。请补上后重新上传。"]
    with pytest.raises(imports.ImportRefused):
        imports.apply(actor=fund.clerk, job=job)


def test_the_real_form_of_another_place_names_what_does_not_fit(fund, approved):  # noqa: F811
    from pathlib import Path

    from django.conf import settings

    data = next(Path(settings.BASE_DIR, "tests/data").rglob("wb06*.xlsx")).read_bytes()
    performance.open_assessment(actor=fund.clerk, plan=approved, kind="self", as_of=date(2025, 12, 31))
    job = uploaded(fund.clerk, fund, data, "fund_evaluation")
    assert any("文件里有 3 张自评表" in fault for fault in job.result["faults"])
    assert job.result["counts"]["refused"] == job.result["counts"]["rows"] > 20


def test_public_lines_say_what_is_missing_and_since_when(fund, approved):  # noqa: F811
    line = reads.life(fund, 2025, date(2026, 5, 1))
    assert [(row["title"], row["state"], row["due"]) for row in line] == [
        ("绩效目标", "none", None), ("绩效自评", "late", date(2026, 3, 31)),
    ]  # fmt: skip
    row = confirmed(fund, approved)
    performance.publish_plan(actor=fund.finance, plan=approved, opinion=FINE)
    performance.publish_assessment(actor=fund.finance, assessment=row, opinion=FINE)
    line = reads.life(fund, 2025, date(2026, 5, 1))
    assert [(row["title"], row["state"]) for row in line] == [("绩效目标", "done"), ("绩效自评", "done")]


def test_what_is_kept_inside_has_no_public_page_of_performance(fund, approved, client):  # noqa: F811
    performance.publish_plan(actor=fund.finance, plan=approved, opinion=FINE)
    for address in (
        reverse("funds:performance", args=[fund.code, 2025]),
        reverse("funds:performance_file", args=[fund.code, 2025, "plan"]),
    ):
        assert client.get(address).status_code == 200
        FundVersion.objects.filter(entry=fund).update(scope="internal", scope_reason="依申请公开")
        assert client.get(address).status_code == 404
        FundVersion.objects.filter(entry=fund).update(scope="public", scope_reason="")
