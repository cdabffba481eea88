"""Whose days they were: by hand, and in sum against the days elapsed."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.enums import CaseState
from core import workdays
from supervision.actions import sweep
from supervision.models import Alert
from supervision.queries.holding import days_by_holder
from tests.approvals.factories import at

from .test_judging import CALENDAR, DAY

STATES = list(CaseState)


def test_who_was_at_it_on_the_days_of_a_late_case(office):
    """Accepted on Tuesday the 3rd, in review on the 5th handed to the decider; due on the 12th."""
    office.reviewed()
    sweep(now=at("2026-03-13 08:00"))
    card = Alert.objects.get(level="2")
    assert [(row["holder"], row["days"]) for row in card.holders] == [("handler", 2), ("decider", 6)]


@settings(max_examples=150, deadline=None)
@given(
    start=st.dates(date(2015, 1, 2), date(2026, 6, 1)),
    length=st.integers(0, 120),
    acts=st.lists(st.tuples(st.integers(-30, 150), st.sampled_from(STATES)), max_size=8),
)
def test_the_days_of_all_holders_are_the_days_elapsed(start, length, acts):
    until = start + length * DAY
    found = days_by_holder([(start + n * DAY, state) for n, state in acts], start, until, CALENDAR)
    assert sum(row["days"] for row in found) == workdays.elapsed(start, until, calendar=CALENDAR)
    assert len({row["holder"] for row in found}) == len(found)
    assert all(row["days"] > 0 and timedelta(row["days"]) <= until - start for row in found)
