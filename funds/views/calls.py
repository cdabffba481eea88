"""申报通知 at the desk: writing, publishing, and each act up to the decision."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import log_view, note_view
from accounts.models import organisations_where
from core.doors import attempt, offered, say_missed
from core.masking import mask_mobile, mask_name
from core.registers import number_of
from core.workflow import MoveRefused

from .. import actions
from ..enums import CallState
from ..forms.calls import CALL_FORMS, AnswerForm, CallForm, ProposalForm
from ..models import Call, FundEntry, Measure, Objection, in_wan
from ..permissions import may_fill_entry, may_publish
from ..queries import calls, drawing, entries, experts
from ..queries.home import works_on_funds
from ..workflow import CALLS

ACTS = {
    "publish": actions.publish_call,
    "change_period": actions.change_period,
    "start_review": actions.start_review,
    "draw": actions.draw_experts,
    "rank": actions.rank_projects,
    "post_notice": actions.post_notice,
    "retract": actions.retract_notice,
    "decide": actions.decide,
    "cancel": actions.cancel_call,
}


def in_sight(user, number: str) -> Call:
    call = get_object_or_404(Call.objects.visible_to(user).select_related("entry__organisation"), number=number)
    entries.put_names([call])
    return call


def fillable(user):
    """The funds for which this person writes calls."""
    rows = FundEntry.objects.filter(organisation__in=organisations_where(user, "fill_funds"), ended_on=None)
    return rows.filter(pk__in=entries.listed()).order_by("code")


@login_required
@never_cache
@require_safe
def call_list(request):
    """The calls of the funds in sight, the newest first."""
    if not works_on_funds(request.user):
        raise Http404
    page = calls.desk_page(request.user, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    today = timezone.localdate()
    for row in page:
        row.standing = calls.standing(row, today)
    context = {
        "page": page,
        "may_write": fillable(request.user).exists(),
        "keeps_register": actions.keeps_register(request.user),
        "sits": experts.seats_of(request.user).exists(),
    }
    return render(request, "funds/desk_calls.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, number=""):
    """Write a call, or change one that isn't published."""
    call = in_sight(request.user, number) if number else None
    rows = fillable(request.user)
    if not rows.exists() or (call and (call.state != CallState.DRAFT or not may_fill_entry(request.user, call))):
        raise Http404
    initial = CallForm.initial_of(call) if call else {"entry": rows.filter(code=request.GET.get("fund", "")).first()}
    names = entries.names_of(rows.values_list("pk", flat=True))
    options = {"entries": rows, "names": names, "this_year": timezone.localdate().year}
    form = CallForm(request.POST or None, initial=request.typed or initial, **options)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        try:
            if call:
                facts.pop("entry")
                call = actions.rewrite_call(actor=request.user, call=call, **facts)
            else:
                call = actions.write_call(actor=request.user, **facts)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。请本单位另一位填报人员或者县财政局审查后发布。")
            return redirect("funds:desk_call", call.number)
    context = {"form": form, "call": call}
    return render(request, "funds/desk_call_write.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_safe
def one(request, number):
    """One call: its projects, panel, ranking, notice, and what may be done now."""
    call = in_sight(request.user, number)
    note_view(request, "申报通知", f"call:{number}")
    return show(request, call)


def show(request, call, *, bound=None, status=200, contact=None):
    """`bound` is the form of an act that was refused; `contact` the number of the objection shown in full."""
    user, today = request.user, timezone.localdate()
    may = {move.name: move for move in CALLS.open_to(user, call)}
    missing = experts.missing_scores(call) if call.state == CallState.REVIEW else 0
    free = call.experts - experts.sitting(call).count()
    for name, idle in (("draw", free <= 0), ("rank", missing or free > 0)):
        if idle and bound is None:  # nothing to draw, not all is in: no button
            may.pop(name, None)
    acts = offered(may.values(), CALL_FORMS, f"/desk/funds/calls/{call.number}/", bound)
    if bound is not None and bound.prefix in CALL_FORMS:
        say_missed(request, acts, bound)
    rows = list(call.applications.exclude(state__in=experts.OUT).select_related("project__organisation"))
    context = {
        "call": call,
        "standing": calls.standing(call, today),
        "steps": calls.steps(call, today),
        "acts": acts,
        "counts": calls.put_counts([call])[0].counts,
        "rows": rows,
        "fills": may_fill_entry(user, call),
        "seats": _seats(user, call),
        "draws": list(call.draws.order_by("number")),
        "how": drawing.HOW,
        "mean": drawing.MEAN,
        "missing": missing,
        "free": free if call.state == CallState.REVIEW else 0,
        "scores_open": calls.scores_open(call),
        "table": _score_table(call, rows),
        "objections": _objections(user, call, bound, contact),
        "budget_wan": in_wan(call.budget),
        "proposal": _proposal(call, rows, bound) if "propose" in may else None,
        "unmeasured": call.state == CallState.DRAFT and Measure.objects.in_force(call.entry, today) is None,
        "events": [
            {"at": move.at, "title": CALLS[move.move].label, "who": move.actor_name, "note": move.note, "tone": ""}
            for move in call.moves.order_by("-pk")[:60]
        ],
    }
    return render(request, "funds/desk_call.html", context, status=status)


def _seats(user, call) -> list:
    """The panel as the desk sees it: how far each expert is, never what he gave."""
    seats = list(call.seats.select_related("expert", "draw").prefetch_related("recusals__application").order_by("pk"))
    leads = may_publish(user, call) and call.state == CallState.REVIEW
    for seat in seats:
        seat.may_release = leads and seat.state == "drawn"
    return seats


def _score_table(call, rows) -> list:
    """(application, [totals by seat]) once the ranking is made."""
    scores = experts.scores_of(call)
    if not scores:
        return []
    seats = sorted({score.seat_id for score in scores})
    by = {(score.application_id, score.seat_id): score.total for score in scores}
    ranked = sorted((r for r in rows if r.rank), key=lambda r: (r.rank, r.submitted_at, r.pk))
    for row in ranked:
        row.granted = in_wan(row.amount_granted) if row.amount_granted else ""
    return [(row, [by.get((row.pk, seat)) for seat in seats]) for row in ranked]


def _proposal(call, rows, bound) -> ProposalForm:
    if isinstance(bound, ProposalForm):
        return bound
    return _proposal_form(call, rows)


def _proposal_form(call, rows, data=None) -> ProposalForm:
    able = [row for row in rows if row.rank and row.score >= call.pass_mark and row.state in ("ranked", "proposed")]
    able.sort(key=lambda r: (r.rank, r.submitted_at, r.pk))
    made = any(row.state == "proposed" for row in able)
    offered = {} if made else drawing.suggested(
        [(row.pk, row.score, row.amount_asked) for row in able], call.pass_mark, call.budget
    )  # fmt: skip
    return ProposalForm(data, rows=able, suggested=offered)


def _objections(user, call, bound, contact) -> list:
    rows = calls.objections_of(call)
    leads = may_publish(user, call)
    for row in rows:
        shown = contact == row.number
        row.who = row.name if shown else mask_name(row.name)
        row.reach = row.contact if shown else mask_mobile(row.contact)
        row.may_reveal = leads and not shown
        mine = bound is not None and bound.prefix == f"answer-{row.pk}"
        row.form = None
        if leads and row.state == "open":
            row.form = bound if mine else AnswerForm(prefix=f"answer-{row.pk}")
            row.open = mine
    return rows


@login_required
@never_cache
@require_POST
def act(request, number, move):
    """Make a move; what was typed comes back when it is refused."""
    call = in_sight(request.user, number)
    if move == "propose":
        return _propose(request, call)
    if move not in ACTS:
        raise Http404
    form = CALL_FORMS[move](request.POST, prefix=move)
    said, act = f"“{CALLS[move].label}”已办理。", lambda: ACTS[move](actor=request.user, call=call, **form.facts())
    return _attempt(request, number, form, act, said)


def _attempt(request, number, form, act, said):
    return attempt(
        request, form, act, said=said, to=f"/desk/funds/calls/{number}/",
        again=lambda form, status: show(request, in_sight(request.user, number), bound=form, status=status),
    )  # fmt: skip


def _propose(request, call):
    rows = list(call.applications.filter(rank__isnull=False))
    form = _proposal_form(call, rows, request.POST)
    act = lambda: actions.propose(actor=request.user, call=call, **form.facts())  # noqa: E731
    return _attempt(request, call.number, form, act, "立项方案已提出。请另一位工作人员公示。")


@login_required
@never_cache
@require_POST
def objection(request, number, pk, what):
    """Answer an objection, or see in full who raised it (logged)."""
    call = in_sight(request.user, number)
    row = get_object_or_404(Objection.objects.filter(call=call), pk=pk)
    if not may_publish(request.user, call):
        raise Http404
    if what == "contact":
        log_view(request.user, "异议人姓名和联系方式", f"objection:{row.number}", "核实异议", request)
        return show(request, call, contact=row.number)
    form = AnswerForm(request.POST, prefix=f"answer-{pk}")
    act = lambda: actions.answer_objection(actor=request.user, objection=row, **form.facts())  # noqa: E731
    return _attempt(request, number, form, act, f"异议 {row.number} 已答复。")


def application_of(call, pk: str):
    """The application of a call that an address or a button names; 404 else."""
    number = number_of(pk)
    if number is None:
        raise Http404
    return get_object_or_404(call.applications.select_related("project__organisation", "project__entry"), pk=number)
