"""What the interface asks beyond the desk: a creating request done once, rows that move on only from what was seen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ..models import CreatingCall, ListVersion
from .change_sets import RowChanged, drop_row

KEPT_DAYS = 7


class KeyReused(Exception):
    """The same Idempotency-Key came with another request."""


@dataclass(frozen=True)
class Answered:
    """What a creating request was answered; `again` when it had been done before."""

    status: int
    body: dict
    location: str
    again: bool = False


def once(*, token, key: str, path: str, digest: str, act: Callable[[], tuple[int, dict, str]]) -> Answered:
    """Do `act` once for this key of this token; asked again, give the answer of the first time.

    One transaction: what is refused leaves nothing, so that the mended request may come under the same key. Of two at
    the same moment the second waits for the first. Raises KeyReused when the key came with another request.
    """
    with transaction.atomic():
        call, new = CreatingCall.objects.get_or_create(token=token, key=key, defaults={"path": path, "digest": digest})
        if not new:
            if (call.path, call.digest) != (path, digest):
                raise KeyReused
            return Answered(call.status, call.answer, call.location, again=True)
        call.status, call.answer, call.location = act()
        call.save(update_fields=["status", "answer", "location"])
    return Answered(call.status, call.answer, call.location)


def forget_calls(*, at=None) -> int:
    """Creating requests older than a week may be forgotten; returns how many were."""
    old = (at or timezone.now()) - timedelta(days=KEPT_DAYS)
    return CreatingCall.objects.filter(at__lt=old).delete()[0]


def drop_seen(*, actor, version, seen: str, at=None) -> ListVersion:
    """Take a row out of a draft when it still is what the asker saw; RowChanged else."""
    with transaction.atomic():
        row = ListVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        if row.fingerprint != seen:
            raise RowChanged(row)
        return drop_row(actor=actor, version=row, at=at)
