"""Months, quarters and years: what they are called and which days belong to them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.queries.periods import month_of, period, recent


@pytest.mark.parametrize(
    ("key", "first", "last", "label"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026年2月"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028年2月"),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), "2026年12月"),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_a_period_as_it_is_written(key, first, last, label):
    found = period(key)
    assert (found.first, found.last, found.label) == (first, last, label)
    assert not found.is_over(last) and found.is_over(last + timedelta(days=1))


@pytest.mark.parametrize("key", ["", "2026-13", "2026-1", "2026Q5", "26", "1999", "２０２６", "2026-02-01", None])
def test_what_is_no_period(key):
    assert period(key) is None


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_every_day_lies_in_its_month_and_months_leave_no_gap(day):
    month = month_of(day)
    assert month.first <= day <= month.last
    assert month_of(month.last + timedelta(days=1)).first == month.last + timedelta(days=1)
    assert len({p.key for p in recent(day)}) == 9
