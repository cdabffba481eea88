"""PDF papers with an embedded Chinese font: the frame that every paper of the county shares."""

import hashlib
import io
import re
from functools import lru_cache
from pathlib import Path

import segno
from django.conf import settings
from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Table, TableStyle

FONT = "WenQuanYi"
FONT_FILE = Path(__file__).parent.parent / "fonts" / "wqy-microhei.ttc"
BLUE, GREY, RED = HexColor("#1a5fb4"), HexColor("#5c6773"), HexColor("#b3261e")
NO_START = "，。、；：？！）》〉」』】〕”’…·"
NO_END = "（《〈「『【〔“‘"
MARGIN = 25 * mm
TEXT_WIDTH = A4[0] - 2 * MARGIN - 13  # points; the frame's own padding is 12
LABEL_WIDTH, VALUE_WIDTH = 38 * mm, 122 * mm
SAMPLE = "本件为系统生成的电子证照样式，未加盖法定电子印章。"
PAPER_SAMPLE = "本件为系统生成的文书样式，未加盖行政许可专用印章。"


@lru_cache(maxsize=1)
def register_font() -> str:
    """Make the font known to reportlab, once in a process."""
    pdfmetrics.registerFont(TTFont(FONT, str(FONT_FILE), subfontIndex=0))
    return FONT


@lru_cache(maxsize=1)
def styles() -> dict[str, ParagraphStyle]:
    base = ParagraphStyle("body", fontName=register_font(), fontSize=12, leading=22, wordWrap="CJK", textColor=black)
    return {
        "body": ParagraphStyle("text", base, firstLineIndent=24, spaceAfter=4),
        "plain": ParagraphStyle("plain", base, spaceAfter=2),
        "cell": ParagraphStyle("cell", base, fontSize=11, leading=17),
        "label": ParagraphStyle("label", base, fontSize=11, leading=17, textColor=GREY),
        "title": ParagraphStyle("title", base, fontSize=22, leading=34, alignment=TA_CENTER, spaceAfter=6),
        "number": ParagraphStyle("number", base, fontSize=11, alignment=TA_RIGHT, textColor=GREY, spaceAfter=12),
        "centre": ParagraphStyle("centre", base, alignment=TA_CENTER),
        "right": ParagraphStyle("right", base, alignment=TA_RIGHT),
        "small": ParagraphStyle("small", base, fontSize=9, leading=14, textColor=GREY),
        "sample": ParagraphStyle("sample", base, fontSize=9, leading=14, textColor=RED, alignment=TA_CENTER),
    }


def text(words: str, style: str = "body", width: float = TEXT_WIDTH) -> Paragraph:
    """A paragraph of plain words, broken as Chinese is set; what a person typed can't become markup."""
    chosen = styles()[style]
    lines = []
    for part in str(words).split("\n"):
        lines += break_lines(part, width, chosen.fontSize, indent=chosen.firstLineIndent)
    escaped = "\n".join(lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Paragraph(escaped.replace("\n", "<br/>"), chosen)


def break_lines(words: str, width: float, size: float, indent: float = 0) -> list[str]:
    """Lines that fit `width` points: no line begins with a closing mark or ends with an opening one (GB/T 15834-2011).

    A run of Latin letters or digits stays whole where it fits on a line.
    """
    pieces = re.findall(r"[!-~]+|.", words, re.S)
    lines, line, room = [], [], width - indent
    for piece in pieces:
        if line and _wide("".join([*line, piece]), size) > room:
            carried = _carried(line, piece)
            kept = line[: len(line) - len(carried)]
            if kept:
                lines.append("".join(kept))
                line, room = carried, width
        line.append(piece)
    return [*lines, "".join(line)]


def _carried(line: list[str], following: str) -> list[str]:
    """What must go down with the piece that begins the next line."""
    count = 0
    while count < len(line) and (following[0] in NO_START or line[-1 - count][-1] in NO_END):
        count += 1
        following = line[-count]
    return line[len(line) - count :]


def _wide(words: str, size: float) -> float:
    return pdfmetrics.stringWidth(words, register_font(), size)


def table_of(rows: list[tuple[str, str]]) -> Table:
    """Label and value, ruled."""
    table = Table(
        [[text(a, "label", LABEL_WIDTH - 13), text(b, "cell", VALUE_WIDTH - 13)] for a, b in rows],
        colWidths=[LABEL_WIDTH, VALUE_WIDTH],
    )
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor("#d4dae0")),
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, BLUE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return table


def build(title: str, story: list, *, sample: str = PAPER_SAMPLE) -> bytes:
    """The bytes of an A4 PDF. Same story, same bytes: the file carries no clock and no random id."""
    register_font()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=28 * mm,
        bottomMargin=24 * mm,
        title=title,
        author=settings.COUNTY["host"],
        lang="zh-CN",
        invariant=1,
    )

    def frame(canvas, doc):
        canvas.saveState()
        canvas.setFont(FONT, 9)
        canvas.setFillColor(GREY)
        canvas.drawString(25 * mm, A4[1] - 16 * mm, settings.COUNTY["site"])
        canvas.drawRightString(A4[0] - 25 * mm, 12 * mm, f"第 {doc.page} 页")
        canvas.setFillColor(RED)
        canvas.drawString(25 * mm, 12 * mm, sample)
        canvas.setStrokeColor(BLUE)
        canvas.setLineWidth(0.8)
        canvas.line(25 * mm, A4[1] - 19 * mm, A4[0] - 25 * mm, A4[1] - 19 * mm)
        canvas.restoreState()

    document.build(story, onFirstPage=frame, onLaterPages=frame)
    return out.getvalue()


def qr(address: str, size: float = 32 * mm) -> Image:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=8, border=2)
    out.seek(0)
    return Image(out, width=size, height=size)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
