"""支出 at the desk: a year's funds planned against spent, a fund's budget changes and remainders, the month's table."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import organisations_where
from accounts.permissions import holds
from core.registers import VersionState, number_of
from core.workflow import MoveRefused

from ..actions.budgets import change_budget
from ..actions.remainders import settle_remainder
from ..forms.spending import ChangeForm, RemainderForm
from ..models import FundVersion
from ..queries import home
from ..queries import remainders as left_queries
from ..queries import spending as queries
from ..queries.basics import entry_of, years_of
from ..queries.lists import years
from ..resources import SHEET, month_sheet


@login_required
@never_cache
@require_safe
def overview(request):
    """The funds in reach of a year with their money; what was left of the year before."""
    if not home.works_on_funds(request.user):
        raise Http404
    known, today = years(), timezone.localdate()
    year = number_of(request.GET.get("year", "")) or (known[0] if known else today.year)
    page = queries.spending_page(
        request.user, year=year, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    bodies = organisations_where(request.user, "fill_funds").filter(funds__versions__year=year).distinct()
    finance = organisations_where(request.user, "review_funds")
    context = {
        "year": year,
        "years": known,
        "page": page,
        "chart": [
            (line.version.name, line.money.budget / 10_000, line.money.executed / 10_000) for line in page.rows[:12]
        ],
        "bodies": list(bodies.order_by("sort_key", "code")[:20]),
        "month": today.month - 1 if today.year == year and today.month > 1 else 12 if today.year > year else 1,
        "months": range(1, today.month + 1 if today.year == year else 13),
        "left": left_queries.waiting(year, today, bodies=finance),
    }
    return render(request, "funds/desk_spending.html", context)


@login_required
@never_cache
@require_safe
def sheet(request, code, year, month):
    """The month's table of a department to fill in."""
    body = organisations_where(request.user, "fill_funds").filter(code=code).order_by("pk").first()
    if body is None or not 1 <= month <= 12:
        raise Http404
    rows = FundVersion.objects.filter(
        entry__organisation=body, year=year, state=VersionState.PUBLISHED, valid_to__isnull=True
    )
    rows = list(rows.select_related("entry").order_by("sort_key", "id"))
    reported = queries.reported_by([row.entry_id for row in rows], year, month)
    data = month_sheet(year, month, body, rows, reported)
    name = f"{body.short_name}{year}年{month}月支出进度.xlsx"
    return FileResponse(io.BytesIO(data), content_type=SHEET, as_attachment=True, filename=name)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fund(request, code, year):
    """One fund's year: months, payments, budget changes, what is left; 财政局 writes changes and remainders here."""
    entry = entry_of(request.user, code)
    if entry is None or year not in years_of(entry):
        raise Http404
    may = holds(request.user, "review_funds", entry.organisation)
    change = ChangeForm(prefix="change", entry=entry, year=year, user=request.user)
    remainder = RemainderForm(prefix="remainder")
    status, opened = 200, ""
    if request.method == "POST":
        if not may:
            raise Http404
        opened = "remainder" if "remainder-kind" in request.POST or request.POST.get("act") == "remainder" else "change"
        if opened == "change":
            form = change = ChangeForm(request.POST, prefix="change", entry=entry, year=year, user=request.user)
        else:
            form = remainder = RemainderForm(request.POST, prefix="remainder")
        status = 422
        if form.is_valid():
            act = change_budget if opened == "change" else settle_remainder
            try:
                act(actor=request.user, entry=entry, year=year, **form.facts())
            except MoveRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, "已登记。")
                return redirect("funds:desk_fund_spending", code, year)
    ended = year < timezone.localdate().year
    context = {
        "entry": entry,
        "year": year,
        "panel": queries.panel(entry, year, request.user),
        "may": may,
        "change_form": change,
        "remainder_form": remainder,
        "open_act": opened,
        "ended": ended,
        "left": left_queries.left_of(entry, year) if ended else None,
    }
    return render(request, "funds/desk_fund_spending.html", context, status=status)
