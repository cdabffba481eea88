"""The reference data that the funds bring: the rules of each level, the usual subjects of the budget."""

import csv
from pathlib import Path

from django.db import transaction

from core.history import signed

from ..models import FunctionClass, FundRule

DATA = Path(__file__).parents[1] / "data"


@transaction.atomic
def load_rules() -> int:
    """Add the rules of the levels that have none; what a county changed stays. Returns how many were added."""
    known = set(FundRule.objects.values_list("level", flat=True))
    added = 0
    with (DATA / "rules.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["level"] not in known:
                rule = FundRule(**row | {name: row[name].split("|") for name in ("forms", "own_papers")})
                signed(rule, actor=None, reason="系统预置").save()
                added += 1
    return added


@transaction.atomic
def load_function_classes() -> int:
    """Add the usual subjects of 政府收支分类科目 that aren't on record; what a county changed stays.

    Preset by the portal: to be checked against the yearly edition of 财政部. Returns how many were added.
    """
    known = set(FunctionClass.objects.values_list("code", flat=True))
    added = 0
    with (DATA / "functions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"] not in known:
                signed(FunctionClass(**row), actor=None, reason="系统预置，请按当年科目核对").save()
                added += 1
    return added
