"""The catalogues above: their items and who claims them, shares by body, entries that a change above touches."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.enums import Nature
from accounts.models import Organisation, organisations_where
from core.registers import ENDS, KeyPage, VersionState, key_page

from ..kinds import category_choices, public_kinds
from ..models import CatalogueDecline, CatalogueEdition, CatalogueHint, CatalogueItem, ListEntry, ListVersion
from ..models.catalogue import LoadState
from .names import named_then

PAGE_SIZE = 50
ORDER = ("category", "id")
ITEM_KINDS = ("powers", "public_services")  # the lists whose entries stand in catalogues above
STATES = {"open": "未认领", "claimed": "已认领", "declined": "不认领", "": "全部"}


def loaded() -> bool:
    """Whether any catalogue is in use: until then nothing is called 本地特有."""
    return CatalogueItem.objects.exists()


def alive() -> Q:
    """Texts in force, or on their way and no end."""
    on_the_way = Q(state=VersionState.PROPOSED) & ~Q(change__in=ENDS)
    return Q(state=VersionState.PUBLISHED, valid_to__isnull=True) | on_the_way


def touched(on: date):
    """Texts in force of claimed entries whose locked cells aren't what the catalogue says now, or whose item ended."""
    rows = ListVersion.objects.filter(state=VersionState.PUBLISHED, valid_to__isnull=True, entry__item__isnull=False)
    item = "entry__item__"
    ended = Q(**{f"{item}valid_to__lte": on})
    basis = ~Q(**{f"{item}basis": []}) & ~Q(content__basis=F(f"{item}basis"))
    return rows.filter(ended | ~Q(name=F(f"{item}name")) | ~Q(category=F(f"{item}category")) | basis)


@dataclass(frozen=True)
class Asked:
    """What a clerk looks for."""

    organisation: Organisation
    state: str = "open"
    level: str = ""
    category: str = ""
    hint: int | None = None
    text: str = ""
    everyone: bool = False  # also items that name other departments


def items_for(asked: Asked, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> KeyPage:
    """Items that hold today, for a body: each with `entry_code`, `entry_state`, `declined_for` (its word on them).

    Without a filter by department those that name the body (or all townships, for a township) or nobody known here.
    One query, however many rows.
    """
    body = asked.organisation
    texts = ListVersion.objects.filter(alive(), entry__item=OuterRef("pk"), organisation=body).order_by("state", "id")
    declines = CatalogueDecline.objects.filter(item=OuterRef("pk"), organisation=body, withdrawn_at__isnull=True)
    rows = CatalogueItem.objects.current(timezone.localdate())
    if asked.hint:
        rows = rows.filter(hint=asked.hint)
    elif not asked.everyone:
        rows = rows.filter(_named(body) | Q(Exists(texts)))
    for name in ("level", "category"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    rows = named_like(rows, asked.text)
    if asked.state == "open":
        rows = rows.exclude(Exists(texts)).exclude(Exists(declines))
    elif asked.state == "claimed":
        rows = rows.filter(Exists(texts))
    elif asked.state == "declined":
        rows = rows.filter(Exists(declines))
    rows = rows.select_related("hint", "parent", "edition").annotate(
        entry_code=Subquery(texts.values("entry__code")[:1]),
        entry_state=Subquery(texts.values("state")[:1]),
        declined_for=Subquery(declines.values("reason")[:1]),
    )
    return key_page(rows, ORDER, after=after, before=before, size=size)


def named_like(rows, text: str):
    """Items with these words in their name, or a code that begins so."""
    if not text:
        return rows
    return rows.filter(Q(name__icontains=text) | Q(basic_code__startswith=text) | Q(local_code__startswith=text))


def _named(body) -> Q:
    """Items whose department is this body, or unknown; for a township also those of all townships."""
    named = Q(hint__organisation=body) | Q(hint__isnull=True)
    return named | Q(hint__townships=True) if body.nature == Nature.TOWNSHIP else named


def chosen(keys: list[int]) -> list[CatalogueItem]:
    """The items of these keys that hold today."""
    rows = CatalogueItem.objects.current(timezone.localdate()).filter(pk__in=keys[:1000])
    return list(rows.select_related("edition", "hint").order_by("id"))


def hints() -> list[CatalogueHint]:
    return list(CatalogueHint.objects.filter(items__isnull=False).distinct().order_by("name"))


# --- shares ----------------------------------------------------------------------------------------------------------


@dataclass
class Share:
    """Of the items that concern a body: how many it claimed, declined, and left open; by category code."""

    organisation: Organisation
    total: Counter = field(default_factory=Counter)
    claimed: Counter = field(default_factory=Counter)
    declined: Counter = field(default_factory=Counter)

    def open_of(self, category: str) -> int:
        return max(0, self.total[category] - self.claimed[category] - self.declined[category])

    @property
    def sums(self) -> tuple[int, int, int, int]:
        """(all, claimed, declined, open)."""
        total, claimed, declined = (sum(c.values()) for c in (self.total, self.claimed, self.declined))
        return total, claimed, declined, max(0, total - claimed - declined)

    @property
    def percent(self) -> int:
        """Hundredths that are claimed or declined, rounded down; 100 only when nothing is open."""
        total, claimed, declined, _ = self.sums
        return min(100, (claimed + declined) * 100 // total) if total else 0

    @property
    def cells(self) -> list[tuple[str, int, int]]:
        """(category, all, open) of the categories that concern the body."""
        return [(label, self.total[code], self.open_of(code)) for code, label in category_choices() if self.total[code]]


def shares(user) -> list[Share]:
    """The bodies in sight that a catalogue names or that claimed something. Five queries, however many bodies."""
    today = timezone.localdate()
    seen = organisations_where(user, "fill_lists", "review_lists", "audit").current()
    bodies = {body.pk: body for body in seen.order_by("sort_key", "code")}
    found = {pk: Share(body) for pk, body in bodies.items()}
    items = CatalogueItem.objects.current(today)
    named = items.filter(hint__isnull=False).order_by().values_list("hint__organisation", "hint__townships", "category")
    for body, townships, category, count in named.annotate(n=Count("id")):
        for pk, share in found.items():
            if pk == body or (townships and bodies[pk].nature == Nature.TOWNSHIP):
                share.total[category] += count
    _count_claims(found, bodies, today)
    return [share for share in found.values() if share.total]


def _count_claims(found: dict[int, Share], bodies: dict, today: date) -> None:
    """Claims and declines of items that hold; those of another department's items count on both sides."""
    texts = ListVersion.objects.filter(alive(), entry=OuterRef("pk"))
    own = ListEntry.objects.filter(Exists(texts), item__in=CatalogueItem.objects.current(today))
    said = CatalogueDecline.objects.filter(withdrawn_at__isnull=True, item__in=CatalogueItem.objects.current(today))
    for rows, where in ((own, "claimed"), (said, "declined")):
        keys = ("organisation", "item__category", "item__hint__organisation", "item__hint__townships")
        for pk, category, body, townships, count in rows.order_by().values_list(*keys).annotate(n=Count("id")):
            share = found.get(pk)
            if share is None:
                continue
            getattr(share, where)[category] += count
            if pk != body and not (townships and bodies[pk].nature == Nature.TOWNSHIP):
                share.total[category] += count


# --- the desk --------------------------------------------------------------------------------------------------------


def touched_of(user, *, after: str = "", before: str = "") -> KeyPage:
    """Entries in sight that a change above touches, each with `cells` (label, ours, above) and `ended`."""
    today = timezone.localdate()
    pending = ListVersion.objects.open_proposals().filter(entry=OuterRef("entry")).order_by("id")
    rows = touched(today).filter(organisation__in=organisations_where(user, "fill_lists", "review_lists", "audit"))
    rows = rows.select_related("entry__item__edition", "organisation")
    rows = rows.annotate(pending=Subquery(pending.values("change_set__number")[:1]))
    page = key_page(rows, ("organisation_id", "category", "sort_key", "id"), after=after, before=before)
    for row in page:
        item = row.entry.item
        row.ended = item.valid_to is not None and item.valid_to <= today
        row.cells_apart = cells_apart(row, item)
    return page


def cells_apart(text: ListVersion, item: CatalogueItem) -> list[tuple[str, str, str]]:
    """The locked cells in which a text isn't what its item says: (label, ours, above)."""
    labels = dict(category_choices())
    found = []
    if text.name != item.name:
        found.append(("名称", text.name, item.name))
    if text.category != item.category:
        found.append(("类别", labels.get(text.category, ""), labels.get(item.category, "")))
    basis = text.content.get("basis") or []
    if item.basis and basis != item.basis:
        found.append(("依据", "\n".join(basis), "\n".join(item.basis)))
    return found


def editions() -> list[CatalogueEdition]:
    return list(
        CatalogueEdition.objects.exclude(state=LoadState.DROPPED).select_related("loaded_by").order_by("-id")[:30]
    )


# --- the public ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicItem:
    """An item with the bodies that exercise it today: (text, its body) of townships and of others."""

    item: CatalogueItem
    townships: list[ListVersion]
    others: list[ListVersion]

    @property
    def by_townships(self) -> bool:
        return len(self.townships) > 1


def _open_texts(on: date):
    rows = ListVersion.objects.in_force(on).open_to_public()
    return rows.filter(kind__in=[kind.key for kind in public_kinds()])


def exercised_items(on: date, *, level: str = "", category: str = ""):
    """Items that some body exercises on a day, as the public may know it."""
    rows = CatalogueItem.objects.filter(Exists(_open_texts(on).filter(entry__item=OuterRef("pk"))))
    for name, value in (("level", level), ("category", category)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.select_related("edition", "hint")


def exercised(item: CatalogueItem, on: date) -> PublicItem:
    """Who exercises an item on a day, as the public may know it. One query."""
    rows = _open_texts(on).filter(entry__item=item)
    rows = list(rows.select_related("entry", "organisation").order_by("organisation__sort_key", "id"))
    if on < timezone.localdate():
        named_then(rows, on)
    townships = [row for row in rows if row.organisation.nature == Nature.TOWNSHIP]
    return PublicItem(item, townships, [row for row in rows if row.organisation.nature != Nature.TOWNSHIP])


def public_item(pk: int, on: date) -> PublicItem | None:
    """An item that some body exercises, for the public; None when nobody does."""
    rows = (
        CatalogueItem.objects.filter(pk=pk)
        .select_related("edition", "hint", "parent")
        .prefetch_related("citations__law")
    )
    item = rows.order_by("id").first()
    found = exercised(item, on) if item else None
    return found if found and (found.townships or found.others) else None
