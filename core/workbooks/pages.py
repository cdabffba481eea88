"""What is to be written: the sheets of a workbook as texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

BLOCK = "block"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass
class Page:
    """One sheet to write: its title, the lines below the title, and rows of texts by column key.

    `unit` is the line at the left above the header (单位（盖章）：…). `groups` are headers over several columns:
    (label, label of each column by key). Of a run of rows that say the same in all `merged` columns, these cells
    become one.
    A row with the one key BLOCK is a line over the whole width.
    """

    name: str
    title: str
    rows: Iterable[Mapping[str, str]]
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    keys: tuple[str, ...] = field(default=())
    unit: str = ""
    groups: tuple[tuple[str, Mapping[str, str]], ...] = ()
    merged: tuple[str, ...] = ()


def neutral(text: str) -> str:
    """A cell of a table that no spreadsheet takes for a formula, CSV too: a leading apostrophe keeps it text."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
