"""The tables of legal moves of the funds, one module a subject."""

from .lists import FUND_LIST

__all__ = ["FUND_LIST"]
