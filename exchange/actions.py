"""The verbs of exchange: collect the acts that have happened, and carry what waits."""

from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from approvals.kinds.national import INTERNAL
from approvals.models import CaseMove
from core.models import Serial

from .adapters import FileCarrier, carrier
from .enums import Table
from .models import Batch, Mark, Parcel, Receipt
from .queries import rows_of

STREAM = "cases"
CHUNK = 200


def collect(*, now: datetime | None = None) -> int:
    """Make parcels of every act that has none yet, a batch a chunk; returns the number of parcels.

    The log is read above the mark. The mark passes a row only when it is handled and was met longer ago than the
    longest transaction (EXCHANGE_SETTLE_SECONDS, 60): an act that commits late is found. One transaction a chunk; the
    mark's row is locked, so of two runs at once the second waits; the database allows one parcel an act and table.
    """
    now = now or timezone.now()
    Mark.objects.get_or_create(stream=STREAM)
    made = 0
    while found := _collect_chunk(now):
        made += found
    _move_mark(now)
    return made


@transaction.atomic
def _collect_chunk(now: datetime) -> int:
    mark = Mark.objects.select_for_update().get(stream=STREAM)
    moves = list(
        _unhandled(mark)
        .select_related("subject__organisation", "subject__version__item__entry", "subject__result__licence__type")
        .order_by("id")[:CHUNK]
    )
    if not moves:
        return 0
    number = f"{timezone.localdate(now):%Y%m%d}{Serial.take('exchange', timezone.localdate(now)):06d}"
    batch = Batch.objects.create(number=number, made_at=now)
    earlier = _earlier(moves)
    parcels = [
        Parcel(batch=batch, move=move, table=table, fields=fields | {"cd_batch": number})
        for move in moves
        for table, fields in rows_of(move, earlier.get(move.pk))
    ]
    Parcel.objects.bulk_create(parcels)
    return len(parcels)


def _unhandled(mark: Mark) -> QuerySet[CaseMove]:
    """Acts above the mark of which no parcel has been made; every act that travels fills the process table."""
    handled = Parcel.objects.filter(move=OuterRef("pk"), table=Table.PROCESS)
    return CaseMove.objects.filter(~Exists(handled), pk__gt=mark.passed).exclude(move__in=INTERNAL)


def _earlier(moves: list[CaseMove]) -> dict[int, CaseMove]:
    """For each act the act before it on the same case."""
    cases = {move.subject_id for move in moves}
    log = CaseMove.objects.filter(subject__in=cases).exclude(move__in=INTERNAL).order_by("subject_id", "id")
    found = {}
    for _, acts in groupby(log, key=lambda move: move.subject_id):
        acts = list(acts)
        found |= {later.pk: first for first, later in zip(acts, acts[1:], strict=False)}
    return found


@transaction.atomic
def _move_mark(now: datetime) -> None:
    mark = Mark.objects.select_for_update().get(stream=STREAM)
    settled = mark.seen_at is not None and now - mark.seen_at >= timedelta(seconds=settings.EXCHANGE_SETTLE_SECONDS)
    if settled and not _unhandled(mark).filter(pk__lte=mark.seen).exists():
        mark.passed, mark.seen_at = mark.seen, None
    if mark.seen_at is None:
        mark.seen = CaseMove.objects.aggregate(last=Max("id"))["last"] or 0
        mark.seen_at = now
    mark.save()


def carry(*, now: datetime | None = None, by: FileCarrier | None = None) -> dict[str, int]:
    """Carry every batch that still waits for receipts; returns {"sent", "refused"}.

    A run that was killed between the file and the receipts carries the same file again, which changes nothing.
    """
    now, by = now or timezone.now(), by or carrier()
    counts = {"sent": 0, "refused": 0}
    waiting = Batch.objects.filter(Exists(Parcel.objects.waiting().filter(batch=OuterRef("pk"))))
    for pk in list(waiting.order_by("id").values_list("pk", flat=True)):
        for accepted in _carry_batch(pk, now, by):
            counts["sent" if accepted else "refused"] += 1
    return counts


@transaction.atomic
def _carry_batch(pk: int, now: datetime, by: FileCarrier) -> list[bool]:
    batch = Batch.objects.select_for_update().get(pk=pk)
    parcels = list(batch.parcels.order_by("id"))
    answered = set(Receipt.objects.filter(parcel__batch=batch).values_list("parcel_id", flat=True))
    if len(answered) == len(parcels):  # another run was here a moment ago
        return []
    answers = [answer for answer in by.carry(batch.number, parcels) if answer.parcel_id not in answered]
    Receipt.objects.bulk_create(
        Receipt(parcel_id=a.parcel_id, accepted=a.accepted, number=a.number, message=a.message, at=now) for a in answers
    )
    return [answer.accepted for answer in answers]
