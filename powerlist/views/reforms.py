"""机构改革 at the desk: the acts, one act with its preview, and each step of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import holds, organisations_where
from accounts.permissions import is_system_admin
from core.files import private_response
from core.workflow import MoveRefused

from .. import actions
from ..enums import ReformState
from ..forms.reforms import ApplyForm, DocumentForm, LineForm, ReformForm
from ..models import Reform
from ..queries import desk
from ..queries.reforms import plan_of, published_by
from .desk import note_view


def in_sight(request, number):
    """The act of the address: of one's bodies; the system administrator, who keeps the bodies, reads all."""
    rows = Reform.objects.all() if is_system_admin(request.user) else Reform.objects.visible_to(request.user)
    row = rows.filter(number=number).select_related("author", "recorder", "applier").order_by("id").first()
    if row is None:
        raise Http404
    return row


def may_draft(user) -> bool:
    return organisations_where(user, "review_lists").exists()


@login_required
@never_cache
@require_safe
def reform_list(request):
    """The acts in sight, the newest first."""
    everything = is_system_admin(request.user)
    if not everything and not desk.works_on_lists(request.user):
        raise Http404
    rows = Reform.objects.all() if everything else Reform.objects.visible_to(request.user)
    rows = rows.prefetch_related("lines__source", "lines__target").order_by("-id")[:100]
    context = {"rows": rows, "may_draft": may_draft(request.user), "may_open": desk.may_open(request.user)}
    return render(request, "powerlist/reforms.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Open an act."""
    if not may_draft(request.user):
        raise Http404
    form = ReformForm(request.POST or None, initial=request.typed or {})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.draft_reform(actor=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row.number} 已建立。请逐行写明各单位怎么办。")
            return redirect("powerlist:reform", row.number)
    status = 422 if form.is_bound else 200
    return render(request, "powerlist/reform_new.html", {"form": form}, status=status)


@login_required
@never_cache
@require_safe
def reform(request, number):
    """One act: its lines, every entry's fate, what stands in the way, the next step."""
    row = in_sight(request, number)
    note_view(request, "机构改革", f"reform:{row.number}")
    return show(request, row)


def show(request, row, *, part="", form=None, status=200):
    """The page of an act; `form` is the one of `part` that was refused."""
    user, lines = request.user, list(row.lines.select_related("source", "target"))
    sources = [line.source for line in lines]
    reviews = bool(lines) and all(holds(user, "review_lists", body) for body in sources)
    draft = row.state == ReformState.DRAFT
    records = draft and bool(lines) and all(holds(user, "record_decision", body) for body in sources)
    applies = row.state == ReformState.DECIDED and reviews and user.pk not in (row.author_id, row.recorder_id)
    forms = {
        "line": LineForm(user=user) if draft and may_draft(user) else None,
        "document": DocumentForm() if records and user.pk != row.author_id else None,
        "apply": ApplyForm() if applies else None,
    }
    if part:
        forms[part] = form
    return render(
        request,
        "powerlist/reform.html",
        {
            "reform": row, "lines": lines, "forms": forms, "part": part, "editable": forms["line"] is not None,
            "plan": plan_of(row) if row.state in (ReformState.DRAFT, ReformState.DECIDED) else None,
            "published": published_by(row) if row.state == ReformState.APPLIED else [],
            "too_early": timezone.localdate() < row.effective_on, "today": timezone.localdate(),
        },
        status=status,
    )  # fmt: skip


def _tried(request, number, part, form, act, said):
    """Make a step with a form; what was typed comes back when it is refused."""
    row = in_sight(request, number)
    if not form.is_valid():
        return show(request, row, part=part, form=form, status=422)
    try:
        act(row, form.cleaned_data)
    except PermissionDenied as refusal:
        raise Http404 from refusal
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, in_sight(request, number), part=part, form=form, status=409)
    except ValidationError as fault:
        form.add_error("scan", fault.messages)
        return show(request, row, part=part, form=form, status=422)
    messages.success(request, said)
    return redirect("powerlist:reform", number)


@login_required
@require_POST
def add_line(request, number):
    return _tried(
        request, number, "line", LineForm(request.POST, user=request.user),
        lambda row, typed: actions.add_line(actor=request.user, reform=row, **typed), "已加入。",
    )  # fmt: skip


@login_required
@require_POST
def record(request, number):
    return _tried(
        request, number, "document", DocumentForm(request.POST, request.FILES),
        lambda row, typed: actions.record_reform(actor=request.user, reform=row, **typed), "审定文件已记录，待执行。",
    )  # fmt: skip


@login_required
@require_POST
def apply(request, number):
    return _tried(
        request, number, "apply", ApplyForm(request.POST),
        lambda row, typed: actions.apply_reform(actor=request.user, reform=row, **typed), "已执行，清单已公布。",
    )  # fmt: skip


@login_required
@require_POST
def drop_line(request, number, pk):
    row = in_sight(request, number)
    line = row.lines.filter(pk=pk).order_by("id").first()
    if line is None:
        raise Http404
    return _plain(request, number, lambda: actions.drop_line(actor=request.user, line=line), "已删去。")


@login_required
@require_POST
def withdraw(request, number):
    row = in_sight(request, number)
    return _plain(request, number, lambda: actions.withdraw_reform(actor=request.user, reform=row), "已撤回。")


def _plain(request, number, act, said):
    try:
        act()
    except PermissionDenied as refusal:
        raise Http404 from refusal
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("powerlist:reform", number)


@login_required
@never_cache
@require_safe
def scan(request, number):
    """The scan of the document, for those who see the act."""
    row = in_sight(request, number)
    if not row.scan:
        raise Http404
    return private_response(row.scan, row.scan_name, inline=True)
