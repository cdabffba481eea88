"""The printed edition of a list: the official table, landscape, page after page, with the code that verifies it.

The pages are laid out first (so that each can say how many there are) and drawn then; a row that is longer than what
is left of a page goes on overleaf under the same header. The same texts and code give the same bytes.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import segno
from django.conf import settings
from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from licences.documents import BLUE, FONT, GREY, break_lines, register_font

from ..enums import ListKind
from ..kinds import KINDS
from ..kinds.powers import OFFICIAL
from ..models import ListVersion

WIDTH, HEIGHT = landscape(A4)
MARGIN, TOP, BOTTOM = 13 * mm, 16 * mm, 15 * mm
SIZE, LEADING, PAD = 8, 11, 3  # points
HEAD = 2 * LEADING + 2 * PAD
RULE = HexColor("#7a8590")
QR_SIZE = 22 * mm
LEAST = 5  # lines of a long row that are worth beginning at the foot of a page
LEAST_WIDTHS = {"category": 13, "serial": 7}  # as workbooks count: four characters on one line
CENTRED = ("serial", "category")

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Section:
    """One body's list: its title, what stands under it, its rows as texts by column."""

    title: str
    lines: list[str]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Paper:
    """What an edition says of itself. `bodies` is the table of contents of an edition of several bodies."""

    title: str
    lines: list[str]
    code: str
    address: str
    sections: list[Section]
    columns: list[tuple[str, float]]  # header, points
    centred: frozenset[int]
    bodies: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class _Page:
    section: Section | None
    first: bool
    lines: list[tuple[list[list[str]], bool]] = field(default_factory=list)  # cells as lines, whether the row ends here


# --- texts into rows ---------------------------------------------------------------------------------------------


def columns_of(kind: str) -> list[tuple[str, str, float]]:
    """(key, header, points) of the official form, as wide together as the page."""
    declared = KINDS[kind]
    keys = OFFICIAL if kind == ListKind.POWERS else declared.layout.keys or [c.key for c in declared.form.columns]
    columns = [declared.form.column(key) for key in keys]
    widths = [max(column.width, LEAST_WIDTHS.get(column.key, 0)) for column in columns]
    unit = (WIDTH - 2 * MARGIN) / sum(widths)
    return [(column.key, column.header, width * unit) for column, width in zip(columns, widths, strict=True)]


def row_of(number: int, version: ListVersion, keys: list[str]) -> tuple[str, ...]:
    """A text by the form's columns: 实施主体 by its short name, several bases numbered, what is public alone."""
    texts = version.declared.given(version.public_content)
    sub_name = texts.get("sub_name", "")
    texts |= {
        "serial": str(number),
        "code": version.entry.code,
        "name": f"{version.name}\n（子项：{sub_name}）" if sub_name else version.name,
        "category": version.get_category_display(),
        "body": str(version.organisation),
        "office": version.office,
    }
    return tuple(texts.get(key) or "" for key in keys)


# --- layout ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def _broken(text: str, width: float) -> tuple[str, ...]:
    """Lines of a cell; many cells of a list say the same."""
    return tuple(line for part in text.split("\n") for line in break_lines(part, width, SIZE))


def _laid_out(paper: Paper, tell: Progress) -> list[_Page]:
    pages, done = ([_Page(None, True)] if paper.bodies else []), 0
    for section in paper.sections:
        page = _Page(section, True)
        pages.append(page)
        left = _room(page, paper)
        for row in section.rows:
            pairs = zip(row, paper.columns, strict=True)
            cells = [list(_broken(text, width - 2 * PAD)) for text, (_, width) in pairs]
            height = max(len(cell) for cell in cells)
            while height > left:
                whole = _room(_Page(section, False), paper)
                if left >= LEAST and height > min(whole, 2 * LEAST):
                    page.lines.append(([cell[:left] for cell in cells], False))
                    cells = [cell[left:] for cell in cells]
                    height -= left
                page = _Page(section, False)
                pages.append(page)
                left = whole
            page.lines.append((cells, True))
            left -= height + 1  # the padding of a row is less than a line
            done += 1
            tell(done)
    return pages


def _room(page: _Page, paper: Paper) -> int:
    """How many lines of rows a page holds."""
    return int((_top(page, paper) - HEAD - BOTTOM) / LEADING) - 1


def _top(page: _Page, paper: Paper) -> float:
    """Where the table of a page begins: below the title on the first of a section."""
    if not page.first:
        return HEIGHT - TOP
    if paper.bodies:
        return HEIGHT - TOP - 40
    return HEIGHT - TOP - max(QR_SIZE + 8, 34 + 13 * len(_said(page.section.lines)))


def _said(lines: list[str]) -> list[str]:
    return [part for line in lines for part in break_lines(line, WIDTH - 2 * MARGIN - 2 * QR_SIZE - 20, 9)]


# --- drawing ---------------------------------------------------------------------------------------------------------


def render(paper: Paper, tell: Progress = lambda done: None) -> tuple[bytes, int]:
    """The bytes of the PDF and the number of its pages; `tell` hears how many rows are laid out."""
    register_font()
    pages = _laid_out(paper, tell)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, lang="zh-CN")
    canvas.setTitle(paper.title)
    canvas.setAuthor(settings.COUNTY["host"])
    mark = _mark(paper.address)
    for number, page in enumerate(pages, 1):
        if page.section is None:
            _draw_cover(canvas, paper, mark)
        else:
            _draw_page(canvas, paper, page, mark)
        _draw_foot(canvas, paper, number, len(pages))
        canvas.showPage()
    canvas.save()
    return out.getvalue(), len(pages)


def _mark(address: str) -> ImageReader:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=8, border=1)
    out.seek(0)
    return ImageReader(out)


def _draw_cover(canvas, paper: Paper, mark):
    canvas.setFillColor(black)
    canvas.setFont(FONT, 24)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 45 * mm, paper.title)
    canvas.setFont(FONT, 11)
    for n, line in enumerate(paper.lines):
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 58 * mm - 17 * n, line)
    canvas.drawImage(mark, WIDTH / 2 - 14 * mm, HEIGHT - 104 * mm, 28 * mm, 28 * mm)
    canvas.setFont(FONT, 9)
    canvas.setFillColor(GREY)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 109 * mm, f"验证码 {paper.code}，扫码可以核对")
    canvas.setFillColor(black)
    columns, top = 4, HEIGHT - 118 * mm
    deep = -(-len(paper.bodies) // columns)
    wide = (WIDTH - 2 * MARGIN) / columns
    for n, (name, count) in enumerate(paper.bodies):
        x, y = MARGIN + wide * (n // deep), top - 13 * (n % deep)
        canvas.drawString(x, y, name[:18])
        canvas.drawRightString(x + wide - 16, y, f"{count} 项")


def _draw_page(canvas, paper: Paper, page: _Page, mark):
    if page.first:
        _draw_title(canvas, paper, page.section, mark)
    y = _draw_head(canvas, paper, _top(page, paper))
    edges = [MARGIN]
    for _, width in paper.columns:
        edges.append(edges[-1] + width)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.4)
    for cells, ends in page.lines:
        height = max(1, max(len(cell) for cell in cells)) * LEADING + 2 * PAD
        canvas.setFont(FONT, SIZE)
        canvas.setFillColor(black)
        for n, cell in enumerate(cells):
            for k, line in enumerate(cell):
                base = y - PAD - SIZE - LEADING * k
                if n in paper.centred:
                    canvas.drawCentredString((edges[n] + edges[n + 1]) / 2, base, line)
                else:
                    canvas.drawString(edges[n] + PAD, base, line)
        for x in edges:
            canvas.line(x, y, x, y - height)
        y -= height
        if ends:
            canvas.line(edges[0], y, edges[-1], y)
    canvas.line(edges[0], y, edges[-1], y)


def _draw_title(canvas, paper: Paper, section: Section, mark):
    canvas.setFillColor(black)
    canvas.setFont(FONT, 16)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - TOP - 14, section.title)
    canvas.setFont(FONT, 9)
    canvas.setFillColor(GREY)
    for n, line in enumerate(_said(section.lines)):
        canvas.drawCentredString(WIDTH / 2, HEIGHT - TOP - 31 - 13 * n, line)
    if not paper.bodies:
        canvas.drawImage(mark, WIDTH - MARGIN - QR_SIZE, HEIGHT - TOP - QR_SIZE + 6, QR_SIZE, QR_SIZE)


def _draw_head(canvas, paper: Paper, top: float) -> float:
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.6)
    x = MARGIN
    for header, width in paper.columns:
        canvas.setFillColor(HexColor("#edf1f5"))
        canvas.rect(x, top - HEAD, width, HEAD, stroke=1, fill=1)
        canvas.setFillColor(black)
        canvas.setFont(FONT, SIZE + 0.5)
        lines = break_lines(header, width - 2, SIZE + 0.5)[:2]
        for n, line in enumerate(lines):
            y = top - HEAD / 2 - 3 + LEADING / 2 * (len(lines) - 1) - LEADING * n
            canvas.drawCentredString(x + width / 2, y, line)
        x += width
    return top - HEAD


def _draw_foot(canvas, paper: Paper, number: int, pages: int):
    canvas.setFont(FONT, 8)
    canvas.setFillColor(GREY)
    canvas.setStrokeColor(BLUE)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, BOTTOM - 8, WIDTH - MARGIN, BOTTOM - 8)
    canvas.drawString(MARGIN, BOTTOM - 19, f"{settings.COUNTY['site']}　验证码 {paper.code}　核对：{paper.address}")
    canvas.drawRightString(WIDTH - MARGIN, BOTTOM - 19, f"第 {number} 页，共 {pages} 页")
