"""What the product brings with it: the register of laws, and who may create which power."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Count
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.models import Organisation

from ..citations import shipped_rules
from ..kinds import KINDS
from ..models import CreationRule, DutyTemplate, KindSetting, Law, LawSuccession

DATA = Path(__file__).parent.parent / "data"
FACTS = ("level", "number", "issuer", "articles", "status", "effective_on", "repealed_on", "complete", "source")


def shipped_laws() -> list[dict]:
    """The rows of the register that come with the product."""
    return _rows("laws.csv")


def _rows(name: str) -> list[dict]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _facts(row: dict) -> dict:
    return {
        **{name: row[name] for name in ("level", "number", "issuer", "status", "source")},
        "articles": int(row["articles"]) if row["articles"] else None,
        "effective_on": _day(row["effective_on"]),
        "repealed_on": _day(row["repealed_on"]),
        "complete": row["complete"] == "yes",
    }


@transaction.atomic
def load_laws() -> int:
    """Load laws, regulations and rules: title, level, issuer, last article, from when to when in force, successor.

    A law that somebody has changed since it was loaded is left as it is; one that nobody touched follows the product's
    own file. Returns the number added.
    """
    shipped = shipped_laws()
    known = {law.title: law for law in Law.objects.order_by("id")}
    laws = [Law(title=row["title"], **_facts(row)) for row in shipped if row["title"] not in known]
    bulk_create_with_history(laws, Law, default_change_reason="载入随程序提供的法规目录")
    _follow(shipped, _untouched(known))
    return len(laws)


def _untouched(known: dict[str, Law]) -> dict[str, Law]:
    """Laws by title that stand as they were loaded: one line of history, no person's."""
    loaded = Law.history.values("id").annotate(lines=Count("history_id"), people=Count("history_user_id"))
    plain = set(loaded.filter(lines=1, people=0).values_list("id", flat=True))
    return {title: law for title, law in known.items() if law.pk in plain}


def _follow(shipped: list[dict], untouched: dict[str, Law]) -> None:
    """Bring untouched laws up to the product's file, and name what replaced them where nobody did."""
    changed = {}
    for row in shipped:
        law = untouched.get(row["title"])
        facts = _facts(row)
        if law is not None and any(getattr(law, name) != facts[name] for name in FACTS):
            for name, value in facts.items():
                setattr(law, name, value)
            changed[law.pk] = law
    if changed:
        reason = "按随程序提供的法规目录更新"
        bulk_update_with_history(list(changed.values()), Law, FACTS, default_change_reason=reason)
    _followed(shipped)


def _followed(shipped: list[dict]) -> None:
    """What replaced a law, by the product's file (several titles with ； between them), where nobody named it."""
    follow = {row["title"]: row["successor"].split("；") for row in shipped if row["successor"]}
    named = {title for titles in follow.values() for title in titles}
    keys = dict(Law.objects.filter(title__in=named).values_list("title", "pk"))
    bare = Law.objects.filter(title__in=follow, successions__isnull=True).order_by("id")
    rows = [
        LawSuccession(law=law, successor_id=keys[title]) for law in bare for title in follow[law.title] if title in keys
    ]
    bulk_create_with_history(rows, LawSuccession, default_change_reason="载入随程序提供的法规目录")


@transaction.atomic
def load_creation_rules() -> int:
    """Load who may create which power, once: a table that holds any rule is left as it is. Returns the number added."""
    if CreationRule.objects.exists():
        return 0
    rules = [
        CreationRule(
            category=row["category"],
            matter=row["matter"],
            level=row["level"],
            provincial=row["provincial"] == "yes",
            months=int(row["months"]) if row["months"] else None,
            article=row["article"],
            limits=row["limits"],
        )
        for row in shipped_rules()
    ]
    bulk_create_with_history(rules, CreationRule, default_change_reason="载入随程序提供的设定权限")
    return len(rules)


@transaction.atomic
def load_duty_templates() -> int:
    """Load the usual duties of each category; one that the county has is left as it is. Returns the number added."""
    known = set(DutyTemplate.objects.values_list("category", flat=True))
    rows = [DutyTemplate(**row) for row in _rows("duty_templates.csv") if row["category"] not in known]
    bulk_create_with_history(rows, DutyTemplate, default_change_reason="载入随程序提供的责任模板")
    return len(rows)


@transaction.atomic
def load_kind_settings() -> int:
    """A row of settings for each declared kind that has none: its lead and approver among the county's bodies, by the
    names of the declaration, and its days. Returns the number added."""
    known = set(KindSetting.objects.values_list("kind", flat=True))
    bodies = {}
    for body in Organisation.objects.order_by("-id"):
        bodies |= {name: body for name in (body.name, body.short_name) if name}
    rows = [
        KindSetting(
            kind=kind.key,
            lead=bodies.get(kind.lead),
            approver=bodies.get(kind.approver),
            update_days=kind.update_days,
            note="随程序提供的默认值，请按本县文件核对",
        )
        for kind in KINDS.values()
        if kind.key not in known
    ]
    bulk_create_with_history(rows, KindSetting, default_change_reason="载入清单规则的默认值")
    return len(rows)
