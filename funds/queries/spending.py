"""Reads over spending: months beside the plan, payments by batch, budget changes, remainders. Amounts are in 元."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.registers import KeyPage, VersionState, key_page

from ..enums import Stage
from ..models import BudgetChange, Execution, FundRule, FundVersion, Payment, Remainder, in_wan
from .allocations import public
from .money import Money, money, monies


def is_behind(planned: Decimal, executed: Decimal, percent: int) -> bool:
    """Less was spent than `percent` of the plan (FundRule.behind_percent): no rule of law, the county's own."""
    return executed * 100 < planned * percent


@dataclass(frozen=True)
class FundSpending:
    """A fund's row in the table of a year: its money and the last month reported."""

    version: FundVersion
    money: Money
    month: int | None
    planned: Decimal
    percent: int

    @property
    def behind(self) -> bool:
        """Clearly less was spent than planned by the last month reported."""
        return self.month is not None and is_behind(self.planned, self.money.executed, self.percent)

    @property
    def rate_percent(self) -> Decimal | None:
        rate = self.money.rate
        return None if rate is None else (rate * 100).quantize(Decimal("0.1"))


def spending_page(user, *, year: int, after: str = "", before: str = "", size: int = 50) -> KeyPage:
    """The funds in reach of a year with their money; a fixed number of queries."""
    rows = FundVersion.objects.visible_to(user).filter(
        year=year, state=VersionState.PUBLISHED, valid_to__isnull=True
    )  # fmt: skip
    rows = rows.select_related("entry", "organisation")
    page = key_page(rows, ("organisation_id", "sort_key", "id"), after=after, before=before, size=size)
    page.rows[:] = with_spending(page.rows, year)
    return page


def with_spending(versions, year: int) -> list[FundSpending]:
    """Each row of the list with what was planned and spent."""
    entries = [row.entry_id for row in versions]
    known = monies(entries, year)
    last = Execution.objects.filter(entry__in=entries, year=year).order_by("entry_id", "-month").distinct("entry_id")
    months = {entry: (month, planned) for entry, month, planned in last.values_list("entry_id", "month", "planned")}
    percent, none = FundRule.or_preset().behind_percent, (None, Decimal(0))
    return [FundSpending(row, known[row.entry_id], *months.get(row.entry_id, none), percent) for row in versions]


def reported_by(entries: Iterable[int], year: int, month: int) -> dict[int, Execution]:
    """What each fund reported for a month, else for the last month before it; never of a later one. One query."""
    rows = Execution.objects.filter(entry__in=list(entries), year=year, month__lte=month).order_by("month")
    return {row.entry_id: row for row in rows}


def months_of(entry, year: int) -> list[Execution]:
    """The months reported of a fund, each with `behind`."""
    rows = list(Execution.objects.filter(entry=entry, year=year).order_by("month"))
    percent = FundRule.or_preset().behind_percent if rows else 0
    for row in rows:
        row.behind = is_behind(row.planned, row.executed, percent)
    return rows


def panel(entry, year: int, user) -> dict:
    """支出 on the desk page of a fund: money, months, payments, budget changes, remainders."""
    known = money(entry, year)
    payments = Payment.objects.filter(share__allocation__entry=entry, share__allocation__year=year)
    months = months_of(entry, year)
    return {
        "strip": [
            ("年初预算", in_wan(known.initial), "万元"),
            ("年中变动", in_wan(known.changed), "万元"),
            ("上年结转", in_wan(known.carried), "万元"),
            ("全年预算", in_wan(known.budget), "万元"),
            ("已支出", in_wan(known.executed), "万元"),
            ("执行率", f"{known.rate * 100:.1f}" if known.rate is not None else "", "%"),
        ],
        "months": months,
        "chart": chart_of(months),
        "payments": list(payments.select_related("share__allocation", "reverses").order_by("-id")[:20]),
        "changes": list(BudgetChange.objects.filter(entry=entry, year=year).select_related("other").order_by("id")),
        "remainders": list(Remainder.objects.filter(entry=entry, year__in=(year, year - 1)).order_by("year", "id")),
        "address": f"/desk/funds/spending/{entry.code}/{year}/",
    }


def chart_of(months) -> list[tuple[str, Decimal, Decimal]]:
    """(month, planned, spent) in 万元, cumulative."""
    return [(f"1—{m.month} 月" if m.month > 1 else "1 月", m.planned / 10_000, m.executed / 10_000) for m in months]


def life(entry, year: int, today: date) -> list[dict]:
    """The public line of 使用: what was paid of published allocations, and the last month reported."""
    found = []
    body = str(entry.organisation)
    paid = Payment.objects.filter(share__allocation__in=public().filter(entry=entry, year=year))
    sums = {}
    for day, amount, number in paid.values_list("paid_on", "amount", "share__allocation__number"):
        total, last = sums.get(number, (Decimal(0), day))
        sums[number] = (total + amount, max(last, day))
    for number, (total, last) in sorted(sums.items()):
        found.append(
            {
                "stage": Stage.USE, "title": f"资金拨付（{number}）", "date": last,
                "address": f"/open/funds/{entry.code}/allocations/{number}/", "state": "done", "due": None,
                "body": body, "note": f"累计拨付 {in_wan(total)} 万元",
            }
        )  # fmt: skip
    months = months_of(entry, year)
    if months:
        last = months[-1]
        found.append(
            {
                "stage": Stage.USE, "title": f"{last.month} 月支出进度", "date": _end(year, last.month), "address": "",
                "state": "done", "due": None, "body": body,
                "note": f"累计计划 {in_wan(last.planned)} 万元，实际支出 {in_wan(last.executed)} 万元",
            }
        )  # fmt: skip
    if not found:
        found.append(
            {
                "stage": Stage.USE, "title": "资金使用", "date": None, "address": "", "state": "none", "due": None,
                "body": body, "note": "还没有公开拨付和支出情况",
            }
        )  # fmt: skip
    return found


def _end(year: int, month: int) -> date:
    from calendar import monthrange

    return date(year, month, monthrange(year, month)[1])
