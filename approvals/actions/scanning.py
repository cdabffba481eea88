"""Virus scanning after commit: quarantine until clean; an infected file is removed and its owner told."""

from datetime import datetime, timedelta

import structlog
from django.db import models, transaction
from django.utils import timezone

from ..adapters import ScanFailed, scanner
from ..enums import ScanState
from ..models import CaseFile, StoredMaterial
from ..notices import tell_of_virus
from .acts import after_commit

log = structlog.get_logger(__name__)

SCANNED: dict[str, type[models.Model]] = {"case": CaseFile, "stored": StoredMaterial}


def first_state() -> ScanState:
    """Of a file that has just come in."""
    return ScanState.PENDING if scanner() is not None else ScanState.NOT_SCANNED


def scan_later(shelf: str, row) -> None:
    """Have a new file scanned when the transaction is safe; `shelf` is a key of SCANNED."""
    if row.scan == ScanState.PENDING:
        after_commit("approvals.scan", shelf, row.pk)


def scan(*, shelf: str, pk: int, at: datetime | None = None) -> ScanState | None:
    """Scan one file that waits. Called again, it changes nothing; without an answer the file goes on waiting.

    Returns the state that the file is in, None when it is gone.
    """
    row = SCANNED[shelf].objects.filter(pk=pk).first()
    if row is None or row.scan != ScanState.PENDING:
        return row and ScanState(row.scan)
    client = scanner()
    try:
        if client is None:
            found = None
        else:
            with row.file.open("rb") as file:
                found = client.scan(file)
    except ScanFailed as failed:
        log.warning("scan_failed", shelf=shelf, file=pk, why=str(failed))
        return ScanState.PENDING
    except FileNotFoundError:  # deleted by its owner meanwhile
        return None
    return _judge(shelf, pk, found, at or timezone.now())


def scan_pending(*, grace: timedelta = timedelta(minutes=1), now: datetime | None = None) -> int:
    """What a worker that was killed, or a scanner that was away, left waiting. Returns how many were judged."""
    before = (now or timezone.now()) - grace
    done = 0
    for shelf, model in SCANNED.items():
        waiting = model.objects.filter(scan=ScanState.PENDING, uploaded_at__lt=before).order_by("pk")
        for pk in list(waiting.values_list("pk", flat=True)[:200]):
            done += scan(shelf=shelf, pk=pk) not in (ScanState.PENDING, None)
    return done


@transaction.atomic
def _judge(shelf: str, pk: int, found: str | None, at: datetime) -> ScanState | None:
    row = SCANNED[shelf].objects.select_for_update(of=("self",)).filter(pk=pk, scan=ScanState.PENDING).first()
    if row is None:
        return None
    row.scan = ScanState.NOT_SCANNED if found is None else ScanState.INFECTED if found else ScanState.CLEAN
    row.scanned_at, row.scan_note = (None if found is None else at), (found or "")[:200]
    if row.scan == ScanState.INFECTED:
        storage, name = row.file.storage, row.file.name
        row.file = ""
        transaction.on_commit(lambda: storage.delete(name), robust=True)
        tell_of_virus(row, at=at)
        log.warning("virus_found", shelf=shelf, file=pk, name=found)
    row.save(update_fields=["scan", "scanned_at", "scan_note", "file"])
    return row.scan
