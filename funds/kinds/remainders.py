"""结转 and 结余: how old is the money that is left of a fund (预算法 42; 实施条例 42). A pure function; all is 元.

The oldest money is spent first. Money of a year that is still unspent `years` years later is 结余 and goes back; what
is younger is carried on. What was neither carried nor taken back by an act at a year's end does not live on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class YearOf:
    """A fund's year: `fresh` is its own budget as changed, `carried` what was carried on at its end (None: no act)."""

    year: int
    fresh: Decimal
    executed: Decimal
    carried: Decimal | None = None


@dataclass(frozen=True)
class Left:
    """What stands at the end of a year, by the year in which the money was budgeted."""

    layers: Mapping[int, Decimal]
    carry: Decimal
    surplus: Decimal

    @property
    def total(self) -> Decimal:
        return self.carry + self.surplus


def left_at_end(rows: Iterable[YearOf], year: int, years: int = 2) -> Left:
    """What of a fund is left at the end of `year` before any act: how much may be carried, how much is 结余.

    More spent than there was leaves nothing (and no debt for the next year).
    """
    layers: dict[int, Decimal] = {}
    for row in sorted(rows, key=lambda r: r.year):
        if row.year > year:
            break
        layers[row.year] = layers.get(row.year, ZERO) + row.fresh
        _take(layers, row.executed)
        if row.year < year:
            left = sum(layers.values(), ZERO)
            _take(layers, left - min(row.carried or ZERO, left))  # what no act carried on is gone, the oldest first
    layers = {origin: amount for origin, amount in layers.items() if amount > 0}
    old = sum((amount for origin, amount in layers.items() if origin <= year - years), ZERO)
    return Left(layers, sum(layers.values(), ZERO) - old, old)


def _take(layers: dict[int, Decimal], amount: Decimal):
    """Spend from the oldest layer first."""
    for origin in sorted(layers):
        taken = min(layers[origin], amount)
        layers[origin] -= taken
        amount -= taken
