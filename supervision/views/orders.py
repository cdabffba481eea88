"""督办: the supervisors' orders, and what a body does about those it was sent."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import is_staff_member
from core.doors import attempt, offered, say_missed
from core.files import private_response

from .. import actions
from ..enums import OrderState
from ..forms import NothingForm, OrderForm, OrderOpinionForm, OrderReplyForm
from ..models import Alert, Order
from ..queries import pages
from ..workflow import ORDER
from .base import supervised

FORMS = {
    "issue": NothingForm,
    "drop": OrderOpinionForm,
    "sign_for": NothingForm,
    "reply": OrderReplyForm,
    "close": OrderOpinionForm,
    "renew": OrderOpinionForm,
}
VERBS = {
    "issue": actions.issue_order,
    "drop": actions.drop_order,
    "sign_for": actions.sign_for_order,
    "reply": actions.reply_order,
    "close": actions.close_order,
    "renew": actions.renew_order,
}
OF_UNIT = ("sign_for", "reply")
OPEN = (OrderState.ISSUED, OrderState.SIGNED, OrderState.REPLIED)


@supervised("督办")
def index(request):
    """Every order in sight, the newest first; how many wait for what."""
    rows = Order.objects.visible_to(request.user)
    state = request.GET.get("state", "")
    today = timezone.localdate()
    counts = rows.order_by().aggregate(
        drafts=Count("id", filter=Q(state=OrderState.DRAFT)),
        open=Count("id", filter=Q(state__in=OPEN)),
        late=Count("id", filter=Q(state__in=("issued", "signed"), reply_by__lt=today)),
        unchecked=Count("id", filter=Q(state=OrderState.REPLIED, check_by__lt=today)),
    )
    shown = rows.filter(state=state) if state in OrderState.values else rows
    after = request.GET.get("after", "")
    after = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else None
    context = {
        "page": pages.page_of(shown.select_related("unit"), after=after),
        "counts": counts,
        "today": today,
        "state": state,
        "states": [("", "全部"), *OrderState.choices],
    }
    return render(request, "supervision/orders.html", context)


@supervised("起草督办单", "GET", "POST")
def draft(request):
    """A new order; `?alert=` fills it in from a card."""
    number = request.GET.get("alert", "")
    alert = None
    if number.isascii() and number.isdigit() and len(number) < 18:
        alert = Alert.objects.visible_to(request.user).select_related("rule", "organisation").filter(pk=number).first()
    initial = alert and {
        "unit": alert.organisation_id,
        "title": f"{alert.get_level_display()}：{alert.title}"[:200],
        "content": f"{alert.explanation}\n请查明原因，限期整改，并书面回复。",
        "basis": alert.rule.basis,
    }
    form = OrderForm(request.POST or None, user=request.user, initial=initial or {})
    if request.method == "POST":
        return attempt(
            request,
            form,
            lambda: actions.draft_order(actor=request.user, alert=alert, **form.cleaned_data),
            again=lambda form, status: render(request, "supervision/draft_order.html", {"form": form}, status=status),
            said=lambda order: f"{order.number} 已起草，等待签发。",
            to="/supervision/orders/",
        )
    return render(request, "supervision/draft_order.html", {"form": form})


@supervised("督办单")
def one(request, number):
    """One order as supervisors see it."""
    return _page(request, _whole(Order.objects.visible_to(request.user), number), "/supervision/orders/")


@supervised("督办单办理", "POST")
def act(request, number, move):
    """Issue, drop, close or renew."""
    row = _whole(Order.objects.visible_to(request.user), number)
    if move in OF_UNIT:
        raise Http404
    return _act(request, row, move, "/supervision/orders/")


@login_required
@require_GET
def desk_index(request):
    """What a body's lead was ordered to answer for."""
    if not is_staff_member(request.user):
        raise Http404
    rows = Order.objects.of_unit(request.user).select_related("unit").order_by("-id")
    return render(request, "supervision/desk_orders.html", {"rows": rows[:100], "today": timezone.localdate()})


@login_required
@require_GET
def desk_one(request, number):
    """One order as the body sees it."""
    return _page(request, _whole(Order.objects.of_unit(request.user), number), "/desk/orders/")


@login_required
@require_POST
def desk_act(request, number, move):
    """Sign for it, or answer."""
    row = _whole(Order.objects.of_unit(request.user), number)
    if move not in OF_UNIT:
        raise Http404
    return _act(request, row, move, "/desk/orders/")


@login_required
@require_GET
def paper(request, number):
    """The evidence of a reply, for the body and its supervisors."""
    rows = Order.objects.of_unit(request.user) | Order.objects.visible_to(request.user)
    row = get_object_or_404(rows.exclude(file="").distinct(), number=number)
    return private_response(row.file, row.file_name)


def _whole(rows, number: str) -> Order:
    people = ("drafted_by", "issued_by", "signed_by", "replied_by", "checked_by")
    return get_object_or_404(rows.select_related("unit", "alert__rule", "former", *people), number=number)


def _act(request, row: Order, move: str, room: str):
    if move not in FORMS:
        raise Http404
    form = FORMS[move](request.POST, request.FILES, prefix=move)
    return attempt(
        request,
        form,
        lambda: VERBS[move](actor=request.user, order=row, **form.cleaned_data),
        again=lambda form, status: _page(request, row, room, form, status),
        said=f"{ORDER[move].label}：{row.number}。",
        to=f"{room}{row.number}/",
    )


def _page(request, row: Order, room: str, bound=None, status: int = 200):
    desk = room.startswith("/desk/")
    moves = [each for each in ORDER.open_to(request.user, row) if (each.name in OF_UNIT) == desk]
    shown = offered(moves, FORMS, f"{room}{row.number}/", bound)
    say_missed(request, shown, bound)
    context = {
        "order": row,
        "acts": shown,
        "room": room,
        "desk": desk,
        "second": Order.objects.filter(former=row).first(),
        "events": [
            {"at": each.at, "title": ORDER[each.move].label, "who": each.actor_name, "note": each.note, "tone": ""}
            for each in row.moves.order_by("id")
        ],
    }
    return render(request, "supervision/order.html", context, status=status)
