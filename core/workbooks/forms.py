"""What a form is: its columns by the names people give them, and what comes out of reading one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

_NOISE = re.compile(r"[\s“”\"'‘’：:;；、，,。.（）()\[\]【】〔〕／/*＊]")
_BRACKETS = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]?")


def squeeze(label: str) -> str:
    """A heading without blanks, line breaks, quotation marks and brackets' signs: `依   据` → `依据`."""
    return _NOISE.sub("", label)


def squeeze_short(label: str) -> str:
    """The same without what stands in brackets: `办理数量（近三年）` → `办理数量`."""
    return _NOISE.sub("", _BRACKETS.sub("", label))


class Reason(StrEnum):
    """Codes of what is wrong with a row, a sheet or a file. Refusing ones first, then warnings."""

    MISSING_NAME = "missing_name"
    MISSING_CATEGORY = "missing_category"
    UNKNOWN_CATEGORY = "unknown_category"
    AMBIGUOUS_CATEGORY = "ambiguous_category"
    MISSING_BASIS = "missing_basis"
    DUPLICATE = "duplicate"
    DUPLICATE_CODE = "duplicate_code"
    BAD_NAME = "bad_name"
    BAD_COUNT = "bad_count"
    BAD_VALUE = "bad_value"
    MISSING_VALUE = "missing_value"
    ERROR_VALUE = "error_value"
    TOO_LONG = "too_long"
    PENDING_CHANGE = "pending_change"
    ARTICLE_MISSING = "article_missing"
    OWN_PAPER = "own_paper"
    ABOLISHED_KIND = "abolished_kind"
    POWER_EXISTS = "power_exists"
    AMOUNT_MISSING = "amount_missing"
    AMOUNT_NOT_NUMBER = "amount_not_number"
    AMOUNT_NEGATIVE = "amount_negative"
    NEEDS_TWO_DEPARTMENTS = "needs_two_departments"
    OMITTED = "omitted"
    LOCKED = "locked"

    CATEGORY_SYNONYM = "category_synonym"
    TITLE_SHORT = "title_short"
    LAW_REPEALED = "law_repealed"
    LAW_UNRECORDED = "law_unrecorded"
    TITLE_MISSPELT = "title_misspelt"
    TITLE_UNQUOTED = "title_unquoted"
    NUMBER_UNWANTED = "number_unwanted"
    NUMBER_MISSING = "number_missing"
    PAPER_FORM = "paper_form"
    BASIS_ORDER = "basis_order"
    BASIS_UNREAD = "basis_unread"
    BASIS_TOO_WEAK = "basis_too_weak"
    BODY_FULL_NAME = "body_full_name"
    BLOCK_COUNT_MISMATCH = "block_count_mismatch"
    DECLARED_TOTAL_MISMATCH = "declared_total_mismatch"
    DEPT_PROJECT_COUNT = "dept_project_count"
    UNIT_SUSPECT = "unit_suspect"
    SUBTOTAL_FORMULA_MISMATCH = "subtotal_formula_mismatch"
    COUNT_NOT_NUMBER = "count_not_number"
    SERIAL_MIXED = "serial_mixed"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_SHEET = "hidden_sheet"
    STRAY_CELL = "stray_cell"
    SEPARATOR = "separator"
    SHEET_NAME_SPACE = "sheet_name_space"
    BAD_PHONE = "bad_phone"
    CATEGORY_COLUMN_IS_TIER = "category_column_is_tier"
    PLACEHOLDER_TEXT = "placeholder_text"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    SCORE_MISSING = "score_missing"
    WEIGHT_SUM_NOT_100 = "weight_sum_not_100"
    INITIAL_BUDGET_ZERO = "initial_budget_zero"
    TEXT_STARTS_WITH_EQUALS = "text_starts_with_equals"
    UNIT_MISMATCH = "unit_mismatch"
    CODE_NOT_OURS = "code_not_ours"
    SUMMARY_DIFFERS = "summary_differs"
    OTHER_FORM = "other_form"


@dataclass(frozen=True)
class Finding:
    """Something found at a row (Excel's number): a refusal or a warning."""

    sheet: str
    row: int
    code: Reason
    message: str

    def as_dict(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "row": self.row, "code": str(self.code), "message": self.message}


@dataclass(frozen=True)
class Column:
    """A column: `header` is the official label, `names` what else it is called.

    `many`: several columns may bear it (依据 split by level); their texts are joined by lines.
    `inherit`: an empty cell takes the text above when the row has no serial of its own.
    `parts`: labels that count only as the lower line of a header over several rows.
    """

    key: str
    header: str
    names: tuple[str, ...] = ()
    many: bool = False
    inherit: bool = False
    parts: tuple[str, ...] = ()
    width: float = 14

    def labels(self) -> set[str]:
        return {squeeze(label) for label in (self.header, *self.names)}


@dataclass(frozen=True)
class Heading:
    """A row that opens a block: `name` as written, `count` where the row states one, `kind` category or department.

    `adjusted` is what 附件2 states beside the count: how many of them are to be adjusted.
    """

    name: str
    count: int | None = None
    kind: str = "category"
    adjusted: int | None = None


@dataclass
class Item:
    """One entry of the list: its first row, its texts by column key, and what is wrong with it."""

    sheet: str
    row: int
    values: dict[str, str]
    rows: list[int] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)  # columns that the form does not know, by their label
    ticks: list[str] = field(default_factory=list)  # labels of the columns ticked with √
    data: dict[str, Any] = field(default_factory=dict)  # what the form's check made of the texts
    block: Heading | None = None
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def get(self, key: str) -> str:
        return self.values.get(key, "")

    def refuse(self, code: Reason, message: str) -> None:
        self.errors.append(Finding(self.sheet, self.row, code, message))

    def warn(self, code: Reason, message: str) -> None:
        self.warnings.append(Finding(self.sheet, self.row, code, message))


@dataclass
class SheetReading:
    """One sheet as read: where its header stands, what its title rows say, its items."""

    sheet: str
    header_rows: list[int]
    columns: dict[str, list[int]]  # key → columns, counted from 0
    labels: dict[int, str]
    is_tiers: bool = False
    title: str = ""
    title_lines: list[str] = field(default_factory=list)
    unit: str = ""
    date: str = ""  # ISO
    declared_total: int | None = None
    declared_row: int = 0
    declared_parts: list[tuple[str, int]] = field(default_factory=list)
    amount_unit: str = ""
    blocks: list[tuple[int, Heading, int]] = field(default_factory=list)  # (row, heading, items listed below it)
    totals: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)  # (row, 合计|小计, texts)
    facts: dict[str, str] = field(default_factory=dict)  # key-value cells above the header
    items: list[Item] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    skipped: list[int] = field(default_factory=list)

    def warn(self, row: int, code: Reason, message: str) -> None:
        self.warnings.append(Finding(self.sheet, row, code, message))


@dataclass
class Reading:
    """A whole workbook as read for one form."""

    form: str
    sheets: list[SheetReading]
    warnings: list[Finding] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        return [item for sheet in self.sheets for item in sheet.items]

    @property
    def accepted(self) -> list[Item]:
        return [item for item in self.items if not item.errors]

    @property
    def refused(self) -> list[Finding]:
        return [finding for item in self.items for finding in item.errors]

    @property
    def all_warnings(self) -> list[Finding]:
        found = [*self.warnings, *(f for sheet in self.sheets for f in sheet.warnings)]
        found += [f for item in self.items for f in item.warnings]
        order = {sheet.sheet: n for n, sheet in enumerate(self.sheets)}
        return sorted(found, key=lambda f: (order.get(f.sheet, 99), f.row))


@dataclass(frozen=True)
class Form:
    """An official form.

    `required`: keys without which a sheet is not this form; an inner tuple means any one of them.
    `titles`: words of the sheet's title that speak for it. `heading(text)` tells a row that opens a block.
    `check(item, sheet, facts)` judges an item, `finish(reading, facts)` the whole.
    `spread`: an item may go on over rows without a name (办理环节, 裁量档次).
    """

    kind: str
    name: str
    columns: tuple[Column, ...]
    required: tuple[str | tuple[str, ...], ...]
    titles: tuple[str, ...] = ()
    name_key: str = "name"
    serial_key: str = "serial"
    spread: bool = False
    tiers: tuple[str, ...] = ()  # keys whose presence makes the sheet a table of tiers
    tick_labels: tuple[str, ...] = ()  # √ columns
    summary_block: bool = False  # 附件2: category in the serial column, 共×项 in the name column
    tier_words: str = ""  # a pattern in labels or title that says the same
    blank_first: str = ""  # the key of a first column that has no label
    cards: bool = False  # may come as cards: label and value side by side
    key_values: bool = False  # cells above the header are label-value pairs
    heading: Callable[[str], Heading | None] = lambda text: None
    check: Callable[[Item, SheetReading, dict[str, Any]], None] = lambda item, sheet, facts: None
    finish: Callable[[Reading, dict[str, Any]], None] = lambda reading, facts: None

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def labels(self) -> dict[str, str]:
        """Squeezed label → key."""
        return {label: column.key for column in self.columns for label in column.labels()}

    def parts(self) -> dict[str, str]:
        return {squeeze(part): column.key for column in self.columns for part in column.parts}
