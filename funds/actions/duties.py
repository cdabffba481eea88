"""Urging of what should be public and isn't: the body is told once, and what is published is settled."""

from datetime import date

from django.utils import timezone

from ..enums import Stage
from ..queries import publication
from .telling import message, tell


def tell_overdue(*, on: date | None = None, at=None) -> int:
    """Every night: tell each body what of its funds it should have published. How many matters are told anew.

    The clocks of the list and of the departments' budgets are told by `telling.tell_clocks`.
    """
    at = at or timezone.now()
    on = on or timezone.localdate(at)
    rows = [
        message(
            row.key,
            row.body,
            permission="inspect_funds" if row.stage == Stage.INSPECTION else "fill_funds",
            title=f"{row.name[:150]}：{row.what}到期没有公开",
            text=f"{row.words}。请审查后公开。",
            address=f"/desk/funds/{row.entry.code}/",
        )
        for row in publication.overdue(on)
        if row.entry is not None
    ]
    return tell("open", rows, at=at)
