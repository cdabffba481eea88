"""Reads over factor schemes: their inputs as the arithmetic wants them, what is published, two side by side."""

from dataclasses import dataclass
from decimal import Decimal

from ..kinds import factors as kinds
from ..models import Scheme


def factors_of(scheme: Scheme) -> list[kinds.Factor]:
    return [
        kinds.Factor(f["name"], Decimal(f["weight"]), f.get("measure", ""), f.get("source", "")) for f in scheme.factors
    ]


def inputs_of(scheme: Scheme) -> tuple[list[kinds.Factor], list[kinds.Unit]]:
    """(factors, units in their order) of a scheme."""
    units = scheme.units.order_by("position").values_list("code", "name", "values", "coefficient")
    return factors_of(scheme), [kinds.Unit(code, name, tuple(v), c) for code, name, v, c in units]


def document_of(scheme: Scheme, total: Decimal) -> dict:
    """Inputs and results as published; its digest is `scheme.digest`."""
    factors, units = inputs_of(scheme)
    amounts = dict(scheme.units.values_list("code", "amount"))
    return kinds.document(total, factors, units, amounts, scheme.coefficient_note)


@dataclass(frozen=True)
class Compared:
    """A unit in two schemes; None where one of them lacks it. All amounts are 元."""

    code: str
    name: str
    left: Decimal | None
    right: Decimal | None

    @property
    def apart(self) -> Decimal:
        """How much more the right one gives."""
        return (self.right or Decimal(0)) - (self.left or Decimal(0))

    @property
    def apart_percent(self) -> Decimal | None:
        return (self.apart / self.left * 100).quantize(Decimal("0.1")) if self.left else None


def compared(left: Scheme, right: Scheme) -> list[Compared]:
    """The units of two schemes side by side, in the order of the left one. Two queries."""
    first = {code: (name, amount) for code, name, amount in left.units.values_list("code", "name", "amount")}
    second = {code: (name, amount) for code, name, amount in right.units.values_list("code", "name", "amount")}
    return [
        Compared(
            code,
            (first.get(code) or second[code])[0],
            first[code][1] if code in first else None,
            second[code][1] if code in second else None,
        )
        for code in dict.fromkeys([*first, *second])
    ]
