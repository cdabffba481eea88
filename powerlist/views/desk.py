"""The desk of the lists: change sets by what waits for me, each with its rows and its next moves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_view
from accounts.permissions import watches
from core.files import private_response
from core.registers import ChangeKind, ChangeSetState
from core.workflow import MoveRefused

from .. import actions
from ..forms.change_sets import ChangeSetForm
from ..forms.moves import MOVE_FORMS
from ..models import ListChangeSet
from ..models.paths import STEP_LABELS
from ..permissions import may_fill
from ..queries import campaigns, desk
from ..workflow import LIST_CHANGES
from .imports import asked
from .parts import founding_of, papers_of, parts_of

ACTS = {move.name: getattr(actions, move.name) for move in LIST_CHANGES.moves}


def in_sight(request, number):
    """The change set of the address, when this person may see it."""
    row = desk.change_set(request.user, number)
    if row is None:
        raise Http404
    return row


def note_view(request, what: str, reference: str):
    """Views by 审计 and 纪委监委 are recorded."""
    if watches(request.user):
        log_view(request.user, what, reference, "", request)


@login_required
@never_cache
@require_safe
def change_sets(request):
    """My change sets: what waits for me first."""
    if not desk.works_on_lists(request.user):
        raise Http404
    tab = request.GET.get("tab", "mine")
    tabs, page = desk.change_sets(
        request.user, tab, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    tab = tab if tab in {t.name for t in tabs} else "mine"
    context = {"tabs": tabs, "tab": tab, "page": page, "may_open": desk.may_open(request.user)}
    context |= {"urgings": desk.urgings(request.user), "today": timezone.localdate()}
    context["campaign_parts"] = campaigns.running_parts(request.user)
    return render(request, "powerlist/desk_change_sets.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_change_set(request):
    """Open a change set."""
    if not desk.may_open(request.user):
        raise Http404
    form = ChangeSetForm(request.POST or None, user=request.user, initial=asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.open_change_set(actor=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"批次 {row.number} 已建立。请填报事项，或从 Excel 导入。")
            return redirect("powerlist:desk_change_set", row.number)
    return render(request, "powerlist/desk_open.html", {"form": form})


@login_required
@never_cache
@require_safe
def change_set(request, number):
    """One change set: rows beside the text in force, opinions, timeline, the legal next moves."""
    row = in_sight(request, number)
    note_view(request, "清单变更批次", f"list_change_set:{row.number}")
    return show(request, row)


def show(request, row, *, bound=None, beside=None, paper_form=None, meanwhile=None, status=200):
    """The page of a change set; `bound` is the form of a move that was refused, `beside` the form of a row's part,
    `meanwhile` what others did to its rows since the person looked (desk.changed_since)."""
    page = desk.rows_of(row, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    moves, seen = [], {"seen": desk.stamp_of(row)}
    for move in LIST_CHANGES.open_to(request.user, row):
        mine = bound is not None and bound.move == move.name
        form = bound if mine else MOVE_FORMS[move.name](prefix=move.name, change_set=row, initial=seen)
        moves.append((move, form, mine))
    tally = desk.tally_of(row)
    editable = row.state == ChangeSetState.DRAFT and may_fill(request.user, row)
    return render(
        request,
        "powerlist/desk_change_set.html",
        {
            "change_set": row,
            "page": page,
            "tally": [(kind.label, tally[kind]) for kind in ChangeKind if tally.get(kind)],
            "size": sum(tally.values()),
            "moves": moves,
            "missed": bound if bound is not None and not any(mine for *_, mine in moves) else None,
            "events": desk.events_of(row),
            "people": [
                (label, getattr(row, name))
                for name, label in (
                    ("author", "填报人"),
                    ("reviewer", "初审人"),
                    ("jurist", "合法性审查人"),
                    ("recorder", "审定记录人"),
                    ("publisher", "公布人"),
                )
                if getattr(row, name)
            ],
            "steps": steps_of(row),
            "editable": editable,
            "today": timezone.localdate(),
            "left_out": desk.left_out(row),
            "meanwhile": meanwhile,
            **papers_of(request.user, row, bound=paper_form),
            **founding_of(request.user, row),
            **(desk.duties_open(row) if editable else {}),
            **parts_of(request.user, row, page.rows, beside=beside),
        },
        status=status,
    )


def steps_of(row) -> list[dict]:
    """The steps of the set's own path, each with its body, and where the set stands."""
    states = [step["state"] for step in row.steps]
    if row.state in (ChangeSetState.PUBLISHED, ChangeSetState.CLOSED):
        at = len(states)
    else:
        at = states.index(row.state) if row.state in states else None
    found = []
    for n, step in enumerate(row.steps):
        if at is None:
            state = "stopped" if not n else "todo"
        else:
            state = "done" if n < at else "current" if n == at else "todo"
        label = STEP_LABELS[ChangeSetState(step["state"])]
        found.append({"label": label, "state": state, "note": step.get("body", "")})
    return found


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, number, move):
    """Make a move; what was typed comes back when it is refused, and after a log-in that came between."""
    row = in_sight(request, number)
    if move not in ACTS:
        raise Http404
    if request.method != "POST":
        return _restored(request, row, move)
    form = MOVE_FORMS[move](request.POST, request.FILES, prefix=move, change_set=row)
    form.move = move
    if not form.is_valid():
        return show(request, row, bound=form, status=422)
    try:
        done = _make(request.user, row, move, form)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        form.data = form.data.copy()
        form.data[form.add_prefix("seen")] = desk.stamp_of(row)
        row = desk.change_set(request.user, number)
        if row is None:  # out of this person's sight by what was done meanwhile
            raise Http404 from refusal
        meanwhile = desk.changed_since(row, form.cleaned_data["seen"])
        return show(request, row, bound=form, meanwhile=meanwhile, status=409)
    except ValidationError as fault:
        form.add_error("scan" if "scan" in form.fields else None, fault.messages)
        return show(request, row, bound=form, status=422)
    done = done.change_set if move == "issue_letter" else done
    messages.success(request, f"“{LIST_CHANGES[move].label}”已办理，批次现在是“{done.get_state_display()}”。")
    return redirect("powerlist:desk_change_set", number)


def _make(user, row, move, form):
    """The move, unless the set or its rows changed since the page was shown: then they have to be read again."""
    with transaction.atomic():
        ListChangeSet.objects.select_for_update(of=("self",)).get(pk=row.pk)
        seen, stamp = form.cleaned_data["seen"], desk.stamp_of(row)
        if seen and seen.partition(".")[0] != stamp.partition(".")[0]:
            raise MoveRefused(
                "您打开页面之后，这一批次又办理过，内容可能已经改动。下面是现在的内容，请重新核对后再办理。"
            )
        if seen and seen != stamp:
            raise MoveRefused("您打开页面之后，有人改动了这一批次的事项，没有办理。请看过改动后再办理。")
        return ACTS[move](actor=user, change_set=row, **form.facts())


def _restored(request, row, move):
    typed = {name.removeprefix(f"{move}-"): value for name, value in (request.typed or {}).items()}
    if not typed:
        return redirect("powerlist:desk_change_set", row.number)
    form = MOVE_FORMS[move](prefix=move, initial=typed, change_set=row)
    form.move = move
    return show(request, row, bound=form)


@login_required
@never_cache
@require_safe
def scan(request, number):
    """The scan of the decision, for those who see the change set."""
    row = in_sight(request, number)
    if not row.scan:
        raise Http404
    note_view(request, "审定文件扫描件", f"list_change_set:{row.number}")
    return private_response(row.scan, row.scan_name, inline=True)


def back_to(row) -> str:
    return reverse("powerlist:desk_change_set", args=[row.number])
