"""批量办理 and 常用筛选 of the desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import is_staff_member
from core.workflow import MoveRefused
from powerlist.actions import drop_filter, save_filter
from powerlist.models import SavedFilter

from ..actions import batches as actions
from ..forms import ActForm, DeskFilterForm
from ..models import Case, CaseBatch
from ..queries import ActRows, batches, desk_choices
from ..workflow import CASE


def _staff_only(request):
    if not is_staff_member(request.user):
        raise PermissionDenied("工作台只对工作人员开放。")


def _chosen(request) -> list[Case]:
    """The cases ticked, or with `all` every one of the list in `from`; at most one more than may be acted on."""
    query = QueryDict(request.POST.get("from", "")[:500])
    if request.POST.get("all"):
        wanted = DeskFilterForm(query, **desk_choices(request.user)).wanted()
        cases = batches.cases_of_list(request.user, wanted, timezone.localdate())
    else:
        cases = Case.objects.visible_to(request.user).filter(number__in=request.POST.getlist("case")[:501])
        cases = cases.order_by("burns_on", "id")
    return list(cases.select_related("organisation", "version").defer("form_data", "mobile")[: actions.MOST + 1])


@never_cache
@login_required
@require_POST
def prepare(request):
    """What would be done to which cases, and the words of the act; `confirm` starts it."""
    _staff_only(request)
    move, came_from = request.POST.get("move", ""), request.POST.get("from", "")[:500]
    back = f"{reverse('desk')}?{came_from}" if came_from else reverse("desk")
    cases = _chosen(request)
    if move not in actions.VERBS or not cases:
        messages.error(request, "请先勾选办件，再选要办的动作。")
        return redirect(back)
    fit, unfit = batches.fitting(cases, move)
    bound = request.POST if request.POST.get("confirm") else None
    form = ActForm(bound, move=move, rows=ActRows((fit or cases)[0], request.user))
    if bound is not None and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
        try:
            batch = actions.start_batch(actor=request.user, move=move, cases=fit, facts=facts, came_from=came_from)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk_batch", batch.pk)
    context = {"move": CASE[move], "form": form, "fit": fit, "unfit": unfit, "came_from": came_from, "back": back}
    context["too_many"] = len(cases) > actions.MOST
    return render(request, "approvals/batch_new.html", context, status=422 if form.errors else 200)


def _own(request, pk) -> CaseBatch:
    _staff_only(request)
    return get_object_or_404(CaseBatch, actor=request.user, pk=pk)


@never_cache
@login_required
@require_safe
def batch(request, pk):
    """One's own batch: how far it is, and what was refused and why."""
    row = _own(request, pk)
    keys = {name: request.GET.get(name, "") for name in ("tab", "after", "before")}
    context = batches.batch_page(row, **keys) | {"job": row, "move": CASE[row.move]}
    return render(request, "approvals/batch.html", context)


@never_cache
@login_required
@require_safe
def progress(request, pk):
    """The moving part; when the batch is over the whole page is asked for again."""
    row = _own(request, pk)
    if row.is_over:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "approvals/_job_progress.html", {"job": row, "address": request.path})


@login_required
@require_POST
def save_view(request):
    """Keep the filters of the desk under a name."""
    _staff_only(request)
    query = QueryDict(request.POST.get("query", "")[:1000], mutable=True)
    for place in ("after", "before", "q"):
        query.pop(place, None)
    try:
        saved = save_filter(
            actor=request.user, page=batches.DESK, name=request.POST.get("name", ""), query=query.urlencode(),
            shared=bool(request.POST.get("shared")),
        )  # fmt: skip
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('desk')}?{query.urlencode()}")
    messages.success(request, f"筛选条件“{saved.name}”已保存。")
    return redirect(f"{reverse('desk')}?{saved.query}")


@login_required
@require_POST
def drop_view(request, pk):
    """Give one's own view up; a colleague's isn't found."""
    _staff_only(request)
    saved = SavedFilter.objects.filter(user=request.user, page=batches.DESK, pk=pk).order_by("pk").first()
    if saved is None:
        raise Http404
    drop_filter(actor=request.user, saved=saved)
    messages.success(request, f"筛选条件“{saved.name}”已删去。")
    return redirect("desk")
