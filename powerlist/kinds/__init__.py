"""Declared kinds: the official forms of the lists (annexes 1 to 7 of the founding document) and how each is read."""

from .annexes import CONTACTS, DETAILS, DUTIES, OVERLAPS, PUBLIC_SERVICES, SUMMARY
from .categories import TEN, heading, nearest, resolve
from .lists import (
    FORMS,
    KINDS,
    Field,
    FieldRefused,
    FieldType,
    Kind,
    RowColumn,
    category_choices,
    declare,
    kind_choices,
    public_kinds,
)
from .powers import POWERS

__all__ = [
    "CONTACTS",
    "DETAILS",
    "DUTIES",
    "FORMS",
    "KINDS",
    "OVERLAPS",
    "POWERS",
    "PUBLIC_SERVICES",
    "SUMMARY",
    "TEN",
    "Field",
    "FieldRefused",
    "FieldType",
    "Kind",
    "RowColumn",
    "category_choices",
    "declare",
    "heading",
    "kind_choices",
    "nearest",
    "public_kinds",
    "resolve",
]
