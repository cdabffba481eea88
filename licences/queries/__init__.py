"""Reads of licences: what a holder has, what an application may reuse, the desk, the public register."""

from .holding import of_case, of_subject, on_file_for, usable_for, why_unusable
from .personal import licences_held

__all__ = ["licences_held", "of_case", "of_subject", "on_file_for", "usable_for", "why_unusable"]
