"""What the supervisor sees: rules with their versions, alerts given once, ratings, complaints and their hearing."""

from .accusations import Accusation, AccusationDelivery
from .alerts import Alert
from .bulletins import Bulletin, BulletinMove
from .cards import Appeal, CardReply, Exemption, Withdrawal
from .complaints import (
    Complaint,
    ComplaintAnswer,
    ComplaintFile,
    ComplaintMove,
    ComplaintRoute,
    ComplaintRule,
    bodies_of,
)
from .orders import Order, OrderMove
from .ratings import MendingRule, Rating, Rectification, RectificationMove
from .rules import ALWAYS, Rule, RuleVersion
from .runs import SweepRun

__all__ = [
    "ALWAYS",
    "Accusation",
    "AccusationDelivery",
    "Alert",
    "Appeal",
    "Bulletin",
    "BulletinMove",
    "CardReply",
    "Complaint",
    "ComplaintAnswer",
    "ComplaintFile",
    "ComplaintMove",
    "ComplaintRoute",
    "ComplaintRule",
    "Exemption",
    "MendingRule",
    "Order",
    "OrderMove",
    "Rating",
    "Rectification",
    "RectificationMove",
    "Rule",
    "RuleVersion",
    "SweepRun",
    "Withdrawal",
    "bodies_of",
]
