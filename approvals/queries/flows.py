"""The flow of one case on its page: the drawing with where it stands, who has which step, what was said in each."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.models import Holding
from powerlist.documents import FlowDrawing, Standing, flow_drawing
from powerlist.kinds.flows import limit_words, when_words

from ..enums import TaskOutcome
from ..models import Case, CaseTask, current

TONES = {
    TaskOutcome.PASSED: "success",
    TaskOutcome.FAILED: "error",
    TaskOutcome.RETURNED: "warning",
    TaskOutcome.SKIPPED: "neutral",
    TaskOutcome.CLOSED: "neutral",
}


@dataclass(frozen=True)
class StepLine:
    """One round of a step in words: its state in a word and a tone, who has it or had it."""

    task: CaseTask
    word: str
    tone: str
    people: str


def tasks_of_case(case: Case) -> list[CaseTask]:
    """Every round of every step in the order of the flow, with post and person. One query; none without a flow."""
    if not case.has_flow:
        return []
    rows = case.tasks.select_related("step", "post__organisation", "by")
    return sorted(rows, key=lambda task: (task.step.position, task.step_id, task.round))


def flow_panel(case: Case, tasks: list[CaseTask], labels: dict[str, str], today: date) -> dict | None:
    """The drawing and the lines of a case with steps; None for one without. One query for who holds the open posts."""
    if not tasks:
        return None
    holders = _holders([task.post_id for task in tasks if task.is_open], today)
    lines = [_line(task, holders, today) for task in tasks if task.opened_at is not None]
    now = [line for line in lines if line.task.is_open]
    return {"drawing": _drawing(case, current(tasks), labels, holders, today), "lines": lines, "now": now}


def _holders(posts: list[int], today: date) -> dict[int, str]:
    """Who holds each post today: A 岗 by name, B 岗 marked."""
    if not posts:
        return {}
    held = Holding.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today), post__in=posts, valid_from__lte=today, user__is_active=True
    )
    found: dict[int, list[str]] = {}
    for post, kind, name in held.order_by("kind", "pk").values_list("post_id", "kind", "user__name"):
        found.setdefault(post, []).append(name if kind == "A" else f"{name}（B 岗）")
    return {post: "、".join(names) for post, names in found.items()}


def _drawing(case: Case, tasks, labels, holders, today) -> FlowDrawing:
    for task in tasks:
        task.step.post = task.post  # the drawing names the post of the case, fetched already
    standing = {place: _standing(task, labels, holders, today) for place, task in enumerate(tasks)}
    return flow_drawing(f"{case.number}：办理流程", [task.step for task in tasks], labels, standing)


def _standing(task: CaseTask, labels, holders, today: date) -> Standing:
    step = task.step
    if task.outcome == TaskOutcome.SKIPPED:
        return Standing("skipped", ("本件不需要办理", when_words(step, labels)))
    if task.done_at is not None:
        state = "done" if task.outcome == TaskOutcome.PASSED else "skipped" if _is_closed(task) else "failed"
        return Standing(state, (f"{_who(task)}　{_day(task.done_at)}", task.get_outcome_display()))
    if task.opened_at is None:
        return Standing("todo", (task.post.name, f"时限 {limit_words(step.limit, step.unit)}"))
    late = task.due is not None and task.due < today
    due = f"{task.due:%m-%d} 到期{'，已超期' if late else ''}" if task.due else ""
    people = holders.get(task.post_id, "今天没有人")
    return Standing("late" if late else "current", (task.post.name, people, f"{_day(task.opened_at)} 起", due))


def _is_closed(task: CaseTask) -> bool:
    return task.outcome == TaskOutcome.CLOSED


def _line(task: CaseTask, holders, today: date) -> StepLine:
    if task.done_at is None:
        late = task.due is not None and task.due < today
        word, tone = ("办理中，已超期", "error") if late else ("办理中", "info")
        return StepLine(task, word, tone, holders.get(task.post_id, "今天没有人"))
    return StepLine(task, task.get_outcome_display(), TONES[task.outcome], _who(task))


def _who(task: CaseTask) -> str:
    if task.by is None:
        return "系统"
    return f"{task.by.name}（代）" if task.substitute else task.by.name


def _day(moment) -> str:
    return f"{timezone.localdate(moment):%m-%d}"
