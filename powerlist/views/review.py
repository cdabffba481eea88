"""What reviewers leave on the rows of a change set, the opinions heard on it, and its letter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.workflow import MoveRefused

from .. import actions
from ..forms.moves import AnswerForm, ConsultationForm, HeardForm, RemarkForm, RulingForm, VerdictForm
from ..models import ListEntry
from .desk import back_to, in_sight, note_view, show
from .parts import aspects_open
from .rows import in_set


def _say(request, change_set, part: str, form, act, done: str, row=None):
    """Do one thing on the page of a change set; what was typed stays when it is refused."""
    if not form.is_valid():
        form.part = part
        return show(request, change_set, beside=(row.pk, form) if row else None, status=422)
    try:
        act(form.cleaned_data)
    except PermissionDenied as refusal:
        raise Http404 from refusal
    except (MoveRefused, actions.RowChanged) as refusal:
        messages.error(request, str(refusal))
        form.part = part
        form.add_error(None, str(refusal))
        return show(request, in_sight(request, change_set.number), beside=(row.pk, form) if row else None, status=409)
    messages.success(request, done)
    anchor = f"#row-{row.pk}" if row else "#opinions"
    query = request.GET.urlencode()
    return redirect(f"{back_to(change_set)}{'?' + query if query else ''}{anchor}")


@login_required
@require_POST
def verdict(request, number, pk):
    """A verdict on one aspect of one row."""
    change_set = in_sight(request, number)
    row = in_set(change_set, pk)
    form = VerdictForm(request.POST, aspects=aspects_open(request.user, change_set))
    return _say(
        request, change_set, "verdict", form,
        lambda data: actions.give_verdict(actor=request.user, version=row, **data),
        f"“{row.name}”的审查结论已记下。", row,
    )  # fmt: skip


@login_required
@require_POST
def remark(request, number, pk):
    """A remark on one cell."""
    change_set = in_sight(request, number)
    row = in_set(change_set, pk)
    form = RemarkForm(request.POST, version=row)
    return _say(
        request, change_set, "remark", form,
        lambda data: actions.remark(actor=request.user, version=row, **data),
        f"对“{row.name}”的栏目意见已记下，退回时一并告诉填报单位。", row,
    )  # fmt: skip


@login_required
@require_POST
def ruling(request, number, pk):
    """What the meeting ruled on one row."""
    change_set = in_sight(request, number)
    row = in_set(change_set, pk)
    form = RulingForm(request.POST, version=row)
    return _say(
        request, change_set, "ruling", form,
        lambda data: actions.rule_row(actor=request.user, version=row, **data),
        f"“{row.name}”的审定结果已记下。", row,
    )  # fmt: skip


@login_required
@require_POST
def successor(request, number, pk):
    """Name an entry that follows an ended one, by its code, or take it back."""
    change_set = in_sight(request, number)
    row = in_set(change_set, pk)
    code = request.POST.get("code", "").strip()[:50]
    entry = ListEntry.objects.filter(code=code, kind=row.kind).order_by("id").first()
    try:
        if entry is None:
            raise MoveRefused(f"清单里没有编码“{code}”，请核对后再填。")
        act = actions.forget_successor if "forget" in request.POST else actions.name_successor
        act(actor=request.user, version=row, entry=entry)
    except PermissionDenied as refusal:
        raise Http404 from refusal
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{row.name}”的承接事项已更新。")
    return redirect(f"{back_to(change_set)}#row-{row.pk}")


@login_required
@require_POST
def consult(request, number):
    """Open a public period."""
    change_set = in_sight(request, number)
    return _say(
        request, change_set, "consult", ConsultationForm(request.POST),
        lambda data: actions.open_consultation(actor=request.user, change_set=change_set, **data),
        "公开征求意见已开始，公众可以在“征求意见”栏目看到。",
    )  # fmt: skip


@login_required
@require_POST
def hear(request, number):
    """Put an expert's or a department's opinion on record."""
    change_set = in_sight(request, number)
    return _say(
        request, change_set, "heard", HeardForm(request.POST),
        lambda data: actions.record_heard(actor=request.user, change_set=change_set, **data), "意见已记录。",
    )  # fmt: skip


@login_required
@require_POST
def answer(request, number, pk):
    """Answer an opinion, or show or hide one of the public."""
    change_set = in_sight(request, number)
    opinion = change_set.opinions.filter(pk=pk).select_related("change_set__organisation").order_by("id").first()
    if opinion is None:
        raise Http404
    if "shown" in request.POST:
        try:
            actions.moderate_heard(actor=request.user, opinion=opinion, shown=request.POST["shown"] == "yes")
        except PermissionDenied as refusal:
            raise Http404 from refusal
        messages.success(request, "这条意见的公开与否已更新。")
        return redirect(f"{back_to(change_set)}#opinions")
    form = AnswerForm(request.POST, prefix=f"answer-{opinion.pk}")
    if not form.is_valid():
        messages.error(request, "请选择采纳或不采纳，并写明理由。")
        return redirect(f"{back_to(change_set)}#opinions")
    return _say(
        request, change_set, "answer", form,
        lambda data: actions.answer_heard(actor=request.user, opinion=opinion, **data), "答复已记下。",
    )  # fmt: skip


LETTERS = {
    "pdf": ("application/pdf", "letter_pdf"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "letter_docx"),
}


@login_required
@never_cache
@require_safe
def letter(request, number, ending):
    """The numbered letter of a suggestion, for printing or sealing."""
    from ..documents import letters  # loads reportlab and python-docx

    change_set = in_sight(request, number)
    paper = getattr(change_set, "letter", None)
    if paper is None:
        raise Http404
    note_view(request, "建议函", f"list_change_set:{change_set.number}")
    content_type, make = LETTERS[ending]
    response = HttpResponse(getattr(letters, make)(paper), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{paper.number}.{ending}")
    return response
