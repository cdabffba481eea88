"""A fund's life for everyone: what is public at each stage, what isn't and by when it is due; who is late."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from core.workdays import load_statutory_calendar
from funds.actions import load_rules
from funds.actions.duties import tell_overdue
from funds.models import BudgetYear, DepartmentBudget, FundEntry, FundRule, FundVersion, Measure, Plan
from funds.queries import home, life, publication
from powerlist.models import Urging
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .conftest import published
from .test_shown import judged

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def measure(entry, state="published", dated=date(2025, 12, 1)):
    author, publisher = UserFactory(staff=True), UserFactory(staff=True)
    done = {"publisher": publisher, "published_at": timezone.now()} if state == "published" else {}
    return Measure.objects.create(
        entry=entry, number=1, title="教育专项管理办法", document_number="漳财发〔2025〕8号", dated=dated,
        issued_by="县财政局", valid_from=date(2026, 1, 1), file=ContentFile(b"x", name="a.pdf"), file_name="a.pdf",
        sha256="0" * 64, state=state, author=author, **done,
    )  # fmt: skip


@pytest.fixture
def school(finance, people):
    """A fund of 县教育局 on the list of 2026."""
    load_rules()
    load_statutory_calendar()
    body = OrganisationFactory(name="县教育局", short_name="县教育局")
    published(finance, people, [(body, "学前教育发展资金", "3600000")])
    return FundEntry.objects.get(organisation=body)


def lines(entry, today=TODAY):
    row = life.rows_of(entry)[0]
    return {line.stage: line for line in life.stages_of(entry, row, today)}


def test_a_missing_stage_says_by_when_or_that_no_day_is_set(school):
    found = lines(school)
    assert list(found) == ["measure", "call", "review", "allocation", "use", "inspection", "performance"]
    assert found["measure"].missing[0].startswith("办法还没有公开，由县教育局公开；没有规定期限。")
    assert found["call"].missing == ["申报还没有公开，由县教育局公开；没有规定期限。"]
    assert found["performance"].missing == ["绩效自评还没有公开，应于 2027-03-31 前由县教育局公开。"]
    assert (found["performance"].state, found["use"].state) == ("due", "none")


def test_what_is_public_is_shown_with_its_day(school):
    measure(school)
    found = lines(school)["measure"]
    assert (found.state, found.rows[0]["date"], found.missing) == ("done", date(2026, 1, 1), [])


def test_a_paper_that_is_formed_but_not_public_is_late(school):
    """政府信息公开条例 26: 20 working days from the day it was formed; the draft's own words stay inside."""
    measure(school, state="draft", dated=date(2026, 11, 2))
    found = lines(school)["measure"]
    assert (found.state, found.due) == ("due", date(2026, 11, 30))
    assert lines(school, date(2026, 12, 1))["measure"].state == "late"
    [owed] = publication.overdue(date(2026, 12, 2))[:1]
    assert (owed.what, owed.body.name, owed.name, owed.due) == (
        "管理办法",
        "县教育局",
        "学前教育发展资金",
        date(2026, 11, 30),
    )
    assert owed.days == 2 and "自 2026-11-02 次日起 20 个工作日" in owed.words and "第二十六条" in owed.words


def test_funds_by_factors_have_no_call(school):
    row = life.rows_of(school)[0]
    row.manner = "factors"
    found = {line.stage: line for line in life.stages_of(school, row, TODAY)}
    assert found["call"].idle and found["call"].missing == ["这项资金按因素法分配，不用申报评审。"]


def test_the_budget_and_the_list_have_their_own_clock(school, finance):
    """预算法 14: 20 natural days; the last day is a Sunday, so it is Monday (民法典 203)."""
    year = BudgetYear.objects.create(
        year=2027, approved_on=date(2027, 1, 11), meeting="县人代会", document_number="漳人发〔2027〕1号"
    )
    DepartmentBudget.objects.create(
        year=year, organisation=school.organisation, replied_on=date(2027, 1, 11), document_number="漳财〔2027〕1号"
    )
    owed = {row.stage: row for row in publication.owed(date(2027, 2, 3)) if row.entry is None}
    assert {stage: row.due for stage, row in owed.items()} == {"list": date(2027, 2, 1), "budget": date(2027, 2, 1)}
    assert owed["list"].body == finance and owed["budget"].body == school.organisation
    assert owed["list"].days == 2 and "20 个自然日" in owed["list"].words


def test_what_is_kept_inside_is_never_said_to_be_late(finance, people):
    load_rules()
    load_statutory_calendar()
    body = OrganisationFactory()
    published(finance, people, [(body, "内部专项", "1")], year=2025)
    entry = FundEntry.objects.get(organisation=body)
    measure(entry, state="draft", dated=date(2026, 1, 5))
    assert [row.entry.pk for row in publication.overdue(TODAY) if row.stage == "measure"] == [entry.pk]
    clone = FundVersion.objects.get(entry=entry)
    clone.pk, clone.year, clone.number, clone.scope, clone.scope_reason = None, 2026, 2, "internal", "工作秘密"
    clone.save()
    assert publication.overdue(TODAY) == [] or all(row.entry.pk != entry.pk for row in publication.overdue(TODAY))


def test_a_body_is_told_once_and_it_is_settled_by_publishing(school):
    paper = measure(school, state="draft", dated=date(2026, 1, 5))
    at = timezone.now()
    assert tell_overdue(on=TODAY, at=at) >= 1
    told = Urging.objects.get(key=f"funds:open:measure:{paper.pk}")
    assert (told.organisation, told.permission, told.settled_at) == (school.organisation, "fill_funds", None)
    assert "管理办法到期没有公开" in told.title
    assert tell_overdue(on=TODAY, at=at) == 0
    Measure.objects.filter(pk=paper.pk).update(
        state="published", publisher=UserFactory(staff=True), published_at=timezone.now()
    )
    tell_overdue(on=TODAY, at=at)
    told.refresh_from_db()
    assert told.settled_at is not None


def test_the_page_shows_the_whole_life_and_the_money(client, school):
    measure(school)
    judged(school, 2025, "good")
    page = client.get(f"/open/funds/{school.code}/").content.decode()
    for words in (
        "学前教育发展资金",
        "教育专项管理办法",
        "这笔钱按什么规矩花",
        "年初预算",
        "2025 年良",
        "应于 2027-03-31 前",
    ):
        assert words in page
    assert client.get(f"/open/funds/{school.code}/?year=2025").status_code == 404
    assert client.get("/open/funds/F2026-000/").status_code == 404


def test_money_that_is_not_public_is_not_in_the_public_sums(school):
    spent = life.public_money(school, 2026)
    assert (spent.initial, spent.allocated, spent.paid) == (Decimal("3600000"), 0, 0)


def test_a_fund_that_left_the_list_stays_readable(client, school):
    FundEntry.objects.filter(pk=school.pk).update(ended_on=date(2026, 6, 30))
    page = client.get(f"/open/funds/{school.code}/")
    assert page.status_code == 200 and "已经退出清单" in page.content.decode()


def test_the_duties_page_names_who_is_late(client, school):
    measure(school, state="draft", dated=date(2026, 1, 5))
    page = client.get("/open/funds/duties/").content.decode()
    assert "学前教育发展资金" in page and "个工作日" in page and "县财政局" in page
    clerk = staff_with("fill_funds", organisation=school.organisation)
    assert [row.body for row in home.overdue(home.bodies_of(clerk), TODAY, FundRule.ours())] == [school.organisation]
    assert home.bodies_of(UserFactory(staff=True)) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(client, finance, people, count, django_assert_num_queries):
    load_rules()
    load_statutory_calendar()
    rows = [(OrganisationFactory(), f"项目{n}", "10000") for n in range(count)]
    published(finance, people, rows)
    for entry in FundEntry.objects.all():
        measure(entry, state="draft", dated=date(2026, 1, 5))
    assert Plan.objects.count() == count
    client.get("/open/funds/duties/")
    with django_assert_num_queries(11):
        client.get("/open/funds/duties/")
