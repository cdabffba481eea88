"""How a fund's performance is scored (《项目支出绩效评价管理办法》财预〔2020〕10号; 项目支出绩效自评表).

执行率 + 产出 + 效益 + 满意度 = 100; the weights are data (FundRule). All numbers are Decimal, points are rounded to the
分 (two places, half up). Nothing here reads a row: a score is a function of what is handed in.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..enums import Attainment, Grade, Sign

POINT = Decimal("0.01")
ONE = Decimal(1)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Target:
    """What an indicator asks for. `value` is None for one in words."""

    sign: str
    value: Decimal | None
    weight: Decimal


def points(number: Decimal) -> Decimal:
    return number.quantize(POINT, ROUND_HALF_UP)


def rate_of(executed: Decimal, budget: Decimal) -> Decimal:
    """执行率: 全年执行 ÷ 全年预算 as adjusted, at most 1. ValueError without a budget."""
    if budget <= 0:
        raise ValueError("no budget")
    return min(max(executed, ZERO) / budget, ONE)


def execution_score(executed: Decimal, budget: Decimal, weight: Decimal) -> Decimal:
    """执行率得分 = 分值 × 执行率."""
    return points(weight * rate_of(executed, budget))


def attained(target: Target, actual: Decimal) -> Decimal:
    """How far a number was reached, 0 to 1: in full, or in proportion.

    `≥`: actual ÷ target. `≤`: within the target in full, above it target ÷ actual. `=`: what it is off, as a share of
    the target, is taken away. A target of 0 is reached or not.
    """
    value = target.value
    if target.sign == Sign.AT_LEAST:
        reached, part = actual >= value, (actual / value if value > 0 else ZERO)
    elif target.sign == Sign.AT_MOST:
        reached, part = actual <= value, (value / actual if actual > 0 else ZERO)
    else:
        reached, part = actual == value, (ONE - abs(actual - value) / abs(value) if value else ZERO)
    return ONE if reached else min(max(part, ZERO), ONE)


def full_score(target: Target, actual: Decimal) -> Decimal:
    """What the rule gives a number: its weight, in full or in proportion."""
    return points(target.weight * attained(target, actual))


def band(attainment: int, weight: Decimal) -> tuple[Decimal, Decimal]:
    """From which to which point an indicator in words may be scored: 100–80 %, 80–60 %, 60–0 % of its weight."""
    upper = {Attainment.REACHED: 100, Attainment.PARTLY: 80, Attainment.MISSED: 60}[Attainment(attainment)]
    return points(weight * attainment / 100), points(weight * upper / 100)


def far_above(target: Target, actual: Decimal, percent: int) -> bool:
    """Whether an indicator was overshot (above `percent` of its value) so far that its target was too low."""
    return target.sign == Sign.AT_LEAST and target.value > 0 and actual * 100 > target.value * percent


def grade_of(total: Decimal, least: tuple[int, int, int]) -> Grade:
    """优, 良 or 中 from the totals in `least` on (FundRule.grades); 差 below."""
    names = (Grade.EXCELLENT, Grade.GOOD, Grade.MIDDLE)
    return next((grade for start, grade in zip(least, names, strict=True) if total >= start), Grade.POOR)
