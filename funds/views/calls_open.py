"""申报通知 for everyone: what is open now, a call with its result, an objection while it is on notice."""

from django.core.cache import cache
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation
from core.workflow import MoveRefused
from powerlist.views import limits

from .. import actions
from ..enums import ApplicantKind, ApplicationState, CallState
from ..forms.calls import ObjectionForm, ObjectionLookUpForm
from ..models import in_wan
from ..queries import calls, drawing, entries, measures

LEFT_AN_HOUR = 5
WRONG_IN_TEN_MINUTES = 10


@require_safe
def call_list(request):
    """Open calls first; `?stage=`, `?kind=`, `?body=`, `?q=` filter."""
    today = timezone.localdate()
    chosen = {name: request.GET.get(name, "").strip()[:60] for name in ("stage", "kind", "body", "q")}
    rows = calls.filtered(today=today, **chosen)
    first, rest = calls.page_of(rows, today, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    for row in [*first, *rest]:
        row.left = calls.days_left(row, today)
        row.budget_wan = in_wan(row.budget)
    bodies = Organisation.objects.filter(pk__in=calls.public_calls().values("entry__organisation")).order_by("sort_key")
    context = {
        "first": first,
        "page": rest,
        "chosen": chosen,
        "bodies": bodies,
        "stages": calls.STAGES.items(),
        "kinds": ApplicantKind.choices,
        "filtered": any(chosen.values()),
    }
    return render(request, "funds/open_calls.html", context)


@require_safe
def notices(request):
    """公示: the calls whose result is on notice."""
    return redirect(f"{reverse('funds:calls')}?stage=notice")


def public_call(number: str):
    call = get_object_or_404(calls.public_calls(), number=number)
    entries.put_names([call])
    return call


@require_safe
def one(request, number):
    """A call: its text, its period with every change, its result while on notice and after."""
    call, today = public_call(number), timezone.localdate()
    rows = calls.result_of(call)
    for row in rows:
        row.asked_wan = in_wan(row.amount_asked)
        row.granted_wan = in_wan(row.amount_granted) if row.amount_granted else ""
        row.chosen = row.state in (ApplicationState.PROPOSED, ApplicationState.FUNDED)
    granted = [row.amount_granted for row in rows if row.chosen]
    shown = call.state in (CallState.NOTICE, CallState.DECIDED)
    context = {
        "call": call,
        "standing": calls.standing(call, today),
        "left": calls.days_left(call, today),
        "steps": calls.steps(call, today),
        "budget_wan": in_wan(call.budget),
        "kinds": [ApplicantKind(kind).label for kind in call.applicants],
        "changes": calls.period_changes(call),
        "measure": measures.Measure.objects.in_force(call.entry, today),
        "rows": rows,
        "total_wan": in_wan(sum(granted)) if granted else "0",
        "draws": list(call.draws.order_by("number")) if shown else [],
        "seats": call.seats.count() if shown else 0,
        "how": drawing.HOW,
        "mean": drawing.MEAN,
        "may_object": call.state == CallState.NOTICE and call.notice_from <= today <= call.notice_to,
        "answered": call.objections.exclude(state="open").count() if shown else 0,
        "objections": call.objections.count() if shown else 0,
        "passed_over": call.moves.filter(move="propose").order_by("-pk").first() if shown else None,
    }
    return render(request, "funds/open_call.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request, number):
    """Raise an objection; the receipt is the answer itself, its number stands in no address."""
    call, today = public_call(number), timezone.localdate()
    if call.state != CallState.NOTICE or not call.notice_from <= today <= call.notice_to:
        raise Http404
    rows = call.applications.filter(rank__isnull=False).order_by("rank", "pk")
    form = ObjectionForm(request.POST or None, rows=rows)
    context, status = {"call": call, "form": form, "made": None, "problem": ""}, 200
    if request.method == "POST":
        status = 422
        if limits.spent(request, "fund-objection", LEFT_AN_HOUR):
            context["problem"], status = "这个网络一小时内已经提交多次，请过一会儿再来，或者打咨询电话。", 429
        elif form.is_valid():
            facts = {name: form.cleaned_data[name] for name in ("application", "text", "name", "contact")}
            sent = f"objection:{call.pk}:{hash_of(facts)}"
            if not cache.add(sent, 1, 24 * 3600):
                context["problem"], status = "这件异议已经收到，不用再提交一次。", 409
            else:
                try:
                    context["made"], status = actions.file_objection(call=call, **facts), 201
                    limits.count(request, "fund-objection", 3600)
                except MoveRefused as refusal:
                    cache.delete(sent)
                    form.add_error(None, str(refusal))
    return render(request, "funds/open_objection.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def objection_answer(request):
    """The answer to an objection by number and code, slowed against guessing; the code travels in a POST alone."""
    form, found, problem, status = ObjectionLookUpForm(request.POST or None), None, "", 200
    if request.method == "POST":
        if limits.spent(request, "fund-objection-code", WRONG_IN_TEN_MINUTES):
            problem, status = "连续多次没有查到，为防止有人猜测查询码，请 10 分钟后再试。", 429
        elif not form.is_valid():
            problem, status = "请填写异议编号和 8 位查询码。", 422
        else:
            found = calls.objection_looked_up(**form.cleaned_data)
            if found is None:
                limits.count(request, "fund-objection-code", 600)
                problem, status = "没有查到这件异议：请核对编号和查询码，两者都在提交后的页面上。", 404
    context = {"form": form, "found": found, "problem": problem}
    return render(request, "funds/open_objection_answer.html", context, status=status)


def hash_of(facts: dict) -> str:
    """Names this objection, so that a reload doesn't file it twice; nothing of it can be read back."""
    import hashlib

    return hashlib.sha256(repr(sorted((k, str(v)) for k, v in facts.items())).encode()).hexdigest()
