"""交叉分散 at the desk: what the machine found, both texts side by side, and the reviewer's word."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.workflow import MoveRefused

from .. import tasks
from ..actions import overlaps as actions
from ..forms.overlaps import ConfirmOverlapForm, DismissOverlapForm
from ..models.overlaps import OverlapState
from ..queries import desk
from ..queries import overlaps as queries

ACTS = {
    "confirm": (ConfirmOverlapForm, actions.confirm_overlap),
    "dismiss": (DismissOverlapForm, actions.dismiss_overlap),
}


def _reviewers_only(request):
    if not queries.reviews(request.user):
        raise Http404


@login_required
@never_cache
@require_safe
def candidates(request):
    """Pairs that wait for a word, the surest first."""
    _reviewers_only(request)
    state = request.GET.get("state", "")
    state = state if state in OverlapState.values else OverlapState.OPEN.value
    department = request.GET.get("department", "")[:30]
    tabs, page, bodies = queries.candidates(
        request.user, state, department, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    finished, under_way = queries.last_runs()
    context = {
        "tabs": tabs,
        "state": state,
        "page": page,
        "bodies": bodies,
        "department": department,
        "finished": finished,
        "under_way": under_way,
        "may_open": desk.may_open(request.user),
    }
    return render(request, "powerlist/desk_overlaps.html", context)


@login_required
@never_cache
@require_POST
def search(request):
    """Search anew; a worker does it within a minute."""
    _reviewers_only(request)
    with transaction.atomic():
        run = actions.ask_for_overlaps(actor=request.user)
        transaction.on_commit(lambda: tasks.find_overlaps.delay(run.pk))
    messages.success(request, "已开始查找，通常一分钟内完成。刷新本页可看到结果。")
    return redirect("powerlist:desk_overlaps")


@login_required
@never_cache
@require_safe
def candidate(request, pk):
    """One pair: why it was found, both texts, and what may be said of it."""
    return _shown(request, _in_sight(request, pk))


def _in_sight(request, pk):
    row = queries.candidate(request.user, int(pk))
    if row is None:
        raise Http404
    return row


def _shown(request, row, *, bound=None, move="", status=200):
    queries.with_texts([row])
    forms = [(name, bound if name == move else form(prefix=name), name == move) for name, (form, _) in ACTS.items()]
    context = {
        "row": row,
        "cells": queries.side_by_side(row),
        "forms": forms if row.state == OverlapState.OPEN else [],
        "events": row.moves.order_by("id"),
    }
    return render(request, "powerlist/desk_overlap.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, pk, move):
    """确认 or 排除; what was typed comes back when it is refused, and after a log-in that came between."""
    row = _in_sight(request, pk)
    form_class, action = ACTS[move]
    if request.method != "POST":
        typed = {name.removeprefix(f"{move}-"): value for name, value in (request.typed or {}).items()}
        return _shown(request, row, bound=form_class(prefix=move, initial=typed), move=move)
    form = form_class(request.POST, prefix=move)
    if not form.is_valid():
        return _shown(request, row, bound=form, move=move, status=422)
    try:
        done = action(actor=request.user, candidate=row, **form.cleaned_data)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, _in_sight(request, pk), bound=form, move=move, status=409)
    if done.row is not None:
        messages.success(request, f"已确认，并写入附件4的批次 {done.row.change_set.number}。")
    else:
        messages.success(request, "已排除。两项内容有变更时会重新待审。")
    return redirect("powerlist:desk_overlaps")
