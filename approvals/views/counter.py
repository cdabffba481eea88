"""At the counter: the appointments of the day, and what was promised at 容缺受理 handed in without an account."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.doors import plainly
from core.registers import number_of
from core.workflow import MoveRefused

from .. import actions
from ..actions import appointments as booking
from ..forms import MaterialsForm, name_of
from ..models import Appointment, Hall, Intake, QueueGroup
from ..queries.appointments import counter_page
from ..queries.materials import material_rows
from .window import clerk_only


def _halls(request):
    clerk_only(request)
    return Hall.objects.visible_to(request.user).open()


@never_cache
@login_required
@require_safe
def booked(request):
    """`?day=` (today), `?after=` and `?before=`: who comes to the halls of this person, by hour."""
    halls = _halls(request)
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = timezone.localdate()
    found = counter_page(halls, day, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "approvals/window_appointments.html", found)


def _appointment(request, pk) -> Appointment:
    """An appointment at one of this person's halls; another's isn't found."""
    rows = Appointment.objects.filter(hall__in=_halls(request)).select_related("hall", "item")
    return get_object_or_404(rows, pk=pk)


def _back(row: Appointment) -> str:
    return f"{reverse('window_appointments')}?day={row.day:%Y-%m-%d}"


@login_required
@require_POST
def arrived(request, pk):
    """到场: a number in the queue, before those who didn't book."""
    row = _appointment(request, pk)
    group = QueueGroup.objects.filter(hall=row.hall, pk=number_of(request.POST.get("group", ""))).first()
    if group is None:
        raise Http404
    try:
        done = booking.arrive(actor=request.user, appointment=row, group=group)
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"已到场，排队号 {done.ticket.label}。")
    return redirect(_back(row))


@login_required
@require_POST
def cancelled(request, pk):
    """Cancelled by telephone or at the counter; the place is free again."""
    row = _appointment(request, pk)
    return plainly(
        request,
        lambda: booking.cancel_appointment(actor=request.user, appointment=row),
        said="预约已取消，名额放出。",
        to=_back(row),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request, number):
    """补交容缺材料 at the counter that received the case, for somebody without an account (or with one)."""
    clerk_only(request)
    intakes = Intake.objects.visible_to(request.user).select_related("case__organisation", "case__version__item")
    case = get_object_or_404(intakes, case__number=number).case
    owed = [row for row in material_rows(case) if row.row is not None and row.is_owed]
    if case.accepted_at is None or not owed:
        messages.info(request, "这一件没有要补交的材料。")
        return redirect("window_case", number=number)
    materials = [row.material for row in owed]
    form = MaterialsForm(request.POST or None, request.FILES or None, materials=materials, optional=True)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_in(case=case, actor=request.user, files=list(form.uploads()))
        except PermissionDenied as refused:
            raise Http404 from refused
        except ValidationError as error:
            form.add_error(None, error.messages)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "材料已补交，核对合格后继续办理。")
            return redirect("window_case", number=number)
    rows = [{"field": form[name_of(row.material)], "material": row.material} for row in owed]
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "approvals/window_hand_in.html", {"case": case, "form": form, "uploads": rows}, status=status
    )
