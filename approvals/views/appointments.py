"""预约 online: choose an item, a day and an hour; one's own appointments; the number on arrival."""

from datetime import date, time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.enums import UserKind
from core.registers import number_of
from core.workflow import MoveRefused

from ..actions import appointments as acts
from ..models import Appointment
from ..queries.appointments import bookable, halls_of, slots_of


def _citizen_only(request):
    if request.user.kind == UserKind.STAFF:
        raise PermissionDenied("工作人员账号不能预约，请用个人或单位账号登录。")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appointments(request):
    """One's own; a POST of `cancel` or `arrive` is an act on one of them."""
    _citizen_only(request)
    rows = Appointment.objects.filter(person=request.user).select_related("hall", "ticket__group")
    if request.method == "POST":
        return _act(request, rows)
    today = timezone.localdate()
    found = list(rows.order_by("-day", "-hour", "-id")[:50])
    names = dict(bookable(today).filter(item__in=[row.item_id for row in found]).values_list("item_id", "name"))
    context = {
        "rows": [{"row": row, "name": names.get(row.item_id, row.item)} for row in found],
        "items": list(bookable(today).order_by("name", "id")[:200]),
        "today": today,
    }
    return render(request, "approvals/appointments.html", context)


def _act(request, rows):
    pk = number_of(request.POST.get("cancel", "") or request.POST.get("arrive", ""))
    row = get_object_or_404(rows, pk=pk)
    try:
        if "cancel" in request.POST:
            acts.cancel_appointment(actor=request.user, appointment=row)
            messages.success(request, "已取消，名额已让给别人。")
        else:
            group = row.hall.groups.order_by("letter").first()
            if group is None:
                raise MoveRefused("这个大厅不用取号，请直接到窗口。")
            done = acts.arrive(actor=request.user, appointment=row, group=group)
            return redirect("ticket", key=done.ticket.key)
    except MoveRefused as refused:
        messages.error(request, str(refused))
    return redirect("appointments")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book(request, code):
    """`hall` is a code; a POST of `slot` (day and hour) books."""
    _citizen_only(request)
    today = timezone.localdate()
    version = get_object_or_404(bookable(today), item__code=code)
    halls = halls_of(version, today)
    wanted = request.POST.get("hall", "") or request.GET.get("hall", "")
    hall = next((row for row in halls if row.code == wanted), halls[0] if halls else None)
    if request.method == "POST":
        if hall is None:
            raise Http404
        day, hour = _slot(request.POST.get("slot", ""))
        try:
            acts.book(actor=request.user, version=version, hall=hall, day=day, hour=hour)
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect("book", code=code)
        messages.success(request, "预约成功。请带齐材料，在时段前半小时内到大厅取号。")
        return redirect("appointments")
    slots = slots_of(version, hall, today) if hall else []
    context = {"version": version, "halls": halls, "hall": hall, "slots": slots}
    return render(request, "approvals/book.html", context)


def _slot(text: str):
    try:
        day, _, hour = text.partition(" ")
        return date.fromisoformat(day), time.fromisoformat(hour)
    except ValueError:
        raise Http404 from None
