"""Reads over one fund: the rows of its years, and what each of them says beside the year before."""

from core.registers import VersionState, diff

from ..kinds import LABELS, cells_of
from ..models import FundEntry, FundVersion, in_wan
from .money import money

SHOWN = (VersionState.PUBLISHED, VersionState.PROPOSED)


def entry_of(user, code: str) -> FundEntry | None:
    """A fund within this person's reach; `name` is that of its newest row."""
    row = FundEntry.objects.visible_to(user).select_related("organisation", "merged_into").filter(code=code)
    entry = row.order_by("pk").first()
    if entry is not None:
        newest = entry.versions.filter(state__in=SHOWN).order_by("-year", "-number").values_list("name", flat=True)
        entry.name = newest.first() or entry.code
    return entry


def years_of(entry: FundEntry) -> list[int]:
    """The budget years in whose list the fund stands or is to stand, the newest first."""
    years = entry.versions.filter(state__in=SHOWN).order_by("-year").values_list("year", flat=True)
    return list(dict.fromkeys(years))


def row_of(entry: FundEntry, year: int) -> FundVersion | None:
    """The fund's row in a year's list: the one on its way when there is one, else the one in force."""
    rows = entry.versions.filter(year=year, state__in=SHOWN).select_related("change_set", "function", "proposal")
    return rows.order_by("-number").first()


def history_of(entry: FundEntry) -> list[dict]:
    """Every row of the fund, the newest first, each with the cells that differ from the one before it."""
    rows = entry.versions.exclude(state=VersionState.DROPPED).select_related("change_set", "function", "organisation")
    rows = list(rows.order_by("number"))
    return [
        {"row": row, "changes": diff(cells_of(before), cells_of(row), LABELS) if before else []}
        for before, row in zip([None, *rows], rows, strict=False)
    ][::-1]


def panel(entry: FundEntry, year: int, user) -> dict:
    """基本情况: the row of the year field by field, its money, all rows before it."""
    row = row_of(entry, year)
    cells, spent = cells_of(row) if row else {}, money(entry, year)
    return {
        "row": row,
        "facts": [(label, _text(cells.get(key))) for key, label in LABELS.items() if cells.get(key)],
        "strip": _strip(row, spent),
        "history": history_of(entry),
    }


def _text(value) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _strip(row: FundVersion | None, spent) -> list[tuple]:
    """The money of a year in 万元; of a row that is only proposed, what is asked."""
    if row is None or row.state == VersionState.PROPOSED:
        return [("拟安排", row.amount_wan, "万元")] if row else []
    facts = (("年初预算", spent.initial), ("全年预算", spent.budget), ("已分配", spent.allocated))
    return [(label, in_wan(amount), "万元") for label, amount in (*facts, ("已支出", spent.executed))]
