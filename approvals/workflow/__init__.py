"""The tables of legal moves."""

from .case import CASE

__all__ = ["CASE"]
