"""Makes workbooks for the tests: rows as people type them."""

import io

from openpyxl import Workbook
from openpyxl.cell.cell import TYPE_ERROR, TYPE_STRING


class Text(str):
    """Written as text, whatever it looks like."""


class Error(str):
    """Written as an error value."""


def book(*sheets) -> bytes:
    """Each sheet is (name, rows, options); options: merges, hidden (rows), state."""
    made = Workbook()
    made.remove(made.active)
    for name, rows, *rest in sheets:
        options = rest[0] if rest else {}
        sheet = made.create_sheet("x")
        sheet.title = name
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value is None or value == "":
                    continue
                cell = sheet.cell(number, column, str(value) if isinstance(value, (Text, Error)) else value)
                if isinstance(value, Text):
                    cell.data_type = TYPE_STRING
                elif isinstance(value, Error):
                    cell.data_type = TYPE_ERROR
        for merge in options.get("merges", ()):
            sheet.merge_cells(merge)
        for number in options.get("hidden", ()):
            sheet.row_dimensions[number].hidden = True
        if "state" in options:
            sheet.sheet_state = options["state"]
    if all(sheet.sheet_state != "visible" for sheet in made):
        made.create_sheet("封面")
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


HEADER = ["序号", "项目名称", "类别", "实施依据", "实施主体", "承办机构", "责任事项", "追责情形", "备注"]
BASIS = "《中华人民共和国水法》第七条"


def power(serial="1", name="取水许可", category="行政许可", basis=BASIS, *rest):
    return [serial, name, category, basis, *(rest or ["县水务局", "水政股", "1.受理责任", "1.应当受理而不受理的", ""])]


def powers(*rows, top=(["漳县水务局权责清单"],), name="权责清单", **options):
    return book((name, [*top, HEADER, *rows], options))
