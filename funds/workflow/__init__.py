"""The tables of legal moves of the funds, one module a subject."""

from .allocations import ALLOCATION
from .applications import APPLICATIONS
from .calls import CALLS
from .lists import FUND_LIST

__all__ = ["ALLOCATION", "APPLICATIONS", "CALLS", "FUND_LIST"]
