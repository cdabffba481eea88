"""`allocation`: seconds to allocate by 20 factors among SIZE units, exact to the 分.

The baseline is numpy with floating-point numbers and the same largest remainders, its arrays made from the same
Decimals. `apart_fen`: by how many 分 its parts differ from the exact ones at most.
"""

import random
from decimal import Decimal

from . import base

FACTORS = 20
TOTAL = Decimal("98765432.10")


def run(size: int) -> dict:
    import django

    django.setup()
    from funds.kinds.factors import allocate

    factors, units = table(size)
    base.quiet_machine()
    ours, theirs, exact, rough = [], [], {}, {}
    for _ in range(7):  # by turns
        ours.append(base.seconds(lambda: exact.update(allocate(TOTAL, factors, units))))
        theirs.append(base.seconds(lambda: rough.update(with_numpy(factors, units))))
    seconds, baseline = base.median(ours, 4), base.median(theirs, 4)
    if sum(exact.values()) != TOTAL or allocate(TOTAL, factors, units[::-1]) != exact:
        raise SystemExit("the parts don't sum to the total, or the order of units matters")
    apart = max(abs(exact[code] - amount) for code, amount in rough.items())
    return {
        "figures": {"seconds": seconds, "units": size, "factors": FACTORS, "sum_is_exact": True},
        "baseline": {"numpy_s": baseline, "apart_fen": int(apart * 100)},
        "ratios": {"numpy": round(seconds / baseline, 2)},
    }


def table(size: int) -> tuple[list, list]:
    from funds.kinds.factors import Factor, Unit

    pick = random.Random(6)
    factors = [Factor(f"因素{n}", Decimal(100) / FACTORS) for n in range(FACTORS)]
    units = [
        Unit(
            f"U{n:06d}",
            f"单位{n}",
            tuple(Decimal(pick.randrange(10**8)) / 100 for _ in range(FACTORS)),
            Decimal(pick.randrange(80, 121)) / 100,
        )
        for n in range(size)
    ]
    return factors, units


def with_numpy(factors: list, units: list) -> dict[str, Decimal]:
    """The same by floating-point numbers, the 分 that are left going to the largest remainders."""
    import numpy

    values = numpy.array([unit.values for unit in units], dtype=float)
    coefficients = numpy.array([unit.coefficient for unit in units], dtype=float)
    weights = numpy.array([factor.weight for factor in factors], dtype=float)
    points = coefficients * ((values / values.sum(axis=0)) @ weights)
    quotas = float(TOTAL) * 100 * points / points.sum()
    fen = numpy.floor(quotas).astype("int64")
    left = int(TOTAL * 100) - int(fen.sum())
    fen[numpy.argsort(fen - quotas, kind="stable")[:left]] += 1
    return {unit.code: Decimal(int(n)).scaleb(-2) for unit, n in zip(units, fen, strict=True)}
