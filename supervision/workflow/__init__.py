"""The tables of legal moves of supervision, by subject."""

from .complaints import COMPLAINTS

__all__ = ["COMPLAINTS"]
