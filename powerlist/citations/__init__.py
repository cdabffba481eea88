"""Legal bases: text in, citations out. Pure functions; nothing here reads the database."""

from .laws import Judgement, Law, LawIndex, Verdict
from .text import Citation, chinese_number, number_of, parse, read_cell, split_bases, without_number

__all__ = [
    "Citation",
    "Judgement",
    "Law",
    "LawIndex",
    "Verdict",
    "chinese_number",
    "number_of",
    "parse",
    "read_cell",
    "split_bases",
    "without_number",
]
