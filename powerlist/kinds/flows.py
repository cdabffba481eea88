"""Flows of the review: which steps stand beside each other, which a case takes, and what is wrong with a flow.

Pure functions of rows that look like `FlowStep` (the model, a form's instance) and of the fields of the application
form. A way is the list of its stages, each the list of the steps that are done at the same time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.workdays import Unit

from ..enums import ARTICLE_45_STEPS, Category, ConditionTest, FieldKind, StepKind
from .form_fields import NO, YES, condition_faults, condition_words, matches, shown_keys

DAYS = {Unit.WORKDAY.value: 7 / 5, Unit.NATURAL.value: 1, Unit.MONTH.value: 30}  # to compare different units alone
UNITS = {Unit.WORKDAY.value: "个工作日", Unit.NATURAL.value: "日", Unit.MONTH.value: "个月"}
DELIVERY_DAYS = 10  # working days in which a licence is handed out after the decision (许可法 44)
AFTER_DECISION = (StepKind.MAKING,)
REVIEWS = (StepKind.FIRST, StepKind.SECOND)  # who did one of these doesn't decide


def way_of(rows: Iterable) -> list[list]:
    """The stages of a flow: neighbours of one group are done at the same time."""
    stages: list[list] = []
    for row in rows:
        if stages and row.group is not None and stages[-1][-1].group == row.group:
            stages[-1].append(row)
        else:
            stages.append([row])
    return stages


def is_taken(row, fields: Iterable, values: Mapping) -> bool:
    """Whether a case with these values of the form takes the step: a field that isn't asked fulfils no condition."""
    return not row.when_key or (row.when_key in shown_keys(fields, values) and matches(row, values))


def limit_words(limit: int, unit: str) -> str:
    """`3 个工作日`, `当日`."""
    return f"{limit} {UNITS[unit]}" if limit else "当日"


def when_words(row, labels: Mapping[str, str]) -> str:
    """When a step is taken, in words; empty for one that always is."""
    return f"{condition_words(row, labels).removesuffix('填写')}办理" if row.when_key and row.when_test else ""


@dataclass(frozen=True)
class FlowFacts:
    """What the checks of a flow look at beside its rows.

    `held`: who holds each post today, keys of people by the key of the post; `seeing` and `deciding` are the posts that
    may view, and decide, the cases of the body; `stages` the 环节 of the entry.
    """

    promised: int
    unit: str
    category: str = ""
    fields: tuple = ()
    held: Mapping[int, frozenset] = field(default_factory=dict)
    seeing: frozenset = frozenset()
    deciding: frozenset = frozenset()
    stages: tuple[str, ...] = ()


@dataclass(frozen=True)
class FlowCheck:
    """One check in words: what it asks for, what is found well, and the faults with the way to mend each."""

    code: str
    title: str
    faults: tuple[str, ...] = ()
    good: str = ""

    @property
    def is_kept(self) -> bool:
        return not self.faults


def check_flow(rows: Iterable, facts: FlowFacts) -> list[FlowCheck]:
    """All checks of a flow, kept or not. A flow without rows has none: its cases go from review to decision."""
    rows = list(rows)
    if not rows:
        return []
    total = longest(rows, facts)
    return [
        FlowCheck("end", "最后由一个“审批”环节决定", tuple(_end(rows))),
        FlowCheck("way", "每件办件都走得通，没有断头", tuple(_way(rows, facts))),
        FlowCheck("posts", "每个环节都有岗位，岗位今天有人", tuple(_posts(rows, facts))),
        FlowCheck("promise", "最长的一条路不超过承诺时限", tuple(_promise(rows, facts, total)), _total(total, facts)),
        FlowCheck("clock", "不计时限的，只有许可法第四十五条所列的程序", tuple(_clock(rows, facts))),
        FlowCheck("stage", "每个环节对应清单里的一个办理环节", tuple(_stage(rows, facts))),
    ]


def flow_faults(rows: Iterable, facts: FlowFacts) -> list[str]:
    """What keeps a flow from being published, in words."""
    return [fault for check in check_flow(rows, facts) for fault in check.faults]


def longest(rows: Iterable, facts: FlowFacts) -> tuple[float, str]:
    """The sum along the longest way up to the decision, in the promise's unit (as days where units differ).

    What stops the clock of a licence isn't counted, nor what comes after the decision (许可法 44, 45).
    """
    rows = [row for row in rows if row.kind not in AFTER_DECISION and not stops_clock(row, facts)]
    if {row.unit for row in rows} <= {facts.unit}:
        return sum(max(row.limit for row in stage) for stage in way_of(rows)), facts.unit
    return sum(max(row.limit * DAYS[row.unit] for row in stage) for stage in way_of(rows)), Unit.NATURAL.value


def stops_clock(row, facts: FlowFacts) -> bool:
    return row.off_clock and row.kind in ARTICLE_45_STEPS and facts.category == Category.LICENSING


# --- the checks ----------------------------------------------------------------------------------------------------


def _end(rows) -> list[str]:
    deciding = [row for row in rows if row.kind == StepKind.APPROVAL]
    if len(deciding) != 1:
        found = f"现在有 {len(deciding)} 个" if deciding else "现在没有"
        return [f"要有而且只有一个“审批”环节，{found}：请{'留下一个' if deciding else '在最后加一个'}。"]
    last, place = deciding[0], rows.index(deciding[0])
    found = []
    if last.when_key:
        found.append(f"“{last.name}”带了条件，条件不成立时没有人决定：请去掉条件。")
    if any(row is not last and last.group is not None and row.group == last.group for row in rows):
        found.append(f"“{last.name}”和别的环节并行，决定要等审查都办完：请清空它的并行组。")
    for row in rows[place + 1 :]:
        if row.kind not in AFTER_DECISION:
            found.append(f"“{row.name}”排在审批之后，没有人会办到它：请移到审批之前；审批之后只能是制证。")
    found += [
        f"“{row.name}”（制证）排在审批之前：请移到审批之后。" for row in rows[:place] if row.kind in AFTER_DECISION
    ]
    return found


def _way(rows, facts: FlowFacts) -> list[str]:
    by_key = {row.key: row for row in facts.fields}
    found = []
    for row in rows:
        found += [f"“{row.name}”：{words}" for words in condition_faults(row, by_key)]
    seen: set[int] = set()
    for stage in way_of(rows):
        number = stage[0].group
        if number is not None and number in seen:
            found.append(f"并行组 {number} 的环节没有排在一起：请把它们移到相邻的位置，或者换一个组号。")
        if number is not None:
            seen.add(number)
        if len(stage) > 1 and not _always(stage, by_key):
            names = "、".join(f"“{row.name}”" for row in stage)
            found.append(f"并行的{names}全带条件，可能一个都不办：请让其中一个没有条件，或者让条件互补。")
    review = [row for row in rows if row.kind not in (StepKind.APPROVAL, *AFTER_DECISION)]
    if not review:
        found.append("审批之前没有审查的环节：请至少加一个初审。")
    elif not any(_always(stage, by_key) for stage in way_of(review)):
        found.append("审批之前的环节全带条件，有的办件没有人审查就到了决定：请让其中一个没有条件。")
    return found


def _always(stage, by_key) -> bool:
    """Whether some step of the stage is taken whatever is filled in."""
    if any(not row.when_key for row in stage):
        return True
    keys = {row.when_key for row in stage}
    return any(_covers([row for row in stage if row.when_key == key], by_key.get(key)) for key in keys)


def _covers(rows, asked) -> bool:
    """Whether conditions on one field leave nothing out; the field itself must always be asked."""
    if asked is None or asked.when_key:
        return False
    tests = {(row.when_test, row.when_value) for row in rows}
    if {(ConditionTest.FILLED, ""), (ConditionTest.EMPTY, "")} <= {(test, "") for test, _ in tests}:
        return True
    if any((ConditionTest.IS, value) in tests for test, value in tests if test == ConditionTest.IS_NOT):
        return True
    options = [YES, NO] if asked.kind == FieldKind.YES_NO else asked.options if asked.kind == FieldKind.CHOICE else []
    chosen = {value for test, value in tests if test == ConditionTest.IS}
    return bool(options) and asked.required and set(options) <= chosen


def _posts(rows, facts: FlowFacts) -> list[str]:
    found = []
    for row in rows:
        if row.post_id is None:
            found.append(f"“{row.name}”还没有岗位：请选办理它的岗位。")
        elif not facts.held.get(row.post_id):
            found.append(f"“{row.name}”的岗位“{row.post}”今天没有人：请先安排人员，或者另选岗位。")
        elif row.post_id not in facts.seeing:
            found.append(f"“{row.name}”的岗位“{row.post}”没有查看本单位办件的授权：请先授权，或者另选岗位。")
        elif row.kind == StepKind.APPROVAL and row.post_id not in facts.deciding:
            found.append(f"“{row.name}”的岗位“{row.post}”没有决定本单位办件的授权：请先授权，或者另选岗位。")
    return found + _two_people(rows, facts)


def _two_people(rows, facts: FlowFacts) -> list[str]:
    """The second look is another person's than the first, and who looked doesn't decide."""
    apart = [row for row in rows if row.kind in (*REVIEWS, StepKind.APPROVAL) and facts.held.get(row.post_id)]
    found = []
    for place, row in enumerate(apart):
        for other in apart[:place]:
            if row.kind != other.kind and len(facts.held[row.post_id] | facts.held[other.post_id]) < 2:
                found.append(
                    f"“{other.name}”和“{row.name}”今天只有同一个人能办：要由两个人分别办理，请另选岗位或者添人。"
                )
    return found


def _total(total: tuple[float, str], facts: FlowFacts) -> str:
    number, unit = total
    return f"合计 {number:g} {UNITS[unit]}，承诺 {limit_words(facts.promised, facts.unit)}"


def _promise(rows, facts: FlowFacts, total: tuple[float, str]) -> list[str]:
    number, unit = total
    promised = facts.promised if unit == facts.unit else facts.promised * DAYS[facts.unit]
    found = []
    if number > promised:
        about = "" if unit == facts.unit else "（不同单位，折成日比较）"
        found.append(f"{_total(total, facts)}{about}：请缩短环节的时限，让最长的一条路不超过承诺时限。")
    for row in rows:
        if row.kind in AFTER_DECISION and row.limit * DAYS[row.unit] > DELIVERY_DAYS * DAYS[Unit.WORKDAY.value]:
            found.append(f"“{row.name}”超过 {DELIVERY_DAYS} 个工作日：决定后应当在 10 日内颁发（许可法第四十四条）。")
    return found


def _clock(rows, facts: FlowFacts) -> list[str]:
    found = []
    for row in rows:
        if not row.off_clock:
            continue
        kind = StepKind(row.kind)
        if kind not in ARTICLE_45_STEPS:
            found.append(
                f"“{row.name}”（{kind.label}）不能停止计时：许可法第四十五条没有列它，请去掉“不计入办理时限”。"
            )
        elif facts.category != Category.LICENSING:
            found.append(f"“{row.name}”勾了“不计入办理时限”：许可法第四十五条只适用于行政许可，请去掉。")
    return found


def _stage(rows, facts: FlowFacts) -> list[str]:
    if not facts.stages:
        return []
    listed = "、".join(dict.fromkeys(facts.stages))
    return [
        f"“{row.name}”{'写的所属环节“' + row.stage + '”不在清单里' if row.stage else '没有选所属环节'}：可选 {listed}。"
        for row in rows
        if row.stage not in facts.stages
    ]
