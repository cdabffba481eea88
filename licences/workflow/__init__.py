"""The legal moves of a licence, and what the articles ask of an act before it is proposed and when it is decided."""

from .lawful import Asked, last_day_to_ask_renewal, refuse_unlawful, term_after, timely
from .licences import LICENCE, REPORTS, is_ours, open_act, why_not_ask

__all__ = [
    "LICENCE",
    "REPORTS",
    "Asked",
    "is_ours",
    "last_day_to_ask_renewal",
    "open_act",
    "refuse_unlawful",
    "term_after",
    "timely",
    "why_not_ask",
]
