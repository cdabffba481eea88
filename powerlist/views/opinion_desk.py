"""The desk of opinions: what waits for an answer, what is late, and the answer itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import log_view, note_view
from core import workdays
from core.workflow import MoveRefused

from .. import actions
from ..enums import OpinionState
from ..forms.opinions import MOVE_FORMS
from ..permissions import may_answer
from ..queries import opinions
from ..workflow import OPINIONS

ACTS = {
    "answer": actions.answer_opinion,
    "transfer": actions.transfer_opinion,
    "show": actions.show_opinion,
    "withhold": actions.withhold_opinion,
}


def in_sight(request, number):
    row = opinions.opinion(request.user, number)
    if row is None:
        raise Http404
    return row


@login_required
@never_cache
@require_safe
def opinion_list(request):
    """What waits, the earliest limit first; what is late says so."""
    if not opinions.sees_opinions(request.user):
        raise Http404
    today = timezone.localdate()
    tab = request.GET.get("tab", "mine")
    tabs, page = opinions.desk(
        request.user, tab, today, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    calendar = workdays.calendar()
    for row in page:
        row.left = _left(row, today, calendar)
    tab = tab if tab in {t.name for t in tabs} else "mine"
    return render(request, "powerlist/desk_opinions.html", {"tabs": tabs, "tab": tab, "page": page, "today": today})


def _left(row, today, calendar) -> int | None:
    """Working days left of the limit, negative when late; None once answered."""
    if row.state != OpinionState.RECEIVED:
        return None
    return workdays.remaining(today, row.due_on, calendar=calendar, provisional=True)


@login_required
@never_cache
@require_safe
def one(request, number):
    row = in_sight(request, number)
    note_view(request, "清单意见建议", f"opinion:{row.number}")
    return show(request, row)


def show(request, row, *, bound=None, status=200, contact=None):
    """The page of an opinion; `bound` is the form of a move that was refused, `contact` the contact in full."""
    moves = []
    for move in OPINIONS.open_to(request.user, row):
        mine = bound is not None and bound.move == move.name
        form = bound if mine else MOVE_FORMS[move.name](prefix=move.name, initial=_typed(request, move.name))
        moves.append((move, form, mine))
    person, masked = opinions.masked(row)
    return render(
        request,
        "powerlist/desk_opinion.html",
        {
            "opinion": row,
            "moves": moves,
            "missed": bound if bound is not None and not any(mine for *_, mine in moves) else None,
            "events": opinions.events_of(row),
            "left": _left(row, timezone.localdate(), workdays.calendar()),
            "person": row.person if contact is not None else person,
            "contact": contact if contact is not None else masked,
            "may_reveal": contact is None and bool(row.contact or row.person) and may_answer(request.user, row),
        },
        status=status,
    )


def _typed(request, name: str) -> dict:
    """What was typed before a log-in that came too late."""
    typed = {key.removeprefix(f"{name}-"): value for key, value in (request.typed or {}).items()}
    return typed or {key: field.initial for key, field in MOVE_FORMS[name].base_fields.items() if field.initial}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, number, move):
    """Make a move; what was typed comes back when it is refused."""
    row = in_sight(request, number)
    if move not in ACTS:
        raise Http404
    if request.method != "POST":
        return show(request, row)
    form = MOVE_FORMS[move](request.POST, prefix=move)
    form.move = move
    if not form.is_valid():
        return show(request, row, bound=form, status=422)
    try:
        ACTS[move](actor=request.user, opinion=row, **form.cleaned_data)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, in_sight(request, number), bound=form, status=409)
    messages.success(request, f"留言 {number}：“{OPINIONS[move].label}”已办理。")
    seen = opinions.opinion(request.user, number)
    return redirect("powerlist:desk_opinion", number) if seen else redirect("powerlist:desk_opinions")


@login_required
@never_cache
@require_POST
def contact(request, number):
    """Name and contact in full, for who answers; the view is logged."""
    row = in_sight(request, number)
    if not may_answer(request.user, row):
        raise Http404
    log_view(request.user, "留言人联系方式", f"opinion:{row.number}", "答复留言", request)
    return show(request, row, contact=row.contact)
