"""The two clocks of 预算法 14 at the desk: what is running, and what was done recorded."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import organisations_where
from accounts.permissions import holds
from core.doors import attempt

from ..actions import clocks as actions
from ..forms.clocks import PublishedForm, ReplyForm, YearForm
from ..models import BudgetYear, DepartmentBudget
from ..queries import clocks, home


@login_required
@never_cache
@require_safe
def index(request):
    """All clocks in reach, what burns first at the top."""
    if not home.works_on_funds(request.user):
        raise Http404
    return show(request)


def show(request, *, bound=None, part="", status=200):
    """`bound` is the form of `part` that was refused."""
    user = request.user
    reviews = organisations_where(user, "review_funds").exists()
    rows = clocks.clocks_of(user)
    order = {"overdue": 0, "soon": 1, "open": 2, "late": 3, "done": 4}
    rows.sort(key=lambda clock: (order[clock.state], clock.left if clock.done is None else -clock.due.toordinal()))
    shown = []
    for clock in rows:
        kind = clock.key.partition(":")[0]
        key = f"{kind}-{clock.row.pk}"
        may = reviews if kind == "budget" else kind == "department" and holds(user, "fill_funds", clock.body)
        form = (bound if part == key else PublishedForm(prefix=key)) if may and clock.done is None else None
        shown.append((clock, kind, form))
    context = {
        "clocks": shown,
        "today": timezone.localdate(),
        "year_form": (bound if part == "year" else YearForm(prefix="year")) if reviews else None,
        "reply_form": (bound if part == "reply" else ReplyForm(prefix="reply", user=user)) if reviews else None,
        "part": part,
    }
    return render(request, "funds/desk_clocks.html", context, status=status)


def _tried(request, part, form, act, said):
    return attempt(
        request, form, lambda: act(form.facts()), said=said, to="/desk/funds/clocks/",
        again=lambda form, status: show(request, bound=form, part=part, status=status),
    )  # fmt: skip


@login_required
@require_POST
def record_year(request):
    """The approval by 人大 starts the clocks."""
    if not organisations_where(request.user, "review_funds").exists():
        raise Http404
    return _tried(
        request, "year", YearForm(request.POST, prefix="year"),
        lambda facts: actions.record_year(actor=request.user, **facts), "已登记，公开期限开始计算。",
    )  # fmt: skip


@login_required
@require_POST
def record_reply(request):
    if not organisations_where(request.user, "review_funds").exists():
        raise Http404
    return _tried(
        request, "reply", ReplyForm(request.POST, prefix="reply", user=request.user),
        lambda facts: actions.record_reply(actor=request.user, **facts), "已登记，部门的公开期限开始计算。",
    )  # fmt: skip


@login_required
@require_POST
def record_published(request, kind, pk):
    """The budget of the government, or of a department, is public."""
    model = {"budget": BudgetYear, "department": DepartmentBudget}.get(kind)
    row = model.objects.filter(pk=pk).order_by("pk").first() if model else None
    if row is None:
        raise Http404
    act = {"budget": actions.publish_year, "department": actions.publish_department}[kind]
    name = {"budget": "year", "department": "budget"}[kind]
    form = PublishedForm(request.POST, prefix=f"{kind}-{pk}")
    if kind == "department" and not holds(request.user, "fill_funds", row.organisation):
        raise Http404
    if kind == "budget" and not organisations_where(request.user, "review_funds").exists():
        raise Http404
    return _tried(
        request, f"{kind}-{pk}", form, lambda facts: act(actor=request.user, **{name: row}, **facts), "已登记公开。"
    )
