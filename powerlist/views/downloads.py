"""The public lists to take away: Excel, CSV, JSON of exactly the rows that the filters leave."""

import csv
import io
import json
import tempfile
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.workbooks import neutral

from ..kinds import KINDS
from ..models import ListVersion
from ..queries import public
from ..queries.names import names_on
from ..queries.texts import words_of
from ..resources import official_workbook
from .open import bad_day, filters_of, shelf_of

CHUNK = 1000
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"name": 40, "basis": 60, "duties": 50, "accountability": 50, "content": 50}


def _columns(kind: str) -> dict[str, str]:
    labels = KINDS[kind].public_labels
    return {
        "code": "编码",
        **{key: label for key, label in labels.items() if key in ("name", "category")},
        "organisation": "实施主体",
        **{key: label for key, label in labels.items() if key not in ("name", "category")},
        "number": "版本号",
        "valid_from": "生效日期",
        "valid_to": "失效日期",
    }


def _row(version: ListVersion, body: str) -> dict:
    return {
        **version.public_cells,
        "code": version.entry.code,
        "organisation": body,
        "number": version.number,
        "valid_from": version.valid_from.isoformat(),
        "valid_to": version.valid_to.isoformat() if version.valid_to else "",
    }


@require_safe
def download(request, shelf, ending):
    """The rows of a list page, all of them, as a file; a whole list of one body in Excel is the official form."""
    shelf = shelf_of(shelf)
    filters, readable = filters_of(request, shelf.kind)
    if not readable:
        return bad_day(request, "as_of", shelf.path)
    name = f"{shelf.title}_{filters.on:%Y-%m-%d}.{ending}"
    body = public.body_of(filters) if ending == "xlsx" and filters.is_one_whole_list else None
    if body is not None:
        name = f"{body.short_name}{name}"
        data = official_workbook(kind=shelf.kind, organisation=body, on=filters.on, public=True)
        response = FileResponse(io.BytesIO(data), content_type=SHEET)
    else:
        rows = _named(public.all_rows(filters).iterator(chunk_size=CHUNK), filters.on)
        writer = {"csv": _csv, "json": _json, "xlsx": _xlsx}[ending]
        response = writer(rows, _columns(shelf.kind), shelf, filters)
    return as_file(response, name)


def as_file(response, name: str):
    """The response saved under a name, which may be Chinese."""
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _named(versions, on):
    """The rows of the file, each with the name that its body bore on the day."""
    known = names_on(on)
    for version in versions:
        yield _row(version, str(known.of(version.organisation, on)))


class _Echo:
    """A file that hands back what is written, for a csv writer that streams."""

    def write(self, text):
        return text


def _csv(rows, columns, shelf, filters):
    writer = csv.writer(_Echo())
    counted = public.levels_of_filters(filters)

    def lines():
        yield "\ufeff" + writer.writerow(columns.values())
        for row in rows:
            yield writer.writerow([neutral(words_of(row[key])) for key in columns])
        if counted:  # below the rows, so that the first line stays the header for whoever reads by machine
            yield writer.writerow([f"合计：{counted}"])

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


def _json(rows, columns, shelf, filters):
    counted = public.levels_of_filters(filters)
    levels = {"levels": counted.as_json} if counted else {}

    def parts():
        head = {"list": shelf.title, "as_of": filters.on.isoformat(), **levels, "columns": columns}
        yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
        for index, row in enumerate(rows):
            yield ("," if index else "") + "\n" + json.dumps(row, ensure_ascii=False)
        yield "\n]}\n"

    return StreamingHttpResponse(parts(), content_type="application/json; charset=utf-8")


def _xlsx(rows, columns, shelf, filters):
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(shelf.title[:31])
    for index, key in enumerate(columns):
        sheet.column_dimensions[get_column_letter(index + 1)].width = WIDTHS.get(key, 16)
    sheet.freeze_panes = "A3"
    counted = public.levels_of_filters(filters)
    words = f"{shelf.title}（{filters.on:%Y-%m-%d} 的文本，{timezone.localdate():%Y-%m-%d} 下载）"
    title = WriteOnlyCell(sheet, f"{words}　{counted}" if counted else words)
    title.font = Font(bold=True, size=14)
    sheet.append([title])
    head = [WriteOnlyCell(sheet, label) for label in columns.values()]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    wrap = Alignment(wrap_text=True, vertical="top")
    for row in rows:
        cells = []
        for key in columns:
            cell = WriteOnlyCell(sheet, row[key] if key == "number" else neutral(words_of(row[key]))[:32767])
            cell.alignment = wrap
            cells.append(cell)
        sheet.append(cells)
    return workbook_response(book)


def workbook_response(book) -> FileResponse:
    """A workbook of openpyxl, written to the disk and sent from there."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, content_type=SHEET)
