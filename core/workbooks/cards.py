"""Sheets that print each item as a card: label and value side by side, one block below the other."""

from __future__ import annotations

import re

from .files import Sheet
from .forms import Form, Item, SheetReading, squeeze, squeeze_short

NUMBERED = re.compile(r"^[（(]?\d{1,2}[)）]?\s*[.、．]?\s*")


def read_cards(sheet: Sheet, form: Form) -> SheetReading | None:
    """The items of a sheet of cards; None when it holds none.

    A card begins at the first of its labels that comes again; it must name the item and one more required column.
    """
    labels = form.labels()
    found = SheetReading(sheet.name, [1], {}, {}, formulas=sheet.formulas)
    item: Item | None = None
    opener = ""
    for row, cells in enumerate(sheet.rows):
        for key, label, text in _pairs(cells, labels):
            if item is None or key == opener or (key in item.values and key == form.name_key):
                item = Item(sheet.name, row + 1, {})
                opener = opener or key
                found.items.append(item)
            found.columns.setdefault(key, [0])
            if text:
                before = item.values.get(key)
                item.values[key] = f"{before}\n{text}" if before else text
            item.rows.append(row + 1)
            found.labels[len(found.labels)] = label
    found.items = [item for item in found.items if item.get(form.name_key)]
    if not found.items:
        return None
    for need in form.required:
        options = (need,) if isinstance(need, str) else need
        if not any(option in found.columns for option in options):
            return None
    return found


def _pairs(cells: list[str], labels: dict[str, str]) -> list[tuple[str, str, str]]:
    """(key, label, value) of one row: each label with the first text to its right that is no label."""
    found = []
    column = 0
    while column < len(cells):
        text = cells[column]
        key = _key(text, labels)
        if key:
            value = next((c for c in range(column + 1, len(cells)) if cells[c]), None)
            if value is not None and _key(cells[value], labels) is None:
                found.append((key, text, cells[value]))
                column = value
            else:
                found.append((key, text, ""))
        column += 1
    return found


def _key(text: str, labels: dict[str, str]) -> str | None:
    if not text or len(text) > 16:
        return None
    bare = NUMBERED.sub("", text)
    return labels.get(squeeze(bare)) or labels.get(squeeze_short(bare))
