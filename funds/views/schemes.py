"""因素方案 at the desk: factors and weights, the table of values, the result, two side by side, the choice."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organisation
from core.registers import number_of
from core.workflow import MoveRefused

from ..actions import schemes as actions
from ..enums import AllocationState, Manner
from ..forms.allocations import Factors, SchemeForm
from ..forms.typed import ReasonForm
from ..permissions import may_fill_entry
from ..queries import schemes as queries
from ..resources import SHEET, factor_sheet
from .allocations import attempt, in_sight

SHOWN = 200  # units on a page; the rest is in the workbook


def _scheme(request, number, pk):
    row = in_sight(request, number)
    return row, get_object_or_404(row.schemes, pk=pk)


def _fills(request, row) -> bool:
    return row.state == AllocationState.DRAFT and may_fill_entry(request.user, row)


@login_required
@require_POST
def new(request, number):
    row = in_sight(request, number)
    form = SchemeForm(request.POST, allocation=row)
    return attempt(
        request, row, form, "scheme",
        lambda: actions.add_scheme(actor=request.user, allocation=row, **form.cleaned_data),
        "方案已建立。请设定因素和权重，再导入因素值。",
    )  # fmt: skip


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scheme(request, number, pk):
    """One scheme; POST sets its factors and weights."""
    row, found = _scheme(request, number, pk)
    fills = _fills(request, row)
    formset, note = None, request.POST.get("coefficient_note", found.coefficient_note)[:300]
    if request.method == "POST":
        if not fills:
            raise Http404
        formset = Factors(request.POST, prefix="factors")
        if formset.is_valid():
            try:
                actions.set_factors(
                    actor=request.user, scheme=found, factors=formset.factors(), coefficient_note=note
                )  # fmt: skip
            except MoveRefused as refusal:
                formset.non_form_errors().append(str(refusal))
            else:
                messages.success(request, "因素和权重已保存。因素值变了的，请重新导入；没有变的，请重新测算。")
                return redirect("funds:desk_scheme", number, pk)
    if formset is None:
        formset = Factors(prefix="factors", initial=found.factors)
    return _shown(request, row, found, fills, formset, note)


def _shown(request, row, found, fills, formset, note, reason=None, status=200):
    units = list(found.units.select_related("organisation").order_by("position")[:SHOWN])
    context = {
        "row": row,
        "scheme": found,
        "factors": queries.factors_of(found),
        "units": units,
        "count": found.units.count(),
        "fills": fills,
        "formset": formset,
        "note": note,
        "refused": [str(error) for error in formset.non_form_errors()],
        "reason_form": reason or ReasonForm(),
        "reason_open": reason is not None,
        "import_address": f"/desk/funds/imports/new/?kind=factors&subject={row.number}:{found.pk}"
        f"&organisation={row.entry.organisation.code}",
    }
    bad = status if status != 200 else 422 if formset.is_bound else 200
    return render(request, "funds/desk_scheme.html", context, status=bad)


@login_required
@require_POST
def compute(request, number, pk):
    _, found = _scheme(request, number, pk)
    try:
        actions.compute_scheme(actor=request.user, scheme=found)
        messages.success(request, "已测算，各单位数额合计等于分配总额。")
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("funds:desk_scheme", number, pk)


@login_required
@require_POST
def choose(request, number, pk):
    row, found = _scheme(request, number, pk)
    form = ReasonForm(request.POST)
    formset = Factors(prefix="factors", initial=found.factors)
    fills = _fills(request, row)
    if not form.is_valid():
        return _shown(request, row, found, fills, formset, found.coefficient_note, form, 422)
    try:
        actions.choose_scheme(actor=request.user, scheme=found, **form.cleaned_data)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, row, found, fills, formset, found.coefficient_note, form, 409)
    messages.success(request, f"已采用“{found.name}”，分配明细由它得出。")
    return redirect("funds:desk_allocation", number)


@login_required
@require_POST
def drop(request, number, pk):
    _, found = _scheme(request, number, pk)
    try:
        actions.drop_scheme(actor=request.user, scheme=found)
        messages.success(request, "方案已删去。")
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("funds:desk_allocation", number)


@login_required
@never_cache
@require_safe
def sheet(request, number, pk):
    """The workbook to fill: the factors as columns; the units of the scheme, or the townships of the county."""
    row, found = _scheme(request, number, pk)
    townships = Organisation.objects.current().townships().order_by("code").values_list("code", "short_name")
    data = factor_sheet(row, found, list(townships))
    name = f"{row.number}-{found.name}.xlsx"
    return FileResponse(io.BytesIO(data), content_type=SHEET, as_attachment=True, filename=name)


@login_required
@never_cache
@require_safe
def compare(request, number):
    """Two schemes side by side, drawn and as a table: `?left=` and `?right=`."""
    row = in_sight(request, number)
    known = {scheme.pk: scheme for scheme in row.schemes.exclude(digest="").order_by("id")}
    if row.manner != Manner.FACTORS:
        raise Http404
    picked = [number_of(request.GET.get(side, "")) for side in ("left", "right")]
    pair = [known[pk] for pk in picked if pk in known]
    pair = pair if len(pair) == 2 else list(known.values())[:2]
    if len(pair) < 2:
        messages.info(request, "有两个测算好的方案才能对比。请再建一个方案，或者复制后改权重。")
        return redirect("funds:desk_allocation", number)
    lines = queries.compared(*pair)
    context = {
        "row": row,
        "schemes": list(known.values()),
        "pair": pair,
        "lines": lines,
        "chart": [
            (line.name, (line.left or 0) / 10_000, (line.right or 0) / 10_000) for line in lines[:40]
        ],
        "factors": _factor_pairs(pair),
    }  # fmt: skip
    return render(request, "funds/desk_compare.html", context)


def _factor_pairs(pair) -> list[tuple]:
    """(factor, weight in the left, weight in the right)."""
    if len(pair) != 2:
        return []
    left, right = ({f.name: f.weight for f in queries.factors_of(scheme)} for scheme in pair)
    return [(name, left.get(name), right.get(name)) for name in dict.fromkeys([*left, *right])]
