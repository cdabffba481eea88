"""送审 papers: made on the page of a change set or of a campaign, taken away by those who may see it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.files import private_response
from core.registers import number_of
from core.workflow import MoveRefused

from .. import actions
from ..enums import PaperKind
from ..forms.papers import PAPER_FORMS
from ..models import ListChangeSet, Paper
from .campaigns import in_sight as campaign_in_sight
from .desk import back_to, in_sight, note_view, show


@login_required
@require_POST
def make(request, number, kind):
    """Make a paper of one change set; made again it keeps its number."""
    change_set = in_sight(request, number)
    if kind not in PaperKind.values:
        raise Http404
    form = PAPER_FORMS[kind](request.POST, prefix=kind)
    form.kind = kind
    if not form.is_valid():
        return show(request, change_set, paper_form=form, status=422)
    try:
        paper = actions.make_paper(actor=request.user, kind=kind, change_sets=[change_set], **form.cleaned_data)
    except PermissionDenied as refusal:
        raise Http404 from refusal
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        form.add_error(None, str(refusal))
        return show(request, change_set, paper_form=form, status=409)
    messages.success(request, f"{PaperKind(kind).label}已制作，文号 {paper.number}。")
    return redirect(f"{back_to(change_set)}#papers")


@login_required
@require_POST
def make_package(request, number):
    """The 送审 package of several change sets of a campaign."""
    campaign = campaign_in_sight(request, number)
    keys = [key for key in map(number_of, request.POST.getlist("sets")) if key is not None]
    sets = ListChangeSet.objects.visible_to(request.user).filter(campaign=campaign, pk__in=keys)
    try:
        paper = actions.make_paper(actor=request.user, kind=PaperKind.REQUEST, change_sets=sets)
    except PermissionDenied as refusal:
        raise Http404 from refusal
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"送审材料已制作，文号 {paper.number}。")
    return redirect("powerlist:campaign", number)


@login_required
@never_cache
@require_safe
def paper(request, pk):
    """The file of a paper."""
    found = Paper.objects.visible_to(request.user).filter(pk=pk).order_by("pk").first()
    if found is None:
        raise Http404
    note_view(request, found.get_kind_display(), f"paper:{found.pk}")
    return private_response(found.file, found.file_name)
