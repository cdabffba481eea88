"""Papers as PDF: rare characters printed and copied right, the form of PDF/A-2b, signatures."""

import io
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from core.papers import archival, layout, sheets, signing

RARE = "殪虎桥镇𠮷㐂䶮𬎆"


def sheet(**changes) -> sheets.Sheet:
    words = {
        "title": "准予行政许可决定书",
        "number": "县交通局许字〔2026〕第00001号",
        "addressee": "李小明：",
        "blocks": [
            f"您在{RARE}提出的申请，经审查，决定准予许可。",
            [("办件编号", "6211252026")],
            "不服的，可以申请行政复议。",
        ],
        "signer": "漳县交通运输局",
        "day": "2026年11月22日",
        "red_head": True,
        "seal": sheets.SealFace("漳县交通运输局", "行政许可专用章", "演示签章，不具法定效力"),
        "address": "http://localhost/papers/verify/?code=ABCDEFGHJKMNPQRS",
        "code": "ABCDEFGHJKMNPQRS",
    }
    return sheets.Sheet(**words | changes)


@pytest.fixture(scope="module")
def identity():
    root = signing.new_root("试验根证书")
    now = datetime.now(UTC)
    made = signing.new_identity("试验局公章", root, first=now - timedelta(days=1), last=now + timedelta(days=1))
    return root, made


def copied(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def signed(pdf: bytes, identity) -> bytes:
    root, made = identity
    return signing.sign(pdf, made, chain=root.certificate, name="试验局公章", reason="作出文书", place="漳县")


def test_rare_characters_are_embedded_and_copied_by_two_readers():
    pdf = sheets.render_sheet(sheet())
    assert RARE in copied(pdf)
    document = pypdfium2.PdfDocument(pdf)
    assert RARE in document[0].get_textpage().get_text_range().replace("\r\n", "")
    document.close()
    fonts = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    assert {font.get_object()["/BaseFont"].split("+")[1] for font in fonts.values()} == {
        "WenQuanYiMicroHei-0",
        "CountyRareHan-Regular",
    }


def test_a_character_that_no_font_has_is_named_and_never_an_empty_box():
    assert layout.printable("\U0002ebf0\x07好") == "〓（U+2EBF0）好"


def test_what_a_person_typed_is_no_markup():
    assert "<b>&amp;</b>" in copied(layout.build("试", [layout.text("<b>&amp;</b>")], sample=""))


def test_a_paper_has_the_form_of_pdf_a_and_the_same_bytes_every_time():
    pdf = sheets.render_sheet(sheet())
    assert archival.faults(pdf) == []
    assert pdf == sheets.render_sheet(sheet())
    assert "演示签章，不具法定效力" in copied(pdf) and "验证码 ABCDEFGHJKMNPQRS" in copied(pdf)


def test_what_is_no_pdf_a_is_told():
    plain = layout.build("试", [layout.text("试")], sample="")
    assert {"没有元数据", "没有颜色配置"} <= set(archival.faults(plain))
    writer = PdfWriter(clone_from=io.BytesIO(sheets.render_sheet(sheet())))
    root = writer.root_object
    root[NameObject("/OpenAction")] = DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})
    writer.add_attachment("a.txt", b"a")
    out = io.BytesIO()
    writer.write(out)
    assert {"带有/OpenAction", "带有/EmbeddedFiles"} <= set(archival.faults(out.getvalue()))


def test_a_signature_is_pades_and_leaves_the_paper_as_it_was(identity):
    root, _ = identity
    pdf = sheets.render_sheet(sheet())
    sealed = signed(pdf, identity)
    assert sealed.startswith(pdf) and b"/ETSI.CAdES.detached" in sealed
    assert archival.faults(sealed) == []
    [found] = signing.verify(sealed, [root.certificate])
    assert found.good and found.name == "试验局公章"


def test_a_changed_an_added_to_and_a_foreign_paper_are_not_good(identity):
    root, _ = identity
    sealed = signed(sheets.render_sheet(sheet()), identity)
    changed = bytearray(sealed)
    changed[sealed.index(b"stream") + 40] ^= 1
    [found] = signing.verify(bytes(changed), [root.certificate])
    assert not found.intact and not found.good
    [found] = signing.verify(sealed + b"\n% more\n", [root.certificate])
    assert found.intact and not found.whole and not found.good
    [found] = signing.verify(sealed, [signing.new_root("别的根证书").certificate])
    assert found.intact and not found.trusted
    assert signing.verify(b"no pdf", [root.certificate]) == []
    assert signing.verify(sheets.render_sheet(sheet()), [root.certificate]) == []
