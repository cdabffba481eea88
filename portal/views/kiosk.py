"""自助终端: pages for a touch screen in a hall. No log-in and no session, so nobody's data stay for the next person.

Every page but the first goes back by itself after 90 seconds (static/js/kiosk.js, which warns before and waits while
somebody touches the screen; without it the page's own refresh).
"""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from approvals.actions import queue
from approvals.models import Hall, QueueGroup
from approvals.views.queue import too_many
from core.masking import mask_name
from core.registers import number_of
from core.workflow import MoveRefused
from portal.forms import TrackForm
from powerlist.models import ServiceItemVersion

from . import track

IDLE = 90  # seconds
FOUND = 12


def _page(request, code: str, page: str, *, status: int = 200, **context):
    hall = context.pop("hall", None) or _hall(code)
    context |= {"hall": hall, "idle": IDLE}
    return render(request, f"portal/kiosk_{page}.html", context, status=status)


def _hall(code: str) -> Hall:
    return get_object_or_404(Hall.objects.open(), code=code)


def _guides():
    return ServiceItemVersion.objects.open_to_public(timezone.localdate()).select_related("item__organisation")


@never_cache
@require_safe
def home(request, code):
    return _page(request, code, "home")


@never_cache
@require_safe
def items(request, code):
    """`?q=` a part of the name."""
    words = request.GET.get("q", "").strip()[:40]
    rows = _guides().filter(name__icontains=words) if words else _guides()
    return _page(request, code, "items", q=words, rows=list(rows.order_by("name", "id")[:FOUND]))


@never_cache
@require_safe
def item(request, code, item):
    version = get_object_or_404(_guides(), item__code=item)
    materials = list(version.materials.order_by("position", "id"))
    return _page(request, code, "item", version=version, materials=materials)


@csrf_exempt  # no session, nothing of anybody's is changed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def number(request, code):
    hall, problem = _hall(code), ""
    if request.method == "POST":
        pk = number_of(request.POST.get("group", ""))
        group = get_object_or_404(QueueGroup.objects.filter(hall=hall), pk=pk)
        if too_many(request):
            problem = "取号太频繁，请到导服台取号。"
            return _page(request, code, "number", hall=hall, groups=[], problem=problem, status=429)
        try:
            taken = queue.take_number(group=group)
            return redirect("kiosk_ticket", code=hall.code, key=taken.key)
        except MoveRefused as refused:
            problem = str(refused)
    return _page(request, code, "number", hall=hall, groups=list(hall.groups.order_by("letter")), problem=problem)


@never_cache
@require_safe
def ticket(request, code, key):
    """The slip of a number, printed by the terminal."""
    hall = _hall(code)
    groups = hall.groups.filter(tickets__key=key)
    group = get_object_or_404(groups)
    return _page(request, code, "ticket", hall=hall, ticket=group.tickets.get(key=key), group=group)


@csrf_exempt  # it reads
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request, code):
    """By number and code; the same lock against guessing as /track/."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    found, problem, status, name = None, "", 200, ""
    if request.method == "POST":
        if not form.is_valid():
            problem, status = "请填写办件编号和 8 位查询码。", 422
        elif track.locked(request, form.cleaned_data["number"]):
            problem, status = track.LOCKED, 429
        else:
            found = track.find(request, **form.cleaned_data)
            problem, status = ("", 200) if found else (track.NOT_FOUND, 404)
    if found:
        name = mask_name(found.case.applicant_name)
    return _page(request, code, "progress", found=found, problem=problem, name=name, status=status)
