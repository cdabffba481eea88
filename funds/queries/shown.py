"""A year's list as everyone reads it: filters with the counts beside each, sums in SQL, pages by key. Money is 元.

A row is shown when it is published and public. The sums are always those of the rows that the filters leave; what is
counted is read as a few groups, never row by row, in the same number of queries however long the list.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from accounts.models import Organisation
from core import search
from core.models import Scope
from core.registers import KeyPage, VersionState, key_page
from powerlist.queries.names import names_on

from ..enums import AssessmentKind, FundForm, Grade, Manner
from ..models import FundChangeSet, FundVersion, in_wan
from .performance import FINANCE_FIRST, judged, public_grades

PAGE_SIZE = 100  # a county's list has at most 100 rows (漳县方案): it stands on one page
ZERO = Decimal(0)
ORDERS = {
    "": (("organisation_id", "sort_key", "id"), False),
    "amount": (("amount", "id"), True),
}
ORDER_LABELS = {"": "按主管部门", "amount": "数额大的在前"}
# money bands: key → (label, from, below), in 元
BANDS = {
    "0-10": ("不满 10 万元", None, Decimal(100_000)),
    "10-50": ("10 万元至不满 50 万元", Decimal(100_000), Decimal(500_000)),
    "50-100": ("50 万元至不满 100 万元", Decimal(500_000), Decimal(1_000_000)),
    "100-500": ("100 万元至不满 500 万元", Decimal(1_000_000), Decimal(5_000_000)),
    "500-": ("500 万元以上", Decimal(5_000_000), None),
}
NAMES = ("department", "form", "manner", "grade", "band")
LABELS = {
    "form": dict(FundForm.choices),
    "manner": dict(Manner.choices),
    "grade": dict(Grade.choices),
    "band": {key: band[0] for key, band in BANDS.items()},
}
CAPTIONS = {"department": "主管部门", "form": "清单类型", "manner": "分配方式", "grade": "上年绩效", "band": "金额"}


# the rows of a year are joined to its grades as two whole sets: asked for row by row, the grades cost ten times as much
GROUPED = """
    SELECT r.organisation_id, r.form, r.manner, coalesce(g.grade, ''), r.in_band, count(*), sum(r.amount)
    FROM ({rows}) r LEFT JOIN ({grades}) g ON g.plan__entry_id = r.entry_id
    GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class Filters:
    """What a reader chose. `on` is a day of the past or the future, None for the list as it stands."""

    year: int
    on: date | None = None
    department: str = ""
    form: str = ""
    manner: str = ""
    grade: str = ""
    band: str = ""
    text: str = ""
    sort: str = ""

    @property
    def words(self) -> list[str]:
        return search.words_of(self.text)

    @property
    def narrows(self) -> bool:
        return bool(self.words or any(getattr(self, name) for name in NAMES))


@dataclass(frozen=True)
class Facet:
    value: str
    label: str
    count: int
    chosen: bool
    amount: Decimal = ZERO


@dataclass(frozen=True)
class Group:
    """So many rows of one kind with their sum. `keys` are the values in the order of NAMES, the body by its key."""

    keys: tuple
    count: int
    amount: Decimal


@dataclass(frozen=True)
class Shown:
    """A page of a year's list. `count` and `total` are those of all rows that the filters leave, over all pages."""

    filters: Filters
    page: KeyPage
    count: int
    total: Decimal
    facets: dict[str, list[Facet]]
    lists: list[FundChangeSet] = field(default_factory=list)

    @property
    def total_wan(self) -> str:
        return in_wan(self.total)

    @property
    def departments(self) -> list[Facet]:
        return self.facets["department"]

    @property
    def published_on(self):
        return max((row.published_at for row in self.lists), default=None)


def rows_of(filters: Filters, *, skip: Iterable[str] = ()):
    """The public rows of the year under the filters, without order."""
    rows = FundVersion.objects.public().filter(year=filters.year)
    if filters.on is None:
        rows = rows.filter(state=VersionState.PUBLISHED, valid_to__isnull=True)
    else:
        rows = rows.in_force(filters.on)
    for word in filters.words:
        named = Q(name__icontains=word) | Q(organisation__in=bodies_called(word))
        rows = rows.filter(named | Q(entry__code__icontains=word) if looks_like_code(word) else named)
    return rows


def looks_like_code(word: str) -> bool:
    return word.isascii() and any(letter.isdigit() for letter in word)


def bodies_called(word: str):
    return Organisation.objects.filter(Q(name__icontains=word) | Q(short_name__icontains=word)).values("pk")


def chosen_rows(filters: Filters):
    """The rows that all filters leave."""
    rows = rows_of(filters)
    if filters.department:
        rows = rows.filter(organisation__code=filters.department)
    if filters.form:
        rows = rows.filter(form=filters.form)
    if filters.manner:
        rows = rows.filter(manner=filters.manner)
    if filters.band:
        _, least, below = BANDS[filters.band]
        rows = rows.filter(amount__gte=least) if least is not None else rows
        rows = rows.filter(amount__lt=below) if below is not None else rows
    if filters.grade:
        given = grades_of(filters.year - 1).filter(grade=filters.grade)
        rows = rows.filter(entry__in=given.values("plan__entry"))
    return rows


def grades_of(year: int):
    """The published evaluation of each fund for a year, without order: 财政评价 where there is one, else 自评."""
    rows = judged(plan__year=year, published_at__isnull=False).order_by()
    anew = judged(plan=OuterRef("plan"), kind=AssessmentKind.FINANCE, published_at__isnull=False)
    return rows.filter(~Exists(anew.exclude(pk=OuterRef("pk"))))


def years_shown() -> list[int]:
    """The budget years with a published list, the newest first."""
    rows = FundChangeSet.objects.filter(state="published").order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def lists_of(year: int) -> list[FundChangeSet]:
    """What was published for a year: its lists and the changes within it, in order."""
    rows = FundChangeSet.objects.filter(year=year, state="published").select_related("organisation")
    return list(rows.order_by("published_at", "pk"))


def _groups(filters: Filters) -> list[Group]:
    """All rows that the words leave, by what the filters tell apart. One query."""
    band = Case(
        *(When(amount__lt=below, then=Value(key)) for key, (_, _, below) in BANDS.items() if below is not None),
        default=Value(next(key for key, band in BANDS.items() if band[2] is None)), output_field=CharField(),
    )  # fmt: skip
    names = ("entry_id", "organisation_id", "form", "manner", "amount")
    rows, facts = rows_of(filters).order_by().annotate(in_band=band).values(*names, "in_band").query.sql_with_params()
    last = judged(plan__year=filters.year - 1, published_at__isnull=False)  # 财政评价 first: one grade a fund
    last = last.order_by("plan__entry_id", FINANCE_FIRST).distinct("plan__entry_id")
    grades, more = last.values("plan__entry_id", "grade").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(GROUPED.format(rows=rows, grades=grades), (*facts, *more))
        return [Group(tuple(keys), count, amount) for *keys, count, amount in cursor.fetchall()]


def shown(filters: Filters, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Shown:
    """A page of a year's list, with the counts and sums beside the filters. Six queries."""
    groups = _groups(filters)
    bodies = Organisation.objects.in_bulk({group.keys[0] for group in groups})
    known = names_on(filters.on)
    bodies = {pk: known.of(body, filters.on) for pk, body in bodies.items()}
    chosen = next((pk for pk, body in bodies.items() if body.code == filters.department), 0)
    asked = [chosen if filters.department else "", *(getattr(filters, name) for name in NAMES[1:])]
    count, money = _tally(groups, asked)
    order, newest_first = ORDERS[filters.sort]
    rows = chosen_rows(filters).select_related("entry")
    page = key_page(rows, order, after=after, before=before, size=size, newest_first=newest_first)
    dress(page.rows, bodies)
    facets = {"department": _departments(count[0], money[0], bodies, filters.department)}
    for index, name in enumerate(NAMES[1:], start=1):
        facets[name] = [
            Facet(value, label, count[index][value], value == asked[index], money[index][value])
            for value, label in LABELS[name].items()
            if count[index][value] or value == asked[index]
        ]
    return Shown(filters, page, count[-1][""], money[-1][""] or ZERO, facets, lists_of(filters.year))


def _tally(groups: list[Group], asked: list) -> tuple[list[Counter], list[Counter]]:
    """For each filter the count and the sum that each of its values would leave, the others as they are; then all."""
    count, money = [Counter() for _ in range(len(NAMES) + 1)], [Counter() for _ in range(len(NAMES) + 1)]
    for group in groups:
        misses = [n for n, (key, want) in enumerate(zip(group.keys, asked, strict=True)) if want != "" and key != want]
        if len(misses) > 1:
            continue
        for n in misses or range(len(NAMES)):
            count[n][group.keys[n]] += group.count
            money[n][group.keys[n]] += group.amount
        if not misses:
            count[-1][""] += group.count
            money[-1][""] += group.amount
    return count, money


def _departments(count, money, bodies, chosen: str) -> list[Facet]:
    rows = sorted((body for body in bodies.values() if count[body.pk]), key=lambda body: (body.sort_key, body.code))
    return [
        Facet(body.code, body.short_name or body.name, count[body.pk], body.code == chosen, money[body.pk])
        for body in rows
    ]


def dress(rows: list[FundVersion], bodies: dict[int, Organisation] | None = None) -> None:
    """Give rows of one year what stands beside them: the body, the last grade, whether the fund's page is open.

    Two queries. What is kept inside today has no page, though the rows of the years in which it was public stay.
    """
    if not rows:
        return
    entries = [row.entry_id for row in rows]
    grades = public_grades(entries, rows[0].year)
    inside = FundVersion.objects.filter(
        entry__in=entries, state=VersionState.PUBLISHED, scope=Scope.INTERNAL, valid_to__isnull=True
    )
    inside = set(inside.values_list("entry_id", flat=True))
    for row in rows:
        if bodies is not None:
            row.organisation = bodies[row.organisation_id]
        row.graded = grades.get(row.entry_id)
        row.address = "" if row.entry_id in inside else f"/open/funds/{row.entry.code}/?year={row.year}"
