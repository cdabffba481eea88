"""The clerk's import: upload, progress, preview with every row's faults, the decision."""

from pathlib import PurePath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import organisations_where
from core.files import private_response
from core.registers import ChangeSetState
from core.workflow import MoveRefused

from .. import actions
from ..enums import ImportState
from ..forms.imports import ConfirmForm, TakeBackForm, UploadForm
from ..kinds import form_choices
from ..models.imports import undo_until, why_kept
from ..queries import imports

RUNNING = (ImportState.UPLOADED, ImportState.READING, ImportState.APPLYING)
STAGES = {"read": "正在核对每一行", "compare": "正在与现行清单比对", "write": "正在写入变更批次"}
ANNOTATED_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def in_sight(request, key):
    """The job of the address, when this person fills lists for its body."""
    job = imports.job_of(request.user, key)
    if job is None:
        raise Http404
    return job


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Choose a workbook; below it, what was imported lately."""
    if not organisations_where(request.user, "fill_lists").exists():
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, initial=asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            job = actions.upload_workbook(actor=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("powerlist:import_job", job.key)
    jobs = imports.recent_jobs(request.user)
    return render(request, "powerlist/import_upload.html", {"form": form, "jobs": jobs})


def asked(request) -> dict:
    """What came back after a log-in, or what the link asked for: a form and a body."""
    found = {"kind": request.GET.get("kind", "")}
    if code := request.GET.get("organisation", "")[:30]:
        body = organisations_where(request.user, "fill_lists").filter(code=code)
        found["organisation"] = body.order_by("id").values_list("pk", flat=True).first()
    return {**{key: value for key, value in found.items() if value}, **(request.typed or {})}


@login_required
@never_cache
@require_safe
def job(request, key):
    """One import, wherever it stands: progress, refusal, preview, or the change set that it became."""
    row = in_sight(request, key)
    if row.state in RUNNING:
        return render(request, "powerlist/import_progress.html", {"job": row, **_progress(row)})
    if row.state == ImportState.REFUSED:
        return render(request, "powerlist/import_refused.html", {"job": row})
    return _preview(request, row)


def _preview(request, row, form=None, status=200):
    counts = row.result["counts"]
    label = dict(form_choices()).get(row.kind, row.kind)
    if form is None:
        initial = {
            "title": f"{row.organisation.name}{label}（{timezone.localdate().year}年调整）",
            **(request.typed or {}),
            "seen": row.mends,
        }
        form = ConfirmForm(counts=counts, kind=row.kind, initial=initial)
    try:
        start = int(request.GET.get("from", 0))
    except ValueError:
        start = 0
    context = {
        "job": row,
        "counts": counts,
        "preview": imports.preview_of(row, request.GET.get("tab", ""), start),
        "warnings": row.result.get("warnings", []),
        "left_out": imports.left_out(row) if row.state == ImportState.PREVIEWED else [],
        "to_write": counts["added"] + counts["changed"] + counts["removed"],
        "form": form,
        "acts": imports.mends_of(row),
        **_way_back(row),
    }
    return render(request, "powerlist/import_preview.html", context, status=status)


def _way_back(row) -> dict:
    """Until when an applied import can be taken back, why not (`kept`), or that it can be reversed (`counter`)."""
    if row.state == ImportState.APPLIED and row.kind == "contacts":
        kept = actions.why_roster_kept(row, timezone.now())
        return {"until": undo_until(row), "kept": kept, "take_back": TakeBackForm()}
    if row.state != ImportState.APPLIED or row.change_set is None:
        return {}
    if row.change_set.state == ChangeSetState.PUBLISHED:
        return {"counter": True}
    return {"until": undo_until(row), "kept": why_kept(row.change_set, timezone.now()), "take_back": TakeBackForm()}


def _progress(row) -> dict:
    """What the progress bar says; `share` in hundredths, None while nothing is known."""
    found = actions.progress_of(row)
    done, total = found.get("done", 0), found.get("total", 0)
    return {
        "stage": STAGES.get(found.get("stage"), "正在排队"),
        "done": done,
        "total": total,
        "share": done * 100 // total if total else None,
        "progress_at": reverse("powerlist:import_progress", args=[row.key]),
    }


@login_required
@never_cache
@require_safe
def progress(request, key):
    """The moving part of the progress page; when the job is done the whole page is asked for again."""
    row = in_sight(request, key)
    if row.state not in RUNNING:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "powerlist/_import_progress.html", {"job": row, **_progress(row)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, key):
    """Write what the preview shows, as the clerk decided; after a log-in in between, the form as it was filled."""
    row = in_sight(request, key)
    if row.state != ImportState.PREVIEWED:
        return redirect("powerlist:import_job", row.key)
    if request.method != "POST":
        return _preview(request, row)
    form = ConfirmForm(request.POST, counts=row.result["counts"], kind=row.kind)
    if form.is_valid():
        try:
            actions.confirm_job(actor=request.user, job=row, **{"title": "", **form.cleaned_data})
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            row = in_sight(request, key)
            form.data = {**form.data.dict(), "seen": row.mends}
        else:
            return redirect("powerlist:import_job", row.key)
    return _preview(request, row, form, status=422)


@login_required
@require_POST
def take_back(request, key):
    """Undo an import within its day."""
    row = in_sight(request, key)
    roster = row.kind == "contacts"
    if row.change_set is None and not roster:
        raise Http404
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明撤销的理由。")
        return redirect("powerlist:import_job", row.key)
    note = form.cleaned_data["note"]
    try:
        if roster:
            actions.take_back_roster(actor=request.user, job=row, note=note)
        else:
            actions.take_back(actor=request.user, change_set=row.change_set, note=note)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        words = "名单已换回导入之前的。" if roster else f"批次 {row.change_set.number} 的各行记为未采用。"
        messages.success(request, f"导入已撤销，{words}")
    return redirect("powerlist:import_job", row.key)


@login_required
@require_POST
def counter(request, key):
    """A draft that restores what a published import replaced."""
    row = in_sight(request, key)
    if row.change_set is None:
        raise Http404
    try:
        made = actions.counter_set(actor=request.user, change_set=row.change_set)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("powerlist:import_job", row.key)
    messages.success(request, f"已建立批次 {made.number}，请核对后报送。")
    return redirect("powerlist:desk_change_set", made.number)


@login_required
@never_cache
@require_safe
def faults(request, key):
    """The clerk's own workbook with the faults written beside the rows."""
    row = in_sight(request, key)
    if not row.result or not row.file:
        raise Http404
    name = f"{PurePath(row.filename).stem}（核对结果）.xlsx"
    response = HttpResponse(actions.annotated_file(job=row), content_type=ANNOTATED_TYPE)
    return _attached(response, name)


@login_required
@never_cache
@require_safe
def original(request, key):
    """The workbook as it was uploaded."""
    row = in_sight(request, key)
    if not row.file:
        raise Http404
    return private_response(row.file, row.filename)


def _attached(response, name: str):
    from urllib.parse import quote

    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
