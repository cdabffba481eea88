"""监察规则: the catalogue, one rule with its versions, a proposal tried before it is handed in, the decision."""

from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from core.doors import plainly
from core.workflow import MoveRefused

from .. import actions
from ..enums import Level
from ..forms import DecideRuleForm, RuleForm
from ..models import Rule, RuleVersion
from ..permissions import may_decide_rules, may_propose_rules
from ..queries.catalogue import catalogue_of, differences, standing_of
from .base import supervised

TRIED = "supervision.tried"


@supervised("监察规则")
def catalogue(request):
    """Every rule by kind with the version in force, and what waits for a decision."""
    today = timezone.localdate()
    context = {"kinds": catalogue_of(today), "waiting": RuleVersion.objects.proposed().select_related("rule")}
    return render(request, "supervision/rules.html", context)


@supervised("监察规则")
def rule(request, code):
    """One rule: what it looks at, its versions, and the proposal that waits."""
    return _page(request, _rule(code))


@supervised("监察规则修改", "GET", "POST")
def propose(request, code):
    """Numbers typed, tried on last month's cases, then handed in: not before the trial of these numbers was seen."""
    row = _rule(code)
    if not may_propose_rules(request.user):
        raise Http404
    current = standing_of(row, timezone.localdate()).current
    form = RuleForm(request.POST or None, rule=row, current=current)
    trial, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            if "hand_in" in request.POST and _was_tried(request, row, form):
                actions.propose_rule(actor=request.user, rule=row, **form.said)
                messages.success(request, "已提出，等待负责人批准。批准以前仍按现行规则监察。")
                return redirect("supervision:rule", code=row.code)
            trial = actions.try_rule(rule=row, **form.numbers)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 422
    context = {
        "rule": row,
        "form": form,
        "current": current,
        "trial": trial,
        "trial_words": trial and _trial_words(trial),
        "tried": trial and signing.dumps([row.code, form.numbers], salt=TRIED),
    }
    return render(request, "supervision/propose_rule.html", context, status=status)


@supervised("监察规则批准", "POST")
def decide(request, code):
    row = _rule(code)
    version = get_object_or_404(row.versions.proposed())
    if not may_decide_rules(request.user):
        raise Http404
    form = DecideRuleForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, 422)
    try:
        done = actions.decide_rule(actor=request.user, version=version, **form.cleaned_data)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, row, form, 409)
    messages.success(request, f"{row}：{done.get_state_display()}。")
    return redirect("supervision:rule", code=row.code)


@supervised("监察规则撤回", "POST")
def take_back(request, code):
    row = _rule(code)
    version = get_object_or_404(row.versions.proposed())
    act = lambda: actions.take_back_rule(actor=request.user, version=version)  # noqa: E731
    return plainly(request, act, said="已撤回。", to=f"/supervision/rules/{row.code}/")


def _rule(code: str) -> Rule:
    return get_object_or_404(Rule, code=code)


def _page(request, row: Rule, form: DecideRuleForm | None = None, status: int = 200):
    found, user = standing_of(row, timezone.localdate()), request.user
    proposal = found.proposal
    context = {
        "rule": row,
        "standing": found,
        "proposal": proposal,
        "differences": proposal and differences(found.current, proposal),
        "trial": proposal and proposal.trial,
        "trial_words": proposal and proposal.trial and _trial_words(proposal.trial),
        "may_propose": proposal is None and may_propose_rules(user),
        "may_decide": proposal is not None and proposal.proposed_by_id != user.pk and may_decide_rules(user),
        "may_take_back": proposal is not None and proposal.proposed_by_id == user.pk,
        "form": form or DecideRuleForm(),
    }
    return render(request, "supervision/rule.html", context, status=status)


def _was_tried(request, row: Rule, form: RuleForm) -> bool:
    """Whether the page showed the trial of exactly these numbers of this rule."""
    try:
        return signing.loads(request.POST.get("tried", ""), salt=TRIED) == [row.code, form.numbers]
    except signing.BadSignature:
        return False


def _trial_words(trial: dict) -> str:
    """将给出 12 张黄牌、3 张红牌（现行规则 10 张黄牌、3 张红牌）."""
    return f"将给出{_counted(trial['new'])}（现行规则给出{_counted(trial['now'])}）。"


def _counted(counts: dict[str, int]) -> str:
    words = {Level.REMINDER: "次提醒", Level.WARNING: "次预警", Level.YELLOW: "张黄牌", Level.RED: "张红牌"}
    said = [f" {counts[level]} {words[level]}" for level in reversed(Level.values) if counts.get(level)]
    return "、".join(said) or "不出任何提醒和牌"
