"""The tables of legal moves of the funds, one module a subject."""

from .applications import APPLICATIONS
from .calls import CALLS
from .lists import FUND_LIST

__all__ = ["APPLICATIONS", "CALLS", "FUND_LIST"]
