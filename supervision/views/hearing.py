"""The desk of complaints: what waits, what is late, each act; entry by window and telephone; what supervisors list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import log_view, note_view
from core import doors, workdays
from core.files import private_response
from core.workflow import MoveRefused

from .. import actions
from ..enums import ComplaintKind, ComplaintState
from ..forms.complaints import ACT_FORMS, AssignForm, EntryForm, WatchForm
from ..models import Complaint
from ..queries import complaints
from ..queries.complaint_clocks import complaint_clocks
from ..workflow import COMPLAINTS
from .base import supervised
from .complaints import facts_of

VERBS = {
    "accept": actions.accept_complaint,
    "decline": actions.decline_complaint,
    "transfer": actions.transfer_complaint,
    "hand_over": actions.hand_over_complaint,
    "assign": actions.assign_complaint,
    "advise": actions.advise_complaint,
    "extend": actions.extend_complaint,
    "answer": actions.answer_complaint,
    "check": actions.check_complaint,
    "send_back": actions.send_back_complaint,
}


def in_sight(request, number) -> Complaint:
    row = complaints.complaint(request.user, number)
    if row is None:
        raise Http404
    return row


@login_required
@never_cache
@require_safe
def complaint_list(request):
    """What waits, the earliest limit first."""
    if not complaints.sees_complaints(request.user):
        raise Http404
    today, calendar = timezone.localdate(), workdays.calendar()
    tabs, tab, page = complaints.desk(
        request.user,
        request.GET.get("tab", "mine"),
        today,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    for row in page:
        row.left = complaints.left_of(row, today, calendar)
    context = {"tabs": tabs, "tab": tab, "page": page, "today": today, "may_enter": complaints.may_enter(request.user)}
    return render(request, "supervision/desk_complaints.html", context)


@login_required
@never_cache
@require_safe
def one(request, number):
    """One complaint. Of a restricted one every view is logged, of the others those by who watches."""
    row = in_sight(request, number)
    if row.restricted:
        log_view(request.user, "投诉举报", f"complaint:{row.number}", "限制知悉的投诉", request)
    else:
        note_view(request, "投诉举报", f"complaint:{row.number}")
    return show(request, row)


def _form_of(name: str, row: Complaint, **options):
    if name == "assign":
        options |= {"units": complaints.units_for(row), "handlers": complaints.handlers_for(row)}
    form = ACT_FORMS[name]
    if name == "assign":
        return AssignForm(**options)
    return form(**options)


def show(request, row, *, bound=None, status=200, revealed=False):
    """The page of a complaint; `bound` is the form of an act that was refused."""
    acts = []
    for move in COMPLAINTS.open_to(request.user, row):
        mine = bound is not None and bound.prefix == move.name
        form = bound if mine else _form_of(move.name, row, prefix=move.name)
        acts.append((move, form, mine, f"/desk/complaints/{row.number}/{move.name}/"))
    doors.say_missed(request, acts, bound)
    today, calendar = timezone.localdate(), workdays.calendar()
    person, contact = (row.person, row.contact) if revealed else complaints.masked(row)
    clocks = complaint_clocks(row, calendar)
    context = {
        "complaint": row,
        "acts": acts,
        "events": complaints.events_of(row),
        "left": complaints.left_of(row, today, calendar),
        "clocks": [(clock, clock.days_left(today, calendar)) for clock in clocks],
        "answers": list(row.answers.select_related("by").order_by("-id")),
        "files": list(row.files.order_by("id")),
        "followers": list(row.followers.order_by("id").only("number", "received_at", "head")),
        "person": person,
        "contact": contact,
        "may_reveal": not revealed and bool(row.person or row.contact),
        "today": today,
    }
    return render(request, "supervision/desk_complaint.html", context, status=status)


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, number, move):
    """Make an act; what was typed comes back when it is refused."""
    row = in_sight(request, number)
    if move not in ACT_FORMS:
        raise Http404
    if request.method != "POST":
        return show(request, row)
    form = _form_of(move, row, data=request.POST, files=request.FILES, prefix=move)
    return doors.attempt(
        request,
        form,
        lambda: _made(request, row, move, dict(form.cleaned_data)),
        again=lambda bound, status: show(request, in_sight(request, number), bound=bound, status=status),
        said=f"投诉 {number}：“{COMPLAINTS[move].label}”已办理。",
        to=f"/desk/complaints/{number}/done/",
    )


def _made(request, row, move, data):
    if move == "join":
        head = complaints.complaint(request.user, data["head"])
        if head is None:
            raise MoveRefused("没有找到这件投诉，请核对编号。")
        return actions.join_complaint(actor=request.user, complaint=row, head=head)
    if "uploads" in data:
        data["uploads"] = actions.judged(data["uploads"])
    return VERBS[move](actor=request.user, complaint=row, **data)


@login_required
@never_cache
@require_safe
def done(request, number):
    """After an act: back to the page while it is in sight, else to the list."""
    if complaints.complaint(request.user, number) is None:
        return redirect("supervision:desk_complaints")
    return redirect("supervision:desk_complaint", number)


@login_required
@never_cache
@require_POST
def reveal(request, number):
    """Name and telephone in full, for who hears or handles it; logged each time."""
    row = in_sight(request, number)
    log_view(request.user, "投诉人姓名和电话", f"complaint:{row.number}", "办理投诉", request)
    return show(request, row, revealed=True)


@login_required
@never_cache
@require_safe
def file(request, number, pk):
    row = in_sight(request, number)
    found = row.files.filter(pk=pk).order_by("pk").first()
    if found is None:
        raise Http404
    log_view(request.user, "投诉附件", f"complaint:{row.number}", f"附件 {pk}", request)
    return private_response(found.file, found.name, inline=True)


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, kind=""):
    """Typed in by a clerk for who came or called; the receipt is printed or read out. 检举控告 isn't taken here."""
    if not complaints.may_enter(request.user):
        raise Http404
    if not kind:
        return render(request, "supervision/enter_choose.html", {"rules": complaints.rules()})
    rule = next((row for row in complaints.rules() if row.kind == kind), None)
    if kind not in ComplaintKind.values or rule is None:
        raise Http404
    if request.method != "POST":
        form = EntryForm(kind=kind, initial={"page": EntryForm.mark("desk"), **(request.typed or {})})
        return render(request, "supervision/enter.html", {"form": form, "rule": rule})
    form = EntryForm(request.POST, request.FILES, kind=kind)
    form.fields.pop("page")
    form.fields.pop("website")
    status = 422
    if form.is_valid():
        try:
            row = actions.lodge(
                kind=kind,
                channel=form.cleaned_data["channel"],
                entered_by=request.user,
                uploads=actions.judged(form.cleaned_data["uploads"]),
                **facts_of(form.cleaned_data, kind),
            )
        except ValidationError as fault:
            form.add_error("uploads", fault.messages)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, "已登记，请把编号和查询码交给投诉人。")
            return render(request, "supervision/entered.html", {"complaint": row}, status=201)
    return render(request, "supervision/enter.html", {"form": form, "rule": rule}, status=status)


@supervised("投诉举报列表")
def watch(request):
    """What supervisors see of complaints: where each stands; nothing of what was written."""
    user, today, calendar = request.user, timezone.localdate(), workdays.calendar()
    chosen = WatchForm.read(request.GET)
    page = complaints.watched(
        user, chosen, today, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    for row in page:
        row.left = complaints.left_of(row, today, calendar)
    offices = complaints.offices_of(user)
    context = {
        "page": page,
        "chosen": chosen,
        "tally": complaints.tally(user, today),
        "kinds": ComplaintKind.choices,
        "states": ComplaintState.choices,
        "offices": offices,
        "chips": _chips(chosen, offices),
        "today": today,
    }
    return render(request, "supervision/watch_complaints.html", context)


def _chips(chosen, offices) -> list[tuple[str, str, str]]:
    found = []
    if chosen["kind"]:
        found.append(("kind", "类型", ComplaintKind(chosen["kind"]).label))
    if chosen["state"]:
        found.append(("state", "状态", ComplaintState(chosen["state"]).label))
    if chosen["office"]:
        names = {body.code: str(body) for body in offices}
        found.append(("office", "受理单位", names.get(chosen["office"], chosen["office"])))
    if chosen["late"]:
        found.append(("late", "期限", "已超期"))
    return found
