"""The tables of legal moves of supervision, by subject."""

from .bulletins import BULLETIN
from .complaints import COMPLAINTS

__all__ = ["BULLETIN", "COMPLAINTS"]
