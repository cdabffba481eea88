"""The legal moves of an allocation: 测算 → 财政局审核 → 下达 (先定办法、再分资金; 预算法 52; 预算法实施条例 6)."""

from core.workflow import STAYS, MoveRefused, Workflow, move

from ..enums import AllocationState as S
from ..models import AllocationMove
from ..permissions import may_fill_entry, may_review_entry


def _wrote_it(allocation, actor) -> str:
    wrote = actor.pk == allocation.author_id
    return "编制人不能审核、下达自己编的分配方案，请由县财政局的工作人员办理。" if wrote else ""


def _reasoned(allocation, actor, facts):
    if not facts.get("reason", "").strip():
        raise MoveRefused("请写明理由，理由会留在办理记录里。")


def _documented(allocation, actor, facts):
    if not (facts.get("document_number", "").strip() and facts.get("issued_on")):
        raise MoveRefused("下达须有指标文号和下达日期，请补填。")


ALLOCATION = Workflow(
    log=AllocationMove,
    states=S,
    moves=(
        move("edit", "修改", S.DRAFT, STAYS, may_fill_entry, effect="修改分配方案的内容"),
        move("choose", "采用方案", S.DRAFT, STAYS, may_fill_entry, guard=_reasoned, effect="按这个因素方案分配"),
        move("submit", "报送审核", S.DRAFT, S.REVIEW, may_fill_entry, effect="送县财政局审核，之后不能再改"),
        move(
            "send_back",
            "退回修改",
            (S.REVIEW, S.APPROVED),
            S.DRAFT,
            may_review_entry,
            guard=_reasoned,
            bar=_wrote_it,
            effect="退回主管部门修改",
            danger=True,
        ),
        move(
            "approve",
            "审核通过",
            S.REVIEW,
            S.APPROVED,
            may_review_entry,
            bar=_wrote_it,
            effect="同意分配，占用本年度预算",
        ),
        move(
            "issue",
            "下达",
            S.APPROVED,
            S.ISSUED,
            may_review_entry,
            bar=_wrote_it,
            guard=_documented,
            effect="按指标文件下达，之后可以拨付和公开",
            article="《中华人民共和国预算法》第五十二条",
        ),
        move(
            "withdraw", "撤回", S.DRAFT, S.WITHDRAWN, may_fill_entry, guard=_reasoned, effect="本方案作废", danger=True
        ),
    ),
)
