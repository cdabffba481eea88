"""The legal moves of a finding: 待整改 → 待核查 → 已销号. Who found it closes it (预算法 87–89, 审计法)."""

from core.workflow import MoveRefused, Workflow, move

from ..enums import FindingState
from ..models import FindingMove
from ..permissions import may_fill_entry, may_inspect


def _mended(finding, actor, facts):
    if not (facts.get("mending") or "").strip():
        raise MoveRefused("请写明整改情况：做了什么、结果怎样。")
    if not facts.get("proof"):
        raise MoveRefused("请上传整改的证明材料。")


def _judged(finding, actor, facts):
    if not (facts.get("verdict") or "").strip():
        raise MoveRefused("请写明核查结论。")


def _put_off(finding, actor, facts):
    if not (facts.get("due_on") and facts["due_on"] > finding.due_on):
        raise MoveRefused("新的期限应晚于原来的期限。")
    if not (facts.get("reason") or "").strip():
        raise MoveRefused("请写明延期的理由。")


FINDING = Workflow(
    log=FindingMove,
    states=FindingState,
    moves=(
        move(
            "mend", "报送整改", FindingState.OPEN, FindingState.MENDED, may_fill_entry, guard=_mended,
            effect="报检查单位核查",
        ),
        move(
            "put_off", "延长期限", FindingState.OPEN, FindingState.OPEN, may_inspect, guard=_put_off,
            effect="整改期限延到新的日期",
        ),
        move(
            "send_back", "退回整改", FindingState.MENDED, FindingState.OPEN, may_inspect, guard=_judged,
            effect="整改不到位，退回部门",
        ),
        move(
            "close", "核查销号", FindingState.MENDED, FindingState.CLOSED, may_inspect, guard=_judged,
            effect="整改完成，可以公开",
        ),
    ),
)  # fmt: skip
