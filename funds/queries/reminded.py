"""What the nightly watch over targets and findings urges of a person, and the figures for the home of the desk."""

from datetime import date

from powerlist.models import Urging

from ..models import FUND_PERMISSIONS
from . import assessments, findings, plans

PREFIX = "funds:performance:"


def urged(user, *, findings_only: bool = False) -> list[Urging]:
    """The open messages to this person, the newest first."""
    rows = Urging.objects.open_to(user, FUND_PERMISSIONS).filter(key__startswith=PREFIX)
    about = f"{PREFIX}finding:"
    rows = rows.filter(key__startswith=about) if findings_only else rows.exclude(key__startswith=about)
    return list(rows.order_by("-id")[:10])


def figures(user, today: date) -> list[tuple[str, int, str]]:
    """(what, how many, where) that waits for this person, for the home of the desk."""
    found = (
        ("绩效目标等我办理", plans.waiting_count(user), "/desk/funds/plans/"),
        ("监控和评价到期应报", len(assessments.due(user, today)), "/desk/funds/assessments/"),
        ("检查发现等我办理", findings.waiting_count(user), "/desk/funds/findings/"),
    )
    return [row for row in found if row[1]]
