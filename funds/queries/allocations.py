"""Reads over allocations: at the desk, on the public pages, the clock of the townships' money. Amounts are in 元."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Sum
from django.utils import timezone

from accounts.enums import Nature
from accounts.models import organisations_where
from core import workdays
from core.models import Scope
from core.registers import KeyPage, VersionState, key_page
from powerlist.models import Urging

from ..enums import AllocationState, Manner, SourceLevel, Stage
from ..models import Allocation, BudgetYear, FundRule, FundVersion, Measure, SchemeUnit, Share, in_wan
from .counting import Asked
from .entries import public_entries, put_names
from .money import money

S = AllocationState
ZERO = Decimal(0)
ARTICLE = "《中华人民共和国预算法》第五十二条"
OPEN = (S.DRAFT, S.REVIEW, S.APPROVED)


@dataclass(frozen=True)
class TownshipClock:
    """下达乡镇 within so many 自然日 of 人代会's approval; from a last day off to the next working day (民法典 203)."""

    approved_on: date
    days: int
    due: date
    issued_on: date | None
    today: date

    @property
    def late(self) -> bool:
        return (self.issued_on or self.today) > self.due

    @property
    def left(self) -> int:
        """Calendar days left, negative once past; None never: see `issued_on`."""
        return (self.due - self.today).days

    @property
    def state(self) -> str:
        if self.issued_on:
            return "late" if self.late else "done"
        return "late" if self.late else "due"

    @property
    def words(self) -> str:
        """The count in a sentence."""
        base = (
            f"{self.approved_on:%Y-%m-%d} 县人代会批准预算，自次日起 {self.days} 个自然日内下达到乡镇（{ARTICLE}），"
            f"最迟 {self.due:%Y-%m-%d}"
        )
        if self.issued_on:
            apart = (self.issued_on - self.due).days
            return f"{base}；{self.issued_on:%Y-%m-%d} 下达，" + (f"晚了 {apart} 日。" if apart > 0 else "按期。")
        return f"{base}；" + (f"已超 {-self.left} 日。" if self.left < 0 else f"还剩 {self.left} 日。")


def clock_of(year: int, issued_on: date | None = None, today: date | None = None) -> TownshipClock | None:
    """The clock of a budget year; None before 人代会's approval is on record."""
    known = BudgetYear.objects.filter(year=year).order_by("pk").first()
    if known is None:
        return None
    days = FundRule.ours().issue_days
    due = workdays.due(
        known.approved_on, days, workdays.Unit.NATURAL, calendar=workdays.calendar(), provisional=True
    )  # fmt: skip
    return TownshipClock(known.approved_on, days, due, issued_on, today or timezone.localdate())


def to_townships(rows):
    """Allocations of which a part goes to a township."""
    shares = Share.objects.filter(allocation=OuterRef("pk"), organisation__nature=Nature.TOWNSHIP)
    units = SchemeUnit.objects.filter(scheme__allocation=OuterRef("pk"), organisation__nature=Nature.TOWNSHIP)
    return rows.filter(Exists(shares) | Exists(units))


def not_issued(year: int) -> list[tuple]:
    """What townships wait for in a year: (FundVersion, its open Allocation or None), for the clock's warnings."""
    waiting = to_townships(Allocation.objects.filter(year=year, state__in=OPEN)).select_related("entry__organisation")
    texts = FundVersion.objects.filter(year=year, state=VersionState.PUBLISHED, valid_to__isnull=True)
    texts = {row.entry_id: row for row in texts.select_related("entry__organisation")}
    found = [(texts[row.entry_id], row) for row in waiting.order_by("pk") if row.entry_id in texts]
    begun = Allocation.objects.filter(year=year).exclude(state=S.WITHDRAWN)
    known = set(begun.values_list("entry_id", flat=True))
    return found + [(row, None) for row in texts.values() if row.manner == Manner.FACTORS and row.entry_id not in known]


# --- the desk --------------------------------------------------------------------------------------------------------


def in_sight(user, number: str) -> Allocation | None:
    rows = Allocation.objects.visible_to(user).select_related(
        "entry__organisation", "measure", "call", "author", "reviewer", "publisher"
    )
    return rows.filter(number=number).order_by("pk").first()


def desk_page(user, *, year: int | None, state: str, after: str = "", before: str = "") -> KeyPage:
    """The allocations in reach, the newest first, each with the name of its fund. Three queries."""
    rows = Allocation.objects.visible_to(user).select_related("entry__organisation")
    rows = rows.filter(year=year) if year else rows
    rows = rows.filter(state=state) if state in S.values else rows.exclude(state=S.WITHDRAWN)
    page = key_page(rows, ("id",), after=after, before=before, newest_first=True)
    put_names(page.rows)
    return page


def openable(user, year: int) -> list[FundVersion]:
    """The funds of a year of which this person may open an allocation, in the order of the list. One query."""
    rows = FundVersion.objects.filter(
        year=year, state=VersionState.PUBLISHED, valid_to__isnull=True,
        entry__organisation__in=organisations_where(user, "fill_funds"),
    )  # fmt: skip
    return list(rows.select_related("entry").order_by("organisation_id", "sort_key", "id"))


def asked(user) -> list[Asked]:
    """What may wait for this person among allocations."""
    own = Allocation.objects.filter(entry__organisation__in=organisations_where(user, "fill_funds"))
    reviewed = Allocation.objects.filter(entry__organisation__in=organisations_where(user, "review_funds"))
    reviewed = reviewed.exclude(author=user)
    found = (
        ("测算中的分配方案", S.DRAFT, own.filter(state=S.DRAFT)),
        ("待审核的分配方案", S.REVIEW, reviewed.filter(state=S.REVIEW)),
        ("待下达的分配方案", S.APPROVED, reviewed.filter(state=S.APPROVED)),
        ("下达后待公开的分配", S.ISSUED, own.exclude(author=user).filter(state=S.ISSUED, published_at=None)),
    )
    return [(words, rows, f"/desk/funds/allocations/?state={state}") for words, state, rows in found]


def urged(user) -> list[Urging]:
    """What the nightly watch over money urges of this person, the newest first."""
    rows = Urging.objects.open_to(user, ("fill_funds", "review_funds")).filter(key__startswith="funds:money:")
    return list(rows.order_by("-id")[:10])


def panel(entry, year: int, user) -> dict:
    """分配 on the desk page of a fund: money, clock, allocations, where the money comes from."""
    rows = list(Allocation.objects.visible_to(user).filter(entry=entry, year=year).exclude(state=S.WITHDRAWN))
    known = money(entry, year)
    return {
        "rows": rows,
        "strip": [
            ("全年预算", in_wan(known.budget), "万元"),
            ("已分配", in_wan(known.allocated), "万元"),
            ("未分配", in_wan(known.unallocated), "万元"),
            ("已拨付", in_wan(known.paid), "万元"),
        ],
        "clock": clock_of(year, *_issued_on(rows)),
        "sources": sources_of(entry, year),
        "measure": Measure.objects.in_force(entry, timezone.localdate()),
    }


def _issued_on(rows) -> list[date]:
    """The day of the last issue when nothing is open any more."""
    days = [row.issued_on for row in rows if row.issued_on]
    return [max(days)] if days and all(row.issued_on for row in rows) else []


def sources_of(entry, year: int) -> list[tuple[str, Decimal, list[str]]]:
    """(level, sum, the matching upper specials) of what was approved and issued, from 中央 to 县."""
    rows = Allocation.objects.filter(entry=entry, year=year, state__in=(S.APPROVED, S.ISSUED))
    found: dict[str, list] = {}
    for level, total, upper in rows.order_by("pk").values_list("source_level", "total", "upper_special"):
        part = found.setdefault(level, [ZERO, []])
        part[0] += total
        if upper and upper not in part[1]:
            part[1].append(upper)
    return [(SourceLevel(level).label, *found[level]) for level in SourceLevel.values if level in found]


# --- the public ------------------------------------------------------------------------------------------------------


def public():
    """What everyone may see: issued and published, of a fund that is public and public on that year's list."""
    listed = FundVersion.objects.filter(
        entry=OuterRef("entry"), year=OuterRef("year"), state=VersionState.PUBLISHED, scope=Scope.PUBLIC
    )
    rows = Allocation.objects.filter(state=S.ISSUED, published_at__isnull=False, entry__in=public_entries())
    return rows.filter(Exists(listed)).select_related("entry__organisation", "measure")


def public_one(code: str, number: str) -> Allocation | None:
    row = public().filter(entry__code=code, number=number).order_by("pk").first()
    if row is not None:
        put_names([row])
    return row


def address_of(allocation: Allocation) -> str:
    return f"/open/funds/{allocation.entry.code}/allocations/{allocation.number}/"


def by_manners(years: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """What public funds allocated, by year: {'factors': …, 'project': …, 'fact': …, 'total': …}. One query."""
    years = list(years)
    found = {year: dict.fromkeys((*Manner.values, "total"), ZERO) for year in years}
    rows = public().filter(year__in=years).order_by().values_list("year", "manner")
    for year, manner, amount in rows.annotate(n=Sum("total")):
        found[year][manner] += amount
        found[year]["total"] += amount
    return found


def by_manner(year: int) -> dict[str, Decimal]:
    return by_manners([year])[year]


def share_of(found: dict[str, Decimal]) -> Decimal | None:
    """Of what was allocated the part that went by factors, in per cent; None when nothing was."""
    return (found[Manner.FACTORS] / found["total"] * 100).quantize(Decimal("0.1")) if found["total"] else None


def factor_share(year: int) -> Decimal | None:
    return share_of(by_manner(year))


def life(entry, year: int, today: date) -> list[dict]:
    """The public line of 分配: each published allocation, or that none is, with the day by which it was due."""
    rows = list(public().filter(entry=entry, year=year).annotate(n=Count("shares")).order_by("issued_on", "pk"))
    body = str(entry.organisation)
    if not rows:
        listed = FundVersion.objects.filter(entry=entry, year=year, state=VersionState.PUBLISHED, manner=Manner.FACTORS)
        clock = clock_of(year, today=today) if listed.exists() else None
        late = clock is not None and clock.late
        return [
            {
                "stage": Stage.ALLOCATION, "title": "资金分配", "date": None, "address": "",
                "state": "late" if late else "due" if clock else "none", "due": clock.due if clock else None,
                "body": body, "note": "还没有公开分配结果",
            }
        ]  # fmt: skip
    return [
        {
            "stage": Stage.ALLOCATION, "title": row.title, "date": row.issued_on, "address": address_of(row),
            "state": "done", "due": None, "body": body,
            "note": f"{row.get_manner_display()}，{in_wan(row.total)} 万元，{row.n} 个接收单位，{row.document_number}",
        }
        for row in rows
    ]  # fmt: skip


def shares_of(allocation: Allocation):
    """The shares in order, each with what was paid of it. One query."""
    return allocation.shares.annotate(paid=Sum("payments__amount", default=ZERO)).order_by("position")
