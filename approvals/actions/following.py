"""What an act on a case does to its steps: frozen at acceptance, opened in their order, ended with the decision.

Called by `acts.act` after every act, inside its transaction; a case without steps costs nothing.
"""

from datetime import datetime

from accounts.enums import HoldingKind
from powerlist.enums import StepKind
from powerlist.kinds.flows import is_taken
from powerlist.queries.frozen import fields_asked, steps_of_review

from ..enums import TaskOutcome
from ..models import Case, CaseMove, CaseTask, current, held_today, stages_of

ACCEPTED = ("accept", "accept_lacking", "deem_accepted")
MADE = ("make_licence", "deliver", "hand_over")


def follow_flow(case: Case, entry: CaseMove) -> None:
    """Bring the steps of the case to where this act leaves it. No query for a case without steps."""
    if entry.move in ACCEPTED:
        _freeze(case, entry.at)
    if not case.has_flow:
        return
    if entry.move == "review":
        _open(case, StepKind.APPROVAL, entry.at)
    elif entry.move == "send_back":
        _reopen(case, entry)
    elif entry.move == "grant":
        _finish(case, StepKind.APPROVAL, entry, TaskOutcome.PASSED)
        _open(case, StepKind.MAKING, entry.at)
    elif entry.move == "refuse":
        _finish(case, StepKind.APPROVAL, entry, TaskOutcome.FAILED)
    elif entry.move in MADE:
        _finish(case, StepKind.MAKING, entry, TaskOutcome.PASSED)
    if case.is_final:
        _undone(case).update(done_at=entry.at, outcome=TaskOutcome.CLOSED)


def open_next(case: Case, at: datetime) -> None:
    """Open the first stage of the review that isn't done; what is open already stays so."""
    for stage in stages_of(current(case.tasks.all())):
        if any(task.step.kind in (StepKind.APPROVAL, StepKind.MAKING) for task in stage):
            return
        undone = [task for task in stage if task.done_at is None]
        if undone:
            waiting = [task.pk for task in undone if task.opened_at is None]
            CaseTask.objects.filter(pk__in=waiting).update(opened_at=at)
            return


def mark_of(actor_id: int | None, task: CaseTask) -> bool:
    """Whether the person stands in for the holder of the post (B 岗): the mark 代."""
    if actor_id is None:
        return False
    held = set(held_today(actor_id).filter(post=task.post_id).values_list("kind", flat=True))
    return bool(held) and HoldingKind.MAIN not in held


def _freeze(case: Case, at: datetime) -> None:
    """The steps of the version as they stand, each condition judged by what was filled in; the first stage begins."""
    steps = steps_of_review(case.version)
    if not steps:
        return
    asked = any(step.when_key for step in steps)
    fields = fields_asked(case.version) if asked else []
    values = case.form if asked else {}
    left_out = {"done_at": at, "outcome": TaskOutcome.SKIPPED}
    CaseTask.objects.bulk_create(
        CaseTask(case=case, step=step, post_id=step.post_id, **({} if is_taken(step, fields, values) else left_out))
        for step in steps
    )
    case.has_flow = True
    Case.objects.filter(pk=case.pk).update(has_flow=True)
    open_next(case, at)


def _undone(case: Case):
    return CaseTask.objects.filter(case=case, done_at__isnull=True)


def _open(case: Case, kind: str, at: datetime) -> None:
    _undone(case).filter(step__kind=kind, opened_at__isnull=True).update(opened_at=at)


def _finish(case: Case, kind: str, entry: CaseMove, outcome: str) -> None:
    for task in _undone(case).filter(step__kind=kind, opened_at__isnull=False):
        done = {"done_at": entry.at, "by": entry.actor_id, "outcome": outcome, "opinion": entry.note}
        CaseTask.objects.filter(pk=task.pk).update(**done, substitute=mark_of(entry.actor_id, task))


def _reopen(case: Case, entry: CaseMove) -> None:
    """退回: the decision waits anew, and with it the steps that were named; what was done before stays on record."""
    _finish(case, StepKind.APPROVAL, entry, TaskOutcome.RETURNED)
    named = set(entry.facts.get("steps") or [])
    again = [task for task in current(case.tasks.all()) if task.pk in named or task.step.kind == StepKind.APPROVAL]
    CaseTask.objects.bulk_create(
        CaseTask(case=case, step_id=task.step_id, post_id=task.post_id, round=task.round + 1) for task in again
    )
    open_next(case, entry.at)
