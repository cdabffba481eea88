"""A whole official paper: red head, title, number, body, the seal over the date, remedies, how to verify it."""

import io
import math
from dataclasses import dataclass, field

from PIL import Image
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Spacer

from .archival import archival
from .layout import MARGIN, RED, build, draw, printable, qr, table_of, text, wide

VERMILION = HexColor("#c8102e")
DIAMETER = 42 * mm  # of a county department's round seal (国发〔1999〕25号: 4.2 cm)
SIDE = 26 * mm  # of the QR code
ARC = 240  # degrees that the name of the seal spans


@dataclass(frozen=True)
class SealFace:
    """What a seal looks like. `picture` (PNG) is drawn when there is one, else a plain round seal with `name`.

    `caption` is printed with the seal and at the foot of every page: what must be said of a seal without legal effect.
    """

    name: str
    under: str = ""
    caption: str = ""
    picture: bytes | None = None


@dataclass(frozen=True)
class Sheet:
    """The words of a paper, nothing still to fill in. `blocks` are paragraphs or tables (label, value)."""

    title: str
    number: str
    addressee: str
    blocks: list[str | list[tuple[str, str]]]
    signer: str
    day: str
    red_head: bool = False
    foot: list[str] = field(default_factory=list)
    seal: SealFace | None = None
    address: str = ""  # where it is verified; a QR code leads there
    code: str = ""


def words_of(sheet: Sheet) -> str:
    """What the paper says, a line a paragraph: kept beside it."""
    lines = [sheet.signer] if sheet.red_head else []
    lines += [sheet.title, sheet.number] + ([sheet.addressee] if sheet.addressee else [])
    for block in sheet.blocks:
        lines += [block] if isinstance(block, str) else [f"{label}：{value}" for label, value in block]
    return "\n".join([*lines, sheet.signer, sheet.day, *sheet.foot])


def render_sheet(sheet: Sheet) -> bytes:
    """The paper as PDF/A-2b. The same sheet gives the same bytes."""
    story = []
    if sheet.red_head:
        story += [text(sheet.signer, "head"), HRFlowable(width="100%", thickness=2, color=VERMILION, spaceAfter=14)]
    story += [text(sheet.title, "title"), text(sheet.number, "number")]
    if sheet.addressee:
        story.append(text(sheet.addressee, "plain"))
    for block in sheet.blocks:
        story += [text(block)] if isinstance(block, str) else [table_of(block), Spacer(1, 4 * mm)]
    last = story.pop() if sheet.blocks and isinstance(sheet.blocks[-1], str) else Spacer(1, 0)
    foot = [text(line, "small") for line in sheet.foot]
    story.append(KeepTogether([last, Spacer(1, 6 * mm), Signed(sheet), Spacer(1, 3 * mm), *foot]))
    sample = sheet.seal.caption if sheet.seal else ""
    return archival(
        build(sheet.title, story, sample=sample, bar=not sheet.red_head), title=sheet.title, author=sheet.signer
    )


class Signed(Flowable):
    """Who signs and when, the seal over the date; the code that verifies the paper at the left."""

    def __init__(self, sheet: Sheet):
        super().__init__()
        self.sheet = sheet
        self.width, self.height = A4[0] - 2 * MARGIN, (DIAMETER + 9 * mm if sheet.seal else 36 * mm)

    def wrap(self, width, height):
        return self.width, self.height

    def draw(self):
        sheet, canvas = self.sheet, self.canv
        half = max(wide(sheet.signer, 12), wide(sheet.day, 12), DIAMETER if sheet.seal else 0) / 2
        middle, line = self.width - half - 6, self.height - DIAMETER / 2 - 2 if sheet.seal else self.height - 40
        if sheet.seal:
            self._seal(canvas, middle, line)
        canvas.setFillColor(HexColor("#000000"))
        for words, y in ((sheet.signer, line + 14), (sheet.day, line - 10)):
            draw(canvas, middle - wide(words, 12) / 2, y, words, 12)
        if sheet.seal and sheet.seal.caption:
            self._caption(canvas, middle, line - DIAMETER / 2 - 12)
        if sheet.code:
            self._code(canvas)

    def _seal(self, canvas, x: float, y: float):
        face = self.sheet.seal
        if face.picture:
            side = DIAMETER
            canvas.drawImage(_opaque(face.picture), x - side / 2, y - side / 2, side, side)
        else:
            round_seal(canvas, x, y, face)

    def _caption(self, canvas, x: float, y: float):
        """Close below the seal, so that nobody overlooks it."""
        words = self.sheet.seal.caption
        canvas.setFillColor(RED)
        draw(canvas, x - wide(words, 9) / 2, y, words, 9)

    def _code(self, canvas):
        sheet = self.sheet
        image = qr(sheet.address, SIDE)
        image.canv = canvas
        base = self.height - SIDE - 2
        canvas.saveState()
        canvas.translate(0, base)
        image.draw()
        canvas.restoreState()
        canvas.setFillColor(HexColor("#5c6773"))
        draw(canvas, 2, base - 9, f"验证码 {sheet.code}", 8)
        draw(canvas, 2, base - 20, "扫码或者输入验证码核对本件", 8)


def round_seal(canvas, x: float, y: float, face: SealFace) -> None:
    """A round seal: the name along the upper arc, a star, the kind of the seal below it."""
    radius = DIAMETER / 2
    canvas.saveState()
    canvas.translate(x, y)
    canvas.setStrokeColor(VERMILION)
    canvas.setFillColor(VERMILION)
    canvas.setLineWidth(1.2 * mm)
    canvas.circle(0, 0, radius - 0.6 * mm)
    star = canvas.beginPath()
    for corner in range(5):
        angle = math.radians(90 + corner * 144)
        point = (6.5 * mm * math.cos(angle), 6.5 * mm * math.sin(angle))
        (star.lineTo if corner else star.moveTo)(*point)
    star.close()
    canvas.drawPath(star, stroke=0, fill=1, fillMode=1)
    _on_the_arc(canvas, face.name, radius - 2.2 * mm)
    if face.under:
        size = min(11, 26 * mm / max(1, len(face.under)))
        draw(canvas, -wide(face.under, size) / 2, -radius * 0.6, face.under, size)
    canvas.restoreState()


def _on_the_arc(canvas, name: str, radius: float) -> None:
    """The signs of the name evenly on the upper arc, heads outward, smaller when there are many."""
    signs = list(printable(name))
    span = min(ARC, 24 * len(signs))
    size = min(14, 2 * math.pi * radius * span / 360 / max(1, len(signs)) * 0.92)
    for place, sign in enumerate(signs):
        angle = (len(signs) - 1) / 2 - place
        canvas.saveState()
        canvas.rotate(angle * span / max(1, len(signs)))
        draw(canvas, -wide(sign, size) / 2, radius - size, sign, size)
        canvas.restoreState()


def _opaque(png: bytes) -> ImageReader:
    """The picture of an official seal as it prints: on white, without an alpha channel of its own colour space."""
    with Image.open(io.BytesIO(png)) as picture:
        shown = picture.convert("RGBA")
    ground = Image.new("RGBA", shown.size, "white")
    ground.alpha_composite(shown)
    return ImageReader(ground.convert("RGB"))
