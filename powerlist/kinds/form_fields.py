"""Fields of application forms: what each kind may declare, when a field is asked, what is wrong with a declaration.

Pure functions of rows that look like `ItemField` (the model, a form's instance, a `Column` of a table). Values are
those of `Case.form`: text (numbers and dates too, as `1234.50` and `2026-03-01`), a list for several choices, a dict
for an address or a licence, a list of dicts for a table.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation

from ..enums import ConditionTest, DayRange, FieldKind

TEXTS = (FieldKind.TEXT, FieldKind.LONG_TEXT)
NUMBERS = (FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.MONEY)
COUNTED = (*TEXTS, FieldKind.CHOICES, FieldKind.TABLE, FieldKind.FILE)
LIMITS = {  # kind: what `least` and `most` are called
    **dict.fromkeys(TEXTS, ("最少字数", "最多字数")),
    **dict.fromkeys(NUMBERS, ("最小值", "最大值")),
    FieldKind.CHOICES: ("最少选几项", "最多选几项"),
    FieldKind.TABLE: ("最少行数", "最多行数"),
    FieldKind.FILE: ("最少文件数", "最多文件数"),
}
CHOSEN = (FieldKind.CHOICE, FieldKind.CHOICES)
YES, NO = "是", "否"
COLUMN_KINDS = (
    FieldKind.TEXT, *NUMBERS, FieldKind.DATE, FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.ID_NUMBER,
    FieldKind.CREDIT_CODE, FieldKind.MOBILE, FieldKind.PHONE, FieldKind.TOWNSHIP,
)  # fmt: skip
MOST_COLUMNS, MOST_ROWS, MOST_FILES, MOST_OPTIONS = 12, 100, 10, 200
LONGEST = {FieldKind.TEXT: 200, FieldKind.LONG_TEXT: 2000}
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
PROFILE = {
    "name": "姓名",
    "mobile": "手机号",
    "id_number": "公民身份号码",
    "email": "电子邮箱",
    "address": "联系地址",
    "legal_name": "单位名称",
    "credit_code": "统一社会信用代码",
}
LICENCE_FACTS = {"number": "证照编号", "holder_name": "持证主体", "issued_on": "颁发日期", "valid_to": "有效期至"}
EARLIER = "earlier"


@dataclass(frozen=True)
class Column:
    """A column of a table, which is a field in each of its rows."""

    key: str
    label: str
    kind: str = FieldKind.TEXT
    required: bool = True
    hint: str = ""
    example: str = ""
    options: list = field(default_factory=list)
    least: object = None
    most: object = None
    days: str = ""


COLUMN_FACTS = tuple(f.name for f in fields(Column))


def columns_of(row) -> list[Column]:
    """The columns of a table, as fields; facts that no column has are left out."""
    found = []
    for column in row.columns or []:
        facts = {name: column[name] for name in COLUMN_FACTS if name in column}
        found.append(Column(**{"key": "", "label": "", **facts}))
    return found


# --- when a field is asked --------------------------------------------------------------------------------------------


def shown_keys(rows: Iterable, values: Mapping) -> set[str]:
    """The keys of the fields that are asked, given what is filled in.

    A field whose condition rests on a field that isn't asked isn't asked either.
    """
    by_key = {row.key: row for row in rows}
    known: dict[str, bool] = {}

    def shown(key: str, path: tuple[str, ...]) -> bool:
        if key not in known:
            row = by_key.get(key)
            if row is None or key in path:
                return False
            known[key] = not row.when_key or (shown(row.when_key, (*path, key)) and matches(row, values))
        return known[key]

    return {key for key in by_key if shown(key, ())}


def matches(row, values: Mapping) -> bool:
    """Whether the condition of a field holds of the values, whatever is asked."""
    value, wanted = values.get(row.when_key), _plain(row.when_value)
    found = _texts(value)
    if row.when_test == ConditionTest.FILLED:
        return bool(found)
    if row.when_test == ConditionTest.EMPTY:
        return not found
    if row.when_test == ConditionTest.CONTAINS:
        return wanted in found if isinstance(value, list) else any(wanted in text for text in found)
    same = len(found) == 1 and _same(found[0], wanted)
    return same if row.when_test == ConditionTest.IS else not same


def kept(rows: Iterable, values: Mapping) -> dict:
    """The values of the fields that are asked: what is hidden isn't kept, nor what no field asks for."""
    rows = list(rows)
    shown = shown_keys(rows, values)
    return {row.key: values[row.key] for row in rows if row.key in shown and row.key in values}


def condition_words(row, labels: Mapping[str, str]) -> str:
    """When a field is asked, in words; empty for one that always is."""
    if not row.when_key:
        return ""
    name, test = f"“{labels.get(row.when_key, row.when_key)}”", ConditionTest(row.when_test)
    if test in (ConditionTest.FILLED, ConditionTest.EMPTY):
        return f"{name}{test.label}时填写"
    word = {ConditionTest.IS: "是", ConditionTest.IS_NOT: "不是"}.get(test, test.label)
    return f"{name}{word}“{row.when_value}”时填写"


def _texts(value) -> list[str]:
    """A value as the texts that a condition compares; nothing for one that is empty."""
    if isinstance(value, dict):
        value = " ".join(str(part) for part in value.values() if part)
    values = value if isinstance(value, list) else [value]
    texts = [_plain(str(v)) if not isinstance(v, dict) else "row" for v in values if v not in (None, "", [], {})]
    return [text for text in texts if text]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text or "").strip()


def _same(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other


# --- what is wrong with a declaration ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field of a form and how to mend it; `field` is the column of the row that it is about."""

    key: str
    field: str
    message: str


def form_faults(rows: Iterable, *, licence_types: Iterable[str] = ()) -> list[Fault]:
    """Everything that is wrong with the fields of one form. `licence_types` are the codes that are known."""
    rows, types = list(rows), set(licence_types)
    by_key = {row.key: row for row in rows}
    found = []
    seen: set[str] = set()
    for row in rows:
        faults = [*_of_field(row, types), *_of_condition(row, by_key), *_of_source(row, types)]
        if row.key in seen:
            faults.append(("key", f"字段名“{row.key}”用了两次，请改其中一个。"))
        seen.add(row.key)
        found += [Fault(row.key, name, message) for name, message in faults]
    return found


def _of_field(row, types) -> list[tuple[str, str]]:
    found = [*_of_basics(row)]
    if row.kind == FieldKind.TABLE:
        found += _of_columns(row)
    elif row.columns:
        found.append(("columns", "只有表格才有列：请清空列，或者把类型改成“表格”。"))
    if row.kind == FieldKind.LICENCE:
        unknown = [code for code in row.options if code not in types]
        if unknown:
            found.append(("options", f"没有编码是“{'、'.join(unknown)}”的证照类型，请从列出的类型中选。"))
    return found


def _of_basics(row) -> list[tuple[str, str]]:
    """What fields and columns have in common."""
    found = []
    if not KEY.fullmatch(row.key or ""):
        found.append(("key", "字段名用小写字母开头，只能有小写字母、数字和下划线，例如 shop_name。"))
    if not (row.label or "").strip():
        found.append(("label", "请写标签，也就是申请人看到的名称。"))
    if row.kind in CHOSEN:
        options = [str(option) for option in row.options or []]
        if len(options) < 2:
            found.append(("options", "单选、多选至少要有两个选项，一行写一个。"))
        elif len(set(options)) < len(options):
            found.append(("options", "有重复的选项，请删去一个。"))
        elif len(options) > MOST_OPTIONS or any(len(option) > 100 for option in options):
            found.append(("options", f"选项最多 {MOST_OPTIONS} 个，每个最多 100 个字。"))
    if row.days and row.kind != FieldKind.DATE:
        found.append(("days", "只有日期才能限制日期范围，请清空。"))
    elif row.days and row.days not in DayRange.values:
        found.append(("days", "日期范围不在可选的几种里，请重新选。"))
    return found + _of_limits(row)


def _of_limits(row) -> list[tuple[str, str]]:
    least, most = number(row.least), number(row.most)
    if least is None and most is None:
        return []
    if row.kind not in LIMITS:
        return [("least" if least is not None else "most", "这一类型没有最少、最多，请清空。")]
    low, high = LIMITS[row.kind]
    found = []
    for name, label, value in (("least", low, least), ("most", high, most)):
        whole = row.kind in COUNTED or row.kind == FieldKind.INTEGER
        if value is not None and whole and value != value.to_integral_value():
            found.append((name, f"{label}应是整数。"))
        elif value is not None and row.kind in COUNTED and value < (name == "most"):
            found.append((name, f"{label}不能小于 {int(name == 'most')}。"))
    if least is not None and most is not None and least > most:
        found.append(("most", f"{high}比{low}还小，请改其中一个。"))
    ceiling = {**LONGEST, FieldKind.TABLE: MOST_ROWS, FieldKind.FILE: MOST_FILES}.get(row.kind)
    if ceiling and most is not None and most > ceiling:
        found.append(("most", f"{high}不能超过 {ceiling}。"))
    if row.kind == FieldKind.CHOICES and least is not None and least > len(row.options or []):
        found.append(("least", f"只有 {len(row.options or [])} 个选项，{low}不能更多。"))
    return found


def _of_columns(row) -> list[tuple[str, str]]:
    columns = columns_of(row)
    if not columns:
        return [("columns", "表格至少要有一列。")]
    if len(columns) > MOST_COLUMNS:
        return [("columns", f"表格最多 {MOST_COLUMNS} 列，再多在手机上没法填。")]
    found = []
    keys = [column.key for column in columns]
    if len(set(keys)) < len(keys):
        found.append(("columns", "有两列的字段名相同，请改其中一个。"))
    for column in columns:
        label = column.label or column.key
        if column.kind not in COLUMN_KINDS:
            found.append(("columns", f"“{label}”这一列的类型不能放在表格里。"))
        found += [("columns", f"“{label}”这一列：{message}") for _, message in _of_basics(column)]
    return found


def _of_condition(row, by_key) -> list[tuple[str, str]]:
    if not row.when_key:
        return [("when_key", "请选显示条件所看的字段，或者清空条件。")] if row.when_test else []
    if not row.when_test:
        return [("when_test", "请选条件：等于、不等于、包含、已填写或没有填写。")]
    other = by_key.get(row.when_key)
    if row.when_key == row.key:
        return [("when_key", "显示条件不能看字段自己。")]
    if other is None:
        return [("when_key", f"显示条件里的字段“{row.when_key}”不在这张表上，请重新选。")]
    if circle := _circle(row, by_key):
        return [("when_key", f"显示条件绕成了一圈：{' → '.join(circle)}，请去掉其中一个条件。")]
    empty = row.when_test in (ConditionTest.FILLED, ConditionTest.EMPTY)
    if other.kind == FieldKind.FILE or (other.kind == FieldKind.TABLE and not empty):
        return [("when_key", f"“{other.label}”是{FieldKind(other.kind).label}，不能用来作这样的条件。")]
    if empty:
        return []
    if not (row.when_value or "").strip():
        return [("when_value", "请写条件的值，例如“是”。")]
    options = [YES, NO] if other.kind == FieldKind.YES_NO else other.options if other.kind in CHOSEN else []
    if options and row.when_value not in options:
        return [("when_value", f"“{other.label}”没有“{row.when_value}”这个选项，可选：{'、'.join(options)}。")]
    return []


def condition_faults(row, by_key: Mapping) -> list[str]:
    """What is wrong with a condition of a row that is no field of the form itself, such as a step of the review."""
    looked = _Looking(row.when_key, row.when_test, row.when_value, row.name)
    return [words.replace("显示条件", "条件") for _, words in _of_condition(looked, by_key)]


@dataclass(frozen=True)
class _Looking:
    when_key: str
    when_test: str
    when_value: str
    label: str
    key: str = ""


def _circle(row, by_key) -> list[str]:
    """The labels along a circle of conditions that runs through this field; empty when there is none."""
    path, at = [row.label], by_key.get(row.when_key)
    while at is not None and len(path) <= len(by_key):
        path.append(at.label)
        if at.key == row.key:
            return path
        at = by_key.get(at.when_key) if at.when_key else None
    return []


def _of_source(row, types) -> list[tuple[str, str]]:
    if not row.source:
        return [("skip_held", "没有带入来源，就谈不上“不再问”：请选带入来源，或者去掉勾。")] if row.skip_held else []
    if row.kind in (FieldKind.FILE, FieldKind.LICENCE) and row.source == EARLIER:
        return [("source", "文件和证照编号不能从以前的申请带入。")]
    return [] if source_words(row.source, dict.fromkeys(types, "证照")) else [("source", "带入来源不认识，请重新选。")]


def source_words(source: str, licence_names: Mapping[str, str]) -> str:
    """Where a field takes its first value from, in words; empty for a source that isn't known.

    `profile.<fact>`, `licence:<type code>.<fact or key of its content>`, `earlier` (the applicant's last application
    with a field of the same name).
    """
    if source == EARLIER:
        return "您以前的申请"
    what, _, key = source.rpartition(".")
    if what == "profile":
        return f"账号资料的{PROFILE[key]}" if key in PROFILE else ""
    code = what.removeprefix("licence:")
    if what.startswith("licence:") and key and code in licence_names:
        return f"《{licence_names[code]}》的{LICENCE_FACTS.get(key, key)}"
    return ""


def number(value) -> Decimal | None:
    """A limit as a number, however JSON or a form holds it; None for nothing, and for what is none."""
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
