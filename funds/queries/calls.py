"""Calls for their pages: what is open now, how far each is, what the public sees of the result."""

import secrets
from collections import Counter
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import organisations_where
from core.registers import KeyPage, key_page

from ..enums import ApplicantKind, ApplicationState, CallState, ObjectionState, Stage
from ..models import Application, Call, CallMove, FundEntry, Objection
from .counting import Asked
from .entries import public_entries, put_names
from .experts import OPENED, OUT

NOT_PUBLIC = (CallState.DRAFT,)
STEPS = (
    ("申报", (CallState.OPEN,)),
    ("形式审查", (CallState.CHECK,)),
    ("专家评审", (CallState.REVIEW, CallState.RANKED)),
    ("公示", (CallState.NOTICE,)),
    ("立项", ()),
)
STAGES = {"open": "正在申报", "review": "审查评审中", "notice": "正在公示", "decided": "已立项", "cancelled": "已取消"}
TONES = {
    CallState.OPEN: "success",
    CallState.NOTICE: "warning",
    CallState.DECIDED: "info",
    CallState.CANCELLED: "error",
}


def public_calls():
    """The published calls of the funds that everyone may see."""
    rows = Call.objects.filter(published_at__isnull=False, entry__in=public_entries())
    return rows.select_related("entry__organisation")


def filtered(*, today: date, stage: str = "", kind: str = "", body: str = "", q: str = ""):
    """The public calls that meet the filters; an unknown value of a filter is none."""
    rows = public_calls()
    on = Q(state=CallState.OPEN, closes_on__gte=today)
    if stage == "open":
        rows = rows.filter(on)
    elif stage == "review":
        late = Q(state=CallState.OPEN, closes_on__lt=today)
        rows = rows.filter(late | Q(state__in=(CallState.CHECK, CallState.REVIEW, CallState.RANKED)))
    elif stage in STAGES:
        rows = rows.filter(state=stage)
    if kind in ApplicantKind.values:
        rows = rows.filter(applicants__contains=[kind])
    if body:
        rows = rows.filter(entry__organisation__code=body)
    for word in q.split()[:5]:
        rows = rows.filter(Q(title__icontains=word) | Q(conditions__icontains=word) | Q(support__icontains=word))
    return rows


def page_of(rows, today: date, *, after: str = "", before: str = "") -> tuple[list, KeyPage]:
    """(the open calls, those that end first ahead; a page of the others, the newest first)."""
    on = Q(state=CallState.OPEN, closes_on__gte=today)
    first = list(rows.filter(on).order_by("closes_on", "pk")[:100]) if not (after or before) else []
    rest = key_page(rows.exclude(on), ("id",), after=after, before=before, newest_first=True)
    put_names([*first, *rest])
    for row in [*first, *rest]:
        row.standing = standing(row, today)
    return first, rest


def standing(call: Call, today: date) -> tuple[str, str]:
    """(word, tone) of a call on a day: the day decides, also before the job has closed it."""
    if call.state == CallState.OPEN:
        if today < call.opens_on:
            return "即将开始", "info"
        if today > call.closes_on:
            return "已截止", "neutral"
    return call.get_state_display(), TONES.get(call.state, "neutral")


def days_left(call: Call, today: date) -> int | None:
    """Calendar days until the last one; None when it isn't open."""
    return (call.closes_on - today).days if call.state == CallState.OPEN and today <= call.closes_on else None


def steps(call: Call, today: date) -> list[dict]:
    """The step line of a call."""
    at = next((n for n, (_, states) in enumerate(STEPS) if call.state in states), None)
    at = 1 if call.state == CallState.OPEN and today > call.closes_on else at
    stopped, done = call.state == CallState.CANCELLED, call.state == CallState.DECIDED
    noticed = call.notice_to and call.state in (CallState.NOTICE, CallState.DECIDED)
    notes = {
        0: f"{call.closes_on:%Y-%m-%d} 截止",
        3: f"{call.notice_to:%Y-%m-%d} 止" if noticed else "",
        4: f"{call.decided_on:%Y-%m-%d}" if call.decided_on else "",
    }
    found = []
    for n, (label, _) in enumerate(STEPS):
        state = "done" if done or (at is not None and n < at) else "current" if n == at else "todo"
        found.append({"label": label, "state": "stopped" if stopped and n == 0 else state, "note": notes.get(n, "")})
    return found


def result_of(call: Call) -> list[Application]:
    """The ranked projects as the public sees them while on notice and after; nothing before."""
    if call.state not in (CallState.NOTICE, CallState.DECIDED):
        return []
    return list(call.applications.filter(rank__isnull=False).order_by("rank", "submitted_at", "pk"))


def period_changes(call: Call) -> list[CallMove]:
    return list(call.moves.filter(move__in=("change_period", "cancel", "retract")).order_by("pk"))


def put_counts(rows) -> list[Call]:
    """The calls with `counts` set: how many projects stand in which state, drafts left out. One query."""
    rows = list(rows)
    filed = Application.objects.filter(call__in=[row.pk for row in rows]).exclude(state__in=OUT)
    found: dict[int, Counter] = {row.pk: Counter() for row in rows}
    for call, state, n in filed.values_list("call_id", "state").annotate(n=Count("pk")).order_by():
        found[call][state] += n
    for row in rows:
        row.counts = _told(found[row.pk])
    return rows


def _told(found: Counter) -> dict:
    return {
        "all": sum(found.values()),
        "waiting": found[ApplicationState.SUBMITTED],
        "correction": found[ApplicationState.CORRECTION],
        "refused": found[ApplicationState.REFUSED],
    }


def desk_page(user, *, after: str = "", before: str = "") -> KeyPage:
    rows = Call.objects.visible_to(user).select_related("entry__organisation")
    page = key_page(rows, ("id",), after=after, before=before, newest_first=True)
    put_counts(put_names(page))
    return page


def panel(entry: FundEntry, year: int, user) -> dict:
    """What the desk page of a fund shows of its calls of a year and the next one: {calls, new}."""
    rows = Call.objects.visible_to(user).filter(entry=entry, year__in=(year, year + 1)).order_by("-id")[:20]
    return {"calls": put_counts(rows), "new": f"/desk/funds/calls/new/?fund={entry.code}"}


def life(entry: FundEntry, year: int, today: date) -> list[dict]:
    """The public lines of 申报 and 评审 of a fund's year."""
    found = []
    for call in public_calls().filter(entry=entry, year=year).order_by("id"):
        common = {"address": f"/open/funds/calls/{call.number}/", "body": entry.organisation, "due": None}
        period = f"{call.opens_on:%Y-%m-%d} 至 {call.closes_on:%Y-%m-%d}"
        line = {"stage": Stage.CALL, "title": call.title, "date": timezone.localdate(call.published_at)}
        found.append(common | line | {"state": "done", "note": f"{period}，{standing(call, today)[0]}"})
        found += [common | line for line in _review_lines(call, today)]
    return found


def _review_lines(call: Call, today: date) -> list[dict]:
    if call.state == CallState.DECIDED:
        funded = call.applications.filter(state=ApplicationState.FUNDED).count()
        note = f"{call.document_number}，{funded} 个项目立项"
        return [{"stage": Stage.REVIEW, "title": "立项结果", "date": call.decided_on, "state": "done", "note": note}]
    if call.state == CallState.NOTICE:
        late = today > call.notice_to
        note = "公示期满，等待确定立项" if late else f"公示到 {call.notice_to:%Y-%m-%d}，可以提出异议"
        line = {"stage": Stage.REVIEW, "title": "评审结果公示", "date": call.notice_from, "state": "done"}
        return [line | {"note": note}]
    if call.state == CallState.CANCELLED or (call.state == CallState.OPEN and today <= call.closes_on):
        return []
    line = {"stage": Stage.REVIEW, "title": "评审结果", "date": None, "state": "none"}
    return [line | {"note": "正在审查评审，还没有公示"}]


def objections_of(call: Call) -> list[Objection]:
    return list(call.objections.select_related("application", "answered_by").order_by("pk"))


def scores_open(call: Call) -> bool:
    return call.state in OPENED


SILENT = (ApplicationState.RANKED, ApplicationState.PROPOSED)
STATE_TONES = {
    ApplicationState.CORRECTION: "warning",
    ApplicationState.REFUSED: "error",
    ApplicationState.FUNDED: "success",
    ApplicationState.PROPOSED: "success",
    ApplicationState.PASSED: "info",
}


def shown_to_applicant(application) -> tuple[str, str]:
    """(word, tone) of an application for its applicant: what the panel found shows with the notice, not before."""
    public = application.call.state in (CallState.NOTICE, CallState.DECIDED)
    if application.state in SILENT and not public:
        return "专家评审中", "info"
    return application.get_state_display(), STATE_TONES.get(application.state, "neutral")


def asked(user, today: date) -> list[Asked]:
    """What may wait for this person among the calls in sight."""
    bodies = organisations_where(user, "fill_funds", "review_funds")
    rows = Call.objects.filter(entry__organisation__in=bodies)
    to_check = Application.objects.filter(call__in=rows, state=ApplicationState.SUBMITTED)
    objections = Objection.objects.filter(call__in=rows, state=ObjectionState.OPEN)
    own = "/desk/funds/calls/"
    return [
        ("待发布的申报通知", rows.exclude(author=user).filter(state=CallState.DRAFT), own),
        ("待形式审查的项目", to_check, f"/desk/funds/projects/?state={ApplicationState.SUBMITTED}"),
        ("评分后待公示的申报", rows.filter(state=CallState.RANKED), own),
        ("公示期满待确定的申报", rows.filter(state=CallState.NOTICE, notice_to__lt=today), own),
        ("待答复的公示异议", objections, own),
    ]


def objection_looked_up(number: str, code: str) -> Objection | None:
    """The objection of a number, when the code is its own; as long to answer when there is none."""
    rows = Objection.objects.select_related("call__entry__organisation", "application").filter(number=number)
    found = rows.filter(call__in=public_calls()).order_by("id").first()
    known = (found.query_code if found else "") or secrets.token_hex(4)
    return found if secrets.compare_digest(known.encode(), code.encode()) and found is not None else None
