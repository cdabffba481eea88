"""What the desk of the lists shows: change sets by what waits for a person, their rows beside the text in force."""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Prefetch, Q
from django.utils import timezone

from accounts.models import User, organisations_where
from core.registers import ChangeSetState, KeyPage, VersionState, diff, key_page

from ..citations import Verdict as CitationVerdict
from ..citations import basis_key, read_cell
from ..enums import Aspect
from ..models import (
    BasisVerification,
    Citation,
    Consultation,
    ListChangeSet,
    ListEntry,
    ListMove,
    ListVersion,
    ReviewOpinion,
    RowRemark,
    RowVerdict,
    Succession,
    Urging,
)
from ..models.duties import CONFIRMED, to_be_confirmed, without_duties
from ..models.lists import LIST_PERMISSIONS
from ..workflow import LIST_CHANGES
from . import catalogue
from .standing import paused
from .texts import with_predecessors

S = ChangeSetState
ENDED = (S.PUBLISHED, S.CLOSED, S.DECLINED, S.WITHDRAWN)
UNDER_WAY = tuple(state for state in S if state not in ENDED)
DONE = (S.PUBLISHED, S.CLOSED)
ACTORS = ("fill_lists", "review_lists", "give_legality", "record_decision")
FAULTY = ("article_missing", "repealed", "title_unknown", "unreadable")


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    count: int


def waiting_for(user):
    """Change sets whose next move is this person's: never the review of a set that they wrote."""
    turn = Q(pk=None)
    for permission in ACTORS:
        mine = Q(waits_for=permission, organisation__in=organisations_where(user, permission))
        turn |= mine if permission == "fill_lists" else mine & ~Q(author=user)
    return ListChangeSet.objects.filter(turn, state__in=UNDER_WAY)


def urgings(user) -> list[Urging]:
    """What is urged of this person's bodies and posts, the newest first."""
    return list(Urging.objects.open_to(user, ACTORS).order_by("-id")[:10])


def change_sets(user, tab: str, *, after: str = "", before: str = "") -> tuple[list[Tab], KeyPage]:
    """One page of the change sets in sight under a tab, and the counts of all tabs. Three queries."""
    seen = ListChangeSet.objects.visible_to(user)
    by_tab = {
        "mine": waiting_for(user),
        "under_way": seen.filter(state__in=UNDER_WAY),
        "published": seen.filter(state__in=DONE),
        "withdrawn": seen.filter(state__in=(S.WITHDRAWN, S.DECLINED)),
    }
    labels = {"mine": "等我办", "under_way": "在途", "published": "已公布", "withdrawn": "已撤回"}
    counts = seen.aggregate(
        mine=Count("pk", filter=Q(pk__in=by_tab["mine"].values("pk"))),
        under_way=Count("pk", filter=Q(state__in=UNDER_WAY)),
        published=Count("pk", filter=Q(state__in=DONE)),
        withdrawn=Count("pk", filter=Q(state__in=(S.WITHDRAWN, S.DECLINED))),
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
    return (
        rows.select_related("organisation", "letter", *people, *(f"{p}__organisation" for p in people))
        .order_by("id")
        .first()
    )


def stamp_of(change_set) -> str:
    """The move that brought the set to where it stands, and the last change of its rows: with another stamp its rows
    may be others than those seen."""
    moved = ListMove.objects.filter(subject=change_set).exclude(source=F("target")).order_by("-id")
    last = ListVersion.history.filter(change_set_id=change_set.pk).aggregate(last=Max("history_id"))["last"]
    return f"{moved.values_list('id', flat=True).first() or 0}.{last or 0}"


def changed_since(change_set, stamp: str, most: int = 30) -> dict:
    """The rows that were added, edited or taken out since a page with this stamp: `rows` (name, code, what, who,
    at), and how many `more` there are than `most`."""
    seen = stamp.partition(".")[2]
    if not (seen.isascii() and seen.isdigit() and len(seen) < 19):
        return {"rows": [], "more": 0}
    since = ListVersion.history.filter(change_set_id=change_set.pk, history_id__gt=int(seen)).order_by("history_id")
    begun = set(since.filter(history_type="+").values_list("id", flat=True))
    facts = since.values("id", "name", "state", "entry__code", "history_user_id", "history_date")
    last = list({row["id"]: row for row in facts}.values())
    people = User.objects.in_bulk({row["history_user_id"] for row in last[:most]})
    rows = [
        {
            "name": row["name"],
            "code": row["entry__code"],
            "what": "移出" if row["state"] == VersionState.DROPPED else "增加" if row["id"] in begun else "修改",
            "who": person.display_name if (person := people.get(row["history_user_id"])) else "系统",
            "at": row["history_date"],
        }
        for row in last[:most]
    ]
    return {"rows": rows, "more": len(last) - len(rows)}


def rows_of(row: ListChangeSet, *, after: str = "", before: str = "", size: int = 20) -> KeyPage:
    """The rows of a change set with what reviewers left on them: `before` (the text that it replaces), `changed`,
    `faults`, `judged` (aspect label, verdict or None), `said` (remarks of this round and the last), `wrong` (cells
    that aren't as decided). The same number of queries however many rows.
    """
    rows = row.versions.exclude(state=VersionState.DROPPED).select_related(
        "entry__parent", "organisation", "outcome", "suspension"
    )
    rows = rows.prefetch_related(
        Prefetch("citations", Citation.objects.order_by("position").select_related("law")),
        Prefetch("verdicts", RowVerdict.objects.filter(round=row.round).select_related("judge").order_by("id")),
        Prefetch("remarks", RowRemark.objects.filter(round=row.round).select_related("author").order_by("id")),
        Prefetch("successions", Succession.objects.select_related("successor").order_by("id")),
    )
    page = key_page(rows, ("sort_key", "id"), after=after, before=before, size=size)
    with_predecessors(page.rows)
    for version in page:
        version.faults = [c for c in version.citations.all() if c.verdict in FAULTY]
        _reviewed(version, row)
    _vouched(page)
    return page


def _vouched(versions) -> None:
    """`vouched` of each: the bases verified on paper, with who answers for them; a query only where there are any."""
    papers = None
    for version in versions:
        cited = [c for c in version.citations.all() if c.verdict == CitationVerdict.VERIFIED]
        papers = BasisVerification.objects.by_key() if cited and papers is None else papers
        version.vouched = [(c, papers[key].words) for c in cited for key in _keys(c) if key in papers]


def _keys(citation) -> list[str]:
    return [basis_key(read) for read in read_cell(citation.text)]


def _reviewed(version, change_set) -> None:
    """What reviewers said of a row, for its page."""
    given = {verdict.aspect: verdict for verdict in version.verdicts.all()}
    version.judged = [(aspect.label, given.get(aspect)) for aspect in Aspect] if given else []
    for verdict in given.values():
        verdict.stale = verdict.fingerprint != version.fingerprint
    version.said = list(version.remarks.all())
    for remark in version.said:
        remark.version = version
    outcome = getattr(version, "outcome", None)
    decided = outcome.cells if outcome is not None and outcome.taken else None
    version.wrong = diff(decided, version.cells, version.labels) if decided else []


def duties_open(change_set) -> dict:
    """What a draft of powers still lacks of its duties: `bare` (how many rows have none of a part), `unconfirmed`
    (keys of changed rows whose duties nobody looked at). Three queries."""
    return {
        "bare": without_duties(change_set.versions.open_proposals()).count(),
        "unconfirmed": {row.pk for row in to_be_confirmed(change_set)},
    }


def left_out(change_set) -> list[ListVersion]:
    """Rows that reviewers or the meeting didn't take, each with its outcome."""
    rows = change_set.versions.filter(state=VersionState.DROPPED, outcome__taken=False)
    return list(rows.select_related("entry", "outcome", "outcome__by").order_by("sort_key", "id")[:100])


def opinions_of(change_set) -> list[ReviewOpinion]:
    """What experts, departments and the public said, those without an answer first."""
    rows = change_set.opinions.select_related("organisation", "version", "answered_by")
    return list(rows.order_by(F("adopted").asc(nulls_first=True), "-id")[:200])


def consultation_of(change_set) -> Consultation | None:
    """The latest public period of a set."""
    return change_set.consultations.order_by("-id").first()


def tally_of(row: ListChangeSet) -> dict[str, int]:
    """How many rows add, amend and cancel."""
    rows = row.versions.exclude(state=VersionState.DROPPED).order_by()
    return dict(rows.values_list("change").annotate(n=Count("id")))


def events_of(row: ListChangeSet) -> list[dict]:
    """The moves of a change set for the timeline, the newest first."""
    tones = {"publish": "good", "confirm": "good", "issue_letter": "good"}
    tones |= {move.name: "bad" for move in LIST_CHANGES.moves if move.danger}
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


BESIDE_THE_TABLE = {
    "open": "建立批次",
    "import": "从表格导入",
    "counter": "恢复导入前的内容",
    CONFIRMED: "确认责任仍适用",
    "reform": "机构改革，公布",
}  # logged acts that don't move a change set


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
    rows = rows.select_related("entry__parent__parent", "organisation").annotate(paused=paused(timezone.localdate()))
    page = key_page(rows, ("organisation_id", "category", "sort_key", "id"), after=after, before=before)
    open_rows = ListVersion.objects.open_proposals().filter(entry__in=[v.entry_id for v in page])
    catalogued = catalogue.loaded()
    pending = {v.entry_id: v.change_set for v in open_rows.select_related("change_set").order_by("id")}
    for version in page:
        version.pending = pending.get(version.entry_id)
        version.local = catalogued and version.entry.is_own and version.kind in catalogue.ITEM_KINDS
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
