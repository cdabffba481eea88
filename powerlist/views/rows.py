"""Filling a change set row by row, and proposing the change or the end of an entry."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import organisations_where
from core.registers import ENDS, KEEPS_TEXT, ChangeKind, ChangeSetState, VersionState, diff, number_of
from core.workflow import MoveRefused

from .. import actions
from ..enums import ChangeGround
from ..forms.change_sets import CHANGES, EXPLAINED, ChangeForm, DraftChoice, NewRowForm, RowForm
from ..kinds import KINDS, kind_choices
from ..permissions import may_fill
from ..queries import desk, history, laws
from .desk import back_to, in_sight, note_view

TEMPLATE = "template"  # the button that fills empty duties from the category's template; nothing is saved by it
REMARKS = 5  # what the page says of a row's bases at once
MENDED_IN = (ChangeSetState.DRAFT, ChangeSetState.FEEDBACK, ChangeSetState.ENTRY)


def _draft(request, number):
    row = in_sight(request, number)
    if not may_fill(request.user, row):
        raise Http404
    return row


def in_set(change_set, pk):
    """The row of the address, when it is in the set."""
    row = change_set.versions.filter(pk=pk).select_related("entry", "change_set").order_by("id").first()
    if row is None:
        raise Http404
    return row


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, number):
    """A new entry in a change set."""
    change_set = _draft(request, number)
    if TEMPLATE in request.POST:
        form = RowForm.from_template(request.POST, kind=change_set.kind)
        how = NewRowForm.as_typed(request.POST, change_set=change_set)
        return _page(request, form, change_set, "增加事项", choice=how)
    form = RowForm(request.POST or None, kind=change_set.kind, initial=request.typed or {})
    first = {"ground": change_set.ground, "change": ChangeKind.ADD, "succeeds": request.GET.getlist("succeeds")}
    how = NewRowForm(
        _with_defaults(request.POST, first) if request.method == "POST" else None,
        change_set=change_set, initial={**first, **(request.typed or {})},
    )  # fmt: skip
    if request.method == "POST" and how.is_valid() and form.is_valid():
        try:
            row = actions.propose(actor=request.user, change_set=change_set, **how.row(), **form.row)
        except MoveRefused as refusal:
            form.add_error(None, _in_words(refusal))
        else:
            messages.success(request, f"已加入“{row.name}”，编码 {row.entry.code}。")
            _remark(request, row)
            return redirect(back_to(change_set))
    return _page(request, form, change_set, "增加事项", choice=how)


def _with_defaults(data, first: dict):
    """What was sent, with the ground and the kind of change of the set where the form was sent without them."""
    data = data.copy()
    for name in ("ground", "change"):
        data.setdefault(name, str(first[name]))
    return data


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, number, pk):
    """Edit a proposed row. Of two clerks at once, the second sees what the first wrote beside the own text."""
    change_set = _draft(request, number)
    row = in_set(change_set, pk)
    if TEMPLATE in request.POST:
        return _page(
            request,
            RowForm.from_template(request.POST, kind=row.kind, item=row.entry.item),
            change_set,
            f"修改：{row.name}",
            row=row,
        )
    initial = {**RowForm.initial_of(row), "seen": row.fingerprint, **(request.typed or {})}
    form = RowForm(request.POST or None, kind=row.kind, initial=initial, item=row.entry.item)
    beside, status = [], 200
    if request.method == "POST" and request.POST.get("replace"):
        form = RowForm(_with_successor(request), kind=row.kind, initial=initial, item=row.entry.item)
    elif request.method == "POST" and form.is_valid():
        try:
            saved = actions.revise(actor=request.user, version=row, seen=form.cleaned_data["seen"], **form.row)
        except actions.RowChanged as stale:
            beside, status = diff(stale.current.cells, form.cells, row.labels), 409
            form.data = form.data.copy()
            form.data["seen"] = stale.current.fingerprint
            form.add_error(None, str(stale))
        except MoveRefused as refusal:
            form.add_error(None, _in_words(refusal))
        else:
            messages.success(request, f"“{form.cleaned_data['name']}”已保存。")
            _remark(request, saved)
            return redirect(back_to(change_set))
    return _page(request, form, change_set, f"修改：{row.name}", row=row, beside=beside, status=status)


def _in_words(refusal: MoveRefused) -> str:
    """Why a row can't be kept; a power that is listed already is linked."""
    if isinstance(refusal, actions.PowerListed):
        return format_html('{} <a href="{}">看这项权力</a>', str(refusal), refusal.entry.get_absolute_url())
    return str(refusal)


def _remark(request, row) -> None:
    """What should be mended in the bases of a row just kept."""
    for words in actions.basis_remarks(row)[:REMARKS]:
        messages.warning(request, f"依据提示：{words}")


def _with_successor(request):
    """What was typed, with a repealed law replaced by one of its successors."""
    data = request.POST.copy()
    old, _, new = data.get("replace", "").partition("-")
    law = laws.law(number_of(old) or 0)
    for link in law.successions.all() if law is not None else ():
        if link.successor_id == number_of(new):
            data["basis"] = actions.replace_law(data.get("basis", ""), law, link.successor)
            messages.info(request, f"已换成《{link.successor.title}》，还没有保存。请补写它的条款，再保存。")
    return data


def _page(request, form, change_set, title, *, row=None, beside=(), choice=None, status=200):
    return render(
        request,
        "powerlist/desk_row.html",
        {
            "form": form,
            "change_set": change_set,
            "title": title,
            "row": row,
            "beside": beside,
            "choice": choice,
            "repealed": laws.repealed_bases(row) if row is not None else [],
            "closed": change_set.state not in MENDED_IN,
            "remarks": row.remarks.filter(round=change_set.round).order_by("id") if row else (),
        },
        status=422 if status == 200 and form.is_bound and form.errors else status,
    )


@login_required
@require_POST
def drop(request, number, pk):
    """Take a row out of a draft."""
    change_set = _draft(request, number)
    row = in_set(change_set, pk)
    try:
        actions.drop_row(actor=request.user, version=row)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{row.name}”已移出批次。")
    return redirect(back_to(change_set))


@login_required
@require_POST
def fill_duties(request, number):
    """Fill the empty duties of a draft from the templates of the categories."""
    change_set = _draft(request, number)
    try:
        count = actions.fill_duties(actor=request.user, change_set=change_set)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已为 {count} 项套用责任模板，请逐项核对后再报送。")
    return redirect(back_to(change_set))


@login_required
@require_POST
def confirm_duties(request, number, pk=None):
    """Say that the duties of one changed power, or of all in the set, still hold."""
    change_set = _draft(request, number)
    row = in_set(change_set, pk) if pk else None
    try:
        count = actions.confirm_duties(actor=request.user, change_set=change_set, version=row)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已记录：{count} 项的责任事项和追责情形仍然适用。")
    return redirect(back_to(change_set))


@login_required
@never_cache
@require_safe
def entries(request):
    """Entries in force of the bodies I work for, to propose their change or end."""
    if not desk.works_on_lists(request.user):
        raise Http404
    text = request.GET.get("q", "").strip()[:100]
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in KINDS else ""
    organisation = request.GET.get("organisation", "")[:30]
    page = desk.entries(
        request.user,
        text=text,
        kind=kind,
        organisation=organisation,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    fillable = set(organisations_where(request.user, "fill_lists").values_list("pk", flat=True))
    return render(
        request,
        "powerlist/desk_entries.html",
        {
            "page": page,
            "text": text,
            "kind": kind,
            "kinds": kind_choices(),
            "organisation": organisation,
            "fillable": fillable,
        },
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, code, change):
    """Propose another text of an entry, or its end, into an open change set of its body."""
    entry = desk.entry(request.user, code)
    if entry is None or not may_fill(request.user, entry):
        raise Http404
    current = entry.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True).order_by("id").first()
    if current is None:
        raise Http404
    typed = request.typed or {}
    kind = CHANGES[change]
    choice = DraftChoice(request.POST or None, entry=entry, initial=typed)
    fill = TEMPLATE in request.POST
    if fill:
        choice = DraftChoice(entry=entry, initial=request.POST.dict())
    how = ChangeForm(
        _with_defaults(request.POST, {"ground": ChangeGround.OTHER, "change": kind}) if request.POST else None,
        change=kind, entry=entry, initial={"ground": GROUNDS.get(kind, ChangeGround.OTHER), **typed},
    )  # fmt: skip
    keeps = kind in KEEPS_TEXT
    form = RowForm(
        None if keeps or fill else request.POST or None,
        kind=entry.kind,
        initial={**RowForm.initial_of(current), **typed},
        item=entry.item,
    )
    if fill and not keeps:
        form = RowForm.from_template(request.POST, kind=entry.kind, item=entry.item)
    elif request.method == "POST" and choice.is_valid() and how.is_valid() and (keeps or form.is_valid()):
        change_set = choice.cleaned_data["change_set"]
        cells = {} if keeps else form.row
        try:
            row = actions.propose(
                actor=request.user, change_set=change_set, change=kind, entry=entry, **how.row(), **cells
            )  # fmt: skip
        except MoveRefused as refusal:
            choice.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{current.name}”的{kind.label}已放进批次 {change_set.number}。")
            if not keeps:
                _remark(request, row)
            return redirect(back_to(change_set))
    return render(
        request,
        "powerlist/desk_propose.html",
        {
            "entry": entry, "current": current, "choice": choice, "how": how, "form": form, "keeps": keeps,
            "ends": kind in ENDS, "kind": kind, "explained": EXPLAINED[kind],
        },
        status=422 if choice.is_bound and (choice.errors or how.errors or form.errors) else 200,
    )  # fmt: skip


GROUNDS = {
    ChangeKind.AMEND: ChangeGround.ELEMENTS,
    ChangeKind.CANCEL: ChangeGround.LAW,
    ChangeKind.CANCEL_ABOVE: ChangeGround.CANCELLED_ABOVE,
    ChangeKind.DELEGATE: ChangeGround.DELEGATED,
    ChangeKind.TRANSFER: ChangeGround.MARKET,
    ChangeKind.MERGE: ChangeGround.MERGE,
    ChangeKind.SPLIT: ChangeGround.MERGE,
    ChangeKind.MOVE_BODY: ChangeGround.REFORM,
    ChangeKind.SUSPEND: ChangeGround.PERIODIC,
    ChangeKind.RESUME: ChangeGround.NEEDED,
    ChangeKind.SUGGEST: ChangeGround.LAW,
}


@login_required
@never_cache
@require_safe
def kinds_of_change(request, code):
    """What may be proposed of an entry: each kind of change with what it means."""
    entry = desk.entry(request.user, code)
    if entry is None or not may_fill(request.user, entry):
        raise Http404
    current = entry.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True).order_by("id").first()
    if current is None:
        raise Http404
    suspended = current.is_suspended_on(timezone.localdate())
    hidden = ChangeKind.SUSPEND if suspended else ChangeKind.RESUME
    kinds = [(kind, EXPLAINED[kind]) for kind in CHANGES.values() if kind != hidden]
    return render(request, "powerlist/desk_kinds.html", {"entry": entry, "current": current, "kinds": kinds})


@login_required
@never_cache
@require_safe
def entry_history(request, code):
    """Every change of an entry: who, when, why, before → after."""
    entry = desk.entry(request.user, code)
    if entry is None:
        raise Http404
    note_view(request, "清单事项变更记录", f"list_entry:{entry.code}")
    return render(
        request,
        "powerlist/desk_history.html",
        {
            "entry": entry,
            "name": entry.versions.order_by("-number").values_list("name", flat=True).first() or entry.code,
            "events": history.history_of(entry),
        },
    )
