"""The desk of licences: what a body has on file, one licence with its acts, entering from paper, checks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import log_view, note_view
from accounts.models import organisations_where
from accounts.permissions import is_staff_member
from core.masking import mask_id_number
from core.workflow import MoveRefused

from .. import actions
from ..enums import ActKind, CheckMethod, Trust
from ..forms import CheckForm, DecideForm, DeclineForm, DocumentForm, EnterForm, ProposeForm, ReasonForm, RevealForm
from ..models import Licence
from ..queries import of_subject, pages
from ..workflow import LICENCE, open_act


def staff_only(request):
    if not is_staff_member(request.user):
        raise PermissionDenied("工作台只对工作人员开放。")


def _visible(request, number) -> Licence:
    """A licence of the reader's bodies; any other is not found."""
    staff_only(request)
    rows = Licence.objects.within_reach(request.user).select_related("type", "organisation", "holder")
    return get_object_or_404(rows, number=number)


def managed(user):
    """The bodies whose licences this person manages."""
    return organisations_where(user, "manage_licences").current().order_by("sort_key", "code")


@never_cache
@login_required
@require_safe
def desk(request):
    """`?tab=`, `?q=` (number, original number or 办件编号), `?type=`, `?body=`, `?trust=`, `?after=`, `?before=`."""
    staff_only(request)
    found = pages.desk(request.user, pages.DeskFilter.from_query(request.GET), timezone.localdate())
    context = found | {"form": DocumentForm(), "manages": managed(request.user).exists()}
    return render(request, "licences/desk.html", context)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def of_holder(request):
    """Everything within reach that one person or body holds; the number comes by POST and the search is logged."""
    staff_only(request)
    form = DocumentForm(request.POST or None)
    rows = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["document"]
        within = Licence.objects.within_reach(request.user).values("pk")
        today = timezone.localdate()
        rows = [pages.held(row, today, masked=True) for row in of_subject(typed).filter(pk__in=within)[:200]]
        log_view(request.user, f"按证件号码查找证照 {mask_id_number(typed)}", "licences:search", "", request)
    context = {"form": form, "rows": rows}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "licences/desk_holder.html", context, status=status)


@never_cache
@login_required
@require_safe
def licence(request, number):
    row = _visible(request, number)
    note_view(request, f"证照 {number}", f"licence:{number}")
    return _show(request, row)


@never_cache
@login_required
@require_POST
@sensitive_post_parameters()
def reveal(request, number):
    """Personal data in full on one answer, logged with its reason before it is shown."""
    row = _visible(request, number)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _show(request, row, asked=form)
    seen = f"user:{row.holder_id}" if row.holder_id else f"licence:{number}"
    log_view(request.user, f"证照 {number} 的持证人信息", seen, form.cleaned_data["reason"], request)
    return _show(request, row, masked=False)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, number, kind):
    row = _visible(request, number)
    if kind not in ActKind.values:
        raise Http404
    if request.method != "POST":
        return _show(request, row, tried=(kind, ProposeForm(kind=kind, licence=row, initial=request.typed or {})))
    form = ProposeForm(request.POST, kind=kind, licence=row)
    return _made(
        request, row, (kind, form),
        lambda: actions.propose(licence=row, actor=request.user, **form.facts()),
        f"已提出{ActKind(kind).label}，等决定人决定。",
    )  # fmt: skip


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, number, name):
    """Decide, decline or take back what was proposed; confirm or reject what was typed from paper."""
    row = _visible(request, number)
    if name not in ("decide", "decline", "take_back", "confirm", "reject"):
        raise Http404
    if request.method != "POST":
        return redirect("desk_licence", number)
    act = open_act(row)
    if name in ("decide", "decline", "take_back") and act is None:
        return _refused(request, number, "没有待决定的事项，可能刚有人办理过。")
    if name == "decide":
        form = DecideForm(request.POST, act=act)
        return _made(
            request, row, (name, form),
            lambda: actions.decide(act=act, actor=request.user, **form.cleaned_data),
            f"已决定：{act.get_kind_display()}。",
        )  # fmt: skip
    if name == "decline":
        form = DeclineForm(request.POST)
        return _made(
            request, row, (name, form),
            lambda: actions.decline(act=act, actor=request.user, **form.cleaned_data), "已决定不予准许。",
        )  # fmt: skip
    if name == "confirm":
        return _made(
            request, row, (name, None), lambda: actions.confirm(licence=row, actor=request.user), "已确认，可以使用。"
        )
    form = ReasonForm(request.POST)
    if name == "reject":
        return _made(
            request, row, (name, form),
            lambda: actions.reject(licence=row, actor=request.user, **form.cleaned_data), "已退回，可以重新录入。",
        )  # fmt: skip
    return _made(
        request, row, (name, form),
        lambda: actions.take_back(act=act, actor=request.user, **form.cleaned_data), "已收回提议。",
    )  # fmt: skip


def _made(request, row, tried, act, said):
    form = tried[1]
    if form is not None and not form.is_valid():
        return _show(request, row, tried=tried)
    try:
        act()
    except MoveRefused as refused:
        if form is None:
            return _refused(request, row.number, str(refused))
        form.add_error(None, str(refused))
        return _show(request, _visible(request, row.number), tried=tried)
    messages.success(request, said)
    return redirect("desk_licence", row.number)


def _refused(request, number, words):
    messages.error(request, words)
    return redirect("desk_licence", number)


@login_required
@require_POST
def check(request, number):
    """核验, on record with its result."""
    row = _visible(request, number)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _show(request, row, checked=form)
    typed = form.cleaned_data
    if typed["method"] == CheckMethod.LIBRARY:
        done = actions.check_on_file(licence=row, actor=request.user, case_number=typed["case_number"])
    else:
        done = actions.check(licence=row, actor=request.user, **typed)
    messages.success(
        request, f"核验结果：{done.get_result_display()}{f'（{done.note}）' if done.note else ''}，已记录。"
    )
    return redirect("desk_licence", number)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """One licence typed from paper (C)."""
    staff_only(request)
    bodies = managed(request.user)
    if not bodies.exists():
        raise Http404
    form = EnterForm(request.POST or None, bodies=bodies, initial=request.typed or {})
    if request.method == "POST" and form.is_valid():
        try:
            row, outcome = actions.enter(actor=request.user, trust=Trust.TYPED, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            said = {
                "new": "已录入，请另一位工作人员对照原件确认。",
                "changed": "已按更正后的内容重新录入，请另一人确认。",
            }
            messages.success(request, said.get(outcome, "这份证照已经在册，内容没有变化。"))
            return redirect("desk_licence", row.number)
    return render(request, "licences/desk_enter.html", {"form": form}, status=422 if form.is_bound else 200)


def _show(request, row: Licence, *, tried=("", None), asked=None, checked=None, masked=True):
    user, (name, typed) = request.user, tried
    act = open_act(row)
    open_names = {m.name for m in LICENCE.open_to(user, row)}
    kinds = pages.proposals_open(user, row)
    context = {
        "licence": row,
        "held": pages.held(row, timezone.localdate(), masked=masked),
        "facts": pages.facts_of(row, masked=masked),
        "masked": masked,
        "act": act,
        "waiting": pages.waiting_facts(act) if act is not None else [],
        "acts": pages.acts_of(row, for_holder=False),
        "events": pages.events_of(row, for_holder=False),
        "versions": list(row.versions.order_by("-number")),
        "checks": list(row.checks.order_by("-id")[:20]),
        "proposals": [
            {
                "move": LICENCE[kind],
                "form": typed if kind == name else ProposeForm(kind=kind, licence=row),
                "open": kind == name,
            }
            for kind in kinds
        ],
        "tried": typed,
        "tried_name": name,
        "reveal_form": asked or RevealForm(),
        "check_form": checked or CheckForm(),
        "may_confirm": "confirm" in open_names,
        "may_take_back": "take_back" in open_names,
        "reason_form": typed if isinstance(typed, ReasonForm) else ReasonForm(),
    }
    if act is not None and act.kind in open_names:
        context["decide_form"] = typed if name == "decide" else DecideForm(act=act)
        context["decline_form"] = typed if name == "decline" else DeclineForm()
    failed = any(form is not None and form.errors for form in (typed, asked, checked))
    return render(request, "licences/desk_licence.html", context, status=422 if failed else 200)
