"""Legal bases: text in, citations out. Pure functions; nothing here reads the database."""

from .laws import Judgement, Law, LawIndex, Verdict, Verified, basis_key
from .ranks import CreationRules, level_of, matter_of, rank, shipped_rules
from .text import Citation, chinese_number, number_of, parse, read_cell, split_bases, without_number

__all__ = [
    "Citation",
    "CreationRules",
    "Judgement",
    "Law",
    "LawIndex",
    "Verdict",
    "Verified",
    "basis_key",
    "chinese_number",
    "level_of",
    "matter_of",
    "number_of",
    "parse",
    "rank",
    "read_cell",
    "shipped_rules",
    "split_bases",
    "without_number",
]
