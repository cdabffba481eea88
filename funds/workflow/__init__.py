"""The tables of legal moves of the funds, one module a subject."""

from .allocations import ALLOCATION
from .applications import APPLICATIONS
from .calls import CALLS
from .findings import FINDING
from .lists import FUND_LIST
from .performance import ASSESSMENT, PLAN
from .proposals import FUND_PROPOSAL

__all__ = ["ALLOCATION", "APPLICATIONS", "ASSESSMENT", "CALLS", "FINDING", "FUND_LIST", "FUND_PROPOSAL", "PLAN"]
