"""特别程序 (许可法 45): only the eight or a cited law, only with a document, only for the days that were told."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from approvals import actions, queries
from approvals.models import Extension, Procedure
from core.workflow import MoveRefused

from .factories import at
from .test_clocks import CALENDAR, MARCH, made, works


def end(case, office, moment, result="专家组一致同意"):
    return actions.end_procedure(case=case, actor=office.handler, result=result, at=at(moment))


def test_what_was_told_is_not_counted(office):
    case = office.special("2026-03-05 10:00")  # accepted on 3 March, promised 7 days: 12 March
    assert case.state == "special"
    assert (case.promise_due, case.burns_on) == (date(2026, 3, 19), date(2026, 3, 12))
    case = end(case, office, "2026-03-10 16:00")  # three of the five days told were used: 6, 9, 10 March
    assert (case.state, case.promise_due) == ("review", date(2026, 3, 17))
    procedure = case.procedures.get()
    assert (procedure.ended_on, procedure.ended_by) == (date(2026, 3, 10), office.handler)


def test_what_it_takes_beyond_the_days_told_counts_against_the_body(office):
    case = end(office.special("2026-03-05 10:00"), office, "2026-03-31 16:00")
    assert case.promise_due == date(2026, 3, 19)  # five days told, not the eighteen that it took
    special = [clock for clock in queries.clocks(case) if clock.kind == "special"]
    assert [clock.is_late(date(2026, 12, 1)) for clock in special] == [True]


def test_the_count_says_which_days_were_not_counted_and_why(office):
    case = end(office.special("2026-03-05 10:00"), office, "2026-03-10 16:00")
    promise = next(clock for clock in queries.clocks(case) if clock.kind == "promise")
    said = {day.date: day.why for day in promise.days if not day.counted}
    assert said[date(2026, 3, 6)] == "暂停" and said[date(2026, 3, 10)] == "暂停"
    assert sum(day.counted for day in promise.days) == 7


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"notified_days": 0}, "需要几天"),
        ({"document": " "}, "没有文件"),
        ({"basis": ""}, "法律条款"),
        ({"kind": "by_law"}, "写明规定它的法律"),
    ],
)
def test_nothing_stops_the_clock_without_its_paper_and_its_law(office, facts, words):
    with pytest.raises(MoveRefused, match=words):
        office.special(**facts)
    assert not Procedure.objects.exists()


def test_a_site_inspection_is_no_special_procedure(office):
    with pytest.raises(MoveRefused, match="现场勘验"):
        office.special(kind="site_visit")


def test_one_at_a_time_and_a_result_at_the_end(office):
    case = office.special()
    with pytest.raises(MoveRefused):
        actions.begin_procedure(
            case=case, actor=office.handler, kind="testing", notified_days=3, document="委托书1号",
            at=at("2026-03-06 10:00"),
        )  # fmt: skip
    with pytest.raises(MoveRefused, match="结果"):
        end(case, office, "2026-03-10 10:00", result=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Procedure.objects.create(
            case=case, kind="testing", notified_days=3, document="x", began_on=date(2026, 3, 6),
            begun_by=office.handler,
        )  # fmt: skip


spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12), st.integers(0, 25)), max_size=3
)  # begins n days after the one before ended, told days, took days


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 40), st.integers(0, 20), st.integers(0, 15), spans)
def test_against_a_count_by_hand(first, promised, extended, gaps):
    """The promise with pauses and an extension, day by day in the plainest way."""
    accepted = MARCH[first]
    case = made(received_at=at(f"{accepted} 09:00"), accepted_at=at(f"{accepted} 09:00"), state="review")
    case.version.promised_limit = promised
    rows, day = [], accepted
    for gap, told, took in gaps:
        began = day + timedelta(days=gap)
        day = began + timedelta(days=took)
        rows.append(
            Procedure(kind="experts", notified_days=told, unit="workday", began_on=began, ended_on=day, case_id=1)
        )
    case._prefetched_objects_cache = {"procedures": rows}
    if extended:
        case.extension = Extension(days=extended, unit="workday")
    excluded = set()
    for row in rows:
        day, left = row.began_on, row.notified_days
        while left and day < row.ended_on:
            day += timedelta(days=1)
            left -= works(day)
            excluded.add(day)
    day, left = accepted, promised + extended
    while left or not works(day) or day in excluded:
        if not left and promised + extended:
            break
        day += timedelta(days=1)
        left -= bool(left) and works(day) and day not in excluded
    if day > CALENDAR.last:
        return
    found = next(clock for clock in queries.clocks(case, CALENDAR) if clock.kind == "promise")
    assert found.due == day
