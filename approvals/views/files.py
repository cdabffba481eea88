"""Files of a case: sent only to its applicant and to staff who may see the case."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.actions import note_view
from core.files import private_response

from ..models import Case, CaseFile


@login_required
@require_safe
def my_file(request, number, pk):
    """A file of one's own case."""
    return _send(Case.objects.of_applicant(request.user), number, pk)


@login_required
@require_safe
def desk_file(request, number, pk):
    """A file of a case within the reader's bodies."""
    note_view(request, f"办件 {number} 的文件", f"case:{number}:file:{pk}")
    return _send(Case.objects.visible_to(request.user), number, pk)


def _send(cases, number, pk):
    files = CaseFile.objects.filter(case__in=cases, case__number=number)
    kept = get_object_or_404(files.exclude(case__archive__destroyed_at__isnull=False), pk=pk)
    return private_response(kept.file, _name(kept), inline=True)


def _name(kept: CaseFile) -> str:
    return f"{kept.title}-{kept.number}.pdf" if kept.number else kept.original_name
