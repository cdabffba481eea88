"""分配 at the desk: the list with its clock, one allocation, its moves, its shares and payments."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_view
from accounts.models import organisations_where
from core import doors
from core.registers import number_of
from core.workflow import MoveRefused

from ..actions import allocations as actions
from ..actions import payments as payment_actions
from ..actions.disclosure import may_disclose
from ..enums import AllocationState, Manner
from ..forms.allocations import ACT_FORMS, EditForm, OpenForm, PayForm, ReverseForm, SchemeForm, SharesForm
from ..forms.typed import PublishForm
from ..models import Payment
from ..permissions import may_fill_entry
from ..queries import allocations as queries
from ..queries import counting, home
from ..queries.basics import entry_of, years_of
from ..queries.entries import name_of
from ..queries.lists import years
from ..workflow.allocations import ALLOCATION

ACTS = {
    "submit": actions.submit_allocation,
    "send_back": actions.send_back_allocation,
    "approve": actions.approve_allocation,
    "issue": actions.issue_allocation,
    "withdraw": actions.withdraw_allocation,
}
SAID = {
    "submit": "已报送县财政局审核。",
    "send_back": "已退回主管部门。",
    "approve": "已审核通过，可以下达。",
    "issue": "已下达，可以拨付和公开。",
    "withdraw": "已撤回。",
}


def in_sight(request, number):
    row = queries.in_sight(request.user, number)
    if row is None:
        raise Http404
    row.entry.fund = name_of(row.entry)
    return row


@login_required
@never_cache
@require_safe
def allocation_list(request):
    """The allocations in reach, the clock of the townships' money, the part that went by factors."""
    if not home.works_on_funds(request.user):
        raise Http404
    known = years()
    year = number_of(request.GET.get("year", "")) or (known[0] if known else timezone.localdate().year)
    state = request.GET.get("state", "")
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    bodies = set(organisations_where(request.user, "fill_funds", "review_funds").values_list("pk", flat=True))
    late = [(v, a) for v, a in queries.not_issued(year) if v.entry.organisation_id in bodies]
    context = {
        "page": queries.desk_page(request.user, year=year, state=state, after=after, before=before),
        "year": year,
        "years": known,
        "state": state,
        "states": AllocationState.choices,
        "clock": queries.clock_of(year),
        "waiting": late,
        "share": queries.factor_share(year),
        "waits": counting.lines(queries.asked(request.user)),
        "urged": queries.urged(request.user),
        "openable": queries.openable(request.user, year),
    }
    return render(request, "funds/desk_allocations.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Open an allocation: `?fund=` its code, `?year=` the budget year."""
    entry = entry_of(request.user, request.GET.get("fund", "")[:50])
    if entry is None or not organisations_where(request.user, "fill_funds").filter(pk=entry.organisation_id).exists():
        raise Http404
    known = years_of(entry)
    year = number_of(request.GET.get("year", "")) or (known[0] if known else 0)
    if year not in known:
        raise Http404
    form = OpenForm(request.POST or None, entry=entry, year=year, initial=request.typed or {})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.open_allocation(actor=request.user, entry=entry, year=year, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row.number} 已建立。")
            return redirect("funds:desk_allocation", row.number)
    panel = queries.panel(entry, year, request.user)
    context = {"entry": entry, "year": year, "form": form, "panel": panel}
    return render(request, "funds/desk_allocation_new.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_safe
def allocation(request, number):
    """One allocation: what it says, its shares, its schemes, its payments, what comes next."""
    row = in_sight(request, number)
    note_view(request, "资金分配", f"allocation:{number}")
    return show(request, row)


def show(request, row, *, bound=None, act="", status=200):
    shares = list(queries.shares_of(row))
    fills = may_fill_entry(request.user, row) and row.state == AllocationState.DRAFT
    pays = row.state == AllocationState.ISSUED and payment_actions.may_pay(request.user, row)
    moves = [m for m in ALLOCATION.open_to(request.user, row) if m.name in ACTS]
    context = {
        "row": row,
        "shares": shares,
        "together": sum(share.amount for share in shares),
        "paid": sum(share.paid for share in shares),
        "schemes": list(row.schemes.order_by("id")),
        "scheme_form": bound if act == "scheme" else SchemeForm(allocation=row),
        "fills": fills,
        "moves": [_act(m, bound if act == m.name else None, row) for m in moves],
        "edit_form": bound if act == "edit" else EditForm(prefix="edit", initial=_said(row)),
        "may_disclose": row.state == AllocationState.ISSUED and may_disclose(request.user, row),
        "disclose_form": bound if act == "disclose" else PublishForm(prefix="disclose"),
        "pay_form": (bound if act == "pay" else PayForm(shares=shares)) if pays else None,
        "payments": Payment.objects.filter(share__allocation=row).select_related("share", "reverses").order_by("-id"),
        "reversed": set(Payment.objects.filter(share__allocation=row).values_list("reverses", flat=True)),
        "reverse_form": bound if act == "reverse" else ReverseForm(prefix="reverse"),
        "open_act": act,
        "clock": queries.clock_of(row.year, row.issued_on),
        "events": row.moves.order_by("id"),
        "labels": {m.name: m.label for m in ALLOCATION.moves},
        "by_factors": row.manner == Manner.FACTORS,
        "by_project": row.manner == Manner.PROJECT,
        "public": row.published_at is not None and queries.public_one(row.entry.code, row.number) is not None,
    }
    return render(request, "funds/desk_allocation.html", context, status=status)


def _said(row) -> dict:
    return {
        "title": row.title,
        "total": row.total,
        "source_level": row.source_level,
        "upper_special": row.upper_special,
    }


def _act(move, bound, row):
    form = bound if bound is not None else ACT_FORMS[move.name](prefix=move.name)
    return move, form, bound is not None, f"/desk/funds/allocations/{row.number}/act/{move.name}/"


def attempt(request, row, form, name: str, act, said: str, to: str = ""):
    """Make an act out of a form: its page again with what is wrong, or on to the next one."""
    return doors.attempt(
        request, form, act, said=said, to=to or f"/desk/funds/allocations/{row.number}/",
        again=lambda form, status: show(request, in_sight(request, row.number), bound=form, act=name, status=status),
    )  # fmt: skip


@login_required
@require_POST
def move(request, number, name):
    row = in_sight(request, number)
    if name not in ACTS:
        raise Http404
    form = ACT_FORMS[name](request.POST, prefix=name)
    return attempt(
        request, row, form, name,
        lambda: ACTS[name](actor=request.user, allocation=row, **form.cleaned_data), SAID[name],
    )  # fmt: skip


@login_required
@require_POST
def edit(request, number):
    row = in_sight(request, number)
    form = EditForm(request.POST, prefix="edit")
    act = lambda: actions.edit_allocation(actor=request.user, allocation=row, **form.cleaned_data)  # noqa: E731
    return attempt(request, row, form, "edit", act, "已修改。")


@login_required
@require_POST
def disclose(request, number):
    row = in_sight(request, number)
    form = PublishForm(request.POST, prefix="disclose")
    act = lambda: actions.disclose_allocation(actor=request.user, allocation=row, **form.cleaned_data)  # noqa: E731
    return attempt(request, row, form, "disclose", act, "已公开，任何人都能看到并复算。")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shares(request, number):
    """The shares by fact, as lines."""
    row = in_sight(request, number)
    if not may_fill_entry(request.user, row) or row.state != AllocationState.DRAFT or row.manner != Manner.FACT:
        raise Http404
    lines = "\n".join(f"{s.recipient} | {s.use} | {s.amount} | {s.region}".rstrip(" |") for s in row.shares.all())
    form = SharesForm(request.POST or None, initial=request.typed or {"text": lines})
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_shares(actor=request.user, allocation=row, rows=form.rows())
        except MoveRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "明细已保存。")
            return redirect("funds:desk_allocation", number)
    status = 422 if form.errors else 200
    return render(request, "funds/desk_shares.html", {"row": row, "form": form}, status=status)


@login_required
@require_POST
def take(request, number):
    """The shares from the funded projects of the call."""
    row = in_sight(request, number)
    act = lambda: actions.take_projects(actor=request.user, allocation=row)  # noqa: E731
    return doors.plainly(request, act, said="", to=f"/desk/funds/allocations/{number}/")


@login_required
@require_POST
def pay(request, number):
    row = in_sight(request, number)
    if not payment_actions.may_pay(request.user, row):
        raise PermissionDenied
    form = PayForm(request.POST, shares=list(queries.shares_of(row)))
    act = lambda: payment_actions.pay(actor=request.user, allocation=row, **form.facts())  # noqa: E731
    return attempt(request, row, form, "pay", act, "已登记这一批拨付。")


@login_required
@require_POST
def reverse(request, number, pk):
    row = in_sight(request, number)
    payment = get_object_or_404(Payment, pk=pk, share__allocation=row)
    form = ReverseForm(request.POST, prefix="reverse")
    act = lambda: payment_actions.reverse(actor=request.user, payment=payment, **form.cleaned_data)  # noqa: E731
    return attempt(request, row, form, "reverse", act, "已冲销。")
