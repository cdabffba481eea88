"""The table of legal moves of the task that a 差评 opens; words never travel as facts."""

from accounts.models import holds
from accounts.permissions import may
from core.workflow import MoveRefused, Workflow, move

from ..enums import MendingState
from ..models import RectificationMove
from ..permissions import belongs_to

S = MendingState
may_mend = may("handle_complaints")


def may_judge(user, task) -> bool:
    """Who reviews ratings at the body and doesn't belong to it."""
    return holds(user, "review_ratings", task.organisation) and not belongs_to(user, task.organisation_id)


def _explained(task, actor, facts):
    if not facts.get("worded"):
        raise MoveRefused("请写明情况后再提交。")


def _before_the_appeal(task) -> str:
    return S.CONTACTED if task.contacted_at is not None else S.OPEN


MENDING = Workflow(
    log=RectificationMove,
    states=MendingState,
    moves=(
        move("contact", "已联系评价人", S.OPEN, S.CONTACTED, may_mend, guard=_explained, effect="记下联系情况"),
        move("reply", "反馈整改", S.CONTACTED, S.REPLIED, may_mend, guard=_explained, effect="由单位以外的人核查"),
        move(
            "appeal", "申诉", (S.OPEN, S.CONTACTED), S.APPEALED, may_mend, guard=_explained,
            effect="认为误评、恶意评价的，由被评单位以外的人判断",
        ),
        move(
            "uphold", "申诉成立", S.APPEALED, S.WITHDRAWN, may_judge, guard=_explained,
            effect="这条评价不计入满意率，仍计入已撤下的评价数",
        ),
        move(
            "reject", "申诉不成立", S.APPEALED, S.CONTACTED, may_judge, guard=_explained, onward=_before_the_appeal,
            also=(S.OPEN,), effect="退回整改，期限自今天重新计算", danger=True,
        ),
        move("pass", "核查通过", S.REPLIED, S.CLOSED, may_judge, guard=_explained, effect="整改完成"),
        move("return", "退回整改", S.REPLIED, S.CONTACTED, may_judge, guard=_explained, effect="写明差什么"),
    ),
)  # fmt: skip
