"""Small PDF files that stand for scans and uploads in the demo."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas


def one_page_pdf(text: str) -> bytes:
    """A page that says what it stands for."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("STSong-Light", 16)
    canvas.drawString(72, 740, text[:60])
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(72, 700, "演示数据，不具法定效力")
    canvas.save()
    return buffer.getvalue()
