"""Judging the rows of the list forms: what several forms ask of a name, a category, a basis."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from core.workbooks import Finding, Item, Reading, Reason, SheetReading
from powerlist.citations import Citation, read_cell
from powerlist.enums import Category

from .basis import Bases
from .categories import resolve

CATEGORIES = frozenset(Category.values)
NAME_LIMIT = 500
NOTHING = {"无", "—", "-", "－", "/", "／", "——", "暂无", "没有", "空"}
SAME_AS_ABOVE = re.compile(r"^[（(]?(同上|同前|同上一?[行项条]|″|〃|\"|”|､､)[）)]?$")
OWN_NUMBER = re.compile(r"^\d{1,3}[、．.](?=[^\d])")  # 1、伪造、变造……: the name brings its serial along
NO_LETTERS = re.compile(r"^[\d\s.,，、．\-—()（）/:：;；%]+$")
PHONE = re.compile(
    r"^(?:0\d{2,3}[-—－ ]?)?[2-9]\d{6,7}(?:[-—－转]\d{1,6})?$|^1[3-9]\d{9}$|^(?:1\d{2}|1[02]\d{3}"
    r"|9[56]\d{3,6})$|^[48]00[- ]?\d{3,4}[- ]?\d{3,4}$"
)
TIER_WORDS = re.compile(
    r"轻微|较轻|一般|较重|严重|特别|从轻|从重|减轻|不予|情节|[一二三四五六]档|档次|等级|^[A-Ea-e1-6一二三四五六ⅠⅡⅢⅣ]级?$|初次|再次|多次|较大|重大"
)


@lru_cache(maxsize=20_000)
def joined(text: str) -> str:
    """A name without line breaks and blanks; one blank stays between two Latin words."""
    words = text.split()
    if len(words) < 2:
        return words[0] if words else ""
    return re.sub(r"(?<=[A-Za-z0-9]) (?=[A-Za-z0-9])", "\0", " ".join(words)).replace(" ", "").replace("\0", " ")


@lru_cache(maxsize=20_000)
def lines(text: str) -> str:
    """A long text without blank lines and outer blanks."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def folded(text: str) -> str:
    """A text for comparison: without blanks, brackets and digits of one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def place(item: Item, label: str) -> str:
    return f"第{item.row}行“{label}”"


def check_name(item: Item, sheet: SheetReading, label: str, key: str = "name") -> None:
    name = OWN_NUMBER.sub("", joined(item.get(key)))
    item.data["name"] = name
    if not name or name in NOTHING:
        if not _error_at(item, label):
            item.refuse(Reason.MISSING_NAME, f"{place(item, label)}是空的。请填写名称；这一行多余的，请整行删去。")
    elif SAME_AS_ABOVE.match(name):
        item.refuse(Reason.BAD_NAME, f"{place(item, label)}写的是“{name}”。请写出完整的名称。")
    elif NO_LETTERS.match(name):
        item.refuse(Reason.BAD_NAME, f"{place(item, label)}只有数字“{name}”。请写出事项的名称，看看是不是填错了列。")
    elif len(name) > NAME_LIMIT:
        item.refuse(Reason.TOO_LONG, f"{place(item, label)}有{len(name)}个字，超过了{NAME_LIMIT}字。请精简名称。")


def _error_at(item: Item, label: str) -> bool:
    return any(e.code == Reason.ERROR_VALUE and f"“{label}”" in e.message for e in item.errors)


def check_category(item: Item, sheet: SheetReading, label: str = "类别") -> None:
    """From the row's own column, its ticks, or the block (sheet, title, heading) it stands in."""
    item.data["category"] = None
    text, where = joined(item.get("category")), place(item, label)
    if item.ticks:
        text = "、".join(item.ticks)
    elif not text and item.block and item.block.kind == "category":
        text, where = item.block.name, f"第{item.row}行所在的类别“{item.block.name}”"
    if not text and _error_at(item, label):
        return
    category, code, message = resolve(text)
    item.data["category"] = category
    if code == Reason.CATEGORY_SYNONYM and where != place(item, label):
        _warn_block(item, sheet, message)
    elif code == Reason.CATEGORY_SYNONYM:
        item.warn(code, f"{where}{message}。")
    elif code:
        message = message if message.endswith("？") else message + "。"
        item.refuse(code, f"{where}{message}")


def _warn_block(item: Item, sheet: SheetReading, message: str) -> None:
    """A synonym at the head of a block is told once, at the head."""
    row = next((row for row, heading, _ in sheet.blocks if heading is item.block), item.row)
    if not any(f.row == row and f.code == Reason.CATEGORY_SYNONYM for f in sheet.warnings):
        sheet.warn(row, Reason.CATEGORY_SYNONYM, f"第{row}行类别{message}。")


def check_basis(
    item: Item, sheet: SheetReading, facts: dict[str, Any], label: str = "实施依据", required: bool = True
) -> None:
    """Citations of the cell in `data["basis"]`; what the register of laws says of them goes to the warnings."""
    raw = item.get("basis")
    empty = raw.strip() in NOTHING or SAME_AS_ABOVE.match(raw.strip())
    citations = () if empty else read_cell(raw)
    item.data["citations"] = citations
    item.data["basis"] = [citation.text for citation in citations]
    if not citations:
        if required and not _error_at(item, label):
            if SAME_AS_ABOVE.match(raw.strip()):
                why = f"写的是“{raw.strip()}”"
            elif raw.strip() and raw.strip() not in NOTHING:
                why = f"只有“{raw.strip()}”，没有法规名称"
            else:
                why = "是空的"
            item.refuse(
                Reason.MISSING_BASIS,
                f"{place(item, label)}{why}。请写明法规全称和条款，如《中华人民共和国××法》第×条。",
            )
        return
    laws = facts.get("laws")
    if laws is not None:
        _check_laws(item, citations, facts, label)


def _check_laws(item: Item, citations: tuple[Citation, ...], facts: dict[str, Any], label: str) -> None:
    """Faults of the bases: what the law leaves no way for refuses the row, the rest warns."""
    bases = Bases.of(citations, facts["laws"])
    item.data["judgements"] = bases.judgements
    category = item.data.get("category")
    rules = facts.get("rules") if category in CATEGORIES else None
    for fault in bases.faults(
        facts["laws"], category=category, name=item.data.get("name", ""), rules=rules, on=facts.get("on")
    ):
        say = item.refuse if fault.refuses else item.warn
        say(fault.code, f"{place(item, label)}{fault.message}")


def check_tier(item: Item, sheet: SheetReading) -> bool:
    """On a table of tiers (裁量表) a column 类别 that holds tiers is not the category: it moves to the tier's texts.

    Says so once a sheet. True when the row's category is thereby 行政处罚.
    """
    texts = [text.strip() for text in item.get("category").split("\n") if text.strip()]
    if not texts or all(resolve(text)[0] for text in texts):
        return not texts
    if not all(TIER_WORDS.search(text) or resolve(text)[0] is None for text in texts):
        return False
    item.values["tier"] = "\n".join(filter(None, [item.get("tier"), *texts]))
    item.values["category"] = ""
    if not any(f.code == Reason.CATEGORY_COLUMN_IS_TIER for f in sheet.warnings):
        shown = "、".join(texts[:3])
        sheet.warn(
            sheet.header_rows[0], Reason.CATEGORY_COLUMN_IS_TIER,
            f"这是裁量表，“类别”一栏填的是裁量档次（{shown}），不是职权类别；事项已按“行政处罚”导入。",
        )  # fmt: skip
    return True


def refuse_duplicates(reading: Reading, key: Any, what: str) -> None:
    """The later of two equal rows is refused; the first one that is otherwise right is imported."""
    first: dict[Any, Item] = {}
    for item in reading.items:
        if item.errors:
            continue
        mark = key(item)
        before = first.setdefault(mark, item)
        if before is not item:
            where = f"第{before.row}行" if before.sheet == item.sheet else f"工作表“{before.sheet}”第{before.row}行"
            item.refuse(
                Reason.DUPLICATE, f"第{item.row}行与{where}相同（{what}都一样）。请删去重复的一行，或者改正名称。"
            )


def refuse_duplicate_codes(reading: Reading) -> None:
    """A code names one entry: of two rows with one code the later is refused."""
    first: dict[str, Item] = {}
    for item in reading.items:
        code = item.data.get("code")
        if not code or item.errors:
            continue
        before = first.setdefault(code, item)
        if before is not item:
            item.refuse(
                Reason.DUPLICATE_CODE,
                f"{place(item, '编码')}{code}与第{before.row}行相同。一个编码只能用于一个事项，请改正或者清空。",
            )


def check_totals(reading: Reading) -> None:
    """Declared totals of the title against what can be imported, declared counts of blocks against the rows below."""
    for sheet in reading.sheets:
        good = [item for item in sheet.items if not item.errors]
        header = sheet.header_rows[0]
        total = sheet.declared_total
        if total is not None and total != len(good):
            sheet.warn(
                sheet.declared_row or header, Reason.DECLARED_TOTAL_MISMATCH,
                f"标题写的是共{total}项，实际可导入{len(good)}项。请核对是否有遗漏或者重复。",
            )  # fmt: skip
        for row, heading, listed in sheet.blocks:
            if heading.count is not None and heading.count != listed:
                sheet.warn(
                    row, Reason.BLOCK_COUNT_MISMATCH,
                    f"第{row}行“{heading.name}”写的是{heading.count}项，下面实际列了{listed}项。请核对。",
                )  # fmt: skip
        _check_parts(sheet, header)


def _check_parts(sheet: SheetReading, header: int) -> None:
    counts: dict[Category, int] = {}
    for item in sheet.items:
        category = item.data.get("category")
        if category:
            counts[category] = counts.get(category, 0) + 1
    for name, count in sheet.declared_parts:
        category = resolve(name)[0]
        if category and count != counts.get(category, 0):
            sheet.warn(
                max(1, header - 1), Reason.BLOCK_COUNT_MISMATCH,
                f"标题写的是“{name}”{count}项，实际列了{counts.get(category, 0)}项。请核对。",
            )  # fmt: skip


def check_phone(item: Item, label: str, key: str = "phone") -> None:
    """A phone that is no phone is kept as text in the row's remark and not used."""
    text = item.get(key).strip()
    item.data[key] = ""
    if not text or text in NOTHING:
        return
    numbers = [part.strip() for part in re.split(r"[、，,;；/\n]+", text) if part.strip()]
    good = [number for number in numbers if PHONE.match(re.sub(r"[\s（(）)]", "", number))]
    item.data[key] = "、".join(re.sub("[—－]", "-", number) for number in good)
    if len(good) != len(numbers):
        bad = "、".join(number for number in numbers if number not in good)
        item.warn(
            Reason.BAD_PHONE, f"{place(item, label)}“{bad}”不成电话号码，没有采用。请写成 0932-4862277 或者手机号。"
        )


def finding(sheet: SheetReading, row: int, code: Reason, message: str) -> Finding:
    return Finding(sheet.sheet, row, code, message)
