"""What everyone sees of a fund's targets and evaluations, and their workbooks in the official layout."""

from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.files import private_response

from ..documents import performance as documents
from ..queries import assessments, basics, entries, performance, plans
from .measures import public_entry


@require_safe
def public(request, code, year):
    """A year's published targets and evaluations of a fund."""
    entry, year = public_entry(code), int(year)
    plan, rows = performance.public_plan(entry, year), list(performance.public_assessments(entry, year))
    if not entry.versions.filter(year=year, state="published").exists():
        raise Http404
    for row in rows:
        row.money, row.lines = assessments.money_row(row), assessments.lines(row)
    context = {"entry": entry, "year": year, "plan": plan, "rows": rows, "years": _years(entry)}
    return render(request, "funds/open_performance.html", context)


def _years(entry) -> list[int]:
    listed = entry.versions.filter(state="published").order_by("-year").values_list("year", flat=True)
    return list(dict.fromkeys(listed))


@require_safe
def download(request, code, year, kind):
    """The published targets, self-evaluation or 财政评价 as a workbook."""
    entry, year = public_entry(code), int(year)
    if kind == "plan":
        plan = performance.public_plan(entry, year)
        if plan is None:
            raise Http404
        return _workbook(documents.plan_workbook(plan, entry.fund), f"{entry.fund}{year}年度绩效目标表.xlsx")
    row = get_object_or_404(performance.public_assessments(entry, year), kind=kind)
    return _evaluation(row, entry.fund)


def _workbook(data: bytes, name: str):
    return private_response(BytesIO(data), name)


def _evaluation(row, fund: str):
    data = documents.evaluation_workbook(row, fund, assessments.lines(row), assessments.money_row(row))
    return _workbook(data, f"{fund}{row.plan.year}年度{row.get_kind_display()}表.xlsx")


@login_required
@never_cache
@require_safe
def export_plan(request, code, year):
    entry = basics.entry_of(request.user, code)
    plan = plans.plan_of(entry, int(year)) if entry else None
    if plan is None:
        raise Http404
    return _workbook(documents.plan_workbook(plan, entry.name), f"{entry.name}{year}年度绩效目标表.xlsx")


@login_required
@never_cache
@require_safe
def export_assessment(request, pk):
    row = get_object_or_404(assessments.in_sight(request.user).exclude(kind="midyear"), pk=pk)
    return _evaluation(row, entries.name_of(row.plan.entry))
