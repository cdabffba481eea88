"""Workbooks: one reader and one writer for the official Excel forms.

`read(data, form, among=...)` finds the form on every sheet and gives back each row with all of its faults in words a
clerk can act on; `write(form, sheet)` writes the same form. A `Form` is declared once, by the app that owns the list.
Values alone are read: macros and formulas of a file are never run.
"""

from collections.abc import Iterable

from .files import Book, Refused, Sheet, check_size, open_book
from .forms import Column, Finding, Form, Heading, Item, Reading, Reason, SheetReading, squeeze
from .pages import BLOCK, Page, neutral
from .reading import read

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
    "neutral",
    "open_book",
    "read",
    "squeeze",
    "write",
]


def write(form: Form, pages: Iterable[Page]) -> bytes:
    """The workbook of these pages: title, lines, header, rows; the header repeats on every printed page."""
    from . import writing  # loads openpyxl

    return writing.write(form, pages)


def annotate(data: bytes, book: Book, errors: Iterable[Finding], warnings: Iterable[Finding] = ()) -> bytes:
    """The person's own file with what is wrong written beside each row; see `writing.annotate`."""
    from . import writing  # loads openpyxl

    return writing.annotate(data, book, errors, warnings)
