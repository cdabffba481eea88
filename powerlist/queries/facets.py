"""The filters of a public list and the counts beside them, from a few sums and never from the rows of the page.

Department, township and category stand on the text itself; 服务对象 and the two national taxonomies of themes
(面向自然人, 面向法人) come from the guides of the entry that are in force on the same day. An entry with several guides
counts once under each value that one of its guides has; chosen values must hold in one and the same guide.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, Exists, F, Max, OuterRef, Q, Value
from django.db.models.functions import Concat

from accounts.enums import Nature
from core import search
from core.registers import VersionState

from ..enums import Audience, Disclosure, LegalTheme, PersonTheme
from ..kinds import KINDS
from ..models import ServiceItemVersion
from . import counts

OBJECTS = {Audience.PERSON.value: "个人", Audience.LEGAL.value: "法人"}
BY_GUIDE = ("audience", "person_theme", "legal_theme")
LIST_ORDER = ("organisation_id", "category", "sort_key", "id")
# what a reader may sort by: the columns of the key, and whether the newest stand first
SORTS = {
    "": (LIST_ORDER, False),
    "category": (("category", "organisation_id", "sort_key", "id"), False),
    "newest": (("valid_from", "id"), True),
}
SORT_LABELS = {"": "按单位", "category": "按类别", "newest": "最近生效在前"}


@dataclass(frozen=True)
class Filters:
    """What a reader chose. `on` is the day of the text; the others may be empty."""

    kind: str
    on: date
    department: str = ""
    category: str = ""
    text: str = ""
    audience: str = ""
    person_theme: str = ""
    legal_theme: str = ""
    sort: str = ""

    @property
    def words(self) -> list[str]:
        return search.words_of(self.text)

    @property
    def by_guide(self) -> bool:
        return bool(self.audience or self.person_theme or self.legal_theme)

    @property
    def narrows(self) -> bool:
        """Whether there is a filter beside the text."""
        return bool(self.department or self.category or self.by_guide)

    @property
    def is_one_whole_list(self) -> bool:
        """One body's list, whole: what the official form holds."""
        return bool(self.department) and not (self.category or self.words or self.by_guide)


@dataclass(frozen=True)
class Facet:
    value: str
    label: str
    count: int | None  # None: too many to be told apart
    chosen: bool


class Tag(NamedTuple):
    """What one guide says of whom it serves."""

    audience: str
    person_theme: str
    legal_theme: str

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a filter that this guide answers to."""
        if name == "audience":
            return tuple(OBJECTS) if self.audience == Audience.BOTH else (self.audience,)
        if name == "person_theme":
            return (self.person_theme,) if self.person_theme and self.audience != Audience.LEGAL else ()
        return (self.legal_theme,) if self.legal_theme and self.audience != Audience.PERSON else ()

    def fits(self, filters: Filters, skip: str) -> bool:
        asked = ((name, getattr(filters, name)) for name in BY_GUIDE if name != skip)
        return all(not value or value in self.values(name) for name, value in asked)


class Group(NamedTuple):
    """So many texts of one body and category whose entries have the same guides' tags."""

    organisation: int
    category: str
    tags: frozenset[Tag]
    count: int


def counted(rows, on: date, kind: str = "") -> tuple[list[Group], date | None]:
    """The groups of some texts, and the day on which the newest of them began. Two queries.

    With `kind`, `rows` are all texts of a list in force on the day: their number is known without reading them, and
    the day is the last on which the list changed. Two queries, however long the list.
    """
    if kind:
        plain, begun = counts.in_force(kind, on)
    else:
        found = rows.order_by().values_list("organisation_id", "category")
        found = list(found.annotate(count=Count("id"), begun=Max("valid_from")))
        plain, begun = [row[:3] for row in found], max((row[3] for row in found), default=None)
    left = Counter({(organisation, category): count for organisation, category, count in plain})
    tagged = Counter()
    for organisation, category, tags in _tags(rows, on) if plain else ():
        tagged[organisation, category, frozenset(Tag(*tag.split("|")) for tag in tags)] += 1
    for (organisation, category, _), count in tagged.items():
        left[organisation, category] -= count
    groups = [Group(*key, count) for key, count in tagged.items()]
    groups += [Group(*key, frozenset(), count) for key, count in left.items() if count > 0]
    return groups, begun


def _tags(rows, on: date):
    """(body, category, tags) of every text whose entry has a guide in force on the day."""
    guide = "entry__service_items__versions__"
    in_force = Q(**{f"{guide}valid_to__isnull": True}) | Q(**{f"{guide}valid_to__gt": on})
    tag = Concat(
        F(f"{guide}audience"),
        Value("|"),
        F(f"{guide}person_theme"),
        Value("|"),
        F(f"{guide}legal_theme"),
        output_field=CharField(),
    )
    return (
        rows.order_by()
        .filter(
            in_force,
            **{
                f"{guide}state": VersionState.PUBLISHED,
                f"{guide}valid_from__lte": on,
                f"{guide}disclosure": Disclosure.PUBLIC,
            },
        )
        .values("id")
        .annotate(tags=ArrayAgg(tag, distinct=True))
        .values_list("organisation_id", "category", "tags")
    )


def guides_that_fit(filters: Filters) -> Exists:
    """The condition on a text: its entry has a guide on that day which all the chosen values fit."""
    rows = ServiceItemVersion.objects.in_force(filters.on).filter(
        item__entry=OuterRef("entry"), disclosure=Disclosure.PUBLIC
    )
    if filters.audience:
        rows = rows.filter(audience__in=(filters.audience, Audience.BOTH))
    if filters.person_theme:
        rows = rows.filter(person_theme=filters.person_theme).exclude(audience=Audience.LEGAL)
    if filters.legal_theme:
        rows = rows.filter(legal_theme=filters.legal_theme).exclude(audience=Audience.PERSON)
    return Exists(rows)


def tally(groups: list[Group], filters: Filters, organisation, name: str) -> Counter:
    """How many texts each value of one filter would leave, the other filters as they are. "" gives the total."""
    found = Counter()
    for group in groups:
        for value in _values(group, filters, organisation, name):
            found[value] += group.count
    return found


def _values(group: Group, filters: Filters, organisation, name: str):
    if name != "department" and filters.department and (organisation is None or group.organisation != organisation.pk):
        return ()
    if name != "category" and filters.category and group.category != filters.category:
        return ()
    tags = [tag for tag in group.tags if tag.fits(filters, name)]
    if name in BY_GUIDE:
        return {value for tag in tags for value in tag.values(name)}
    if filters.by_guide and not tags:
        return ()
    return {"department": (group.organisation,), "category": (group.category,), "": ("",)}[name]


def choices(groups, filters: Filters, organisation, name: str, labels: dict[str, str]) -> list[Facet]:
    """The facets of a filter with declared values, in their order; what would leave nothing is left out."""
    found = tally(groups, filters, organisation, name)
    chosen = getattr(filters, name)
    return [
        Facet(value, label, found[value], value == chosen)
        for value, label in labels.items()
        if found[value] or value == chosen
    ]


def uncounted(found: Iterable[Facet]) -> list[Facet]:
    """The facets without their counts, which are those of all rows."""
    return [replace(facet, count=None) for facet in found]


def labels_of(kind: str) -> dict[str, dict[str, str]]:
    """The values of the declared filters of a list, by filter."""
    return {
        "category": dict(KINDS[kind].categories),
        "audience": OBJECTS,
        "person_theme": dict(PersonTheme.choices),
        "legal_theme": dict(LegalTheme.choices),
    }


def bodies(groups, filters: Filters, organisation, known: dict) -> tuple[list[Facet], list[Facet]]:
    """The facets of departments and of townships, in the order of the county's own list of bodies."""
    found = tally(groups, filters, organisation, "department")
    rows = sorted(
        (o for o in known.values() if found[o.pk] or o.code == filters.department), key=lambda o: (o.sort_key, o.code)
    )
    facets = [
        (Facet(o.code, o.short_name or o.name, found[o.pk], o.code == filters.department), o.nature) for o in rows
    ]
    return (
        [facet for facet, nature in facets if nature != Nature.TOWNSHIP],
        [facet for facet, nature in facets if nature == Nature.TOWNSHIP],
    )
