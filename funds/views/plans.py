"""绩效目标 at the desk: written row by row, carried on from last year, approved by 财政局, published."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_view
from core.doors import attempt, offered, plainly, say_missed
from core.registers import number_of
from core.workflow import MoveRefused

from ..actions import performance as actions
from ..actions.disclosure import may_disclose
from ..enums import AssessmentKind, PlanState
from ..forms.performance import PLAN_ACTS, PUBLISH, OpenForm, PlanForm, indicator_rows, opinion_of
from ..permissions import may_fill_entry, may_review_entry
from ..queries import assessments, basics, plans
from ..queries.home import works_on_funds
from ..workflow.performance import PLAN

ACTS = {
    "submit": actions.submit_plan,
    "send_back": actions.send_back_plan,
    "approve": actions.approve_plan,
    "reopen": actions.reopen_plan,
    "publish": actions.publish_plan,
}
DONE = {
    "submit": "已报送，由县财政局审核批复。",
    "send_back": "已退回部门修改。",
    "approve": "已批复。",
    "reopen": "已退回部门调整，批复前不再公开。",
    "publish": "已公开。",
}
FORMS = PLAN_ACTS | {"publish": PUBLISH}
DISCLOSE = SimpleNamespace(name="publish", label="公开", effect="公开后任何人都能看到这一年的绩效目标", danger=False)
STATES = [("", "全部"), *PlanState.choices]


@login_required
@never_cache
@require_safe
def index(request):
    """What waits for me, funds without targets, all plans by state."""
    if not works_on_funds(request.user):
        raise Http404
    state = request.GET.get("state", "")
    counts = plans.counts(request.user)
    context = {
        "waiting": plans.waiting(request.user),
        "unplanned": plans.unplanned(request.user, timezone.localdate().year),
        "tabs": [(key, label, counts.get(key, 0) if key else sum(counts.values())) for key, label in STATES],
        "state": state if state in PlanState.values else "",
        "page": plans.plans(
            request.user,
            state=state,
            year=number_of(request.GET.get("year", "")),
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        ),
    }
    return render(request, "funds/plans.html", context)


def _found(request, code, year):
    """The fund in sight with its plan of the year, None before there is one; 404 when it isn't on that year's list."""
    entry = basics.entry_of(request.user, code)
    if entry is None:
        raise Http404
    plan = plans.plan_of(entry, year)
    if plan is None and not plans.is_listed(entry, year):
        raise Http404
    return entry, plan


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, code, year):
    """A year's targets: rows to fill for who writes, a table for everyone else."""
    entry, plan = _found(request, code, int(year))
    writes = may_fill_entry(request.user, actions.Plan(entry=entry)) and (plan is None or plan.state == PlanState.DRAFT)
    if request.method == "POST":
        if not writes:
            raise Http404
        return _save(request, entry, int(year), plan)
    note_view(request, "专项资金的绩效目标", f"fund:{code}:plan:{year}")
    return show(request, entry, int(year), plan)


def _save(request, entry, year, plan):
    form, rows = PlanForm(request.POST), indicator_rows(plan, request.POST)
    if not (form.is_valid() & rows.is_valid()):
        return show(request, entry, year, plan, form=form, rows=rows, status=422)
    try:
        actions.write_plan(
            actor=request.user, entry=entry, year=year, goal=form.cleaned_data["goal"], indicators=rows.rows()
        )
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, entry, year, plan, form=form, rows=rows, status=409)
    messages.success(request, "已保存。核对分值后报送。")
    return redirect("funds:desk_plan", entry.code, year)


def show(request, entry, year, plan, *, form=None, rows=None, bound=None, status=200):
    """`form` and `rows` are what was typed and refused; `bound` the form of an act that was refused."""
    user, today = request.user, timezone.localdate()
    writes = may_fill_entry(user, actions.Plan(entry=entry)) and (plan is None or plan.state == PlanState.DRAFT)
    if writes:
        form = form or PlanForm(initial={"goal": plan.goal if plan else ""})
        rows = rows or indicator_rows(plan)
    acts = _acts(user, plan, bound, entry, year) if plan else []
    openings = _openings(user, plan, today, bound) if plan else []
    say_missed(request, acts + openings, bound)
    context = {
        "entry": entry,
        "year": year,
        "plan": plan,
        "form": form if writes else None,
        "rows": rows,
        "sums": plans.sums_of(plan.rows if plan else ()),
        "acts": acts,
        "carries": writes and plan is None and entry.plans.filter(year__lt=year).exists(),
        "assessments": assessments.of_plan(plan) if plan else [],
        "openings": openings,
        "moves": list(plan.moves.order_by("id")) if plan else [],
        "labels": {move.name: move.label for move in PLAN.moves},
    }
    return render(request, "funds/plan.html", context, status=status)


def _acts(user, plan, bound, entry, year) -> list[tuple]:
    """(act, form, whether it was refused just now, address) for what this person can do now."""
    allowed = PLAN.open_to(user, plan)
    if plan.state == PlanState.APPROVED and may_disclose(user, plan):
        allowed = [DISCLOSE, *allowed]
    return offered(allowed, FORMS, f"/desk/funds/{entry.code}/plans/{year}/", bound)


OPENINGS = (
    (AssessmentKind.MIDYEAR, "开展绩效监控", "按执行数和目标完成情况填写监控表"),
    (AssessmentKind.SELF, "开展绩效自评", "年度终了后逐项自评打分"),
    (AssessmentKind.FINANCE, "开展财政评价", "对部门自评重新评价，结果以财政评价为准"),
)


def _openings(user, plan, today, bound) -> list[tuple]:
    """The evaluations that this person can begin now, as acts."""
    if plan.state != PlanState.APPROVED:
        return []
    known = {row.kind: row for row in assessments.of_plan(plan)}
    found = []
    for kind, label, effect in OPENINGS:
        allowed = may_review_entry if kind == AssessmentKind.FINANCE else may_fill_entry
        wanted = {
            AssessmentKind.MIDYEAR: today.year == plan.year,
            AssessmentKind.SELF: kind not in known and (today.year, today.month, today.day) >= (plan.year, 12, 31),
            AssessmentKind.FINANCE: kind not in known and AssessmentKind.SELF in known
            and known[AssessmentKind.SELF].state == "confirmed",
        }[kind]  # fmt: skip
        if not wanted or not allowed(user, plan):
            continue
        act = SimpleNamespace(name=kind, label=label, effect=effect, danger=False)
        form = OpenForm(prefix=kind, initial={"as_of": assessments.usual_day(plan, kind, today)})
        refused = bound is not None and bound.prefix == kind
        address = f"/desk/funds/{plan.entry.code}/plans/{plan.year}/open/{kind}/"
        found.append((act, bound if refused else form, refused, address))
    return found


@login_required
@require_POST
def carry(request, code, year):
    """Last year's goal and indicators as this year's draft."""
    entry, _ = _found(request, code, int(year))
    return plainly(
        request, lambda: actions.carry_plan(actor=request.user, entry=entry, year=int(year)),
        said="已沿用以前年度的目标和指标，请按今年的预算调整后报送。", to=f"/desk/funds/{code}/plans/{year}/",
    )  # fmt: skip


@login_required
@never_cache
@require_POST
def act(request, code, year, name):
    entry, plan = _found(request, code, int(year))
    if plan is None or name not in ACTS:
        raise Http404
    form = FORMS[name](request.POST, prefix=name)
    return attempt(
        request, form, lambda: ACTS[name](actor=request.user, plan=plan, **opinion_of(form)), said=DONE[name],
        again=lambda form, status: show(
            request, entry, int(year), plans.plan_of(entry, int(year)), bound=form, status=status
        ),
        to=f"/desk/funds/{code}/plans/{year}/",
    )  # fmt: skip


@login_required
@never_cache
@require_POST
def open_assessment(request, code, year, kind):
    """Begin monitoring, self-evaluation or 财政评价."""
    entry, plan = _found(request, code, int(year))
    if plan is None or kind not in AssessmentKind.values:
        raise Http404
    form = OpenForm(request.POST, prefix=kind)
    if not form.is_valid():
        return show(request, entry, int(year), plan, bound=form, status=422)
    try:
        row = actions.open_assessment(actor=request.user, plan=plan, kind=kind, **form.facts())
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, entry, int(year), plan, bound=form, status=409)
    return redirect("funds:assessment", row.pk)
