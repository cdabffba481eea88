"""From bytes to grids of text: .xlsx and .xls, whatever the file is called.

python-calamine reads the values; one pass over the sheet's XML takes what it does not give: hidden rows and columns,
formulas saved without a result, error values. How far a sheet reaches is measured before a cell of it is loaded
(`check_size`): calamine lays out every cell up to the farthest one, and one cell in the last corner ends the process.
A sheet of the plain shape that writers give it is bounded by one pattern (`_bound`), any other is read by a parser.
"""

from __future__ import annotations

import datetime
import html
import io
import re
import string
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

from .biff import facts_of, is_encrypted, reach_of

MAX_ROWS = 50_000
MAX_COLUMNS = 512
MAX_CELLS = 4_000_000  # up to the farthest cell, all sheets together
MAX_MERGED = 1_000_000  # cells under merged ones
MAX_UNPACKED = 256 * 1024 * 1024  # bytes, all parts together
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FOLD = {0x3000: " ", 0xA0: " ", 0x200B: None, 0xFEFF: None, 0x200E: None, 0x0D: None}
_FOLD |= {0xFF10 + i: chr(0x30 + i) for i in range(10)}
_FOLD |= {0xFF21 + i: chr(0x41 + i) for i in range(26)}
_FOLD |= {0xFF41 + i: chr(0x61 + i) for i in range(26)}
FOLD = str.maketrans(_FOLD)
# what no database and no workbook can hold: control characters, halves of a surrogate pair, non-characters
BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
NOTE_MARK = "【核对】"  # begins what `annotate` writes beside a row; read again, it is no content

FULL_WIDTH_DIGIT = re.compile("[０-９]")

ROW = re.compile(rb"<(?:\w+:)?row\b")
ROW_NUMBER = re.compile(rb'\br="(\d+)"')
HIDDEN = re.compile(rb'\b(?:hidden|zeroHeight)="(?:1|true)"')
CELL = re.compile(rb"<(?:\w+:)?c\b")
REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
FORMULA = re.compile(rb"<(?:\w+:)?f\b[^<>]*>")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^<>/]*>([^<]*)<")
CELL_PLACE = re.compile("([A-Za-z]{1,7})([0-9]{1,10})")
PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[ />]')
LETTERS = string.ascii_uppercase.encode()
NO_TAG = re.compile(rb"<[!?]")
ANY_CELL = re.compile(rb"<(?:[^<>/\s]*:)?c[\s/>]")
PLAIN_OPENING = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml version=["']1\.0["'](?: encoding=["'][Uu][Tt][Ff]-8["'])?[^<>]*\?>\s*)?<\w"""
)
CONTENT = {"v", "is", "t", "f"}  # what a filled cell holds
FILLED = re.compile(rb"<(?:\w+:)?(?:v>|is>|f\b|v xml)")


class Refused(Exception):
    """The file is refused as a whole. `code` is for machines, the message for the person who sent it."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass
class Sheet:
    """One sheet. `rows[0]` is Excel's row 1; merges are (row, column, row, column), both ends in, counted from 0."""

    name: str
    rows: list[list[str]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)  # Excel's numbers
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)  # without a saved result
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    full_width: set[tuple[int, int]] = field(default_factory=set)  # short cells typed with full-width digits
    hidden: bool = False
    place: int = 0  # among all sheets of the workbook

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def at(self, row: int, column: int) -> str:
        """The text of a cell, counted from 0; empty when outside."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


@dataclass
class Book:
    sheets: list[Sheet]
    form: str  # xlsx or xls


def open_book(data: bytes, *, max_rows: int = MAX_ROWS) -> Book:
    """Read a workbook from its bytes; the file's name is not believed. Raises Refused, in words for the clerk."""
    if not data:
        raise Refused("empty_file", "文件是空的（0 字节）。请重新保存后再上传。")
    if data.startswith(b"PK"):
        return _open_xlsx(data, max_rows)
    if data.startswith(OLE):
        return _open_xls(data, max_rows)
    head = data[:512].lstrip().lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        raise Refused(
            "not_a_workbook", "这是网页或 XML 文件，不是 Excel 工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
        )
    if head.startswith(b"%pdf"):
        raise Refused("not_a_workbook", "这是 PDF 文件，不是 Excel 工作簿。请上传 .xlsx 或 .xls 表格。")
    raise Refused(
        "not_a_workbook", "这个文件不是 Excel 工作簿，或者已经损坏。请用 Excel 或 WPS 打开确认，另存为 .xlsx 后再上传。"
    )


def check_size(data: bytes) -> None:
    """Raise Refused for a workbook that must not be loaded: too large when unpacked, or reaching too far."""
    if data.startswith(b"PK"):
        _look_into(data)
    elif data.startswith(OLE):
        _check_reach(reach_of(data))


def _within(reaches: Iterable[tuple[int, int] | None]) -> bool:
    cells = 0
    for reach in reaches:
        if reach is None or reach[1] > MAX_COLUMNS:
            return False
        cells += reach[0] * reach[1]
    return cells <= MAX_CELLS


def _check_reach(reaches: list[tuple[int, int]]) -> None:
    """`reaches`: the last row and column of every sheet, counted from 1; 0, 0 for an empty one."""
    row, column = max(reaches, key=lambda reach: reach[0] * reach[1], default=(0, 0))
    if not _within(reaches):
        raise Refused(
            "too_large",
            f"工作表里很远的地方（第{row}行、第{column}列）还有内容，表格范围过大。请删去表外的零星内容，另存后再上传。",
        )


# --- .xlsx -------------------------------------------------------------------------------------------------------


def _open_xlsx(data: bytes, max_rows: int) -> Book:
    facts = {name: _scan(xml) for name, xml in _look_into(data)}
    if sum(found["filled"] for found in facts.values()) > max_rows:
        raise too_many_rows(max_rows)
    book = _values(data, "xlsx")
    for sheet in book.sheets:
        found = facts.get(sheet.name)
        if not found:
            continue
        sheet.hidden_rows, sheet.formulas, sheet.errors = found["hidden"], found["formulas"], found["errors"]
        for (row, column), error in sheet.errors.items():
            _put(sheet, row, column, error)
    return book


def _look_into(data: bytes) -> list[tuple[str, bytes]]:
    """The sheets' XML by name, when nothing in the archive is too large.

    Every part that may be a sheet is measured, whatever the workbook says of it: readers follow it in their own ways.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive, set(archive.namelist()))
            places: dict[str, list[str]] = {}
            for name, part in _sheet_parts(archive):
                places.setdefault(part, []).append(name)
            sheets, measured, budget = [], [], MAX_UNPACKED
            for part in archive.infolist():
                xml = _unpack(archive, part, budget)
                budget -= len(xml)
                if b"sheetData" in xml:
                    measured.append(xml)
                    sheets += [(name, xml) for name in places.get(part.filename, ())]
            if not _within(map(_bound, measured)):
                _check_reach([_reach(xml) for xml in measured])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, UnicodeDecodeError, KeyError):
        raise _damaged() from None
    except (ElementTree.ParseError, expat.ExpatError):
        raise _damaged() from None
    except (RuntimeError, NotImplementedError):
        raise _password() from None
    return sheets


def _bound(xml: bytes) -> tuple[int, int] | None:
    """A row and column beyond which no cell lies, filled or not; None when only a parser can tell.

    In plain UTF-8 without comments, CDATA, entities of its own or processing instructions a `<` always begins a tag: so
    when every cell's tag begins with its place, none is missed.
    """
    if not PLAIN_OPENING.match(xml) or NO_TAG.search(xml, 8):
        return None
    places = PLAIN_CELL.findall(xml)
    if len(places) != len(ANY_CELL.findall(xml)):
        return None
    places = b" ".join(places)
    columns, rows = (set(places.translate(None, others).split()) for others in (string.digits.encode(), LETTERS))
    return max(map(int, rows), default=0), max(map(column_number, columns), default=-1) + 1


def _reach(xml: bytes) -> tuple[int, int]:
    """The last row and column with content, counted from 1. Read by a parser: a pattern can be written around."""
    row = column = last_row = last_column = 0

    def begin(tag: str, attributes: dict) -> None:
        nonlocal row, column, last_row, last_column
        tag = tag.rpartition(":")[2]
        if tag == "c":
            if place := CELL_PLACE.fullmatch(attributes.get("r", "")):
                row, column = int(place.group(2)), column_number(place.group(1).upper()) + 1
            else:
                column += 1
        elif tag in CONTENT:
            last_row, last_column = max(last_row, row), max(last_column, column)
        elif tag == "row":
            given = attributes.get("r", "")
            row, column = int(given) if given.isdecimal() else row + 1, 0

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(xml, True)
    return last_row, last_column


def _damaged() -> Refused:
    return Refused("not_a_workbook", "文件已经损坏，打不开。请用 Excel 或 WPS 打开确认，另存为 .xlsx 后再上传。")


def _check_parts(archive: zipfile.ZipFile, names: set[str]) -> None:
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise _password()
    if "xl/workbook.xml" not in names:
        if "word/document.xml" in names:
            what = "这是 Word 文档"
        elif "ppt/presentation.xml" in names:
            what = "这是 PowerPoint 文件"
        elif "xl/workbook.bin" in names:
            what = "这是 .xlsb 格式的工作簿"
        elif "content.xml" in names:
            what = "这是 .ods 格式的表格"
        else:
            what = "这是压缩包"
        raise Refused("not_a_workbook", f"{what}，不是 .xlsx 工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。")
    if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED or len(names) > 5000:
        raise _bomb()


def _bomb() -> Refused:
    return Refused("too_large", "文件解压后过大，为安全起见不予读取。请删去图片和空白行列后另存一份再上传。")


def _password() -> Refused:
    return Refused(
        "password_protected",
        "工作簿设有打开密码，读不出来。请在 Excel 中取消密码（文件—信息—保护工作簿），保存后再上传。",
    )


def _unpack(archive: zipfile.ZipFile, part: str | zipfile.ZipInfo, budget: int) -> bytes:
    """The bytes of a part, never more than `budget`: the size that the archive declares is not believed."""
    with archive.open(part) as stream:
        xml = stream.read(budget + 1)
    if len(xml) > budget:
        raise _bomb()
    return xml


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(sheet name, part) in the order of the workbook."""
    book = ElementTree.fromstring(_unpack(archive, "xl/workbook.xml", 8 << 20))
    links = ElementTree.fromstring(_unpack(archive, "xl/_rels/workbook.xml.rels", 8 << 20))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = []
    for element in book.iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        key = next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "id"), "")
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found.append((element.get("name", ""), part.replace("xl/xl/", "xl/")))
    return found


def column_number(letters: bytes | str) -> int:
    """`A` → 0, `AA` → 26."""
    value = 0
    for c in letters if isinstance(letters, bytes) else letters.encode():
        value = value * 26 + c - 64
    return value - 1


def _scan(xml: bytes) -> dict:
    """Hidden rows, formulas without result, error values, count of filled rows."""
    hidden, formulas, errors = set(), {}, {}
    filled = number = 0
    for part in ROW.split(xml)[1:]:
        attributes, _, body = part.partition(b">")
        given = ROW_NUMBER.search(attributes)
        number = int(given.group(1)) if given else number + 1
        if attributes.endswith(b"/") or not FILLED.search(body):
            continue
        filled += 1
        if HIDDEN.search(attributes):
            hidden.add(number)
        if b"<f" in body or b't="e"' in body or b":f" in body:
            _scan_cells(body, number, formulas, errors)
    return {"hidden": hidden, "formulas": formulas, "errors": errors, "filled": filled}


def _scan_cells(body: bytes, number: int, formulas: dict, errors: dict) -> None:
    """In one pass over the row: no pattern here looks back, however the file is made."""
    for part in CELL.split(body)[1:]:
        attributes, _, inner = part.partition(b">")
        reference = REFERENCE.search(attributes)
        if not reference or attributes.endswith(b"/"):
            continue
        place = (number - 1, column_number(reference.group(1)))
        value = VALUE.search(inner)
        saved = value.group(1).strip() if value else b""
        if b't="e"' in attributes:
            errors[place] = saved.decode("utf-8", "replace") or "#REF!"
            continue
        formula = FORMULA.search(inner)
        if formula and not saved:
            text = inner[formula.end() :].partition(b"</")[0] if not formula.group(0).endswith(b"/>") else b""
            formulas[place] = html.unescape(text.decode("utf-8", "replace"))


def too_many_rows(limit: int) -> Refused:
    return Refused(
        "too_many_rows", f"工作簿的行数超过了上限。请按单位或类别拆成几个文件，每个不超过{limit}行，再分别上传。"
    )


# --- .xls --------------------------------------------------------------------------------------------------------


def _open_xls(data: bytes, max_rows: int) -> Book:
    if _stream(data, "EncryptedPackage") or is_encrypted(data):
        raise _password()
    if not (_stream(data, "Workbook") or _stream(data, "Book")):
        what = "这是 Word 文档" if _stream(data, "WordDocument") else "这个文件不是 Excel 工作簿"
        raise Refused("not_a_workbook", f"{what}。请用 Excel 或 WPS 打开确认，另存为 .xlsx 后再上传。")
    check_size(data)
    book = _values(data, "xls", max_rows)
    facts = facts_of(data)
    for sheet in book.sheets:
        sheet.hidden_rows, sheet.errors = facts.get(sheet.place, (set(), {}))
        for (row, column), error in sheet.errors.items():
            _put(sheet, row, column, error)
    return book


def _stream(data: bytes, name: str) -> bool:
    """Whether the OLE file names such a stream (its directory holds names in UTF-16)."""
    return (name + "\0").encode("utf-16-le") in data


# --- values ------------------------------------------------------------------------------------------------------


def _values(data: bytes, form: str, max_rows: int = 0) -> Book:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise _password() from None
    except (CalamineError, OSError, ValueError):
        raise _damaged() from None
    sheets, filled = [], 0
    with book:
        for place, facts in enumerate(book.sheets_metadata):
            if "WorkSheet" not in str(facts.typ):
                continue
            try:
                found = book.get_sheet_by_name(facts.name)
            except (CalamineError, OSError, ValueError):
                raise Refused(
                    "not_a_workbook", f"工作表“{facts.name}”已经损坏，读不出来。请另存为 .xlsx 后再上传。"
                ) from None
            if max_rows:
                filled += found.height
                if filled > max_rows:
                    raise too_many_rows(max_rows)
            top, left = found.start or (0, 0)
            rows: list[list[str]] = [[] for _ in range(top)]
            wide, texts = set(), {}  # long texts repeat: each is folded once
            for number, cells in enumerate(found.to_python(skip_empty_area=True), top):
                row = [""] * left
                for column, value in enumerate(cells, left):
                    text = texts.get(value) if isinstance(value, str) else text_of(value)
                    if text is None:
                        text = texts[value] = text_of(value)
                    row.append(text)
                    if text and len(text) < 9 and text != value and FULL_WIDTH_DIGIT.search(str(value)):
                        wide.add((number, column))
                rows.append(row)
            merges = [(a[0], a[1], b[0], b[1]) for a, b in found.merged_cell_ranges or []]
            merged = sum((min(bottom, len(rows)) - top + 1) * (right - left + 1) for top, left, bottom, right in merges)
            if merged > MAX_MERGED:
                raise Refused("too_large", f"工作表“{facts.name}”合并单元格过多。请取消大片的合并，另存后再上传。")
            shown = facts.visible == SheetVisibleEnum.Visible
            sheets.append(Sheet(facts.name, rows, merges, full_width=wide, hidden=not shown, place=place))
    return Book(sheets, form)


def text_of(value: object) -> str:
    """A cell's value as text: digits and blanks folded to half width, whole numbers without `.0`, dates in Chinese."""
    if isinstance(value, str):
        text = BROKEN.sub("", value.translate(FOLD).replace("_x000D_", "")).strip()
        return "" if text.startswith(NOTE_MARK) else text
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def _put(sheet: Sheet, row: int, column: int, text: str) -> None:
    while len(sheet.rows) <= row:
        sheet.rows.append([])
    cells = sheet.rows[row]
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = text
