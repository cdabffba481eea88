"""Review and decision (许可法 34, 37, 38): who reviews doesn't decide; a refusal has reasons and remedies."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ..models import Case
from .acts import act, act_on, after_commit, locked


def review(*, case: Case, actor, opinion: str, at: datetime | None = None) -> Case:
    """审查完毕: the handler's opinion goes to the decider."""
    at = at or timezone.now()
    facts = {"opinion": opinion, "handler": actor, "day": timezone.localdate(at)}
    return act(case, "review", actor=actor, at=at, note=opinion, **facts)[0]


def send_back(*, case: Case, actor, opinion: str, steps: Iterable[int] = (), at: datetime | None = None) -> Case:
    """退回重新审查; the clock runs on. `steps` are the keys of the steps of the case to do anew."""
    at = at or timezone.now()
    return act(case, "send_back", actor=actor, at=at, note=opinion, opinion=opinion, steps=list(steps))[0]


@transaction.atomic
def grant(*, case: Case, actor, reason: str = "", at: datetime | None = None) -> Case:
    """准予许可. The licence is issued and delivered after commit by a task.

    With `at` given (an act entered for another time) the caller issues the licence with `issue_licence`.
    """
    row, _ = act_on(
        locked(case),
        "grant",
        actor=actor,
        at=at or timezone.now(),
        note=reason,
        reason=reason.strip(),
        decider=actor,
        decided_at=at or timezone.now(),
    )
    if at is None:
        after_commit("approvals.issue_licence", row.pk)
    return row


def refuse(*, case: Case, actor, reason: str, at: datetime | None = None) -> Case:
    """不予许可, in writing, with reasons and the ways of remedy (许可法 38 ¶2)."""
    at = at or timezone.now()
    return act(
        case,
        "refuse",
        actor=actor,
        at=at,
        note=reason,
        reason=reason.strip(),
        decider=actor,
        decided_at=at,
        closed_at=at,
    )[0]
