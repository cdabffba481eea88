"""Declared kinds: the official forms of the lists (annexes 1 to 7 of the founding document) and how each is read."""

from .annexes import CONTACTS, DETAILS, DUTIES, OVERLAPS, PUBLIC_SERVICES, SUMMARY
from .categories import TEN, heading, nearest, resolve
from .powers import POWERS

FORMS = {form.kind: form for form in (DUTIES, SUMMARY, DETAILS, OVERLAPS, PUBLIC_SERVICES, POWERS, CONTACTS)}

__all__ = [
    "CONTACTS",
    "DETAILS",
    "DUTIES",
    "FORMS",
    "OVERLAPS",
    "POWERS",
    "PUBLIC_SERVICES",
    "SUMMARY",
    "TEN",
    "heading",
    "nearest",
    "resolve",
]
