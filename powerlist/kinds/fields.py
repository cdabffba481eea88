"""What an entry of a list is made of: fields by type, and the rows that some of them hold.

A field knows how a value is cleaned before it is stored, what an empty one is, how it reads as text, and how it stands
in one cell of the official form. Values live in `ListVersion.content` by the field's key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from powerlist.citations import without_number

ROWS_LIMIT = 200  # rows of one field: the longest real one has 40
NAME_MARKS = "、，,;；/／|\n"


class FieldType(StrEnum):
    TEXT = "text"  # a line
    LONG = "long"  # paragraphs
    BASIS = "basis"  # a list of citations as written
    CHOICE = "choice"  # one of `choices`
    NUMBER = "number"  # a whole number, None when not given
    BODIES = "bodies"  # a list of names
    ROWS = "rows"  # a list of dicts by column


class FieldRefused(ValueError):
    """A value that the field can't hold, in words for the person who typed it."""


@dataclass(frozen=True)
class RowColumn:
    """A column of a field of rows. What is not `public` is shown to staff alone.

    `long` is typed in a box of several lines; `choices` are (code, label), the code is stored.
    """

    key: str
    label: str
    public: bool = True
    long: bool = False
    choices: tuple[tuple[str, str], ...] = ()

    def shown(self, value: Any) -> str:
        text = "" if value is None else str(value)
        return dict(self.choices).get(text, text) if self.choices else text


@dataclass(frozen=True)
class Field:
    """One field of a kind of list, in the order of its form.

    `main` is the column of a field of rows that a plain text stands for. `join` writes rows into one cell of the form,
    `split` reads them back; without them a cell is one row, and a row one line. `choices` are (code, label).
    `required` is asked at entry and import; what is not `public` never leaves the house. `column` is the form's column
    that holds the field, where it isn't the one of its own key.
    """

    key: str
    label: str
    type: FieldType = FieldType.LONG
    public: bool = True
    required: bool = False
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    columns: tuple[RowColumn, ...] = ()
    main: str = ""
    column: str = ""
    join: Callable[[list[dict[str, str]]], str] | None = None
    split: Callable[[str], list[dict[str, str]]] | None = None

    # --- stored ---------------------------------------------------------------------------------------------------

    @property
    def empty(self) -> Any:
        if self.type in (FieldType.BASIS, FieldType.BODIES, FieldType.ROWS):
            return []
        return None if self.type == FieldType.NUMBER else ""

    def clean(self, value: Any) -> Any:
        """What is stored. Raises FieldRefused."""
        return _CLEAN[self.type](self, value) if value not in (None, "", []) else self.empty

    def rows(self, value: Any) -> list[dict[str, str]]:
        """The rows of a value; a text of the days before rows is split, or is one row in its main column."""
        if isinstance(value, str):
            text = value.strip()
            if not text:
                return []
            return self.split(text) if self.split else [{self.main: text}]
        return [row for row in value or () if isinstance(row, dict)]

    def as_public(self, value: Any) -> Any:
        """The value without the columns that staff alone see."""
        if self.type != FieldType.ROWS:
            return value
        keys = [column.key for column in self.columns if column.public]
        rows = ({key: row[key] for key in keys if row.get(key)} for row in self.rows(value))
        return [row for row in rows if row]

    # --- read -----------------------------------------------------------------------------------------------------

    def lines(self, value: Any, *, public: bool = False) -> str | list[str]:
        """The value as a reader sees it: a text, or a list of lines."""
        if self.type == FieldType.ROWS:
            if isinstance(value, str):
                return [value] if value else []
            return [self._line(row, public) for row in self.rows(value)]
        if isinstance(value, (list, tuple)):
            return [str(item) for item in value]
        if value is None:
            return ""
        return dict(self.choices).get(str(value), str(value)) if self.choices else str(value)

    def text(self, value: Any, *, public: bool = False) -> str:
        lines = self.lines(value, public=public)
        return lines if isinstance(lines, str) else ("、" if self.type == FieldType.BODIES else "\n").join(lines)

    def cell(self, value: Any) -> str:
        """The value as one cell of the official form (bases are numbered by the form itself)."""
        if self.type == FieldType.ROWS and self.join and not isinstance(value, str):
            return self.join(self.rows(value))
        return self.text(value)

    def shown_columns(self, rows: Iterable[dict], *, public: bool = False) -> list[RowColumn]:
        """The columns that some row fills."""
        rows = list(rows)
        return [c for c in self.columns if (c.public or not public) and any(row.get(c.key) for row in rows)]

    def _line(self, row: dict[str, str], public: bool) -> str:
        """`受理：公示应当提交的材料（依据：…；时限：…）`: what stands before the main column, it, and the rest."""
        before, after, main, reached = [], [], "", False
        for column in self.columns:
            text = column.shown(row.get(column.key)) if column.public or not public else ""
            if column.key == self.main:
                main, reached = text, True
            elif text:
                (after if reached else before).append(f"{column.label}：{text.rstrip('。；')}" if reached else text)
        head = "：".join(filter(None, ["·".join(before), main]))
        return f"{head}（{'；'.join(after)}）" if after else head


# --- cleaning by type -----------------------------------------------------------------------------------------------


def _text(field: Field, value: Any) -> str:
    return "\n".join(map(str, value)).strip() if isinstance(value, (list, tuple)) else str(value).strip()


def _basis(field: Field, value: Any) -> list[str]:
    lines = value.splitlines() if isinstance(value, str) else value
    return [text for text in (without_number(str(line)) for line in lines) if text]


def _choice(field: Field, value: Any) -> str:
    text = str(value).strip()
    for code, label in field.choices:
        if text in (code, label):
            return code
    if not text:
        return ""
    raise FieldRefused(f"“{field.label}”填的是“{text}”。请选{'、'.join(label for _, label in field.choices)}之一。")


def _number(field: Field, value: Any) -> int | None:
    text = str(value).strip().replace(",", "").replace("，", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise FieldRefused(f"“{field.label}”填的是“{text}”。请填整数，没有的填0。")
    return int(text)


def _bodies(field: Field, value: Any) -> list[str]:
    if isinstance(value, str):
        for mark in NAME_MARKS[1:]:
            value = value.replace(mark, NAME_MARKS[0])
        value = value.split(NAME_MARKS[0])
    return list(dict.fromkeys(name for name in (str(item).strip() for item in value) if name))


def _rows(field: Field, value: Any) -> list[dict[str, str]]:
    rows = []
    for row in field.rows(value):
        clean = {}
        for column in field.columns:
            text = row.get(column.key)
            if text is None or text == "":
                continue
            text = str(text).strip()
            if text and column.choices and text not in dict(column.choices):
                codes = {label: code for code, label in column.choices}
                if text not in codes:
                    raise FieldRefused(f"“{field.label}”的“{column.label}”填的是“{text}”。请选{'、'.join(codes)}之一。")
                text = codes[text]
            if text:
                clean[column.key] = text
        if clean:
            rows.append(clean)
    if len(rows) > ROWS_LIMIT:
        raise FieldRefused(f"“{field.label}”有{len(rows)}行，超过了{ROWS_LIMIT}行。请合并，或者拆成几个事项。")
    return rows


_CLEAN: dict[FieldType, Callable[[Field, Any], Any]] = {
    FieldType.TEXT: _text,
    FieldType.LONG: _text,
    FieldType.BASIS: _basis,
    FieldType.CHOICE: _choice,
    FieldType.NUMBER: _number,
    FieldType.BODIES: _bodies,
    FieldType.ROWS: _rows,
}
