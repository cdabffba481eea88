"""Where a form's header stands on a sheet, and what the rows above it say."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .files import Sheet
from .forms import Form, Reason, SheetReading, squeeze, squeeze_short

SEARCH_ROWS = 60
HEADER_ROWS = 3

UNIT = re.compile(
    r"(?:填报|编制|制表|报送|申报)?(?:单位|部门)(?:名称)?\s*(?:[（(]\s*(?:盖章|公章|签章|加盖公章|盖公章)\s*[)）])?\s*[:：]\s*"
    r"([^\s:：]+)"
)
UNIT_END = re.compile(
    r"(主要领导|单位负责人|分管领导|负责人|填报人|填报时间|联系人|联系电话|日期|单位[:：]|\d{4}年).*$"
)
AMOUNT_UNIT = re.compile(
    r"(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*(万元|亿元|千元|元)|[（(]\s*(?:单位[:：])?\s*(万元|亿元|千元|元)\s*[)）]"
)
DATE = re.compile(r"(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})\s*日?")
CHINESE_DATE = re.compile(
    r"([二〇○零一三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
TOTAL = re.compile(r"共\s*计?\s*(\d+)\s*项")
PART = re.compile(r"([\u4e00-\u9fff]{2,8}?)\s*[:：]?\s*(\d+)\s*项")
TITLE_END = re.compile(
    r"(行政)?(权力和责任清单|权力清单和责任清单|权力责任清单|权责清单|权力清单|责任清单|权责事项|职权目录|权力目录|权力事项|执法事项|行政职权|公共服务事项"
    r"|行政处罚|自由裁量|裁量|专项资金|项目支出|职责梳理|部门行政|部门职责|部门权责|部门公共|部门预算)"
)
PLACEHOLDER = re.compile(
    r"^[×＊…]+$|^[×xX*＊…\.·。—_\s]{2,}$|^…+|^[（(]?\s*[（(]?\s*(?:限|不超过|控制在)?\s*\d+\s*(?:字|个字)\s*(?:以内|左右|之内)?\s*[)）]?\s*[)）]?$"
    r"|^[（(]\s*(请?(填写|填报|在此填写|注明)[^）)]*|样式|示例|举例|可另附页|如有)[）)]$"
)
BODY_NAME = re.compile(r"(局|委|委员会|办|办公室|厅|室|部|院|社|站|所|处|中心|队|府|会|公司|馆|校|乡|镇|街道)$")


@dataclass
class Layout:
    """A header found: rows `first` to `last`, counted from 0, and which column bears which key."""

    form: Form
    first: int
    last: int
    columns: dict[str, list[int]]
    labels: dict[int, str]
    ticks: dict[int, str] = field(default_factory=dict)
    score: float = 0

    def is_tiers(self, title: str) -> bool:
        """Whether this is a table of tiers: by its columns, or by the words of its labels and title."""
        words = "".join([*self.labels.values(), title])
        by_words = bool(self.form.tier_words and re.search(self.form.tier_words, words))
        return by_words or any(key in self.columns for key in self.form.tiers)

    def merged(self, sheet: Sheet) -> tuple[dict[int, dict[int, str]], dict[tuple[int, int], int], dict[int, int]]:
        """What merged cells below the header mean: texts filled down, the first row of each, and the rows of one text.

        A cell merged over several rows gives its text to each of them, in its own column; one merged over most of the
        table's width is a heading or a note and gives nothing.
        """
        fills: dict[int, dict[int, str]] = {}
        anchors: dict[tuple[int, int], int] = {}
        wide: dict[int, int] = {}
        span = len(self.labels)
        for top, left, bottom, right in sheet.merges:
            if bottom <= self.last:
                continue
            if right - left + 1 >= max(3, span - 2) and top == bottom:
                wide[top] = right - left + 1
                continue
            text = sheet.at(top, left)
            for row in range(max(top, self.last + 1), bottom + 1):
                if bottom > top:
                    anchors[row, left] = top
                if row > top and text:
                    fills.setdefault(row, {})[left] = text
        return fills, anchors, wide

    def under_merge(self, sheet: Sheet, row: int, column: int) -> bool:
        return any(t <= row <= b and le <= column <= r for t, le, b, r in sheet.merges)


class _Header:
    """The header rows of a sheet seen through its merged cells."""

    def __init__(self, sheet: Sheet):
        self.sheet = sheet
        self.at: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        limit = SEARCH_ROWS + HEADER_ROWS
        for merge in sheet.merges:
            top, left, bottom, right = merge
            if top < limit and (bottom - top + 1) * (right - left + 1) < 4096:
                for row in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        self.at[row, column] = merge

    def text(self, row: int, column: int) -> str:
        merge = self.at.get((row, column))
        return self.sheet.at(merge[0], merge[1]) if merge else self.sheet.at(row, column)

    def band(self, row: int, known: set[str]) -> int:
        """The last row of the header that begins at `row`."""
        last = row
        while last - row + 1 < HEADER_ROWS:
            if (self._reaches_below(row, last) and self._labels_below(last, known)) or self._sub_labels(
                row, last, known
            ):
                last += 1
                continue
            break
        return last

    def _reaches_below(self, first: int, last: int) -> bool:
        """Whether a label is merged downwards past this row, within the rows a header may have."""
        width = self.sheet.width
        return any(
            first <= top <= last < bottom < first + HEADER_ROWS
            and right - left + 1 < width
            and self.sheet.at(top, left)
            for top, left, bottom, right in {merge for (row, _), merge in self.at.items() if row == last}
        )

    def _labels_below(self, last: int, known: set[str]) -> bool:
        """Whether what stands in the next row may be lower labels: none, a known one, or all below wider ones."""
        below = last + 1
        cells = self.sheet.rows[below] if below < len(self.sheet.rows) else []
        texts = {column: text for column, text in enumerate(cells) if text}
        if not texts or any(squeeze(text) in known or squeeze_short(text) in known for text in texts.values()):
            return True
        merges = [self.at.get((last, column)) for column in texts]
        return all(merge is not None and merge[3] > merge[1] and merge[2] < below for merge in merges)

    def _sub_labels(self, first: int, last: int, known: set[str]) -> bool:
        """Whether the next row holds the lower labels of a header laid out without merging downwards."""
        below = last + 1
        texts = {c: self.sheet.at(below, c) for c in range(self.sheet.width) if self.sheet.at(below, c)}
        if not texts or any(len(text) > 14 or re.fullmatch(r"[\d.\-]+", text) for text in texts.values()):
            return False
        under = 0
        for column, text in texts.items():
            merge = self.at.get((last, column))
            spans = merge is not None and merge[3] > merge[1]
            blank = not self.text(last, column)
            if not (spans or blank or squeeze(text) in known):
                return False
            under += spans or blank
        labelled = sum(1 for text in texts.values() if squeeze(text) in known or squeeze_short(text) in known)
        return under > 0 and (labelled > 0 or under == len(texts)) and not self.sheet.at(below, 0).isdigit()

    def parts(self, first: int, last: int, column: int) -> list[str]:
        parts: list[str] = []
        for row in range(first, last + 1):
            text = self.text(row, column)
            if not text and row < last and (row, column) not in self.at:
                left = column - 1  # 职权名称 | (blank) over 项目 | 子项, not merged
                while left > 0 and not self.text(row, left):
                    left -= 1
                if self.sheet.at(last, column) and self.sheet.at(last, left):
                    text = self.text(row, left) if left >= 0 else ""
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        return parts


def find_layout(sheet: Sheet, forms: Iterable[Form], wanted: str = "") -> Layout | None:
    """The best header of any of these forms on the sheet; None when there is none."""
    header = _Header(sheet)
    forms = list(forms)
    names = [(form, form.labels(), form.parts()) for form in forms]
    known = {label for _, labels, parts in names for label in (*labels, *parts)}
    known |= {squeeze(tick) for form in forms for tick in form.tick_labels}
    above = squeeze(sheet.name)
    best: Layout | None = None
    for row in range(min(SEARCH_ROWS, len(sheet.rows))):
        texts = {text for text in sheet.rows[row] if text}
        hits = sum(1 for text in texts if squeeze(text) in known or squeeze_short(text) in known)
        if len(texts) >= 2 and hits >= 2:
            last = header.band(row, known)
            for form, labels, parts in names:
                found = _match(header, form, labels, parts, row, last)
                if found is None:
                    continue
                found.score += 2 * sum(1 for word in form.titles if squeeze(word) in above) + 0.5 * (
                    form.kind == wanted
                )
                if best is None or found.score > best.score:
                    best = found
        above += "|" + squeeze("".join(dict.fromkeys(sheet.rows[row])))
        if best and row > best.last + 8:
            break
    return best


def _match(header: _Header, form: Form, labels: dict, parts: dict, first: int, last: int) -> Layout | None:
    columns: dict[str, list[int]] = {}
    shown: dict[int, str] = {}
    ticks: dict[int, str] = {}
    tick_labels = {squeeze(label): label for label in form.tick_labels}
    for column in range(min(header.sheet.width, 256)):
        written = header.parts(first, last, column)
        if not written:
            continue
        shown[column] = re.sub(r"\s+", "", "".join(written))
        merge = header.at.get((last, column))
        if merge and merge[1] != column and merge[2] >= last and merge[0] <= last:
            continue  # the right part of a label over several columns without lower labels
        if squeeze(written[-1]) in tick_labels and (len(written) > 1 or tick_labels):
            ticks[column] = tick_labels[squeeze(written[-1])]
            continue
        key = _key(written, labels, parts)
        if key is None:
            continue
        if key not in columns:
            columns[key] = [column]
        elif form.column(key).many:
            columns[key].append(column)
    if len(ticks) < 2:
        ticks = {}
    if form.blank_first and form.blank_first not in columns and 0 not in shown:
        columns[form.blank_first] = [0]
    for need in form.required:
        options = (need,) if isinstance(need, str) else need
        if not any(option in columns for option in options) and not (ticks and "category" in options):
            return None
    score = len(columns) - 0.1 * (len(shown) - len(columns))
    return Layout(form, first, last, columns, shown, ticks, score)


def _key(written: list[str], labels: dict[str, str], parts: dict[str, str]) -> str | None:
    whole, lower, upper = "".join(written), written[-1], written[0]
    if len(written) > 1 and squeeze(lower) in parts:
        return parts[squeeze(lower)]
    for text in (whole, lower, upper):
        for label in (squeeze(text), squeeze_short(text)):
            if label in labels:
                return labels[label]
    return None


# --- the rows above ----------------------------------------------------------------------------------------------


def title_block(sheet: Sheet, layout: Layout, form: Form, found: SheetReading) -> None:
    """Title, body, date, declared totals, unit of money, from the rows above the header."""
    lines: list[tuple[int, str]] = []
    for row in range(layout.first):
        texts = list(dict.fromkeys(text for text in sheet.rows[row] if text))
        lines.extend((row + 1, text) for text in texts)
        for (at, _column), formula in sheet.formulas.items():
            if at == row:
                _counted_title(formula, found, row)
    found.title_lines = [line for _, line in lines]
    unit_line = ""
    for number, line in lines:
        flat = re.sub(r"\s+", "", line)
        if not found.title and (any(word in flat for word in form.titles) or TITLE_END.search(flat)):
            found.title = flat
        money = AMOUNT_UNIT.search(line)
        if money and not found.amount_unit:
            found.amount_unit = money.group(1) or money.group(2)
        unit = UNIT.search(line)
        if unit and not unit_line and unit.group(1) not in ("万元", "元", "亿元", "千元", "人民币"):
            unit_line = UNIT_END.sub("", unit.group(1)).strip("，,。;；（(")
        date = DATE.search(line)
        if date and not found.date:
            found.date = _iso(*date.groups())
        chinese = CHINESE_DATE.search(flat)
        if chinese and not found.date:
            found.date = _iso_chinese(*chinese.groups())
        total = TOTAL.search(flat)
        if total and found.declared_total is None:
            found.declared_total, found.declared_row = int(total.group(1)), number
        found.declared_parts.extend(
            (name, int(count)) for name, count in PART.findall(flat) if not name.endswith("共") and "共计" not in name
        )
    found.unit = unit_line or _unit_of_title(found.title)
    if not found.amount_unit:
        labels = "".join(layout.labels.values())
        money = AMOUNT_UNIT.search(labels)
        found.amount_unit = (money.group(1) or money.group(2)) if money else ""
    if form.key_values:
        _key_values(sheet, layout, found)


def _unit_of_title(title: str) -> str:
    end = TITLE_END.search(title)
    if not end:
        return ""
    title = re.sub(r"[（(][^（()）]*[)）]", "", title)
    end = TITLE_END.search(title)
    if not end:
        return ""
    name = re.sub(r"((?:19|20)\d{2}|[二〇○零一三四五六七八九]{4})年?度?", "", title[: end.start()]).strip('“”"（(')
    name = re.sub(r"^附件\d*[:：]?", "", name)
    return name if BODY_NAME.search(name) else ""


def _iso(year: str, month: str, day: str) -> str:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _iso_chinese(year: str, month: str, day: str) -> str:
    digits = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}

    def small(text: str) -> int:
        tens, ten, ones = text.rpartition("十")
        value = int(digits.get(ones, "0")) if ones else 0
        return value + ((int(digits[tens]) if tens else 1) * 10 if ten else 0)

    return _iso("".join(digits.get(c, "") for c in year), str(small(month)), str(small(day)))


def _counted_title(formula: str, found: SheetReading, row: int) -> None:
    """`="共"&COUNT(A5:A62)&"项"` saved without a result: the system counts by itself."""
    found.warn(
        row + 1, Reason.FORMULA_WITHOUT_VALUE,
        f"第{row + 1}行的公式没有保存结果，由系统自行计算。建议在 Excel 里打开保存一次。",
    )  # fmt: skip


def _key_values(sheet: Sheet, layout: Layout, found: SheetReading) -> None:
    """Cells above the header as label → value: the first filled cell to the right, or, in a small table, below."""
    for row in range(layout.first):
        cells = [(column, text) for column, text in enumerate(sheet.rows[row]) if text]
        for _column, text in cells:
            if PLACEHOLDER.match(text) and "字" in text:
                found.warn(
                    row + 1, Reason.PLACEHOLDER_TEXT, f"第{row + 1}行还是填表提示“{text}”，按未填处理。请填写或者清空。"
                )
        for position, (_column, text) in enumerate(cells):
            label = squeeze_short(text)
            if position + 1 < len(cells):
                found.facts.setdefault(label, cells[position + 1][1])
        if not cells:
            continue
        head = squeeze_short(cells[0][1])
        for above in range(max(0, row - 4), row):  # 年度资金总额 × 年初预算数
            for column, text in cells[1:]:
                label = sheet.at(above, column)
                if label and not re.fullmatch(r"[\d.,，%—\-]+", label):
                    found.facts[f"{head}/{squeeze_short(label)}"] = text
