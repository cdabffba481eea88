"""What supervision tells people, by subject."""

from . import complaints
from .alerts import ALERT, LEADS, WINDOW, Recipients, tellings_of

__all__ = ["ALERT", "LEADS", "WINDOW", "Recipients", "complaints", "tellings_of"]
