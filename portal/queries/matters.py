"""A person's matters in words: where each stands, whose turn it is, and by when."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Message
from approvals.enums import OPEN_STATES, CaseState
from approvals.models import Case, CaseMove
from core import workdays
from licences.models import Licence
from supervision.models import Rating

PAGE = 20
LETTERS = 8
UNREAD = ("query_code", "form_data", "applicant_document", "mobile")  # encrypted, and not shown on a list
MINE = (CaseState.DRAFT, CaseState.CORRECTING)
STOPPED = {
    CaseState.NOT_ACCEPTED: "不予受理",
    CaseState.REFUSED: "不予许可",
    CaseState.WITHDRAWN: "已撤回",
}


@dataclass(frozen=True)
class Matter:
    """One case as its applicant sees it. `left` is in working days, negative once the day has passed."""

    case: Case
    steps: list[dict]
    turn: str
    mine: bool
    due: date | None
    left: int | None
    waits_for: str
    may_rate: bool
    handed: list[dict]


def matter(
    case: Case,
    today: date,
    *,
    rated: bool = True,
    calendar: workdays.Calendar | None = None,
    handed: list[dict] | None = None,
) -> Matter:
    """Put a case into words. A page with many of them reads the calendar once and hands it in."""
    due, waits_for = _due(case)
    left = None
    if due is not None:
        left = workdays.remaining(today, due, calendar=calendar or workdays.calendar(), provisional=True)
    finished = case.state in (CaseState.DELIVERED, CaseState.REFUSED, CaseState.NOT_ACCEPTED)
    return Matter(
        case=case,
        steps=steps_of(case),
        turn=_turn(case),
        mine=case.state in MINE or case.waits_at_window,
        due=due,
        left=left,
        waits_for=waits_for,
        may_rate=finished and not rated,
        handed=handed or [],
    )


def handovers_of(case: Case) -> list[dict]:
    """When and by which document another body took the case over (机构改革), the newest first. One query."""
    return [
        {"at": move.at, "note": move.note}
        for move in CaseMove.objects.filter(subject=case, move="change_body").order_by("-id")
    ]


def steps_of(case: Case) -> list[dict]:
    """The line of steps: 提交 → 受理 → 审查 → 决定 → 送达, cut where the matter ended early."""
    days = {
        "提交申请": case.received_at,
        "受理": case.accepted_at,
        "决定": case.decided_at,
        "送达": case.closed_at if case.state == CaseState.DELIVERED else None,
    }
    names = ["提交申请", "受理", "审查", "决定", "送达"]
    at = {
        CaseState.DRAFT: 0,
        CaseState.RECEIVED: 1,
        CaseState.CORRECTING: 1,
        CaseState.REVIEW: 2,
        CaseState.DECISION: 3,
        CaseState.GRANTED: 4,
        CaseState.DELIVERED: 5,
    }
    if case.state in STOPPED:
        done = [name for name in names if days.get(name)]
        if case.state == CaseState.REFUSED:
            done = ["提交申请", "受理", "审查"]
        end = case.closed_at or case.decided_at
        return [_step(name, "done", days.get(name)) for name in done] + [_step(STOPPED[case.state], "stopped", end)]
    current = at[case.state]
    words = ["done" if n < current else "current" if n == current else "todo" for n in range(5)]
    return [_step(name, word, days.get(name)) for name, word in zip(names, words, strict=True)]


def _step(label: str, state: str, moment) -> dict:
    day = timezone.localdate(moment) if moment and state != "todo" else None
    return {"label": label, "state": state, "note": f"{day.month}月{day.day}日" if day else ""}


def _due(case: Case) -> tuple[date | None, str]:
    """The day by which the body must act, and what it must have done by then."""
    if case.state == CaseState.RECEIVED:
        return case.notice_due, "告知是否受理"
    if case.state in (CaseState.REVIEW, CaseState.DECISION):
        return case.promise_due, "作出决定"
    if case.state == CaseState.GRANTED:
        return case.delivery_due, "颁发证件"
    return None, ""


def _turn(case: Case) -> str:
    if case.state == CaseState.DRAFT:
        return "轮到您：填完申请表并提交"
    if case.state == CaseState.CORRECTING:
        return "轮到您：按一次性告知书补齐材料"
    if case.waits_at_window:
        return "轮到您：带身份证件到窗口领取证件"
    if case.state in OPEN_STATES:
        return f"轮到{case.organisation}"
    return case.get_state_display()


def waiting_count(user) -> int:
    """How many matters wait for this person: drafts to finish, corrections to bring."""
    return Case.objects.of_applicant(user).filter(state__in=MINE).count()


def my_matters(user, today: date, *, before: int | None = None) -> dict:
    """Everything of a person on one page: a fixed number of queries, whatever the number of cases."""
    cases = Case.objects.of_applicant(user).select_related("organisation", "result").defer(*UNREAD)
    calendar = workdays.calendar()
    waiting = list(cases.filter(state__in=MINE).order_by("-id")[:PAGE])
    others = cases.exclude(state__in=MINE)
    if before is not None:
        others = others.filter(id__lt=before)
    rows = list(others.order_by("-id")[: PAGE + 1])
    rated = set(Rating.objects.filter(case__in=[case.pk for case in rows]).values_list("case_id", flat=True))
    content = {
        "waiting": [matter(case, today, calendar=calendar) for case in waiting],
        "matters": [matter(case, today, rated=case.pk in rated, calendar=calendar) for case in rows[:PAGE]],
        "following": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "licences": list(
            Licence.objects.filter(holder=user)
            .select_related("type", "organisation")
            .order_by("-issued_on", "-id")[:PAGE]
        ),
        "letters": list(Message.objects.of(user).order_by("-id")[:LETTERS]),
    }
    content["unread"] = any(letter.read_at is None for letter in content["letters"])
    return content
