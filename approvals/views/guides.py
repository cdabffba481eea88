"""The guide under which one applied, for its applicant alone: what is 向申请人公开 is read here and nowhere else."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.files import private_response
from powerlist.enums import Disclosure
from powerlist.models import ServiceItemVersion
from powerlist.queries.guides import FILES, ROWS, file_of, guide_page
from powerlist.queries.texts import words_of

from ..enums import CaseState
from ..models import Case

OPEN = (Disclosure.PUBLIC, Disclosure.APPLICANT)


@never_cache
@login_required
@require_safe
def my_guide(request, number):
    """The version that holds for one's own case, as it was on the day of filing; another person's is not found."""
    case, version = _mine(request, number)
    context = guide_page(version, timezone.localdate(case.received_at))
    listed = context["listed"]
    if listed is not None and listed.disclosure not in OPEN:
        listed = version.listed = None
        context |= {"listed": None, "citations": []}
    context |= {
        "files": f"/me/cases/{case.number}/guide/files/",
        "of_case": case,
        "own_cells": _cells(listed) if listed else [],
    }
    return render(request, "powerlist/guide.html", context)


def _cells(listed) -> list[tuple[str, str]]:
    cells = listed.public_cells
    return [(label, words_of(cells[key])) for key, label in listed.public_labels.items() if cells.get(key)]


@never_cache
@login_required
@require_safe
def my_guide_file(request, number, what, pk):
    """A form, sample or paper of that guide."""
    _, version = _mine(request, number)
    if what not in FILES:
        raise Http404
    file, name = file_of(version, what, pk)
    if not file or not file.storage.exists(file.name):
        raise Http404
    return private_response(file, name, inline=True)


def _mine(request, number) -> tuple[Case, ServiceItemVersion]:
    cases = Case.objects.of_applicant(request.user).exclude(state=CaseState.DRAFT)
    case = get_object_or_404(cases, number=number)
    guides = ServiceItemVersion.objects.open_to_applicants().prefetch_related(*ROWS)
    rows = guides.select_related("item__entry", "item__organisation", "licence_type")
    return case, get_object_or_404(rows, pk=case.version_id)
