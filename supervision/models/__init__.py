"""What the supervisor sees: rules as data, alerts given once, ratings by applicants, complaints and their hearing."""

from .alerts import Alert
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
from .rules import Rule

__all__ = [
    "Alert",
    "Complaint",
    "ComplaintAnswer",
    "ComplaintFile",
    "ComplaintMove",
    "ComplaintRoute",
    "ComplaintRule",
    "Rating",
    "Rule",
    "bodies_of",
]
