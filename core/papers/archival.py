"""PDF in the form of PDF/A-2b (ISO 19005-2:2011, level B), and a check of what that form asks.

The check is our own and looks at what papers of this house can get wrong: fonts, colours, metadata, scripts,
encryption, attachments. It is no certificate of conformity: veraPDF and its like judge the whole standard.
"""

import hashlib
import io
import re
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

LEVEL = "PDF/A-2B"
PROFILE = Path(__file__).parent / "fonts" / "srgb.icc"
PRODUCER = "County Service Portal"
MADE = "2000-01-01T00:00:00+00:00"  # equal papers have equal bytes: when a paper was made is printed on it
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ACTIVE = ("/OpenAction", "/AA", "/JavaScript", "/Launch", "/EmbeddedFiles", "/Collection", "/XFA")
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<pdf:Producer>{producer}</pdf:Producer><xmp:CreateDate>{made}</xmp:CreateDate>
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def archival(source: bytes | PdfWriter, *, title: str, author: str) -> bytes:
    """The PDF with all that PDF/A-2b adds: metadata, the colour profile, an identifier. Equal input, equal bytes.

    What is on its pages must fit already (fonts embedded, nothing active): `faults` tells.
    """
    writer = source if isinstance(source, PdfWriter) else PdfWriter(clone_from=io.BytesIO(source))
    writer.pdf_header = "%PDF-1.7"
    root = writer._root_object
    for name in ACTIVE:
        if name in root:
            del root[name]
    packet = DecodedStreamObject()
    packet.set_data(
        PACKET.format(title=escape(title), author=escape(author), producer=PRODUCER, made=MADE).encode("utf-8")
    )
    packet[NameObject("/Type")], packet[NameObject("/Subtype")] = NameObject("/Metadata"), NameObject("/XML")
    root[NameObject("/Metadata")] = writer._add_object(packet)
    root[NameObject("/OutputIntents")] = ArrayObject([_intent(writer)])
    writer.metadata = None
    writer.add_metadata(
        {"/Title": title, "/Author": author, "/Producer": PRODUCER, "/CreationDate": "D:20000101000000+00'00'"}
    )
    half = ByteStringObject(hashlib.sha256(_bytes_of(writer)).digest()[:16])
    writer._ID = ArrayObject([half, half])
    return _bytes_of(writer)


def _intent(writer: PdfWriter):
    profile = DecodedStreamObject()
    profile.set_data(PROFILE.read_bytes())
    profile[NameObject("/N")] = NumberObject(3)
    return writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/OutputIntent"),
                NameObject("/S"): NameObject("/GTS_PDFA1"),
                NameObject("/OutputConditionIdentifier"): TextStringObject("sRGB IEC61966-2.1"),
                NameObject("/Info"): TextStringObject("sRGB IEC61966-2.1"),
                NameObject("/DestOutputProfile"): writer._add_object(profile),
            }
        )
    )


def _bytes_of(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def faults(pdf: bytes) -> list[str]:
    """What keeps these bytes from the form of PDF/A-2b, in words; empty when nothing was found."""
    found = []
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", pdf):
        found.append("文件头不合规定")
    reader = PdfReader(io.BytesIO(pdf))
    if reader.is_encrypted:
        return [*found, "文件加了密"]
    root = reader.trailer["/Root"]
    if "/ID" not in reader.trailer:
        found.append("没有文件标识")
    found += _metadata_faults(reader, root)
    intents = [intent.get_object() for intent in root.get("/OutputIntents", [])]
    if not any(intent.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in intent for intent in intents):
        found.append("没有颜色配置")
    names = root["/Names"].get_object() if "/Names" in root else {}
    found += [f"带有{name}" for name in ACTIVE if name in root or name in names]
    for number, page in enumerate(reader.pages, 1):
        found += [f"第{number}页：{fault}" for fault in _page_faults(page)]
    return list(dict.fromkeys(found))


def _metadata_faults(reader: PdfReader, root) -> list[str]:
    if "/Metadata" not in root:
        return ["没有元数据"]
    packet = root["/Metadata"].get_object()
    found = [] if "/Filter" not in packet else ["元数据被压缩"]
    try:
        described = _described(packet.get_data())
    except ElementTree.ParseError:
        return [*found, "元数据读不出来"]
    if (described.get(PDFA + "part"), described.get(PDFA + "conformance")) != ("2", "B"):
        found.append("元数据没有写明 PDF/A-2B")
    if reader.metadata and (reader.metadata.title or "") != described.get(DC + "title", ""):
        found.append("元数据的题名和文件信息不一致")
    return found


def _described(packet: bytes) -> dict[str, str]:
    """The properties of an XMP packet by their qualified names, whether written as elements or as attributes."""
    words = packet.decode("utf-8", "replace").strip().lstrip("\ufeff")
    if "<!DOCTYPE" in words or "<!ENTITY" in words:
        raise ElementTree.ParseError("no document type belongs into a packet")
    found = {}
    for described in ElementTree.fromstring(words).iter(RDF + "Description"):
        found |= dict(described.attrib)
        found |= {part.tag: "".join(part.itertext()).strip() for part in described}
    return found


def _page_faults(page) -> list[str]:
    found = ["带有动作"] if "/AA" in page else []
    for note in page.get("/Annots") or []:
        note = note.get_object()
        invisible = not any(float(side) for side in note.get("/Rect", [0]))
        if note.get("/Subtype") != "/Widget" or ("/AP" not in note and not invisible):
            found.append(f"带有批注{note.get('/Subtype')}")
        elif "/A" in note or "/AA" in note:
            found.append("批注带有动作")
    return found + _resource_faults(page.get("/Resources", DictionaryObject()), set())


def _resource_faults(resources, seen: set) -> list[str]:
    resources = resources.get_object()
    found = []
    for font in resources.get("/Font", DictionaryObject()).get_object().values():
        found += _font_faults(font.get_object())
    for form in resources.get("/XObject", DictionaryObject()).get_object().values():
        key = getattr(form, "idnum", id(form))
        if key in seen:
            continue
        seen.add(key)
        form = form.get_object()
        if "/LZWDecode" in str(form.get("/Filter", "")):
            found.append("用了 LZW 压缩")
        if form.get("/Subtype") == "/Image" and "/Interpolate" in form and form["/Interpolate"]:
            found.append("图像要求插值")
        if form.get("/ColorSpace") == "/DeviceCMYK":
            found.append("图像用了 CMYK 颜色")
        if "/Resources" in form:
            found += _resource_faults(form["/Resources"], seen)
    return found


def _font_faults(font) -> list[str]:
    name = font.get("/BaseFont", "?")
    if font.get("/Subtype") == "/Type3":
        return []
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    described = inner.get("/FontDescriptor", DictionaryObject()).get_object()
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
        return [f"字体 {name} 没有嵌入"]
    found = [] if "/ToUnicode" in font else [f"字体 {name} 的文字不能提取"]
    if font.get("/Subtype") == "/TrueType" and described.get("/Flags", 0) & 4 and "/Encoding" in font:
        found.append(f"字体 {name} 的编码不合规定")
    return found
