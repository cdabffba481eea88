"""The verbs of supervision. Keyword-only; one transaction each."""

from .alerts import mark_messages_read
from .ratings import rate
from .rules import load_rules, save_rule
from .sweeping import LAST_SWEEP, sweep

__all__ = ["LAST_SWEEP", "load_rules", "mark_messages_read", "rate", "save_rule", "sweep"]
