"""Finding a form on a sheet and taking its rows out, whatever the hand that laid it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from .cards import read_cards
from .files import MAX_ROWS, Refused, Sheet, open_book
from .forms import Finding, Form, Heading, Item, Reading, Reason, SheetReading, squeeze
from .layout import PLACEHOLDER, Layout, find_layout, title_block

BLANK_BELOW = re.compile(r"^[（(【\[—\-\s]*(以下空白|以下无正文|以下无内容|此行以下空白|本页以下空白)[）)】\]—\-\s]*$")
NOTE = re.compile(
    r"^(附?注|备注|说明|填表说明|填报说明|填表格式|填表要求|注意事项|注释)\s*\d*\s*[:：]|^(填表说明|填报说明|填表格式)$|^[*※]"
)
NUMBERED_NOTE = re.compile(r"^[（(]?\d{1,2}[)）]?\s*[.、．]|^[①-⑳]|^[一二三四五六七八九十]+、")
FOOTER = re.compile(
    r"^(填报人|填表人|审核人|审批人|制表人?|经办人|复核人?|项目负责人|财务负责人|单位负责人|主要领导|分管领导|联系人|联系电话|填报单位"
    r"|填报时间|填报日期|编制单位|单位\s*[（(]|单位[:：])|^第?\s*\d+\s*页|^共\s*\d+\s*页|^\d{4}年\s*\d{0,2}\s*月|盖章[）)]?\s*[:：]?$"
)
TOTAL = re.compile(r"^((总|合|小|共|累)\s*计|总\s*[分额])(\s*[:：（(].*)?$|^.{1,16}(小\s*计|合\s*计)$")
TOTAL_ALONE = re.compile(r"^(总|合|小|共|累)\s*计$")
HEADING_LENGTH = 200  # no heading is longer, however its letters are spaced
DASHES = {"—", "－", "-", "--", "——", "/", "／", "无"}
SERIALS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("数字", re.compile(r"^\d+$")),
    ("带点数字", re.compile(r"^\d+[.、．]$")),
    ("分级数字", re.compile(r"^\d+([-－—.．]\d+)+$")),
    ("括号数字", re.compile(r"^[（(]\d+[)）]$")),
    ("中文数字", re.compile(r"^[（(]?[一二三四五六七八九十百零]+[)）]?[、.．]?$")),
    ("带圈数字", re.compile(r"^[①-⑳]$")),
)

Progress = Callable[[int, int], None]


def read(
    data: bytes,
    form: Form,
    *,
    among: Iterable[Form] = (),
    facts: dict[str, Any] | None = None,
    max_rows: int = MAX_ROWS,
    progress: Progress | None = None,
    mend: Callable[[Reading], None] | None = None,
) -> Reading:
    """Read a workbook for one form.

    `among`: all forms known, so that a sheet of another one is named and skipped with a warning. `facts` goes to the
    form's checks as it is. `progress(done, total)` counts items. `mend` changes rows after they were taken out and
    before they are judged. Raises Refused when nothing here is this form.
    """
    facts = facts if facts is not None else {}
    book = open_book(data, max_rows=max_rows)
    reading = Reading(form.kind, [])
    forms = {form.kind: form, **{other.kind: other for other in among}}
    others: list[str] = []
    for sheet in book.sheets:
        if not any(any(row) for row in sheet.rows):
            continue
        layout = find_layout(sheet, forms.values(), form.kind)
        cards = read_cards(sheet, form) if layout is None and form.cards else None
        if cards is not None:
            reading.sheets.append(cards)
            continue
        if layout is None or layout.form.kind != form.kind:
            what = f"是{layout.form.name}" if layout else "里没有找到这张表的表头"
            others.append(f"“{sheet.name.strip()}”{what}")
            reading.warnings.append(_other(sheet, layout, form))
            continue
        found = _read_sheet(sheet, layout, form)
        if sheet.hidden:
            found.warn(
                layout.first + 1,
                Reason.HIDDEN_SHEET,
                f"工作表“{sheet.name}”是隐藏的，已照常读取。不需要的请删去后再导入。",
            )
        if sheet.name != sheet.name.strip():
            found.warn(
                1, Reason.SHEET_NAME_SPACE, f"工作表名“{sheet.name}”前后带空格，已按“{sheet.name.strip()}”读取。"
            )
        reading.sheets.append(found)
    if not reading.sheets:
        raise Refused("wrong_form", _wrong_form(form, others))
    if not reading.items:
        raise Refused("no_rows", f"找到了{form.name}的表头，但是下面没有内容。请填写后再上传。")
    if mend is not None:
        mend(reading)
    _check(reading, form, facts, progress)
    form.finish(reading, facts)
    return reading


def _check(reading: Reading, form: Form, facts: dict[str, Any], progress: Progress | None) -> None:
    total, done = len(reading.items), 0
    for sheet in reading.sheets:
        for item in sheet.items:
            form.check(item, sheet, facts)
            done += 1
            if progress and (done % 500 == 0 or done == total):
                progress(done, total)


def _other(sheet: Sheet, layout: Layout | None, form: Form) -> Finding:
    what = f"是{layout.form.name}，不是{form.name}" if layout else f"里没有{form.name}的表头"
    return Finding(sheet.name, 1, Reason.OTHER_FORM, f"工作表“{sheet.name.strip()}”{what}，已跳过。")


def _wrong_form(form: Form, others: list[str]) -> str:
    if not others:
        return "工作簿是空的，没有任何内容。请填写后再上传。"
    headers = "、".join(column.header for column in form.columns[:6])
    return (
        f"这个工作簿里没有{form.name}：{'；'.join(others[:4])}。"
        f"请确认选对了表的种类；{form.name}的表头应有{headers}等栏。"
    )


# --- one sheet ---------------------------------------------------------------------------------------------------


class _Body:
    """Walks the rows below the header once; keeps what the next row needs to know."""

    def __init__(self, sheet: Sheet, layout: Layout, form: Form, found: SheetReading):
        self.sheet, self.layout, self.form, self.found = sheet, layout, form, found
        self.fills, self.anchors, self.wide = layout.merged(sheet)
        self.block: Heading | None = None
        self.block_items = 0
        self.item: Item | None = None
        self.notes = False
        self.broken = False  # a blank row lies between this row and the table
        self.styles: dict[str, int] = {}
        self.name_columns = layout.columns.get(form.name_key, [])
        self.name_column = self.name_columns[0] if self.name_columns else -1
        self.serial_columns = layout.columns.get(form.serial_key, [])
        self.serial_column = self.serial_columns[0] if self.serial_columns else -1
        self.keys = {column: key for key, columns in layout.columns.items() for column in columns}
        self.header_texts = {
            column: {squeeze(sheet.at(row, column)) for row in range(layout.first, layout.last + 1)} - {""}
            for column in layout.labels
        }
        self.span = max(layout.labels) + 1 if layout.labels else 0
        self.formula_rows: dict[int, list[int]] = {}
        for row, column in sheet.formulas:
            self.formula_rows.setdefault(row, []).append(column)

    def walk(self) -> None:
        for row in range(self.layout.last + 1, len(self.sheet.rows)):
            self.row(row)
        self._close_block()
        self._serial_styles()

    def row(self, row: int) -> None:
        raw = self.sheet.rows[row]
        texts = {column: text for column, text in enumerate(raw) if text}
        filled = self.fills.get(row)
        formulas = self.formula_rows.get(row, ())
        for column in formulas:
            self._formula(row, column, texts)
        if not texts and not filled:
            self.item, self.broken = None, True  # an item doesn't go on below a blank row
            return
        cells = {**filled, **texts} if filled else texts
        if not texts and (row, self.name_column) not in self.anchors:
            return  # nothing of its own: a merged cell's lower part
        if self._not_data(row, texts, cells):
            self.found.skipped.append(row + 1)
            if not self._repeated_header(texts):
                self.item = None
            return
        self._data(row, texts, cells)

    # what is not an item

    def _not_data(self, row: int, texts: dict[int, str], cells: dict[int, str]) -> bool:
        if not texts:
            return False
        distinct = list(dict.fromkeys(texts.values()))
        first = distinct[0]
        if BLANK_BELOW.match(first) and len(distinct) <= 2:
            return True
        if self._repeated_header(texts):
            return True
        if self.form.summary_block and self._summary_block(row, texts):
            return True
        total = next((text for text in distinct[:3] if TOTAL_ALONE.match(text)), "")
        if total or TOTAL.match(first) and min(texts) <= max(self.serial_column, self.name_column, 1) + 1:
            values = {self.keys[c]: t for c, t in texts.items() if c in self.keys}
            self.found.totals.append((row + 1, re.sub(r"\s", "", total or first), values))
            return True
        if len(distinct) == 1:
            return self._single(row, next(iter(texts)), first)
        return bool(FOOTER.match(first) or self.notes) and self.name_column not in texts

    def _single(self, row: int, column: int, text: str) -> bool:
        """A row with one text: heading, note, footer, or something out of place."""
        heading = self.form.heading(text)
        if heading and (column != self.name_column or row in self.wide or heading.count is not None):
            self._open_block(row, heading)
            self.notes = False
            return True
        if NOTE.match(text):
            self.notes = True
            return True
        if FOOTER.match(text) or (self.notes and (NUMBERED_NOTE.match(text) or row in self.wide)):
            return True
        if (
            re.sub(r"\s+", "", text) == self.found.title
            or any(word in text for word in self.form.titles)
            and row in self.wide
        ):
            return True
        if column == self.serial_column and _serial_style(text):
            return True  # a numbered line left empty
        if self.form.blank_first and self.keys.get(column) == self.form.blank_first:
            return True  # a printed line left empty
        if row in self.wide and self.wide[row] >= max(3, self.span - 2):
            self._stray(row, text)
            return True
        if self.broken and self.found.items and column == self.name_column:
            self._stray(row, text)
            return True
        if column == self.name_column or self.keys.get(column) in self._going_on():
            return False
        self._stray(row, text)
        return True

    def _going_on(self) -> set[str]:
        """Columns that may hold one more line of the item above."""
        if not self.item or not (self.form.spread or self.found.is_tiers):
            return set()
        return set(self.keys.values()) - {self.form.name_key, self.form.serial_key, "category"}

    def _stray(self, row: int, text: str) -> None:
        short = text if len(text) <= 30 else text[:30] + "…"
        self.found.warn(
            row + 1, Reason.STRAY_CELL, f"第{row + 1}行有表外文字“{short}”，已忽略。需要保留的请移入备注栏。"
        )

    def _repeated_header(self, texts: dict[int, str]) -> bool:
        same = sum(
            1
            for column, text in texts.items()
            if len(text) <= HEADING_LENGTH and squeeze(text) in self.header_texts.get(column, ())
        )
        return same >= max(2, (len(texts) + 1) // 2)

    def _summary_block(self, row: int, texts: dict[int, str]) -> bool:
        """附件2: `行政许可 | 共10项 | 调整3项`."""
        name, label = texts.get(self.name_column, ""), texts.get(self.serial_column, "")
        match = re.match(r"^共?\s*(\d+|[×xX*＊…]+|)\s*项$|^共\s*(\d+)\s*(个|件)?$", name)
        if not label or _serial_style(label) or not match:
            return False
        count = next((g for g in match.groups() if g and g.isdigit()), None)
        adjusted = next((m for text in texts.values() if (m := re.match(r"^需?调整\s*(\d+)\s*项$", text))), None)
        stated = int(count) if count is not None else None
        self._open_block(row, Heading(label, stated, adjusted=int(adjusted.group(1)) if adjusted else None))
        return True

    def _open_block(self, row: int, heading: Heading) -> None:
        self._close_block()
        self.block, self.block_items, self.item, self.broken = heading, 0, None, False
        self.found.blocks.append((row + 1, heading, 0))

    def _close_block(self) -> None:
        if self.block is not None:
            row, heading, _ = self.found.blocks[-1]
            self.found.blocks[-1] = (row, heading, self.block_items)

    # what is one

    def _data(self, row: int, texts: dict[int, str], cells: dict[int, str]) -> None:
        values: dict[str, str] = {}
        extra: dict[str, str] = {}
        ticks: list[str] = []
        strays: list[str] = []
        for column in sorted(cells):
            text, key = cells[column], self.keys.get(column)
            if key is None:
                if column in self.layout.ticks:
                    if _ticked(text):
                        ticks.append(self.layout.ticks[column])
                elif column in self.layout.labels and self.layout.labels[column]:
                    extra[self.layout.labels[column]] = text
                elif column in texts and not self.layout.under_merge(self.sheet, row, column):
                    strays.append(text)
                continue
            values[key] = f"{values[key]}\n{text}" if key in values else text
        name, serial = values.get(self.form.name_key, ""), values.get(self.form.serial_key, "")
        if self._continues(row, texts, values, name, serial):
            self._append(row, texts, values, extra)
            return
        own = {key for column, key in self.keys.items() if column in texts} | set(extra if texts else ())
        if not ticks and own <= {self.form.serial_key}:
            for text in strays:
                self._stray(row, text)
            return  # a numbered line left empty
        item = Item(self.found.sheet, row + 1, values, rows=[row + 1], extra=extra, ticks=ticks, block=self.block)
        if not self._clean(item, row):
            return
        self._inherit(item, texts)
        self.item, self.broken = item, False
        self.block_items += 1
        self.found.items.append(item)
        self._note_serial(row, serial)
        for text in strays:
            self._stray(row, text)
        if row + 1 in self.sheet.hidden_rows:
            item.warn(Reason.HIDDEN_ROW, f"第{row + 1}行是隐藏行，已照常导入。不需要的请删去这一行。")

    def _continues(self, row: int, texts: dict, values: dict, name: str, serial: str) -> bool:
        if self.item is None:
            return False
        anchor = self.anchors.get((row, self.name_column))
        if anchor is not None and anchor + 1 <= self.item.row and self.name_column not in texts:
            return True
        if self.found.is_tiers and name and name == self.item.get(self.form.name_key):
            same = values.get("basis", "") in ("", self.item.get("basis"))
            return same and (
                not serial or serial == self.item.get(self.form.serial_key) or self.serial_column not in texts
            )
        if name or (serial and self.serial_column in texts):
            return False
        keys = {key for column, key in self.keys.items() if column in texts}
        if not (self.form.spread or self.found.is_tiers):
            return False
        return bool(keys) and "category" not in keys and keys != {"remark"} or bool(keys) and self.found.is_tiers

    def _append(self, row: int, texts: dict, values: dict, extra: dict) -> None:
        item = self.item
        item.rows.append(row + 1)
        for column in sorted(texts):
            key, text = self.keys.get(column), texts[column]
            if key in (None, self.form.name_key, self.form.serial_key):
                continue
            before = item.values.get(key, "")
            if text not in before.split("\n"):
                item.values[key] = f"{before}\n{text}" if before else text
        for label, text in extra.items():
            before = item.extra.get(label, "")
            if text not in before.split("\n"):
                item.extra[label] = f"{before}\n{text}" if before else text
        self._errors(item, row)
        if row + 1 in self.sheet.hidden_rows:
            item.warn(Reason.HIDDEN_ROW, f"第{row + 1}行是隐藏行，已并入第{item.row}行的事项。不需要的请删去这一行。")

    def _clean(self, item: Item, row: int) -> bool:
        """Drop hints of the form's print, mark error values; False when nothing is left of the row."""
        for key in [*item.values]:
            text = item.values[key]
            if PLACEHOLDER.match(text) and key != self.form.serial_key and text not in DASHES:
                item.values[key] = ""
                label = self.form.column(key).header
                item.warn(
                    Reason.PLACEHOLDER_TEXT, f"第{row + 1}行“{label}”还是填表提示“{text}”，按未填处理。请填写或者清空。"
                )
            elif text.startswith("=") and len(text) > 1:
                label = self.form.column(key).header
                item.warn(
                    Reason.TEXT_STARTS_WITH_EQUALS, f"第{row + 1}行“{label}”是以“=”开头的文字“{text}”，已原样保留。"
                )
        kept = {key for key, text in item.values.items() if text} - {self.form.serial_key}
        if not kept and not item.ticks and not item.extra:
            self.found.warnings.extend(item.warnings)
            return False
        self._errors(item, row)
        return True

    def _errors(self, item: Item, row: int) -> None:
        if not self.sheet.errors:
            return
        for column, key in self.keys.items():
            error = self.sheet.errors.get((row, column))
            if error:
                label = self.form.column(key).header
                item.refuse(
                    Reason.ERROR_VALUE,
                    f"第{row + 1}行“{label}”是错误值{error}。请在 Excel 里改正公式，或者直接填上内容。",
                )

    def _inherit(self, item: Item, texts: dict[int, str]) -> None:
        if self.item is None or (self.serial_column in texts and item.get(self.form.serial_key)):
            return
        for column in self.form.columns:
            if column.inherit and not item.get(column.key):
                above = self.item.get(column.key)
                if above:
                    item.values[column.key] = above

    def _formula(self, row: int, column: int, texts: dict[int, str]) -> None:
        formula = self.sheet.formulas[row, column]
        if re.fullmatch(r"[\d.]+%?", formula):  # =100% typed as text by hand
            texts[column] = f"={formula}"
            return
        label = self.layout.labels.get(column, "")
        where = f"“{label}”" if label else f"第{column + 1}列"
        self.found.warn(
            row + 1,
            Reason.FORMULA_WITHOUT_VALUE,
            f"第{row + 1}行{where}的公式没有保存结果。这里不运行公式：序号和合计由系统另算，其他格当作没有填。"
            "请在 Excel 里打开保存一次再上传。",
        )

    def _note_serial(self, row: int, serial: str) -> None:
        style = _serial_style(serial) if serial else ""
        if style and (row, self.serial_column) in self.sheet.full_width:
            style = f"全角{style}"
        if style:
            self.styles.setdefault(style, row + 1)

    def _serial_styles(self) -> None:
        if len(self.styles) > 1:
            rows = sorted(self.styles.values())
            self.found.warn(
                rows[1],
                Reason.SERIAL_MIXED,
                f"序号写法不一致（{'、'.join(self.styles)}）。序号不作识别依据，导出时会重新编号。",
            )


def _serial_style(text: str) -> str:
    for name, pattern in SERIALS:
        if pattern.match(text):
            return name
    return ""


def _ticked(text: str) -> bool:
    return text.strip() in ("√", "✓", "✔", "是", "1", "Y", "y", "V", "v", "●", "■", "☑")


def _read_sheet(sheet: Sheet, layout: Layout, form: Form) -> SheetReading:
    found = SheetReading(
        sheet=sheet.name,
        header_rows=list(range(layout.first + 1, layout.last + 2)),
        columns=layout.columns,
        labels=layout.labels,
        formulas=sheet.formulas,
    )
    title_block(sheet, layout, form, found)
    found.is_tiers = layout.is_tiers(found.title + sheet.name)
    body = _Body(sheet, layout, form, found)
    above = [found.title, sheet.name.strip(), *found.title_lines]
    heading = next((h for h in map(form.heading, above) if h and h.kind == "category"), None)
    if heading and "category" not in layout.columns:
        body.block = Heading(heading.name)
        found.blocks.append((1, body.block, 0))
    body.walk()
    return found
