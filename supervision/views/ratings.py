"""好差评: by the applicant, by the codes of a slip, by the key of a number; tasks, calls, and what the public reads."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import log_view
from accounts.models import holds
from approvals.enums import FINAL_STATES
from approvals.models import Case, Ticket
from core import doors, workdays
from core.workflow import MoveRefused
from powerlist.views import limits

from .. import actions
from ..enums import RatingChannel, Satisfaction
from ..forms import FilterForm
from ..forms.ratings import TASK_FORMS, CallForm, CodeForm, CounterRatingForm, OnlineRatingForm
from ..models import Rating
from ..queries import pages
from ..queries import ratings as reads
from ..workflow import MENDING
from .base import supervised

WRONG_IN_TEN_MINUTES = 10
THANKS = "评价已提交，谢谢您。评价只用于改进服务，您的姓名不会公开。"
NOT_FOUND = "没有查到：请核对办件编号和查询码，两者都印在收件凭证上。"
LOCKED = "连续多次没有查到，请 10 分钟后再试。"


@supervised("满意度评价")
def ratings(request):
    """Ratings by body with the share that was rated, and the negative ones."""
    chosen, today = FilterForm.read(request.GET), timezone.localdate()
    rows = pages.negative_ratings(request.user)
    context = {
        "today": today,
        "period": chosen["period"],
        "period_name": pages.PERIODS[chosen["period"]],
        "periods": pages.PERIODS.items(),
        "standings": pages.standings(request.user, period=chosen["period"], today=today),
        "page": pages.page_of(rows, after=chosen["after"], before=chosen["before"]),
    }
    return render(request, "supervision/ratings.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def rate(request, number):
    """The applicant rates a finished case, once; afterwards the page shows the rating given."""
    row = get_object_or_404(Case.objects.of_applicant(request.user).select_related("organisation"), number=number)
    given = Rating.objects.filter(case=row).first()
    form = OnlineRatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rate(actor=request.user, case=row, channel=_channel(request), **form.given)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, THANKS)
            return redirect("supervision:rate", number=row.number)
    context = {
        "case": row,
        "given": given,
        "form": form,
        "finished": row.state in FINAL_STATES,
        "given_label": Satisfaction(given.satisfaction).label if given else "",
    }
    return render(request, "supervision/rate.html", context)


def _channel(request) -> str:
    """PC端 or 移动端, as the browser calls itself."""
    return RatingChannel.MOBILE if "Mobi" in request.headers.get("User-Agent", "") else RatingChannel.WEB


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request):
    """The slip's number and code open the rating of its case; the codes travel in the body of a POST, slowed."""
    if request.method != "POST":
        return _code_page(request, CodeForm(initial={"number": request.GET.get("number", "")[:40]}))
    codes = CodeForm(request.POST)
    if limits.spent(request, "rate-code", WRONG_IN_TEN_MINUTES):
        return _code_page(request, codes, problem=LOCKED, status=429)
    if not codes.is_valid():
        return _code_page(request, codes, status=422)
    case = reads.case_by_code(**codes.cleaned_data)
    if case is None:
        limits.count(request, "rate-code", 600)
        return _code_page(request, codes, problem=NOT_FOUND, status=404)
    if case.state not in FINAL_STATES:
        return _code_page(request, codes, problem="这一件还没有办结，办结后才能评价。", status=409)
    if Rating.objects.filter(case=case).exists():
        return _code_page(request, codes, problem="这一件已经评价过了，每件只能评价一次。", status=409)
    form = OnlineRatingForm(request.POST if "satisfaction" in request.POST or "rate" in request.POST else None)
    context = {"title": case.item_name, "under": f"{case.organisation.name}，办件编号 {case.number}", "codes": codes}
    if not form.is_bound:
        return render(request, "supervision/rate_here.html", {**context, "form": form})
    return _rate(request, form, context, lambda: actions.rate_by_code(case=case, by=request.user, **form.given))


def _code_page(request, form, *, problem="", status=200):
    return render(request, "supervision/rate_code.html", {"form": form, "problem": problem}, status=status)


def _rate(request, form, context, act):
    status = 422
    if form.is_valid():
        try:
            act()
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return render(request, "supervision/rated.html", context, status=201)
    return render(request, "supervision/rate_here.html", {**context, "form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request, key):
    """A visit at a counter, by the key of one's number; it serves once."""
    ticket = get_object_or_404(Ticket.objects.select_related("group__hall__organisation", "item", "counter"), key=key)
    given = Rating.objects.filter(ticket=ticket).exists()
    where = f"{ticket.group.hall}{f' {ticket.counter.number} 号窗口' if ticket.counter else ''}"
    context = {"title": f"排队号 {ticket.label}", "under": where, "codes": None}
    if given:
        return render(request, "supervision/rated.html", context)
    form = CounterRatingForm(request.POST or None)
    if not form.is_bound:
        return render(request, "supervision/rate_here.html", {**context, "form": form})
    return _rate(request, form, context, lambda: actions.rate_visit(ticket=ticket, by=request.user, **form.given))


@require_safe
def code_image(request, number):
    """二维码 for a slip: opens the rating page with the number filled in; the code stays on the slip."""
    import io

    import segno  # loaded by the first that draws a code

    address = request.build_absolute_uri(f"{reverse('supervision:rate_code')}?number={number[:40]}")
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=2)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@require_safe
def public(request):
    """By department and month: how many rated, what share, how good, and what became of the negative ones."""
    today = timezone.localdate()
    month = reads.month_of(request.GET.get("month", ""), today)
    rows, halls = reads.departments(month), reads.halls(month)
    context = {
        "month": month,
        "months": reads.months(today),
        "rows": rows,
        "facts": _facts(reads.total(rows)),
        "halls": halls,
        "today": today,
    }
    return render(request, "supervision/open_ratings.html", context)


def _facts(total) -> list[tuple]:
    """The month in figures, each share with the number it is of."""
    if total is None:
        return []
    good = f"{total.good_share:.0f}%（{total.rated} 件评价）" if total.rated else "无评价"
    return [
        ("办结", total.served, "件"),
        ("评价率", f"{total.rated_share:.0f}%", ""),
        ("满意率", good, ""),
        ("差评", f"{total.negative} 件，已整改 {total.mended} 件", ""),
    ]


# --- the desk ------------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def task_list(request):
    """差评 to mend or to review."""
    if not reads.sees_tasks(request.user):
        raise Http404
    today = timezone.localdate()
    tabs, tab, page = reads.tasks(
        request.user,
        request.GET.get("tab", "open"),
        today,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    calendar = workdays.calendar()
    for row in page:
        row.left = _left(row, today, calendar)
    context = {"tabs": tabs, "tab": tab, "page": page, "may_call": reads.reviews(request.user)}
    return render(request, "supervision/desk_ratings.html", context)


def _left(row, today, calendar):
    if row.burns_on is None:
        return None
    return workdays.remaining(today, row.burns_on, calendar=calendar, provisional=True)


def _task(request, pk):
    row = reads.task(request.user, pk)
    if row is None:
        raise Http404
    return row


@login_required
@never_cache
@require_safe
def task(request, pk):
    return _show(request, _task(request, pk))


@login_required
@never_cache
@require_POST
def telephone(request, pk):
    """实名差评: the number to call, for who mends there; each view is logged."""
    row = _task(request, pk)
    if not _may_call(request.user, row):
        raise Http404
    log_view(request.user, "评价人电话", f"mending:{row.pk}", "联系评价人", request)
    return _show(request, row, telephone=row.rating.case.mobile or "没有留电话")


def _may_call(user, row) -> bool:
    """Whoever mends may reach a rater who gave the rating under an account, while the task is open."""
    identified = row.rating.case_id is not None and row.rating.rater_id is not None
    return identified and row.burns_on is not None and holds(user, "handle_complaints", row.organisation)


def _show(request, row, *, bound=None, status=200, telephone=""):
    acts = doors.offered(
        MENDING.open_to(request.user, row), TASK_FORMS, f"/desk/ratings/{row.pk}/", bound, prefix="task-"
    )
    doors.say_missed(request, acts, bound)
    context = {
        "task": row,
        "rating": row.rating,
        "acts": acts,
        "events": reads.events_of(row),
        "left": _left(row, timezone.localdate(), workdays.calendar()),
        "telephone": telephone,
        "may_call": not telephone and _may_call(request.user, row),
        "may_open": row.rating.case_id is not None and holds(request.user, "view_cases", row.organisation),
    }
    return render(request, "supervision/desk_rating.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def task_act(request, pk, move):
    row = _task(request, pk)
    if move not in TASK_FORMS:
        raise Http404
    if request.method != "POST":
        return _show(request, row)
    form = TASK_FORMS[move](request.POST, prefix=f"task-{move}")
    verbs = {
        "contact": actions.contact_rater,
        "reply": actions.reply_rating,
        "appeal": actions.appeal_rating,
    }

    def act():
        if move in verbs:
            return verbs[move](actor=request.user, task=row, **form.cleaned_data)
        return actions.judge_rating(actor=request.user, task=row, move=move, **form.cleaned_data)

    return doors.attempt(
        request,
        form,
        act,
        again=lambda bound, status: _show(request, _task(request, pk), bound=bound, status=status),
        said=f"“{MENDING[move].label}”已办理。",
        to=reverse("supervision:desk_rating", args=[pk]),
    )


@login_required
@never_cache
@require_safe
def calls(request):
    """Whom to call: finished and not rated, of bodies other than one's own."""
    if not reads.reviews(request.user):
        raise Http404
    page = reads.to_call(request.user, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "supervision/calls.html", {"page": page})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call(request, number):
    """One call; the number is shown in full, and the view is logged."""
    case = reads.case_to_call(request.user, number)
    if case is None or Rating.objects.filter(case=case).exists():
        raise Http404
    log_view(request.user, "申请人电话", f"case:{case.number}", "电话回访", request)
    form = CallForm(request.POST or None)
    if request.method == "POST":
        return doors.attempt(
            request,
            form,
            lambda: actions.enter_call(actor=request.user, case=case, **form.cleaned_data),
            again=lambda bound, status: render(
                request, "supervision/call.html", {"case": case, "form": bound}, status=status
            ),
            said=f"办件 {number} 的回访已登记。",
            to=reverse("supervision:calls"),
        )
    return render(request, "supervision/call.html", {"case": case, "form": form})
