"""分配: first the 管理办法, never above the budget, the shares exactly the total, another person's review."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from core.models import SecrecyReview
from core.workflow import MoveRefused
from funds.actions import allocations, payments, schemes
from funds.actions.allocations import NoMeasure, ShareRow
from funds.enums import ApplicationState, CallState
from funds.models import Allocation, Application, BudgetYear, Call, FundRule, FundVersion, Measure, Project, Share
from funds.queries import allocations as queries
from funds.queries import schemes as scheme_queries
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .money import FINE, TWO, begun, fund, issued, townships, units, with_scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def f(finance):
    return fund(finance)


def test_no_money_before_a_measure_is_in_force(finance):
    f = fund(finance, measured=False)
    with pytest.raises(NoMeasure, match="先定办法"):
        begun(f)
    measure = Measure.objects.create(
        entry=f.entry, number=1, title="办法", dated=date(2026, 1, 1), valid_from=date(2099, 1, 1), issued_by="局",
        file="x", file_name="x.pdf", sha256="0" * 64, state="published", author=f.keeper, publisher=f.other,
        published_at="2026-01-02T10:00+08:00",
    )  # fmt: skip
    with pytest.raises(NoMeasure):
        begun(f)  # published, but not yet in force
    Measure.objects.filter(pk=measure.pk).update(valid_from=date(2026, 1, 1))
    assert begun(f).measure == measure


def test_the_database_refuses_an_allocation_under_a_draft(f):
    row = begun(f)
    draft = Measure.objects.create(
        entry=f.entry, number=2, title="修订", dated=date(2026, 1, 1), valid_from=date(2026, 6, 1), issued_by="局",
        file="x", file_name="x.pdf", sha256="0" * 64, author=f.keeper,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="no published measure"), transaction.atomic():
        Allocation.objects.filter(pk=row.pk).update(measure=draft)


@pytest.mark.parametrize(
    "options, words",
    [
        ({"total": "0"}, "大于 0"),
        ({"total": "-1"}, "负数"),
        ({"total": "1.001"}, "精确到分"),
        ({"total": "1e17"}, "过大"),
        ({"manner": "project"}, "选择这项资金本年度的申报通知"),
        ({"source_level": "central"}, "对应的上级专项"),
        ({"upper_special": "甘财农〔2026〕1号"}, "县级资金不填"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(f, options, words):
    with pytest.raises(MoveRefused, match=words):
        begun(f, **options)


def test_a_stranger_cannot_open_one(f):
    with pytest.raises(PermissionDenied):
        allocations.open_allocation(
            actor=staff_with("fill_funds", organisation=OrganisationFactory()), entry=f.entry, year=2026, title="x",
            manner="fact", total=Decimal(1),
        )  # fmt: skip


def test_by_factors_from_the_scheme_to_the_issue(f):
    townships("A")
    row = begun(f)
    first, second = with_scheme(f, row), with_scheme(f, row, "方案二", (("A", 1, 1, "1"), ("B", 1, 1, "1")))
    assert scheme_queries.document_of(first, row.total)["units"][0]["code"] == "A"
    side = scheme_queries.compared(first, second)
    assert [c.code for c in side] == ["A", "B", "C"] and side[2].right is None
    with pytest.raises(MoveRefused, match="还没有采用"):
        allocations.submit_allocation(actor=f.keeper, allocation=row)
    with pytest.raises(MoveRefused, match="理由"):
        schemes.choose_scheme(actor=f.keeper, scheme=first, reason=" ")
    schemes.choose_scheme(actor=f.keeper, scheme=first, reason="更贴近养护里程")
    assert sum(s.amount for s in row.shares.all()) == Decimal("1000.01")
    assert row.shares.get(recipient="A镇").organisation.code == "A"
    allocations.submit_allocation(actor=f.keeper, allocation=row)
    with pytest.raises(MoveRefused, match="不能再改因素方案"):
        schemes.set_factors(actor=f.keeper, scheme=first, factors=TWO)
    with pytest.raises(IntegrityError, match="left the draft"), transaction.atomic():
        Share.objects.filter(allocation=row).update(use="别的")
    allocations.approve_allocation(actor=f.reviewer, allocation=row, opinion="同意")
    with pytest.raises(MoveRefused, match="指标文号"):
        allocations.issue_allocation(actor=f.reviewer, allocation=row, document_number="", issued_on=date(2026, 3, 1))
    row = allocations.issue_allocation(
        actor=f.reviewer, allocation=row, document_number="漳财预〔2026〕8号", issued_on=date(2026, 3, 1)
    )
    assert list(row.moves.values_list("move", flat=True))[-3:] == ["submit", "approve", "issue"]
    assert not queries.public().exists()
    with pytest.raises(MoveRefused, match="编写人不能"):
        allocations.disclose_allocation(actor=f.keeper, allocation=row, opinion=FINE)
    allocations.disclose_allocation(actor=f.other, allocation=row, opinion=FINE)
    assert queries.public().get() == row
    assert SecrecyReview.objects.filter(kind="allocation", key=row.number).exists()
    assert queries.factor_share(2026) == Decimal("100.0")


def test_changed_inputs_undo_the_result_and_its_choice(f):
    row = begun(f)
    scheme = with_scheme(f, row)
    digest = scheme.digest
    schemes.choose_scheme(actor=f.keeper, scheme=scheme, reason="合适")
    row = allocations.edit_allocation(
        actor=f.keeper, allocation=row, title=row.title, total=Decimal(2000), source_level="county", upper_special=""
    )
    scheme.refresh_from_db()
    assert not scheme.chosen and not scheme.digest and not row.shares.exists()
    with pytest.raises(MoveRefused, match="请先测算"):
        schemes.choose_scheme(actor=f.keeper, scheme=scheme, reason="合适")
    assert schemes.compute_scheme(actor=f.keeper, scheme=scheme).digest not in ("", digest)
    schemes.set_factors(actor=f.keeper, scheme=scheme, factors=[TWO[1].__class__("面积", Decimal(100))])
    assert [len(unit.values) for unit in scheme.units.all()] == [1, 1, 1]  # values are kept by the factor's name
    assert scheme.units.order_by("position").first().values == [Decimal(1)]


def test_bad_tables_write_nothing(f):
    scheme = with_scheme(f, begun(f))
    with pytest.raises(MoveRefused, match="合计为 0"):
        schemes.put_units(actor=f.keeper, scheme=scheme, units=units(("A", 0, 1, "1"), ("B", 0, 1, "1")))
    assert scheme.units.count() == 3


def test_shares_must_be_the_total_and_name_no_person(f):
    row = begun(f, manner="fact")
    with pytest.raises(MoveRefused, match="身份证号或者手机号"):
        allocations.put_shares(
            actor=f.keeper, allocation=row, rows=[ShareRow("张三 13900000000", "补助", Decimal("1000.01"))]
        )
    allocations.put_shares(actor=f.keeper, allocation=row, rows=[ShareRow("武阳镇", "补助", Decimal(1000))])
    with pytest.raises(MoveRefused, match=r"还差 0\.01 元"):
        allocations.submit_allocation(actor=f.keeper, allocation=row)
    with pytest.raises(IntegrityError, match="do not sum"), transaction.atomic():
        Allocation.objects.filter(pk=row.pk).update(state="review")


def test_never_above_the_budget_of_the_year(f):
    issued(f, "60000")
    with pytest.raises(MoveRefused, match="只剩 4 万元"):
        issued(f, "40000.01")
    assert issued(f, "40000").state == "issued"


def test_the_author_does_not_review(f):
    both = staff_with("fill_funds", "review_funds", organisation=f.office)
    f.keeper = f.reviewer = both
    with pytest.raises(MoveRefused, match="编制人不能"):
        issued(f)


def test_sent_back_it_can_be_changed_again(f):
    row = begun(f, manner="fact")
    rows = [ShareRow("武阳镇", "补助", Decimal("1000.01"))]
    allocations.put_shares(actor=f.keeper, allocation=row, rows=rows)
    allocations.submit_allocation(actor=f.keeper, allocation=row)
    allocations.send_back_allocation(actor=f.reviewer, allocation=row, reason="明细到村")
    assert allocations.put_shares(actor=f.keeper, allocation=row, rows=rows).state == "draft"


def test_by_project_the_funded_are_taken_as_granted(f):
    call = Call.objects.create(
        number="SB20260001", entry=f.entry, year=2026, title="申报", conditions="x", applicants=["enterprise"],
        budget=1000, opens_on=date(2026, 2, 1), closes_on=date(2026, 2, 20), author=f.keeper,
    )  # fmt: skip
    with pytest.raises(MoveRefused, match="还没有确定立项项目"):
        begun(f, "300", "project", call=call)
    Call.objects.filter(pk=call.pk).update(state=CallState.DECIDED)
    call.refresh_from_db()
    owner = UserFactory()
    for n, state in enumerate((ApplicationState.FUNDED, ApplicationState.FUNDED, ApplicationState.KEPT), start=1):
        project = Project.objects.create(
            number=f"XM{n}", entry=f.entry, kind="enterprise", owner=owner, applicant_name=f"企业{n}",
            credit_code="91621125MA7ABCDE95", title=f"项目{n}", content="x", total_cost=1000,
        )  # fmt: skip
        Application.objects.create(
            call=call, project=project, state=state, amount_asked=500, amount_granted=n * 100, rank=n
        )
    row = begun(f, "300", "project", call=call)
    allocations.take_projects(actor=f.keeper, allocation=row)
    assert list(row.shares.values_list("recipient", "amount")) == [("企业1", 100), ("企业2", 200)]
    allocations.submit_allocation(actor=f.keeper, allocation=row)
    again = begun(f, "300", "project", call=call)
    with pytest.raises(MoveRefused, match="没有还未分配"):
        allocations.take_projects(actor=f.keeper, allocation=again)


def test_what_is_internal_is_never_published(f):
    row = issued(f)
    FundVersion.objects.filter(entry=f.entry).update(scope="internal", scope_reason="敏感")
    with pytest.raises(MoveRefused, match="不公开"):
        allocations.disclose_allocation(actor=f.other, allocation=row, opinion=FINE)
    Allocation.objects.filter(pk=row.pk).update(published_at="2026-03-03T10:00+08:00", publisher=f.other)
    assert not queries.public().exists()


def test_the_clock_of_the_townships(f):
    OrganisationFactory(county=True)
    FundRule.objects.get_or_create(
        level="county",
        defaults={"forms": ["department"], "total_cap": 100, "department_min": 3, "department_max": 5, "single_cap": 1},
    )
    BudgetYear.objects.create(year=2026, approved_on=date(2026, 1, 8), meeting="人代会", document_number="1号")
    clock = queries.clock_of(2026, today=date(2026, 3, 1))
    assert clock.due == date(2026, 3, 9) and clock.state == "due" and "还剩 8 日" in clock.words
    assert queries.clock_of(2026, date(2026, 3, 10)).state == "late"
    assert queries.clock_of(2026, date(2026, 3, 9)).state == "done"
    assert queries.clock_of(2025) is None
    FundVersion.objects.filter(entry=f.entry).update(manner="factors")
    assert [(v.entry_id, a) for v, a in queries.not_issued(2026)] == [(f.entry.pk, None)]
    townships("A")
    row = begun(f)
    with_scheme(f, row)
    assert [a for _, a in queries.not_issued(2026)] == [row]


def test_payments_by_batch_never_above_the_share(f):
    row = issued(f, "1000", issued_on=date(2026, 3, 2))
    first, second = row.shares.order_by("position")
    day = {"paid_on": date(2026, 3, 5), "voucher": "记-1"}
    made = payments.pay(
        actor=f.keeper, allocation=row, amounts={first.pk: Decimal(400), second.pk: Decimal(500)}, **day
    )
    assert {p.batch for p in made} == {1}
    with pytest.raises(MoveRefused, match=r"只剩 100\.00 元"):
        payments.pay(actor=f.keeper, allocation=row, amounts={first.pk: Decimal("100.01")}, **day)
    with pytest.raises(MoveRefused, match="不能早于下达日期"):
        payments.pay(actor=f.keeper, allocation=row, amounts={first.pk: 1}, paid_on=date(2026, 3, 1), voucher="1")
    back = payments.reverse(actor=f.keeper, payment=made[0], paid_on=date(2026, 3, 6), voucher="记-2")
    assert back.amount == -400
    for again in (made[0], back):
        with pytest.raises(MoveRefused, match="冲销"):
            payments.reverse(actor=f.keeper, payment=again, paid_on=date(2026, 3, 6), voucher="记-3")
    assert payments.pay(actor=f.keeper, allocation=row, amounts={first.pk: Decimal(500)}, **day)[0].batch == 2
    with pytest.raises(IntegrityError, match="payments of share"), transaction.atomic():
        made[1].pk = None
        made[1].save(force_insert=True)


def test_nothing_is_paid_before_the_issue(f):
    row = begun(f, manner="fact")
    with pytest.raises(MoveRefused, match="还没有下达"):
        payments.pay(actor=f.keeper, allocation=row, amounts={1: 1}, paid_on=date(2026, 3, 1), voucher="1")


def test_sources_are_told_apart(f):
    issued(f, "1000")
    issued(f, "500", source_level="province", upper_special="农村公路养护补助（甘财建〔2026〕6号）")
    assert queries.sources_of(f.entry, 2026) == [
        ("省", Decimal(500), ["农村公路养护补助（甘财建〔2026〕6号）"]),
        ("县", Decimal(1000), []),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_is_too_much(finance):
    f = fund(finance)
    rows = []
    for _ in range(2):
        row = begun(f, "60000", manner="fact")
        allocations.put_shares(actor=f.keeper, allocation=row, rows=[ShareRow("武阳镇", "补助", Decimal(60000))])
        rows.append(allocations.submit_allocation(actor=f.keeper, allocation=row))
    start = Barrier(2)

    def approve(row):
        try:
            start.wait(10)
            return allocations.approve_allocation(actor=f.reviewer, allocation=row).state
        except MoveRefused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(approve, rows))
    assert "只剩 4 万元" in said[0] and said[1] == "approved"
