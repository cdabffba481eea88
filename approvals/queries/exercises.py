"""The register of powers exercised: how an act on a case reads in it, and which text and post were meant on the day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.models import Holding, Post
from core.registers import VersionState
from powerlist.enums import Category
from powerlist.models import ListVersion, Suspension

from ..enums import ExerciseSource, Outcome, PowerStanding
from ..kinds.registers import OUTCOME_OF_MOVE
from ..models import CaseMove, PowerExercise
from ..models.registers import ENDS_NOTHING
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
    known = CASE.by_name.get(move.move)
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
        step=(move.facts.get("step") or (known.label if known else move.move))[:60],
        outcome=outcome,
        is_result=outcome not in ENDS_NOTHING,
        happened_on=day,
        happened_at=move.at,
        post=post,
        post_name=post.name if post else "",
        actor_id=move.actor_id,
        actor_name=move.actor_name,
        party_kind=case.applicant_kind,
        recorded_at=timezone.now(),
    )


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


def outcome_label(row: PowerExercise) -> str:
    return Outcome(row.outcome).label


def due_for_register(passed: int):
    """Acts above a mark that belong in the register and aren't there, the oldest first."""
    return CaseMove.objects.filter(Q(exercise__isnull=True), pk__gt=passed, move__in=list(OUTCOME_OF_MOVE)).order_by(
        "id"
    )
