"""The tables of legal moves of supervision, by subject."""

from .bulletins import BULLETIN
from .complaints import COMPLAINTS
from .mending import MENDING
from .orders import ORDER

__all__ = ["BULLETIN", "COMPLAINTS", "MENDING", "ORDER"]
