"""What supervision tells people, by subject."""

from . import complaints, ratings
from .alerts import ALERT, LEADS, WINDOW, Recipients, tellings_of

__all__ = ["ALERT", "LEADS", "WINDOW", "Recipients", "complaints", "ratings", "tellings_of"]
