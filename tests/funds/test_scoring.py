"""The points of 绩效评价, as the real forms give them."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funds.enums import Attainment, Grade, Sign
from funds.kinds import scoring
from funds.kinds.scoring import Target


@pytest.mark.parametrize(
    "sign, target, actual, score",
    [
        (Sign.AT_LEAST, "50", "50", "8.00"),
        (Sign.AT_LEAST, "50", "25", "4.00"),
        (Sign.AT_LEAST, "50", "0", "0.00"),
        (Sign.AT_LEAST, "0", "0", "8.00"),
        (Sign.AT_MOST, "90", "89.974", "8.00"),
        (Sign.AT_MOST, "90", "120", "6.00"),
        (Sign.AT_MOST, "0", "3", "0.00"),
        (Sign.EQUAL, "100", "100", "8.00"),
        (Sign.EQUAL, "100", "90", "7.20"),
        (Sign.EQUAL, "100", "110", "7.20"),
        (Sign.EQUAL, "100", "300", "0.00"),
    ],
)
def test_a_number_is_scored_in_full_or_in_proportion(sign, target, actual, score):
    assert scoring.full_score(Target(sign, D(target), D(8)), D(actual)) == D(score)


@given(
    st.sampled_from([Sign.AT_LEAST, Sign.AT_MOST, Sign.EQUAL]),
    st.decimals(0, 10**6, places=2),
    st.decimals(0, 10**6, places=2),
)
def test_no_score_leaves_its_weight(sign, target, actual):
    score = scoring.full_score(Target(sign, target, D("12.5")), actual)
    assert 0 <= score <= D("12.5")
    assert (score == D("12.5")) or actual != target


def test_execution_rate_is_of_the_budget_as_adjusted_and_at_most_one():
    assert scoring.execution_score(D("899740"), D("900000"), D(10)) == D("10.00")
    assert scoring.execution_score(D("450000"), D("900000"), D(10)) == D("5.00")
    assert scoring.execution_score(D("1000000"), D("900000"), D(10)) == D("10.00")
    with pytest.raises(ValueError):
        scoring.rate_of(D(1), D(0))


def test_words_are_scored_within_their_band():
    assert scoring.band(Attainment.REACHED, D(10)) == (D("8.00"), D("10.00"))
    assert scoring.band(Attainment.PARTLY, D(10)) == (D("6.00"), D("8.00"))
    assert scoring.band(Attainment.MISSED, D(10)) == (D("0.00"), D("6.00"))


@pytest.mark.parametrize(
    "total, grade",
    [("100", "excellent"), ("90", "excellent"), ("89.99", "good"), ("80", "good"), ("79.99", "middle"),
     ("60", "middle"), ("59.99", "poor"), ("0", "poor")],
)  # fmt: skip
def test_grades_begin_at_their_own_line(total, grade):
    assert scoring.grade_of(D(total), (90, 80, 60)) == Grade(grade)
