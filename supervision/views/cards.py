"""The life of a card on pages: the body replies and appeals, supervisors judge and withdraw; exemptions in bulk."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import holds, is_staff_member
from core.doors import attempt, offered, say_missed
from core.files import private_response

from .. import actions
from ..enums import RuleState
from ..forms import AppealCardForm, DecideRuleForm, ExemptionForm, JudgeAppealForm, ReplyCardForm, WithdrawCardForm
from ..models import Alert, Appeal, CardReply, Exemption
from ..permissions import may_decide_rules, may_propose_rules
from ..queries import pages
from .base import supervised

OF_BODY = {"reply": ReplyCardForm, "appeal": AppealCardForm}
OF_WATCH = {"judge": JudgeAppealForm, "withdraw": WithdrawCardForm}
PAPERS = {"replies": CardReply, "appeals": Appeal}


@dataclass(frozen=True)
class Offer:
    """A button of the page: what it does, in words."""

    name: str
    label: str
    effect: str
    danger: bool = False


REPLY = Offer("reply", "回复", "写明情况和整改措施，可以附证明材料")
APPEAL = Offer("appeal", "申诉", "认为不应亮牌的，说明理由；由监察人员审查，每张牌申诉一次")
JUDGE = Offer("judge", "审查申诉", "写明申诉是否成立；成立的，由另一位负责人撤牌")
WITHDRAW = Offer("withdraw", "撤牌", "申诉已审查成立；撤牌以后发出数和撤牌数都保留", danger=True)


def open_to_body(user, alert: Alert) -> list[Offer]:
    """What a body's lead can do about a card."""
    if not alert.is_card or not holds(user, "decide_cases", alert.organisation) or hasattr(alert, "withdrawal"):
        return []
    return [REPLY, *([] if hasattr(alert, "appeal") else [APPEAL])]


def open_to_watch(user, alert: Alert) -> list[Offer]:
    """What a supervisor can do about a card: judge its appeal, or withdraw it when another one upheld that."""
    appeal = getattr(alert, "appeal", None)
    if appeal is None or hasattr(alert, "withdrawal"):
        return []
    if appeal.judged_by_id is None:
        barred = user.pk in (alert.given_by_id, appeal.appealed_by_id)
        return [] if barred or not holds(user, "supervise", alert.organisation) else [JUDGE]
    barred = user.pk in (alert.given_by_id, appeal.judged_by_id)
    return [WITHDRAW] if appeal.upheld and not barred and holds(user, "lead_watch", alert.organisation) else []


def card_rows(alerts):
    """Alerts with all that became of them."""
    rows = alerts.select_related(
        *("case", "organisation", "rule", "version__rule", "withdrawal__withdrawn_by", "withdrawal__exemption"),
        *("appeal__appealed_by", "appeal__judged_by"),
    ).prefetch_related("replies__replied_by")
    return rows.defer(*(f"case__{name}" for name in pages.UNREAD))


def what_became(row: Alert) -> dict:
    """The appeal against a card and its withdrawal, None where there is none."""
    return {name: getattr(row, name, None) for name in ("appeal", "withdrawal")}


@login_required
@require_GET
def desk_alert(request, pk):
    """One alert as the body that answers for it sees it."""
    return _desk_page(request, _of_staff(request, pk))


@login_required
@require_http_methods(["POST"])
def desk_act(request, pk, move):
    """Reply or appeal."""
    row = _of_staff(request, pk)
    if move not in OF_BODY:
        raise Http404
    form = OF_BODY[move](request.POST, request.FILES, prefix=move)
    verb = {"reply": actions.reply_card, "appeal": actions.appeal_card}[move]
    return attempt(
        request,
        form,
        lambda: verb(actor=request.user, alert=row, **form.cleaned_data),
        again=lambda form, status: _desk_page(request, row, form, status),
        said={"reply": "已回复。", "appeal": "已申诉，等待审查。"}[move],
        to=f"/desk/alerts/{row.pk}/",
    )


def _of_staff(request, pk: int) -> Alert:
    if not is_staff_member(request.user):
        raise Http404
    return get_object_or_404(card_rows(Alert.objects.of_staff(request.user)), pk=pk)


def _desk_page(request, row: Alert, bound=None, status: int = 200):
    lead, cells = pages.cells(row)
    base = f"/desk/alerts/{row.pk}/"
    shown = offered(open_to_body(request.user, row), OF_BODY, base, bound)
    say_missed(request, shown, bound)
    context = {"alert": row, "case": row.case, "lead": lead, "cells": cells, "acts": shown, "base": base}
    context["counted"] = sum(cell.counted for cell in cells)
    context |= what_became(row)
    return render(request, "supervision/desk_alert.html", context, status=status)


@login_required
@require_GET
def paper(request, pk, kind, number):
    """A paper of a reply or an appeal, for the body and for its supervisors."""
    rows = Alert.objects.of_staff(request.user) | Alert.objects.visible_to(request.user)
    alert = get_object_or_404(rows.distinct(), pk=pk)
    row = get_object_or_404(PAPERS.get(kind, CardReply).objects.exclude(file=""), alert=alert, pk=number)
    return private_response(row.file, row.file_name)


@supervised("批量免责", "GET", "POST")
def exemptions(request):
    """Every exemption, and the proposal of a new one."""
    user = request.user
    form = ExemptionForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may_propose_rules(user):
            raise Http404
        return attempt(
            request,
            form,
            lambda: actions.propose_exemption(actor=user, **form.cleaned_data),
            again=lambda form, status: _exemptions(request, form, status),
            said="已提出，等待负责人批准。",
            to="/supervision/exemptions/",
        )
    return _exemptions(request, form)


def _exemptions(request, form, status: int = 200):
    rows = Exemption.objects.select_related("proposed_by", "decided_by").prefetch_related("bodies")
    context = {
        "rows": [(row, row.withdrawals.count()) for row in rows.order_by("-id")[:50]],
        "form": form,
        "may_propose": may_propose_rules(request.user),
        "may_decide": may_decide_rules(request.user),
        "decide_form": DecideRuleForm(),
        "proposed": RuleState.PROPOSED,
    }
    return render(request, "supervision/exemptions.html", context, status=status)


@supervised("批量免责批准", "POST")
def decide_exemption(request, pk):
    """Approve or refuse an exemption."""
    row = get_object_or_404(Exemption, pk=pk)
    if not may_decide_rules(request.user):
        raise Http404
    form = DecideRuleForm(request.POST)
    return attempt(
        request,
        form,
        lambda: actions.decide_exemption(actor=request.user, exemption=row, **form.cleaned_data),
        again=lambda bound, status: _refused(request, bound, status),
        said=lambda done: f"{done}：{done.get_state_display()}。",
        to="/supervision/exemptions/",
    )


def _refused(request, bound, status: int):
    say_missed(request, (), bound)
    return _exemptions(request, ExemptionForm(), status)


@supervised("批量免责文件")
def exemption_paper(request, pk):
    row = get_object_or_404(Exemption, pk=pk)
    return private_response(row.file, row.file_name)
