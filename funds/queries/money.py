"""The money of funds in a year: one answer for every page, in a fixed number of queries. All amounts are 元."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from ..enums import AllocationState, RemainderKind
from ..models import BudgetChange, Execution, FundVersion, Payment, Remainder, Share

ZERO = Decimal(0)


@dataclass(frozen=True)
class Money:
    """A fund's year: `initial` as on the list, `changed` within the year, `carried` in from the year before.

    `executed` is what the department reported last; `paid` what was paid out of issued allocations.
    """

    initial: Decimal = ZERO
    changed: Decimal = ZERO
    carried: Decimal = ZERO
    allocated: Decimal = ZERO
    paid: Decimal = ZERO
    executed: Decimal = ZERO

    @property
    def budget(self) -> Decimal:
        """全年预算数: what 执行率 is measured against."""
        return self.initial + self.changed + self.carried

    @property
    def unallocated(self) -> Decimal:
        return self.budget - self.allocated

    @property
    def rate(self) -> Decimal | None:
        """执行率, 0 to 1 (全年执行 ÷ 全年预算, at most 100 %); None without a budget."""
        return min(self.executed / self.budget, Decimal(1)) if self.budget > 0 else None


def money(entry, year: int, until: date | None = None) -> Money:
    """One fund's money; `executed` of the months that had ended on the day `until`."""
    return monies([entry.pk], year, 12 if until is None else months_ended(year, until))[entry.pk]


def months_ended(year: int, on: date) -> int:
    """How many months of a year are over at the end of a day, 0 to 12."""
    if on.year != year:
        return 12 if on.year > year else 0
    return on.month if on.day == monthrange(year, on.month)[1] else on.month - 1


def monies(entries: Iterable[int], year: int, month: int = 12) -> dict[int, Money]:
    """The money of many funds by their id, `executed` up to a month; six queries however many."""
    entries = list(entries)
    parts: dict[int, dict] = defaultdict(dict)

    def put(name: str, rows):
        for entry, amount in rows:
            parts[entry][name] = amount or ZERO

    listed = FundVersion.objects.filter(entry__in=entries, year=year, state="published", valid_to__isnull=True)
    put("initial", listed.values_list("entry_id", "amount"))
    changed = BudgetChange.objects.filter(entry__in=entries, year=year).order_by()
    put("changed", changed.values_list("entry_id").annotate(n=Sum("amount")))
    carried = Remainder.objects.filter(entry__in=entries, year=year - 1, kind=RemainderKind.CARRIED)
    put("carried", carried.values_list("entry_id", "amount"))
    issued = {
        "allocation__entry__in": entries,
        "allocation__year": year,
        "allocation__state__in": (AllocationState.APPROVED, AllocationState.ISSUED),
    }
    shares = Share.objects.filter(**issued).order_by()
    put("allocated", shares.values_list("allocation__entry_id").annotate(n=Sum("amount")))
    payments = Payment.objects.filter(**{f"share__{name}": value for name, value in issued.items()}).order_by()
    put("paid", payments.values_list("share__allocation__entry_id").annotate(n=Sum("amount")))
    reported = Execution.objects.filter(entry__in=entries, year=year, month__lte=month).order_by("entry_id", "-month")
    put("executed", reported.distinct("entry_id").values_list("entry_id", "executed"))
    return {entry: Money(**parts[entry]) for entry in entries}
