"""形式审查 at the desk: the library of the funds in sight, one application with its files, contact on record."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import log_view, note_view
from core.doors import attempt, offered, say_missed
from core.files import private_response
from core.masking import mask_mobile, mask_name
from core.registers import key_page

from .. import actions
from ..enums import ApplicationState
from ..forms.projects import CHECK_FORMS
from ..models import Application, in_wan
from ..permissions import may_publish
from ..queries import calls, entries
from ..queries.home import works_on_funds
from ..workflow import APPLICATIONS


def at_desk(user):
    """The submitted applications of the funds in sight; one's own drafts are no part of the desk."""
    rows = Application.objects.visible_to(user).filter(submitted_at__isnull=False)
    return rows.select_related("call__entry__organisation", "project__organisation", "project__township")


@login_required
@never_cache
@require_safe
def library(request):
    """The project library: what was ever submitted, by state; `?state=`, `?q=`."""
    if not works_on_funds(request.user):
        raise Http404
    state, q = request.GET.get("state", ""), request.GET.get("q", "").strip()[:60]
    rows = at_desk(request.user)
    if state in ApplicationState.values:
        rows = rows.filter(state=state)
    if q:
        rows = rows.filter(project__title__icontains=q) | rows.filter(project__applicant_name__icontains=q)
    page = key_page(
        rows, ("id",), after=request.GET.get("after", ""), before=request.GET.get("before", ""), newest_first=True
    )
    for row in page:
        row.asked, row.tone = in_wan(row.amount_asked), calls.STATE_TONES.get(row.state, "neutral")
    note_view(request, "项目库", "fund-projects")
    context = {"page": page, "state": state, "q": q, "states": ApplicationState.choices[1:]}
    return render(request, "funds/desk_projects.html", context)


def in_sight(user, number, call) -> Application:
    row = get_object_or_404(at_desk(user), project__number=number, call__number=call)
    entries.put_names([row.call])
    return row


@login_required
@never_cache
@require_safe
def one(request, number, call):
    row = in_sight(request.user, number, call)
    note_view(request, "项目申报", f"application:{number}:{call}")
    return show(request, row)


def show(request, row, *, bound=None, status=200, in_full=False):
    """`bound` is the form of a move that was refused; `in_full` shows the contact, which was logged."""
    checking = row.rank is not None or row.call.state in ("open", "check")
    allowed = APPLICATIONS.open_to(request.user, row) if checking else []
    acts = offered(allowed, CHECK_FORMS, f"/desk/funds/projects/{row.project.number}/{row.call.number}/", bound)
    say_missed(request, acts, bound)
    project = row.project
    scores = calls.scores_open(row.call)
    context = {
        "row": row,
        "call": row.call,
        "project": project,
        "filed": row.filed,
        "tone": calls.STATE_TONES.get(row.state, "neutral"),
        "asked": in_wan(row.amount_asked),
        "cost": in_wan(project.total_cost),
        "granted": in_wan(row.amount_granted) if row.amount_granted and scores else "",
        "files": list(row.files.order_by("material", "pk")),
        "acts": acts,
        "contact_name": project.contact_name if in_full else mask_name(project.contact_name),
        "contact_mobile": project.contact_mobile if in_full else mask_mobile(project.contact_mobile),
        "may_reveal": not in_full and may_publish(request.user, row),
        "events": [
            {"at": m.at, "title": APPLICATIONS[m.move].label, "who": m.actor_name, "note": m.note, "tone": ""}
            for m in row.moves.order_by("-pk")
        ],
        "others": list(project.applications.exclude(pk=row.pk).exclude(submitted_at=None).select_related("call")),
        "scores": scores,
    }
    return render(request, "funds/desk_application.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["POST"])
def act(request, number, call, move):
    """Pass, refuse, or ask for a correction."""
    row = in_sight(request.user, number, call)
    if move not in CHECK_FORMS:
        raise Http404
    form = CHECK_FORMS[move](request.POST, prefix=move)
    return attempt(
        request, form,
        lambda: actions.check_application(actor=request.user, application=row, move=move, **form.facts()),
        again=lambda form, status: show(request, in_sight(request.user, number, call), bound=form, status=status),
        said=f"“{APPLICATIONS[move].label}”已办理，申报单位能看到。", to=f"/desk/funds/projects/{number}/{call}/",
    )  # fmt: skip


@login_required
@never_cache
@require_POST
def contact(request, number, call):
    """Who to call, in full, for those who handle it; the view is logged."""
    row = in_sight(request.user, number, call)
    if not may_publish(request.user, row):
        raise Http404
    log_view(request.user, "项目联系人和电话", f"application:{number}:{call}", "联系申报单位", request)
    return show(request, row, in_full=True)


@login_required
@never_cache
@require_safe
def desk_file(request, number, call, pk):
    row = in_sight(request.user, number, call)
    kept = get_object_or_404(row.files, pk=pk)
    note_view(request, "申报材料", f"application:{number}:{call}:file:{pk}")
    return private_response(kept.file, kept.file_name, inline=True)
