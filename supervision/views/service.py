"""政务服务监督: the rates of every body, and the rows behind each."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.models import organisations_where

from ..queries import periods, service
from .base import supervised


@supervised("政务服务监督")
def rates(request):
    """Seven rates of every body in sight, for a period, with the depth of its online items."""
    today = timezone.localdate()
    period = _period(request, today)
    found = service.lines(organisations_where(request.user, "supervise"), period, today)
    code = request.GET.get("organisation", "")
    context = {
        "today": today,
        "period": period,
        "periods": periods.recent(today),
        "indicators": service.INDICATORS,
        "lines": found,
        "total": service.total(found),
        "chosen": next((line for line in found if line.organisation.code == code), None),
    }
    return render(request, "supervision/service.html", context)


@supervised("政务服务监督明细")
def rows(request, key):
    """The rows behind one rate of one body: those that lack it, or those that have it."""
    indicator = service.BY_KEY.get(key)
    if indicator is None:
        raise Http404
    today = timezone.localdate()
    period = _period(request, today)
    bodies = organisations_where(request.user, "supervise")
    body = get_object_or_404(bodies, code=request.GET.get("organisation", ""))
    lacking = request.GET.get("which", "lacking") == "lacking"
    page = service.rows_of(
        request.user, indicator, period, today, organisation=body.code, lacking=lacking,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    context = {
        "indicator": indicator,
        "period": period,
        "organisation": body,
        "lacking": lacking,
        "page": page,
        "rows": [service.words_of(indicator, row) for row in page],
    }
    return render(request, "supervision/service_rows.html", context)


def _period(request, today) -> periods.Period:
    key = request.GET.get("period", "")
    found = periods.period(key) if key else periods.month_of(today)
    if found is None:
        raise Http404
    return found
