"""What the nightly watch over targets and findings urges of a person."""

from powerlist.models import Urging

from ..models import FUND_PERMISSIONS
from . import findings, plans
from .counting import Asked

PREFIX = "funds:performance:"


def urged(user, *, findings_only: bool = False) -> list[Urging]:
    """The open messages to this person, the newest first."""
    rows = Urging.objects.open_to(user, FUND_PERMISSIONS).filter(key__startswith=PREFIX)
    about = f"{PREFIX}finding:"
    rows = rows.filter(key__startswith=about) if findings_only else rows.exclude(key__startswith=about)
    return list(rows.order_by("-id")[:10])


def asked(user) -> list[Asked]:
    """What may wait for this person among targets and findings."""
    return [
        ("绩效目标等我办理", plans.mine(user), "/desk/funds/plans/"),
        ("检查发现等我办理", findings.mine(user), "/desk/funds/findings/"),
    ]
