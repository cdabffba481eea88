"""送审 papers as Word: 请示, 征求意见函, 审核意见书, and the tables that go with them; equal content, equal bytes."""

import io
from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils.formats import date_format
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from core.packing import restamped
from core.workbooks import Column, Form, Page, write

from .shapes import Grid, PaperText

FONT, TITLE_FONT, HEAD_FONT = "仿宋_GB2312", "方正小标宋简体", "黑体"
INDENT = Pt(32)  # two characters of 16 pt
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def letter(paper: PaperText) -> bytes:
    """A paper with number, addressee, paragraphs, attachments, signature and day; its tables follow on new pages."""
    document = _document(paper.title, paper.dated)
    _line(document, paper.number, CENTRE)
    _title(document, paper.title)
    if paper.addressee:
        _line(document, f"{paper.addressee}：")
    for text in paper.lines:
        _line(document, text, indent=True)
    for place, name in enumerate(paper.attached, 1):
        _line(document, f"{'附件：' if place == 1 else '　　　'}{place}.{name}", indent=True)
    _line(document, "")
    _line(document, paper.signature, RIGHT)
    _line(document, date_format(paper.dated, "Y年n月j日"), RIGHT)
    for grid in paper.grids:
        document.add_page_break()
        _grid(document, grid)
    return _bytes(document)


def table(title: str, grids: Iterable[Grid], dated: date, note: str = "") -> bytes:
    """A Word document of tables alone, across the page."""
    document = _document(title, dated, across=True)
    _title(document, title)
    if note:
        _line(document, note, size=12)
    for grid in grids:
        _grid(document, grid)
    return _bytes(document)


def workbook(title: str, grid: Grid, note: str = "") -> bytes:
    """The same table as Excel; nothing in it is ever a formula."""
    columns = tuple(
        Column(f"c{place}", label, width=round(width * 4.5))
        for place, (label, width) in enumerate(zip(grid.labels, grid.widths, strict=True))
    )
    form = Form(kind="paper", name=title, columns=columns, required=("c0",))
    rows = [{f"c{place}": text for place, text in enumerate(row)} for row in grid.rows]
    return write(form, [Page(name=title, title=title, rows=rows, lines=(note,) if note else ())])


def _document(title: str, dated: date, across: bool = False):
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(28)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    if across:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Cm(2)
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments = title, "", "", ""
    about.created = about.modified = datetime.combine(dated, time())
    return document


def _title(document, text: str) -> None:
    run = _line(document, text, CENTRE).runs[0]
    _font(run, TITLE_FONT, 22)


def _line(document, text: str, alignment=None, *, indent: bool = False, size: int = 0):
    paragraph = document.add_paragraph(text)
    if alignment is not None:
        paragraph.alignment = alignment
    if indent:
        paragraph.paragraph_format.first_line_indent = INDENT
    if size:
        paragraph.runs[0].font.size = Pt(size)
    return paragraph


def _font(run, name: str, size: float) -> None:
    run.font.name, run.font.size = name, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _grid(document, grid: Grid) -> None:
    if grid.title:
        _font(_line(document, grid.title).runs[0], HEAD_FONT, 16)
    made = document.add_table(rows=1, cols=len(grid.labels), style="Table Grid")
    made.autofit = False
    _repeat(made.rows[0])
    for cell, label in zip(made.rows[0].cells, grid.labels, strict=True):
        _put(cell, label, HEAD_FONT)
    for row in grid.rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            _put(cell, text, FONT)
    for column, width in zip(made.columns, grid.widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _put(cell, text: str, font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = 1.1
    _font(paragraph.add_run(text), font, 10.5)


def _repeat(row) -> None:
    """The header stands on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _bytes(document) -> bytes:
    saved = io.BytesIO()
    document.save(saved)
    return restamped(saved.getvalue())
