"""A case in words, for its applicant and for the desk. Functions of rows already fetched, but where they say so."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from core import workdays
from core.masking import mask_id_number, mask_mobile, mask_name
from core.workdays import Calendar

from ..enums import CaseState, FileKind
from ..models import Case, CaseFile, CaseMove
from ..workflow import CASE

STEPS = ("提交申请", "受理", "审查", "决定", "送达")
REACHED = {
    CaseState.DRAFT: 0,
    CaseState.RECEIVED: 1,
    CaseState.CORRECTING: 1,
    CaseState.REVIEW: 2,
    CaseState.SPECIAL: 2,
    CaseState.DECISION: 3,
    CaseState.GRANTED: 4,
    CaseState.MADE: 4,
    CaseState.DELIVERED: 5,
}
STOPPED = {
    CaseState.NOT_NEEDED: "不需要许可",
    CaseState.NOT_ACCEPTED: "不予受理",
    CaseState.REFUSED: "不予许可",
    CaseState.WITHDRAWN: "已撤回",
    CaseState.TERMINATED: "已终止",
    CaseState.VOID: "登记作废",
}
# What the applicant sees of the log: legal acts towards the applicant, not the talk between clerks.
PUBLIC_MOVES = {"submit", "accept", "deem_accepted", "ask_correction", "correct", "not_accept", "review"}
PUBLIC_MOVES |= {"grant", "refuse", "deliver", "make_licence", "hand_over", "withdraw", "change_body"}
PUBLIC_MOVES |= {"accept_lacking", "correct_on_spot", "tell_not_needed", "void", "warn_termination", "terminate"}
PUBLIC_MOVES |= {"hand_in", "remind_lacking", "terminate_lacking", "check_pledge", "repair_pledge"}
PUBLIC_MOVES |= {"ask_fee", "pay_fee", "fee_paid", "exempt_fee", "refund_fee"}
PUBLIC_MOVES |= {"ship", "sign_for", "mail_returned", "parcel_signed", "parcel_returned"}
PUBLIC_MOVES |= {"begin_procedure", "end_procedure", "extend", "deem_renewed", "lapse_renewal"}
TONES = dict.fromkeys(("not_accept", "refuse", "tell_not_needed", "terminate", "void"), "error")
TONES |= dict.fromkeys(
    ("ask_correction", "deem_accepted", "change_body", "warn_termination", "extend", "lapse_renewal"), "warning"
)
TONES |= dict.fromkeys(("grant", "deliver", "make_licence", "hand_over"), "success")
EXTRA_LABELS = {"recompute_clocks": "期限重新计算", "compare_clocks": "期限核对"}


@dataclass(frozen=True)
class Turn:
    """Whose turn it is and by when; `left` in working days, negative once the day has passed."""

    words: str
    mine: bool = False
    due: date | None = None
    left: int | None = None
    purpose: str = ""


def step_line_of(case: Case) -> list[dict]:
    """提交 → 受理 → 审查 → 决定 → 送达, cut where the case ended early."""
    moments = {
        "提交申请": case.received_at,
        "受理": case.accepted_at,
        "决定": case.decided_at,
        "送达": case.closed_at if case.state == CaseState.DELIVERED else None,
    }
    if case.state in STOPPED:
        done = [name for name in STEPS if moments.get(name) and name != "决定"]
        if case.state == CaseState.REFUSED:
            done.append("审查")
        return [_step(name, "done", moments.get(name)) for name in done] + [
            _step(STOPPED[case.state], "stopped", case.closed_at)
        ]
    reached = REACHED[case.state]
    states = ["done" if n < reached else "current" if n == reached else "todo" for n in range(len(STEPS))]
    return [_step(name, state, moments.get(name)) for name, state in zip(STEPS, states, strict=True)]


def _step(label: str, state: str, moment) -> dict:
    day = timezone.localdate(moment) if moment and state != "todo" else None
    return {"label": label, "state": state, "note": f"{day.month}月{day.day}日" if day else ""}


def turn_of(case: Case, today: date, calendar: Calendar) -> Turn:
    """Whose turn it is, in words for the applicant."""
    due, purpose = {
        CaseState.RECEIVED: (case.notice_due, "告知您是否受理"),
        CaseState.REVIEW: (case.promise_due, "作出决定"),
        CaseState.SPECIAL: (case.promise_due, "作出决定"),
        CaseState.DECISION: (case.promise_due, "作出决定"),
        CaseState.GRANTED: (case.delivery_due, "颁发、送达证件"),
        CaseState.MADE: (case.delivery_due, "送达证件"),
    }.get(case.state, (None, ""))
    left = None if due is None else workdays.remaining(today, due, calendar=calendar, provisional=True)
    if case.waits_at_window:
        return Turn("轮到您：带身份证件到窗口领取证件", mine=True, due=due, left=left, purpose="领取")
    if case.state == CaseState.MADE:
        return Turn(f"轮到{case.organisation}：把证件邮寄给您", due=due, left=left, purpose="送达")
    if case.state == CaseState.DRAFT:
        return Turn("轮到您：填完申请表并提交", mine=True)
    if case.state == CaseState.CORRECTING:
        return Turn("轮到您：按一次性告知书补齐材料", mine=True, due=case.warned_until)
    if case.is_final:
        return Turn(case.get_state_display())
    return Turn(f"轮到{case.organisation}", due=due, left=left, purpose=purpose)


def lamp_of(case: Case, today: date, calendar: Calendar) -> tuple[str, int | None]:
    """The lamp of a row of the desk and the working days left. Cards are supervision's; this only says what burns."""
    if case.is_final:
        return "done", None
    if case.burns_on is None:
        return "paused", None
    left = workdays.remaining(today, case.burns_on, calendar=calendar, provisional=True)
    return ("red" if today > case.burns_on else "yellow" if left <= 1 else "green"), left


def events_of(moves: list[CaseMove], *, for_applicant: bool) -> list[dict]:
    """The timeline, the newest on top. The applicant sees the acts and the bodies, staff see people and opinions."""
    shown = [move for move in moves if not for_applicant or move.move in PUBLIC_MOVES]
    return [
        {
            "at": move.at,
            "title": CASE.by_name[move.move].label if move.move in CASE.by_name else EXTRA_LABELS.get(move.move, ""),
            "who": _who(move, for_applicant),
            "note": "" if for_applicant and move.move in ("review", "send_back") else _note(move),
            "tone": TONES.get(move.move, ""),
        }
        for move in reversed(shown)
    ]


def _who(move: CaseMove, for_applicant: bool) -> str:
    if move.move in ("submit", "correct", "withdraw"):
        return "您" if for_applicant else "申请人"
    if for_applicant:
        return move.actor_name.split("·")[0]
    absent = move.facts.get("stands_for")
    return f"{move.actor_name}（代 {absent}）" if absent else move.actor_name


def _note(move: CaseMove) -> str:
    if move.move == "ask_correction":
        return "\n".join(f"{place}. {item}" for place, item in enumerate(move.facts.get("items", []), 1))
    return move.note


def applicant_of(case: Case, *, masked: bool) -> list[tuple[str, str]]:
    """Who applies, as (label, text); a natural person masked unless the view is a logged one."""
    person = case.is_person
    name, document, mobile = case.applicant_name, case.applicant_document, case.mobile
    if masked:
        name = mask_name(name) if person else name
        document = mask_id_number(document) if person else document
        mobile = mask_mobile(mobile)
    rows = [
        ("申请人", name),
        ("身份证号码" if person else "统一社会信用代码", document),
        ("手机号", mobile),
        *_concerned(case),
    ]
    return [(label, value or "未填写") for label, value in rows]


def _concerned(case: Case) -> list[tuple[str, str]]:
    """What is asked for about a licence, and which. One query, none for an application for a new one."""
    if case.concerns_id is None:
        return []
    licence = case.concerns
    until = f"，有效期至 {licence.valid_to:%Y-%m-%d}" if licence.valid_to else ""
    return [("申请类型", case.get_purpose_display()), ("所涉证照", f"{licence.type.name} {licence.number}{until}")]


def case_files(files: list[CaseFile]) -> dict[str, list[CaseFile]]:
    """The files of a case by kind: materials, corrections, papers, photos of inspections, minutes."""
    return {
        "materials": [kept for kept in files if kept.kind == FileKind.MATERIAL],
        "corrections": [kept for kept in files if kept.kind == FileKind.CORRECTION],
        "papers": [kept for kept in files if kept.kind == FileKind.PAPER],
        "photos": [kept for kept in files if kept.kind == FileKind.INSPECTION],
        "minutes": [kept for kept in files if kept.kind == FileKind.HEARING],
    }


def masked_applicant(case: Case) -> str:
    """The applicant in a list: a natural person masked, a body in full."""
    return mask_name(case.applicant_name) if case.is_person else case.applicant_name
