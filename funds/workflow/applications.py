"""The legal moves of one project in one call, by its applicant and by the department."""

from django.utils import timezone

from core.workflow import MoveRefused, Workflow, move

from ..enums import ApplicationState as S
from ..enums import CallState
from ..models import ApplicationMove
from ..permissions import is_applicant, may_fill_entry, may_publish

CHECKING = (CallState.OPEN, CallState.CHECK)


def _own_project(application, actor) -> str:
    return "这是您自己申报的项目，请由另一位工作人员办理。" if is_applicant_himself(application, actor) else ""


def is_applicant_himself(application, actor) -> bool:
    """Whether this very person wrote the project, or sits in the unit that applies."""
    project = application.project
    unit = project.organisation_id is not None and project.organisation_id == actor.organisation_id
    return actor.pk == project.owner_id or (unit and project.organisation_id != project.entry.organisation_id)


def _at_check(application, actor, facts):
    again = application.rank is not None
    if not again and application.call.state not in CHECKING:
        raise MoveRefused(f"申报现在是“{application.call.get_state_display()}”，不能再作形式审查。")


def _refusable(application, actor, facts):
    _at_check(application, actor, facts)
    today = facts.get("on") or timezone.localdate()
    if application.state == S.CORRECTION and application.correct_by and today <= application.correct_by:
        raise MoveRefused(f"补正期限到 {application.correct_by:%Y-%m-%d}，期满前不能以没有补正为由不通过。")


def _still_out(application, actor, facts):
    if application.call.state not in CHECKING:
        raise MoveRefused("已经进入专家评审，不能撤回。有特殊情况请联系主管部门。")


def _after_check(application) -> str:
    """A project that was checked anew after an objection goes back to where it stood."""
    if application.amount_granted is not None:
        return S.PROPOSED
    return S.RANKED if application.rank is not None else S.PASSED


APPLICATIONS = Workflow(
    log=ApplicationMove,
    states=S,
    moves=(
        move("submit", "提交申报", (S.DRAFT, S.WITHDRAWN), S.SUBMITTED, is_applicant, effect="交主管部门形式审查"),
        move("correct", "提交补正", S.CORRECTION, S.SUBMITTED, is_applicant, effect="补正后重新审查"),
        move("withdraw", "撤回申报", (S.SUBMITTED, S.CORRECTION, S.PASSED), S.WITHDRAWN, is_applicant,
             guard=_still_out, danger=True, effect="撤回后截止前可以再提交，项目留在项目库"),
        move("pass", "通过", S.SUBMITTED, S.PASSED, may_fill_entry, bar=_own_project, guard=_at_check,
             onward=_after_check, also=(S.RANKED, S.PROPOSED), effect="符合申报条件，材料齐全，进入评审"),
        move("ask_correction", "要求补正", S.SUBMITTED, S.CORRECTION, may_fill_entry, bar=_own_project,
             guard=_at_check, effect="一次写清要补什么、哪天前补"),
        move("refuse", "不通过", (S.SUBMITTED, S.CORRECTION), S.REFUSED, may_fill_entry, bar=_own_project,
             guard=_refusable, danger=True, effect="不符合条件，理由告知申报单位"),
        move("rank", "排名", S.PASSED, S.RANKED, may_fill_entry, effect="全部评分交齐，按平均分排名"),
        move("propose", "拟立项", S.RANKED, S.PROPOSED, may_fill_entry, effect="列入立项方案"),
        move("drop", "移出方案", S.PROPOSED, S.RANKED, may_fill_entry, effect="重新提出方案"),
        move("fund", "立项", S.PROPOSED, S.FUNDED, may_publish, effect="公示无异议，确定立项"),
        move("keep", "留库", (S.SUBMITTED, S.CORRECTION, S.PASSED, S.RANKED), S.KEPT, may_publish,
             effect="没有立项，留在项目库，以后的申报可以直接用"),
        move("recheck", "退回审查", (S.RANKED, S.PROPOSED), S.SUBMITTED, may_publish, effect="异议成立，重新审查"),
        move("take_out", "取消资格", (S.RANKED, S.PROPOSED), S.REFUSED, may_publish,
             effect="异议成立，退出本次评审结果"),
    ),
)  # fmt: skip
