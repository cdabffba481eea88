"""Opinions asked of the reader's bodies: the list, one with what is needed of the case, and its answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_view
from accounts.permissions import is_staff_member
from core.workflow import MoveRefused

from .. import actions
from ..forms import AnswerForm
from ..models import Consultation
from ..queries import asked_case, asked_page, came_late
from .files import send_scanned


def _asked(request):
    """The opinions asked of the reader's bodies; any other is not found."""
    if not is_staff_member(request.user):
        raise PermissionDenied("工作台只对工作人员开放。")
    rows = Consultation.objects.visible_to(request.user)
    return rows.select_related("organisation", "asked_by", "answered_by", "case__organisation", "case__version")


@never_cache
@login_required
@require_safe
def asked_list(request):
    """`?done=1` for those answered or withdrawn; `?after=`, `?before=`."""
    _asked(request)
    keys = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    found = asked_page(request.user, timezone.localdate(), done=request.GET.get("done") == "1", **keys)
    return render(request, "approvals/desk_asked.html", found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def asked_one(request, pk):
    """One question; an answer is given once, and what was typed comes back when it can't be."""
    row = get_object_or_404(_asked(request), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=request.typed or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_opinion(consultation=row, actor=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
            row = get_object_or_404(_asked(request), pk=pk)
        else:
            messages.success(request, f"已答复{row.case.organisation}（{row.case.number}）。")
            return redirect("asked_list")
    today = timezone.localdate()
    context = {"row": row, "form": form, "late": row.is_late(today), "came_late": came_late(row), **asked_case(row)}
    return render(request, "approvals/desk_asked_one.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def asked_file(request, pk, file):
    """A file attached to the question, as long as the opinion is asked; every opening is logged."""
    row = get_object_or_404(_asked(request).open(), pk=pk)
    kept = row.attached.uploads().filter(pk=file).first()
    if kept is None:
        raise Http404
    number = row.case.number
    log_view(request.user, f"办件 {number} 的材料", f"case:{number}:file:{kept.pk}", "答复征求意见", request)
    return send_scanned(kept, kept.original_name)
