"""Writing a form back in the official layout, byte for byte the same for the same content."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.packing import restamped

from .files import NOTE_MARK, Book
from .forms import Column, Finding, Form
from .pages import BLOCK, Page

STAMP = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 — openpyxl wants a naive one
UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
CELL_LIMIT = 32_767  # Excel's own limit of characters in a cell

TITLE_FONT = Font(name="方正小标宋简体", size=20)
LINE_FONT = Font(name="仿宋_GB2312", size=12)
HEADER_FONT = Font(name="黑体", size=11)
BODY_FONT = Font(name="仿宋_GB2312", size=10.5)
ERROR_FONT = Font(name="仿宋_GB2312", size=10.5, color="B3261E")
WARNING_FONT = Font(name="仿宋_GB2312", size=10.5, color="8A5A00")
ERROR_FILL = PatternFill("solid", fgColor="FDECEA")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
THIN = Side(style="thin", color="000000")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRED = {"serial", "category", "body", "office", "phone", "amount"}


def write(form: Form, pages: Iterable[Page]) -> bytes:
    """The workbook of these pages: title, lines, header, rows; the header repeats on every printed page."""
    book = Workbook()
    book.remove(book.active)
    for page in pages:
        _write_page(book.create_sheet(_sheet_name(page.name)), form, page)
    book.properties.creator = ""
    book.properties.created = STAMP
    return _stable(book)


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", "", name)[:31] or "Sheet1"


def _write_page(sheet: Worksheet, form: Form, page: Page) -> None:
    columns = [form.column(key) for key in page.keys] if page.keys else list(form.columns)
    width = len(columns)
    row = 0
    for number, text in enumerate((page.title, *page.lines)):
        row += 1
        cell = _put(sheet, row, 1, text)
        cell.font = LINE_FONT if number else TITLE_FONT
        cell.alignment = CENTRE
        if width > 1:
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    sheet.row_dimensions[1].height = 36
    if page.unit:
        row += 1
        cell = _put(sheet, row, 1, page.unit)
        cell.font, cell.alignment = LINE_FONT, LEFT
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    header = row + 1
    row = _write_header(sheet, header, columns, page.groups)
    last_header = row
    row = _write_rows(sheet, row, columns, page)
    for text in page.notes:
        row += 1
        cell = _put(sheet, row, 1, text)
        cell.font, cell.alignment = LINE_FONT, LEFT
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    sheet.print_title_rows = f"{header}:{last_header}"
    sheet.freeze_panes = sheet.cell(last_header + 1, 1)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _write_header(sheet: Worksheet, row: int, columns: list[Column], groups) -> int:
    """The header of one row, or of two where columns stand in groups; returns its last row."""
    below = {key: label for _, labels in groups for key, label in labels.items()}
    last = row + 1 if groups else row
    for number, column in enumerate(columns, 1):
        for line in range(row, last + 1):
            cell = _put(sheet, line, number, "")
            cell.font, cell.alignment, cell.border = HEADER_FONT, CENTRE, BORDER
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        _put(sheet, last if column.key in below else row, number, below.get(column.key, column.header))
        if groups and column.key not in below:
            sheet.merge_cells(start_row=row, start_column=number, end_row=last, end_column=number)
    keys = [column.key for column in columns]
    for label, labels in groups:
        first, end = (keys.index(key) + 1 for key in (next(iter(labels)), list(labels)[-1]))
        _put(sheet, row, first, label)
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=end)
    return last


def _write_rows(sheet: Worksheet, row: int, columns: list[Column], page: Page) -> int:
    """The rows below row `row`; returns the last one written."""
    styles = [CENTRE if column.key in CENTRED else LEFT for column in columns]
    start, before = row + 1, None
    for values in page.rows:
        row += 1
        own = tuple(values.get(key, "") for key in page.merged)
        if own != before:
            _merge_run(sheet, start, row - 1, columns, page.merged)
            start, before = row, own
        elif page.merged:
            values = {key: text for key, text in values.items() if key not in page.merged}
        for number, column in enumerate(columns, 1):
            cell = _put(sheet, row, number, values.get(column.key, ""))
            cell.font, cell.alignment, cell.border = BODY_FONT, styles[number - 1], BORDER
        if BLOCK in values:
            cell = _put(sheet, row, 1, values[BLOCK])
            cell.font, cell.alignment = HEADER_FONT, LEFT
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(columns))
    _merge_run(sheet, start, row, columns, page.merged)
    return row


def _merge_run(sheet: Worksheet, first: int, last: int, columns: list[Column], keys: tuple[str, ...]) -> None:
    if last <= first:
        return
    for number, column in enumerate(columns, 1):
        if column.key in keys:
            sheet.merge_cells(start_row=first, start_column=number, end_row=last, end_column=number)


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell that holds a text and nothing else: what begins with `=` never becomes a formula."""
    cell = sheet.cell(row, column)
    text = UNSAFE.sub("", str(text or ""))[:CELL_LIMIT]
    if text:
        cell.value = text
        if cell.data_type != "s":
            cell.data_type = "s"
            cell.quotePrefix = True
    return cell


def _stable(book: Workbook) -> bytes:
    """Saved without the hour of saving: equal content gives equal bytes."""
    saved = io.BytesIO()
    book.save(saved)
    return restamped(saved.getvalue())


def annotate(data: bytes, book: Book, errors: Iterable[Finding], warnings: Iterable[Finding] = ()) -> bytes:
    """The person's own file with what is wrong written beside each row, in a new last column.

    Values stand in the place of formulas, so that nothing in it runs; an .xls comes back as .xlsx with its texts;
    macros are left out. What an earlier annotation wrote goes; read again, the column is no content.
    """
    copy = _own_copy(data) if book.form == "xlsx" else None
    copy = copy or _plain_copy(book)
    beside: dict[str, dict[int, list[tuple[bool, str]]]] = {}
    for bad, findings in ((True, errors), (False, warnings)):
        for found in findings:
            beside.setdefault(found.sheet, {}).setdefault(found.row, []).append((bad, found.message))
    before = {sheet.title: _forget_notes(sheet) for sheet in copy.worksheets}
    for name, rows in beside.items():
        key = name if name in before else _sheet_name(name)
        if key not in before:
            continue
        sheet = copy[key]
        column = before[key] or sheet.max_column + 1
        for row, messages in sorted(rows.items()):
            cell = _put(sheet, row, column, NOTE_MARK + "\n".join(message for _, message in messages))
            bad = any(flag for flag, _ in messages)
            cell.font, cell.alignment = (ERROR_FONT if bad else WARNING_FONT), LEFT
            if bad:
                cell.fill = ERROR_FILL
        sheet.column_dimensions[get_column_letter(column)].width = 60
    saved = io.BytesIO()
    copy.save(saved)
    return saved.getvalue()


def _own_copy(data: bytes) -> Workbook | None:
    """The person's workbook with its styles; None where it has a fault that the reader of values overlooks."""
    try:
        return load_workbook(io.BytesIO(data), keep_links=False, data_only=True)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, SyntaxError, OSError):
        return None


def _plain_copy(book: Book) -> Workbook:
    """The texts and merged cells alone."""
    copy = Workbook()
    copy.remove(copy.active)
    for sheet in book.sheets:
        made = copy.create_sheet(_sheet_name(sheet.name))
        for number, cells in enumerate(sheet.rows, 1):
            for column, text in enumerate(cells, 1):
                cell = _put(made, number, column, text)
                if text and (number - 1, column - 1) in sheet.errors:
                    cell.data_type = "e"
        for top, left, bottom, right in sheet.merges:
            made.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return copy


def _forget_notes(sheet: Worksheet) -> int:
    """Empty the cells of an earlier annotation; the column in which they stood, 0 for none."""
    found = 0
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith(NOTE_MARK):
                cell.value, cell.fill, found = None, PatternFill(), cell.column
    return found
