"""Inputs of application forms that are more than one box: an address by township, the rows of a table."""

from django import forms
from django.utils.html import format_html

from powerlist.enums import FieldKind
from powerlist.kinds.form_fields import MOST_ROWS

MOST_ABREAST = 4  # so many columns stand side by side; the rows of a wider table are cards
WIDE = (FieldKind.ID_NUMBER, FieldKind.CREDIT_CODE)
MOST_POSTED_ROWS = MOST_ROWS + 1


class AddressInput(forms.Widget):
    """A township, a village or street, the rest. The value is a dict with these three keys."""

    template_name = "approvals/widgets/address.html"
    use_fieldset = True
    PARTS = ("township", "village", "detail")

    def __init__(self, *, townships, elsewhere: str, attrs=None):
        super().__init__(attrs)
        self.townships, self.elsewhere = townships, elsewhere

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        value = value if isinstance(value, dict) else {"detail": value or ""}
        context["widget"] |= {
            "townships": self.townships,
            "elsewhere": self.elsewhere,
            "parts": {part: value.get(part, "") for part in self.PARTS},
        }
        return context

    def value_from_datadict(self, data, files, name):
        return {part: str(data.get(f"{name}-{part}", "")).strip() for part in self.PARTS}

    def value_omitted_from_data(self, data, files, name):
        return all(f"{name}-{part}" not in data for part in self.PARTS)

    def posted(self, name, value) -> dict:
        """The value as a browser would send it."""
        value = value if isinstance(value, dict) else {"detail": value or ""}
        return {f"{name}-{part}": value.get(part, "") for part in self.PARTS}


class RowsInput(forms.Widget):
    """Rows of a table, each a set of inputs; buttons add and remove one, with a script or without.

    The value is a list of dicts by the keys of the columns. `faults` holds the words of what is wrong, by (row, key).
    """

    template_name = "approvals/widgets/rows.html"
    use_fieldset = True

    def __init__(self, *, key, columns, cells, attrs=None):
        super().__init__(attrs)
        self.key, self.columns, self.cells = key, columns, cells
        self.faults: dict[tuple[int, str], str] = {}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = value if isinstance(value, list) and value else [{}]
        context["widget"] |= {
            "key": self.key,
            "columns": self.columns,
            "rows": [self._row(name, number, row, attrs) for number, row in enumerate(rows)],
            "blank": self._row(name, "__row__", {}, attrs),
            "count": len(rows),
            "many": sum(2 if c.kind in WIDE else 1 for c in self.columns) > MOST_ABREAST,
            "most": MOST_ROWS,
        }
        return context

    def _row(self, name, number, row, attrs) -> dict:
        place = number + 1 if isinstance(number, int) else number
        cells = []
        for column in self.columns:
            field, fault = self.cells[column.key], self.faults.get((number, column.key), "")
            place_id = f"{attrs.get('id', name)}-{number}-{column.key}"
            shown = {"aria-label": f"{column.label}，第 {place} 行", "id": place_id}
            if fault:
                shown["aria-invalid"] = "true"
            value = row.get(column.key, "") if isinstance(row, dict) else ""
            html = field.widget.render(f"{name}-{number}-{column.key}", value, shown)
            numeric = column.kind in (FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.MONEY)
            cells.append({"column": column, "html": html, "fault": fault, "numeric": numeric})
        return {"number": number, "place": place, "cells": cells}

    def value_from_datadict(self, data, files, name):
        try:
            count = min(int(data.get(f"{name}-rows", 0)), MOST_POSTED_ROWS)
        except (TypeError, ValueError):
            count = 0
        return [
            {c.key: str(data.get(f"{name}-{number}-{c.key}", "")).strip() for c in self.columns}
            for number in range(count)
        ]

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-rows" not in data

    def posted(self, name, value) -> dict:
        """The value as a browser would send it."""
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        sent = {f"{name}-rows": str(len(rows))}
        for number, row in enumerate(rows):
            sent |= {f"{name}-{number}-{c.key}": str(row.get(c.key, "")) for c in self.columns}
        return sent


class LicenceInput(forms.TextInput):
    """A licence's number; the value may be what a check of it found."""

    def format_value(self, value):
        return super().format_value(value.get("number") if isinstance(value, dict) else value)

    def posted(self, name, value) -> dict:
        return {name: str(value.get("number", "") if isinstance(value, dict) else value or "")}


class MoneyInput(forms.TextInput):
    """An amount with its unit beside it."""

    def render(self, name, value, attrs=None, renderer=None):
        box = super().render(name, value, attrs, renderer)
        return format_html('<span class="with-unit">{}<span>元</span></span>', box)
