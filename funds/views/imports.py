"""Workbooks of the funds: upload, preview with every row's faults, the decision, the way back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import organisations_where
from core.files import private_response
from core.registers import number_of
from core.workflow import MoveRefused

from ..actions import imports as actions
from ..forms.imports import ConfirmForm, UploadForm
from ..queries import imports as queries


def _in_sight(request, pk):
    job = queries.job_of(request.user, pk)
    if job is None or job.kind not in actions.IMPORTS:
        raise Http404
    return job


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Upload a workbook: `?kind=`, `?subject=` and `?organisation=` (its code) say what for."""
    rules = actions.IMPORTS.get(request.GET.get("kind", ""))
    subject, code = request.GET.get("subject", "")[:60], request.GET.get("organisation", "")[:30]
    if rules is None:
        raise Http404
    bodies = organisations_where(request.user, rules.permission)
    body = bodies.filter(code=code).order_by("pk").first()
    if body is None:
        raise Http404
    try:
        label, address = rules.place(subject)
    except LookupError:
        raise Http404 from None
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            job = actions.upload(
                actor=request.user, organisation=body, kind=rules.key, subject=subject, **form.cleaned_data
            )
        except MoveRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("funds:import", job.pk)
    context = {"form": form, "rules": rules, "place": label, "address": address, "body": body,
               "jobs": queries.recent(request.user)}  # fmt: skip
    return render(request, "funds/import_new.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_safe
def job(request, pk):
    """One import: its preview, and afterwards what became of it."""
    return _shown(request, _in_sight(request, pk))


def _shown(request, row, form=None, status=200):
    rules = actions.IMPORTS[row.kind]
    try:
        label, address = rules.place(row.subject)
    except LookupError:
        label, address = "", ""
    form = form or ConfirmForm(missing=row.result["counts"]["missing"], label=rules.missing_label)
    context = {
        "job": row,
        "rules": rules,
        "place": label,
        "address": address,
        "preview": queries.preview_of(row, request.GET.get("tab", ""), number_of(request.GET.get("from", "")) or 0),
        "counts": row.result["counts"],
        "form": form,
        "writable": not row.result["faults"] and not row.result["counts"]["refused"],
        "may": organisations_where(request.user, rules.permission).filter(pk=row.organisation_id).exists(),
    }
    return render(request, "funds/import.html", context, status=status)


@login_required
@require_POST
def apply(request, pk):
    row = _in_sight(request, pk)
    rules = actions.IMPORTS[row.kind]
    form = ConfirmForm(request.POST, missing=row.result["counts"]["missing"], label=rules.missing_label)
    form.is_valid()
    return _act(
        request, row, form,
        lambda: actions.apply(actor=request.user, job=row, **form.cleaned_data), "已写入。",
    )  # fmt: skip


@login_required
@require_POST
def undo(request, pk):
    row = _in_sight(request, pk)
    return _act(request, row, None, lambda: actions.undo(actor=request.user, job=row), "已撤销，回到导入以前的内容。")


def _act(request, row, form, act, said):
    try:
        act()
    except PermissionDenied as refusal:
        raise Http404 from refusal
    except MoveRefused as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect("funds:import", row.pk)
        form.add_error(None, str(refusal))
        return _shown(request, _in_sight(request, row.pk), form, status=409)
    messages.success(request, said)
    return redirect("funds:import", row.pk)


@login_required
@never_cache
@require_safe
def original(request, pk):
    """The workbook as it was uploaded."""
    row = _in_sight(request, pk)
    return private_response(row.file, row.filename)
