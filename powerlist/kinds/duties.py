"""责任事项, 追责情形 and 监管措施 as rows: split out of one cell of 附件6, and joined into it again.

What people write: `1.受理责任：公示…；2.审查责任：…`, the same on lines of their own, `受理：…；审查：…` without
numbers, `1.受理责任(5日)`, `不履行职责，有下列情形之一的，追究责任：1.…；2.…`. What `join` writes, `split`
reads.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..enums import MeasureKind

Rows = list[dict[str, str]]

STAGES = (
    "受理", "初审", "审查", "审核", "现场勘查", "现场核查", "听证", "评审", "公示", "决定", "送达", "事后监管",
    "事后监督", "立案", "调查", "调查取证", "审理", "告知", "执行", "结案", "催告", "检查", "处置", "移送", "信息公开",
    "公开", "登记", "核算", "征收", "发放", "给付", "裁决", "确认", "表彰", "制定方案", "组织实施", "解除", "归档",
    "监管", "监督", "处理", "申报", "立项", "审批",
)  # fmt: skip
_STAGE = "|".join(sorted(STAGES, key=len, reverse=True))
_HEAD = re.compile(
    rf"^(?P<stage>{_STAGE}|[\u4e00-\u9fff、]{{2,10}}(?=阶段|责任|环节))(?:阶段|环节)?(?:责任)?[:：]\s*(?P<rest>.*)$",
    re.S,
)
_ALONE = re.compile(r"^(?P<stage>[\u4e00-\u9fff、]{2,10}?)(?:阶段|环节)?责任$")
_UNNUMBERED = re.compile(rf"(?:^|(?<=[；;。\n]))\s*(?=(?:{_STAGE})(?:阶段|环节)?(?:责任)?[:：])")
_SIGN = r"(?:(\d{1,2})(?:[.．](?!\d)|、)|[（(](\d{1,2})[)）])\s*"
_LINE_NUMBER = re.compile(rf"^\s*{_SIGN}", re.M)
_NUMBER = re.compile(rf"(?:^|(?<=[；;。:：\n,，]))\s*{_SIGN}")
_BRACKETS = re.compile(r"()[（(](\d{1,2})[)）]\s*")
_CHINESE = {number: place for place, number in enumerate("一二三四五六七八九十", 1)}
_CHINESE_NUMBER = re.compile(
    r"(?:^|(?<=[；;。:：\n]))\s*(?:[（(]([一二三四五六七八九十])[)）]、?|([一二三四五六七八九十])、)\s*"
)
_LIMIT = re.compile(
    r"^(?:自?\S{0,12}?)?\d+(?:\.\d+)?\s*(?:个)?(?:工作日|自然日|日|天|月|小时|年)(?:内|以内)?$|^即时|^当日$|^当场$"
)
_INTRO = re.compile(r"^[^。；;]{0,40}(?:下列|以下)[^。；;：:]{0,6}情形[^。；;：:]{0,30}[:：]?$")
INTRO = "不履行或者不正确履行职责，有下列情形之一的，依法追究有关人员的责任："
_END = "；;。，, \n"


def _numbered(text: str) -> tuple[str, list[str]] | None:
    """(what stands before, the items) of a text numbered 1, 2, 3…; None when it isn't."""
    for pattern, least in ((_LINE_NUMBER, 2), (_NUMBER, 1), (_CHINESE_NUMBER, 1), (_BRACKETS, 2)):
        marks, want = [], 1
        for found in pattern.finditer(text):
            sign = found.group(1) or found.group(2)
            if (int(sign) if sign.isdigit() else _CHINESE[sign]) == want:
                marks.append(found)
                want += 1
        if len(marks) >= least and (len(marks) > 1 or marks[0].start() == 0):
            if pattern is _NUMBER and len(marks) == 1 and len(_BRACKETS.findall(text)) > 1:
                continue
            ends = [mark.start() for mark in marks[1:]] + [len(text)]
            return text[: marks[0].start()].strip(), [text[m.end() : e] for m, e in zip(marks, ends, strict=True)]
    return None


def _items(text: str) -> tuple[str, list[str]]:
    numbered = _numbered(text)
    if numbered is not None:
        return numbered
    starts = [found.end() for found in _UNNUMBERED.finditer(text)]
    if len(starts) > 1:
        parts = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
        return text[: starts[0]].strip(_END), parts
    lines = [line for line in text.splitlines() if line.strip()]
    return "", lines if len(lines) > 1 else [text]


def _trim(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text).strip(_END)


def _tail(text: str, labels: dict[str, str]) -> tuple[str, dict[str, str]]:
    """What the last brackets say, when all of it is `label：text`: (the text without them, the cells)."""
    if not text.endswith(("）", ")")):
        return text, {}
    start = max(text.rfind("（" + label + "：") for label in labels)
    if start < 0:
        return text, {}
    first = min(place for place in (text.find("（" + label + "：") for label in labels) if place >= 0)
    inside = text[first + 1 : -1]
    cuts = [(found.start(), found.group(1)) for found in re.finditer(rf"(?:^|(?<=；))({'|'.join(labels)})：", inside)]
    cells = {}
    for (begin, label), end in zip(cuts, [*(place for place, _ in cuts[1:]), len(inside) + 1], strict=True):
        cells[labels[label]] = inside[begin + len(label) + 1 : end].rstrip("；").strip()
    return text[:first].strip(), cells


def _line(number: int, text: str) -> str:
    return f"{number}{'、' if text[:1].isdigit() else '.'}{text}"


# --- 责任事项 --------------------------------------------------------------------------------------------------------

DUTY_LABELS = {"依据": "basis", "责任主体": "body", "时限": "limit"}


@lru_cache(maxsize=20_000)
def _duties(text: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    intro, items = _items(text)
    rows = []
    for item in ([intro] if intro else []) + items:
        item, cells = _tail(_trim(item), DUTY_LABELS)
        bracket = re.match(r"^(.*?)[（(]([^（）()]{1,20})[)）]$", item, re.S)
        if bracket and "limit" not in cells and _LIMIT.match(bracket[2]):
            item, cells["limit"] = bracket[1].strip(), bracket[2]
        row = {}
        head, alone = _HEAD.match(item), _ALONE.match(item)
        if head and head["rest"].strip():
            row = {"stage": head["stage"], "content": head["rest"].strip()}
        elif item.rstrip("：:") in STAGES or alone:
            stage = alone["stage"] if alone else item.rstrip("：:")
            row = {"stage": stage, "content": f"{stage}责任"}
        elif item:
            row = {"content": item}
        row |= {key: value for key, value in cells.items() if value}
        if row:
            rows.append(tuple(row.items()))
    return tuple(rows)


def split_duties(text: str) -> Rows:
    """The duties of one cell: 环节, 内容, 依据条款, 责任主体, 时限."""
    return [dict(row) for row in _duties(text.strip())]


def join_duties(rows: Rows) -> str:
    """The cell of 附件6 that `split_duties` reads back; one duty a line, numbered."""
    return "\n".join(_line(n, _duty(row)) for n, row in enumerate(rows, 1))


def _duty(row: dict[str, str]) -> str:
    stage, content = row.get("stage", ""), _trim(row.get("content", ""))
    text = content
    if stage:
        text = f"{stage}责任" if content in ("", f"{stage}责任") else f"{stage}责任：{content}"
    cells = "；".join(f"{label}：{row[key]}" for label, key in DUTY_LABELS.items() if row.get(key))
    return f"{text}（{cells}）" if cells else text


# --- 追责情形 --------------------------------------------------------------------------------------------------------

ACCOUNT_LABELS = {"依据": "basis", "处理": "handling"}
_BASIS_TAIL = re.compile(r"[\n；;。]\s*(?:追责)?依据[:：]\s*(?P<basis>《.+)$", re.S)


@lru_cache(maxsize=20_000)
def _accountability(text: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    tail = _BASIS_TAIL.search(text)
    shared = _trim(tail["basis"]) if tail else ""
    intro, items = _items(text[: tail.start()] if tail else text)
    if intro and _INTRO.match(intro.strip()):
        intro = ""
    rows = []
    for item in ([intro] if intro else []) + items:
        item, cells = _tail(_trim(item), ACCOUNT_LABELS)
        row = {"situation": item} if item else {}
        row |= {key: value for key, value in cells.items() if value}
        if row and shared:
            row.setdefault("basis", shared)
        if row:
            rows.append(tuple(row.items()))
    if shared and not rows:
        rows.append((("basis", shared),))
    return tuple(rows)


def split_accountability(text: str) -> Rows:
    """The situations of one cell: 情形, 依据, 处理. The usual opening sentence is no situation."""
    return [dict(row) for row in _accountability(text.strip())]


def join_accountability(rows: Rows) -> str:
    """The cell of 附件6 that `split_accountability` reads back; a basis that all share stands once, at the end."""
    bases = {row.get("basis", "") for row in rows}
    shared = bases.pop() if len(rows) > 1 and len(bases) == 1 else ""
    shared = shared if shared.startswith("《") else ""
    lines = []
    for number, row in enumerate(rows, 1):
        keys = {label: key for label, key in ACCOUNT_LABELS.items() if not (shared and key == "basis")}
        cells = "；".join(f"{label}：{row[key]}" for label, key in keys.items() if row.get(key))
        text = _trim(row.get("situation", ""))
        lines.append(_line(number, f"{text}（{cells}）" if cells else text))
    if len(lines) > 1:
        lines.insert(0, INTRO)
    if shared:
        lines.append(f"依据：{shared}")
    return "\n".join(lines)


# --- 监管措施 --------------------------------------------------------------------------------------------------------

MEASURE_LABELS = {"频次": "frequency", "承办股室": "office"}
_KINDS = {kind.label: kind.value for kind in MeasureKind}
_KIND_STARTS = re.compile(rf"(?:^|(?<=[；;。\n]))\s*(?=(?:{'|'.join(_KINDS)})[:：])")
_KIND_HEAD = re.compile(rf"^(?P<kind>{'|'.join(_KINDS)})[:：]\s*(?P<rest>.*)$", re.S)


def split_measures(text: str) -> Rows:
    """The measures of one cell: 方式 (one of the four, where the line begins with it), 内容, 频次, 承办股室."""
    text = text.strip()
    starts = [found.end() for found in _KIND_STARTS.finditer(text)]
    if len(starts) > 1 and _numbered(text) is None:
        intro, items = text[: starts[0]], [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    else:
        intro, items = _items(text)
    rows = []
    for item in ([intro] if intro else []) + items:
        item, cells = _tail(_trim(item), MEASURE_LABELS)
        head = _KIND_HEAD.match(item)
        row = {"kind": _KINDS[head["kind"]], "content": head["rest"].strip()} if head else {"content": item}
        if item in _KINDS:
            row = {"kind": _KINDS[item]}
        row = {key: value for key, value in {**row, **cells}.items() if value}
        if row:
            rows.append(row)
    return rows


def join_measures(rows: Rows) -> str:
    """The cell that `split_measures` reads back; one measure a line, numbered."""
    lines = []
    for number, row in enumerate(rows, 1):
        kind = dict(MeasureKind.choices).get(row.get("kind", ""), "")
        text = "：".join(filter(None, [kind, _trim(row.get("content", ""))]))
        cells = "；".join(f"{label}：{row[key]}" for label, key in MEASURE_LABELS.items() if row.get(key))
        lines.append(_line(number, f"{text}（{cells}）" if cells else text))
    return "\n".join(lines)
