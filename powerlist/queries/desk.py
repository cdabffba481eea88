"""What the desk of the lists shows: change sets by what waits for a person, their rows beside the text in force."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from accounts.models import organisations_where
from core.registers import ChangeSetState, KeyPage, VersionState, key_page

from ..models import Citation, ListChangeSet, ListEntry, ListMove, ListVersion
from ..models.lists import LIST_PERMISSIONS
from ..workflow import LIST_CHANGES
from .texts import with_predecessors

S = ChangeSetState
WAITS_FOR = (
    (S.DRAFT, "fill_lists"),
    (S.SUBMITTED, "review_lists"),
    (S.LEGALITY, "give_legality"),
    (S.DECISION, "record_decision"),
    (S.DECIDED, "review_lists"),
)
UNDER_WAY = (S.DRAFT, S.SUBMITTED, S.LEGALITY, S.DECISION, S.DECIDED)
FAULTY = ("article_missing", "repealed", "title_unknown", "unreadable")


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    count: int


def waiting_for(user):
    """Change sets whose next move is this person's: never the review of a set that they wrote."""
    turn = Q()
    for state, permission in WAITS_FOR:
        mine = Q(state=state, organisation__in=organisations_where(user, permission))
        turn |= mine if state == S.DRAFT else mine & ~Q(author=user)
    return ListChangeSet.objects.filter(turn)


def change_sets(user, tab: str, *, after: str = "", before: str = "") -> tuple[list[Tab], KeyPage]:
    """One page of the change sets in sight under a tab, and the counts of all tabs. Three queries."""
    seen = ListChangeSet.objects.visible_to(user)
    by_tab = {
        "mine": waiting_for(user),
        "under_way": seen.filter(state__in=UNDER_WAY),
        "published": seen.filter(state=S.PUBLISHED),
        "withdrawn": seen.filter(state=S.WITHDRAWN),
    }
    labels = {"mine": "等我办", "under_way": "在途", "published": "已公布", "withdrawn": "已撤回"}
    counts = seen.aggregate(
        mine=Count("pk", filter=Q(pk__in=by_tab["mine"].values("pk"))),
        under_way=Count("pk", filter=Q(state__in=UNDER_WAY)),
        published=Count("pk", filter=Q(state=S.PUBLISHED)),
        withdrawn=Count("pk", filter=Q(state=S.WITHDRAWN)),
    )
    rows = by_tab.get(tab, by_tab["mine"]).select_related("organisation", "author")
    page = key_page(rows, ("id",), after=after, before=before, newest_first=True)
    tally = ListVersion.objects.filter(change_set__in=[row.pk for row in page]).exclude(state=VersionState.DROPPED)
    sizes = dict(tally.order_by().values_list("change_set_id").annotate(n=Count("id")))
    for row in page:
        row.size = sizes.get(row.pk, 0)
    return [Tab(name, label, counts[name]) for name, label in labels.items()], page


def change_set(user, number: str) -> ListChangeSet | None:
    rows = ListChangeSet.objects.visible_to(user).filter(number=number)
    people = ("author", "reviewer", "jurist", "recorder", "publisher")
    return rows.select_related("organisation", *people, *(f"{p}__organisation" for p in people)).order_by("id").first()


def rows_of(row: ListChangeSet, *, after: str = "", before: str = "", size: int = 20) -> KeyPage:
    """The rows of a change set, each with `before` (the text that it replaces), `changed` and its `faults`.

    Three queries however many rows.
    """
    rows = row.versions.exclude(state=VersionState.DROPPED).select_related("entry")
    rows = rows.prefetch_related(Prefetch("citations", Citation.objects.order_by("position").select_related("law")))
    page = key_page(rows, ("sort_key", "id"), after=after, before=before, size=size)
    with_predecessors(page.rows)
    for version in page:
        version.faults = [c for c in version.citations.all() if c.verdict in FAULTY]
    return page


def tally_of(row: ListChangeSet) -> dict[str, int]:
    """How many rows add, amend and cancel."""
    rows = row.versions.exclude(state=VersionState.DROPPED).order_by()
    return dict(rows.values_list("change").annotate(n=Count("id")))


def events_of(row: ListChangeSet) -> list[dict]:
    """The moves of a change set for the timeline, the newest first."""
    tones = {"publish": "good", "withdraw": "bad", "return_review": "bad", "return_legality": "bad"}
    return [
        {
            "at": move.at,
            "title": title_of(move),
            "who": move.actor_name,
            "note": move.note,
            "tone": tones.get(move.move, ""),
        }
        for move in ListMove.objects.filter(subject=row).order_by("-id")
    ]


BESIDE_THE_TABLE = {"open": "建立批次", "import": "从表格导入"}  # logged acts that don't move a change set


def title_of(move: ListMove) -> str:
    return BESIDE_THE_TABLE.get(move.move) or LIST_CHANGES[move.move].label


def entries(
    user, *, text: str = "", kind: str = "", organisation: str = "", after: str = "", before: str = ""
) -> KeyPage:
    """Texts in force of the bodies for which the person works on lists, by name or code; of one list, of one body."""
    rows = ListVersion.objects.visible_to(user).filter(state=VersionState.PUBLISHED, valid_to__isnull=True)
    if kind:
        rows = rows.filter(kind=kind)
    if organisation:
        rows = rows.filter(organisation__code=organisation)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(entry__code__icontains=text))
    rows = rows.select_related("entry", "organisation")
    page = key_page(rows, ("organisation_id", "category", "sort_key", "id"), after=after, before=before)
    open_rows = ListVersion.objects.open_proposals().filter(entry__in=[v.entry_id for v in page])
    pending = {v.entry_id: v.change_set for v in open_rows.select_related("change_set").order_by("id")}
    for version in page:
        version.pending = pending.get(version.entry_id)
    return page


def entry(user, code: str) -> ListEntry | None:
    """An entry of a body for which the person works on lists."""
    bodies = organisations_where(user, *LIST_PERMISSIONS)
    return (
        ListEntry.objects.filter(organisation__in=bodies, code=code)
        .select_related("organisation")
        .order_by("id")
        .first()
    )


def works_on_lists(user) -> bool:
    return organisations_where(user, *LIST_PERMISSIONS).exists()


def may_open(user) -> bool:
    return organisations_where(user, "fill_lists").exists()
