"""What calamine does not tell of an .xls: hidden rows, error values, a sheet's reach ([MS-XLS] 2.4, [MS-CFB] 2).

The records are walked, never believed: a damaged file gives nothing rather than an exception or a long loop.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
END = 0xFFFFFFFA  # sector numbers from here on are marks, not places
FORMULA, ROW, BOOL_OR_ERROR, SHEET, BEGIN, STOP = 0x0006, 0x0208, 0x0205, 0x0085, 0x0809, 0x000A
PASSWORD = 0x002F
HIDDEN = 0x20
CELLS = {0x0203, 0x0204, BOOL_OR_ERROR, FORMULA, 0x0406, 0x0207, 0x00BD, 0x00D6, 0x00FD, 0x027E}  # with a value


def facts_of(data: bytes) -> dict[int, tuple[set[int], dict[tuple[int, int], str]]]:
    """Sheet by place in the workbook → (hidden rows, Excel's numbers; error values by row and column from 0)."""
    try:
        stream = _workbook_stream(data)
        places = [struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == SHEET]
        return {number: _sheet_facts(stream, place) for number, place in enumerate(places)}
    except (struct.error, IndexError, ValueError):
        return {}


def reach_of(data: bytes) -> list[tuple[int, int]]:
    """The last row and column of every sheet, counted from 1; 0, 0 for an empty one."""
    try:
        stream = _workbook_stream(data)
        places = [struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == SHEET]
        return [_sheet_reach(stream, place) for place in places]
    except (struct.error, IndexError, ValueError):
        return []


def _sheet_reach(stream: bytes, place: int) -> tuple[int, int]:
    """Every record up to the first end, whether or not a beginning stands before it: readers don't ask for one."""
    last_row = last_column = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == STOP:
            break
        if kind in CELLS and size >= 4 and place + 8 <= len(stream):
            row, column = struct.unpack_from("<HH", stream, place + 4)
            last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
        place += 4 + size
    return last_row, last_column


def is_encrypted(data: bytes) -> bool:
    """Whether the workbook's first records say that the rest is encrypted (FILEPASS)."""
    try:
        return any(kind == PASSWORD for kind, _ in _records(_workbook_stream(data), 0))
    except (struct.error, IndexError, ValueError):
        return False


def _sheet_facts(stream: bytes, place: int) -> tuple[set[int], dict[tuple[int, int], str]]:
    hidden: set[int] = set()
    errors: dict[tuple[int, int], str] = {}
    for kind, body in _records(stream, place):
        if kind == ROW and len(body) >= 14 and struct.unpack_from("<H", body, 12)[0] & HIDDEN:
            hidden.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == BOOL_OR_ERROR and len(body) >= 8 and body[7]:
            errors[struct.unpack_from("<HH", body)] = ERRORS.get(body[6], "#REF!")
        elif kind == FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
            errors[struct.unpack_from("<HH", body)] = ERRORS.get(body[8], "#REF!")
    return hidden, errors


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, from its beginning to its end; embedded charts are passed over by depth."""
    depth = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        place += 4
        if kind == BEGIN:
            depth += 1
        elif kind == STOP:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[place : place + size]
        place += size


def _workbook_stream(data: bytes) -> bytes:
    """The stream `Workbook` (or `Book`) of a compound file."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    small = 1 << struct.unpack_from("<H", data, 32)[0]
    first_directory, cutoff, first_mini, _, first_difat = (
        struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60, 64, 68)
    )
    if not 128 <= size <= 65536 or not 8 <= small <= size:
        raise ValueError("not a compound file")

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    def numbers(block: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])

    tables = [n for n in struct.unpack_from("<109I", data, 76) if n < END]
    seen = set()
    while first_difat < END and first_difat not in seen:
        seen.add(first_difat)
        *more, following = numbers(sector(first_difat))
        tables += [n for n in more if n < END]
        first_difat = following
    fat = [n for table in tables for n in numbers(sector(table))]

    def chain(start: int, table: list[int]) -> Iterator[int]:
        passed = set()
        while start < END and start < len(table) and start not in passed:
            passed.add(start)
            yield start
            start = table[start]

    directory = b"".join(sector(n) for n in chain(first_directory, fat))
    entries = [directory[at : at + 128] for at in range(0, len(directory), 128)]
    root = entries[0]
    for entry in entries:
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book"):
            start, length = struct.unpack_from("<II", entry, 116)
            if length >= cutoff:
                return b"".join(sector(n) for n in chain(start, fat))[:length]
            minis = [n for block in chain(first_mini, fat) for n in numbers(sector(block))]
            pool = b"".join(sector(n) for n in chain(struct.unpack_from("<I", root, 116)[0], fat))
            return b"".join(pool[n * small : (n + 1) * small] for n in chain(start, minis))[:length]
    raise ValueError("no workbook in it")
