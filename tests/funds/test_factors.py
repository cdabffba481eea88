"""因素法: exact to the 分, the same in every order, and refused in words."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funds.kinds.factors import Factor, Unallocable, Unit, allocate, digest_of, document, opened

SCRIPT = Path(__file__).parents[2] / "funds" / "data" / "recompute.py"
NUMBERS = st.decimals(min_value=0, max_value=10**9, places=6)
TOTALS = st.integers(1, 10**14).map(lambda fen: Decimal(fen) / 100)


@st.composite
def tables(draw):
    """Factors whose weights are 100 together and units of which each factor has some."""
    cuts = sorted(draw(st.sets(st.integers(1, 9999), max_size=4)))
    weights = [Decimal(b - a) / 100 for a, b in zip([0, *cuts], [*cuts, 10000], strict=True)]
    factors = [Factor(f"因素{n}", weight) for n, weight in enumerate(weights)]
    rows = draw(st.lists(st.tuples(*[NUMBERS] * len(factors)), min_size=1, max_size=9))
    rows.append(tuple(Decimal(1) for _ in factors))
    coefficients = st.decimals(min_value=0, max_value=2, places=4)
    units = [Unit(f"U{n}", f"单位{n}", row, draw(coefficients)) for n, row in enumerate(rows[:-1])]
    return factors, [*units, Unit("Z", "末位", rows[-1])]


@given(TOTALS, tables(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_parts_sum_to_the_total_and_the_order_of_units_never_matters(total, table, pick):
    factors, units = table
    amounts = allocate(total, factors, units)
    assert sum(amounts.values()) == total
    assert all(amount >= 0 and amount == amount.quantize(Decimal("0.01")) for amount in amounts.values())
    shuffled = pick.sample(units, len(units))
    assert allocate(total, factors, shuffled) == amounts


@given(TOTALS, tables())
@settings(max_examples=30, deadline=None)
def test_no_part_is_a_whole_fen_away_from_its_exact_quota(total, table):
    from fractions import Fraction

    factors, units = table
    sums = [sum(Fraction(u.values[k]) for u in units) for k in range(len(factors))]
    points = [
        Fraction(u.coefficient)
        * sum(Fraction(f.weight) * Fraction(v) / s for f, v, s in zip(factors, u.values, sums, strict=True))
        for u in units
    ]
    for unit, point in zip(units, points, strict=True):
        exact = Fraction(total) * point / sum(points)
        assert abs(Fraction(allocate(total, factors, units)[unit.code]) - exact) < Fraction(1, 100)


def unit(code, *values, coefficient="1"):
    return Unit(code, f"{code}镇", tuple(None if v is None else Decimal(v) for v in values), Decimal(coefficient))


ONE = [Factor("户数", Decimal(100))]
TWO = [Factor("户数", Decimal(60)), Factor("面积", Decimal(40))]


def test_of_equal_remainders_the_smaller_code_is_first():
    units = [unit("C", 1), unit("A", 1), unit("B", 1)]
    assert allocate(Decimal("0.02"), ONE, units) == {"C": 0, "A": Decimal("0.01"), "B": Decimal("0.01")}


def test_weights_values_and_coefficients_are_followed():
    units = [unit("A", 30, 1), unit("B", 10, 3, coefficient="0.5")]
    # A: 60 × 3/4 + 40 × 1/4 = 55; B: (60 × 1/4 + 40 × 3/4) × 0.5 = 22.5
    assert allocate(Decimal(775), TWO, units) == {"A": Decimal(550), "B": Decimal(225)}


@pytest.mark.parametrize(
    "total, factors, units, words",
    [
        ("0", ONE, [unit("A", 1)], "应大于 0"),
        ("-5", ONE, [unit("A", 1)], "应大于 0"),
        ("NaN", ONE, [unit("A", 1)], "应大于 0"),
        ("0.001", ONE, [unit("A", 1)], "精确到分"),
        ("1E+30", ONE, [unit("A", 1)], "过大"),
        ("1", [], [unit("A")], "还没有因素"),
        ("1", TWO[:1], [unit("A", 1)], "权重合计是 60%"),
        ("1", [*TWO[:1], Factor("负", Decimal(-40)), Factor("大", Decimal(80))], [unit("A", 1, 1, 1)], "应大于 0"),
        ("1", [TWO[0], Factor("户数", Decimal(40))], [unit("A", 1, 1)], "写了两次"),
        ("1", [TWO[0], Factor("略", Decimal("40.0000000000000000000000000001"))], [unit("A", 1, 1)], "应为 100%"),
        ("1", ONE, [], "导入"),
        ("1", ONE, [unit("A", 1), unit("A", 1)], "出现了两次"),
        ("1", TWO, [unit("A", 1, 1), unit("B", 2, None)], "B镇缺少因素“面积”的值"),
        ("1", TWO, [unit("A", 1)], "应为 2 个"),
        ("1", ONE, [unit("A", 1), unit("B", -1)], "B镇的因素“户数”是 -1"),
        ("1", ONE, [unit("A", 1, coefficient="-0.1")], "不能是负数"),
        ("1", ONE, [unit("A", "NaN")], "不能是负数"),
        ("1", TWO, [unit("A", 1, 0), unit("B", 2, 0)], "“面积”各单位的值合计为 0"),
        ("1", ONE, [unit("A", 1, coefficient="0")], "系数都是 0"),
        ("1", ONE, [unit("A", "1E-200"), unit("B", 1)], "位数太多"),
    ],
)
def test_refused_in_words(total, factors, units, words):
    with pytest.raises(Unallocable) as refusal:
        allocate(Decimal(total), factors, units)
    assert any(words in fault for fault in refusal.value.faults)


def test_anyone_gets_the_same_fen_from_the_published_file_without_the_portal(tmp_path):
    units = [unit("B", "17.5", 3), unit("A", "0.333333", 900, coefficient="0.95"), unit("C", 4, 0)]
    amounts = allocate(Decimal("100000.01"), TWO, units)
    content = document(Decimal("100000.01"), TWO, units, amounts)
    assert opened(content)[3] == amounts and [u.code for u in opened(content)[2]] == ["A", "B", "C"]
    file = tmp_path / "allocation.json"
    file.write_text(json.dumps({"allocation": content}, ensure_ascii=False, indent=1), "utf-8")
    run = [sys.executable, "-I", str(SCRIPT), str(file)]
    done = subprocess.run(run, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "全部一致" in done.stdout and digest_of(content) in done.stdout
    content["units"][0]["amount"] = "0.01"
    file.write_text(json.dumps({"allocation": content}, ensure_ascii=False), "utf-8")
    assert subprocess.run(run, capture_output=True).returncode == 1


@pytest.mark.parametrize("content", [{}, {"format": "fund-allocation-1"}, {"format": "other"}, []])
def test_another_file_is_refused(content):
    with pytest.raises(Unallocable):
        opened(content)
