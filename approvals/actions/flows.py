"""The one act of a step (环节办理): by who holds its post, in the order of the flow."""

from datetime import datetime

from django.utils import timezone

from core.workflow import MoveRefused

from ..enums import TaskOutcome
from ..models import Case, CaseTask
from .acts import act
from .following import mark_of, open_next


def step_done(*, case: Case, actor, task: CaseTask, outcome: str, opinion: str, at: datetime | None = None) -> Case:
    """Do one step of the review with its outcome and opinion; the next stage begins when all beside it are done.

    MoveRefused when it isn't its turn, was done meanwhile, or is another post's; the substitute is marked 代.
    """
    at = at or timezone.now()
    opinion = opinion.strip()

    def keep(row: Case):
        done = {"done_at": at, "by": actor, "outcome": outcome, "opinion": opinion}
        left = CaseTask.objects.open().filter(pk=task.pk, case=row)
        if not left.update(**done, substitute=mark_of(actor.pk, task)):
            raise MoveRefused("这个环节刚有人办过，请刷新后再看。")
        open_next(row, at)

    words = f"{task.step.name}：{TaskOutcome(outcome).label}，{opinion}" if outcome in TaskOutcome.values else opinion
    facts = {"task": task, "outcome": outcome, "opinion": opinion}
    return act(case, "step_done", actor=actor, at=at, note=words, keep=keep, **facts)[0]
