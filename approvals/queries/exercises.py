"""The register of powers exercised: how an act on a case reads in it, and which text and post were meant on the day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, Sum
from django.utils import timezone

from accounts.models import Holding, Post, organisations_where
from core.registers import VersionState, key_page
from powerlist.enums import Category
from powerlist.models import ListVersion, Suspension

from ..enums import ExerciseSource, PowerStanding
from ..kinds.registers import OUTCOME_OF_MOVE
from ..models import CaseMove, ExerciseTally, PowerExercise
from ..models.registers import ENDS_NOTHING, SEES_REGISTER
from ..workflow import CASE


@dataclass
class Texts:
    """The published texts of some powers, and the days on which they were suspended. Two queries for all of them."""

    versions: dict[int, list[ListVersion]] = field(default_factory=lambda: defaultdict(list))
    suspensions: dict[int, list[Suspension]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, entries: Iterable[int]) -> "Texts":
        entries = set(entries)
        texts = cls()
        rows = ListVersion.objects.filter(entry__in=entries, state=VersionState.PUBLISHED).defer("content")
        for row in rows.order_by("valid_from", "id"):
            texts.versions[row.entry_id].append(row)
        for row in Suspension.objects.filter(entry__in=entries, began_on__isnull=False).order_by("id"):
            texts.suspensions[row.entry_id].append(row)
        return texts

    def on(self, entry: int, day: date) -> tuple[ListVersion | None, str]:
        """The text in force on a day and how the power stood; else the last text before it, or the first at all."""
        rows = self.versions.get(entry, [])
        for row in rows:
            if row.valid_from <= day and (row.valid_to is None or row.valid_to > day):
                return row, PowerStanding.SUSPENDED if self._suspended(entry, day) else PowerStanding.IN_FORCE
        before = [row for row in rows if row.valid_from <= day]
        return (before[-1] if before else rows[0] if rows else None), PowerStanding.NOT_IN_FORCE

    def _suspended(self, entry: int, day: date) -> bool:
        rows = self.suspensions.get(entry, [])
        return any(row.began_on <= day and (row.ended_on is None or row.ended_on > day) for row in rows)


class Posts:
    """The posts that some people hold or held. One query for all of them."""

    def __init__(self, people: Iterable[int]):
        self.held: dict[int, list[Holding]] = defaultdict(list)
        rows = Holding.objects.filter(user__in={key for key in people if key}).select_related("post")
        for row in rows.order_by("kind", "id"):
            self.held[row.user_id].append(row)

    def of(self, person: int | None, day: date, organisation: int) -> Post | None:
        """The post from which a person acted on a day: one of that body before any other, A 岗 before B 岗."""
        held = [
            row.post
            for row in self.held.get(person, [])
            if row.valid_from <= day and (row.valid_to is None or row.valid_to > day)
        ]
        return next((post for post in held if post.organisation_id == organisation), held[0] if held else None)


def exercises_of(moves: list[CaseMove]) -> list[PowerExercise]:
    """The rows, not yet saved, that these acts are in the register. Three queries for all of them.

    Each act must come with `subject__organisation` and `subject__version__item`.
    """
    texts = Texts.of(move.subject.version.item.entry_id for move in moves)
    posts = Posts(move.actor_id for move in moves)
    return [_of_move(move, texts, posts) for move in moves]


def _of_move(move: CaseMove, texts: Texts, posts: Posts) -> PowerExercise:
    case, day = move.subject, timezone.localdate(move.at)
    entry = case.version.item.entry_id
    version, standing = texts.on(entry, day)
    post = posts.of(move.actor_id, day, case.organisation_id)
    outcome = OUTCOME_OF_MOVE[move.move]
    return PowerExercise(
        organisation_id=case.organisation_id,
        entry_id=entry,
        version=version,
        category=version.category if version is not None else Category.OTHER,
        standing=standing,
        source=ExerciseSource.CASE,
        key=str(move.pk),
        case=case,
        move=move,
        number=case.number,
        step=_step_of(move),
        outcome=outcome,
        is_result=outcome not in ENDS_NOTHING,
        happened_on=day,
        happened_at=move.at,
        post=post,
        post_name=post.name if post else "",
        actor_id=move.actor_id,
        actor_name=(move.actor_name + ("（代）" if move.facts.get("stands_for") else ""))[:100],
        party_kind=case.applicant_kind,
        recorded_at=timezone.now(),
    )


def _step_of(move: CaseMove) -> str:
    """The step of the flow that was done, else the name of the act."""
    if move.move == "step_done":
        return move.note.partition("：")[0][:60]
    known = CASE.by_name.get(move.move)
    return (known.label if known else move.move)[:60]


def tally_key(row: PowerExercise) -> tuple:
    """Where a row is counted: body, power, category, month, source, standing, outcome."""
    month = row.happened_on.replace(day=1)
    return (row.organisation_id, row.entry_id, row.category, month, row.source, row.standing, row.outcome)


def counted_anew() -> dict[tuple, int]:
    """The sums of the register from its rows, the slow way: what the kept sums are compared with."""
    found: dict[tuple, int] = defaultdict(int)
    for row in PowerExercise.objects.standing().order_by("id").iterator():
        found[tally_key(row)] += 1
    return dict(found)


def due_for_register(passed: int):
    """Acts above a mark that belong in the register and aren't there, the oldest first."""
    return CaseMove.objects.filter(Q(exercise__isnull=True), pk__gt=passed, move__in=list(OUTCOME_OF_MOVE)).order_by(
        "id"
    )


# --- the pages -------------------------------------------------------------------------------------------------------

PAGE = 50
TEN = [category.value for category in Category][:10]


def register_rows(user, wanted: dict):
    """The rows of the register within a person's reach that the filters leave, not yet ordered."""
    rows = PowerExercise.objects.visible_to(user)
    if words := wanted.get("q"):
        named = ListVersion.objects.filter(name__icontains=words).order_by().values("entry_id")
        rows = rows.filter(Q(entry__in=named) | Q(number__startswith=words))
    plain = {"body": "organisation", "category": "category", "outcome": "outcome", "source": "source"}
    plain |= {"standing": "standing", "since": "happened_on__gte", "until": "happened_on__lte"}
    return rows.filter(**{column: wanted[name] for name, column in plain.items() if wanted.get(name)})


def register_page(user, wanted: dict, *, after: str = "", before: str = "") -> dict:
    """One page of the register, the newest first. One query."""
    rows = register_rows(user, wanted).select_related("organisation", "version", "case", "withdrawal", "entry")
    rows = rows.defer("case__form_data", "case__applicant_document", "case__mobile", "version__content")
    page = key_page(rows, ("happened_on", "id"), after=after, before=before, size=PAGE, newest_first=True)
    return {"page": page, "rows": page.rows}


def register_bodies(user) -> list[tuple[int, str]]:
    """The bodies whose register a person sees. One query."""
    return [(body.pk, str(body)) for body in organisations_where(user, *SEES_REGISTER)]


def register_sums(user, since: date, until: date) -> dict:
    """How often each category was exercised by each body from one month to another: results alone. One query."""
    rows = ExerciseTally.objects.filter(
        organisation__in=organisations_where(user, *SEES_REGISTER), month__gte=since, month__lte=until
    ).exclude(outcome__in=ENDS_NOTHING)
    sums = rows.order_by().values_list("organisation__sort_key", "organisation__short_name", "category")
    table: dict[str, dict[str, int]] = {}
    for _, body, category, number in sorted(sums.annotate(n=Sum("number"))):
        if number:
            table.setdefault(body, dict.fromkeys(TEN, 0))[category] = number
    totals = {category: sum(row.get(category, 0) for row in table.values()) for category in TEN}
    return {
        "categories": [Category(code).label for code in TEN],
        "table": [(body, list(row.values()), sum(row.values())) for body, row in table.items()],
        "totals": list(totals.values()),
        "total": sum(totals.values()),
    }


def outside_sums(user, since: date, until: date) -> int:
    """How many of these were of powers that were not in force or suspended. One query."""
    rows = ExerciseTally.objects.filter(
        organisation__in=organisations_where(user, *SEES_REGISTER), month__gte=since, month__lte=until
    )
    return rows.exclude(standing=PowerStanding.IN_FORCE).aggregate(n=Sum("number"))["n"] or 0
