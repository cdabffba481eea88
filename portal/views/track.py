"""查询进度 without an account: by 办件编号 and 查询码, masked, slowed against guessing, every attempt logged."""

import hashlib
import secrets

import structlog
from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from approvals.enums import CaseState
from approvals.models import Case
from core.masking import mask_name
from portal.forms import TrackForm
from portal.queries.matters import handovers_of, matter
from powerlist.models import ServiceItemVersion

log = structlog.get_logger(__name__)

WINDOW_SECONDS = 600
FAILURES_PER_NUMBER = 5
FAILURES_PER_ADDRESS = 20
LOCKED = "连续多次没有查到，为防止有人猜测查询码，请 10 分钟后再试。"
NOT_FOUND = "没有查到这一件：请核对办件编号和查询码，两者都印在收件凭证上。"


@csrf_exempt  # it reads, changes nothing, and the form on the home page must be the same for everyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request):
    """The code travels in the body of a POST, so that no log and no history of a browser holds it."""
    if request.method != "POST":
        return render(request, "portal/track.html", {"form": TrackForm(), "found": None, "problem": "", "number": ""})
    form = TrackForm(request.POST)
    found, problem, status = None, "", 200
    if not form.is_valid():
        problem, status = "请填写办件编号和 8 位查询码。", 422
    elif locked(request, form.cleaned_data["number"]):
        problem, status = LOCKED, 429
        log.warning("track_locked", number=form.cleaned_data["number"])
    else:
        found = find(request, **form.cleaned_data)
        problem, status = ("", 200) if found else (NOT_FOUND, 404)
    context = {
        "form": form,
        "found": found,
        "problem": problem,
        "own": False,
        "number": form.data.get("number", "")[:40],
    }
    if found:
        context["name"] = mask_name(found.case.applicant_name)
        mine = request.user.is_authenticated and found.case.applicant_id == request.user.pk
        guides = ServiceItemVersion.objects.open_to_applicants()
        context["own"] = mine and guides.filter(pk=found.case.version_id).exists()
    return render(request, "portal/track.html", context, status=status)


def find(request, *, number: str, code: str):
    case = (
        Case.objects.exclude(state=CaseState.DRAFT)
        .select_related("organisation")
        .defer("form_data", "applicant_document", "mobile")
        .filter(number__iexact=number)
        .first()
    )
    right = secrets.compare_digest((case.query_code if case else secrets.token_hex(4)).encode(), code.encode())
    if case is None or not right:
        _count_failure(request, number)
        log.info("track_failed", number=number)
        return None
    log.info("track_shown", number=case.number)
    return matter(case, timezone.localdate(), handed=handovers_of(case))


def locked(request, number: str) -> bool:
    """Whether this address, or anyone for this number, has failed too often in the last ten minutes."""
    by_number, by_address = _keys(request, number)
    counts = cache.get_many([by_number, by_address])
    return counts.get(by_number, 0) >= FAILURES_PER_NUMBER or counts.get(by_address, 0) >= FAILURES_PER_ADDRESS


def _count_failure(request, number: str):
    for key in _keys(request, number):
        cache.add(key, 0, WINDOW_SECONDS)
        cache.incr(key)


def _keys(request, number: str) -> tuple[str, str]:
    address = get_client_ip_address(request) or ""
    digest = hashlib.sha256(f"{address}|{number}".encode()).hexdigest()
    return f"track:number:{digest}", f"track:address:{hashlib.sha256(address.encode()).hexdigest()}"
