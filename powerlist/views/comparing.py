"""The difference of any two days, and 总表: bodies by category with what changed; both also as Excel."""

from datetime import date

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from core.workbooks import neutral

from ..enums import ListKind
from ..queries import comparing, editions, public
from ..queries.names import names_on
from .downloads import as_file, workbook_response
from .open import bad_day, day_asked, shelf_of

CHUNK = 500
HEAD = ("变更", "编码", "项目名称", "实施主体", "栏目", "原文本", "新文本", "原文本生效", "新文本生效", "文号")
WIDTHS = (8, 18, 36, 18, 14, 60, 60, 12, 12, 24)


@require_safe
def compare(request, shelf):
    """What was added, ended and changed between two days, cells side by side, twenty entries a page."""
    shelf = shelf_of(shelf)
    window, fault = _window(request, shelf)
    if fault:
        return bad_day(request, fault, f"{shelf.path}compare/")
    page = comparing.difference(window, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    tally = comparing.tally(window)
    known = public.sums(shelf.kind, window.until).organisations.values()
    return render(
        request,
        "powerlist/open_compare.html",
        {
            "shelf": shelf,
            "window": window,
            "page": page,
            "tally": [(comparing.LABELS[name], count) for name, count in tally.items()],
            "total": sum(tally.values()),
            "bodies": sorted(known, key=lambda o: (o.sort_key, o.code)),
            "department": request.GET.get("department", ""),
            "query": _query(request),
        },
    )


def _window(request, shelf) -> tuple[comparing.Window | None, str]:
    """The days and the body of the address; the name of the day that can't be read. Days are put in order."""
    today = timezone.localdate()
    until, fine = day_asked(request, "to", today)
    if not fine:
        return None, "to"
    since, fine = day_asked(request, "from", editions.base_day(shelf.kind, until)[0])
    if not fine:
        return None, "from"
    body = None
    if code := request.GET.get("department", "")[:30]:
        body = Organisation.objects.filter(code=code).order_by("id").first()
        if body is None:
            raise Http404
        body = names_on(max(since, until)).of(body, max(since, until))
    return comparing.Window(shelf.kind, min(since, until), max(since, until), body), ""


def _query(request) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else ""


@require_safe
def compare_file(request, shelf):
    """The whole difference as Excel: a row for each cell that differs."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    shelf = shelf_of(shelf)
    window, fault = _window(request, shelf)
    if fault:
        return bad_day(request, fault, f"{shelf.path}compare/")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("比对")
    for index, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A3"
    whose = window.organisation.name if window.organisation else "全部单位"
    sheet.append([f"{shelf.title}比对：{whose}，{window.since:%Y-%m-%d} 与 {window.until:%Y-%m-%d}"])
    sheet.append(_bold(sheet, HEAD))
    wrap = Alignment(wrap_text=True, vertical="top")
    for entries in _chunks(comparing.changed_entries(window).order_by(*comparing.ORDER)):
        for entry in comparing.with_texts(window, entries):
            for row in _rows(entry):
                cells = [WriteOnlyCell(sheet, neutral(text)[:32767]) for text in row]
                for cell in cells:
                    cell.alignment = wrap
                sheet.append(cells)
    name = f"{shelf.title}比对_{window.since:%Y-%m-%d}_{window.until:%Y-%m-%d}.xlsx"
    return as_file(workbook_response(book), name)


def _chunks(rows):
    chunk = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _rows(entry):
    """Lines of the file for one entry; an added or ended entry has one."""
    head = (entry.change_label, entry.code, entry.text.name, str(entry.text.organisation))
    tail = (
        entry.old.valid_from.isoformat() if entry.old else "",
        entry.new.valid_from.isoformat() if entry.new else "",
        entry.text.change_set.document_number if entry.new else "",
    )
    for label, old, new in entry.cells or [("", "", "")]:
        yield (*head, label, old, new, *tail)


def _bold(sheet, texts):
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cells = [WriteOnlyCell(sheet, text) for text in texts]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells


# --- 总表 ------------------------------------------------------------------------------------------------------------


@require_safe
def summary(request):
    """总表: bodies by the ten categories on a day, each number with its change since the last edition."""
    on, since, from_edition, fault = _days(request)
    if fault:
        return bad_day(request, fault, request.path)
    return render(
        request,
        "powerlist/open_summary.html",
        {
            "on": on,
            "since": since,
            "from_edition": from_edition,
            "table": comparing.summary(ListKind.POWERS, on, since),
            "query": _query(request),
            "as_of": "" if on == timezone.localdate() else on.isoformat(),
        },
    )


def _days(request) -> tuple[date, date, bool, str]:
    on, fine = day_asked(request)
    if not fine:
        return on, on, False, "as_of"
    base, from_edition = editions.base_day(ListKind.POWERS, on)
    since, fine = day_asked(request, "since", base)
    return on, since, from_edition and "since" not in request.GET, "" if fine else "since"


@require_safe
def summary_file(request):
    """总表 as Excel: the counts, and below them the changes."""
    from openpyxl import Workbook

    on, since, _, fault = _days(request)
    if fault:
        return bad_day(request, fault, "/open/summary/")
    table = comparing.summary(ListKind.POWERS, on, since)
    book = Workbook(write_only=True)
    for title, pick in (("总表", lambda cell: cell.count), (f"比{since:%Y-%m-%d}增减", lambda cell: cell.change)):
        sheet = book.create_sheet(title)
        sheet.column_dimensions["A"].width = 30
        sheet.freeze_panes = "B3"
        sheet.append([f"县级部门行政权力总表（{on:%Y-%m-%d}）"])
        sheet.append(_bold(sheet, ["单位", *(label for _, label in table.categories), "合计"]))
        for line in table.lines:
            sheet.append([neutral(line.organisation.name), *(pick(cell) for cell in (*line.cells, line.total))])
        sheet.append(_bold(sheet, ["合计", *(pick(cell) for cell in (*table.total.cells, table.total.total))]))
    return as_file(workbook_response(book), f"行政权力总表_{on:%Y-%m-%d}.xlsx")
