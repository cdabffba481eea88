"""设立、增加额度 and what an evaluation ends in: asked, reviewed, approved."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import organisations_where
from core.doors import attempt, offered, say_missed
from core.files import private_response
from core.workflow import MoveRefused

from ..actions import proposals as actions
from ..enums import ProposalKind, ProposalState
from ..forms.proposals import MOVE_FORMS, ProposalForm
from ..models import FundEntry, FundProposal, in_wan
from ..permissions import may_fill
from ..queries import home, proposals
from ..queries.entries import name_of
from ..queries.list_desk import law_lines
from ..workflow import FUND_PROPOSAL

ACTS = {
    "submit": actions.submit_proposal,
    "review": actions.review_proposal,
    "send_back": actions.send_back_proposal,
    "approve": actions.approve_proposal,
    "decline": actions.decline_proposal,
    "withdraw": actions.withdraw_proposal,
}


def in_sight(request, number) -> FundProposal:
    row = proposals.proposal_of(request.user, number)
    if row is None:
        raise Http404
    return row


@login_required
@never_cache
@require_safe
def index(request):
    """All proposals in sight, the newest first."""
    if not home.works_on_funds(request.user):
        raise Http404
    state = request.GET.get("state", "")
    state = state if state in ProposalState.values else ""
    context = {
        "page": proposals.proposals(
            request.user, state, after=request.GET.get("after", ""), before=request.GET.get("before", "")
        ),
        "states": [("", "全部"), *ProposalState.choices],
        "state": state,
        "kinds": ProposalKind.choices if organisations_where(request.user, "fill_funds").exists() else [],
    }
    return render(request, "funds/desk_proposals.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, kind):
    """Write an application of a kind; `?entry=` names the fund."""
    if kind not in ProposalKind.values or not organisations_where(request.user, "fill_funds").exists():
        raise Http404
    code = request.GET.get("entry", "")[:50]
    entry = FundEntry.objects.visible_to(request.user).filter(code=code).order_by("pk").first() if code else None
    start = {"year": timezone.localdate().year + 1, "entry": entry, **(request.typed or {})}
    form = ProposalForm(request.POST or None, request.FILES or None, user=request.user, kind=kind, initial=start)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        chosen = facts.get("entry")
        body = facts.pop("organisation", None) or chosen.organisation
        try:
            row = actions.draft_proposal(actor=request.user, organisation=body, kind=kind, **facts)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as fault:
            form.add_error("upload", fault.messages)
        else:
            messages.success(request, f"{row.number} 已保存，核对后报县财政局审核。")
            return redirect("funds:desk_proposal", row.number)
    context = {"form": form, "label": ProposalKind(kind).label}
    return render(request, "funds/desk_proposal_new.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, number):
    """Change an application in draft."""
    row = in_sight(request, number)
    if row.state != ProposalState.DRAFT or not may_fill(request.user, row):
        raise Http404
    start = {key: getattr(row, key) for key in actions.COLUMNS} | {"basis": "\n".join(row.basis)}
    form = ProposalForm(
        request.POST or None, request.FILES or None, user=request.user, kind=row.kind, proposal=row, initial=start
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_proposal(actor=request.user, proposal=row, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as fault:
            form.add_error("upload", fault.messages)
        else:
            messages.success(request, "已保存。")
            return redirect("funds:desk_proposal", number)
    context = {"form": form, "label": row.get_kind_display(), "proposal": row}
    return render(request, "funds/desk_proposal_new.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_safe
def one(request, number):
    """One application: what is asked, the opinions on it, the next move."""
    return show(request, in_sight(request, number))


def show(request, row, *, bound=None, status=200):
    allowed = FUND_PROPOSAL.open_to(request.user, row)
    moves = offered(allowed, MOVE_FORMS, f"/desk/funds/proposals/{row.number}/act/", bound)
    say_missed(request, moves, bound)
    before = proposals.standing(row.entry) if row.entry else None
    context = {
        "proposal": row,
        "fund": name_of(row.entry) if row.entry else row.name,
        "into": name_of(row.into) if row.into else "",
        "amount": in_wan(row.amount) if row.amount is not None else "",
        "before": before,
        "grade": proposals.grade_label(row),
        "bases": law_lines(row.basis),
        "moves": moves,
        "may_change": row.state == ProposalState.DRAFT and may_fill(request.user, row),
        "events": [
            {"at": m.at, "title": FUND_PROPOSAL[m.move].label, "who": m.actor_name, "note": m.note, "tone": ""}
            for m in row.moves.order_by("-id")
        ],
    }
    return render(request, "funds/desk_proposal.html", context, status=status)


@login_required
@require_POST
def act(request, number, move):
    row = in_sight(request, number)
    if move not in ACTS:
        raise Http404
    form = MOVE_FORMS[move](request.POST, prefix=move)
    return attempt(
        request, form, lambda: ACTS[move](actor=request.user, proposal=row, **form.facts()),
        again=lambda form, status: show(request, in_sight(request, number), bound=form, status=status),
        said=lambda done: f"“{FUND_PROPOSAL[move].label}”已办理，现在是“{done.get_state_display()}”。",
        to=f"/desk/funds/proposals/{number}/",
    )  # fmt: skip


@login_required
@never_cache
@require_safe
def paper(request, number):
    row = in_sight(request, number)
    if not row.file:
        raise Http404
    return private_response(row.file, row.file_name, inline=True)
