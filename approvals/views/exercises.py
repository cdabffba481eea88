"""权力运行信息: the register at the desk, what a department enters by form and by workbook, and the sums."""

import io
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import note_view
from accounts.models import Post
from accounts.permissions import is_staff_member, organisations_where
from core.doors import attempt

from .. import resources
from ..actions import exercises as actions
from ..forms import BodyForm, ExerciseFilterForm, ExerciseForm, ExerciseUploadForm, WithdrawExerciseForm
from ..models import ExerciseImport, PowerExercise
from ..models.registers import SEES_REGISTER
from ..queries import exercises as queries

LATEST = 10


def _reader(request) -> None:
    if not is_staff_member(request.user):
        raise PermissionDenied("权力运行信息只对工作人员开放。")
    if not organisations_where(request.user, *SEES_REGISTER).exists():
        raise PermissionDenied("您没有查看权力运行信息的授权。")


def _recording(request):
    """The bodies for which this person enters exercises; without any there is no such place."""
    if not is_staff_member(request.user):
        raise PermissionDenied("权力运行信息只对工作人员开放。")
    bodies = organisations_where(request.user, "record_powers")
    if not bodies.exists():
        raise PermissionDenied("您没有登记权力运行信息的授权。")
    return bodies


@never_cache
@login_required
@require_safe
def register(request):
    """The fields of ExerciseFilterForm, `?after=` and `?before=`."""
    _reader(request)
    form = ExerciseFilterForm(request.GET, bodies=queries.register_bodies(request.user))
    keys = {name: request.GET.get(name, "") for name in ("after", "before")}
    wanted = form.wanted()
    note_view(request, "权力运行信息", "exercises")
    found = queries.register_page(request.user, wanted, **keys)
    records = organisations_where(request.user, "record_powers").exists()
    return render(request, "approvals/exercises.html", found | {"form": form, "wanted": wanted, "records": records})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request, pk):
    """One row in full but for the party's name; POST takes it back."""
    _reader(request)
    rows = PowerExercise.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related("organisation", "entry", "version", "case", "post", "recorded_by", "withdrawal__actor"),
        pk=pk,
    )
    may = row.source != "case" and organisations_where(request.user, "record_powers").filter(pk=row.organisation_id)
    context = {"row": row, "may_withdraw": bool(may) and getattr(row, "withdrawal", None) is None}
    if request.method != "POST":
        note_view(request, "权力运行信息", f"exercise:{row.pk}")
        return render(request, "approvals/exercise.html", context | {"form": WithdrawExerciseForm()})

    def again(form, status):
        return render(request, "approvals/exercise.html", context | {"form": form}, status=status)

    form = WithdrawExerciseForm(request.POST)
    return attempt(
        request,
        form,
        lambda: actions.withdraw_exercise(actor=request.user, exercise=row, reason=form.cleaned_data["reason"]),
        again=again,
        said="已撤销这一条登记，原内容保留。",
        to=request.path,
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """`?organisation=` where a person enters for several bodies."""
    bodies = _recording(request)
    first = bodies.order_by("sort_key", "code").first()
    chosen = bodies.filter(code=request.GET.get("organisation", first.code)).first()
    if chosen is None:
        raise Http404
    choice = BodyForm(bodies=bodies, initial={"organisation": chosen.code}) if bodies.count() > 1 else None

    def again(form, status=200):
        today = timezone.localdate()
        powers = actions.powers_of(chosen).filter(versions__state="published", versions__valid_from__lte=today)
        named = powers.order_by("code", "-versions__number").values_list("code", "versions__name").distinct()
        context = {
            "form": form,
            "choice": choice,
            "chosen": chosen,
            "powers": list({code: f"{code} {name}" for code, name in reversed(named)}.values())[::-1],
            "posts": list(Post.objects.filter(organisation=chosen).order_by("name").values_list("name", flat=True)),
        }
        return render(request, "approvals/exercise_new.html", context, status=status)

    start = {"happened_on": timezone.localdate(), "actor_name": request.user.name} | (request.typed or {})
    if request.method != "POST":
        return again(ExerciseForm(organisation=chosen, initial=start))
    form = ExerciseForm(request.POST, organisation=chosen)
    return attempt(
        request,
        form,
        lambda: actions.record_exercise(actor=request.user, organisation=chosen, report=form.report()),
        again=again,
        said="已登记。",
        to="desk_powers",
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    bodies = _recording(request)

    def again(form, status=200):
        jobs = ExerciseImport.objects.visible_to(request.user).select_related("organisation", "uploaded_by")
        context = {"form": form, "jobs": list(jobs.defer("rows", "faults").order_by("-id")[:LATEST])}
        return render(request, "approvals/exercise_upload.html", context, status=status)

    if request.method != "POST":
        return again(ExerciseUploadForm(bodies=bodies))
    form = ExerciseUploadForm(request.POST, request.FILES, bodies=bodies)
    if not form.is_valid():
        return again(form, 422)
    try:
        job = actions.upload_exercises(actor=request.user, **form.cleaned_data)
    except actions.MoveRefused as refused:
        form.add_error("file", str(refused))
        return again(form, 422)
    return redirect("desk_power_import", job.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, pk):
    """What a workbook would enter; POST enters it."""
    _recording(request)
    jobs = ExerciseImport.objects.visible_to(request.user).select_related("organisation", "uploaded_by")
    job = get_object_or_404(jobs, pk=pk)
    context = {"job": job, "rows": (job.rows or [])[:20], "faults": job.faults[:200]}
    if request.method != "POST":
        return render(request, "approvals/exercise_import.html", context)
    from django import forms

    def again(form, status):
        return render(request, "approvals/exercise_import.html", context | {"form": form}, status=status)

    return attempt(
        request,
        forms.Form(request.POST),
        lambda: actions.apply_exercises(actor=request.user, job=job),
        again=again,
        said=lambda done: f"已登记 {done[0]} 条" + (f"，{done[1]} 条以前登记过，没有重复登记。" if done[1] else "。"),
        to="desk_powers",
    )


@login_required
@require_safe
def template(request):
    """The empty form to fill."""
    _recording(request)
    return FileResponse(
        io.BytesIO(resources.exercise_template()), as_attachment=True, filename="权力运行登记表.xlsx",
        content_type=resources.EXCEL,
    )  # fmt: skip


@never_cache
@login_required
@require_safe
def statistics(request):
    """`?since=` and `?until=` (months, 2026-01); this year by default."""
    _reader(request)
    today = timezone.localdate()
    since = _month(request.GET.get("since", "")) or today.replace(month=1, day=1)
    until = _month(request.GET.get("until", "")) or today.replace(day=1)
    context = queries.register_sums(request.user, since, until) | {"since": since, "until": until}
    context["outside"] = queries.outside_sums(request.user, since, until)
    return render(request, "approvals/exercise_statistics.html", context)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
