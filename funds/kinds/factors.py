"""因素法: who gets how much by weighted factors, exact to the 分 and the same in whatever order the units stand.

    amount of a unit = total × c × Σ (weight × value ÷ sum of the values), over the sum of the same for all units

c is the coefficient of last year's evaluation. All of it is whole-number arithmetic: nothing is rounded before the one
place where it must be, the division into 分. There each unit first gets the whole 分 of its part; the 分 that are left
go one each to the units with the largest remainders, and of equal remainders to the smaller unit code.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from fractions import Fraction
from math import lcm

FORMAT = "fund-allocation-1"
EXACT = Context(prec=100, traps=[Inexact, InvalidOperation])  # says so rather than round
LARGEST = Decimal(10) ** 16  # 元, what a column of money holds
MAX_FAULTS = 50  # told at once


class Unallocable(ValueError):
    """The inputs can't be allocated by; `faults` say in words what is wrong and how to mend it."""

    def __init__(self, faults: Sequence[str]):
        super().__init__("；".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True)
class Factor:
    """`weight` in per cent; `measure` is what its values are counted in, `source` where they come from."""

    name: str
    weight: Decimal
    measure: str = ""
    source: str = ""


@dataclass(frozen=True)
class Unit:
    """A township or unit: its values in the order of the factors; None is a value that is missing."""

    code: str
    name: str
    values: tuple[Decimal | None, ...]
    coefficient: Decimal = Decimal(1)


def allocate(total: Decimal, factors: Sequence[Factor], units: Sequence[Unit]) -> dict[str, Decimal]:
    """The amount of each unit in 元 by its code, in the order given; they sum to `total`. Unallocable in words."""
    faults = faults_of(total, factors, units)
    if faults:
        raise Unallocable(faults)
    try:
        with localcontext(EXACT):
            parts = points(factors, units)
    except Inexact:
        raise Unallocable(["有的权重、因素值或者系数位数太多。请保留 6 位以内小数。"]) from None
    fen, whole = int(total * 100), sum(parts)
    if whole == 0:
        raise Unallocable(["各单位的系数都是 0，分不出去。请核对系数。"])
    shares = [divmod(fen * part, whole) for part in parts]
    left = fen - sum(share for share, _ in shares)
    order = sorted(range(len(units)), key=lambda n: (-shares[n][1], units[n].code))
    extra = set(order[:left])
    return {unit.code: Decimal(shares[n][0] + (n in extra)).scaleb(-2) for n, unit in enumerate(units)}


def points(factors: Sequence[Factor], units: Sequence[Unit]) -> list[int]:
    """Each unit's weight in the whole, as whole numbers in exact proportion."""
    columns = [_whole([unit.values[k] for unit in units]) for k in range(len(factors))]
    sums = [sum(column) for column in columns]
    common = lcm(*sums)
    own = _whole([factor.weight for factor in factors])
    weights = [weight * (common // total) for weight, total in zip(own, sums, strict=True)]
    coefficients = _whole([unit.coefficient for unit in units])
    rows = zip(coefficients, zip(*columns, strict=True), strict=True)
    return [c * sum(map(int.__mul__, weights, row)) for c, row in rows]


def _whole(numbers: Sequence[Decimal]) -> list[int]:
    """Decimals times the one power of ten that makes all of them whole."""
    digits = -sum(numbers, Decimal(0)).as_tuple().exponent  # a sum has the digits of its longest part
    scale = Decimal(10) ** max(digits, 0)
    return [int(number * scale) for number in numbers]


def faults_of(total: Decimal, factors: Sequence[Factor], units: Sequence[Unit]) -> list[str]:
    """What is wrong with the inputs, in words; empty when they can be allocated by."""
    found = [*_total_faults(total), *factor_faults(factors), *_unit_faults(factors, units)]
    if not found:
        for k, factor in enumerate(factors):
            if not any(unit.values[k] for unit in units):
                found.append(f"因素“{factor.name}”各单位的值合计为 0，不能按它分配。请核对数据，或者去掉这个因素。")
    if len(found) > MAX_FAULTS:
        found = [*found[:MAX_FAULTS], f"另有 {len(found) - MAX_FAULTS} 处问题，先改正上面的再看。"]
    return found


def _total_faults(total: Decimal) -> list[str]:
    if not total.is_finite() or total <= 0:
        return ["分配总额应大于 0。"]
    if total >= LARGEST:
        return [f"分配总额 {total:f} 元过大，请核对单位。"]
    if total != total.quantize(Decimal("0.01")):
        return [f"分配总额 {total:f} 元不足 1 分的部分分不出去，请精确到分。"]
    return []


def factor_faults(factors: Sequence[Factor]) -> list[str]:
    """What is wrong with factors and their weights, in words."""
    if not factors:
        return ["还没有因素。请至少设一个因素，权重合计为 100%。"]
    found = [f"因素“{name}”写了两次，请合并。" for name, n in Counter(f.name for f in factors).items() if n > 1]
    bad = [f for f in factors if not f.weight.is_finite() or f.weight <= 0]
    found += [f"因素“{f.name}”的权重 {f.weight} 不对，权重应大于 0。" for f in bad]
    if not bad and sum(Fraction(f.weight) for f in factors) != 100:
        weights = sum((f.weight for f in factors), Decimal(0))
        found.append(f"权重合计是 {plain(weights)}%，应为 100%。请调整各因素的权重。")
    return found


def _unit_faults(factors: Sequence[Factor], units: Sequence[Unit]) -> list[str]:
    if not units:
        return ["还没有单位的因素值。请导入各单位的数据。"]
    found = [f"单位编码 {code} 出现了两次，请核对。" for code, n in Counter(u.code for u in units).items() if n > 1]
    for unit in units:
        if len(unit.values) != len(factors):
            found.append(f"{unit.name}有 {len(unit.values)} 个因素值，应为 {len(factors)} 个。请重新导入。")
            continue
        if not _sound(unit.values):
            found += _value_faults(factors, unit)
        if not unit.coefficient.is_finite() or unit.coefficient < 0:
            found.append(f"{unit.name}的系数是 {unit.coefficient}，不能是负数。请核对。")
    return found


def _sound(values: Sequence[Decimal | None]) -> bool:
    try:
        return all(map(Decimal.is_finite, values)) and min(values, default=0) >= 0
    except TypeError:  # None among them
        return False


def _value_faults(factors: Sequence[Factor], unit: Unit) -> list[str]:
    found = []
    for factor, value in zip(factors, unit.values, strict=True):
        if value is None:
            found.append(f"{unit.name}缺少因素“{factor.name}”的值。没有的请填 0。")
        elif not value.is_finite() or value < 0:
            found.append(f"{unit.name}的因素“{factor.name}”是 {value}，不能是负数。请核对。")
    return found


def plain(number: Decimal) -> str:
    """A number as the published file writes it: no exponent, no zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def document(
    total: Decimal, factors: Sequence[Factor], units: Sequence[Unit], amounts: dict[str, Decimal], note: str = ""
) -> dict:
    """Inputs and results as they are published, the units by their code: what anyone can compute again."""
    return {
        "format": FORMAT,
        "total": f"{total:.2f}",
        "factors": [
            {"name": f.name, "weight": plain(f.weight), "measure": f.measure, "source": f.source} for f in factors
        ],
        "coefficient_note": note,
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "values": [plain(value) for value in unit.values],
                "coefficient": plain(unit.coefficient),
                "amount": f"{amounts[unit.code]:.2f}",
            }
            for unit in sorted(units, key=lambda u: u.code)
        ],
    }


def digest_of(content: dict) -> str:
    """SHA-256 of a document in its one written form: JSON, keys sorted, no blanks, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def opened(content: dict) -> tuple[Decimal, list[Factor], list[Unit], dict[str, Decimal]]:
    """(total, factors, units, amounts) of a published document. Unallocable when it isn't one."""
    try:
        if content["format"] != FORMAT:
            raise ValueError
        factors = [
            Factor(f["name"], Decimal(f["weight"]), f.get("measure", ""), f.get("source", ""))
            for f in content["factors"]
        ]
        units = [
            Unit(u["code"], u["name"], tuple(Decimal(v) for v in u["values"]), Decimal(u["coefficient"]))
            for u in content["units"]
        ]
        amounts = {u["code"]: Decimal(u["amount"]) for u in content["units"]}
        return Decimal(content["total"]), factors, units, amounts
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise Unallocable([f"这不是因素法分配的公开文件（格式应为 {FORMAT}）。"]) from None
