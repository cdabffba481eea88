"""文本对照: any two entries, or two texts of one, side by side."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..queries import beside as texts
from ..queries import desk
from .desk import note_view


@login_required
@never_cache
@require_safe
def beside(request):
    """Two texts by code, or by code and number (`621125HB-02-0017@3`)."""
    if not desk.works_on_lists(request.user):
        raise Http404
    typed = {name: request.GET.get(name, "").strip()[:70] for name in ("left", "right")}
    found = {name: texts.text_of(request.user, text) if text else None for name, text in typed.items()}
    missing = [text for name, text in typed.items() if text and found[name] is None]
    pair = texts.Pair(found["left"], found["right"]) if all(found.values()) else None
    if pair:
        note_view(request, "清单内容对照", f"{typed['left']} {typed['right']}")
    others = texts.texts_of(request.user, found["left"].entry_id) if found["left"] else []
    return render(
        request,
        "powerlist/desk_beside.html",
        {
            "typed": typed,
            "missing": missing,
            "pair": pair,
            "names": [texts.name_of(found[side]) for side in ("left", "right")] if pair else [],
            "others": [(texts.name_of(text), text) for text in others],
            "may_open": desk.may_open(request.user),
        },
    )
