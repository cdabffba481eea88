"""What the public reads: the lists of a day, an entry with its texts, the gazette of changes."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.core.cache import cache
from django.db.models import Count, F, Max, OuterRef, Subquery
from django.utils import timezone

from accounts.models import Organisation
from core import search
from core.models import Publication
from core.registers import BEGINS, ENDS, ChangeSetState, KeyPage, VersionState, key_page

from ..kinds import KINDS, category_choices
from ..models import ListChangeSet, ListEntry, ListVersion, ServiceItemVersion
from . import catalogue, facets
from .facets import LIST_ORDER, SORTS, Facet, Filters, Group
from .finding import Sought
from .levels import Levels, Nested, levels, nested
from .names import day_before, named_then, named_when_published, names, names_on
from .reforms import formerly
from .standing import paused
from .texts import READABLE, with_predecessors

__all__ = ["LIST_ORDER", "Facet", "Filters"]

PAGE_SIZE = 20
KEEP_SECONDS = 24 * 3600
PUBLICATIONS = ("lists", "guides")  # what the counts beside the filters are made of


@dataclass(frozen=True)
class PublicList:
    """One page of a list with the counts beside it. `total` stops at 1001 when a text was searched.

    Of a text with more hits than that, other filters leave at least `total` (`more`: perhaps more than that), and the
    facets carry no counts.

    `choices` holds the facets of each filter with declared values: category, audience, person_theme, legal_theme.
    """

    filters: Filters
    page: KeyPage
    total: int
    choices: dict[str, list[Facet]]
    departments: list[Facet]
    townships: list[Facet]
    department: Organisation | None
    more: bool = False
    levels: Levels | None = None
    catalogued: bool = False

    @property
    def total_shown(self) -> str:
        """The number of rows as people see it; 1000+ beyond what is counted."""
        most = search.MOST_COUNTED
        return f"{most}+" if self.filters.words and self.total > most else f"{self.total}{'+' if self.more else ''}"


@dataclass(frozen=True)
class Sums:
    """How many texts of a kind are in force on a day, by body, category and guides, and the bodies themselves."""

    groups: list[Group]
    organisations: dict[int, Organisation]
    changed_on: date | None = None
    nested: list[Nested] = field(default_factory=list)
    catalogued: bool = False  # whether a catalogue above is in use: then what isn't claimed is 本地特有

    @property
    def total(self) -> int:
        return sum(group.count for group in self.groups)

    def by_category(self) -> list[tuple[str, int]]:
        labels = dict(category_choices())
        found = dict.fromkeys(labels, 0)
        for group in self.groups:
            found[group.category] = found.get(group.category, 0) + group.count
        return [(labels.get(value, ""), count) for value, count in found.items() if count]


def sums(kind: str, on: date) -> Sums:
    """The counts of a day, kept until the next publication; the same few queries when they aren't kept yet."""
    numbers = dict(Publication.objects.filter(name__in=PUBLICATIONS).values_list("name", "number"))
    key = f"lists:groups:{kind}:{on}:{'.'.join(str(numbers.get(name, 0)) for name in PUBLICATIONS)}"
    kept = cache.get(key)
    if kept is None:
        rows = ListVersion.objects.in_force(on).open_to_public().filter(kind=kind)
        groups, begun = facets.counted(rows, on, kind)
        known = names_on(on)
        found = Organisation.objects.in_bulk({group.organisation for group in groups})
        bodies = {pk: known.of(body, on) for pk, body in found.items()}
        kept = Sums(groups, bodies, _changed_on(kind, on) or begun if groups else None)
        kept = replace(kept, nested=nested(kind, on), catalogued=kind in catalogue.ITEM_KINDS and catalogue.loaded())
        cache.set(key, kept, KEEP_SECONDS)
    return kept


def _changed_on(kind: str, on: date) -> date | None:
    """The last day on which a published change set took effect: a change of wording changes no count."""
    rows = ListChangeSet.objects.filter(kind=kind, state=ChangeSetState.PUBLISHED, effective_on__lte=on)
    return rows.aggregate(last=Max("effective_on"))["last"]


def public_list(filters: Filters, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> PublicList:
    """A page of a list. The same number of queries however many rows, and however deep the page."""
    counts = sums(filters.kind, filters.on)
    chosen = next((o for o in counts.organisations.values() if o.code == filters.department), None)
    rows = ListVersion.objects.none() if not counts.groups else _listed(filters, chosen, counts)
    order, newest_first = SORTS[filters.sort]
    main = ListVersion.objects.in_force(filters.on).filter(entry=OuterRef("entry__parent")).order_by("id")
    rows = rows.select_related("entry__parent__parent", "organisation").annotate(
        main_name=Subquery(main.values("name")[:1]), paused=paused(filters.on)
    )
    asked = {"after": after, "before": before, "size": size, "newest_first": newest_first}
    sought = Sought(filters.text, filters.kind, filters.on)
    codes = sought.few() if filters.words and counts.groups else []
    if codes is None:
        whole = (search.MOST_COUNTED + 1, False)
        total = sought.count(rows.order_by(*order)) if filters.narrows or sought.is_past else whole
        page = sought.page(rows, order, **asked)
        total = max(total, (len(page), page.next is not None))  # the page itself may know of more
        return _with_facets(filters, chosen, counts, page, counts.groups, total)
    found = counts.groups
    if filters.words:
        every = ListVersion.objects.in_force(filters.on).open_to_public().filter(kind=filters.kind)
        found = facets.counted(every.filter(entry__code__in=codes), filters.on)[0]
        rows = rows.filter(entry__code__in=codes)
    return _with_facets(filters, chosen, counts, key_page(rows, order, **asked), found)


def _with_facets(filters: Filters, chosen, counts: "Sums", page: KeyPage, groups, total=None) -> PublicList:
    """The page with what stands beside it; a `total` given says that the hits are too many to be told apart."""
    labels = facets.labels_of(filters.kind)
    if filters.on < timezone.localdate():
        named_then(page, filters.on)
    departments, townships = facets.bodies(groups, filters, chosen, counts.organisations)
    choices = {name: facets.choices(groups, filters, chosen, name, labels[name]) for name in labels}
    if total is not None:
        departments, townships = facets.uncounted(departments), facets.uncounted(townships)
        choices = {name: facets.uncounted(found) for name, found in choices.items()}
    number, more = total or (facets.tally(groups, filters, chosen, "")[""], False)
    _group(page.rows)
    return PublicList(
        filters=filters,
        page=page,
        total=number,
        more=more,
        choices=choices,
        departments=departments,
        townships=townships,
        department=chosen,
        levels=_levels(counts, filters, chosen, number),
        catalogued=counts.catalogued,
    )


def _listed(filters: Filters, chosen, counts: "Sums"):
    """The rows of the other filters; of a day long past, only of the bodies that had any."""
    rows = _filtered(filters, chosen)
    if chosen is not None or filters.on >= timezone.localdate():
        return rows
    return rows.filter(organisation__in=sorted(counts.organisations))


def levels_of_filters(filters: Filters) -> Levels | None:
    """How many of each level the filters leave, for what is downloaded."""
    counts, chosen = sums(filters.kind, filters.on), body_of(filters)
    total = facets.tally(counts.groups, filters, chosen, "")[""]
    return _levels(counts, filters, chosen, total)


def _levels(counts: Sums, filters: Filters, chosen, total: int) -> Levels | None:
    """What the heading says of the total; nothing where words or guides chose the rows."""
    if filters.words or filters.by_guide or (filters.department and chosen is None):
        return None
    return levels(total, counts.nested, organisation=chosen.pk if chosen else None, category=filters.category)


def _group(rows: list[ListVersion]) -> None:
    """Mark what stands below a main item: `under` is that item (code, name) where the row before isn't of its kin."""
    family: set[int] = set()
    for row in rows:
        parent = row.entry.parent
        if parent is None:
            row.under, family = None, {row.entry_id}
        else:
            row.under = None if parent.pk in family else (parent.code, row.main_name or parent.code)
            family |= {parent.pk, row.entry_id}


def all_rows(filters: Filters):
    """Every row that the filters leave, in the order asked for, for downloads."""
    order, newest_first = SORTS[filters.sort]
    rows = _rows(filters, body_of(filters)).select_related("entry", "organisation")
    return rows.order_by(*(f"-{name}" if newest_first else name for name in order))


def body_of(filters: Filters) -> Organisation | None:
    """The body that was chosen, under its name of the day; None without one, or when there is none of that code."""
    if not filters.department:
        return None
    found = Organisation.objects.filter(code=filters.department).order_by("id").first()
    return found and names_on(filters.on).of(found, filters.on)


def _rows(filters: Filters, organisation):
    rows = _filtered(filters, organisation)
    return Sought(filters.text, filters.kind, filters.on).among(rows) if filters.words else rows


def _filtered(filters: Filters, organisation):
    """The rows that all filters but the text leave."""
    rows = ListVersion.objects.in_force(filters.on).open_to_public().filter(kind=filters.kind)
    if filters.department:
        rows = rows.filter(organisation=organisation) if organisation else rows.none()
    if filters.category:
        rows = rows.filter(category=filters.category)
    if filters.by_guide:
        rows = rows.filter(facets.guides_that_fit(filters))
    return rows


# --- one entry -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicEntry:
    """An entry as the public reads it: the text of a day (or of a number), and all texts it ever had."""

    entry: ListEntry
    version: ListVersion
    versions: list[ListVersion]
    in_force: bool
    before: ListVersion | None
    citations: list = field(default_factory=list)
    guides: list = field(default_factory=list)
    subs: list = field(default_factory=list)
    family: list = field(default_factory=list)  # its main items, the nearest first
    below: list = field(default_factory=list)
    exercised: catalogue.PublicItem | None = None
    local: bool = False  # 本地特有: in no catalogue above
    formerly: list[dict] = field(default_factory=list)

    @property
    def until(self) -> date | None:
        """The first day on which the text no longer holds; None while nothing ends it."""
        return self.version.valid_to


def public_entry(kind: str | None, code: str, *, on: date, number: int | None = None) -> PublicEntry | None:
    """The entry with the text of a day, or of a version number; None when nothing of it was ever published.

    On a day without a text in force the newest text that had begun stands in, and `in_force` is False.
    """
    rows = ListEntry.objects.select_related("organisation", "parent__parent", "item__edition").filter(code=code)
    entry = rows.order_by("id").first()
    if entry is None or (kind is not None and entry.kind != kind) or not KINDS[entry.kind].is_public:
        return None
    rows = entry.versions.open_to_public().filter(state__in=READABLE, valid_from__isnull=False)
    versions = list(rows.select_related("change_set", "organisation").order_by("-number"))
    version = _version_of(versions, on, number)
    if version is None:
        return None
    for text in versions:
        text.entry = entry
    named_then(versions)
    earlier = [v for v in versions if v.number < version.number]
    return PublicEntry(
        entry=entry,
        version=version,
        versions=versions,
        in_force=_holds_on(version, on),
        before=earlier[0] if earlier else None,
        formerly=formerly(versions, version),
        citations=list(
            version.citations.select_related("law").prefetch_related("law__successions__successor").order_by("position")
        ),
        guides=list(
            ServiceItemVersion.objects.open_to_public(on)
            .filter(item__entry=entry)
            .select_related("item")
            .order_by("item__code")
        ),
        subs=_sub_items(version, on),
        family=_mains(entry, on),
        below=_below(entry, on),
        exercised=catalogue.exercised(entry.item, on) if entry.item else None,
        local=entry.is_own and entry.kind in catalogue.ITEM_KINDS and catalogue.loaded(),
    )


def _mains(entry: ListEntry, on: date) -> list[ListVersion]:
    """The texts of the entries above one, the nearest first."""
    above = [pk for pk in (entry.parent_id, entry.parent.parent_id if entry.parent else None) if pk]
    rows = ListVersion.objects.in_force(on).open_to_public().filter(entry__in=above).select_related("entry")
    return sorted(rows, key=lambda row: above.index(row.entry_id))


def _below(entry: ListEntry, on: date) -> list[ListVersion]:
    """The texts of the entries directly below one, in the order of the list."""
    rows = ListVersion.objects.in_force(on).open_to_public().filter(entry__parent=entry).select_related("entry")
    return list(rows.order_by("sort_key", "id")[:200])


def _sub_items(version: ListVersion, on: date) -> list[ListVersion]:
    """The other 子项 of the same item of the body on that day; asked for only where the text is itself a 子项."""
    if not version.content.get("sub_name") or version.entry.parent_id:
        return []
    rows = (
        ListVersion.objects.in_force(on)
        .open_to_public()
        .filter(kind=version.kind, organisation=version.organisation_id, category=version.category, name=version.name)
    )
    return list(rows.exclude(entry=version.entry_id).select_related("entry").order_by("sort_key", "id")[:100])


def _holds_on(version, on: date) -> bool:
    return (
        version.state == VersionState.PUBLISHED
        and version.valid_from <= on
        and (version.valid_to is None or version.valid_to > on)
    )


def _version_of(versions, on: date, number: int | None):
    if number is not None:
        return next((v for v in versions if v.number == number), None)
    return next((v for v in versions if _holds_on(v, on)), None) or next(
        (v for v in versions if v.valid_from <= on), versions[-1] if versions else None
    )


# --- the gazette -----------------------------------------------------------------------------------------------------


def gazette(*, after: str = "", before: str = "", size: int = PAGE_SIZE) -> KeyPage:
    """Published change sets, the newest first, each with its counts of changes as `added`, `amended`, `cancelled`."""
    rows = ListChangeSet.objects.open_to_all().filter(state=ChangeSetState.PUBLISHED).select_related("organisation")
    page = key_page(rows, ("published_at", "id"), after=after, before=before, size=size, newest_first=True)
    texts = ListVersion.objects.open_to_public().filter(change_set__in=[row.pk for row in page], state__in=READABLE)
    tally = texts.order_by()
    counts = {(pk, change): n for pk, change, n in tally.values_list("change_set_id", "change").annotate(n=Count("id"))}
    for row in page:
        of_set = {change: n for (pk, change), n in counts.items() if pk == row.pk}
        row.added = sum(n for change, n in of_set.items() if change in BEGINS)
        row.cancelled = sum(n for change, n in of_set.items() if change in ENDS)
        row.amended = sum(of_set.values()) - row.added - row.cancelled
    named_when_published(page)
    return page


def published_change_set(number: str) -> ListChangeSet | None:
    rows = ListChangeSet.objects.open_to_all().filter(state=ChangeSetState.PUBLISHED, number=number)
    found = rows.select_related("organisation").order_by("id").first()
    named_when_published([found] if found else [])
    return found


def latest_changes(count: int = 5) -> list[ListChangeSet]:
    rows = ListChangeSet.objects.open_to_all().filter(state=ChangeSetState.PUBLISHED).select_related("organisation")
    found = list(rows.order_by(F("published_at").desc(), "-id")[:count])
    named_when_published(found)
    return found


def changes_of(change_set: ListChangeSet, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> KeyPage:
    """The rows of a published change set, each with `changed`: (label, before, after) of the cells that differ."""
    rows = change_set.versions.open_to_public().filter(state__in=READABLE).select_related("entry", "organisation")
    page = key_page(rows, ("sort_key", "id"), after=after, before=before, size=size)
    with_predecessors(page.rows, public=True)
    known, day = names(), change_set.effective_on
    for row in page:
        row.organisation = known.of(row.organisation, day)
        if row.before is not None:
            row.before.entry = row.entry
            row.before.organisation = known.of(row.before.organisation, day_before(day))
    return page
