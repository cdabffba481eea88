"""Workbooks: one reader and one writer for the official Excel forms.

`read(data, form, among=...)` finds the form on every sheet and gives back each row with all of its faults in words a
clerk can act on; `write(form, sheet)` writes the same form. A `Form` is declared once, by the app that owns the list.
Values alone are read: macros and formulas of a file are never run.
"""

from .files import Book, Refused, Sheet, check_size, open_book
from .forms import Column, Finding, Form, Heading, Item, Reading, Reason, SheetReading, squeeze
from .reading import read
from .writing import BLOCK, Page, annotate, write

__all__ = [
    "BLOCK",
    "Book",
    "Column",
    "Finding",
    "Form",
    "Heading",
    "Item",
    "Page",
    "Reading",
    "Reason",
    "Refused",
    "Sheet",
    "SheetReading",
    "annotate",
    "check_size",
    "open_book",
    "read",
    "squeeze",
    "write",
]
