"""The legal moves of a campaign and of each body's part in it (漳县“三张清单一张网”工作方案 五、实施步骤)."""

from core.workflow import MoveRefused, Workflow, move, nobody

from ..enums import CampaignState, PartState
from ..kinds import FORMS
from ..models import CampaignMove, PartMove
from ..models.campaigns import DAYS, ENDS, out_of_order
from ..permissions import may_fill, may_lead_part, may_review

RUNNING, CLOSED = CampaignState.RUNNING, CampaignState.CLOSED
OPEN, HANDED_IN, RETURNED = PartState.OPEN, PartState.HANDED_IN, PartState.RETURNED


def _names(keys) -> str:
    return "、".join(FORMS[key].name if key in FORMS else key for key in keys)


def _running(part) -> None:
    if part.campaign.state != RUNNING:
        raise MoveRefused("这次清理任务已经结束，不能再办理。")


def _complete(part, actor, facts):
    """附件7 is in, every required form is filled or declared as 无, and no change set is still being filled."""
    _running(part)
    if people := part.missing_contacts():
        raise MoveRefused(f"还没有报送{'、'.join(people)}。请先填好《部门权责清单工作负责人和联络员名单》（附件7）。")
    if forms := part.missing_forms():
        raise MoveRefused(
            f"以下表格还没有填报：{_names(forms)}。请导入或填报；确实没有内容的，请声明为“无”并写明理由。"
        )
    if drafts := list(part.change_sets().filter(state="draft").order_by("id").values_list("title", flat=True)[:5]):
        raise MoveRefused(f"以下批次还没有报送审核：{'、'.join(drafts)}。请先报送或撤回，再报送清理结果。")


def _declared(part, actor, facts):
    _running(part)
    form = facts.get("form", "")
    if form not in part.campaign.kinds:
        raise MoveRefused("这次清理不要求这张表格。")
    if not facts.get("reason", "").strip():
        raise MoveRefused("请写明为什么没有内容（如：本单位没有行政处罚以外的职权）。")
    if form not in part.missing_forms() and form not in part.declared:
        raise MoveRefused(f"{_names([form])}已经填了内容，不能声明为“无”。")


def _was_declared(part, actor, facts):
    _running(part)
    if facts.get("form") not in part.declared:
        raise MoveRefused("这张表格没有声明为“无”。")


def _returned_with_reason(part, actor, facts):
    _running(part)
    if not facts.get("return_reason", "").strip():
        raise MoveRefused("请写明退回的理由和要改的内容。")
    if facts["redo_by"] < facts["on"]:
        raise MoveRefused("改好的期限不能早于今天。")


def _seen(part, actor, facts):
    if not facts.get("finding", "").strip() or not facts.get("people", "").strip():
        raise MoveRefused("请写明督查人员和督查情况。")
    if facts["on"] > facts["today"]:
        raise MoveRefused("督查日期不能晚于今天。")
    if facts["on"] < part.campaign.starts_on:
        raise MoveRefused("督查日期不能早于清理任务的开始日期。")


def _handed_in_by_me(part, actor) -> str:
    return "报送人不能退回自己报送的材料，请由另一位工作人员办理。" if part.handed_in_by_id == actor.pk else ""


def _reason_if_unfinished(campaign, actor, facts):
    left = campaign.parts.exclude(state=HANDED_IN).count()
    if left and not facts.get("reason", "").strip():
        raise MoveRefused(f"还有 {left} 个单位没有报送，请写明为什么现在结束。")


def _ends_moved(campaign, actor, facts):
    moved = {name: facts[name] for name in ENDS if name in facts}
    if not facts.get("reason", "").strip():
        raise MoveRefused("请写明为什么调整期限：各单位会看到。")
    if not moved:
        raise MoveRefused("日期和原来一样，没有要调整的。")
    for name, day in moved.items():
        if day < facts["on"]:
            raise MoveRefused(f"“{DAYS[name]}”不能改到今天以前（{day:%Y-%m-%d}）。")
    if wrong := out_of_order({name: moved.get(name, getattr(campaign, name)) for name in DAYS}):
        raise MoveRefused(wrong)


CAMPAIGN = Workflow(
    log=CampaignMove,
    states=CampaignState,
    moves=(
        move(
            "remind", "催报", RUNNING, RUNNING, may_review,
            effect="给每个逾期单位的填报人员发一条催办消息；同一单位一天只发一次",
        ),
        move(
            "move_ends", "调整期限", RUNNING, RUNNING, may_review, guard=_ends_moved,
            effect="改各阶段的截止日期；有关单位会收到消息，原定日期和理由留在任务页上",
        ),
        move(
            "close", "结束清理任务", RUNNING, CLOSED, may_review, guard=_reason_if_unfinished, danger=True,
            effect="之后的变更批次不再算作这次清理，报送、退回、催报都停止",
        ),
    ),
)  # fmt: skip

EVERY = (OPEN, HANDED_IN, RETURNED)
STAYS = {"onward": lambda part: part.state, "also": (HANDED_IN, RETURNED)}  # an act that leaves the part as it stands

PART = Workflow(
    log=PartMove,
    states=PartState,
    moves=(
        move(
            "declare", "声明为无", (OPEN, RETURNED), OPEN, may_fill, guard=_declared, **STAYS,
            effect="本单位没有这张表格的内容",
        ),
        move(
            "withdraw", "收回声明", (OPEN, RETURNED), OPEN, may_fill, guard=_was_declared, **STAYS,
            effect="收回“无”的声明，改为填报",
        ),
        move(
            "hand_in", "报送清理结果", (OPEN, RETURNED), HANDED_IN, may_fill, guard=_complete,
            effect="各类表格连同联络员名单一并报县委编办",
        ),
        move(
            "return", "退回", HANDED_IN, RETURNED, may_lead_part, bar=_handed_in_by_me, guard=_returned_with_reason,
            effect="退回报送单位，限期改好", danger=True,
        ),
        move(
            "inspect", "记录督查", EVERY, OPEN, may_lead_part, guard=_seen, **STAYS,
            effect="记录督查的时间、人员和情况",
        ),
        move("late", "逾期", (OPEN, RETURNED), OPEN, nobody, system=True, **STAYS),
    ),
)  # fmt: skip
