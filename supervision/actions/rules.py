"""The thresholds of a county, and the loading of the rules that ship with the product."""

import csv
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from approvals.enums import CaseState
from approvals.models import Case
from core.history import signed

from ..models import Rule

RULES_CSV = Path(__file__).parent.parent / "data" / "rules.csv"


@transaction.atomic
def save_rule(*, actor, rule: Rule, reason: str) -> Rule:
    """Set a threshold, with its reason; every open case is looked at anew at the next sweep."""
    signed(rule, actor=actor, reason=reason).save()
    Case.objects.filter(closed_at__isnull=True).exclude(state=CaseState.DRAFT).update(watch_on=timezone.localdate())
    return rule


@transaction.atomic
def load_rules() -> int:
    """Load the rules that ship with the product, those the county has changed left alone; returns the number new."""
    known = set(Rule.objects.values_list("code", flat=True))
    rows = csv.DictReader(RULES_CSV.read_text(encoding="utf-8").splitlines())
    new = [row for row in rows if row["code"] not in known]
    for row in new:
        row = row | {"before_days": int(row["before_days"]), "share": int(row["share"])}
        signed(Rule(**row), actor=None, reason="载入随程序提供的监察规则").save()
    return len(new)
