"""Papers at the desk: what is made, sealed and served; the applicant's consent; verification for anyone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_view
from accounts.backends import client_address
from accounts.permissions import holds, is_staff_member
from accounts.queries import signatures_of
from core.files import private_response
from core.masking import mask_name
from core.workflow import MoveRefused

from .. import actions
from ..enums import ConsentMeans
from ..forms import ConsentForm, IssueForm, PaperCodeForm, ServiceForm, SignedFileForm
from ..models import Case, CasePaper, PaperService
from ..permissions import may_work
from ..queries import archive_faults, consent_of, papers_panel

WRONG_LIMIT = 5
MOST_FILES = 20
WRONG_SECONDS = 600


def _visible(request, number) -> Case:
    if not is_staff_member(request.user):
        raise PermissionDenied("工作台只对工作人员开放。")
    cases = Case.objects.visible_to(request.user).select_related("organisation", "version__item")
    return get_object_or_404(cases, number=number)


def _workable(request, number) -> Case:
    case = _visible(request, number)
    if not may_work(request.user, case):
        raise Http404
    return case


@never_cache
@login_required
@require_safe
def desk_papers(request, number):
    """文书与送达 of one case."""
    case = _visible(request, number)
    note_view(request, f"办件 {number} 的文书", f"case:{number}")
    return _show(request, case)


def _show(request, case: Case, *, issue=None, consent=None, status: int = 200):
    panel = papers_panel(case)
    context = {
        "case": case,
        "panel": panel,
        "may_work": may_work(request.user, case),
        "consent": consent_of(case),
        "issue_form": issue or IssueForm(),
        "consent_form": consent or ConsentForm(),
        "archive": getattr(case, "archive", None),
        "faults": archive_faults(case, panel["rows"], panel["missing"]),
        "may_archive": holds(request.user, "keep_archives", case.organisation),
    }
    return render(request, "approvals/desk_papers.html", context, status=status)


@never_cache
@login_required
@require_POST
def issue(request, number):
    """制作文书 by hand."""
    case = _workable(request, number)
    form = IssueForm(request.POST)
    if not form.is_valid():
        return _show(request, case, issue=form, status=422)
    try:
        actions.issue_paper(case=case, actor=request.user, **form.facts())
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return _show(request, case, issue=form, status=422)
    messages.success(request, "文书正在制作，过一会儿刷新。")
    return redirect("desk_papers", number)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def service(request, number, pk):
    """登记送达 of one paper."""
    case = _workable(request, number)
    paper = get_object_or_404(case.files.papers().select_related("move", "case"), pk=pk)
    if request.method == "POST":
        form = ServiceForm(request.POST, request.FILES, paper=paper)
        if form.is_valid() and _recorded(request, paper, form):
            messages.success(request, f"已登记送达：{paper.title}。")
            return redirect("desk_papers", number)
    else:
        now = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
        form = ServiceForm(paper=paper, initial={"receiver": case.applicant_name, "relation": "本人", "served_at": now})
    context = {"case": case, "paper": paper, "form": form}
    return render(request, "approvals/desk_service.html", context, status=422 if form.errors else 200)


def _recorded(request, paper, form: ServiceForm) -> bool:
    try:
        actions.record_service(paper=paper, actor=request.user, **form.cleaned_data)
    except MoveRefused as refused:
        form.add_error(None, str(refused))
    except ValidationError as error:
        for name, errors in (error.message_dict if hasattr(error, "error_dict") else {"proof": error.messages}).items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        return True
    return False


@login_required
@require_safe
def proof(request, number, pk):
    """The proof of a service, for staff who may see the case."""
    case = _visible(request, number)
    row = get_object_or_404(PaperService.objects.filter(paper__case=case).exclude(proof=""), pk=pk)
    note_view(request, f"办件 {number} 的送达凭证", f"case:{number}:service:{pk}")
    return private_response(row.proof, row.proof_name, inline=True)


@never_cache
@login_required
@require_POST
def consent(request, number):
    """电子送达确认, written down by a clerk."""
    case = _workable(request, number)
    form = ConsentForm(request.POST)
    if form.is_valid():
        try:
            actions.record_consent(case=case, actor=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已登记。")
            return redirect("desk_papers", number)
    return _show(request, case, consent=form, status=422)


@never_cache
@login_required
@require_POST
def my_consent(request, number):
    """The applicant agrees to electronic service, or takes it back."""
    case = get_object_or_404(Case.objects.of_applicant(request.user), number=number)
    given = request.POST.get("given") == "1"
    try:
        actions.record_consent(case=case, actor=request.user, given=given, means=ConsentMeans.ONLINE)
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已登记您同意电子送达。" if given else "已撤回，以后的文书不再电子送达。")
    return redirect("my_case", number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """Anyone: by the code on the paper, or by the file itself, which isn't kept. Wrong codes are slowed down."""
    context = {"code_form": PaperCodeForm(), "file_form": SignedFileForm(), "found": None, "signatures": None}
    context |= {"wrong": False, "slow": False}
    status = 200
    if request.method == "POST":
        form = context["file_form"] = SignedFileForm(request.POST, request.FILES)
        if _is_slowed(request, "files", MOST_FILES):
            context["slow"], status = True, 429
        elif form.is_valid():
            context["signatures"] = signatures_of(form.cleaned_data["file"])
            _count(request, "files")
        else:
            status = 422
    elif "code" in request.GET:
        form = context["code_form"] = PaperCodeForm(request.GET)
        if _is_slowed(request):
            context["slow"], status = True, 429
        elif form.is_valid():
            context["found"] = _found(form.cleaned_data["code"])
            if context["found"] is None:
                _count(request)
                context["wrong"], status = True, 404
    return render(request, "approvals/verify_paper.html", context, status=status)


def _found(code: str) -> dict | None:
    """No more than a verifier needs; a natural person masked."""
    sheet = CasePaper.objects.filter(code=code).select_related("file__case__organisation", "seal_use__seal").first()
    if sheet is None:
        return None
    case = sheet.file.case
    return {
        "sheet": sheet,
        "file": sheet.file,
        "body": case.organisation.name,
        "applicant": mask_name(case.applicant_name) if case.is_person else case.applicant_name,
        "item": case.item_name,
        "seal": sheet.seal_use.seal if sheet.seal_use else None,
        "day": timezone.localdate(sheet.file.move.at),
    }


def _key(request, what: str) -> str:
    return f"approvals:{what}:{client_address(request)}"


def _is_slowed(request, what: str = "wrong", most: int = WRONG_LIMIT) -> bool:
    return cache.get(_key(request, what), 0) >= most


def _count(request, what: str = "wrong") -> None:
    cache.add(_key(request, what), 0, WRONG_SECONDS)
    cache.incr(_key(request, what))
