"""What the supervisor sees: rules with their versions, alerts given once, ratings, complaints and their hearing."""

from .accusations import Accusation, AccusationDelivery
from .alerts import Alert
from .bulletins import Bulletin, BulletinMove
from .complaints import (
    Complaint,
    ComplaintAnswer,
    ComplaintFile,
    ComplaintMove,
    ComplaintRoute,
    ComplaintRule,
    bodies_of,
)
from .ratings import Rating
from .rules import ALWAYS, Rule, RuleVersion

__all__ = [
    "ALWAYS",
    "Accusation",
    "AccusationDelivery",
    "Alert",
    "Bulletin",
    "BulletinMove",
    "Complaint",
    "ComplaintAnswer",
    "ComplaintFile",
    "ComplaintMove",
    "ComplaintRoute",
    "ComplaintRule",
    "Rating",
    "Rule",
    "RuleVersion",
    "bodies_of",
]
