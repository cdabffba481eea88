"""The legal moves of a case; each names its article of 行政许可法 (2019)."""

from accounts.permissions import holds
from core.workflow import STAYS, MoveRefused, Workflow, move, nobody

from .enums import OPEN_STATES, UNDER_REVIEW, ApproverLevel, NotAcceptedGround, ProcedureKind
from .enums import CaseState as S
from .models import CaseMove
from .models.time import AGENCY_DAYS, ARTICLE_45, GOVERNMENT_DAYS
from .permissions import (
    may_answer,
    may_assign,
    may_claim,
    may_correct,
    may_decide,
    may_hand_on,
    may_handle,
    may_receive,
    may_submit,
    may_void,
)


def _needs_reason(case, actor, facts):
    if not facts.get("reason", "").strip():
        raise MoveRefused(
            "请写明理由：不予受理、不予许可都须书面说明理由，并告知申请人复议和诉讼的权利（许可法第三十二条、第三十八条）。"
        )


def _names_ground(case, actor, facts):
    _needs_reason(case, actor, facts)
    ground = facts.get("ground")
    if ground not in NotAcceptedGround.values:
        raise MoveRefused("请选明不予受理的情形。")
    if ground == NotAcceptedGround.NOT_COMPETENT and not facts.get("agency", "").strip():
        raise MoveRefused("不属于本机关职权范围的，要告知申请人向哪个机关申请（许可法第三十二条第一款第二项）。")


def _says_what_changed(case, actor, facts):
    if not facts.get("changes"):
        raise MoveRefused("请写明当场更正了什么（许可法第三十二条第一款第三项）。")


def _told_already(case, actor) -> str:
    told = hasattr(case, "correction")
    return "本件已经一次性告知过补正内容，不能再次要求补正（许可法第三十二条第一款第四项）。" if told else ""


def _tells_all(case, actor, facts):
    if not facts.get("items"):
        raise MoveRefused("请逐条写明需要补正的全部内容。")


def _lapses_by_rule(case, actor, facts):
    """Closing for want of a correction: the item's own cited rule, prior notice, and a person who decides."""
    version = case.version
    if version.correction_limit is None or not version.correction_basis:
        raise MoveRefused("本事项没有规定逾期不补正的后果，不能终止办理；法律对申请人补正没有统一期限。")


def _was_warned(case, actor, facts):
    _lapses_by_rule(case, actor, facts)
    _needs_reason(case, actor, facts)
    if case.warned_until is None:
        raise MoveRefused("终止办理前要先书面告知申请人，请先点“终止前告知”。")
    day = facts.get("day")
    if day is None or day <= case.warned_until:
        raise MoveRefused(f"告知的期限到 {case.warned_until:%Y-%m-%d}，过了这一天才能终止办理。")


def _warns_until(case, actor, facts):
    _lapses_by_rule(case, actor, facts)
    if facts.get("warned_until") is None:
        raise MoveRefused("请写明申请人最迟哪一天补正。")


def _warned_already(case, actor) -> str:
    told = case.warned_until is not None
    return f"已经告知过：最迟 {case.warned_until:%Y-%m-%d} 补正。" if told else _is_own(case, actor)


def _extended_already(case, actor) -> str:
    if hasattr(case, "extension"):
        return "本件已经延长过一次期限，不能再次延长（许可法第四十二条）。"
    return _is_own(case, actor)


def _extends_by_law(case, actor, facts):
    days, level = facts.get("days") or 0, facts.get("level")
    if not facts.get("extension_reason", "").strip():
        raise MoveRefused("请写明延长的理由：应当将延长期限的理由告知申请人（许可法第四十二条）。")
    if not facts.get("approver", "").strip():
        raise MoveRefused("请写明批准延长的负责人。")
    if level == ApproverLevel.LAW and not facts.get("basis", "").strip():
        raise MoveRefused("按别的法律、法规延长的，要写明条款。")
    most = {ApproverLevel.AGENCY: AGENCY_DAYS, ApproverLevel.GOVERNMENT: GOVERNMENT_DAYS}.get(level)
    if days < 1 or (most is not None and days > most):
        raise MoveRefused(f"{ApproverLevel(level).label}批准的，最多延长{most}个工作日（许可法第四十二条）。")
    if level == ApproverLevel.GOVERNMENT and not facts.get("document", "").strip():
        raise MoveRefused("经本级人民政府负责人批准延长的，要写明批准文件。")


def _stops_the_clock(case, actor, facts):
    """Only the eight of 许可法 45, or what a cited law names, and only for the days that the applicant is told."""
    kind = facts.get("kind")
    if kind not in ProcedureKind.values:
        raise MoveRefused(
            "只有许可法第四十五条所列的程序，或者别的法律、法规规定的程序才不计入期限；现场勘验、公示、会签都计入。"
        )
    if kind == ProcedureKind.BY_LAW and not facts.get("basis", "").replace(ARTICLE_45, "").strip():
        raise MoveRefused("别的程序要写明规定它的法律、法规条款。")
    if not facts.get("notified_days"):
        raise MoveRefused("请写明需要几天：所需时间要书面告知申请人，只有告知的天数不计入期限（许可法第四十五条）。")
    if not facts.get("document", "").strip():
        raise MoveRefused("请写明依据的文件或委托书：没有文件的特别程序不停止计时。")
    if not facts.get("basis", "").strip():
        raise MoveRefused("请写明依据的法律条款。")


def _tells_result(case, actor, facts):
    if not facts.get("result", "").strip():
        raise MoveRefused("请写明特别程序的结果。")


def _needs_opinion(case, actor, facts):
    if not facts.get("opinion", "").strip():
        raise MoveRefused("请写明审查意见。")


def _is_own(case, actor) -> str:
    """回避: nobody handles the own application, whichever of the own accounts it came from, nor who was told to keep
    away (公务员法 76)."""
    if actor.pk == case.applicant_id or (actor.id_index and actor.id_index == case.applicant_index):
        return "这是您本人的申请，依法应当回避，请由另一位工作人员办理（公务员法第七十六条）。"
    if actor.pk in case.recused:
        return "本件已决定由您回避，请由另一位工作人员办理（公务员法第七十六条）。"
    return ""


def _told_or_own(case, actor) -> str:
    return _told_already(case, actor) or _is_own(case, actor)


def _all_heard(case, actor, facts):
    """Before it goes to the decider: what was asked is answered, or its day has passed and the opinion says so."""
    _needs_opinion(case, actor, facts)
    day = facts["day"]
    waiting = [row for row in case.consultations.open() if row.due_on >= day]
    if waiting:
        names = "、".join(str(row.organisation) for row in waiting)
        raise MoveRefused(f"{names}还没有答复，期限也没有到；请等答复、收回征求意见，或者到期后再报请决定。")


def _hearing_done(case, actor, facts):
    hearing = getattr(case, "hearing", None)
    if hearing is not None and hearing.is_owed:
        raise MoveRefused(
            "本件已告知听证权利，要等听证笔录形成，或者登记没有人申请听证，才能作出决定（许可法第四十八条）。"
        )


def _refusal_heard(case, actor, facts):
    _hearing_done(case, actor, facts)
    _needs_reason(case, actor, facts)


def _asks_somebody(case, actor, facts):
    if not facts.get("organisations"):
        raise MoveRefused("请选择要征求意见的单位。")
    if not facts.get("question", "").strip():
        raise MoveRefused("请写明征求什么意见。")
    if facts["due_on"] <= facts["day"]:
        raise MoveRefused("答复期限要在今天以后。")


def _answers(case, actor, facts):
    if facts.get("agrees") is None or not facts.get("answer", "").strip():
        raise MoveRefused("请选同意或者不同意，并写明意见和依据。")


def _by_two(case, actor, facts):
    first, second = facts.get("first"), facts.get("second")
    if first is None or second is None or first.pk == second.pk:
        raise MoveRefused("现场勘验要有两名以上工作人员，请写明两个不同的人（许可法第三十四条第三款）。")
    if not facts.get("findings", "").strip() or not facts.get("place", "").strip():
        raise MoveRefused("请写明勘验的地点和情况。")
    if facts["held_at"] > facts["recorded_at"]:
        raise MoveRefused("勘验时间不能晚于现在。")


def _told_hearing(case, actor) -> str:
    return "已经告知过听证权利。" if hasattr(case, "hearing") else _is_own(case, actor)


def _no_hearing_to(step: str):
    """A bar: the hearing must stand before `step` (answer, notice, minutes)."""
    before = {
        "answer": lambda h: h.asked_at is None and not h.waived,
        "notice": lambda h: h.asked_at is not None and h.minuted_at is None,
        "minutes": lambda h: h.notified_at is not None and h.minuted_at is None,
    }[step]

    def bar(case, actor) -> str:
        hearing = getattr(case, "hearing", None)
        return _is_own(case, actor) if hearing is not None and before(hearing) else "听证还没有办到这一步。"

    return bar


def _keeps_away(case, actor, facts):
    if facts.get("person") is None:
        raise MoveRefused("请选择回避的人。")
    if facts["person"].pk in case.recused:
        raise MoveRefused("已经决定过由这个人回避。")


def _names_handler(case, actor, facts):
    person = facts.get("handler")
    if person is None:
        raise MoveRefused("请选择承办人。")
    if not holds(person, "handle_cases", case.organisation):
        raise MoveRefused(f"{person.name}没有在{case.organisation}审查办件的授权，请先授权或者另选一人。")
    if why := _is_own(case, person):
        raise MoveRefused(f"不能交给{person.name}：{why}")


def _reviewed_it(case, actor) -> str:
    """Who reviewed, in this round or an earlier one, doesn't decide."""
    if actor.pk == case.handler_id or case.moves.filter(move="review", actor_id=actor.pk).exists():
        return "审查人不能同时作出决定，请由决定人办理。"
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
            "accept_lacking",
            "容缺受理",
            S.RECEIVED,
            S.REVIEW,
            may_receive,
            bar=_is_own,
            article="优化营商环境条例第十九条",
            effect="主要材料齐全，申请人书面承诺补交次要材料；先行受理，补齐前不颁发证件",
        ),
        move(
            "correct_on_spot",
            "当场更正",
            S.RECEIVED,
            STAYS,
            may_receive,
            bar=_is_own,
            guard=_says_what_changed,
            article="许可法第三十二条第一款第三项",
            effect="申请人当场更正可以更正的错误，不算补正告知",
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
            may_correct,
            article="许可法第三十二条第一款第五项",
            effect="补正材料收齐，重新计算受理期限",
        ),
        move(
            "warn_termination",
            "终止前告知",
            S.CORRECTING,
            STAYS,
            may_receive,
            bar=_warned_already,
            guard=_warns_until,
            article="本事项的专门规定",
            effect="书面告知申请人最迟补正的日期和逾期的后果",
        ),
        move(
            "terminate",
            "终止办理",
            S.CORRECTING,
            S.TERMINATED,
            may_decide,
            bar=_is_own,
            guard=_was_warned,
            article="本事项的专门规定",
            effect="逾期没有补正，终止本次申请，申请人可以重新申请",
            danger=True,
        ),
        move(
            "tell_not_needed",
            "告知不需要许可",
            S.RECEIVED,
            S.NOT_NEEDED,
            may_receive,
            bar=_is_own,
            guard=_needs_reason,
            article="许可法第三十二条第一款第一项",
            effect="即时告知申请人不受理：这件事依法不需要取得行政许可",
            danger=True,
        ),
        move(
            "not_accept",
            "不予受理",
            S.RECEIVED,
            S.NOT_ACCEPTED,
            may_receive,
            bar=_is_own,
            guard=_names_ground,
            article="许可法第三十二条第一款第二项",
            effect="发不予受理决定书，写明理由、应当申请的机关和救济途径",
            danger=True,
        ),
        move(
            "void",
            "登记作废",
            S.RECEIVED,
            S.VOID,
            may_void,
            bar=_is_own,
            guard=_needs_reason,
            effect="窗口重复登记、登错的，注明原因作废；申请人另行收到通知",
            danger=True,
        ),
        move(
            "deem_accepted",
            "视为受理",
            S.RECEIVED,
            S.REVIEW,
            nobody,
            article="许可法第三十二条第一款第四项",
            system=True,
        ),
        move(
            "begin_procedure",
            "开始特别程序",
            (S.REVIEW, S.DECISION),
            S.SPECIAL,
            may_handle,
            bar=_is_own,
            guard=_stops_the_clock,
            article="许可法第四十五条",
            effect="把所需时间书面告知申请人；只有告知的天数不计入办理期限",
        ),
        move(
            "end_procedure",
            "登记特别程序结果",
            S.SPECIAL,
            S.REVIEW,
            may_handle,
            bar=_is_own,
            guard=_tells_result,
            article="许可法第四十五条",
            effect="办理期限自次日起继续计算",
        ),
        move(
            "extend",
            "延长期限",
            UNDER_REVIEW,
            STAYS,
            may_decide,
            bar=_extended_already,
            guard=_extends_by_law,
            article="许可法第四十二条",
            effect="只能延长一次，延长的理由告知申请人",
        ),
        move(
            "assign",
            "指定承办人",
            UNDER_REVIEW,
            STAYS,
            may_assign,
            bar=_is_own,
            guard=_names_handler,
            effect="由他审查并报请决定，时限继续计算",
        ),
        move(
            "recuse",
            "决定回避",
            OPEN_STATES,
            STAYS,
            may_decide,
            guard=_keeps_away,
            article="公务员法第七十六条",
            effect="这个人不再办理本件",
        ),
        move(
            "ask_opinion",
            "征求意见",
            UNDER_REVIEW,
            STAYS,
            may_handle,
            bar=_is_own,
            guard=_asks_somebody,
            article="许可法第三十四条",
            effect="发给有关单位限期答复；时限照常计算，逾期不答复不算同意",
        ),
        move(
            "withdraw_opinion",
            "收回征求意见",
            UNDER_REVIEW,
            STAYS,
            may_handle,
            bar=_is_own,
            effect="不再等这个单位答复",
        ),
        move(
            "give_opinion",
            "答复意见",
            UNDER_REVIEW,
            STAYS,
            may_answer,
            guard=_answers,
            article="许可法第二十六条",
            effect="意见连同姓名记入办件",
        ),
        move(
            "inspect",
            "登记现场勘验",
            UNDER_REVIEW,
            STAYS,
            may_handle,
            bar=_is_own,
            guard=_by_two,
            article="许可法第三十四条第三款",
            effect="两名以上工作人员现场核查；时限照常计算",
        ),
        move(
            "tell_hearing",
            "告知听证权利",
            UNDER_REVIEW,
            STAYS,
            may_handle,
            bar=_told_hearing,
            article="许可法第四十六条、第四十七条",
            effect="申请人、利害关系人5个工作日内可以申请听证",
        ),
        move(
            "answer_hearing",
            "登记是否申请听证",
            UNDER_REVIEW,
            STAYS,
            may_handle,
            bar=_no_hearing_to("answer"),
            article="许可法第四十七条",
            effect="有人申请的，20个工作日内组织听证",
        ),
        move(
            "notify_hearing",
            "通知听证时间地点",
            UNDER_REVIEW,
            STAYS,
            may_handle,
            bar=_no_hearing_to("notice"),
            article="许可法第四十八条第一款第一项",
            effect="举行听证的7日前通知，必要时公告",
        ),
        move(
            "minute_hearing",
            "登记听证笔录",
            UNDER_REVIEW,
            STAYS,
            may_handle,
            bar=_no_hearing_to("minutes"),
            article="许可法第四十八条第二款",
            effect="根据听证笔录作出决定",
        ),
        move(
            "review",
            "审查完毕，报请决定",
            S.REVIEW,
            S.DECISION,
            may_handle,
            bar=_is_own,
            guard=_all_heard,
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
            guard=_hearing_done,
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
            guard=_refusal_heard,
            article="许可法第三十八条第二款",
            effect="发不予许可决定书，写明理由和救济途径",
            danger=True,
        ),
        move("make_licence", "制证完成", S.GRANTED, S.MADE, nobody, article="许可法第四十四条", system=True),
        move(
            "deliver",
            "颁发并送达",
            (S.GRANTED, S.MADE),
            S.DELIVERED,
            nobody,
            article="许可法第四十四条",
            system=True,
        ),
        move(
            "hand_over",
            "窗口颁发",
            S.MADE,
            S.DELIVERED,
            may_receive,
            bar=_is_own,
            guard=_names_receiver,
            article="许可法第四十四条",
            effect="当面核对领取人，登记送达，本件办结",
        ),
        move(
            "withdraw",
            "撤回申请",
            (S.RECEIVED, S.CORRECTING, *UNDER_REVIEW),
            S.WITHDRAWN,
            may_correct,
            effect="本次申请终止，以后可以重新申请",
            danger=True,
        ),
        move(
            "claim",
            "认领办件",
            tuple(state for state in S if state != S.DRAFT),
            STAYS,
            may_claim,
            effect="窗口登记的办件转到申请人本人的账号",
        ),
        move(
            "deem_renewed",
            "视为准予延续",
            (S.RECEIVED, S.CORRECTING, *UNDER_REVIEW),
            STAYS,
            nobody,
            article="许可法第五十条第二款",
            system=True,
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
