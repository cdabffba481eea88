"""通报: written by supervisors, read by everybody."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import log_view
from core.doors import attempt, offered, plainly, say_missed
from core.registers import key_page

from .. import actions
from ..enums import BulletinState
from ..forms.bulletins import FORMS
from ..models import Bulletin
from ..permissions import may_supervise
from ..queries import periods
from ..queries.service import BY_KEY
from ..workflow import BULLETIN
from .base import supervised

ACTS = {
    "edit": (actions.edit_bulletin, "已保存。"),
    "issue": (actions.issue_bulletin, "已签发，公众网站上可以看到了。"),
    "recall": (actions.recall_bulletin, "已撤回。"),
}


@supervised("通报")
def index(request):
    """All bulletins, the newest first, and the periods of which one can be drafted."""
    today = timezone.localdate()
    page = key_page(
        Bulletin.objects.all(), ("id",), newest_first=True,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    context = {"page": page, "periods": [p for p in periods.recent(today) if p.is_over(today)]}
    return render(request, "supervision/bulletins.html", context)


@login_required
@require_POST
def draft(request):
    """Draft the bulletin of a period, or go to the one there is."""
    if not may_supervise(request.user):
        raise Http404
    period = periods.period(request.POST.get("period", ""))
    if period is None:
        raise Http404
    return plainly(
        request, partial(actions.draft_service_bulletin, actor=request.user, period=period),
        said=f"{period.label}的通报在下面，请核对、修改后由另一位监察人员签发。", to=reverse("supervision:bulletins"),
    )  # fmt: skip


@supervised("通报")
def one(request, pk):
    """One bulletin with what can be done with it."""
    return _page(request, get_object_or_404(Bulletin, pk=pk))


def _page(request, bulletin, bound=None, status=200):
    base = reverse("supervision:bulletin", args=[bulletin.pk])
    now = {"title": bulletin.title, "text": bulletin.text}
    forms = {name: partial(form, initial=now) for name, form in FORMS.items()}
    shown = offered(BULLETIN.open_to(request.user, bulletin), forms, base, bound)
    say_missed(request, shown, bound)
    context = {
        "bulletin": bulletin,
        "moves": shown,
        "figures": _figures(bulletin),
        "log": bulletin.moves.order_by("id"),
        "labels": {name: known.label for name, known in BULLETIN.by_name.items()},
        "barred": "" if shown else "这份通报现在由其他监察人员办理：编写人不能签发自己编写的通报。",
    }
    return render(request, "supervision/bulletin.html", context, status=status)


@login_required
@require_POST
def act(request, pk, move):
    """One act on a bulletin, tried out of its form."""
    if not may_supervise(request.user) or move not in ACTS:
        raise Http404
    bulletin = get_object_or_404(Bulletin, pk=pk)
    form, (action, said) = FORMS[move](request.POST, prefix=move), ACTS[move]
    log_view(request.user, "通报", request.get_full_path(), request=request)
    return attempt(
        request, form, lambda: action(bulletin=bulletin, actor=request.user, **form.cleaned_data),
        again=lambda form, status: _page(request, bulletin, form, status),
        said=said, to=reverse("supervision:bulletin", args=[pk]),
    )  # fmt: skip


@require_safe
def public_index(request):
    """What was issued, the newest first."""
    page = key_page(
        Bulletin.objects.issued(), ("id",), newest_first=True,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    return render(request, "supervision/public_bulletins.html", {"page": page})


def _public_or_404(pk) -> Bulletin:
    return get_object_or_404(Bulletin.objects.exclude(state=BulletinState.DRAFT), pk=pk)


@require_safe
def public(request, pk):
    """An issued bulletin with its figures; of one taken back, that it was and why."""
    row = _public_or_404(pk)
    return render(request, "supervision/public_bulletin.html", {"bulletin": row, "figures": _figures(row)})


@require_safe
def data(request, pk):
    """The figures of an issued bulletin as open data."""
    row = get_object_or_404(Bulletin.objects.issued(), pk=pk)
    definitions = {key: indicator.defined for key, indicator in BY_KEY.items()}
    return JsonResponse(
        {
            "number": row.number, "title": row.title, "period": row.period, "issued_at": row.issued_at.isoformat(),
            "counted_on": row.drafted_on.isoformat(), "definitions": definitions, "bodies": row.figures,
        },
        json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip


def _figures(bulletin) -> dict:
    """The kept figures as a table: heads, and of every body (name, cells of (part, whole, share or None))."""
    rows = []
    for body in bulletin.figures:
        pairs = [body["rates"].get(key, (0, 0)) for key in BY_KEY]
        rows.append((body["name"], [(part, whole, 100 * part / whole if whole else None) for part, whole in pairs]))
    return {"indicators": list(BY_KEY.values()), "rows": rows}
