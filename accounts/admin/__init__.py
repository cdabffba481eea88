"""The admin of people; other apps take DeskAdmin, RecordedAdmin and Section from here."""

from . import grants, logs, notices, organisations, people, seals, tokens
from .base import DeskAdmin, RecordedAdmin, RecordedForm, Section

__all__ = [
    "DeskAdmin",
    "RecordedAdmin",
    "RecordedForm",
    "Section",
    "grants",
    "logs",
    "notices",
    "organisations",
    "people",
    "seals",
    "tokens",
]
