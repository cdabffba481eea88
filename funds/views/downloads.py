"""The public list of a year to take away: Excel, CSV, JSON of exactly the rows that the filters leave."""

import csv
import json
from dataclasses import replace
from decimal import Decimal

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.workbooks import neutral
from powerlist.queries.names import names_on
from powerlist.views.downloads import as_file, workbook_response
from powerlist.views.open import bad_day

from ..models import in_wan
from ..queries import shown
from .open import filters_of, year_of

CHUNK = 1000
COLUMNS = {
    "code": "编码",
    "year": "预算年度",
    "form": "清单类型",
    "organisation": "主管部门",
    "name": "项目名称",
    "amount_wan": "预算数额（万元）",
    "amount": "预算数额（元）",
    "manner": "分配方式",
    "function": "功能分类科目",
    "founded_year": "设立年度",
    "ends_on": "执行期限止",
    "basis": "设立依据",
    "grade": "上年绩效",
    "document_number": "审定文号",
    "valid_from": "生效日期",
}
NUMBERS = ("amount_wan", "amount", "year", "founded_year")
WIDTHS = {"name": 40, "basis": 60, "organisation": 20, "code": 22, "document_number": 20}


@require_safe
def export(request, ending):
    """The rows that the filters leave, all of them, as a file."""
    year, _ = year_of(request)
    if year is None:
        raise Http404
    filters, readable = filters_of(request, year)
    if not readable:
        return bad_day(request, "as_of", f"/open/funds/?year={year}")
    filters = replace(filters, sort="")
    name = f"{year}年度专项资金管理清单_{filters.on or timezone.localdate():%Y-%m-%d}.{ending}"
    return as_file({"csv": _csv, "json": _json, "xlsx": _xlsx}[ending](rows_of(filters), filters), name)


def rows_of(filters):
    """The cells of each row, in the order of the list."""
    order, _ = shown.ORDERS[""]
    found = shown.chosen_rows(filters).select_related("entry", "organisation", "function", "change_set")
    known, batch = names_on(filters.on), []
    for version in found.order_by(*order).iterator(chunk_size=CHUNK):
        batch.append(version)
        if len(batch) == CHUNK:
            yield from _cells(batch, known, filters)
            batch = []
    yield from _cells(batch, known, filters)


def _cells(versions, known, filters):
    shown.dress(versions)
    for row in versions:
        yield {
            "code": row.entry.code,
            "year": row.year,
            "form": row.get_form_display(),
            "organisation": known.of(row.organisation, filters.on).name,
            "name": row.name,
            "amount_wan": in_wan(row.amount),
            "amount": str(row.amount),
            "manner": row.get_manner_display() if row.manner else "",
            "function": str(row.function) if row.function else "",
            "founded_year": row.founded_year or "",
            "ends_on": row.ends_on.isoformat() if row.ends_on else "",
            "basis": "\n".join(map(str, (row.content or {}).get("basis") or ())),
            "grade": f"{row.graded.plan.year}年{row.graded.get_grade_display()}" if row.graded else "",
            "document_number": row.change_set.document_number,
            "valid_from": row.valid_from.isoformat(),
        }


class _Echo:
    """A file that hands back what is written, for a csv writer that streams."""

    def write(self, text):
        return text


def _csv(rows, filters):
    writer = csv.writer(_Echo())

    def lines():
        yield "\ufeff" + writer.writerow(COLUMNS.values())
        for row in rows:
            yield writer.writerow([row[key] if key in NUMBERS else neutral(row[key]) for key in COLUMNS])

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


def _json(rows, filters):
    head = {
        "list": "专项资金管理清单",
        "year": filters.year,
        "as_of": (filters.on or timezone.localdate()).isoformat(),
        "unit": "amount：元；amount_wan：万元",
        "columns": COLUMNS,
    }

    def parts():
        yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
        total = Decimal(0)
        for index, row in enumerate(rows):
            total += Decimal(row["amount"])
            yield ("," if index else "") + "\n" + json.dumps(row, ensure_ascii=False)
        yield f'\n], "total": "{total}"}}\n'

    return StreamingHttpResponse(parts(), content_type="application/json; charset=utf-8")


def _xlsx(rows, filters):
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(f"{filters.year}年度专项资金")
    for index, key in enumerate(COLUMNS):
        sheet.column_dimensions[get_column_letter(index + 1)].width = WIDTHS.get(key, 15)
    sheet.freeze_panes = "A3"

    def bold(value, size=11):
        cell = WriteOnlyCell(sheet, value)
        cell.font = Font(bold=True, size=size)
        return cell

    on = filters.on or timezone.localdate()
    sheet.append([bold(f"{filters.year}年度专项资金管理清单（{on:%Y-%m-%d} 的内容）", 14)])
    sheet.append([bold(label) for label in COLUMNS.values()])
    wrap, total = Alignment(wrap_text=True, vertical="top"), Decimal(0)
    for row in rows:
        cells = []
        for key in COLUMNS:
            number = key in NUMBERS and row[key] != ""
            cell = WriteOnlyCell(sheet, Decimal(str(row[key])) if number else neutral(str(row[key]))[:32767])
            cell.alignment = wrap
            cells.append(cell)
        total += Decimal(row["amount"])
        sheet.append(cells)
    last = dict.fromkeys(COLUMNS, "") | {"name": "合计", "amount_wan": Decimal(in_wan(total)), "amount": total}
    sheet.append([bold(value) for value in last.values()])
    return workbook_response(book)
