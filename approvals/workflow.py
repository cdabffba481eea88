"""The legal moves of a case; each names its article of 行政许可法 (2019)."""

from core.workflow import STAYS, MoveRefused, Workflow, move, nobody

from .enums import OPEN_STATES
from .enums import CaseState as S
from .models import CaseMove
from .permissions import is_applicant, may_decide, may_hand_on, may_handle, may_receive, may_submit


def _needs_reason(case, actor, facts):
    if not facts.get("reason", "").strip():
        raise MoveRefused(
            "请写明理由：不予受理、不予许可都须书面说明理由，并告知申请人复议和诉讼的权利（许可法第三十二条、第三十八条）。"
        )


def _told_already(case, actor) -> str:
    told = hasattr(case, "correction")
    return "本件已经一次性告知过补正内容，不能再次要求补正（许可法第三十二条第一款第四项）。" if told else ""


def _tells_all(case, actor, facts):
    if not facts.get("items"):
        raise MoveRefused("请逐条写明需要补正的全部内容。")


def _needs_opinion(case, actor, facts):
    if not facts.get("opinion", "").strip():
        raise MoveRefused("请写明审查意见。")


def _is_own(case, actor) -> str:
    """回避: nobody handles the own application, whichever of the own accounts it came from (公务员法 76)."""
    same = actor.pk == case.applicant_id or (actor.id_index and actor.id_index == case.applicant_index)
    return "这是您本人的申请，依法应当回避，请由另一位工作人员办理（公务员法第七十六条）。" if same else ""


def _told_or_own(case, actor) -> str:
    return _told_already(case, actor) or _is_own(case, actor)


def _reviewed_it(case, actor) -> str:
    """Who reviewed, in this round or an earlier one, doesn't decide."""
    if actor.pk == case.handler_id or case.moves.filter(move="review", actor_id=actor.pk).exists():
        return "审查人不能同时作出决定，请由决定人办理。"
    return _is_own(case, actor)


def _not_made_or_own(case, actor) -> str:
    if not hasattr(case, "result"):
        return "证件还没有制好，不能颁发；制好后这里会出现“窗口颁发”。"
    return _is_own(case, actor)


def _names_receiver(case, actor, facts):
    if not facts.get("receiver", "").strip():
        raise MoveRefused("请写明领取人：本人领取写“本人”，代领写姓名和与申请人的关系。")


def _names_basis(case, actor, facts):
    heir = facts.get("organisation")
    if heir is None or heir.pk == case.organisation_id or not facts.get("basis", "").strip():
        raise MoveRefused("变更承办单位要写明承接单位和依据的文件。")


CASE = Workflow(
    log=CaseMove,
    states=S,
    moves=(
        move(
            "submit",
            "提交申请",
            S.DRAFT,
            S.RECEIVED,
            may_submit,
            article="许可法第二十九条",
            effect="收件后5个工作日内告知是否受理",
        ),
        move(
            "accept",
            "受理",
            S.RECEIVED,
            S.REVIEW,
            may_receive,
            bar=_is_own,
            article="许可法第三十二条第一款第五项",
            effect="自受理之日起计算办理时限，发受理通知书",
        ),
        move(
            "ask_correction",
            "一次性告知补正",
            S.RECEIVED,
            S.CORRECTING,
            may_receive,
            bar=_told_or_own,
            guard=_tells_all,
            article="许可法第三十二条第一款第四项",
            effect="一次告知全部补正内容，补齐后再受理",
        ),
        move(
            "correct",
            "提交补正材料",
            S.CORRECTING,
            S.RECEIVED,
            is_applicant,
            article="许可法第三十二条第一款第五项",
            effect="补正材料收齐，重新计算受理期限",
        ),
        move(
            "not_accept",
            "不予受理",
            (S.RECEIVED,),
            S.NOT_ACCEPTED,
            may_receive,
            bar=_is_own,
            guard=_needs_reason,
            article="许可法第三十二条第一款第一、二项",
            effect="发不予受理决定书，写明理由和救济途径",
            danger=True,
        ),
        move(
            "deem_accepted",
            "视为受理",
            (S.RECEIVED,),
            S.REVIEW,
            nobody,
            article="许可法第三十二条第一款第四项",
            system=True,
        ),
        move(
            "review",
            "审查完毕，报请决定",
            S.REVIEW,
            S.DECISION,
            may_handle,
            bar=_is_own,
            guard=_needs_opinion,
            article="许可法第三十四条",
            effect="连同审查意见交决定人",
        ),
        move(
            "send_back",
            "退回重新审查",
            S.DECISION,
            S.REVIEW,
            may_decide,
            bar=_is_own,
            guard=_needs_opinion,
            article="许可法第三十四条",
            effect="退回承办人，时限继续计算",
            danger=True,
        ),
        move(
            "grant",
            "准予许可",
            S.DECISION,
            S.GRANTED,
            may_decide,
            bar=_reviewed_it,
            article="许可法第三十八条第一款",
            effect="作出准予许可决定，10个工作日内颁发证件",
        ),
        move(
            "refuse",
            "不予许可",
            S.DECISION,
            S.REFUSED,
            may_decide,
            bar=_reviewed_it,
            guard=_needs_reason,
            article="许可法第三十八条第二款",
            effect="发不予许可决定书，写明理由和救济途径",
            danger=True,
        ),
        move("deliver", "颁发并送达", S.GRANTED, S.DELIVERED, nobody, article="许可法第四十四条", system=True),
        move("make_licence", "制证完成，待领取", S.GRANTED, S.GRANTED, nobody, article="许可法第四十四条", system=True),
        move(
            "hand_over",
            "窗口颁发",
            S.GRANTED,
            S.DELIVERED,
            may_receive,
            bar=_not_made_or_own,
            guard=_names_receiver,
            article="许可法第四十四条",
            effect="当面核对领取人，登记送达，本件办结",
        ),
        move(
            "withdraw",
            "撤回申请",
            (S.RECEIVED, S.CORRECTING, S.REVIEW, S.DECISION),
            S.WITHDRAWN,
            is_applicant,
            effect="本次申请终止，以后可以重新申请",
            danger=True,
        ),
        move(
            "change_body",
            "变更承办单位",
            OPEN_STATES,
            STAYS,
            may_hand_on,
            guard=_names_basis,
            effect="机构改革后由承接单位续办，办理阶段和期限不变",
        ),
    ),
)
