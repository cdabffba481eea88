"""Files of a case: sent only to its applicant and to staff who may see the case."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import note_view
from core.files import private_response

from .. import actions
from ..enums import ScanState
from ..models import Case, CaseFile


@login_required
@require_safe
def my_file(request, number, pk):
    """A file of one's own case."""
    return _send(Case.objects.of_applicant(request.user), number, pk)


@login_required
@require_POST
def read_paper(request, number, pk):
    """Open a paper that was served electronically: when it was first opened is on record."""
    papers = CaseFile.objects.papers().filter(case__in=Case.objects.of_applicant(request.user), case__number=number)
    paper = get_object_or_404(papers, pk=pk)
    actions.note_read(paper_id=paper.pk, actor=request.user)
    return redirect("my_file", number, pk)


@login_required
@require_safe
def desk_file(request, number, pk):
    """A file of a case within the reader's bodies."""
    note_view(request, f"办件 {number} 的文件", f"case:{number}:file:{pk}")
    return _send(Case.objects.visible_to(request.user), number, pk)


def _send(cases, number, pk):
    files = CaseFile.objects.filter(case__in=cases, case__number=number)
    kept = get_object_or_404(files.exclude(case__archive__destroyed_at__isnull=False), pk=pk)
    return send_scanned(kept, _name(kept))


def send_scanned(kept, name: str):
    """A file that has left quarantine; any other is not found, and why is said."""
    if not kept.is_served:
        raise Http404(
            "这个文件正在查毒，查完才能打开。" if kept.scan == ScanState.PENDING else "这个文件带有病毒，已删除。"
        )
    response = private_response(kept.file, name, inline=True)
    response["Content-Security-Policy"] += "; frame-ancestors 'self'"
    response["X-Frame-Options"] = "SAMEORIGIN"  # the portal's own page shows it in a frame
    return response


def _name(kept: CaseFile) -> str:
    return f"{kept.title}-{kept.number}.pdf" if kept.number else kept.original_name
