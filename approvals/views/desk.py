"""The desk of staff: what burns first, and the case on one page with the moves that are open to the reader."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_view, note_view
from accounts.permissions import is_staff_member
from core import workdays
from core.workflow import MoveRefused
from powerlist.queries.frozen import guide

from .. import actions
from ..actions.batches import movable
from ..enums import FileKind, Supply
from ..forms import ACTS, ActForm, DeskFilterForm, RevealForm
from ..models import Case, CaseLicence, Recusal
from ..queries import (
    ActRows,
    applicant_of,
    case_files,
    clocks,
    desk_choices,
    desk_page,
    events_of,
    fields_of,
    flow_panel,
    lamp_of,
    limit_text,
    masked_applicant,
    moved,
    named_days,
    neighbours,
    not_counted,
    papers_panel,
    review_of,
    running,
    saved_views,
    step_line_of,
)
from ..queries.fees import fees_of
from ..queries.materials import lines_to_correct, material_rows, saved
from ..queries.shipping import parcel_of
from ..workflow import CASE
from .words import said, words_for

VERBS = {name: getattr(actions, name) for name in ACTS}
# What a clerk most likely does next stands open on the page; the rest is folded under 更多办理.
NEXT = (
    "step_done",
    "accept",
    "accept_lacking",
    "review",
    "grant",
    "end_procedure",
    "hand_over",
    "ship",
    "sign_for",
    "mail_returned",
    "minute_hearing",
    "notify_hearing",
    "answer_hearing",
)
NEXT += ("warn_termination", "ask_correction", "ask_opinion", "inspect", "send_back", "terminate", "refuse")


def _staff_only(request):
    if not is_staff_member(request.user):
        raise PermissionDenied("工作台只对工作人员开放。")


def _visible(request, number) -> Case:
    """A case of the reader's bodies; any other is not found."""
    _staff_only(request)
    kept_away = Prefetch("recusals", Recusal.objects.select_related("person"))
    cases = Case.objects.visible_to(request.user).prefetch_related("procedures", kept_away)
    joined = ("organisation", "correction", "extension", "handler", "decider")  # every further table costs the planner
    case = get_object_or_404(cases.select_related(*joined), number=number)
    case.version = guide(case.version_id)
    return case


@never_cache
@login_required
@require_safe
def desk(request):
    """`?state=`, `?q=` (a case number or its beginning), the fields of DeskFilterForm, `?after=` and `?before=`."""
    _staff_only(request)
    form = DeskFilterForm(request.GET, **desk_choices(request.user))
    found = desk_page(request.user, form.wanted(), timezone.localdate())
    found |= {"form": form, "came_from": request.GET.urlencode(), "views": saved_views(request.user)}
    return render(request, "approvals/desk.html", found | {"batch_moves": movable(request.user)})


@never_cache
@login_required
@require_safe
def desk_case(request, number):
    case = _visible(request, number)
    note_view(request, f"办件 {number}", f"case:{number}")
    return _show(request, case)


def _beside(request, case) -> dict:
    """The list that the reader came from (`?from=`, the query of its address), and the cases beside this one in it."""
    came_from = request.POST.get("from", request.GET.get("from"))
    if came_from is None:
        return {"came_from": None}
    query = QueryDict(came_from[:500])
    wanted = DeskFilterForm(query, **desk_choices(request.user)).wanted()
    found = neighbours(request.user, wanted, case, timezone.localdate())
    then = request.GET.get("next", "")  # the one that was next before an act moved this case within the list
    if then.isascii() and then.isdigit():
        found["following"] = then[:40]
    return {"came_from": query.urlencode(), "go_on": bool(then), **found}


def _back_to(request, case, beside: dict):
    """The page of the case after an act; the list it was opened from and the next case in it are kept."""
    address = reverse("desk_case", args=[case.number])
    if beside["came_from"] is None:
        return redirect(address)
    return redirect(f"{address}?{urlencode({'from': beside['came_from'], 'next': beside['following']})}")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, number, name):
    """Make one move. What was typed comes back when it can't be made; the other clerk's act is told in words.

    A log-in that came between leads here by GET: nothing is made, the words stand in the form again.
    """
    case = _visible(request, number)
    if name not in VERBS:
        raise Http404
    if request.method != "POST":
        typed = {key.removeprefix(f"{name}-"): words for key, words in (request.typed or {}).items()}
        form = ActForm(move=name, rows=ActRows(case, request.user), initial=typed)
        return _show(request, case, tried=form) if typed else redirect("desk_case", number)
    form = ActForm(request.POST, request.FILES, move=name, rows=ActRows(case, request.user))
    if not form.is_valid():
        return _show(request, case, tried=form)
    beside = _beside(request, case)
    try:
        VERBS[name](case=case, actor=request.user, **form.facts())
    except (MoveRefused, ValidationError) as refused:
        form.add_error(None, str(refused) if isinstance(refused, MoveRefused) else refused)
        return _show(request, _visible(request, number), tried=form)
    messages.success(request, f"已办理：{words_for(case).say(CASE[name].label)}（{number}）。")
    return _back_to(request, case, beside)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def reveal(request, number):
    """Personal data in full on one answer, logged with its reason before it is shown. By GET only the masked page."""
    case = _visible(request, number)
    if request.method != "POST":
        return redirect("desk_case", number)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _show(request, case, asked=form)
    seen = f"user:{case.applicant_id}" if case.applicant_id else f"case:{number}"
    log_view(request.user, f"办件 {number} 的申请人信息", seen, form.cleaned_data["reason"], request)
    return _show(request, case, masked=False)


def _show(request, case: Case, *, tried: ActForm | None = None, asked: RevealForm | None = None, masked: bool = True):
    today, calendar = timezone.localdate(), workdays.calendar()
    found, rows = clocks(case, calendar), ActRows(case, request.user)
    lamp, left = lamp_of(case, today, calendar)
    files, steps = list(case.files.order_by("id")), CASE.open_to(request.user, case)
    rows.files = [kept for kept in files if kept.kind != FileKind.PAPER]
    supplies, fields = material_rows(case, files=files), list(case.version.fields.order_by("position", "id"))
    context = {
        "case": case,
        **_beside(request, case),
        "today": today,
        "masked": masked,
        "applicant": masked_applicant(case) if masked else case.applicant_name,
        "who": applicant_of(case, masked=masked),
        "groups": fields_of(case, fields, masked=masked),
        "steps": step_line_of(case),
        "lamp": lamp,
        "left": left,
        "clocks": _clock_rows(case, found, today, calendar),
        "events": events_of(list(case.moves.order_by("id")), for_applicant=False),
        "supplies": supplies,
        "saved": saved(supplies),
        "may_judge": any(step.name == "judge" for step in steps),
        "pledges": [pledge for row in supplies if row.row is not None and (pledge := row.row.pledge)],
        **_moves(case, steps, rows, supplies, tried),
        "flow": flow_panel(case, rows.tasks, {row.key: row.label for row in fields}, today),
        "review": review_of(rows, found, today, calendar),
        "tried": tried,
        "reveal_form": asked or RevealForm(),
        "panel": papers_panel(case),
        "parcel": parcel_of(case),
        "money": fees_of(case),
        "money_acts": {step.name for step in steps},
        "licence": CaseLicence.objects.select_related("licence").filter(case=case).first(),
        **case_files(files),
    }
    failed = (tried is not None and tried.errors) or (asked is not None and asked.errors)
    return render(request, "approvals/desk_case.html", said(words_for(case), context), status=422 if failed else 200)


def _clock_rows(case, found, today, calendar) -> list[dict]:
    live = running(case, found)
    rows = []
    for clock in sorted(found, key=lambda clock: clock not in live):
        days = named_days(case, clock)
        row = {"clock": clock, "left": clock.days_left(today, calendar), "late": clock.is_late(today)}
        row |= {"live": clock in live, "days": days, "skipped": not_counted(days)}
        rows.append(row | {"moved": moved(case, clock, calendar)})
    return rows


def _moves(case: Case, steps, rows: ActRows, supplies, tried) -> dict[str, list[dict]]:
    """The acts open to the reader: those that come next, and the rest folded; what was tried stands open."""
    found = []
    idle = set() if rows.asked else {"withdraw_opinion"}
    idle |= set() if rows.own_steps else {"step_done"}
    idle |= {"review"} if rows.review_waits else set()
    idle |= set() if any(row.supply == Supply.LACKING for row in supplies) else {"accept_lacking"}
    first = {"ask_correction": {"items": "\n".join(lines_to_correct(supplies))}}  # what stands there already
    for step in steps:
        if step.name not in VERBS or step.name in idle:
            continue
        new = ActForm(move=step.name, rows=rows, initial=first.get(step.name))
        form = tried if tried is not None and tried.move == step.name else new
        found.append({"move": step, "form": form, "effect": _effect(step, case), "open": form is tried})
    order = (*NEXT[:1], "assign", *NEXT[1:]) if case.handler_id is None else NEXT
    first = sorted((row for row in found if row["move"].name in order), key=lambda row: order.index(row["move"].name))
    rest = sorted((row for row in found if row["move"].name not in order), key=lambda row: row["move"].danger)
    return {"moves": first, "more": rest, "more_open": any(row["open"] for row in rest)} | {
        "lost": tried is not None and not any(row["open"] for row in found)
    }


def _effect(step, case: Case) -> str:
    """What the act does in law, written on its button."""
    if step.name != "accept":
        return step.effect
    since = "补正收齐之日" if case.corrected_at else "今日"
    version = case.version
    return f"自{since}起算，承诺{limit_text(version.promised_limit, version.promised_unit)}内作出决定"
