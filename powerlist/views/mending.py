"""One row of an upload: what is wrong with it, its cells to mend, and the choice to leave it out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.registers import diff
from core.workflow import MoveRefused

from .. import actions
from ..actions.mends import plain_columns, shown_values
from ..enums import ImportState
from ..forms.imports import OmitForm, mend_form
from ..kinds import KINDS
from ..models import ImportMend
from ..queries import imports
from .imports import in_sight

TEMPLATE = "powerlist/import_row.html"


def _line(request, key, place):
    """The row of the address, while its import is looked at."""
    job = in_sight(request, key)
    line = imports.line_of(job, place) if job.state == ImportState.PREVIEWED else None
    if line is None:
        raise Http404
    return line


def _gone(request, key):
    """Where the way leads when the import moved on meanwhile: its page says how it stands."""
    job = in_sight(request, key)
    return redirect("powerlist:import_job", job.key) if job.state != ImportState.PREVIEWED else None


def _open(line) -> bool:
    """Whether the row has a form: there is something to mend."""
    return bool(line.facts.get("cells"))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def row(request, key, place):
    """Mend a row in the form of its kind. Of two at once, the second sees what the first wrote beside the own."""
    if (elsewhere := _gone(request, key)) is not None:
        return elsewhere
    line = _line(request, key, place)
    acts = imports.acts_on(line)
    if not _open(line):
        if request.method == "POST":
            raise Http404
        return _page(request, line, acts)
    form = mend_form(line, request.POST or None, seen=acts[0].number if acts else 0, typed=request.typed)
    beside, status = [], 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.mend_row(
                actor=request.user, line=line, cells=form.mended, touched=form.touched,
                seen=form.cleaned_data["seen"] or 0,
            )  # fmt: skip
        except actions.MendedBefore as late:
            beside, status = _beside(line, late.current, form), 409
            form.data = form.data.copy()
            form.data["seen"] = late.current.number
            form.add_error(None, str(late))
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, key, place)
    return _page(request, line, acts, form=form, beside=beside, status=status)


def _beside(line, theirs, form) -> list:
    """What a colleague wrote beside what was typed here; nothing where the colleague left the row out."""
    if theirs.kind != ImportMend.Kind.MEND:
        return []
    if line.job.kind not in KINDS:
        return diff(shown_values(line, theirs), form.cells, {c.key: c.header for c in plain_columns(line.job.kind)})
    kind = KINDS[line.job.kind]
    cells = {name: theirs.cells.get(name, "") for name in ("name", "category", "office")}
    before = kind.cells(**cells, content=kind.clean(theirs.cells.get("content")))
    return diff(before, form.cells, kind.labels)


def _page(request, line, acts, *, form=None, omit=None, beside=(), status=200):
    seen = acts[0].number if acts else 0
    return render(
        request,
        TEMPLATE,
        {
            "job": line.job,
            "line": imports.shown_line(line),
            "filed": line.facts.get("cells", {}).get("filed", []),
            "form": form,
            "omit": omit or OmitForm(initial={"seen": seen}, prefix="omit"),
            "acts": acts,
            "undoable": bool(acts) and imports.was_mended(acts[0]),
            "seen": seen,
            "beside": beside,
            "near": imports.neighbours(line),
        },
        status=422
        if status == 200 and any(f is not None and f.is_bound and f.errors for f in (form, omit))
        else status,
    )


@login_required
@require_POST
def omit(request, key, place):
    """Leave the row out, with the reason."""
    if (elsewhere := _gone(request, key)) is not None:
        return elsewhere
    line = _line(request, key, place)
    form = OmitForm(request.POST, prefix="omit")
    if form.is_valid():
        try:
            actions.omit_row(
                actor=request.user, line=line, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"] or 0
            )
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("powerlist:import_row", key, place)
        return _done(request, key, place)
    acts = imports.acts_on(line)
    mend = mend_form(line, seen=acts[0].number if acts else 0)
    return _page(request, line, acts, form=mend if _open(line) else None, omit=form)


@login_required
@require_POST
def restore(request, key, place):
    """The row as the file has it counts again."""
    if (elsewhere := _gone(request, key)) is not None:
        return elsewhere
    line = _line(request, key, place)
    seen = request.POST.get("seen", "")
    try:
        actions.restore_row(actor=request.user, line=line, seen=int(seen) if seen.isascii() and seen.isdigit() else 0)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("powerlist:import_row", key, place)


def _done(request, key, place):
    """After a mend: the next row with a fault where it was asked for, else the preview at this row."""
    job = in_sight(request, key)
    if job.state != ImportState.PREVIEWED:
        return redirect("powerlist:import_job", job.key)
    line = imports.line_of(job, place)
    if line is None:
        return redirect("powerlist:import_job", job.key)
    shown = imports.shown_line(line)
    if shown["errors"]:
        messages.warning(request, f"第 {line.row} 行已保存，还有{len(shown['errors'])}处要改。")
        return redirect("powerlist:import_row", key, place)
    messages.success(request, f"第 {line.row} 行已{'略去' if line.state == 'omitted' else '改正'}。")
    after = imports.neighbours(line)["after"] if request.POST.get("next") else None
    if after is not None:
        return redirect("powerlist:import_row", key, after)
    return redirect(f"{reverse('powerlist:import_job', args=[key])}?tab=all&from={place}")
