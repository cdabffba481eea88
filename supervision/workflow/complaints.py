"""The table of legal moves of a complaint: received → accepted → assigned → answered → checked → closed.

The facts of a move go into its log: what the complainant wrote and the answer never travel as facts. Whether they are
there is a fact (`worded`); the action writes them, encrypted, on the same row in the same transaction.
"""

from django.utils import timezone

from accounts.models import holds
from accounts.permissions import may
from core.workflow import STAYS, MoveRefused, Workflow, move, nobody

from ..enums import ComplaintState
from ..models import Complaint, ComplaintMove

S = ComplaintState
RUNNING = (S.ACCEPTED, S.ASSIGNED, S.ANSWERED)

may_hear = may("check_complaints", "office")
may_join = may("check_complaints", "joint")
may_lead = may("lead_complaints", "office")


def may_handle(user, complaint) -> bool:
    """The handler that was named; where none is, whoever handles complaints at the body."""
    if complaint.handler_id is not None and complaint.handler_id != user.pk:
        return False
    return holds(user, "handle_complaints", complaint.unit)


def accused(complaint, user) -> str:
    """Why this person keeps out of it (回避), in words; "" when nothing is known."""
    if not Complaint.objects.filter(pk=complaint.pk).apart_from(user).exists():
        return "您是被投诉人、在被投诉单位任职或者办过这件事，应当回避。"
    return ""


def _not_the_answerer(complaint, user) -> str:
    return "办理人不能核查自己的答复，请由另一位工作人员核查。" if complaint.handler_id == user.pk else ""


def _still_to_extend(complaint, user) -> str:
    if complaint.extended_at is not None:
        return "已经延期一次，不能再延。"
    if not complaint.limits["extension"][0]:
        return "这一类不能延期。"
    return "承办人不能批准自己的延期，请由另一位负责人批准。" if complaint.handler_id == user.pk else ""


def _explained(complaint, actor, facts):
    if not facts.get("worded"):
        raise MoveRefused("请写明理由后再提交。")


def _to_another_office(complaint, actor, facts):
    _explained(complaint, actor, facts)
    office = facts["office"]
    if office.pk == complaint.office_id:
        raise MoveRefused(f"这一件现在就由{office}受理，请选择另一个单位。")
    if office.pk == complaint.accused_body_id:
        raise MoveRefused(f"{office}是被投诉单位，应当回避，请选择另一个单位。")


def _may_follow(complaint, actor, facts):
    head = facts["head"]
    if head.pk == complaint.pk or head.state not in (S.RECEIVED, *RUNNING):
        raise MoveRefused("只能并入一件还在办理的投诉，请核对编号。")
    if head.kind != complaint.kind or head.office_id != complaint.office_id:
        raise MoveRefused("只能并入同一单位受理的同类投诉，请核对编号。")
    if head.received_at > complaint.received_at:
        raise MoveRefused("请把后收到的并入先收到的：期限按先收到的一件计算。")


def _to_the_unconcerned(complaint, actor, facts):
    unit, handler = facts["unit"], facts.get("handler")
    if unit.pk == complaint.accused_body_id:
        raise MoveRefused(f"{unit}是被投诉单位，应当回避，请交给另一个单位办理。")
    if handler is None:
        if complaint.restricted:
            raise MoveRefused("这一类投诉限制知悉，请指定一位承办人。")
        return
    if not holds(handler, "handle_complaints", unit):
        raise MoveRefused(f"{handler.name}没有{unit}“办理投诉和差评”的授权，请另选一人。")
    if accused(complaint, handler):
        raise MoveRefused(f"{handler.name}应当回避（被投诉、在被投诉单位任职或者办过这件事），请另选一人。")
    if complaint.reopened_at is not None and complaint.state == S.ACCEPTED and handler.pk == complaint.handler_id:
        raise MoveRefused("重新办理的，请换一位承办人。")


def _answered_whole(complaint, actor, facts):
    if not facts.get("worded"):
        raise MoveRefused("请写明答复内容后再提交。")
    if not facts.get("finding"):
        raise MoveRefused("请选择查实情况。")


def _in_time(complaint, actor, facts):
    _explained(complaint, actor, facts)
    if complaint.finish_due is not None and timezone.localdate(facts["extended_at"]) > complaint.finish_due:
        raise MoveRefused("办结期限已过，不能再延期；请尽快办结。")


def _once(complaint, actor, facts):
    if complaint.reopened_at is not None:
        raise MoveRefused("已经重新办理过一次，不能再要求重办；仍有异议的，可以依法申请行政复议或者提起诉讼。")


COMPLAINTS = Workflow(
    log=ComplaintMove,
    states=ComplaintState,
    moves=(
        move("accept", "受理", S.RECEIVED, S.ACCEPTED, may_hear, bar=accused, effect="告知投诉人，办结期限开始计算"),
        move(
            "decline", "不予受理", S.RECEIVED, S.DECLINED, may_hear, bar=accused, guard=_explained,
            effect="告知投诉人理由和可以走的途径", danger=True,
        ),
        move(
            "transfer", "转交其他单位受理", S.RECEIVED, S.RECEIVED, may_hear, guard=_to_another_office,
            effect="由有权的单位受理，受理期限继续计算",
        ),
        move(
            "join", "并案", (S.RECEIVED, S.ACCEPTED), S.LINKED, may_hear, bar=accused, guard=_may_follow,
            effect="与先收到的同一件事一并办理，答复同时告知",
        ),
        move(
            "hand_over", "移送纪委监委", (S.RECEIVED, S.ACCEPTED), S.HANDED, may_hear, bar=accused, guard=_explained,
            effect="反映的是公职人员违纪违法：全文加密移交县纪委监委，本站不再留存内容", danger=True,
        ),
        move(
            "assign", "交办", (S.ACCEPTED, S.ASSIGNED), S.ASSIGNED, may_hear, bar=accused, guard=_to_the_unconcerned,
            effect="指定承办单位和承办人，被投诉的单位和人员回避",
        ),
        move("advise", "会同意见", RUNNING, STAYS, may_join, bar=accused, guard=_explained, effect="写明会同的意见"),
        move(
            "extend", "批准延期", RUNNING, STAYS, may_lead, bar=_still_to_extend, guard=_in_time,
            effect="只能延期一次，告知投诉人延期的理由",
        ),
        move(
            "answer", "提交答复", S.ASSIGNED, S.ANSWERED, may_handle, bar=accused, guard=_answered_whole,
            effect="交受理单位核查，核查后投诉人才看得到",
        ),
        move(
            "check", "核查通过", S.ANSWERED, S.CHECKED, may_hear, bar=_not_the_answerer,
            effect="答复告知投诉人，请投诉人评价",
        ),
        move(
            "send_back", "退回重办", S.ANSWERED, S.ASSIGNED, may_hear, bar=_not_the_answerer, guard=_explained,
            effect="写明要补查什么，办结期限继续计算", danger=True,
        ),
        move("settle", "投诉人评价，办结", S.CHECKED, S.CLOSED, nobody, system=True, effect="投诉人已评价"),
        move("reopen", "投诉人要求重新办理", S.CHECKED, S.ACCEPTED, nobody, system=True, guard=_once, effect="一次"),
        move("lapse", "到期办结", S.CHECKED, S.CLOSED, nobody, system=True, effect="评价期限内没有评价，不算满意"),
    ),
)  # fmt: skip
