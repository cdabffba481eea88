"""What stands against an act in a case with steps: the order, the posts, and who reviewed what is decided."""

from core.workflow import STAYS, MoveRefused, move
from powerlist.enums import StepKind
from powerlist.kinds.flows import REVIEWS

from ..enums import CaseState as S
from ..enums import TaskOutcome
from ..models import CaseTask, current
from ..permissions import may_close_step, may_step, tasks_of
from .guards import all_heard, is_own, needs_opinion, reviewed_it

DONE_BY_HAND = (TaskOutcome.PASSED, TaskOutcome.FAILED)


def does_own_step(case, actor, facts):
    """The step is open, of this person's post, and not the second look of who had the first."""
    task = facts.get("task")
    task = CaseTask.objects.filter(pk=getattr(task, "pk", None), case=case).select_related("post", "by").first()
    if task is None or task.step.kind in (StepKind.APPROVAL, StepKind.MAKING):
        raise MoveRefused("请选择要办理的环节；审批请用“准予”或“不予”办理。")
    name = task.step.name
    if task.done_at is not None:
        who = f"由{task.by.name}办理" if task.by else "结束"
        raise MoveRefused(f"“{name}”已经{who}，请刷新后再看。")
    if task.opened_at is None:
        raise MoveRefused(f"还没有轮到“{name}”，请等前面的环节办完。")
    if not tasks_of(actor, case).filter(pk=task.pk).exists():
        raise MoveRefused(f"“{name}”由“{task.post}”岗位办理，您今天不在这个岗位上。")
    if facts.get("outcome") not in DONE_BY_HAND:
        raise MoveRefused("请选通过或者不通过。")
    needs_opinion(case, actor, facts)
    earlier = current(case.tasks.all())
    if task.step.kind == StepKind.SECOND and any(
        row.by_id == actor.pk for row in earlier if row.step.kind == StepKind.FIRST and row.done_at is not None
    ):
        raise MoveRefused("初审是您办的，复审要由另一个人办理。")


def steps_are_done(case):
    """报请决定: every step before 审批 is done, or left out by its condition."""
    if not case.has_flow:
        return
    undone = [row.step.name for row in current(case.tasks.all()) if row.done_at is None and _before(row)]
    if undone:
        raise MoveRefused(f"“{'”“'.join(undone)}”还没有办完，请办完全部环节再报请决定。")


def names_done_steps(case, actor, facts):
    """退回 says what to look at anew, and may name steps of the review that are done."""
    needs_opinion(case, actor, facts)
    named = set(facts.get("steps") or [])
    if not named:
        return
    found = {row.pk for row in current(case.tasks.all()) if _before(row) and row.done_at and not row.is_skipped}
    if not named <= found:
        raise MoveRefused("只能退回已经办完的审查环节，请重新选。")


def decides_by_post(case, actor) -> str:
    """Why this person may not decide a case with steps; empty when nothing stands against it. Two queries at most."""
    if not case.has_flow:
        return ""
    if not may_close_step(actor, case):
        row = next((row for row in current(case.tasks.select_related("post")) if _is_approval(row)), None)
        return f"本件的“{row.step.name}”由“{row.post}”岗位办理，您今天不在这个岗位上。" if row else ""
    if CaseTask.objects.filter(case=case, by=actor, step__kind__in=REVIEWS).exists():
        return "您办理过本件的初审或者复审，不能同时作出决定，请由另一位决定人办理。"
    return ""


def ready_to_decide(case, actor, facts):
    """What was asked is answered, and every step is done."""
    all_heard(case, actor, facts)
    steps_are_done(case)


def may_decide_it(case, actor) -> str:
    """Why this person may not decide: reviewed it, or not the post's."""
    return reviewed_it(case, actor) or decides_by_post(case, actor)


def _before(row: CaseTask) -> bool:
    return row.step.kind not in (StepKind.APPROVAL, StepKind.MAKING)


def _is_approval(row: CaseTask) -> bool:
    return row.step.kind == StepKind.APPROVAL


FLOW_MOVES = (
    move(
        "step_done",
        "办理环节",
        (S.REVIEW, S.SPECIAL),
        STAYS,
        may_step,
        bar=is_own,
        guard=does_own_step,
        article="许可法第三十四条",
        effect="写明意见，本环节办完后自动转到下一个环节；时限继续计算",
    ),
)
