"""办件信息库: cases as records, and registers taken away as files."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_view, note_view
from accounts.permissions import is_staff_member, organisations_where
from core.files import private_response
from core.workflow import MoveRefused

from ..actions import exports
from ..enums import JobState, RegisterKind
from ..forms import ExerciseFilterForm, ExportForm, LibraryFilterForm
from ..models import Case, RegisterExport
from ..queries import exercises, national

LATEST = 20


def _reader(request):
    if not is_staff_member(request.user):
        raise PermissionDenied("办件信息库只对工作人员开放。")
    bodies = organisations_where(request.user, "view_cases")
    if not bodies.exists():
        raise PermissionDenied("您没有查看办件的授权。")
    return [(body.pk, str(body)) for body in bodies]


@never_cache
@login_required
@require_safe
def library(request):
    """The fields of LibraryFilterForm, `?after=` and `?before=`."""
    form = LibraryFilterForm(request.GET, bodies=_reader(request))
    wanted, keys = form.wanted(), {name: request.GET.get(name, "") for name in ("after", "before")}
    note_view(request, "办件信息库", "library")
    found = national.library_page(request.user, wanted, **keys)
    return render(request, "approvals/library.html", found | {"form": form, "wanted": wanted})


@never_cache
@login_required
@require_safe
def record(request, number):
    """One case in the national field names, masked, with its files in four groups."""
    _reader(request)
    cases = national.with_records(Case.objects.visible_to(request.user))
    case = get_object_or_404(cases, number=number)
    note_view(request, f"办件信息库 {number}", f"case:{number}")
    context = {
        "case": case,
        "tables": national.tables_shown(national.record_of(case, full=False)),
        "groups": national.files_by_group(case, sorted(case.files.all(), key=lambda kept: kept.pk)),
        "licence": getattr(getattr(case, "result", None), "licence", None),
    }
    return render(request, "approvals/library_case.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request, kind):
    """Ask for an export of what the filters of the address leave (the query of the list)."""
    if kind not in RegisterKind.values:
        raise Http404
    if kind == RegisterKind.CASES:
        wanted = LibraryFilterForm(request.GET, bodies=_reader(request)).wanted()
        rows = national.library_rows(request.user, wanted)
    else:
        if not is_staff_member(request.user) or not (bodies := exercises.register_bodies(request.user)):
            raise PermissionDenied("您没有查看权力运行信息的授权。")
        wanted = ExerciseFilterForm(request.GET, bodies=bodies).wanted()
        rows = exercises.register_rows(request.user, wanted)
    in_full = exports.reach_in_full(request.user).exists()
    form = ExportForm(request.POST or None, in_full=in_full, with_files=kind == RegisterKind.CASES)
    if request.method == "POST" and form.is_valid():
        try:
            job = exports.ask_export(actor=request.user, kind=kind, query=wanted, request=request, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk_export", job.pk)
    context = {"form": form, "kind": RegisterKind(kind), "count": rows.count(), "wanted": wanted}
    context["jobs"] = RegisterExport.objects.filter(asked_by=request.user).order_by("-id")[:LATEST]
    status = 422 if form.is_bound else 200
    return render(request, "approvals/export_new.html", context, status=status)


def _own(request, pk) -> RegisterExport:
    """One's own exports alone: another's isn't found."""
    if not is_staff_member(request.user):
        raise PermissionDenied("导出只对工作人员开放。")
    return get_object_or_404(RegisterExport, asked_by=request.user, pk=pk)


@never_cache
@login_required
@require_safe
def job(request, pk):
    return render(request, "approvals/export.html", {"job": _own(request, pk)})


@never_cache
@login_required
@require_safe
def progress(request, pk):
    """The moving part; when the job is over the whole page is asked for again."""
    row = _own(request, pk)
    if row.is_over:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "approvals/_job_progress.html", {"job": row, "address": request.path})


@login_required
@require_safe
def download(request, pk):
    """The file, while it is kept; that of personal data is logged each time."""
    row = _own(request, pk)
    if row.state != JobState.DONE or not row.file:
        raise Http404
    if row.full:
        if not exports.reach_in_full(request.user).exists():
            raise Http404
        log_view(request.user, f"下载{row.get_kind_display()}（含个人信息）", f"export:{row.pk}", row.purpose, request)
    return private_response(row.file, row.filename)
