"""案卷: every document of a case in the order of the acts, one PDF with continuous page numbers, and the fixed package.

Papers of the house go in as they are. What was uploaded is drawn anew, page by page, as a picture: nothing that a
stranger's PDF may carry (scripts, fonts that aren't embedded, links) enters the volume. The originals lie beside it in
the package.
"""

import hashlib
import io
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.etree import ElementTree

import pypdfium2
from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Spacer, Table, TableStyle

from core.packing import packed
from core.papers.archival import LEVEL, archival, faults
from core.papers.layout import FONT, build, draw, register_font, table_of, text

DPI = 150
QUALITY = 80
LARGEST = 40_000_000  # pixels of one picture
EDGE = 36  # points around a picture
WIDTHS = (34, 190, 108, 76, 45)  # points: 顺序号, 题名, 责任者, 日期, 页次
PICTURES = ("image/jpeg", "image/png")


@dataclass
class Part:
    """One document of the volume: what it is, its pages as PDF, its original for the package."""

    title: str
    maker: str
    made_on: date
    pages: bytes
    name: str
    original: bytes
    number: str = ""
    note: str = ""
    first_page: int = 0
    last_page: int = 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.original).hexdigest()


@dataclass
class Volume:
    """The whole: title page and contents, then the parts with their pages."""

    number: str
    title: str
    facts: list[tuple[str, str]]
    parts: list[Part]
    pages: int = 0
    pdf: bytes = b""
    level: str = LEVEL
    faults: list[str] = field(default_factory=list)


def pages_of_upload(content: bytes, content_type: str, title: str, name: str) -> tuple[bytes, str]:
    """The upload as pages that belong into a volume for good, and what must be said of them."""
    if content_type == "application/pdf":
        try:
            return _drawn(content), ""
        except pypdfium2.PdfiumError:
            return _slip(title, name, content), "PDF 打不开，以原件为准"
    if content_type in PICTURES:
        try:
            return _pictures([_opened(content)]), ""
        except (OSError, ValueError, Image.DecompressionBombError):
            return _slip(title, name, content), "图片打不开，以原件为准"
    return _slip(title, name, content), "原件不是版式文件，随包保存"


def pages_of_paper(content: bytes) -> bytes:
    """The pages of a paper of the house; drawn as pictures when they lack the form of PDF/A."""
    found = [fault for fault in faults(content) if not fault.startswith(("元数据", "没有"))]
    return _drawn(content) if found else content


def pages_of_story(title: str, story: list) -> bytes:
    """Pages set here: the form, the log, a receipt of service."""
    return build(title, story, sample="", bar=False)


def rows_story(title: str, groups: list[tuple[str, list[tuple[str, str]]]]) -> list:
    """Label and value in groups, for a page of the volume."""
    story = [text(title, "title")]
    for head, rows in groups:
        story += [text(head, "plain")] if head else []
        story += [table_of(rows), Spacer(1, 10)] if rows else []
    return story


def bind(volume: Volume) -> Volume:
    """Number the pages, write the contents, make one PDF/A of all; the volume with its pages and bytes."""
    page = 0
    for part in volume.parts:
        count = len(PdfReader(io.BytesIO(part.pages)).pages)
        part.first_page, part.last_page = page + 1, page + count
        page += count
    volume.pages = page
    writer = PdfWriter()
    for sheet in PdfReader(io.BytesIO(pages_of_story(volume.title, _front(volume)))).pages:
        writer.add_page(sheet)
    number = 0
    stamps = PdfReader(io.BytesIO(_numbers(page)))
    for part in volume.parts:
        for sheet in PdfReader(io.BytesIO(part.pages)).pages:
            if "/Annots" in sheet:
                del sheet["/Annots"]
            added = writer.add_page(sheet)
            added.merge_page(stamps.pages[number])
            number += 1
    volume.pdf = archival(writer, title=volume.title, author=settings.COUNTY["host"])
    volume.faults = faults(volume.pdf)
    volume.level = LEVEL if not volume.faults else "PDF"
    return volume


def package(volume: Volume) -> bytes:
    """The fixed package: the volume, its metadata as XML, the originals, the digests of all."""
    parts = {"案卷.pdf": volume.pdf, "元数据.xml": _metadata(volume)}
    for part in volume.parts:
        parts[f"原件/{part.name}"] = part.original
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    manifest = {"number": volume.number, "algorithm": "SHA-256", "level": volume.level, "files": digests}
    parts["摘要.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    return packed(parts)


def _front(volume: Volume) -> list:
    rows = [("序号", "题名", "责任者", "日期", "页次")]
    rows += [
        (
            str(place),
            f"{part.title}{f'（{part.number}）' if part.number else ''}",
            part.maker,
            f"{part.made_on:%Y-%m-%d}",
            str(part.first_page) if part.first_page == part.last_page else f"{part.first_page}-{part.last_page}",
        )
        for place, part in enumerate(volume.parts, 1)
    ]
    contents = Table(
        [[text(cell, "cell", width - 12) for cell, width in zip(row, WIDTHS, strict=True)] for row in rows],
        colWidths=WIDTHS,
        repeatRows=1,
    )
    contents.setStyle(
        TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), FONT),
                ("GRID", (0, 0), (-1, -1), 0.4, "#7a8590"),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    cover = [Spacer(1, 120), text(volume.title, "title"), Spacer(1, 40), table_of(volume.facts), PageBreak()]
    return [*cover, text("卷内目录", "title"), contents]


def _numbers(count: int) -> bytes:
    """A page for each page of the volume with nothing but its number, at the upper right."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, initialFontName=register_font())
    for number in range(1, count + 1):
        draw(canvas, A4[0] - 60, A4[1] - 26, f"{number:03d}", 11)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _metadata(volume: Volume) -> bytes:
    """Metadata in the words of DA/T 46-2009 (文书类电子文件元数据方案)."""
    root = ElementTree.Element("案卷", 档号=volume.number, 版式=volume.level)
    for label, value in [("题名", volume.title), *volume.facts, ("页数", str(volume.pages))]:
        ElementTree.SubElement(root, label).text = value
    listed = ElementTree.SubElement(root, "卷内文件")
    for place, part in enumerate(volume.parts, 1):
        one = ElementTree.SubElement(listed, "文件", 顺序号=str(place))
        for label, value in (
            ("题名", part.title), ("文号", part.number), ("责任者", part.maker), ("日期", f"{part.made_on:%Y-%m-%d}"),
            ("页次", f"{part.first_page}-{part.last_page}"), ("包内文件名", f"原件/{part.name}"),
            ("字节数", str(len(part.original))), ("SHA-256", part.sha256), ("备注", part.note),
        ):  # fmt: skip
            ElementTree.SubElement(one, label).text = value
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _drawn(content: bytes) -> bytes:
    """Every page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(content)
    try:
        return _pictures([document[place].render(scale=DPI / 72).to_pil() for place in range(len(document))])
    finally:
        document.close()


def _opened(content: bytes) -> Image.Image:
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    if picture.width * picture.height > LARGEST:
        picture.thumbnail((5000, 5000))
    ground = Image.new("RGB", picture.size, "white")
    shown = picture.convert("RGBA")
    ground.paste(shown, mask=shown.getchannel("A"))
    return ground


def _pictures(pictures: list[Image.Image]) -> bytes:
    """An A4 page for each picture, upright or turned as it fits."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, initialFontName=register_font())
    for picture in pictures:
        kept = io.BytesIO()
        picture.convert("RGB").save(kept, "JPEG", quality=QUALITY)
        scale = min((A4[0] - 2 * EDGE) / picture.width, (A4[1] - 2 * EDGE) / picture.height)
        wide, high = picture.width * scale, picture.height * scale
        canvas.drawImage(ImageReader(kept), (A4[0] - wide) / 2, (A4[1] - high) / 2, wide, high)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _slip(title: str, name: str, content: bytes) -> bytes:
    """A page that stands for an original that can't be drawn."""
    rows = [
        ("原文件名", name),
        ("大小", f"{len(content)} 字节"),
        ("SHA-256", hashlib.sha256(content).hexdigest()),
    ]
    return pages_of_story(title, rows_story(title, [("本件随归档包以原来的格式保存：", rows)]))


def day_of(moment: datetime) -> date:
    return timezone.localdate(moment)
