"""The legal moves of a call for projects: 申报 → 形式审查 → 专家评审 → 公示 → 立项 (漳县方案: 全过程公开)."""

from django.utils import timezone

from core.workflow import STAYS, MoveRefused, Workflow, move, nobody

from ..enums import ApplicationState, ObjectionState
from ..enums import CallState as S
from ..models import CallMove, Measure
from ..permissions import may_fill_entry, may_publish, sits_or_leads

NO_MEASURE = (
    "这项资金没有已公开、正在施行的管理办法，不能发布申报通知（先定办法、再分资金）。"
    "请先在资金页面的“管理办法”里登记并公开。"
)
UNCHECKED = (ApplicationState.SUBMITTED, ApplicationState.CORRECTION)


def _today(facts):
    """The day of the act (`on`)."""
    return facts.get("on") or timezone.localdate()


def _wrote_it(call, actor) -> str:
    return "编写人不能发布自己写的申报通知，请由另一位工作人员办理。" if actor.pk == call.author_id else ""


def _proposed_it(call, actor) -> str:
    last = call.moves.filter(move="propose").order_by("-id").first()
    if last is not None and last.actor_id == actor.pk:
        return "提出立项方案的人不能公示或者确定自己提出的方案，请由另一位工作人员办理。"
    return ""


def _complete(call, actor, facts):
    if sum(c["max"] for c in call.criteria) != 100:
        raise MoveRefused("评分标准的分值合计不是 100 分，请先改好。")
    if call.closes_on < _today(facts):
        raise MoveRefused("申报截止日期已经过去，请先改申报期限。")
    if Measure.objects.in_force(call.entry, _today(facts)) is None:
        raise MoveRefused(NO_MEASURE)


def _period_may_change(call, actor, facts):
    if _today(facts) > call.closes_on:
        raise MoveRefused(f"申报已于 {call.closes_on:%Y-%m-%d} 截止，不能再改申报期限。")
    if facts["closes_on"] < _today(facts) or facts["closes_on"] < call.opens_on:
        raise MoveRefused("新的截止日期不能早于今天，也不能早于开始日期。")
    if facts["closes_on"] == call.closes_on:
        raise MoveRefused("新的截止日期和原来一样，没有改动。")


def _closed(call, actor, facts):
    if _today(facts) <= call.closes_on:
        raise MoveRefused(f"申报到 {call.closes_on:%Y-%m-%d} 才截止，截止前不能进入下一步。")


def _checked(call, actor, facts):
    _closed(call, actor, facts)
    waiting = call.applications.filter(state__in=UNCHECKED).count()
    if waiting:
        raise MoveRefused(f"还有 {waiting} 个项目没有审查完（待形式审查或者待补正），请先办完。")
    if not call.applications.filter(state=ApplicationState.PASSED).exists():
        raise MoveRefused("没有通过形式审查的项目，不能进入专家评审。可以取消本次申报，并写明理由。")


def _proposal_made(call, actor, facts):
    ranked = call.moves.filter(move="rank").order_by("-id").values_list("pk", flat=True).first() or 0
    if not call.moves.filter(move="propose", pk__gt=ranked).exists():
        raise MoveRefused("还没有提出立项方案，请先提出方案再公示。")
    _no_recheck(call)


def _no_recheck(call):
    again = call.applications.filter(state__in=UNCHECKED).count()
    if again:
        raise MoveRefused(f"有 {again} 个项目因异议退回审查，还没有审查完。")


def _notice_over(call, actor, facts):
    if _today(facts) <= call.notice_to:
        raise MoveRefused(f"公示到 {call.notice_to:%Y-%m-%d} 才结束，期满后才能确定立项。")
    waiting = call.objections.filter(state=ObjectionState.OPEN).count()
    if waiting:
        raise MoveRefused(f"还有 {waiting} 件异议没有答复，答复后才能确定立项。")
    _no_recheck(call)


def _has_reason(call, actor, facts):
    if not facts.get("reason", "").strip():
        raise MoveRefused("请写明理由。")


CALLS = Workflow(
    log=CallMove,
    states=S,
    moves=(
        move("publish", "发布", S.DRAFT, S.OPEN, may_publish, bar=_wrote_it, guard=_complete,
             effect="申报通知公开，按期受理申报；发布后只能延长或缩短期限"),
        move("change_period", "改申报期限", S.OPEN, STAYS, may_fill_entry, guard=_period_may_change,
             effect="截止前可以改，理由公开"),
        move("close", "截止", S.OPEN, S.CHECK, nobody, system=True, guard=_closed,
             effect="到期不再受理"),
        move("start_review", "进入专家评审", (S.OPEN, S.CHECK), S.REVIEW, may_fill_entry, guard=_checked,
             effect="形式审查结束，抽取专家评审"),
        move("draw", "抽取专家", S.REVIEW, STAYS, may_publish, effect="按公开的随机算法抽取，记录种子"),
        move("release", "专家退出", S.REVIEW, STAYS, may_publish, effect="回避或者不能参加的专家退出，再抽补"),
        move("recuse", "个别项目回避", S.REVIEW, STAYS, sits_or_leads,
             effect="这位专家不评这个项目"),
        move("hand_in", "提交评分", S.REVIEW, STAYS, sits_or_leads,
             effect="提交后不能再改，全部交齐前任何人看不到"),
        move("rank", "汇总排名", S.REVIEW, S.RANKED, may_fill_entry, effect="全部评分交齐后汇总，评分从此可查"),
        move("propose", "提出立项方案", S.RANKED, STAYS, may_fill_entry, effect="在额度内从达到入围分数的项目中提出"),
        move("post_notice", "公示", S.RANKED, S.NOTICE, may_publish, bar=_proposed_it, guard=_proposal_made,
             effect="向社会公示，任何人可以提出异议"),
        move("retract", "撤回公示", S.NOTICE, S.RANKED, may_fill_entry, guard=_has_reason, danger=True,
             effect="异议成立需要改方案的，撤回后重新提出、重新公示"),
        move("decide", "确定立项", S.NOTICE, S.DECIDED, may_publish, bar=_proposed_it, guard=_notice_over,
             effect="拟立项的项目立项，其余留在项目库"),
        move("cancel", "取消申报", (S.DRAFT, S.OPEN, S.CHECK), S.CANCELLED, may_fill_entry, guard=_has_reason,
             danger=True, effect="本次申报取消，理由公开；已提交的项目留在项目库"),
    ),
)  # fmt: skip
