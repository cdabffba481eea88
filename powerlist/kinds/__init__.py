"""Declared kinds: the official forms of the lists (annexes 1 to 7 of the founding document) and how each is read."""

from . import clearing, shipped
from .annexes import CONTACTS, DETAILS, DUTIES, OVERLAPS, PUBLIC_SERVICES, SUMMARY
from .categories import TEN, heading, nearest, resolve
from .lists import (
    FORMS,
    KINDS,
    Field,
    FieldRefused,
    FieldType,
    Kind,
    Layout,
    RowColumn,
    Shelf,
    category_choices,
    declare,
    form_choices,
    kind_choices,
    numbered,
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
    "Layout",
    "RowColumn",
    "Shelf",
    "category_choices",
    "clearing",
    "declare",
    "form_choices",
    "heading",
    "kind_choices",
    "nearest",
    "numbered",
    "public_kinds",
    "resolve",
    "shipped",
]
