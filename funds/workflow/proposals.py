"""设立、增加额度, and the outcomes of an evaluation: 申请 → 财政局审核 → 政府审批 (预算法实施条例 10; 漳县方案)."""

from core.workflow import MoveRefused, Workflow, move

from ..enums import ProposalState as S
from ..models import FundProposalMove
from ..permissions import may_fill, may_record, may_review


def _wrote(proposal, actor) -> str:
    return "申请人不能审核自己的申请，请由县财政局另一位工作人员办理。" if actor.pk == proposal.author_id else ""


def _wrote_or_reviewed(proposal, actor) -> str:
    if actor.pk in (proposal.author_id, proposal.reviewer_id):
        return "申请人和审核人不能记录审批结果，请由县政府办公室的工作人员办理。"
    return ""


def _says_why(proposal, actor, facts):
    if not facts.get("review_opinion", "").strip():
        raise MoveRefused("请写明审核意见。")


def _decided(proposal, actor, facts):
    if not (facts.get("meeting") and facts.get("decided_on") and facts.get("document_number")):
        raise MoveRefused("审批记录不完整，请补填会议名称、审批日期和文号。")


REVIEW, DECIDE = {"bar": _wrote, "guard": _says_why}, {"bar": _wrote_or_reviewed, "guard": _decided}

FUND_PROPOSAL = Workflow(
    log=FundProposalMove,
    states=S,
    moves=(
        move("submit", "报财政局审核", S.DRAFT, S.REVIEW, may_fill, effect="报县财政局审核"),
        move("review", "审核通过", S.REVIEW, S.DECISION, may_review, effect="报县政府审批", **REVIEW),
        move("send_back", "退回修改", S.REVIEW, S.DRAFT, may_review, effect="退回主管部门修改", **REVIEW),
        move("approve", "批准", S.DECISION, S.APPROVED, may_record, effect="记录县政府的批准", **DECIDE),
        move("decline", "不批准", S.DECISION, S.DECLINED, may_record, effect="记录县政府不批准", danger=True, **DECIDE),
        move("withdraw", "撤回", (S.DRAFT, S.REVIEW), S.WITHDRAWN, may_fill, effect="本申请作废", danger=True),
    ),
)
