"""The rules of a county: loaded with the product, changed through four eyes, tried before they apply."""

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from approvals.enums import CaseState
from approvals.models import Case
from core.history import signed
from core.workdays import Unit
from core.workflow import MoveRefused

from ..enums import CARDS, Level, RuleState, Told
from ..models import Rule, RuleVersion
from ..permissions import may_decide_rules, may_propose_rules
from ..queries.trials import trial_of

DATA = Path(__file__).parent.parent / "data"


@transaction.atomic
def propose_rule(
    *,
    actor,
    rule: Rule,
    level: str,
    params: Mapping[str, int],
    told: list[str],
    enabled: bool,
    effective_from: date,
    reason: str,
    reply_days: int = 0,
    reply_unit: str = Unit.WORKDAY,
    at: datetime | None = None,
) -> RuleVersion:
    """Propose numbers for a rule, tried on last month's cases; another person decides. Raises MoveRefused in words."""
    at = at or timezone.now()
    if not may_propose_rules(actor):
        raise PermissionDenied("监察规则由负责全县电子监察的人员提出。")
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    if rule.versions.proposed().exists():
        raise MoveRefused("这条规则已有一个待批准的版本，批准或撤回以后再提。")
    _refuse_unwell(level, told, reason)
    if effective_from < timezone.localdate(at):
        raise MoveRefused("生效日期不能早于今天：规则不溯及以前的办件。")
    row = RuleVersion(
        rule=rule,
        number=_next_number(rule),
        level=level,
        params=_cleaned(rule, params),
        told=sorted(told),
        reply_days=reply_days if level in CARDS else 0,
        reply_unit=reply_unit,
        enabled=enabled,
        effective_from=effective_from,
        reason=reason.strip(),
        proposed_by=actor,
        proposed_at=at,
    )
    row.trial = trial_of(row, today=timezone.localdate(at))
    row.save()
    return row


def try_rule(*, rule: Rule, level: str, params: Mapping[str, int], enabled: bool, today: date | None = None) -> dict:
    """What such numbers would have given last month, beside those in force. Nothing is written."""
    today = today or timezone.localdate()
    row = RuleVersion(rule=rule, number=0, level=level, params=_cleaned(rule, params), enabled=enabled)
    return trial_of(row, today=today)


@transaction.atomic
def decide_rule(*, actor, version: RuleVersion, approved: bool, opinion: str, at: datetime | None = None):
    """Approve or refuse a proposal, by somebody else than who made it. Open cases are looked at anew."""
    at = at or timezone.now()
    if not may_decide_rules(actor):
        raise PermissionDenied("监察规则由批准监察事项的负责人批准。")
    row = _proposal(version)
    if row.proposed_by_id == actor.pk:
        raise MoveRefused("提出的人不能自己批准，请由另一位负责人办理。")
    if not opinion.strip():
        raise MoveRefused("请写明批准或者不批准的意见。")
    if approved and row.effective_from < timezone.localdate(at):
        row.effective_from = timezone.localdate(at)  # it waited for longer than its day: no rule reaches back
    row.state = RuleState.DECIDED if approved else RuleState.REFUSED
    row.decided_by, row.decided_at, row.opinion = actor, at, opinion.strip()
    row.save()
    if approved:
        look_anew(on=max(row.effective_from, timezone.localdate(at)))
    return row


@transaction.atomic
def take_back_rule(*, actor, version: RuleVersion) -> RuleVersion:
    """Take back one's own proposal before it is decided."""
    row = _proposal(version)
    if row.proposed_by_id != actor.pk:
        raise MoveRefused("只有提出的人可以撤回。")
    row.state = RuleState.TAKEN_BACK
    row.save()
    return row


def look_anew(*, on: date) -> int:
    """Every open case that would be looked at later is looked at on that day; returns how many."""
    rows = Case.objects.filter(closed_at__isnull=True).exclude(state=CaseState.DRAFT)
    return (rows.filter(watch_on__isnull=True) | rows.filter(watch_on__gt=on)).update(watch_on=on)


@transaction.atomic
def load_rules() -> int:
    """Load the rules that ship with the product, those that are known left alone; returns the number new."""
    known = set(Rule.objects.values_list("code", flat=True))
    first = {row["code"]: row for row in _rows("rule_versions.csv")}
    new = [row for row in _rows("rules.csv") if row["code"] not in known]
    for row in new:
        rule = Rule(**row)
        signed(rule, actor=None, reason="载入随程序提供的监察规则").save()
        shipped = first[rule.code]
        RuleVersion.objects.create(
            rule=rule,
            number=1,
            level=shipped["level"],
            params=_cleaned(rule, _numbers(shipped["params"])),
            told=sorted(shipped["told"].split()),
            reply_days=int(shipped["reply_days"]),
            enabled=shipped["enabled"] == "yes",
            state=RuleState.DECIDED,
            reason="随程序提供",
        )
    return len(new)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


def _numbers(text: str) -> dict[str, int]:
    """`before_days=1;share=80` as numbers."""
    return {name: int(value) for name, value in (part.split("=") for part in text.split(";") if part)}


def _cleaned(rule: Rule, params: Mapping[str, int]) -> dict[str, int]:
    try:
        return rule.declared.clean(params)
    except ValueError as fault:
        raise MoveRefused(str(fault)) from fault


def _refuse_unwell(level: str, told: list[str], reason: str) -> None:
    if level not in Level.values:
        raise MoveRefused("请选择等级。")
    if not told or set(told) - set(Told.values):
        raise MoveRefused("请选择告知谁，至少一项。")
    if not reason.strip():
        raise MoveRefused("请写明修改的理由和依据的文件。")


def _next_number(rule: Rule) -> int:
    last = rule.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _proposal(version: RuleVersion) -> RuleVersion:
    row = RuleVersion.objects.select_for_update(of=("self",)).select_related("rule").get(pk=version.pk)
    if row.state != RuleState.PROPOSED:
        raise MoveRefused(f"这个版本现在是“{row.get_state_display()}”，可能刚有人办理过。请刷新后再看。")
    return row
