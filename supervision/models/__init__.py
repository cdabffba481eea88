"""What the supervisor sees: rules as data, alerts given once, ratings by applicants."""

from .alerts import Alert
from .ratings import Rating
from .rules import Rule

__all__ = ["Alert", "Rating", "Rule"]
