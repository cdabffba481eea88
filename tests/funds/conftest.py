"""The people and lists that the tests of the funds start from."""

from datetime import date

import pytest

from funds import actions
from funds.models import BudgetYear, Plan
from tests.factories import OrganisationFactory, UserFactory, staff_with


@pytest.fixture
def finance():
    return OrganisationFactory(name="县财政局", short_name="县财政局")


@pytest.fixture
def people(finance):
    """Three people of 财政局: one fills the list, one records decisions, one publishes."""
    return {
        "clerk": staff_with("fill_funds", organisation=finance),
        "recorder": staff_with("record_decision", organisation=finance),
        "publisher": staff_with("review_funds", organisation=finance),
    }


def planned(*rows):
    """An approved plan for each row of a list, as it must be before the list is submitted."""
    author, reviewer = UserFactory(staff=True), UserFactory(staff=True)
    for row in rows:
        Plan.objects.get_or_create(
            entry_id=row.entry_id,
            year=row.year,
            defaults={"goal": "按期完成", "state": "approved", "author": author, "reviewer": reviewer},
        )


def drafted(finance, people, rows, year=2026):
    """A year's list in draft with (organisation, name, amount in 元) rows, each with an approved plan."""
    actions.load_rules()
    change_set = actions.open_list(actor=people["clerk"], organisation=finance, year=year)
    planned(*actions.add_funds(actor=people["clerk"], change_set=change_set, rows=rows))
    return change_set


def approved_year(year=2026, approved_on=None):
    """人大 has approved the budget: without it no list of the year is published."""
    facts = {"approved_on": approved_on or date(year, 1, 10), "meeting": "县人代会", "document_number": f"{year}号"}
    return BudgetYear.objects.get_or_create(year=year, defaults=facts)[0]


def published(finance, people, rows, year=2026, secrecy_opinion="不涉及国家秘密，可以公开"):
    """A year's list from its rows to its publication on 20 January; returns the change set."""
    change_set = drafted(finance, people, rows, year)
    actions.submit(actor=people["clerk"], change_set=change_set)
    actions.record_decision(
        actor=people["recorder"],
        change_set=change_set,
        meeting="县政府第1次常务会议",
        decided_on=date(year, 1, 5),
        document_number=f"漳政发〔{year}〕1号",
    )
    approved_year(year)
    return actions.publish(
        actor=people["publisher"],
        change_set=change_set,
        effective_on=date(year, 1, 20),
        secrecy_opinion=secrecy_opinion,
    )
