"""完整度: how much of what every entry shows is filled, by body; and which entries lack what."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import organisations_where

from ..enums import ListKind
from ..kinds import KINDS, public_kinds
from ..queries import completeness, desk


@login_required
@never_cache
@require_safe
def meters(request):
    """All bodies in sight; one body with a bar for each element; the entries of it that lack one."""
    if not desk.works_on_lists(request.user):
        raise Http404
    today = timezone.localdate()
    kind = request.GET.get("kind", ListKind.POWERS)
    if kind not in {k.key for k in public_kinds()}:
        raise Http404
    found = completeness.meters(request.user, kind, today)
    code, element = request.GET.get("organisation", ""), request.GET.get("lacking", "")
    chosen = found[0] if len(found) == 1 and not code else None
    if code:
        chosen = next((meter for meter in found if meter.organisation.code == code), None)
        if chosen is None:
            raise Http404
    bar = next((bar for bar in chosen.bars if bar.element.key == element), None) if chosen else None
    page = None
    if bar is not None:
        page = completeness.lacking(
            request.user,
            kind,
            today,
            organisation=chosen.organisation.code,
            element=element,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
    return render(
        request,
        "powerlist/desk_completeness.html",
        {
            "kinds": public_kinds(),
            "kind": KINDS[kind],
            "today": today,
            "meters": found,
            "chosen": chosen,
            "bar": bar,
            "page": page,
            "may_open": desk.may_open(request.user),
            "fillable": set(organisations_where(request.user, "fill_lists").values_list("pk", flat=True)),
        },
    )
