"""批量办理: one act on up to 500 cases. Each is tried by itself when its turn comes, by the rules of that moment.

A line is done in the transaction of its act: a worker killed between two lines leaves both whole, and who takes the
batch up again finds only the lines that wait.
"""

from datetime import datetime, timedelta

from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core.workflow import MoveRefused

from ..enums import JobState, LineResult
from ..models import Case, CaseBatch, CaseBatchLine
from ..workflow import CASE
from .acceptance import accept
from .decision import grant, review, send_back
from .examination import assign

MOST = 500
STALE = timedelta(minutes=2)
# What may be done to many with the same words. Refusals are not among them: each has reasons of its own (许可法 38).
VERBS = {"accept": accept, "assign": assign, "review": review, "send_back": send_back, "grant": grant}


@transaction.atomic
def start_batch(*, actor, move: str, cases, facts: dict, came_from: str = "", at: datetime | None = None) -> CaseBatch:
    """Queue an act on many cases; `facts` are those of the act, people by their key. MoveRefused in words."""
    if move not in VERBS:
        raise MoveRefused("这个动作不能批量办理，请逐件办理。")
    cases = list(cases)
    if not cases:
        raise MoveRefused("还没有选办件。请先勾选要办的。")
    if len(cases) > MOST:
        raise MoveRefused(f"一次最多批量办理 {MOST} 件，现在选了 {len(cases)} 件。请缩小范围。")
    batch = CaseBatch.objects.create(
        actor=actor,
        move=move,
        facts=facts,
        total=len(cases),
        came_from=came_from[:500],
        created_at=at or timezone.now(),
    )
    CaseBatchLine.objects.bulk_create(CaseBatchLine(batch=batch, case=case) for case in cases)
    transaction.on_commit(lambda: _send(batch.pk), robust=True)
    return batch


def _send(pk: int) -> None:
    current_app.signature("approvals.run_batch", args=(pk,)).apply_async(retry=False)


def run_batch(*, pk: int, now: datetime | None = None) -> int:
    """Try every line that waits; returns how many were tried. A batch at which another worker is, is left alone."""
    now = now or timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, beaten_at__lt=now - STALE)
    if not CaseBatch.objects.filter(free, pk=pk).update(state=JobState.RUNNING, beaten_at=now):
        return 0
    batch = CaseBatch.objects.select_related("actor").get(pk=pk)
    tried = 0
    for line in list(batch.lines.filter(result=LineResult.WAITING).order_by("id").values_list("pk", flat=True)):
        tried += _try(batch, line)
        CaseBatch.objects.filter(pk=pk).update(beaten_at=timezone.now(), done=_done(batch))
    CaseBatch.objects.filter(pk=pk).update(state=JobState.DONE, finished_at=timezone.now(), done=_done(batch))
    return tried


def _done(batch: CaseBatch) -> int:
    return batch.lines.exclude(result=LineResult.WAITING).count()


@transaction.atomic
def _try(batch: CaseBatch, pk: int) -> int:
    """One line: the act and the note that it is done are one transaction. 0 when another worker has it."""
    lines = CaseBatchLine.objects.select_for_update(skip_locked=True, of=("self",))
    line = lines.filter(pk=pk, result=LineResult.WAITING).order_by("pk").first()
    if line is None:
        return 0
    line.result, line.reason = _acted(batch, line)
    line.at = timezone.now()
    line.save(update_fields=["result", "reason", "at"])
    return 1


def _acted(batch: CaseBatch, line: CaseBatchLine) -> tuple[str, str]:
    """(done, "") or (refused, why), by the rights that the person has now."""
    actor = User.objects.get(pk=batch.actor_id)
    case = Case.objects.visible_to(actor).filter(pk=line.case_id).order_by("pk").first()
    if case is None:
        return LineResult.REFUSED, "您现在看不到这一件，可能已经转到别的单位。"
    facts = dict(batch.facts)
    if "handler" in facts:
        facts["handler"] = User.objects.get(pk=facts["handler"])
    try:
        with transaction.atomic():
            VERBS[batch.move](case=case, actor=actor, **facts)
    except (MoveRefused, PermissionDenied) as refused:
        return LineResult.REFUSED, (str(refused) or "没有权限。")[:300]
    except ValidationError as fault:
        return LineResult.REFUSED, "；".join(fault.messages)[:300]
    return LineResult.DONE, ""


def movable(user) -> list[tuple[str, str]]:
    """The acts that may be made on many, as (name, label)."""
    return [(name, CASE[name].label) for name in VERBS]


def tend_batches(*, now: datetime | None = None) -> int:
    """Send batches again whose worker died or whose task never left."""
    now = now or timezone.now()
    late = Q(state=JobState.QUEUED, created_at__lt=now - STALE) | Q(state=JobState.RUNNING, beaten_at__lt=now - STALE)
    pending = list(CaseBatch.objects.filter(late).order_by("pk").values_list("pk", flat=True))
    for pk in pending:
        _send(pk)
    return len(pending)
