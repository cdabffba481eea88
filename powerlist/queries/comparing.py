"""What changed between two days: the entries added, ended and changed, and the table of bodies by category."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Organisation
from core.registers import KeyPage, VersionState, diff, key_page

from ..kinds import KINDS
from ..models import ListEntry, ListVersion
from .names import names_on
from .public import PAGE_SIZE, sums
from .standing import paused
from .texts import changed_cells

ORDER = ("organisation_id", "code")
ADDED, CHANGED, ENDED = "add", "amend", "cancel"
LABELS = {ADDED: "增加", CHANGED: "变更", ENDED: "取消"}
STATES = {False: "正常办理", True: "暂停办理"}


@dataclass(frozen=True)
class Window:
    """Two days, one list, one body or all. `since` is not after `until`."""

    kind: str
    since: date
    until: date
    organisation: Organisation | None = None


def changed_entries(window: Window):
    """Entries whose text of the first day isn't that of the second; what came and went in between is left out.

    Each bears `was` and `stays`: whether it has a text on the first and on the second day.
    """
    texts = ListVersion.objects.open_to_public().filter(kind=window.kind, state=VersionState.PUBLISHED)
    begun = Q(valid_from__gt=window.since, valid_from__lte=window.until)
    over = Q(valid_to__gt=window.since, valid_to__lte=window.until)
    moved = texts.filter(begun).order_by().values("entry").union(texts.filter(over).order_by().values("entry"))
    rows = ListEntry.objects.filter(pk__in=moved).annotate(
        was=Exists(_of_entry(window, window.since)), stays=Exists(_of_entry(window, window.until))
    )
    return rows.filter(Q(was=True) | Q(stays=True)).select_related("organisation")


def _of_entry(window: Window, on: date):
    rows = ListVersion.objects.in_force(on).open_to_public().filter(entry=OuterRef("pk"))
    return rows.filter(organisation=window.organisation) if window.organisation else rows


def tally(window: Window) -> dict[str, int]:
    """How many entries were added, changed, ended; one query."""
    return changed_entries(window).aggregate(
        **{
            ADDED: Count("pk", filter=Q(was=False)),
            CHANGED: Count("pk", filter=Q(was=True, stays=True)),
            ENDED: Count("pk", filter=Q(stays=False)),
        }
    )


def difference(window: Window, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> KeyPage:
    """A page of the changed entries, each with `old`, `new`, `change` and `cells`; two queries however many."""
    page = key_page(changed_entries(window), ORDER, after=after, before=before, size=size)
    with_texts(window, page.rows)
    return page


def with_texts(window: Window, entries: list[ListEntry]) -> list[ListEntry]:
    """Give each entry its text of both days as `old` and `new` (None without one), `change`, and what differs."""
    either = _holds(window.since) | _holds(window.until)
    rows = ListVersion.objects.open_to_public().filter(either, entry__in=entries, state=VersionState.PUBLISHED)
    rows = rows.annotate(paused_then=paused(window.since), paused_now=paused(window.until))
    texts: dict[int, list[ListVersion]] = {}
    for row in rows.select_related("organisation", "change_set").order_by("entry_id", "number"):
        texts.setdefault(row.entry_id, []).append(row)
    known = names_on(window.since)
    for entry in entries:
        entry.old = next((t for t in texts.get(entry.pk, []) if entry.was and holds_on(t, window.since)), None)
        entry.new = next((t for t in texts.get(entry.pk, []) if entry.stays and holds_on(t, window.until)), None)
        for text, day in ((entry.old, window.since), (entry.new, window.until)):
            if text is not None:
                text.organisation = known.of(text.organisation, day)
        entry.change = CHANGED if entry.old and entry.new else ADDED if entry.new else ENDED
        entry.change_label = LABELS[entry.change]
        entry.text = entry.new or entry.old
        entry.cells = []
        if entry.change == CHANGED:
            entry.cells = difference_of(entry.old, entry.new) + _standing(entry.old, entry.new)
    return entries


def difference_of(old: ListVersion, new: ListVersion) -> list[tuple[str, str, str]]:
    """The public cells of two texts that differ, and the body where it does: (label, before, after)."""
    bodies = {"body": str(old.organisation)}, {"body": str(new.organisation)}
    return changed_cells(old, new, public=True) + diff(*bodies, {"body": "实施主体"})


def _standing(old: ListVersion, new: ListVersion) -> list[tuple[str, str, str]]:
    """暂停 and 恢复 between the two days: they change what one can apply for and no word of the text."""
    states = {"state": STATES[old.paused_then]}, {"state": STATES[new.paused_now]}
    return diff(*states, {"state": "办理状态"})


def _holds(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def holds_on(text: ListVersion, on: date) -> bool:
    return text.valid_from <= on and (text.valid_to is None or text.valid_to > on)


# --- 总表 ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    count: int
    change: int


@dataclass(frozen=True)
class Line:
    """One body of the table: its counts by category in order, and its sum."""

    organisation: Organisation | None
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Summary:
    """总表 of a day: bodies by category, each number with its change since another day."""

    categories: list[tuple[str, str]]
    lines: list[Line]
    total: Line


def summary(kind: str, on: date, since: date) -> Summary:
    """Departments by category, as sums of the kept groups; bodies with nothing on either day are left out."""
    now, then = sums(kind, on), sums(kind, since)
    known = {**then.organisations, **now.organisations}
    counts, before = _by_body(now), _by_body(then)
    categories = list(KINDS[kind].categories)
    bodies = sorted(known.values(), key=lambda o: (o.sort_key, o.code))
    lines = [_line(body, [body.pk], categories, counts, before) for body in bodies]
    return Summary(categories, lines, _line(None, list(known), categories, counts, before))


def _by_body(found) -> dict[tuple[int, str], int]:
    counts: dict[tuple[int, str], int] = {}
    for group in found.groups:
        key = (group.organisation, group.category)
        counts[key] = counts.get(key, 0) + group.count
    return counts


def _line(body, keys, categories, counts, before) -> Line:
    cells = []
    for category, _ in categories:
        count = sum(counts.get((key, category), 0) for key in keys)
        cells.append(Cell(count, count - sum(before.get((key, category), 0) for key in keys)))
    return Line(body, cells, Cell(sum(c.count for c in cells), sum(c.change for c in cells)))
