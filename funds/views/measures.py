"""管理办法 and other papers of a fund: filed and published at the desk, read and fetched by everyone."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_view
from core.doors import attempt, offered
from core.files import private_response
from core.workflow import MoveRefused

from .. import actions
from ..actions.disclosure import may_disclose
from ..enums import DocumentState
from ..forms.measures import PAPER_ACTS, DocumentForm, MeasureForm
from ..models import FundDocument, FundEntry, Measure
from ..permissions import may_fill
from ..queries import entries, measures

ACTS = {
    ("measure", "publish"): actions.publish_measure,
    ("measure", "withdraw"): actions.withdraw_measure,
    ("document", "publish"): actions.publish_document,
    ("document", "withdraw"): actions.withdraw_document,
}
PUBLISH = SimpleNamespace(name="publish", label="公开", effect="公开后任何人都能下载，不能再改", danger=False)
WITHDRAW = SimpleNamespace(name="withdraw", label="作废", effect="这份稿子作废，登记留存", danger=True)


def entry_in_sight(user, code: str) -> FundEntry:
    entry = get_object_or_404(FundEntry.objects.visible_to(user).select_related("organisation"), code=code)
    entry.fund = entries.name_of(entry)
    return entry


@login_required
@never_cache
@require_safe
def desk(request, code):
    """All versions and papers of a fund with what may be done to each."""
    entry = entry_in_sight(request.user, code)
    note_view(request, "专项资金的管理办法", f"fund:{code}")
    return show(request, entry)


def show(request, entry, *, bound=None, status=200):
    """`bound` is the form of an act on a paper that was refused; its prefix names both."""
    panel = measures.panel(entry, timezone.localdate().year, request.user)
    documents = list(FundDocument.objects.visible_to(request.user).filter(entry=entry).order_by("-id")[:100])
    for kind, rows in (("measure", panel["versions"]), ("document", documents)):
        for row in rows:
            row.acts = _acts(request.user, entry, row, kind, bound)
    context = {"entry": entry, "panel": panel, "documents": documents, "may_file": may_fill(request.user, entry)}
    return render(request, "funds/desk_measures.html", context, status=status)


def _acts(user, entry, row, kind, bound) -> list[tuple]:
    """(act, form, whether it was refused just now, address) for a paper that is still a draft."""
    if row.state != DocumentState.DRAFT:
        return []
    row.entry = entry
    allowed = [PUBLISH] if may_disclose(user, row) else []
    allowed += [WITHDRAW] if may_fill(user, entry) else []
    base = f"/desk/funds/{entry.code}/papers/{kind}/{row.pk}/"
    return offered(allowed, PAPER_ACTS, base, bound, prefix=f"{kind}-{row.pk}-")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, code, kind):
    """File a version of the 管理办法, or another paper."""
    entry = entry_in_sight(request.user, code)
    if not may_fill(request.user, entry) or kind not in ("measure", "document"):
        raise Http404
    options = {"this_year": timezone.localdate().year} if kind == "document" else {}
    form_class = DocumentForm if kind == "document" else MeasureForm
    form = form_class(request.POST or None, request.FILES or None, initial=request.typed or {}, **options)
    if request.method == "POST" and form.is_valid():
        act = actions.file_document if kind == "document" else actions.file_measure
        try:
            act(actor=request.user, entry=entry, **form.facts())
        except ValidationError as error:
            form.add_error("upload", error.messages)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记。由本单位另一位填报人员或者县财政局审查后公开。")
            return redirect("funds:desk_measures", code)
    context = {"entry": entry, "form": form, "kind": kind}
    return render(request, "funds/desk_paper_new.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_POST
def act(request, code, kind, pk, name):
    """Publish or withdraw a paper."""
    entry = entry_in_sight(request.user, code)
    if (kind, name) not in ACTS:
        raise Http404
    model = Measure if kind == "measure" else FundDocument
    row = get_object_or_404(model.objects.visible_to(request.user), pk=pk, entry=entry)
    form = PAPER_ACTS[name](request.POST, prefix=f"{kind}-{pk}-{name}")
    return attempt(
        request, form, lambda: ACTS[kind, name](actor=request.user, **{kind: row}, **form.facts()),
        again=lambda form, status: show(request, entry, bound=form, status=status),
        said="已公开。" if name == "publish" else "已作废。", to=f"/desk/funds/{code}/measures/",
    )  # fmt: skip


@login_required
@never_cache
@require_safe
def desk_file(request, code, kind, pk):
    """A paper of a fund in sight, published or not."""
    entry = entry_in_sight(request.user, code)
    model = {"measure": Measure, "document": FundDocument}.get(kind)
    if model is None:
        raise Http404
    row = get_object_or_404(model.objects.visible_to(request.user), pk=pk, entry=entry)
    note_view(request, "专项资金的文件", f"fund:{code}:{kind}:{pk}")
    return private_response(row.file, row.file_name, inline=True)


# --- for everyone ----------------------------------------------------------------------------------------------------


def public_entry(code: str) -> FundEntry:
    entry = get_object_or_404(entries.public_entries().select_related("organisation"), code=code)
    entry.fund = entries.name_of(entry)
    return entry


@require_safe
def public(request, code):
    """All published versions of a fund's 管理办法 and its other published papers."""
    entry, today = public_entry(code), timezone.localdate()
    rows = list(measures.versions(entry))
    for row in rows:
        row.standing = measures.standing(row, today)
    context = {"entry": entry, "versions": rows, "documents": measures.papers(entry)[:100]}
    return render(request, "funds/open_measures.html", context)


@require_safe
def public_measure(request, code, number):
    row = get_object_or_404(measures.versions(public_entry(code)), number=number)
    return private_response(row.file, row.file_name, inline=True)


@require_safe
def public_document(request, code, pk):
    row = get_object_or_404(measures.papers(public_entry(code)), pk=pk)
    return private_response(row.file, row.file_name, inline=True)
