"""涉密: state secrets may not be entered here, for this is a non-secret net (保守国家秘密法 31).

One judge for texts, names and files. It finds 密级标志 (绝密, 机密, 秘密 with ★, with a term, or alone as a heading
or cell) and cells that say 涉密; ordinary words (商业秘密, 保守国家秘密法, 涉密信息系统集成资质) are no marks. It says
which rule was met and where, and never repeats what it read. Whoever asks keeps nothing of the matter and logs the
refusal alone.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape
from io import BytesIO
from typing import NamedTuple

from . import MOST_UNPACKED

LEVEL = "(?:绝密|机密|秘密)"
RULES = {
    "starred": "出现“★”式的密级标志",
    "term": "出现带保密期限的密级标志",
    "heading": "密级标志单独成行或者单独成格",
    "declared": "写明了密级",
    "cell": "写明属于涉密内容",
    "name": "文件名带有密级标志",
}
ADVICE = (
    "这里是非涉密网络，不能存储、处理国家秘密（《中华人民共和国保守国家秘密法》第三十一条）。"
    "内容没有保存，也没有留下副本。请立即停止在这里填写，向本单位保密工作机构报告；"
    "如果不涉密，请去掉密级标志或者改写后再提交。"
)

OPENING, CLOSING = r"[（(【\[〔〖《“\"'*]*", r"[）)】\]〕〗》”\"'*。;；,，]*"
STARRED = re.compile(rf"(?<!商业)(?<!工作)(?<!国家){LEVEL}级?[★☆✩✪✭⭐]|[★☆✩✪✭⭐]{LEVEL}")
YEARS = "(?:长期|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:年|个月))"
TERM = re.compile(rf"^{OPENING}{LEVEL}级?[:*xX×]*{YEARS}{CLOSING}$")
HEADING = re.compile(
    rf"^{OPENING}{LEVEL}(?:级|件|文件|事项|资料|材料|级件|级文件|级事项|级资料|级材料|级国家秘密)?{CLOSING}$"
)
DECLARED = re.compile(rf"(?:密级|保密级别|秘密等级|涉密等级|保密等级)(?:为|是|:)?{OPENING}{LEVEL}(?!技术|文件管理)")
CELL = re.compile(
    rf"^{OPENING}(?:(?:是否)?涉密[:,]?(?:是|√|✓|☑)|(?:属于?|该事项|本事项)?涉密(?:件|文件|事项|内容|信息|资料|材料)?"
    rf"[,、(;]?(?:不(?:予|宜|得|能)?公开|不对外公开)?|(?:涉及|属于?|涉)国家秘密[,、(;]?(?:不(?:予|宜|得)?公开)?){CLOSING}$"
)
ASKED = re.compile(r"^(?:是否|是不是)?(?:为)?涉密(?:[(]是/否[)])?[?]?$")
YES = {"是", "√", "✓", "☑", "Y", "YES", "涉密"}
BEGINS = re.compile(r"^(?:绝密|机密)(?!性)")
SEPARATED = re.compile(r"[\s_\-—–·.,，、;；()（）\[\]【】〔〕《》“”+&#@!！]+")

ASIDE, DRAWN = "页眉、页脚或者脚注", "工作表的文本框、批注或者页眉页脚"
HEAD_LINES = 15  # of a paper: where its mark stands (国家秘密文件、资料的密级标志在首页左上角)
PDF_PAGES = 3
FEWEST_LETTERS = 20  # on a page that has text; a scan may bear a printed number or a seal's name
MOST_READ = 30 * 1024 * 1024  # bytes of one part of an archive
WORD_PARTS = re.compile(r"^word/(?:document|header\d*|footer\d*|footnotes)\.xml$")
SHEET_DRAWINGS = re.compile(r"^xl/(?:drawings/drawing\d+|comments\d+|worksheets/sheet\d+)\.xml$")
OFD_PARTS = re.compile(r"(?:^|/)Content\.xml$")


class Found(NamedTuple):
    """The rule that is met, and where, by number alone: names of sheets and of fields may be matter themselves."""

    rule: str
    place: str = ""

    @property
    def words(self) -> str:
        """The reason of a refusal, as “第1张工作表第3行：写明属于涉密内容”."""
        return f"{self.place}：{RULES[self.rule]}" if self.place else RULES[self.rule]


class Unread(Exception):
    """A workbook that can't be judged; the message says to the person why."""


def mark_in(text: str) -> str | None:
    """The rule that a typed text or a cell meets, None for an ordinary one; each line is judged by itself."""
    folded = _fold(text)
    if STARRED.search(folded.replace(" ", "")):
        return "starred"
    for line in folded.split("\n"):
        if rule := _mark_of_line(line.replace(" ", "")):
            return rule
    return None


def mark_in_name(name: str) -> str | None:
    """The rule that a file's name meets."""
    stem = _fold(name).rpartition(".")[0] or _fold(name)
    if STARRED.search(stem.replace(" ", "")):
        return "name"
    parts = [part for part in SEPARATED.split(stem) if part]
    marked = any(HEADING.match(part) or CELL.match(part) or TERM.match(part) for part in parts)
    return "name" if marked or (parts and BEGINS.match(parts[0])) else None


def mark_in_file(file, name: str) -> Found | None:
    """What an uploaded file meets, by its name or by what stands in it. A file that can't be read is left to those who
    judge files (check_upload refuses it); pictures and scans have no text (`is_legible`). The file is rewound."""
    if mark_in_name(name):
        return Found("name", "文件名")
    file.seek(0)
    data = file.read()
    file.seek(0)
    return mark_in_bytes(data)


def mark_in_bytes(data: bytes) -> Found | None:
    """What the content of a file meets; None for one that is too large to be opened."""
    try:
        if data.startswith(b"%PDF-"):
            return _mark_in_paper(_pdf_lines(data))
        if data.startswith(b"PK\x03\x04"):
            return _mark_in_archive(data)
        if data.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
            return _mark_in_ole(data)
    except Exception:  # broken and hostile files fail in any way; whether they are taken is decided elsewhere
        return None
    return None


def mark_in_cells(rows: Iterable[Iterable]) -> Found | None:
    """What a sheet meets, and in which row: a marked cell, or a yes below a heading 是否涉密."""
    asked: set[int] = set()
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if not isinstance(cell, str) or not cell:
                continue
            if rule := mark_in(cell):
                return Found(rule, f"第{number}行")
            plain = _fold(cell).replace(" ", "").replace("\n", "")
            if ASKED.match(plain):
                asked.add(place)
            elif place in asked and plain.upper() in YES:
                return Found("cell", f"第{number}行")
    return None


def is_legible(data: bytes) -> bool:
    """Whether the first page of a document has text that `mark_in_bytes` could judge: no scan, no picture, no .doc.

    A workbook always has: one that can't be read is not taken at all.
    """
    try:
        if data.startswith(b"%PDF-"):
            return _enough(_pdf_lines(data, pages=1))
        if data.startswith(b"PK\x03\x04"):
            return _archive_is_legible(data)
        return any(f"{name}\0".encode("utf-16-le") in data for name in ("Workbook", "Book"))
    except Exception:  # as above
        return False


def needs_password(data: bytes) -> bool:
    """Whether a PDF opens with a password alone; broken ones are not asked."""
    if not data.startswith(b"%PDF-") or b"/Encrypt" not in data:
        return False
    from pypdf import PasswordType, PdfReader

    try:
        reader = PdfReader(BytesIO(data))
        return reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
    except Exception:  # as above
        return False


def check_readable(data: bytes) -> None:
    """Raise Unread for a workbook that `mark_in_bytes` could not judge, because it is too large or broken."""
    from core.workbooks import Refused

    try:
        for _ in _sheets(data):
            pass
    except Refused as refusal:
        raise Unread(refusal.message) from refusal
    except Exception as error:  # a broken workbook fails in any way
        raise Unread("工作簿损坏，打不开，请用 Excel 或 WPS 打开确认，另存后再上传。") from error


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.replace("\r", "\n"))
    shown = (letter for letter in text if unicodedata.category(letter) != "Cf")
    return re.sub(r"[^\S\n]+", " ", "".join(shown))


def _mark_of_line(line: str) -> str | None:
    if DECLARED.search(line):
        return "declared"
    if len(line) > 40:
        return None
    if TERM.match(line):
        return "term"
    if HEADING.match(line):
        return "heading"
    return "cell" if CELL.match(line) else None


def _mark_in_paper(lines: Iterable[str]) -> Found | None:
    """★ anywhere; the other marks in the first lines. Lines without text don't count."""
    for number, line in enumerate((line for line in lines if line.strip()), 1):
        if STARRED.search(_fold(line).replace(" ", "").replace("\n", "")):
            return Found("starred", f"第{number}行文字")
        if number <= HEAD_LINES and (rule := mark_in(line)):
            return Found(rule, f"第{number}行文字")
    return None


def _pdf_lines(data: bytes, pages: int = PDF_PAGES) -> Iterator[str]:
    from pypdf import PdfReader  # only processes that take uploads carry it

    reader = PdfReader(BytesIO(data))
    for page in reader.pages[:pages]:
        yield from page.extract_text().splitlines()


def _mark_in_archive(data: bytes) -> Found | None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            return None
        if "word/document.xml" in names:
            parts = sorted((n for n in names if WORD_PARTS.match(n)), key=lambda n: "document" in n)
            found = ((part, _mark_in_paper(_paragraphs(archive, part, "w:p", "w:t"))) for part in parts)
            return next((mark if "document" in part else Found(mark.rule, ASIDE) for part, mark in found if mark), None)
        if "OFD.xml" in names:
            parts = sorted(n for n in names if OFD_PARTS.search(n))[:PDF_PAGES]
            return _mark_in_paper(line for part in parts for line in _paragraphs(archive, part, None, "ofd:TextCode"))
        if "xl/workbook.xml" not in names:
            return None
        if found := _mark_in_workbook(data):
            return found
        texts = (line for n in names if SHEET_DRAWINGS.match(n) for line in _drawn(archive, n))
        return next((Found(rule, DRAWN) for text in texts if (rule := mark_in(text))), None)


def _archive_is_legible(data: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            return False
        if "word/document.xml" in names:
            return _enough(_paragraphs(archive, "word/document.xml", "w:p", "w:t"))
        first = min((name for name in names if OFD_PARTS.search(name)), default=None)
        if "OFD.xml" in names and first:
            return _enough(_paragraphs(archive, first, None, "ofd:TextCode"))
        return "xl/workbook.xml" in names


def _enough(lines: Iterable[str]) -> bool:
    return sum(letter.isalnum() for line in lines for letter in line) >= FEWEST_LETTERS


def _mark_in_workbook(data: bytes) -> Found | None:
    for number, (name, rows) in enumerate(_sheets(data), 1):
        if rule := mark_in(name):
            return Found(rule, f"第{number}张工作表的名称")
        if found := mark_in_cells(rows):
            return Found(found.rule, f"第{number}张工作表{found.place}")
    return None


def _sheets(data: bytes) -> Iterator[tuple[str, list[list]]]:
    """The name and the cells of each sheet, from its first row. Raises Refused, and what the reader raises."""
    from python_calamine import CalamineWorkbook

    from core.workbooks import check_size

    check_size(data)  # before anything is loaded: this runs for every upload, whoever sends it
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for name in book.sheet_names:
        yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _mark_in_ole(data: bytes) -> Found | None:
    if any(f"{name}\0".encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return _mark_in_workbook(data)
    texts = (data[start:].decode("utf-16-le", "ignore") for start in (0, 1))
    return next((Found("starred") for text in texts if STARRED.search(text)), None)


def _paragraphs(archive, part: str, paragraph: str | None, run: str) -> Iterator[str]:
    """The texts of an XML part: the runs of each paragraph joined, or each run by itself."""
    text = _part(archive, part)
    runs = re.compile(rf"<{run}(?:\s[^>]*)?>([^<]*)</{run}>")
    if paragraph is None:
        yield from map(unescape, runs.findall(text))
        return
    for block in text.split(f"</{paragraph}>"):
        yield unescape("".join(runs.findall(block)))


def _drawn(archive, part: str) -> Iterator[str]:
    """Text boxes, comments, headers and footers of a sheet; its cells are read by themselves."""
    text = _part(archive, part)
    tags = r"(?:a:t|t|oddHeader|oddFooter|evenHeader|firstHeader)"
    for found in re.findall(rf"<{tags}(?:\s[^>]*)?>([^<]*)</", text):
        yield re.sub(r'&(?:[LCRBIU]|"[^"]*"|[0-9]+)', "\n", unescape(found))


def _part(archive, name: str) -> str:
    with archive.open(name) as file:
        return file.read(MOST_READ).decode("utf-8", "ignore")
