"""What stands against an act: guards of what is said, bars of who says it. Each names its article in its words."""

from accounts.permissions import holds
from core.workflow import MoveRefused
from licences.enums import RUNNING

from ..enums import ApproverLevel, NotAcceptedGround, ProcedureKind
from ..kinds import BY_HAND
from ..models.time import AGENCY_DAYS, ARTICLE_45, GOVERNMENT_DAYS


def needs_reason(case, actor, facts):
    if not facts.get("reason", "").strip():
        raise MoveRefused(
            "请写明理由：不予受理、不予许可都须书面说明理由，并告知申请人复议和诉讼的权利（许可法第三十二条、第三十八条）。"
        )


def renewed_by_law(case) -> None:
    """What the law has renewed can't be refused any more: the way back is 撤销 (许可法 50, 69)."""
    if case.renewal_deemed_on is not None:
        raise MoveRefused(
            f"有效期届满前没有作出决定，自 {case.renewal_deemed_on:%Y-%m-%d} 起已经视为准予延续"
            "（许可法第五十条第二款），不能再作不予延续的决定；不符合法定条件的，依照许可法第六十九条处理。"
        )


def names_ground(case, actor, facts):
    renewed_by_law(case)
    needs_reason(case, actor, facts)
    ground = facts.get("ground")
    if ground not in NotAcceptedGround.values:
        raise MoveRefused("请选明不予受理的情形。")
    if ground == NotAcceptedGround.NOT_COMPETENT and not facts.get("agency", "").strip():
        raise MoveRefused("不属于本机关职权范围的，要告知申请人向哪个机关申请（许可法第三十二条第一款第二项）。")


def says_what_changed(case, actor, facts):
    if not facts.get("changes"):
        raise MoveRefused("请写明当场更正了什么（许可法第三十二条第一款第三项）。")


def told_already(case, actor) -> str:
    told = hasattr(case, "correction")
    return "本件已经一次性告知过补正内容，不能再次要求补正（许可法第三十二条第一款第四项）。" if told else ""


def tells_all(case, actor, facts):
    if not facts.get("items"):
        raise MoveRefused("请逐条写明需要补正的全部内容。")


def lapses_by_rule(case, actor, facts):
    """Closing for want of a correction: the item's own cited rule, prior notice, and a person who decides."""
    version = case.version
    if version.correction_limit is None or not version.correction_basis:
        raise MoveRefused("本事项没有规定逾期不补正的后果，不能终止办理；法律对申请人补正没有统一期限。")


def still_stands(case, actor, facts):
    """A grant about a licence needs one that hasn't ended (许可法 50, 70)."""
    hearing_done(case, actor, facts)
    if case.concerns_id is not None and case.concerns.state not in RUNNING:
        raise MoveRefused(
            f"所涉的{case.concerns}现在是“{case.concerns.get_state_display()}”，不能准予{case.get_purpose_display()}；"
            "请书面说明理由不予准许，并告知申请人可以按新办申请。"
        )


def renewal_is_over(case, actor, facts):
    """Asked for in time, and the last day of the licence is over (许可法 50)."""
    if case.renewal_due is None or facts["day"] <= case.renewal_due or case.renewal_deemed_on is not None:
        raise MoveRefused("没有按时提出的延续申请，或者所涉证照的有效期还没有届满。")


def was_warned(case, actor, facts):
    renewed_by_law(case)
    lapses_by_rule(case, actor, facts)
    needs_reason(case, actor, facts)
    if case.warned_until is None:
        raise MoveRefused("终止办理前要先书面告知申请人，请先点“终止前告知”。")
    day = facts.get("day")
    if day is None or day <= case.warned_until:
        raise MoveRefused(f"告知的期限到 {case.warned_until:%Y-%m-%d}，过了这一天才能终止办理。")


def warns_until(case, actor, facts):
    lapses_by_rule(case, actor, facts)
    if facts.get("warned_until") is None:
        raise MoveRefused("请写明申请人最迟哪一天补正。")


def warned_already(case, actor) -> str:
    told = case.warned_until is not None
    return f"已经告知过：最迟 {case.warned_until:%Y-%m-%d} 补正。" if told else is_own(case, actor)


def extended_already(case, actor) -> str:
    if hasattr(case, "extension"):
        return "本件已经延长过一次期限，不能再次延长（许可法第四十二条）。"
    return is_own(case, actor)


def extends_by_law(case, actor, facts):
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


def stops_the_clock(case, actor, facts):
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


def tells_result(case, actor, facts):
    if not facts.get("result", "").strip():
        raise MoveRefused("请写明特别程序的结果。")


def needs_opinion(case, actor, facts):
    if not facts.get("opinion", "").strip():
        raise MoveRefused("请写明审查意见。")


def is_own(case, actor) -> str:
    """回避: nobody handles the own application, whichever of the own accounts it came from, nor who was told to keep
    away (公务员法 76)."""
    if actor.pk == case.applicant_id or (actor.id_index and actor.id_index == case.applicant_index):
        return "这是您本人的申请，依法应当回避，请由另一位工作人员办理（公务员法第七十六条）。"
    if actor.pk in case.recused:
        return "本件已决定由您回避，请由另一位工作人员办理（公务员法第七十六条）。"
    return ""


def told_or_own(case, actor) -> str:
    return told_already(case, actor) or is_own(case, actor)


def all_heard(case, actor, facts):
    """Before it goes to the decider: what was asked is answered, or its day has passed and the opinion says so."""
    needs_opinion(case, actor, facts)
    day = facts["day"]
    waiting = [row for row in case.consultations.open() if row.due_on >= day]
    if waiting:
        names = "、".join(str(row.organisation) for row in waiting)
        raise MoveRefused(f"{names}还没有答复，期限也没有到；请等答复、收回征求意见，或者到期后再报请决定。")


def hearing_done(case, actor, facts):
    hearing = getattr(case, "hearing", None)
    if hearing is not None and hearing.is_owed:
        raise MoveRefused(
            "本件已告知听证权利，要等听证笔录形成，或者登记没有人申请听证，才能作出决定（许可法第四十八条）。"
        )


def refusal_heard(case, actor, facts):
    renewed_by_law(case)
    hearing_done(case, actor, facts)
    needs_reason(case, actor, facts)


def asks_somebody(case, actor, facts):
    if not facts.get("organisations"):
        raise MoveRefused("请选择要征求意见的单位。")
    if not facts.get("question", "").strip():
        raise MoveRefused("请写明征求什么意见。")
    if facts["due_on"] <= facts["day"]:
        raise MoveRefused("答复期限要在今天以后。")


def answers(case, actor, facts):
    if facts.get("agrees") is None or not facts.get("answer", "").strip():
        raise MoveRefused("请选同意或者不同意，并写明意见和依据。")


def by_two(case, actor, facts):
    first, second = facts.get("first"), facts.get("second")
    if first is None or second is None or first.pk == second.pk:
        raise MoveRefused("现场勘验要有两名以上工作人员，请写明两个不同的人（许可法第三十四条第三款）。")
    if not facts.get("findings", "").strip() or not facts.get("place", "").strip():
        raise MoveRefused("请写明勘验的地点和情况。")
    if facts["held_at"] > facts["recorded_at"]:
        raise MoveRefused("勘验时间不能晚于现在。")


def told_hearing(case, actor) -> str:
    return "已经告知过听证权利。" if hasattr(case, "hearing") else is_own(case, actor)


def no_hearing_to(step: str):
    """A bar: the hearing must stand before `step` (answer, notice, minutes)."""
    before = {
        "answer": lambda h: h.asked_at is None and not h.waived,
        "notice": lambda h: h.asked_at is not None and h.minuted_at is None,
        "minutes": lambda h: h.notified_at is not None and h.minuted_at is None,
    }[step]

    def bar(case, actor) -> str:
        hearing = getattr(case, "hearing", None)
        return is_own(case, actor) if hearing is not None and before(hearing) else "听证还没有办到这一步。"

    return bar


def keeps_away(case, actor, facts):
    if facts.get("person") is None:
        raise MoveRefused("请选择回避的人。")
    if facts["person"].pk in case.recused:
        raise MoveRefused("已经决定过由这个人回避。")


def names_handler(case, actor, facts):
    person = facts.get("handler")
    if person is None:
        raise MoveRefused("请选择承办人。")
    if not holds(person, "handle_cases", case.organisation):
        raise MoveRefused(f"{person.name}没有在{case.organisation}审查办件的授权，请先授权或者另选一人。")
    if why := is_own(case, person):
        raise MoveRefused(f"不能交给{person.name}：{why}")


def reviewed_it(case, actor) -> str:
    """Who reviewed, in this round or an earlier one, doesn't decide."""
    if actor.pk == case.handler_id or case.moves.filter(move="review", actor_id=actor.pk).exists():
        return "审查人不能同时作出决定，请由决定人办理。"
    return is_own(case, actor)


def names_receiver(case, actor, facts):
    if not facts.get("receiver", "").strip():
        raise MoveRefused("请写明领取人：本人领取写“本人”，代领写姓名和与申请人的关系。")


def is_free(case, actor) -> str:
    """A bar: nothing is asked for what the law leaves free (许可法 58)."""
    return "本事项不收费（许可法第五十八条）。" if case.version.is_free else is_own(case, actor)


def not_on_its_way(case, actor) -> str:
    """A bar of the window: what is in the post can't be handed out."""
    return "证件邮寄送达，还没有退回，不能在窗口颁发。" if case.is_mailed else is_own(case, actor)


def not_to_mail(case, actor) -> str:
    if not case.is_mailed:
        return "申请人选择到窗口领取，不邮寄。"
    return "已经寄出，不能再寄。" if hasattr(case, "shipment") else is_own(case, actor)


def not_sent(case, actor) -> str:
    return is_own(case, actor) if case.is_mailed and hasattr(case, "shipment") else "还没有寄出。"


def sent_already(case, actor, facts):
    if not (case.is_mailed and hasattr(case, "shipment")):
        raise MoveRefused("还没有寄出。")
    if "reason" in facts and not facts["reason"].strip():
        raise MoveRefused("请写明退回的原因。")
    if "signer" in facts and not facts["signer"].strip():
        raise MoveRefused("请写明签收人。")
    if (signed := facts.get("signed_at")) is not None and not case.shipment.sent_at <= signed <= facts["now"]:
        raise MoveRefused("签收时间要在寄出以后、现在以前。")


def names_basis(case, actor, facts):
    heir = facts.get("organisation")
    if heir is None or heir.pk == case.organisation_id or not facts.get("basis", "").strip():
        raise MoveRefused("变更承办单位要写明承接单位和依据的文件。")


def names_paper(case, actor, facts):
    if facts.get("paper") not in BY_HAND:
        raise MoveRefused("请选择要制作的文书。")
