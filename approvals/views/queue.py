"""叫号: the clerk's page, the screen of the hall, taking a number, the slip of a number."""

import hashlib

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.registers import number_of
from core.workflow import MoveRefused

from ..actions import queue as acts
from ..enums import TicketSource
from ..models import Hall, QueueGroup, Ticket
from ..queries.queue import ahead_of, queue_of, screen_of
from .window import clerk_only, counter_of

MOST_NUMBERS, SECONDS = 60, 600
ACTS = {
    "next": acts.call_next,
    "again": acts.call_again,
    "begin": acts.begin_serving,
    "end": acts.end_serving,
    "miss": acts.miss,
}
SAID = {"again": "已重呼", "begin": "开始办理", "end": "已办完", "miss": "已过号"}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request):
    """A POST of `act` is one of ACTS, of `back` brings a missed number back, of `group` takes a number at the desk."""
    clerk_only(request)
    counter, counters = counter_of(request)
    if request.method == "POST":
        if counter is None:
            raise Http404
        try:
            _act(request, counter)
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return redirect("queue")
    context = {"counter": counter, "counters": counters}
    if counter is not None and counter.group_id:
        context |= queue_of(counter, timezone.localdate())
        context["groups"] = list(counter.hall.groups.order_by("letter"))
    part = request.headers.get("HX-Request") == "true"
    return render(request, "approvals/_queue.html" if part else "approvals/queue.html", context)


def _act(request, counter) -> None:
    name, actor = request.POST.get("act", ""), request.user
    if pk := number_of(request.POST.get("back", "")):
        ticket = get_object_or_404(Ticket.objects.filter(group=counter.group_id), pk=pk)
        messages.success(
            request, f"{acts.bring_back(actor=actor, counter=counter, ticket=ticket).label} 重新排队，排在最前。"
        )
    elif pk := number_of(request.POST.get("group", "")):
        group = get_object_or_404(counter.hall.groups, pk=pk)
        ticket = acts.take_number(group=group, source=TicketSource.CLERK, first="first" in request.POST)
        messages.success(request, f"已取号 {ticket.label}。")
    elif name in ACTS:
        ticket = ACTS[name](actor=actor, counter=counter)
        if ticket is None:
            messages.info(request, "现在没有人排队。")
        else:
            messages.success(request, f"{SAID.get(name, '请叫')} {ticket.label}。")
    else:
        raise Http404


@never_cache
@require_safe
def screen(request, code):
    """The public screen of a hall; the part that moves is fetched again every few seconds, the page without script
    every 15."""
    hall = get_object_or_404(Hall.objects.open(), code=code)
    context = {"hall": hall, "now": timezone.localtime()} | screen_of(hall, timezone.localdate())
    part = request.headers.get("HX-Request") == "true"
    answer = render(request, "approvals/_screen.html" if part else "approvals/screen.html", context)
    if not part:
        answer["Refresh"] = "600"  # a screen that hangs for months fetches its style anew
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request, code):
    """取号, at the terminal of the hall or by one's own phone there."""
    hall = get_object_or_404(Hall.objects.open(), code=code)
    if request.method == "POST":
        group = get_object_or_404(QueueGroup.objects.filter(hall=hall), pk=number_of(request.POST.get("group", "")))
        if too_many(request):
            messages.error(request, "取号太频繁，请到导服台取号。")
            return redirect("take_number", code=code)
        try:
            return redirect("ticket", key=acts.take_number(group=group).key)
        except MoveRefused as refused:
            messages.error(request, str(refused))
    return render(request, "approvals/take_number.html", {"hall": hall} | screen_of(hall, timezone.localdate()))


def too_many(request) -> bool:
    """Whether this address took more numbers in ten minutes than a terminal in a full hall would."""
    key = f"numbers:{hashlib.sha256((get_client_ip_address(request) or '').encode()).hexdigest()}"
    cache.add(key, 0, SECONDS)
    return cache.incr(key) > MOST_NUMBERS


@never_cache
@require_safe
def ticket(request, key):
    """A number and how many are before it."""
    found = get_object_or_404(Ticket.objects.select_related("group__hall", "counter"), key=key)
    context = {"ticket": found, "ahead": ahead_of(found) if found.state == "waiting" else 0}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "approvals/_ticket.html" if part else "approvals/ticket.html", context)
