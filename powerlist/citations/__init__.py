"""Legal bases: text in, citations out. Pure functions; nothing here reads the database."""

from .laws import Judgement, Law, LawIndex, Verdict
from .ranks import CreationRules, matter_of, rank, shipped_rules
from .text import Citation, chinese_number, number_of, parse, read_cell, split_bases, without_number

__all__ = [
    "Citation",
    "CreationRules",
    "Judgement",
    "Law",
    "LawIndex",
    "Verdict",
    "chinese_number",
    "matter_of",
    "number_of",
    "parse",
    "rank",
    "read_cell",
    "shipped_rules",
    "split_bases",
    "without_number",
]
