"""密级 marks are found in texts, names and files; ordinary words that sound alike are let through."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from pypdf import PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from core.files import check_upload, secrecy

MARKED = [
    ("机密★20年", "starred"),
    ("机 密 ★ 20年", "starred"),
    ("关于某事的报告\n绝密★启用前", "starred"),
    ("秘密☆", "starred"),
    ("★秘密", "starred"),
    ("机密　10年", "term"),
    ("秘密 五年", "term"),
    ("（绝密，长期）".replace("，", ""), "term"),
    ("绝密", "heading"),
    ("【机密】", "heading"),
    ("（秘密）", "heading"),
    ("秘密级", "heading"),
    ("绝 密", "heading"),
    ("机密文件", "heading"),
    ("第一行\n机密\n第三行", "heading"),
    ("机\u200b密", "heading"),
    ("密级：机密", "declared"),
    ("本件密级为秘密", "declared"),
    ("涉密", "cell"),
    ("涉密，不公开", "cell"),
    ("（涉密）", "cell"),
    ("涉密事项", "cell"),
    ("是否涉密：是", "cell"),
    ("涉及国家秘密", "cell"),
    ("涉及国家秘密，不予公开", "cell"),
]
ORDINARY = [
    "对侵犯商业秘密行为的处罚",
    "商业秘密",
    "商业秘密★★",
    "《中华人民共和国保守国家秘密法》第三十一条",
    "《保守国家秘密法实施条例》第二十八条",
    "国家秘密载体印制资质审批",
    "涉密信息系统集成资质认定",
    "涉密信息系统集成资质",
    "从事涉密业务的企业事业单位保密审查",
    "对泄露国家秘密行为的调查",
    "经审查，不涉及国家秘密、商业秘密和个人隐私，可以公开",
    "不涉密，可以公开",
    "不涉及国家秘密",
    "是否涉密：否",
    "密级：公开",
    "秘密窃取财物的处罚",
    "机密性、完整性、可用性",
    "以秘密方式转移财产，情节严重的处二年以下有期徒刑",
    "保密期限 10年",
    "密码（秘密钥匙）",
    "",
]


@pytest.mark.parametrize(("text", "rule"), MARKED)
def test_a_mark_is_found(text, rule):
    assert secrecy.mark_in(text) == rule and rule in secrecy.RULES


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_marks(text):
    assert secrecy.mark_in(text) is None


@pytest.mark.parametrize(
    "name",
    ["机密★名单.xlsx", "（秘密）方案.docx", "绝密方案.pdf", "方案（涉密）.pdf", "机密-方案.doc", "名单 秘密.xls"],
)
def test_a_marked_file_name(name):
    assert secrecy.mark_in_name(name) == "name"


@pytest.mark.parametrize(
    "name", ["商业秘密保护指南.pdf", "保守国家秘密法.docx", "涉密资质目录.xlsx", "机密性说明.pdf", "附件6.xlsx"]
)
def test_an_ordinary_file_name(name):
    assert secrecy.mark_in_name(name) is None


def judged(data: bytes) -> str | None:
    """The rule that the bytes meet."""
    found = secrecy.mark_in_bytes(data)
    return found.rule if found else None


def upload(data: bytes, name: str):
    return SimpleUploadedFile(name, data)


def workbook(*rows, title="附件6", box=""):
    book, buffer = Workbook(), BytesIO()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.active.oddHeader.center.text = box
    book.save(buffer)
    return buffer.getvalue()


HEAD = ["序号", "项目名称", "是否涉密"]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (workbook(["机密★10年"], HEAD), "starred"),
        (workbook(["县林草局权责清单"], ["秘密"], HEAD), "heading"),
        (workbook(HEAD, [1, "某事项", "是"]), "cell"),
        (workbook(HEAD, [1, "某事项", "涉密"]), "cell"),
        (workbook(HEAD, title="机密"), "heading"),
        (workbook(HEAD, box="机密★长期"), "starred"),
        (workbook(HEAD, [1, "对侵犯商业秘密的处罚", "否"]), None),
        (workbook(["序号", "是"], [1, "是"]), None),
    ],
)
def test_a_workbook(data, rule):
    found = secrecy.mark_in_file(upload(data, "附件6.xlsx"), "附件6.xlsx")
    assert (found and found.rule) == rule


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (workbook([], HEAD, [1, "某事项", "是"]), "第1张工作表第3行"),
        (workbook(HEAD, title="机密"), "第1张工作表的名称"),
        (workbook(HEAD, box="机密★长期"), "文本框、批注或者页眉页脚"),
    ],
)
def test_the_place_is_told_by_number_alone(data, place):
    found = secrecy.mark_in_bytes(data)
    assert found.place.endswith(place) and found.words == f"{found.place}：{secrecy.RULES[found.rule]}"
    assert secrecy.mark_in_file(upload(data, "机密 名单.xlsx"), "机密 名单.xlsx") == ("name", "文件名")


def test_a_workbook_that_would_fill_the_memory_is_not_opened(monkeypatch):
    far = Workbook()
    far.active["XFD1048576"] = "远"  # laid out whole it asks for 550 GB, and the process ends
    buffer = BytesIO()
    far.save(buffer)
    assert secrecy.mark_in_bytes(buffer.getvalue()) is None

    monkeypatch.setattr("core.workbooks.files.MAX_UNPACKED", 10_000)
    assert secrecy.mark_in_bytes(workbook(["机密★10年"], HEAD)) is None


def paper(*lines, header=""):
    document, buffer = Document(), BytesIO()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for line in lines:
        document.add_paragraph(line)
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (paper("机密", "关于某事的请示"), "heading"),
        (paper("关于某事的请示", header="秘密★5年"), "starred"),
        (paper(*["正文"] * 40, "绝密★"), "starred"),
        (paper(*["正文"] * 40, "机密"), None),
        (paper("关于保守国家秘密的通知"), None),
    ],
)
def test_a_word_paper(data, rule):
    assert judged(data) == rule


def pdf(*lines):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("STSong-Light", 14)
    for number, line in enumerate(lines):
        canvas.drawString(60, 780 - 24 * number, line)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("line", "rule"), [("机密", "heading"), ("密级：秘密", "declared"), ("商业秘密保护指南", None)]
)
def test_a_pdf(line, rule):
    assert judged(pdf(line, "正文")) == rule


def test_an_ofd():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
        page = '<ofd:TextCode X="1" Y="2">机密★20年</ofd:TextCode>'
        archive.writestr("Doc_0/Pages/Page_0/Content.xml", page)
    assert judged(buffer.getvalue()) == "starred"


def test_an_old_word_file_and_a_broken_one():
    magic = bytes.fromhex("d0cf11e0a1b11ae1")
    assert judged(magic + b"\0" * 9 + "机密★20年".encode("utf-16-le")) == "starred"
    assert secrecy.mark_in_bytes(b"%PDF-broken") is None and secrecy.mark_in_bytes(b"PK\x03\x04broken") is None


def test_the_file_is_rewound():
    file = upload(workbook(HEAD), "a.xlsx")
    secrecy.mark_in_file(file, file.name)
    assert file.tell() == 0


LINES = ("漳县人民政府常务会议纪要", "第三期", "研究部门权责清单调整事项")


def ofd(text: str) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
        archive.writestr("Doc_0/Pages/Page_0/Content.xml", f"<ofd:TextCode>{text}</ofd:TextCode>")
    return data.getvalue()


def locked(password: str) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(pdf(*LINES)))
    writer.encrypt(user_password=password, owner_password="o", algorithm="AES-256")
    data = BytesIO()
    writer.write(data)
    return data.getvalue()


def test_what_has_text_is_legible_and_a_scan_is_not():
    legible = [pdf(*LINES), paper(*LINES), ofd("".join(LINES)), workbook(["附件6"]), locked("")]
    scans = [
        pdf(), pdf("第1页"), paper(), ofd(""), locked("p"), b"%PDF-1.4 x", b"PK\x03\x04x", b"\xff\xd8\xff\xe0JFIF",
        bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument\0".encode("utf-16-le"),
    ]  # fmt: skip
    assert [secrecy.is_legible(data) for data in legible] == [True] * 5
    assert [secrecy.is_legible(data) for data in scans] == [False] * 9


def test_a_pdf_that_asks_for_a_password_is_not_taken():
    check_upload(upload(locked(""), "纪要.pdf"))  # protected against changes alone
    with pytest.raises(ValidationError, match="打开密码"):
        check_upload(upload(locked("p"), "纪要.pdf"))
