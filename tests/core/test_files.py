"""Uploads are judged by their content; private files have no address."""

import io
import stat
import zipfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from core.files import WORKBOOKS, check_upload, private_response, random_name, shown_name

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 50
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 50


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def zipped(**parts) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def ole(stream: str) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + f"{stream}\0".encode("utf-16-le") + b"\0" * 100


DOCX, XLSX = saved(Document()), saved(openpyxl.Workbook())
XLS = (Path(__file__).parent.parent / "data" / "powers.xls").read_bytes()


def upload(name, content):
    return SimpleUploadedFile(name, content)


def told(name, content, **options) -> str:
    file = upload("x", content)
    file._name = name
    with pytest.raises(ValidationError) as error:
        check_upload(file, **options)
    return error.value.messages[0]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("申请书.pdf", PDF, "application/pdf"),
        ("照片.JPG", JPG, "image/jpeg"),
        ("照片.jpeg", JPG, "image/jpeg"),
        ("图.png", PNG, "image/png"),
        ("附件1.2.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("表.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("旧.doc", ole("WordDocument"), "application/msword"),
        ("旧.xls", XLS, "application/vnd.ms-excel"),
        ("版式.ofd", zipped(**{"OFD.xml": "<ofd/>"}), "application/ofd"),
    ],
)
def test_accepted(name, content, kind):
    file = upload(name, content)
    found = check_upload(file)
    assert found.content_type == kind
    assert file.read() == content  # rewound
    assert len(found.sha256) == 64


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.pdf", b"", "空的（0 字节）"),
        ("../../x", PDF, "文件名里有路径"),
        ("../../x.pdf", PDF, "文件名里有路径"),
        ("..\\x.pdf", PDF, "文件名里有路径"),
        ("a\x00.pdf", PDF, "特殊符号"),
        ("x", PDF, "没有扩展名"),
        ("x.exe", b"MZ" + b"\0" * 99, "不能上传 .exe 文件"),
        ("x.svg", b"<svg/>", "不能上传 .svg 文件"),
        ("x.php.pdf", PDF, "两个扩展名"),
        ("x.pdf", b"MZ" + b"\0" * 99, "文件内容不是"),
        ("x.pdf", b"<html><script>alert(1)</script>%PDF-1.4", "文件内容不是"),
        ("x.jpg", b"GIF89a<?php ?>", "文件内容不是"),
        ("x.pdf", JPG, "文件名是 .pdf，内容却是 JPG 图片"),
        ("x.docx", XLSX, "内容却是 Excel（xlsx）"),
        ("x.xls", XLSX, "内容却是 Excel（xlsx）"),
        ("x.docx", zipped(a="b"), "文件内容不是"),
        ("x.docx", DOCX[: len(DOCX) // 2], "文件损坏"),
        ("x.xlsx", zipped(**{"xl__workbook.xml": "", "xl__vbaProject.bin": ""}), "文件带有宏"),
        ("x.xlsx", ole("EncryptedPackage"), "文件有打开密码"),
        ("x.doc", ole("Other"), "文件内容不是"),
        ("名" * 130 + ".pdf", PDF, "太长"),
    ],
)
def test_refused_in_words(name, content, words):
    assert words in told(name, content)


def test_limits_are_those_asked_for(settings):
    assert "文件有 2 MB，超过 1 MB 的上限" in told("x.pdf", PDF.ljust(2 * 1024 * 1024), max_bytes=1024 * 1024)
    settings.UPLOAD_MAX_BYTES = 10
    assert "的上限" in told("x.pdf", PDF)
    assert "请换成Excel（xlsx）、Excel（xls）" in told("x.pdf", PDF, max_bytes=999, allowed=WORKBOOKS)


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("core.files.MOST_UNPACKED", 1000)
    assert "解开后太大" in told("x.xlsx", zipped(**{"xl__workbook.xml": "0" * 2000}))


def reaching_far() -> bytes:
    """A workbook whose farthest cell asks for 550 GB when it is laid out."""
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "远"
    return saved(book)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("表.xlsx", reaching_far(), "表格范围过大"),
        ("表.xlsx", zipped(**{"xl/workbook.xml": "<workbook"}), "打不开"),
        ("表.xls", ole("Workbook"), "打不开"),
    ],
)
def test_a_workbook_that_cannot_be_judged_for_secrets_is_not_taken(name, content, words):
    assert words in told(name, content)


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xff\xd8\xff", DOCX[:200]]))
def test_no_content_breaks_the_check(tail, head):
    try:
        check_upload(upload("x.docx", head + tail))
    except ValidationError as error:
        assert error.messages


@given(st.text(max_size=200))
def test_shown_name_is_always_safe(name):
    shown = shown_name(name)
    assert shown and "/" not in shown and "\\" not in shown and len(shown) <= 121


def test_names_are_random_and_keep_a_known_ending_alone():
    first, second = random_name(None, "张三身份证.PDF"), random_name(None, "张三身份证.PDF")
    assert first != second and first.endswith(".pdf") and "张三" not in first
    assert "." not in random_name(None, "x.php")


def test_storage_keeps_files_to_itself():
    name = default_storage.save("2026/11/test.pdf", ContentFile(PDF))
    path = Path(default_storage.path(name))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with pytest.raises(ValueError, match="no address"):
        default_storage.url(name)
    default_storage.delete(name)


def test_a_private_file_is_sent_as_what_it_is():
    response = private_response(io.BytesIO(PDF), "许可证 1.pdf")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%AE%B8")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def test_only_pictures_and_pdf_open_in_the_browser():
    shown = private_response(io.BytesIO(PNG), "a.png", inline=True)
    assert shown["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown["Content-Security-Policy"]
    saved_as = private_response(io.BytesIO(b"<svg/>"), "a.svg", inline=True)
    assert saved_as["Content-Disposition"].startswith("attachment")
    assert saved_as["Content-Type"] == "application/octet-stream"
    field = SimpleNamespace(storage=default_storage, open=lambda mode: io.BytesIO(b"x"))
    assert b"".join(private_response(field, "a.pdf").streaming_content) == b"x"
