"""A year's list at the desk: opened, filled by the departments, submitted, decided, published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organisation, organisations_where
from accounts.permissions import holds
from core.doors import attempt, offered, plainly, say_missed
from core.registers import ChangeSetState, key_page
from core.workflow import MoveRefused

from .. import actions
from ..actions.rows import may_edit
from ..forms.lists import MOVE_FORMS, OpenForm, ReturnForm, RowForm, initial_of
from ..models import FundChangeSet, FundEntry
from ..queries import caps, home, list_desk, readiness
from ..resources import list_workbook
from ..workflow import FUND_LIST
from ..workflow.lists import approval_of

ACTS = {
    "submit": actions.submit,
    "withdraw": actions.withdraw,
    "record_decision": actions.record_decision,
    "send_back": actions.send_back,
    "publish": actions.publish,
}
STEPS = (
    ("draft", "梳理"),
    ("decision", "审定"),
    ("decided", "待公开"),
    ("published", "公开"),
)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def in_sight(request, pk) -> FundChangeSet:
    row = list_desk.list_of(request.user, pk)
    if row is None:
        raise Http404
    return row


@login_required
@never_cache
@require_safe
def index(request):
    """All lists in sight, the newest first."""
    if not home.works_on_funds(request.user):
        raise Http404
    rows = FundChangeSet.objects.visible_to(request.user).select_related("organisation")
    page = key_page(rows, ("year", "id"), after=request.GET.get("after", ""), before=request.GET.get("before", ""),
                    newest_first=True)  # fmt: skip
    sizes = list_desk.sizes(page)
    for row in page:
        row.size, row.total = sizes.get(row.pk, (0, 0))
    context = {"page": page, "may_open": list_desk.keepers(request.user).exists()}
    return render(request, "funds/desk_lists.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """财政局 opens a year's list, or a change within it."""
    keepers = list_desk.keepers(request.user)
    if not keepers.exists():
        raise Http404
    year = timezone.localdate().year + 1
    form = OpenForm(
        request.POST or None,
        initial={"year": year, "departments": list_desk.with_funds(year + 1), **(request.typed or {})},
        keepers=keepers, departments=list_desk.departments(), kinds=caps.rule().forms,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.open_list(actor=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row.title}已建立。")
            return redirect("funds:desk_list", row.pk)
    return render(request, "funds/desk_list_new.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_safe
def one(request, pk):
    """One list: rows by department, the meter, what is missing, the next move."""
    return show(request, in_sight(request, pk))


def show(request, row, *, bound=None, part=None, status=200):
    """`bound` is the form of a move, or of the return of `part`, that was refused."""
    user, draft = request.user, row.state == ChangeSetState.DRAFT
    keeper = list_desk.is_keeper(user, row)
    blocks = list_desk.blocks(row, user)
    for block in blocks:
        _acts_of(block, user, row, keeper, bound if part == (block.part and block.part.pk) else None)
    editable = draft and any(block.editable for block in blocks)
    keeps = draft and holds(user, "fill_funds", row.organisation)
    moves = offered(FUND_LIST.open_to(user, row), MOVE_FORMS, f"/desk/funds/lists/{row.pk}/act/", bound)
    if part is None:
        say_missed(request, moves, bound)
    order = [state for state, _ in STEPS]
    at = order.index(row.state) if row.state in order else -1
    within = None if keeper else home.bodies_of(user)  # a department reads what its own rows lack
    context = {
        "list": row,
        "blocks": blocks,
        "total": sum(block.total for block in blocks),
        "meter": caps.meter(row) if row.state not in (ChangeSetState.PUBLISHED, ChangeSetState.WITHDRAWN) else None,
        "unapproved": row.state == ChangeSetState.DECIDED and row.purpose == "year" and approval_of(row) is None,
        "lacks": readiness.lacks(row, within) if draft and (keeper or editable) else [],
        "moves": moves,
        "keeper": keeper,
        "keeps": keeps,
        "editable": editable or keeps,
        "mine": _fillable(user, row) if draft else [],
        "events": [
            {"at": m.at, "title": _title(m), "who": m.actor_name, "note": m.note, "tone": ""}
            for m in row.moves.order_by("-id")[:50]
        ],
        "steps": [
            {"label": label, "state": _step(n, at, row.state), "note": ""}
            for n, (state, label) in enumerate(STEPS)
            if state != "decided"
        ],
        "amendable": list_desk.amendable(user, row) if draft and row.purpose == "change" else [],
        "founded": list_desk.founded(user, row) if draft else [],
    }  # fmt: skip
    return render(request, "funds/desk_list.html", context, status=status)


def _step(place: int, at: int, state: str) -> str:
    """How a step of the line reads: done, current, todo."""
    if place < at or state == ChangeSetState.PUBLISHED:
        return "done"
    return "current" if place == at else "todo"


INNER = {"hand_in": "部门报送", "return_part": "退回部门", "carry_forward": "沿用上年"}


def _title(row) -> str:
    return INNER.get(row.move) or (FUND_LIST[row.move].label if row.move in FUND_LIST.by_name else row.move)


def _acts_of(block, user, row, keeper, bound) -> None:
    """What may be done with a department's part, set on the block."""
    part, draft = block.part, row.state == ChangeSetState.DRAFT
    editable = may_edit(user, row, block.organisation) if draft else False
    handing = bool(part) and draft and part.state != "handed_in" and holds(user, "fill_funds", block.organisation)
    returning = bool(part) and draft and part.state == "handed_in" and keeper
    block.editable, block.handing = editable, handing
    block.returning = (bound or ReturnForm(prefix=f"part-{part.pk}")) if returning else None


def _fillable(user, row) -> list[Organisation]:
    """The bodies whose rows this person may write in this draft."""
    if holds(user, "fill_funds", row.organisation):
        parts = row.parts.values("organisation")
        bodies = organisations_where(user, "fill_funds") | Organisation.objects.filter(pk__in=parts)
        return list(bodies.distinct().order_by("sort_key", "code"))
    parts = row.parts.exclude(state="handed_in").values("organisation")
    return list(organisations_where(user, "fill_funds").filter(pk__in=parts).order_by("sort_key", "code"))


@login_required
@require_POST
def act(request, pk, move):
    """Make a legal move of the list; what was typed comes back when it is refused."""
    row = in_sight(request, pk)
    if move not in ACTS:
        raise Http404
    form = MOVE_FORMS[move](request.POST, prefix=move)
    return attempt(
        request, form, lambda: ACTS[move](actor=request.user, change_set=row, **form.facts()),
        again=lambda form, status: show(request, in_sight(request, pk), bound=form, status=status),
        said=lambda done: f"“{FUND_LIST[move].label}”已办理，清单现在是“{done.get_state_display()}”。",
        to=f"/desk/funds/lists/{pk}/",
    )  # fmt: skip


@login_required
@require_POST
def part_act(request, pk, part, move):
    """A department hands in, or 财政局 returns its part."""
    row = in_sight(request, pk)
    chosen = get_object_or_404(row.parts.select_related("organisation"), pk=part)
    if move == "hand_in":
        return _plain(request, row, lambda: actions.hand_in_part(actor=request.user, part=chosen), "已报送县财政局。")
    form = ReturnForm(request.POST, prefix=f"part-{part}")
    if not form.is_valid():
        return show(request, row, bound=form, part=part, status=422)
    return _plain(
        request, row, lambda: actions.return_part(actor=request.user, part=chosen, **form.facts()), "已退回部门。"
    )


@login_required
@require_POST
def carry(request, pk):
    """Last year's rows into this draft: the whole list, or one department's own."""
    row = in_sight(request, pk)
    code = request.POST.get("organisation", "")[:30]
    body = Organisation.objects.filter(code=code).order_by("pk").first() if code else None

    def act():
        written, left_out = actions.carry_forward(actor=request.user, change_set=row, organisation=body)
        messages.success(request, f"已沿用 {len(written)} 项。")
        if left_out:
            messages.info(request, "没有沿用：" + "；".join(f"“{name}”{why}" for name, why in left_out) + "。")

    return _plain(request, row, act, "")


@login_required
@require_POST
def take(request, pk, code, how):
    """In a change within the year: take a fund in force in, to change it or to end it."""
    row = in_sight(request, pk)
    entry = get_object_or_404(FundEntry.objects.visible_to(request.user), code=code)
    act = {"amend": actions.amend_row, "end": actions.end_row}[how]
    return _plain(request, row, lambda: act(actor=request.user, change_set=row, entry=entry), "已列入本批次。")


def _plain(request, row, act, said):
    return plainly(request, act, said=said, to=f"/desk/funds/lists/{row.pk}/")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pk, code):
    """A row for a department; `?entry=` takes a fund whose founding was approved."""
    row = in_sight(request, pk)
    body = get_object_or_404(Organisation, code=code)
    if not may_edit(request.user, row, body):
        raise Http404
    asked = request.GET.get("entry", "")[:50]
    entry = (
        get_object_or_404(FundEntry.objects.visible_to(request.user), code=asked, organisation=body) if asked else None
    )
    start = {}
    if entry is not None:
        founding = entry.proposals.filter(kind="establish", state="approved").order_by("-id").first()
        if founding is not None:
            start = {"name": founding.name, "amount": founding.amount, "ends_on": founding.ends_on,
                     "basis": "\n".join(founding.basis), "founded_year": row.year}  # fmt: skip
    form = RowForm(request.POST or None, initial={**start, **(request.typed or {})})
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.add_row(actor=request.user, change_set=row, organisation=body, entry=entry, **form.facts())
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, row, done)
    return _row_page(request, row, body, form)


def _saved(request, row, done):
    """Back to the list, with what is worth saying of the row and of the caps."""
    messages.success(request, f"“{done.name}”已保存。")
    counts = {count.organisation.pk: count for count in caps.meter(row).departments}
    if (count := counts.get(done.organisation_id)) and count.state == "over":
        messages.warning(request, f"{count.words}审定时要有会议同意的理由。")
    return redirect("funds:desk_list", row.pk)


def _row_page(request, row, body, form, version=None):
    context = {"list": row, "body": body, "form": form, "row": version, "meter": caps.meter(row),
               "bases": list_desk.bases(version) if version else []}  # fmt: skip
    return render(request, "funds/desk_list_row.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk, row_pk):
    """Change a row of a draft."""
    row = in_sight(request, pk)
    version = list_desk.row_of(request.user, row, row_pk)
    if version is None or not may_edit(request.user, row, version.organisation):
        raise Http404
    form = RowForm(request.POST or None, initial={**initial_of(version), **(request.typed or {})})
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.change_row(actor=request.user, version=version, **form.facts())
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, row, done)
    return _row_page(request, row, version.organisation, form, version)


@login_required
@require_POST
def drop(request, pk, row_pk):
    row = in_sight(request, pk)
    version = list_desk.row_of(request.user, row, row_pk)
    if version is None:
        raise Http404
    return _plain(request, row, lambda: actions.drop_row(actor=request.user, version=version), "已删去。")


@login_required
@never_cache
@require_safe
def export(request, pk):
    """The list as the official workbook: the rows that this person sees."""
    from urllib.parse import quote

    row = in_sight(request, pk)
    rows = [version for block in list_desk.blocks(row, request.user) for version in block.rows]
    response = HttpResponse(list_workbook(row.year, row.form, rows), content_type=WORKBOOK)
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(row.title)}.xlsx"
    response["Cache-Control"] = "private, no-store"
    return response
