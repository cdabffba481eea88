"""The legal moves of 绩效目标 (填报 → 审核批复) and of what is judged by them: monitoring, 自评, 财政评价."""

from decimal import Decimal

from core.workflow import MoveRefused, Workflow, move

from ..enums import ASPECTS, AssessmentKind, AssessmentState, Dimension, PlanState
from ..models import AssessmentMove, FundRule, PlanMove
from ..permissions import may_fill_entry, may_review_entry


def weights(rule: FundRule) -> dict[str, int]:
    """The full points of each first-level indicator."""
    return {
        Dimension.OUTPUT: rule.output_weight,
        Dimension.BENEFIT: rule.benefit_weight,
        Dimension.SATISFACTION: rule.satisfaction_weight,
    }


def faults_of(plan) -> list[str]:
    """What stands between a plan and its approval, in words; empty when nothing does."""
    indicators = list(plan.indicators.order_by("position"))
    faults = []
    for dimension, full in weights(FundRule.ours()).items():
        rows = [i for i in indicators if i.dimension == dimension]
        label, total = Dimension(dimension).label, sum((i.weight for i in rows), Decimal(0))
        if not rows:
            faults.append(f"还没有{label}，请至少填写一项。")
        elif total != full:
            faults.append(f"{label}的分值合计为{total.normalize():f}，应为{full}，请调整各项分值。")
    faults += [
        f"“{i.name}”的二级指标不属于{i.get_dimension_display()}，请重新选择。"
        for i in indicators
        if i.aspect not in ASPECTS[i.dimension]
    ]
    if not plan.goal.strip():
        faults.insert(0, "请填写年度总体目标。")
    return faults


def _complete(plan, actor, facts):
    if faults := faults_of(plan):
        raise MoveRefused("绩效目标还不能报送：" + "".join(faults))


def _wrote_plan(plan, actor) -> str:
    return "填报人不能批复自己填的绩效目标，请由县财政局另一位工作人员办理。" if actor.pk == plan.author_id else ""


def _opinion_given(row, actor, facts):
    if not (facts.get("opinion") or "").strip():
        raise MoveRefused("请写明退回的理由，便于部门修改。")


def _not_assessed(plan, actor, facts):
    _opinion_given(plan, actor, facts)
    if plan.assessments.exclude(kind=AssessmentKind.MIDYEAR).exists():
        raise MoveRefused("这一年度已经开始评价，绩效目标不能再调整。")


PLAN = Workflow(
    log=PlanMove,
    states=PlanState,
    moves=(
        move(
            "submit", "报送审核", PlanState.DRAFT, PlanState.SUBMITTED, may_fill_entry, guard=_complete,
            effect="报县财政局审核", article="财预〔2020〕10号",
        ),
        move(
            "send_back", "退回修改", PlanState.SUBMITTED, PlanState.DRAFT, may_review_entry, bar=_wrote_plan,
            guard=_opinion_given, effect="退回部门修改",
        ),
        move(
            "approve", "批复", PlanState.SUBMITTED, PlanState.APPROVED, may_review_entry, bar=_wrote_plan,
            guard=_complete, effect="绩效目标随预算批复", article="预算法第三十二条",
        ),
        move(
            "reopen", "调整目标", PlanState.APPROVED, PlanState.DRAFT, may_review_entry, bar=_wrote_plan,
            guard=_not_assessed, effect="预算调整时，目标随之调整，重新报批", danger=True,
        ),
    ),
)  # fmt: skip


def _may_assess(user, row) -> bool:
    """财政局 writes its own evaluation, the department its monitoring and self-evaluation."""
    return (may_review_entry if row.kind == AssessmentKind.FINANCE else may_fill_entry)(user, row)


def _wrote_assessment(row, actor) -> str:
    return "填报人不能确认自己填的评价，请由另一位工作人员办理。" if actor.pk == row.author_id else ""


def _all_answered(row, actor, facts):
    missing = missing_in(row)
    if missing:
        raise MoveRefused("还不能报送：" + "".join(missing))


def missing_in(row) -> list[str]:
    """What an assessment still lacks, in words."""
    answered = {int(r["indicator"]): r for r in row.rows}
    faults = []
    for indicator in row.plan.indicators.order_by("position"):
        answer = answered.get(indicator.pk, {})
        if not str(answer.get("actual", "")).strip():
            faults.append(f"“{indicator.name}”没有填实际完成情况。")
        elif row.kind != AssessmentKind.MIDYEAR and answer.get("score") in (None, ""):
            faults.append(f"“{indicator.name}”没有得分。")
        elif answer.get("ask") and not str(answer.get("reason", "")).strip():
            faults.append(f"“{indicator.name}”{answer['ask']}")
    return faults


ASSESSMENT = Workflow(
    log=AssessmentMove,
    states=AssessmentState,
    moves=(
        move(
            "submit", "报送", AssessmentState.DRAFT, AssessmentState.SUBMITTED, _may_assess, guard=_all_answered,
            effect="报县财政局审核", article="财预〔2020〕10号",
        ),
        move(
            "send_back", "退回修改", AssessmentState.SUBMITTED, AssessmentState.DRAFT, may_review_entry,
            bar=_wrote_assessment, guard=_opinion_given, effect="退回填报人修改",
        ),
        move(
            "confirm", "确认", AssessmentState.SUBMITTED, AssessmentState.CONFIRMED, may_review_entry,
            bar=_wrote_assessment, guard=_all_answered, effect="得分和等级确定，结果用于下一年度预算",
            article="预算法第五十七条",
        ),
    ),
)  # fmt: skip
