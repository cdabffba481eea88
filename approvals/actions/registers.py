"""The registers are kept: acts of cases are read into them, departments enter theirs, the sums follow.

The cost grows with what is new: the log of acts is read above a mark, and each new row adds to its sums once.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from core import workdays

from ..kinds.registers import PUBLIC_RESULTS
from ..models import CaseMove, CaseResult, PowerExercise, Reading
from ..queries.exercises import due_for_register, exercises_of, tally_key
from ..queries.results import result_of

STREAM = "exercises"
CHUNK = 500

ADD_EXERCISES = """
    INSERT INTO approvals_exercisetally (organisation_id, entry_id, category, month, source, standing, outcome, number)
    SELECT * FROM unnest(
        %s::bigint[], %s::bigint[], %s::text[], %s::date[], %s::text[], %s::text[], %s::text[], %s::int[]
    )
    ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT ON CONSTRAINT exercise_tally_once
    DO UPDATE SET number = approvals_exercisetally.number + EXCLUDED.number
"""
ADD_DAYS = """
    INSERT INTO approvals_daystally (item_id, month, unit, days, number, kept)
    SELECT * FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::int[], %s::int[], %s::int[])
    ORDER BY 1, 2, 3, 4
    ON CONFLICT ON CONSTRAINT days_tally_once
    DO UPDATE SET number = approvals_daystally.number + EXCLUDED.number,
                  kept = approvals_daystally.kept + EXCLUDED.kept
"""


def keep_registers(*, now: datetime | None = None) -> int:
    """Bring every act that isn't yet in the registers into them; returns how many.

    Runs every minute. One transaction a chunk, in which the mark's row is held: of two runs at once the second waits
    and finds nothing, and a run that is killed leaves whole chunks behind it.
    """
    now = now or timezone.now()
    Reading.objects.get_or_create(stream=STREAM)
    done = 0
    while found := _take_chunk():
        done += found
    _move_mark(now)
    return done


@transaction.atomic
def _take_chunk() -> int:
    mark = Reading.objects.select_for_update().get(stream=STREAM)
    rows = due_for_register(mark.passed).select_related(
        "subject__organisation", "subject__version__item", "subject__correction", "subject__extension"
    )
    moves = list(rows.prefetch_related("subject__procedures")[:CHUNK])
    if not moves:
        return 0
    made = PowerExercise.objects.bulk_create(exercises_of(moves))
    count(made)
    _publish([move for move in moves if move.move in PUBLIC_RESULTS])
    return len(moves)


def _publish(moves: list[CaseMove]) -> None:
    """Write the results that these acts are, and the days that they took."""
    calendar = workdays.calendar()
    rows = CaseResult.objects.bulk_create(result_of(move, calendar) for move in moves)
    sums: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        if row.days is not None:
            found = sums[(row.item_id, row.decided_on.replace(day=1), row.unit, row.days)]
            found[0] += 1
            found[1] += row.kept
    if sums:
        _execute(ADD_DAYS, [(*key, *numbers) for key, numbers in sums.items()])


def count(rows: list[PowerExercise], *, by: int = 1) -> None:
    """Add rows of the register to their sums, or take them away with `by=-1`. One statement."""
    sums: dict[tuple, int] = defaultdict(int)
    for row in rows:
        sums[tally_key(row)] += by
    if sums:
        _execute(ADD_EXERCISES, [(*key, number) for key, number in sums.items()])


def _execute(statement: str, rows: list[tuple]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


@transaction.atomic
def _move_mark(now: datetime) -> None:
    mark = Reading.objects.select_for_update().get(stream=STREAM)
    settled = mark.seen_at is not None and now - mark.seen_at >= timedelta(seconds=settings.EXCHANGE_SETTLE_SECONDS)
    if settled and not due_for_register(mark.passed).filter(pk__lte=mark.seen).exists():
        mark.passed, mark.seen_at = mark.seen, None
    if mark.seen_at is None:
        mark.seen = CaseMove.objects.aggregate(last=Max("id"))["last"] or 0
        mark.seen_at = now
    mark.save()
