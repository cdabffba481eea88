"""An edition of a catalogue on its way: kept, read and written by the worker, so that no request waits for thousands
of rows; every state survives a reload, and a worker that died is followed by another."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import structlog
from celery import signature
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import User
from core.files import shown_name
from core.workbooks import Refused, open_book

from ..models import CatalogueEdition
from ..models.catalogue import CatalogueLevel, LoadState
from .catalogue import CatalogueRefused, allow, apply_catalogue, compare_catalogue, read_catalogue

log = structlog.get_logger(__name__)

RUNNING = (LoadState.READING, LoadState.APPLYING)
TASKS = {LoadState.READING: "read_catalogue", LoadState.APPLYING: "apply_catalogue"}
QUIET_SECONDS = 90  # without a sign of life for so long, an edition is taken up again
UNREADABLE = (
    "这份目录读到一半出了意外，没有载入任何内容。请把内容复制到新的 .xlsx 工作簿再上传；仍不行的，请联系系统管理员。"
)


def send_catalogue(**facts) -> CatalogueEdition:
    """Keep a workbook (the arguments of `keep_catalogue`); the worker reads it after commit."""
    with transaction.atomic():
        edition = keep_catalogue(**facts)
        _send(edition)
    return edition


def keep_catalogue(
    *, actor, file, level, title, document_number, effective_on, whole=True, at=None
) -> CatalogueEdition:
    """A workbook to be read as an edition. Raises CatalogueRefused in words for what is no workbook."""
    allow(actor)
    if level not in CatalogueLevel.values or not title.strip() or not document_number.strip():
        raise CatalogueRefused("请填写目录的层级、名称和文号。")
    if file.size > settings.WORKBOOK_MAX_BYTES:
        most = settings.WORKBOOK_MAX_BYTES // (1024 * 1024)
        raise CatalogueRefused(f"文件超过了{most}兆的上限。请拆成几个文件，分别按“补充目录”载入。")
    data = file.read()
    try:
        open_book(data, max_rows=settings.WORKBOOK_MAX_ROWS)
    except Refused as refused:
        raise CatalogueRefused(refused.message) from None
    name = shown_name(file.name or "目录.xlsx")
    edition = CatalogueEdition(
        level=level, title=title.strip(), document_number=document_number.strip(), effective_on=effective_on,
        whole=whole, filename=name[-200:], sha256=hashlib.sha256(data).hexdigest(), state=LoadState.READING,
        loaded_by=actor, loaded_at=at or timezone.now(),
    )  # fmt: skip
    edition.file.save(name, ContentFile(data), save=False)
    edition.save()
    return edition


def upload_catalogue(**facts) -> CatalogueEdition:
    """Keep a workbook and read it at once: for who can wait, without a worker. Raises CatalogueRefused in words."""
    with transaction.atomic():
        edition = read_edition(edition_id=keep_catalogue(**facts).pk)
        if edition.state == LoadState.REFUSED:
            raise CatalogueRefused(edition.error)
    return edition


def read_edition(*, edition_id: int) -> CatalogueEdition | None:
    """Read a kept workbook beside the catalogue; the preview goes to `result`. Runs again harmlessly."""
    row = CatalogueEdition.objects.filter(pk=edition_id, state=LoadState.READING).first()
    if row is None:
        return None
    try:
        with row.file.open("rb") as file:
            reading = read_catalogue(file.read(), progress=_teller(row.pk, "read"))
        result = compare_catalogue(reading, level=row.level, whole=row.whole).as_json()
    except Refused as refused:
        return _finish(row, LoadState.REFUSED, refused.message)
    except (DatabaseError, OSError):
        raise  # the machine's fault, not the file's: the edition is taken up again
    except Exception:  # a file that nobody foresaw must not be read again for ever
        log.exception("catalogue_failed", edition=row.pk)
        return _finish(row, LoadState.REFUSED, UNREADABLE)
    return _finish(row, LoadState.PREVIEWED, "", result)


def confirm_catalogue(*, actor, edition, skip_refused=False) -> CatalogueEdition:
    """The decision on a preview; the worker writes it after commit. Sent twice, it counts once."""
    allow(actor)
    with transaction.atomic():
        row = CatalogueEdition.objects.select_for_update().get(pk=edition.pk)
        if row.state in (LoadState.APPLYING, LoadState.APPLIED):
            return row
        if row.state != LoadState.PREVIEWED:
            raise CatalogueRefused(f"这一版目录现在是“{row.get_state_display()}”，不能载入。")
        refused = row.result["counts"]["refused"]
        if refused and not skip_refused:
            raise CatalogueRefused(f"有{refused}行不能载入。请改正后重新上传，或者勾选略去这些行。")
        row.state, row.error = LoadState.APPLYING, ""
        row.result["decision"] = {"actor": actor.pk, "skip_refused": bool(skip_refused)}
        row.save(update_fields=["state", "error", "result"])
        _send(row)
    return row


def write_edition(*, edition_id: int, at=None) -> CatalogueEdition | None:
    """Write what was confirmed, once; what the catalogue or the grant no longer allows goes back to the preview."""
    row = CatalogueEdition.objects.filter(pk=edition_id, state=LoadState.APPLYING).first()
    if row is None:
        return None
    decision = row.result["decision"]
    _teller(row.pk, "write")(0, 0)
    try:
        return apply_catalogue(
            actor=User.objects.get(pk=decision["actor"]), edition=row, skip_refused=decision["skip_refused"], at=at,
            progress=_teller(row.pk, "write"),
        )  # fmt: skip
    except (CatalogueRefused, PermissionDenied) as refused:
        return _finish(row, LoadState.PREVIEWED, str(refused))
    finally:
        cache.delete(_key(row.pk))


def _finish(row: CatalogueEdition, state: str, error: str, result: dict | None = None) -> CatalogueEdition:
    """The new state, unless another worker was faster."""
    facts = {"state": state, "error": error} | ({"result": result} if result is not None else {})
    CatalogueEdition.objects.filter(pk=row.pk, state=row.state).update(**facts)
    transaction.on_commit(lambda: cache.delete(_key(row.pk)))
    row.refresh_from_db()
    return row


def progress_of_edition(row: CatalogueEdition) -> dict:
    """`{"stage", "done", "total"}` of an edition that is read or written; empty without a sign of life."""
    return cache.get(_key(row.pk)) or {}


def resume_catalogues(*, at=None) -> int:
    """Every minute: editions whose worker died are sent again. How many."""
    old, count = (at or timezone.now()) - timedelta(seconds=QUIET_SECONDS), 0
    for row in CatalogueEdition.objects.filter(state__in=RUNNING, loaded_at__lt=old).order_by("id"):
        if cache.get(_key(row.pk)) is None:
            _send(row)
            count += 1
    return count


def _send(row: CatalogueEdition) -> None:
    """Hand an edition to the worker by the task's name, for tasks stand above actions."""
    name, pk = TASKS[row.state], row.pk
    _teller(pk, "wait")(0, 0)
    transaction.on_commit(lambda: signature(f"powerlist.tasks.{name}", args=[pk]).apply_async())


def _key(pk: int) -> str:
    return f"catalogue:{pk}:progress"


def _teller(pk: int, stage: str):
    """Progress, kept in the cache: it must be seen from outside the transaction."""

    def tell(done: int, total: int) -> None:
        cache.set(_key(pk), {"stage": stage, "done": done, "total": total}, QUIET_SECONDS)

    return tell
