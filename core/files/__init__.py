"""Private files: stored outside the web root under random names, served only through a permission check.

An upload is judged by its content: the name only says what it claims to be, and both must agree.
"""

import hashlib
import re
import secrets
import zipfile
from pathlib import PurePath
from typing import NamedTuple

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse
from django.utils import timezone

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
}
LABELS = {
    "pdf": "PDF",
    "jpg": "JPG 图片",
    "png": "PNG 图片",
    "ofd": "OFD",
    "docx": "Word（docx）",
    "xlsx": "Excel（xlsx）",
    "doc": "Word（doc）",
    "xls": "Excel（xls）",
}
MATERIALS = ("pdf", "jpg", "png", "ofd", "docx", "xlsx", "doc", "xls")
WORKBOOKS = ("xlsx", "xls")
SHOWN_INLINE = frozenset({"pdf", "jpg", "png"})

ZIP_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "OFD.xml": "ofd"}
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls"}
PROGRAM = re.compile(
    r"\.(?:aspx?|bat|cmd|com|dll|exe|html?|jar|jsp?|mht|php|phtml|pl|ps1|py|scr|sh|shtml|svg|vbs|xhtml)\.", re.I
)
MOST_UNPACKED = 400 * 1024 * 1024  # bytes
CHUNK = 1024 * 1024


class PrivateStorage(FileSystemStorage):
    """Files that have no address of their own; only the portal's own user may read them on the disk."""

    def __init__(self, location=None, **options):
        super().__init__(location, **{"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700} | options)

    def url(self, name):
        raise ValueError("a private file has no address; serve it through a view that checks permission")


def random_name(instance, filename: str) -> str:
    """`upload_to` of every file field: year, month, 128 random bits; nothing of the given name but a known ending."""
    ending = _ending(filename)
    return f"{timezone.localdate():%Y/%m}/{secrets.token_hex(16)}{f'.{ending}' if ending in CONTENT_TYPES else ''}"


class Upload(NamedTuple):
    """What an accepted file is: its content type, its ending without the dot, the SHA-256 of its bytes."""

    content_type: str
    extension: str
    sha256: str


def check_upload(
    file, *, allowed: tuple[str, ...] = MATERIALS, max_bytes: int | None = None, of_office: bool = False
) -> Upload:
    """Judge an uploaded file by its content; it is rewound for the one who stores it.

    `max_bytes` is UPLOAD_MAX_BYTES when not given. A paper `of_office` that no machine can read for 涉密 matter is
    taken on the word of who uploads it (portal.middleware.NoStateSecrets marks those without). Raises ValidationError
    in words for the person who uploads.
    """
    max_bytes = settings.UPLOAD_MAX_BYTES if max_bytes is None else max_bytes
    ending = _check_name(file.name or "", allowed)
    if not file.size:
        raise ValidationError("文件是空的（0 字节），请重新选择文件。", code="empty")
    if file.size > max_bytes:
        raise ValidationError(
            f"文件有 {_megabytes(file.size)}，超过 {_megabytes(max_bytes)} 的上限，请压缩或分成几个文件上传。",
            code="too_large",
        )
    found = _kind_of(file)
    file.seek(0)
    if found is None:
        raise ValidationError(f"文件内容不是能收的格式（{_listed(allowed)}），请换格式再上传。", code="unknown_type")
    if found != ending:
        raise ValidationError(
            f"文件名是 .{ending}，内容却是 {LABELS[found]}，请用原来的程序另存后再上传。", code="type_mismatch"
        )
    if found in WORKBOOKS:
        _check_readable(file)
    if found == "pdf":
        _check_opens(file)
    if of_office and getattr(file, "unvouched", False):
        raise ValidationError(
            "机器读不出这个文件的文字，不能核对密级标志。请核对后勾选“本人确认不含国家秘密”，再选一次文件。",
            code="unvouched",
        )
    digest = hashlib.sha256()
    for chunk in iter(lambda: file.read(CHUNK), b""):
        digest.update(chunk)
    file.seek(0)
    return Upload(CONTENT_TYPES[found], found, digest.hexdigest())


def private_response(file, name: str, *, inline: bool = False) -> FileResponse:
    """Send a private file after the view has checked permission. `name` is what the person sees and may be Chinese.

    Inline is for PDF and pictures alone. The browser takes the type as told and runs nothing inside the file.
    """
    ending = _ending(name)
    response = FileResponse(
        file.open("rb") if hasattr(file, "storage") else file,
        as_attachment=not (inline and ending in SHOWN_INLINE),
        filename=shown_name(name),
        content_type=CONTENT_TYPES.get(ending, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    # a sandboxed document can't show the browser's own PDF viewer
    sandbox = "" if ending == "pdf" else "; sandbox"
    response["Content-Security-Policy"] = f"default-src 'none'; style-src 'unsafe-inline'; img-src 'self'{sandbox}"
    response["Cache-Control"] = "private, no-store"
    return response


def shown_name(name: str) -> str:
    """A file name that is safe to show and to save under: no folders, no control characters, at most 120 long."""
    name = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", name)
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    stem, dot, ending = name.rpartition(".")
    return f"{(stem or ending)[: 120 - len(ending)]}{dot if stem else ''}{ending if stem else ''}" or "文件"


def _check_name(name: str, allowed: tuple[str, ...]) -> str:
    """The ending that a name claims."""
    if "/" in name or "\\" in name or ".." in name or name != shown_name(name):
        raise ValidationError("文件名里有路径、特殊符号或太长，请改名后再上传。", code="bad_name")
    if not _ending(name):
        raise ValidationError(f"文件名没有扩展名，请上传{_listed(allowed)}文件。", code="no_extension")
    ending = _ending(name)
    if ending not in allowed:
        raise ValidationError(f"不能上传 .{ending} 文件，请换成{_listed(allowed)}。", code="not_allowed")
    if PROGRAM.search(name):
        raise ValidationError("文件名有两个扩展名，像是程序，请改名后再上传。", code="double_extension")
    return ending


def _ending(name: str) -> str:
    ending = PurePath(name).suffix.lower().lstrip(".")
    return "jpg" if ending == "jpeg" else ending


def _kind_of(file) -> str | None:
    """What the bytes are; None when they are nothing that we take."""
    file.seek(0)
    head = file.read(8192)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(OLE_MAGIC):
        return _kind_of_ole(file)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(file)
    guess = filetype.guess(head)
    return guess.extension if guess and guess.extension in ("jpg", "png") else None


def _check_opens(file) -> None:
    from . import secrecy  # which needs this module

    if secrecy.needs_password(file.read()):
        raise ValidationError("文件有打开密码，请去掉密码后再上传。", code="encrypted")
    file.seek(0)


def _check_readable(file) -> None:
    """No workbook is taken that could not be judged for 涉密 matter (保守国家秘密法 31)."""
    from . import secrecy  # which needs this module

    try:
        secrecy.check_readable(file.read())
    except secrecy.Unread as why:
        raise ValidationError(str(why), code="unreadable") from why
    file.seek(0)


def _kind_of_zip(file) -> str | None:
    """Look inside: what Word, Excel and OFD files are made of. Refuses macros, broken archives and bombs."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise ValidationError("文件损坏，打不开，请重新生成后再上传。", code="broken") from error
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(entries) > 20_000:
        raise ValidationError("文件解开后太大，请拆分后再上传。", code="too_large_unpacked")
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError("文件带有宏，请另存为不带宏的文件后再上传。", code="macros")
    return next((kind for part, kind in ZIP_PARTS.items() if part in names), None)


def _kind_of_ole(file) -> str | None:
    """doc and xls are streams in an OLE container; a protected docx or xlsx is one too."""
    file.seek(0)
    body = file.read()
    if "EncryptedPackage".encode("utf-16-le") in body:
        raise ValidationError("文件有打开密码，请去掉密码后再上传。", code="encrypted")
    return next((kind for name, kind in OLE_STREAMS.items() if f"{name}\0".encode("utf-16-le") in body), None)


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + " MB"


def _listed(allowed: tuple[str, ...]) -> str:
    return "、".join(LABELS[kind] for kind in allowed)
