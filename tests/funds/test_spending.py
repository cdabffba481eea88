"""Budget changes, monthly execution, what is left at a year's end."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from core.workflow import MoveRefused
from funds.actions import budgets, execution, imports, remainders, schemes
from funds.actions.execution import MonthRow
from funds.actions.money_watch import watch_money
from funds.kinds.remainders import YearOf, left_at_end
from funds.models import BudgetChange, BudgetYear, Execution, FundRule, FundVersion, Remainder
from funds.queries import allocations as allocation_queries
from funds.queries import remainders as left_queries
from funds.queries.money import money
from funds.resources import month_sheet
from powerlist.models import Urging
from tests.factories import OrganisationFactory

from .money import begun, fund, issued, townships, with_scheme

D = Decimal


@pytest.mark.parametrize(
    "rows, carry, surplus",
    [
        ([YearOf(2025, D(100), D(70))], 30, 0),
        ([YearOf(2024, D(100), D(60), D(40)), YearOf(2025, D(100), D(30))], 110, 0),  # the oldest is spent first
        ([YearOf(2023, D(100), D(60), D(40)), YearOf(2024, D(50), D(10), D(80)), YearOf(2025, D(50), D(0))], 100, 30),
        ([YearOf(2024, D(100), D(60)), YearOf(2025, D(100), D(100))], 0, 0),  # what no act carried on is gone
        ([YearOf(2024, D(100), D(140), D(0)), YearOf(2025, D(10), D(4))], 6, 0),  # too much spent leaves no debt
        ([YearOf(2025, D(100), D(70)), YearOf(2026, D(100), D(0))], 30, 0),  # later years don't count
    ],
)
def test_two_years_unused_is_surplus(rows, carry, surplus):
    left = left_at_end(rows, 2025)
    assert (left.carry, left.surplus) == (carry, surplus)


@pytest.fixture
def f(finance):
    OrganisationFactory(county=True)
    rule = {"forms": ["department"], "total_cap": 100, "department_min": 3, "department_max": 5, "single_cap": 1}
    FundRule.objects.get_or_create(level="county", defaults=rule)
    return fund(finance)


def change(f, kind="adjustment", amount="5000", actor=None, **options):
    facts = {"approved_by": "县人大常委会", "document_number": "漳人常发〔2026〕1号", "reason": "水毁修复"}
    facts |= {"approved_on": date(2026, 5, 1)} | options
    return budgets.change_budget(
        actor=actor or f.reviewer, entry=f.entry, year=2026, kind=kind, amount=D(amount), **facts
    )


@pytest.mark.django_db
def test_budget_changes_are_told_apart_and_a_transfer_sums_to_zero(f, finance):
    change(f)
    change(f, "above", "2000", approved_by="省财政厅")
    other = fund(finance)
    with pytest.raises(PermissionDenied):  # each end is its department's, and 财政局 must reach both
        change(f, "transfer", "1000", other=other.entry)
    f.reviewer = other.reviewer = both(f, other)
    change(f, "transfer", "1000", other=other.entry, approved_by="县财政局")
    assert sum(BudgetChange.objects.filter(kind="transfer").values_list("amount", flat=True)) == 0
    assert money(f.entry, 2026).budget == D(106000) and money(other.entry, 2026).budget == D(101000)


def both(first, second):
    from tests.factories import staff_with

    user = staff_with("review_funds", organisation=first.office)
    again = staff_with("review_funds", organisation=second.office)
    holding = again.holdings.get()
    holding.pk, holding.user = None, user
    holding.save()
    return user


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options, words",
    [
        ({"approved_by": "县财政局"}, "人大常委会批准"),
        ({"kind": "transfer"}, "另一项资金"),
        ({"kind": "above", "amount": "-1", "approved_by": "省财政厅"}, "不能是负数"),
        ({"amount": "0"}, "不能是 0"),
        ({"amount": "-40000.01"}, "低于已分配的"),
        ({"approved_on": date(2999, 1, 1)}, "不能晚于今天"),
        ({"reason": " "}, "事由"),
    ],
)
def test_a_change_that_cannot_be_is_refused(f, options, words):
    issued(f, "60000")
    with pytest.raises(MoveRefused, match=words):
        change(f, **options)
    assert not BudgetChange.objects.exists()


def report(f, month, planned, executed, remark=""):
    rows = {f.entry.pk: MonthRow(D(planned), D(executed), remark)}
    return execution.report_execution(actor=f.keeper, organisation=f.office, year=2026, month=month, rows=rows)


@pytest.mark.django_db
def test_months_are_cumulative(f):
    report(f, 1, 1000, 900)
    report(f, 2, 2000, 1800)
    with pytest.raises(MoveRefused, match="累计数不应减少"):
        report(f, 3, 3000, 1700)
    report(f, 3, 3000, 1700, "更正多报")
    with pytest.raises(MoveRefused, match="还没有到"):
        execution.report_execution(actor=f.keeper, organisation=f.office, year=2999, month=1, rows={f.entry.pk: None})
    with pytest.raises(PermissionDenied):
        execution.report_execution(actor=f.reviewer, organisation=f.office, year=2026, month=1, rows={})
    assert money(f.entry, 2026).executed == D(1700)
    assert Execution.history.count() == 3
    refused, warned = execution.judge_month({f.entry.pk: MonthRow(D(1), D(100001))}, 2026, 1)[f.entry.pk]
    assert not refused and any("超过全年预算" in said for said in warned) and any("后一个月" in said for said in warned)


@pytest.mark.django_db
def test_the_month_comes_and_goes_by_its_workbook(f):
    text = FundVersion.objects.get(entry=f.entry)
    data = month_sheet(2026, 4, f.office, [text], {})
    book = load_workbook(io.BytesIO(data))
    cell = next(c for row in book.active.iter_rows() for c in row if c.value == text.name)
    cell.offset(column=1).value, cell.offset(column=2).value = "１２，０００", "1.1万元"
    out = io.BytesIO()
    book.save(out)
    upload = SimpleUploadedFile("月报.xlsx", out.getvalue())
    job = imports.upload(actor=f.keeper, organisation=f.office, kind="execution", subject="2026-4", file=upload)
    assert job.result["counts"]["refused"] == 0, job.result
    imports.apply(actor=f.keeper, job=job)
    row = Execution.objects.get()
    assert (row.planned, row.executed) == (D(12000), D(11000))
    imports.undo(actor=f.keeper, job=job)
    assert not Execution.objects.exists()


@pytest.mark.django_db
def test_a_month_starts_from_what_was_reported_by_then(f, client):
    for month, sum_ in ((2, 200), (5, 500)):
        rows = {f.entry.pk: MonthRow(D(sum_), D(sum_))}
        execution.report_execution(actor=f.keeper, organisation=f.office, year=2026, month=month, rows=rows)
    client.force_login(f.keeper)

    def sums(month):
        page = client.get(reverse("funds:month_sheet", args=[f.office.code, 2026, month]))
        book = load_workbook(io.BytesIO(b"".join(page.streaming_content)))
        return [row[4].value for row in book.active.iter_rows() if row[1].value == f.entry.code]

    assert [sums(month) for month in (1, 2, 3, 6)] == [[None], ["200.00"], ["200.00"], ["500.00"]]


@pytest.mark.django_db
def test_what_is_left_is_settled_by_an_act(f):
    FundVersion.objects.filter(entry=f.entry).update(year=2025)
    Execution.objects.create(entry=f.entry, year=2025, month=12, planned=100000, executed=70000)
    assert [(w.open, w.left.surplus) for w in left_queries.waiting(2025, date(2026, 1, 2))] == [(D(30000), 0)]
    assert left_queries.waiting(2025, date(2025, 12, 31)) == []

    def settle(amount, kind="carried", **options):
        facts = {"document_number": "漳财预〔2026〕2号", "settled_on": date(2026, 1, 20)} | options
        return remainders.settle_remainder(
            actor=f.reviewer, entry=f.entry, year=2025, kind=kind, amount=D(amount), **facts
        )

    with pytest.raises(MoveRefused, match="超过了可以办理的数额"):
        settle("30000.01")
    settle(20000)
    with pytest.raises(MoveRefused, match="已经办过"):
        settle(1)
    settle(10000, "surplus")
    assert not left_queries.waiting(2025, date(2026, 2, 1))
    assert money(f.entry, 2026).carried == D(20000)
    assert Remainder.objects.count() == 2


@pytest.mark.django_db
def test_the_watch_urges_once_and_settles_what_is_done(f):
    townships("A")
    BudgetYear.objects.create(year=2026, approved_on=date(2026, 1, 8), meeting="人代会", document_number="1号")
    row = begun(f)
    schemes.choose_scheme(actor=f.keeper, scheme=with_scheme(f, row), reason="合适")
    assert watch_money(on=date(2026, 2, 1)) == 0  # far from its day
    assert watch_money(on=date(2026, 3, 1)) == 1 and watch_money(on=date(2026, 3, 2)) == 0
    assert watch_money(on=date(2026, 3, 10)) == 1  # late now
    late = Urging.objects.get(settled_at=None)
    assert late.permission == "fill_funds" and "已超 1 日" in late.text
    assert [u.pk for u in allocation_queries.urged(f.keeper)] == [late.pk]
    assert not allocation_queries.urged(f.reviewer)
    type(row).objects.filter(pk=row.pk).update(state="withdrawn")
    assert watch_money(on=date(2026, 3, 11)) == 0 and not Urging.objects.filter(settled_at=None).exists()
