"""Words on A4 pages with embedded Chinese fonts: the frame that every paper of the county shares.

The body is set in WenQuanYi Micro Hei; a sign that it lacks is taken from a second font with the rare Han characters of
names and places (CJK Extensions A and B, as far as Noto has them). A sign in neither is printed as 〓 with its code
point: never as an empty box.
"""

import io
import re
import unicodedata
from functools import lru_cache, partial
from pathlib import Path

import segno
from django.conf import settings
from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Table, TableStyle

FONT, RARE = "WenQuanYi", "RareHan"
FONTS = Path(__file__).parent / "fonts"
BLUE, GREY, RED = HexColor("#1a5fb4"), HexColor("#5c6773"), HexColor("#b3261e")
NO_START = "，。、；：？！）》〉」』】〕”’…·"
NO_END = "（《〈「『【〔“‘"
MARGIN = 25 * mm
TEXT_WIDTH = A4[0] - 2 * MARGIN - 13  # points; the frame's own padding is 12
LABEL_WIDTH, VALUE_WIDTH = 38 * mm, 122 * mm


_map_of = ttfonts.makeToUnicodeCMap


def _readable_map(fontname: str, subset: list[int]) -> str:
    """The map by which readers copy text out: signs beyond U+FFFF in UTF-16 (ISO 32000-1, 9.10.3), which reportlab
    writes as five digits that no reader understands."""
    made = _map_of(fontname, subset)
    return re.sub(r"(?<=> )<([0-9A-F]{5,6})>", lambda found: f"<{_utf16(found[1])}>", made)


def _utf16(digits: str) -> str:
    return chr(int(digits, 16)).encode("utf-16-be").hex()


ttfonts.makeToUnicodeCMap = _readable_map


@lru_cache(maxsize=1)
def register_font() -> str:
    """Make both fonts known to reportlab, once in a process; the name of the first."""
    pdfmetrics.registerFont(TTFont(FONT, str(FONTS / "wqy-microhei.ttc"), subfontIndex=0))
    pdfmetrics.registerFont(TTFont(RARE, str(FONTS / "rare-han.ttf")))
    return FONT


@lru_cache(maxsize=1)
def styles() -> dict[str, ParagraphStyle]:
    base = ParagraphStyle("body", fontName=register_font(), fontSize=12, leading=22, wordWrap="CJK", textColor=black)
    return {
        "body": ParagraphStyle("text", base, firstLineIndent=24, spaceAfter=4),
        "plain": ParagraphStyle("plain", base, spaceAfter=2),
        "cell": ParagraphStyle("cell", base, fontSize=11, leading=17),
        "label": ParagraphStyle("label", base, fontSize=11, leading=17, textColor=GREY),
        "head": ParagraphStyle("head", base, fontSize=26, leading=40, alignment=TA_CENTER, textColor=RED),
        "title": ParagraphStyle("title", base, fontSize=22, leading=34, alignment=TA_CENTER, spaceAfter=6),
        "number": ParagraphStyle("number", base, fontSize=11, alignment=TA_RIGHT, textColor=GREY, spaceAfter=12),
        "centre": ParagraphStyle("centre", base, alignment=TA_CENTER),
        "right": ParagraphStyle("right", base, alignment=TA_RIGHT),
        "small": ParagraphStyle("small", base, fontSize=9, leading=14, textColor=GREY),
        "sample": ParagraphStyle("sample", base, fontSize=9, leading=14, textColor=RED, alignment=TA_CENTER),
    }


@lru_cache(maxsize=2)
def _signs(font: str) -> frozenset[int]:
    register_font()
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)


def printable(words: str) -> str:
    """The words with every sign that no font has as 〓 and its code point; control characters go."""
    known, rare = _signs(FONT), _signs(RARE)
    out = []
    for sign in str(words):
        if ord(sign) in known or ord(sign) in rare or sign == "\n":
            out.append(sign)
        elif unicodedata.category(sign) not in ("Cc", "Cf", "Cs"):
            out.append(f"〓（U+{ord(sign):04X}）")
    return "".join(out)


def runs(words: str) -> list[tuple[str, str]]:
    """The words in pieces of one font each: (font, piece)."""
    known, pieces = _signs(FONT), []
    for sign in words:
        font = FONT if ord(sign) in known else RARE
        if pieces and pieces[-1][0] == font:
            pieces[-1] = (font, pieces[-1][1] + sign)
        else:
            pieces.append((font, sign))
    return pieces


def draw(canvas, x: float, y: float, words: str, size: float) -> None:
    """One line of words at a point, each sign in the font that has it."""
    for font, piece in runs(printable(words)):
        canvas.setFont(font, size)
        canvas.drawString(x, y, piece)
        x += pdfmetrics.stringWidth(piece, font, size)


def text(words: str, style: str = "body", width: float = TEXT_WIDTH) -> Paragraph:
    """A paragraph of plain words, broken as Chinese is set; what a person typed can't become markup."""
    chosen = styles()[style]
    lines = []
    for part in printable(words).split("\n"):
        lines += break_lines(part, width, chosen.fontSize, indent=chosen.firstLineIndent)
    return Paragraph("<br/>".join(_marked(line) for line in lines), chosen)


def _marked(line: str) -> str:
    escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(piece if font == FONT else f'<font name="{RARE}">{piece}</font>' for font, piece in runs(escaped))


def break_lines(words: str, width: float, size: float, indent: float = 0) -> list[str]:
    """Lines that fit `width` points: no line begins with a closing mark or ends with an opening one (GB/T 15834-2011).

    A run of Latin letters or digits stays whole where it fits on a line.
    """
    pieces = re.findall(r"[!-~]+|.", words, re.S)
    lines, line, room = [], [], width - indent
    for piece in pieces:
        if line and wide("".join([*line, piece]), size) > room:
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


def wide(words: str, size: float) -> float:
    """How wide the words are, in points."""
    return sum(pdfmetrics.stringWidth(piece, font, size) for font, piece in runs(words))


def table_of(rows: list[tuple[str, str]]) -> Table:
    """Label and value, ruled."""
    table = Table(
        [[text(a, "label", LABEL_WIDTH - 13), text(b, "cell", VALUE_WIDTH - 13)] for a, b in rows],
        colWidths=[LABEL_WIDTH, VALUE_WIDTH],
    )
    table.setStyle(
        TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), FONT),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor("#d4dae0")),
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, BLUE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return table


def build(title: str, story: list, *, sample: str, bar: bool = True) -> bytes:
    """The bytes of an A4 PDF. Same story, same bytes: the file carries no clock and no random id.

    `sample` stands in red at the foot of every page; `bar` puts the site's name and a line at its head.
    """
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
        initialFontName=register_font(),
    )

    def frame(canvas, doc):
        canvas.saveState()
        canvas.setFont(FONT, 9)
        canvas.setFillColor(GREY)
        canvas.drawRightString(A4[0] - 25 * mm, 12 * mm, f"第 {doc.page} 页")
        if bar:
            draw(canvas, 25 * mm, A4[1] - 16 * mm, settings.COUNTY["site"], 9)
            canvas.setStrokeColor(BLUE)
            canvas.setLineWidth(0.8)
            canvas.line(25 * mm, A4[1] - 19 * mm, A4[0] - 25 * mm, A4[1] - 19 * mm)
        canvas.setFillColor(RED)
        draw(canvas, 25 * mm, 12 * mm, sample, 9)
        canvas.restoreState()

    document.build(story, onFirstPage=frame, onLaterPages=frame, canvasmaker=partial(Canvas, lang="zh-CN"))
    return out.getvalue()


def qr(address: str, size: float = 32 * mm) -> Image:
    """A QR code that leads to an address."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=8, border=2)
    out.seek(0)
    return Image(out, width=size, height=size)
