"""The public lists to take away: Excel, CSV, JSON of exactly the rows that the filters leave."""

import csv
import json
import tempfile
from urllib.parse import quote

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from ..models import ListVersion
from ..models.lists import CONTENT_LABELS
from ..queries import public
from .open import SHELVES, filters_of

CHUNK = 1000
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WIDTHS = {"name": 40, "basis": 60, "duties": 50, "accountability": 50, "content": 50}


def neutral(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: a leading apostrophe keeps it text."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _columns(kind: str) -> dict[str, str]:
    return {
        "code": "编码",
        "name": "项目名称",
        "category": "类别",
        "organisation": "实施主体",
        "office": "承办机构",
        **CONTENT_LABELS[kind],
        "number": "版本号",
        "valid_from": "生效日期",
        "valid_to": "失效日期",
    }


def _row(version: ListVersion) -> dict:
    return {
        **version.cells,
        "code": version.entry.code,
        "organisation": str(version.organisation),
        "number": version.number,
        "valid_from": version.valid_from.isoformat(),
        "valid_to": version.valid_to.isoformat() if version.valid_to else "",
    }


def _text(value) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)


@require_safe
def download(request, shelf, ending):
    """The rows of a list page, all of them, as a file."""
    shelf = SHELVES[shelf]
    filters, readable = filters_of(request, shelf.kind)
    if not readable:
        raise Http404
    rows = public.all_rows(filters).iterator(chunk_size=CHUNK)
    name = f"{shelf.title}_{filters.on:%Y-%m-%d}.{ending}"
    writer = {"csv": _csv, "json": _json, "xlsx": _xlsx}[ending]
    response = writer(rows, _columns(shelf.kind), shelf, filters)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


class _Echo:
    """A file that hands back what is written, for a csv writer that streams."""

    def write(self, text):
        return text


def _csv(rows, columns, shelf, filters):
    writer = csv.writer(_Echo())

    def lines():
        yield "\ufeff" + writer.writerow(columns.values())
        for version in rows:
            row = _row(version)
            yield writer.writerow([neutral(_text(row[key])) for key in columns])

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


def _json(rows, columns, shelf, filters):
    def parts():
        head = {"list": shelf.title, "as_of": filters.on.isoformat(), "columns": columns}
        yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
        for index, version in enumerate(rows):
            yield ("," if index else "") + "\n" + json.dumps(_row(version), ensure_ascii=False)
        yield "\n]}\n"

    return StreamingHttpResponse(parts(), content_type="application/json; charset=utf-8")


def _xlsx(rows, columns, shelf, filters):
    book = Workbook(write_only=True)
    sheet = book.create_sheet(shelf.title[:31])
    for index, key in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + index)].width = WIDTHS.get(key, 16)
    sheet.freeze_panes = "A3"
    title = WriteOnlyCell(sheet, f"{shelf.title}（{filters.on:%Y-%m-%d} 的文本，{timezone.localdate():%Y-%m-%d} 下载）")
    title.font = Font(bold=True, size=14)
    sheet.append([title])
    head = [WriteOnlyCell(sheet, label) for label in columns.values()]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    wrap = Alignment(wrap_text=True, vertical="top")
    for version in rows:
        row, cells = _row(version), []
        for key in columns:
            cell = WriteOnlyCell(sheet, row[key] if key == "number" else neutral(_text(row[key]))[:32767])
            cell.alignment = wrap
            cells.append(cell)
        sheet.append(cells)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
