"""The archive: found, looked into, borrowed, and destroyed by list. Every look is an act in its log."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_view
from accounts.models import organisations_where
from accounts.permissions import is_staff_member
from core.files import private_response
from core.registers import key_page
from core.workflow import MoveRefused

from .. import actions
from ..forms import ArchiveFilter, DecideForm, LoanForm, ProposeForm, ReasonForm
from ..models import Archive, ArchiveLoan, Case, DestructionList
from ..queries import archives_found, expired_archives

MOVES = {
    "archive": "归档",
    "view": "查看",
    "download": "调阅归档包",
    "lend": "借出",
    "return": "归还",
    "propose": "列入销毁清册",
    "keep": "不同意销毁",
    "destroy": "销毁",
}
MOST_ON_A_LIST = 200


def _keeper(request):
    """The bodies whose archives this person keeps or may have destroyed; others see no such place."""
    if not is_staff_member(request.user):
        raise PermissionDenied("档案只对工作人员开放。")
    bodies = organisations_where(request.user, "keep_archives", "destroy_archives")
    if not bodies.exists():
        raise PermissionDenied("您没有管理办件档案的授权。")
    return bodies


def _found(request, pk) -> Archive:
    _keeper(request)
    rows = Archive.objects.visible_to(request.user).select_related("organisation", "case", "archived_by")
    return get_object_or_404(rows, pk=pk)


@never_cache
@login_required
@require_safe
def archives(request):
    """`?q=`, `?retention=`, `?state=`, `?after=` and `?before=` (keys of rows)."""
    _keeper(request)
    form = ArchiveFilter(request.GET)
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name, "") for name in ("retention", "state")}
    rows = archives_found(request.user, words=form.cleaned_data.get("q", ""), on=timezone.localdate(), **wanted)
    page = key_page(
        rows, ("id",), after=request.GET.get("after", ""), before=request.GET.get("before", ""), newest_first=True
    )
    context = {"form": form, "page": page, "today": timezone.localdate()}
    return render(request, "approvals/archives.html", context)


@never_cache
@login_required
@require_POST
def archive_case(request, number):
    """归档 of one closed case."""
    if not is_staff_member(request.user):
        raise PermissionDenied("档案只对工作人员开放。")
    case = get_object_or_404(Case.objects.visible_to(request.user), number=number)
    try:
        made = actions.archive_case(case=case, actor=request.user)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return redirect("desk_papers", number)
    messages.success(request, f"已归档，档号 {made.number}。")
    return redirect("desk_papers", number)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request, pk):
    """目录 and log of one archive; to look is an act, so the page asks first and shows on POST."""
    row = _found(request, pk)
    if request.method != "POST":
        return _shown(request, row)
    actions.open_archive(archive=row, actor=request.user)
    note_view(request, f"档案 {row.number}", f"archive:{row.pk}")
    return _shown(request, row, opened=True)


def _shown(request, row: Archive, *, opened: bool = False, lent=None, reason=None, status: int = 200):
    history = [
        {"at": move.at, "title": MOVES.get(move.move, move.move), "who": move.actor_name, "note": move.note, "tone": ""}
        for move in row.moves.order_by("-id")[:100]
    ]
    context = {
        "archive": row,
        "today": timezone.localdate(),
        "opened": opened,
        "parts": row.parts.order_by("position") if opened else [],
        "loans": list(row.loans.select_related("lent_by", "returned_to").order_by("-id")),
        "history": history,
        "loan_form": lent or LoanForm(),
        "reason_form": reason or ReasonForm(),
        "may_keep": organisations_where(request.user, "keep_archives").filter(pk=row.organisation_id).exists(),
    }
    return render(request, "approvals/archive.html", context, status=status)


@never_cache
@login_required
@require_POST
def package(request, pk):
    """The package, for a reason that is written down."""
    row = _found(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, reason=form, status=422)
    try:
        actions.open_archive(archive=row, actor=request.user, reason=form.cleaned_data["reason"], package=True)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return redirect("archive", pk)
    note_view(request, f"归档包 {row.number}", f"archive:{row.pk}")
    return private_response(row.file, f"{row.number}.zip")


@never_cache
@login_required
@require_POST
def lend(request, pk):
    row = _found(request, pk)
    form = LoanForm(request.POST)
    if form.is_valid():
        try:
            actions.lend(archive=row, actor=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        except ValidationError as error:
            for name, errors in error.message_dict.items():
                form.add_error(name, errors)
        else:
            messages.success(request, "已登记借出。")
            return redirect("archive", pk)
    return _shown(request, row, lent=form, status=422)


@never_cache
@login_required
@require_POST
def give_back(request, pk):
    loan = get_object_or_404(ArchiveLoan.objects.filter(archive__in=Archive.objects.visible_to(request.user)), pk=pk)
    try:
        actions.give_back(loan=loan, actor=request.user)
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已登记归还。")
    return redirect("archive", loan.archive_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def destruction_lists(request):
    """The lists, and a new one of what is over: `?body=` names the body (its code)."""
    bodies = _keeper(request).order_by("sort_key", "code")
    today = timezone.localdate()
    keeps = organisations_where(request.user, "keep_archives")
    code = request.POST.get("body") or request.GET.get("body") or ""
    body = keeps.filter(code=code).first() if code else None
    form = None
    if body is not None:
        rows = expired_archives(request.user, body, today)
        over = Archive.objects.filter(pk__in=rows.values("pk")[:MOST_ON_A_LIST]).order_by("expires_on", "id")
        form = ProposeForm(request.POST if request.method == "POST" else None, archives=over)
        if request.method == "POST" and form.is_valid():
            try:
                made = actions.propose_destruction(organisation=body, actor=request.user, **form.cleaned_data)
            except MoveRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"已提出销毁清册 {made.number}，等待批准。")
                return redirect("destruction", made.pk)
    lists = DestructionList.objects.filter(organisation__in=bodies).select_related("organisation", "proposed_by")
    overdue = Archive.objects.visible_to(request.user).filter(expires_on__lt=today, destroyed_at__isnull=True)
    waiting = keeps.filter(pk__in=overdue.values("organisation")).order_by("sort_key", "code")
    context = {"lists": lists.order_by("-id")[:100], "bodies": waiting, "body": body, "form": form}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "approvals/destruction_lists.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def destruction(request, pk):
    """One list, and the decision on it by another person than who proposed it."""
    bodies = _keeper(request)
    rows = DestructionList.objects.filter(organisation__in=bodies)
    row = get_object_or_404(rows.select_related("organisation", "proposed_by", "decided_by"), pk=pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_destruction(destruction=row, actor=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已登记决定。")
            return redirect("destruction", pk)
    decides = organisations_where(request.user, "destroy_archives").filter(pk=row.organisation_id).exists()
    context = {
        "row": row,
        "lines": row.lines.select_related("archive").order_by("pk"),
        "form": form,
        "may_decide": decides and row.state == "proposed" and row.proposed_by_id != request.user.pk,
    }
    return render(request, "approvals/destruction.html", context, status=422 if form.errors else 200)
