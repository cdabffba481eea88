"""监督检查: entered by the inspector, mended by the department, closed by who found it, then public."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_view
from core.doors import attempt, offered, say_missed
from core.files import private_response
from core.workflow import MoveRefused

from ..actions import findings as actions
from ..actions.disclosure import may_disclose
from ..enums import FindingState
from ..forms.findings import FINDING_ACTS, FindingForm
from ..models import FundEntry, in_wan
from ..queries import findings as queries
from ..queries import reminded
from ..queries.entries import name_of
from ..queries.home import works_on_funds
from ..workflow.findings import FINDING
from .measures import public_entry

ACTS = {
    "mend": actions.mend,
    "put_off": actions.put_off,
    "send_back": actions.send_back_mending,
    "close": actions.close,
    "publish": actions.publish,
}
DONE = {
    "mend": "已报送，由检查单位核查。",
    "put_off": "期限已延长。",
    "send_back": "已退回部门继续整改。",
    "close": "已销号，可以公开。",
    "publish": "已公开。",
}
DISCLOSE = SimpleNamespace(name="publish", label="公开", effect="公开后任何人都能看到问题和整改结果", danger=False)


@login_required
@never_cache
@require_safe
def index(request):
    """What waits for me, all findings by state; those to be mended by their due day."""
    if not works_on_funds(request.user):
        raise Http404
    state, today = request.GET.get("state", FindingState.OPEN), timezone.localdate()
    state = state if state in FindingState.values else ""
    counts = queries.counts(request.user, today)
    page = queries.findings(
        request.user, state=state, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    for row in page.rows:
        row.days = (row.due_on - today).days if row.state == FindingState.OPEN else None
    waiting = queries.waiting(request.user)
    for row in waiting:
        row.days = (row.due_on - today).days
    context = {
        "waiting": waiting,
        "urged": reminded.urged(request.user, findings_only=True),
        "late": counts.pop("late"),
        "tabs": [(key, label, counts[key]) for key, label in FindingState.choices]
        + [("all", "全部", sum(counts.values()))],
        "state": state or "all",
        "page": page,
        "may_find": bool(queries.bodies_of(request.user)),
    }
    return render(request, "funds/findings.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Enter a problem found; `?fund=` chooses it beforehand."""
    bodies = list(queries.bodies_of(request.user))
    if not bodies:
        raise Http404
    options = {"funds": queries.funds_of(request.user), "bodies": bodies, "this_year": timezone.localdate().year}
    initial = {"entry": request.GET.get("fund", "")} | (request.typed or {})
    form = FindingForm(request.POST or None, initial=initial, **options)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        entry = get_object_or_404(FundEntry.objects.visible_to(request.user), code=facts.pop("entry"))
        body = next(body for body in bodies if str(body.pk) == facts["found_by"])
        try:
            row = actions.find(
                actor=request.user, entry=entry, kind=queries.kind_of(body), **facts | {"found_by": body}
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记，编号 {row.number}。主管部门已能看到。")
            return redirect("funds:finding", row.number)
    return render(request, "funds/finding_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _in_sight(request, number):
    row = get_object_or_404(queries.in_sight(request.user), number=number)
    row.entry.fund = name_of(row.entry)
    return row


@login_required
@never_cache
@require_safe
def finding(request, number):
    """One finding: the problem, what was done, what may be done now."""
    row = _in_sight(request, number)
    note_view(request, "专项资金的检查发现", f"finding:{number}")
    return show(request, row)


def show(request, row, *, bound=None, status=200):
    """`bound` is the form of an act that was refused."""
    today, acts = timezone.localdate(), _acts(request.user, row, bound)
    say_missed(request, acts, bound)
    context = {
        "row": row,
        "amount": in_wan(row.amount) if row.amount else "",
        "days": (row.due_on - today).days if row.state == FindingState.OPEN else None,
        "acts": acts,
        "moves": list(row.moves.order_by("id")),
        "labels": {move.name: move.label for move in FINDING.moves},
    }
    return render(request, "funds/finding.html", context, status=status)


def _acts(user, row, bound) -> list[tuple]:
    allowed = FINDING.open_to(user, row)
    if row.state == FindingState.CLOSED and may_disclose(user, row):
        allowed = [*allowed, DISCLOSE]
    return offered(allowed, FINDING_ACTS, f"/desk/funds/findings/{row.number}/", bound)


@login_required
@never_cache
@require_POST
def act(request, number, name):
    row = _in_sight(request, number)
    if name not in ACTS:
        raise Http404
    form = FINDING_ACTS[name](request.POST, request.FILES, prefix=name)
    return attempt(
        request, form, lambda: ACTS[name](actor=request.user, finding=row, **form.facts()), said=DONE[name],
        again=lambda form, status: show(request, _in_sight(request, number), bound=form, status=status),
        to=f"/desk/funds/findings/{number}/",
    )  # fmt: skip


@login_required
@never_cache
@require_safe
def proof(request, number):
    """The proof that the department sent, for those in whose sight the finding is."""
    row = _in_sight(request, number)
    if not row.proof:
        raise Http404
    note_view(request, "整改证明材料", f"finding:{number}:proof")
    return private_response(row.proof, row.proof_name, inline=True)


@require_safe
def public(request, code):
    """All published findings of a fund with their mending."""
    entry = public_entry(code)
    rows = list(queries.public(entry)[:100])
    for row in rows:
        row.wan = in_wan(row.amount) if row.amount else ""
    return render(request, "funds/open_findings.html", {"entry": entry, "rows": rows})
