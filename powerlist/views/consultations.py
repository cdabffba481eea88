"""公开征求意见: draft changes that anyone may read and speak to, and what was answered.

Basis: 漳县“三张清单一张网”工作方案 (广泛听取专家学者、有关部门和公众意见).
"""

import hashlib

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.workflow import MoveRefused

from .. import actions
from ..forms.moves import LeaveOpinionForm
from ..queries import hearing

MOST, WINDOW_SECONDS = 5, 3600  # opinions from one address


@require_safe
def consultations(request):
    """Periods that run now, then those that are over."""
    today = timezone.localdate()
    page = hearing.consultations(today, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "powerlist/open_consultations.html", {"page": page, "today": today})


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request, pk):
    """One period: the draft changes side by side, the form while it runs, opinions and answers."""
    today = timezone.localdate()
    found = hearing.consultation(pk, today)
    if found is None:
        raise Http404
    rows = hearing.rows_of(found, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    form = LeaveOpinionForm(request.POST or None, rows=hearing.choices_of(found), initial=request.typed or {})
    is_open, status = found.is_open(today), 200
    if request.method == "POST":
        if form.is_valid() and _leave(request, found, form):
            return redirect(f"{reverse('powerlist:consultation', args=[pk])}?thanks=1#leave")
        status = 429 if _too_many(request) else 422
    return render(
        request,
        "powerlist/open_consultation.html",
        {
            "consultation": found,
            "change_set": found.change_set,
            "page": rows,
            "form": form,
            "is_open": is_open,
            "over": found.ends_on < today,
            "opinions": hearing.opinions_of(found),
            "thanks": request.GET.get("thanks") == "1",
        },
        status=status,
    )


def _leave(request, found, form) -> bool:
    """Write the opinion; False with the reason on the form when it can't be. What a machine fills in is let go."""
    data = form.cleaned_data
    if data.pop("website"):
        return True
    if _too_many(request):
        form.add_error(None, f"您在一小时内已提交 {MOST} 条意见，请稍后再提，或打电话告诉我们。")
        return False
    try:
        actions.hear_public(consultation=found, **data)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    cache.add(_key(request), 0, WINDOW_SECONDS)
    cache.incr(_key(request))
    return True


def _too_many(request) -> bool:
    return (cache.get(_key(request)) or 0) >= MOST


def _key(request) -> str:
    address = get_client_ip_address(request) or ""
    return f"consult:{hashlib.sha256(address.encode()).hexdigest()}"
