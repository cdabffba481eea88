"""The tables of legal moves of the lists: change sets, opinions on entries, campaigns of clearing."""

from .campaigns import CAMPAIGN, PART
from .lists import (
    LIST_CHANGES,
    NO_BASIS_NEEDED,
    OPINIONS,
    differences,
    had_a_part,
    judged,
    named,
    took_part,
    wrote_it,
    wrote_or_judged_it,
    wrote_or_recorded_it,
    wrote_or_reviewed_it,
)

__all__ = [
    "CAMPAIGN",
    "LIST_CHANGES",
    "NO_BASIS_NEEDED",
    "OPINIONS",
    "PART",
    "differences",
    "had_a_part",
    "judged",
    "named",
    "took_part",
    "wrote_it",
    "wrote_or_judged_it",
    "wrote_or_recorded_it",
    "wrote_or_reviewed_it",
]
