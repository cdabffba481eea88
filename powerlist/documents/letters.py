"""建议函 as PDF and Word: what a department suggests to change in a legal basis. What it says comes from the rows."""

from io import BytesIO

from django.utils import timezone
from django.utils.formats import date_format
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from licences.documents import build, text

from ..models import Letter, PaperSeries

TITLE = "关于建议修改有关法定依据的函"
LETTER = "letter"  # the series of its number
FONT = "仿宋"


def _lines(letter: Letter) -> list[str]:
    change_set = letter.change_set
    lines = [f"{change_set.organisation}在梳理权责清单时提出，下列事项的法定依据需要修改，现将建议函告如下，请予研究。"]
    rows = change_set.versions.exclude(state="dropped").select_related("entry").order_by("sort_key", "id")
    for place, row in enumerate(rows, 1):
        basis = "；".join(row.content.get("basis") or []) or "未列"
        lines.append(
            f"{place}. {row.name}（{row.entry.code}）。现行依据：{basis}。建议：{row.ground_text or '见事由'}。"
        )
    lines.append(f"事由：{change_set.reason}")
    if letter.words:
        lines.append(letter.words)
    lines.append("在法定依据修改之前，上述事项仍按现行清单实施。")
    return lines


def _signed(letter: Letter) -> tuple[str, str]:
    return (
        PaperSeries.of(LETTER).issuer,
        date_format(timezone.localtime(letter.issued_at), "Y年n月j日"),
    )


def letter_pdf(letter: Letter) -> bytes:
    """The bytes of the letter as PDF."""
    story = [
        text(TITLE, "title"),
        text(letter.number, "number"),
        text(f"{letter.addressee}：", "plain"),
        *(text(line) for line in _lines(letter)),
        Spacer(1, 12 * mm),
        *(text(line, "right") for line in _signed(letter)),
    ]
    return build(TITLE, story)


def letter_docx(letter: Letter) -> bytes:
    """The bytes of the letter as a Word document, to be sealed and sent."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    head = document.add_paragraph(TITLE)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.runs[0].font.size = Pt(22)
    document.add_paragraph(letter.number).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph(f"{letter.addressee}：")
    for line in _lines(letter):
        document.add_paragraph(line).paragraph_format.first_line_indent = Pt(32)
    for line in _signed(letter):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
