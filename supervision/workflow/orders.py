"""The table of legal moves of a 督办单: drafted, issued, signed for, answered, checked, ended or renewed a grade up."""

from accounts.permissions import may
from core.workflow import MoveRefused, Workflow, move

from ..enums import OrderState
from ..models import OrderMove

S = OrderState
may_lead = may("lead_watch", "unit")
may_watch = may("supervise", "unit")
may_answer = may("decide_cases", "unit")


def own_draft(order, user) -> str:
    return "起草的人不能签发，请由另一位负责人签发。" if order.drafted_by_id == user.pk else ""


def says_reply(order, actor, facts):
    if not facts.get("reply", "").strip():
        raise MoveRefused("请写明情况和整改结果，或者申诉的理由。")


def says_opinion(order, actor, facts):
    if not facts.get("opinion", "").strip():
        raise MoveRefused("请写明核查意见。")


ORDER = Workflow(
    log=OrderMove,
    states=S,
    moves=(
        move(
            "issue",
            "签发",
            S.DRAFT,
            S.ISSUED,
            may_lead,
            bar=own_draft,
            effect="编号生效，送被督办单位，开始计算回复期限",
        ),
        move(
            "drop",
            "不签发",
            S.DRAFT,
            S.DROPPED,
            may_lead,
            bar=own_draft,
            guard=says_opinion,
            effect="退回，不再使用",
            danger=True,
        ),
        move("sign_for", "签收", S.ISSUED, S.SIGNED, may_answer, effect="确认收到，回复期限不变"),
        move(
            "reply",
            "回复",
            S.SIGNED,
            S.REPLIED,
            may_answer,
            guard=says_reply,
            effect="写明情况、整改结果或者申诉理由，附证明材料",
        ),
        move(
            "close", "核查办结", S.REPLIED, S.CLOSED, may_watch, guard=says_opinion, effect="整改属实或者申诉成立，办结"
        ),
        move(
            "renew",
            "再次督办",
            (S.ISSUED, S.SIGNED, S.REPLIED),
            S.RENEWED,
            may_watch,
            guard=says_opinion,
            effect="逾期不回复或者整改不实，起草高一级的督办单",
            danger=True,
        ),
    ),
)
