"""印本 for everyone: what there is, asking for one, how far it is, its file, and the check by its code."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation
from core.files import private_response
from core.workflow import MoveRefused

from .. import actions
from ..enums import EditionState
from ..kinds import KINDS
from ..queries import editions, public
from ..queries.names import names_on
from . import limits
from .open import bad_day, day_asked, shelf_of

ASKED_AN_HOUR = 10  # editions for one address; an edition that exists costs nothing


@require_safe
def edition_list(request):
    """The numbered editions, and the field for a code."""
    code = request.GET.get("code", "").strip()[:40]
    if code:
        found = editions.of_code(code)
        if found is not None:
            return redirect("powerlist:edition", found.code)
    page = editions.numbered(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {"page": page, "code": code}
    return render(request, "powerlist/open_editions.html", context, status=404 if code else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_edition(request, shelf):
    """What would be printed, and the button that has it made. 审改办 may print for the record, with a number."""
    shelf = shelf_of(shelf)
    on, readable = day_asked(request)
    if not readable:
        return bad_day(request, "as_of", shelf.path)
    body = None
    if code := request.GET.get("department", "")[:30]:
        body = Organisation.objects.filter(code=code).order_by("id").first()
        if body is None:
            raise Http404
        body = names_on(on).of(body, on)
    context = {
        "shelf": shelf,
        "kind": KINDS[shelf.kind],
        "body": body,
        "on": on,
        "rows": _rows(shelf.kind, body, on),
        "may_number": actions.may_number(request.user, body),
        "problem": "",
    }
    if request.method != "POST":
        return render(request, "powerlist/open_edition_new.html", context)
    numbered = "numbered" in request.POST and context["may_number"]
    if not numbered and limits.spent(request, "edition", ASKED_AN_HOUR):
        context["problem"] = "这个网络一小时内已经生成了很多份印本，请过一会儿再来。已经生成的印本随时可以下载。"
        return render(request, "powerlist/open_edition_new.html", context, status=429)
    try:
        edition = actions.ask_edition(
            kind=shelf.kind, organisation=body, on=on, actor=request.user if numbered else None, numbered=numbered
        )
    except MoveRefused as refusal:
        context["problem"] = str(refusal)
        return render(request, "powerlist/open_edition_new.html", context, status=409)
    limits.count(request, "edition", 3600)
    return redirect("powerlist:edition", edition.code)


def _rows(kind, body, on) -> int:
    groups = public.sums(kind, on).groups
    return sum(group.count for group in groups if body is None or group.organisation == body.pk)


def _edition_of(code: str):
    edition = editions.of_code(code)
    if edition is None:
        raise Http404
    return edition


@never_cache
@require_safe
def edition(request, code):
    """One edition: how far it is; once made, what anyone checks a paper against."""
    row = _edition_of(code)
    if row.organisation is not None:
        row.organisation = names_on(row.on).of(row.organisation, row.on)
    context = {
        "edition": row,
        "kind": KINDS[row.kind],
        "running": row.state in (EditionState.QUEUED, EditionState.MAKING),
        "share": row.done * 100 // row.rows if row.rows else 0,
        "in_force": row.on >= timezone.localdate(),
    }
    template = "_edition_progress" if getattr(request, "htmx", False) and context["running"] else "open_edition"
    response = render(request, f"powerlist/{template}.html", context)
    if getattr(request, "htmx", False) and not context["running"]:
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
def edition_file(request, code):
    """The PDF itself, the same for ever."""
    row = _edition_of(code)
    if row.state != EditionState.MADE:
        raise Http404
    response = private_response(row.file, row.file_name, inline=True)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["ETag"] = f'"{row.sha256}"'
    return response
