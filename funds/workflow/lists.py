"""The legal moves of a year's fund list: 梳理 → 审定 → 公开 (漳县方案三; 预算法 14: 20 自然日 after 人代会)."""

from core.registers import ChangeSetState as S
from core.workflow import MoveRefused, Workflow, move, nobody

from ..enums import ListPurpose
from ..models import BudgetYear, FundMove, FundVersion
from ..permissions import may_fill, may_record, may_review


def _has_rows(change_set, actor, facts):
    if not change_set.versions.filter(state="proposed").exists():
        raise MoveRefused("这一年度的清单里还没有项目，先填报或导入后再报送。")


GROUNDED = (
    "所依据的申请已批准"  # the reason of a row's history when an approval is tied to it: nobody wrote the row then
)


def wrote_in(change_set, actor) -> bool:
    """Whether this person opened the list or wrote any of its rows; recording the approval of a row's ground isn't
    writing it."""
    if actor.pk == change_set.author_id:
        return True
    wrote = FundVersion.history.filter(change_set_id=change_set.pk, history_user_id=actor.pk, state="proposed")
    return wrote.exclude(history_change_reason=GROUNDED).exists()


def _wrote_it(change_set, actor) -> str:
    wrote = wrote_in(change_set, actor)
    return "填报人不能记录审定结果，请由县政府办公室的工作人员办理。" if wrote else ""


def _decided(change_set, actor, facts):
    if not (facts.get("meeting") and facts.get("decided_on") and facts.get("document_number")):
        raise MoveRefused("审定记录不完整，请补填会议名称、审定日期和文号。")


NOT_APPROVED = (
    "还没有登记县人代会批准{year}年度预算，清单不能公开。请先到“公开期限”页面（资金管理—公开期限）"
    "登记批准日期、会议和文号：20 日的公开期限从批准之日起算（预算法第十四条）。"
)


def approval_of(change_set) -> BudgetYear | None:
    """The approval by 人大 on which a year's list rests."""
    return BudgetYear.objects.filter(year=change_set.year).first()


def _approved_by_congress(change_set, actor, facts):
    """Nothing of a year's budget is published before 人大 approved it (预算法 14)."""
    if change_set.purpose != ListPurpose.YEAR:
        return
    year = approval_of(change_set)
    if year is None:
        raise MoveRefused(NOT_APPROVED.format(year=change_set.year))
    effective_on = facts.get("effective_on")
    if effective_on and effective_on < year.approved_on:
        raise MoveRefused(f"生效日期早于县人代会批准预算的日期 {year.approved_on}，请核对。")


def _wrote_or_recorded_it(change_set, actor) -> str:
    if actor.pk == change_set.recorder_id or wrote_in(change_set, actor):
        return "填报人和审定记录人不能公布清单，请由县财政局另一位工作人员办理。"
    return ""


FUND_LIST = Workflow(
    log=FundMove,
    states=S,
    moves=(
        move("submit", "报送审定", S.DRAFT, S.DECISION, may_fill, guard=_has_rows, effect="报县政府常务会议审定"),
        move(
            "take_decision",
            "按已批准的合并或取消列入",
            S.DRAFT,
            S.DECIDED,
            nobody,
            system=True,
            guard=_decided,
            effect="县政府已经批准退出，清单批次随批准建立，只待公开",
            article="预算法实施条例第十条",
        ),
        move("withdraw", "撤回", S.DRAFT, S.WITHDRAWN, may_fill, effect="本批次作废", danger=True),
        move(
            "record_decision",
            "记录审定结果",
            S.DECISION,
            S.DECIDED,
            may_record,
            bar=_wrote_it,
            guard=_decided,
            effect="记录县政府常务会议的审定",
        ),
        move(
            "send_back",
            "退回修改",
            S.DECISION,
            S.DRAFT,
            may_record,
            bar=_wrote_it,
            effect="没有审定通过，退回县财政局修改",
            danger=True,
        ),
        move(
            "publish",
            "公开",
            S.DECIDED,
            S.PUBLISHED,
            may_review,
            bar=_wrote_or_recorded_it,
            guard=_approved_by_congress,
            effect="随政府预算一并公开",
            article="预算法第十四条",
        ),
    ),
)
