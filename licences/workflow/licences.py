"""The table of moves over the state of a licence, each with its article.

An act is proposed by one person, with its ground, and decided by another: `propose` leaves the state as it is; the move
named after the act is the decision. What the portal itself does (expiry, 视为准予延续) nobody has a button for.
"""

from datetime import date

from accounts.enums import OrganisationPermission
from accounts.permissions import holds, may
from core.workflow import STAYS, MoveRefused, Workflow, move, nobody

from ..adapters import DECIDED, in_hand
from ..enums import RUNNING, TAKEN, ActKind, ActState, Trust
from ..enums import LicenceState as S
from ..models import LicenceAct, LicenceMove
from .lawful import refuse_unlawful, timely

manages = may("manage_licences")
IN_FORCE = RUNNING
ON_FILE = (S.VALID, S.SUSPENDED, S.EXPIRED, S.REVOKED, S.WITHDRAWN, S.PENALISED, S.CANCELLED)


def open_act(licence) -> LicenceAct | None:
    """The act that awaits its decision; asked once for each licence in hand."""
    if not hasattr(licence, "_open_act"):
        acts = LicenceAct.objects.filter(licence_id=licence.pk, state=ActState.PROPOSED)
        licence._open_act = acts.order_by("pk").first()
    return licence._open_act


def decides(user, licence) -> bool:
    """Who decides on licences at its body; on what came by a case also who decides cases there."""
    if holds(user, "decide_licences", licence.organisation):
        return True
    act = open_act(licence)
    return act is not None and bool(act.case_number) and holds(user, "decide_cases", licence.organisation)


decides.who = OrganisationPermission.DECIDE_LICENCES.label  # what docs/domain.md says


def is_ours(licence) -> bool:
    """Whether the acts on it are this body's: issued here, or entered from paper by the body that issued it."""
    return licence.trust in (Trust.ISSUED, Trust.TYPED) and not licence.issuer_name


# --- who is barred ---------------------------------------------------------------------------------------------------


def _own(licence, actor) -> str:
    """回避: nobody acts on a licence of one's own (公务员法 76)."""
    same = actor.pk == licence.holder_id or (actor.id_index and actor.id_index == licence.holder_index)
    return "这是您本人的证照，依法应当回避，请由另一位工作人员办理（公务员法第七十六条）。" if same else ""


def _not_ours(licence, actor) -> str:
    if is_ours(licence):
        return _own(licence, actor)
    return "这份证照不是本单位在本平台签发的，由颁发机关办理后再报送结果。"


def _may_not_propose(licence, actor) -> str:
    if licence.state == S.CANCELLED:
        return "这份证照已经注销，没有可以办理的事项。"
    act = open_act(licence)
    if act is not None:
        return f"“{act.get_kind_display()}”已经提出，还没有决定；决定以后才能再提。"
    return _not_ours(licence, actor)


def _decides_on(kind: ActKind):
    def bar(licence, actor) -> str:
        act = open_act(licence)
        if act is None or act.kind != kind:
            return f"没有待决定的“{kind.label}”：请先由另一位工作人员提出。"
        if act.proposed_by_id == actor.pk:
            return "提出人不能同时作出决定，请由决定人办理。"
        return _of_a_case(act) or _not_ours(licence, actor)

    return bar


def _of_a_case(act: LicenceAct) -> str:
    return f"这是办件 {act.case_number} 的申请，请在办件里作出决定。" if in_hand(act.case_number) else ""


def _nothing_to_decline(licence, actor) -> str:
    act = open_act(licence)
    if act is None:
        return "没有待决定的事项。"
    if why := _of_a_case(act):
        return why
    return (
        "提出人不能同时作出决定；不想继续的，请收回提议。" if act.proposed_by_id == actor.pk else _own(licence, actor)
    )


def _not_proposer(licence, actor) -> str:
    act = open_act(licence)
    return "" if act is not None and act.proposed_by_id == actor.pk else "只有提出人可以收回提议。"


def _entered_it(licence, actor) -> str:
    if licence.entered_by_id == actor.pk:
        return "录入人不能同时确认，请由另一位工作人员对照原件确认。"
    return _own(licence, actor)


def _not_reported(licence, actor) -> str:
    if licence.trust == Trust.SYSTEM or (licence.trust == Trust.TYPED and licence.issuer_name):
        return ""
    return "这份证照由本单位签发，变动要按法定程序提出和决定，不能由外部系统改写。"


def _not_typed(licence, actor) -> str:
    return "" if licence.trust == Trust.TYPED else "只有按纸质证照录入的可以重新录入。"


# --- guards ----------------------------------------------------------------------------------------------------------


def _needs_reason(licence, actor, facts):
    if not facts.get("reason", "").strip():
        raise MoveRefused("请写明理由。")


def _lawful_proposal(licence, actor, facts):
    _needs_reason(licence, actor, facts)
    kind = facts["kind"]
    chosen = LICENCE.by_name[kind]
    if licence.state not in chosen.sources:
        raise MoveRefused(f"这份证照现在是“{licence.get_state_display()}”，不能{chosen.label}。")
    refuse_unlawful(
        licence, kind=kind, ground=facts["by"], facts=facts["asked"].facts, applied_on=facts.get("applied_on"),
        on=facts["on"],
    )  # fmt: skip


def _lawful_decision(licence, actor, facts):
    act = facts["act"]
    refuse_unlawful(
        licence, kind=act.kind, ground=act.ground, facts=act.facts or {}, applied_on=act.applied_on, on=facts["on"]
    )


def _is_over(licence, actor, facts):
    if licence.valid_to is None or licence.valid_to >= facts["on"]:
        raise MoveRefused("有效期还没有届满。")
    act = open_act(licence)
    if (
        act is not None
        and act.kind == ActKind.RENEW
        and (timely(licence, act.applied_on) or in_hand(act.case_number) == DECIDED)
    ):
        raise MoveRefused("延续申请按时提出，届满时没有决定的，视为准予延续（许可法第五十条第二款）。")


def _asked_in_time(licence, actor, facts):
    act = facts["act"]
    if licence.valid_to is None or licence.valid_to >= facts["on"]:
        raise MoveRefused("有效期还没有届满，请在届满前作出决定。")
    if act.kind != ActKind.RENEW or act.state != ActState.PROPOSED or not timely(licence, act.applied_on):
        raise MoveRefused("没有按时提出、尚未决定的延续申请。")


def _suspension_over(licence, actor, facts):
    if licence.suspended_until is None or licence.suspended_until >= facts["on"]:
        raise MoveRefused("暂扣期限还没有届满。")


def _act(kind: ActKind, sources, target, *, article: str, effect: str, danger: bool = True):
    return move(
        kind.value, kind.label, sources, target, decides, bar=_decides_on(kind), guard=_lawful_decision,
        article=article, effect=effect, danger=danger,
    )  # fmt: skip


BY_CASE = {
    ActKind.CHANGE: "许可法第四十九条",
    ActKind.RENEW: "许可法第五十条",
    ActKind.REISSUE: "许可法第三十九条第一款",
    ActKind.CANCEL: "许可法第七十条",
}
REPORTS = {state: f"report_{state.value}" for state in ON_FILE}

LICENCE = Workflow(
    log=LicenceMove,
    states=S,
    moves=(
        move("confirm", "确认录入无误", S.PENDING, S.VALID, manages, bar=_entered_it,
             effect="对照原件核对无误，证照可以在申请中免交使用"),
        move("reject", "录入有误，不予采用", S.PENDING, S.DROPPED, manages, bar=_entered_it, guard=_needs_reason,
             effect="这份录入作废，可以重新录入", danger=True),
        move("retype", "重新录入", (S.VALID, S.EXPIRED), S.PENDING, manages, bar=_not_typed,
             effect="按更正后的内容录入，由另一人再次确认"),
        move("refresh", "更新登载内容", ON_FILE, STAYS, manages, bar=_not_reported, effect="按颁发机关报送的内容更新"),
        *(
            move(name, f"颁发机关报送：{state.label}", [s for s in ON_FILE if s != state], state, manages,
                 bar=_not_reported, effect=f"按颁发机关报送的结果记为{state.label}")
            for state, name in REPORTS.items()
        ),
        move("propose", "提出办理事项", (*IN_FORCE, S.EXPIRED, *TAKEN), STAYS, manages, bar=_may_not_propose,
             guard=_lawful_proposal, effect="报决定人决定，另一人决定后生效"),
        move("apply_renewal", "持证人申请延续", RUNNING, STAYS, nobody, article="许可法第五十条", system=True),
        move("apply_act", "持证人申请变更、补证或者注销", RUNNING, STAYS, nobody, article="许可法第四十九条、第七十条",
             system=True),
        *(
            move(f"{kind.value}_granted", kind.label, (*RUNNING, S.EXPIRED),
                 S.CANCELLED if kind == ActKind.CANCEL else STAYS, nobody, article=article,
                 effect="按办件的决定办理", system=True)
            for kind, article in BY_CASE.items()
        ),
        move("application_closed", "持证人的申请已了结", (*RUNNING, S.EXPIRED), STAYS, nobody,
             effect="没有准予，或者持证人撤回，证照保持现状", system=True),
        move("take_back", "收回提议", (*IN_FORCE, S.EXPIRED, *TAKEN), STAYS, manages, bar=_not_proposer,
             effect="证照保持现状"),
        move("decline", "不予准许", (*IN_FORCE, S.EXPIRED, *TAKEN), STAYS, decides, bar=_nothing_to_decline,
             guard=_needs_reason, article="许可法第三十八条第二款",
             effect="证照保持现状，申请人的另发决定书", danger=True),
        _act(ActKind.CHANGE, S.VALID, STAYS, article="许可法第四十九条", effect="换发新版本，原内容存档", danger=False),
        _act(ActKind.RENEW, IN_FORCE, STAYS, article="许可法第五十条", effect="有效期顺延，换发新版本", danger=False),
        _act(ActKind.REISSUE, S.VALID, STAYS, article="许可法第三十九条第一款", effect="换发新版本，原证件失效",
             danger=False),
        _act(ActKind.SUSPEND, S.VALID, S.SUSPENDED, article="处罚法第九条第三项",
             effect="暂扣期间证照不能使用，期满自动恢复"),
        _act(ActKind.RESUME, S.SUSPENDED, S.VALID, article="处罚法第九条第三项", effect="证照恢复效力", danger=False),
        _act(ActKind.REVOKE, IN_FORCE, S.REVOKED, article="许可法第六十九条", effect="许可被撤销，随后办理注销"),
        _act(ActKind.WITHDRAW, IN_FORCE, S.WITHDRAWN, article="许可法第八条第二款",
             effect="许可自决定之日起失去效力，依法补偿"),
        _act(ActKind.PENALISE, IN_FORCE, S.PENALISED, article="处罚法第九条第三项",
             effect="执行行政处罚决定，许可证件失去效力"),
        _act(ActKind.CANCEL, (*IN_FORCE, S.EXPIRED, *TAKEN), S.CANCELLED, article="许可法第七十条",
             effect="办理注销手续并公布"),
        move("deem_renewed", "视为准予延续", RUNNING, STAYS, nobody, guard=_asked_in_time,
             article="许可法第五十条第二款", system=True),
        move("expire", "有效期届满", RUNNING, S.EXPIRED, nobody, guard=_is_over, article="许可法第七十条第一项",
             system=True),
        move("end_suspension", "暂扣期满，恢复效力", S.SUSPENDED, S.VALID, nobody, guard=_suspension_over,
             article="处罚法第九条第三项", system=True),
        move("remind", "到期提醒", RUNNING, STAYS, nobody, article="许可法第五十条", system=True),
    ),
)  # fmt: skip


def why_not_ask(licence, kind: str, on: date) -> str:
    """Why its holder can't ask for 变更, 延续, 补证 or 注销 of this licence on a day, in words; or nothing."""
    kind = ActKind(kind)
    if not is_ours(licence):
        return f"这份证照由{licence.issuer_name or licence.organisation.name}颁发，请向颁发机关申请{kind.label}。"
    if licence.state not in RUNNING:
        return f"这份证照现在是“{licence.get_state_display()}”，不能申请{kind.label}；需要的请按新办申请。"
    if licence.state not in LICENCE[kind].sources:
        return f"这份证照现在是“{licence.get_state_display()}”，恢复效力以后才能申请{kind.label}。"
    if licence.valid_to is not None and licence.valid_to < on:
        return f"这份证照的有效期到 {licence.valid_to:%Y-%m-%d} 为止，已经届满，不能申请{kind.label}，请按新办申请。"
    if kind == ActKind.RENEW and not licence.type.renewable:
        return f"“{licence.type}”不能延续，期满后请重新申请。"
    return "这份证照长期有效，不需要延续。" if kind == ActKind.RENEW and licence.valid_to is None else ""
