"""Telling those responsible, once for each occasion: what falls due, what is late, what needs a look.

The matter is urged through the house's own Urging: the same key is never told twice, and what is done is settled.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from core.workflow import MoveRefused
from powerlist.enums import UrgingKind
from powerlist.models import Urging

from ..models import FundRule
from ..queries import clocks, watching


def message(key: str, organisation, *, permission: str, title: str, text: str, address: str) -> Urging:
    """One message to whoever holds `permission` at a body; `key` names the occasion."""
    return Urging(
        key=key, organisation=organisation, permission=permission, title=title[:200], text=text, address=address
    )


@transaction.atomic
def tell(scope: str, rows: Iterable[Urging], *, at=None) -> int:
    """Tell what wasn't told yet and settle what is done, within a subject's `scope`; returns how many are new.

    Keys are put under `funds:<scope>:`, so that subjects don't settle each other's.
    """
    at, prefix = at or timezone.now(), f"funds:{scope}:"
    rows = list(rows)
    for row in rows:
        row.key, row.kind, row.created_at = f"{prefix}{row.key}"[:120], UrgingKind.FUNDS, at
    keys = {row.key for row in rows}
    known = set(Urging.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [row for row in rows if row.key not in known]
    Urging.objects.bulk_create(new, 2000, ignore_conflicts=True)
    mine = Urging.objects.filter(key__startswith=prefix)
    mine.filter(settled_at__isnull=True).exclude(key__in=keys).update(settled_at=at)
    mine.filter(key__in=keys, settled_at__isnull=False).update(settled_at=None)
    return len(new)


def tell_clocks(*, on: date | None = None, at=None) -> int:
    """Every night: before a clock's day, and again when it has passed."""
    on = on or timezone.localdate()
    try:
        running = clocks.clocks(on)
    except MoveRefused:  # the rules were never loaded: nothing can be counted
        return 0
    rows = []
    for clock in running:
        if clock.state not in ("soon", "overdue") or clock.body is None:
            continue
        department = clock.key.startswith("department")
        rows.append(
            message(
                f"{clock.key}:{'after' if clock.state == 'overdue' else 'before'}",
                clock.body,
                permission="fill_funds" if department else "review_funds",
                title=f"{clock.label}{'已逾期，还没有公开' if clock.state == 'overdue' else '快到公开期限'}",
                text=f"应在 {clock.due} 前公开（{clock.start} 起 {clock.days} 个自然日，预算法第十四条）。",
                address="/desk/funds/clocks/",
            )
        )
    return tell("clock", rows, at=at)


def tell_watched(*, on: date | None = None, at=None) -> int:
    """Every night: funds whose evaluation is overdue or near, whose time is over, or that are off target."""
    on = on or timezone.localdate()
    ahead = timedelta(days=FundRule.or_preset().evaluation_warning)
    rows = [
        message(
            found.key, found.row.organisation, permission="fill_funds", title=f"“{found.row.name}”需要评估",
            text=found.words, address=f"/desk/funds/{found.row.entry.code}/",
        )
        for found in watching.watched(on)
    ]  # fmt: skip
    rows += [
        message(
            f"soon:{row.entry_id}:{row.evaluate_on}", row.organisation, permission="fill_funds",
            title=f"“{row.name}”快到评估日期",
            text=f"应在 {row.evaluate_on} 前提出保留、调整、合并或者取消。", address=f"/desk/funds/{row.entry.code}/",
        )
        for row in watching.soon(on, on + ahead)
    ]  # fmt: skip
    return tell("watch", rows, at=at)
