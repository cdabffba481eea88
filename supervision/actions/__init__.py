"""The verbs of supervision. Keyword-only; one transaction each."""

from .alerts import mark_messages_read
from .complaints import (
    close_silent,
    give_word,
    judged,
    load_complaint_rules,
    lodge,
    project_complaints,
)
from .hearing import (
    accept_complaint,
    advise_complaint,
    answer_complaint,
    assign_complaint,
    check_complaint,
    decline_complaint,
    extend_complaint,
    join_complaint,
    send_back_complaint,
    transfer_complaint,
)
from .ratings import rate
from .rules import load_rules, save_rule
from .sweeping import LAST_SWEEP, sweep

__all__ = [
    "LAST_SWEEP",
    "accept_complaint",
    "advise_complaint",
    "answer_complaint",
    "assign_complaint",
    "check_complaint",
    "close_silent",
    "decline_complaint",
    "extend_complaint",
    "give_word",
    "join_complaint",
    "judged",
    "load_complaint_rules",
    "load_rules",
    "lodge",
    "mark_messages_read",
    "project_complaints",
    "rate",
    "save_rule",
    "send_back_complaint",
    "sweep",
    "transfer_complaint",
]
