"""存量证照 by workbook: upload, progress, preview with every row's faults, the decision, the second person."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.registers import number_of
from core.workflow import MoveRefused

from .. import resources
from ..actions import imports as actions
from ..enums import ImportState, Trust
from ..forms import UploadForm
from ..models import LicenceImport
from ..queries import imports as queries
from .desk import managed, staff_only


def _job(request, pk) -> LicenceImport:
    staff_only(request)
    rows = LicenceImport.objects.visible_to(request.user).select_related("organisation", "type", "uploaded_by")
    return get_object_or_404(rows, pk=number_of(pk) or 0)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Upload a workbook, and what was uploaded lately."""
    staff_only(request)
    bodies = managed(request.user)
    if not bodies.exists():
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        try:
            job = actions.upload(actor=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("desk_licence_import", job.pk)
    context = {"form": form, "jobs": queries.recent(request.user)}
    return render(request, "licences/import_new.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_safe
def job(request, pk):
    row = _job(request, pk)
    if row.state in queries.RUNNING:
        return render(request, "licences/import_progress.html", {"job": row, **_progress(row)})
    found = queries.preview(
        row, tab=request.GET.get("tab", ""), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = found | {
        "job": row,
        "counts": row.counts,
        "manages": managed(request.user).filter(pk=row.organisation_id).exists(),
        "writable": row.state == ImportState.READ and not row.counts.get("refused"),
        "to_write": row.counts.get("new", 0) + row.counts.get("changed", 0),
        "second": row.state == ImportState.APPLIED and row.trust == Trust.TYPED,
        "own": row.uploaded_by_id == request.user.pk,
    }
    return render(request, "licences/import.html", context)


def _progress(row) -> dict:
    done, total = actions.progress_of(row)
    stage = "正在核对每一行" if row.state == ImportState.UPLOADED else "正在写入"
    return {"stage": stage, "done": done, "total": total, "share": done * 100 // total if total else None}


@never_cache
@login_required
@require_safe
def progress(request, pk):
    """The moving part; when the job is done the whole page is asked for again."""
    row = _job(request, pk)
    if row.state not in queries.RUNNING:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "licences/_import_progress.html", {"job": row, **_progress(row)})


@login_required
@require_POST
def apply(request, pk):
    return _act(request, pk, lambda row: actions.apply(actor=request.user, job=row), "")


@login_required
@require_POST
def confirm(request, pk):
    said = "已确认，这一批证照可以免交使用。"
    return _act(request, pk, lambda row: actions.confirm_import(actor=request.user, job=row), said)


def _act(request, pk, act, said):
    row = _job(request, pk)
    try:
        act(row)
    except PermissionDenied as refused:
        raise Http404 from refused
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return redirect("desk_licence_import", row.pk)


@login_required
@require_safe
def template(request):
    """The empty form to fill."""
    staff_only(request)
    return FileResponse(
        io.BytesIO(resources.stock_template()), as_attachment=True, filename="存量证照登记表.xlsx",
        content_type=resources.SHEET,
    )  # fmt: skip
