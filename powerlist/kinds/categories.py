"""The ten categories of power as clerks write them, and as the nation codes them.

The founding document (seed 000, 附件1 说明) names ten; the nation's code set (GB/T 39046-2020 A.1) has 行政检查 (06)
where the county says 行政监督. Both are read; the county's word is written.
"""

from __future__ import annotations

import difflib
import re
from functools import lru_cache

from core.workbooks import Heading, Reason, squeeze
from powerlist.enums import Category

TEN = {category.label: category for category in Category if category is not Category.PUBLIC_SERVICE}
SYNONYMS = {
    "行政检查": Category.INSPECTION,
    "行政监督检查": Category.INSPECTION,
    "行政监管": Category.INSPECTION,
    "监督检查": Category.INSPECTION,
    "行政监督与检查": Category.INSPECTION,
    "行政执法检查": Category.INSPECTION,
    "其他权力": Category.OTHER,
    "其它权力": Category.OTHER,
    "其他职权": Category.OTHER,
    "其它职权": Category.OTHER,
    "其他行政职权": Category.OTHER,
    "其它行政职权": Category.OTHER,
    "其它行政权力": Category.OTHER,
    "其他行政权利": Category.OTHER,
    "其他": Category.OTHER,
    "其它": Category.OTHER,
    "其他行政权": Category.OTHER,
    "其他事项": Category.OTHER,
    "行政备案": Category.OTHER,
    "许可": Category.LICENSING,
    "处罚": Category.PENALTY,
    "强制": Category.COERCION,
    "征收": Category.LEVY,
    "给付": Category.PAYMENT,
    "裁决": Category.ADJUDICATION,
    "确认": Category.CONFIRMATION,
    "奖励": Category.REWARD,
    "监督": Category.INSPECTION,
    "检查": Category.INSPECTION,
    "行政征收征用": Category.LEVY,
    "行政表彰": Category.REWARD,
    "行政强制措施": Category.COERCION,
    "行政强制执行": Category.COERCION,
}  # fmt: skip
ADVICE = {
    "公共服务": "公共服务不是行政权力，请填入附件5《部门公共服务事项登记表》",
    "非行政许可": "非行政许可审批已经取消，请按事项性质改填“行政许可”或者“其他行政权力”",
    "非行政许可审批": "非行政许可审批已经取消，请按事项性质改填“行政许可”或者“其他行政权力”",
    "行政审批": "您是不是要填“行政许可”？",
}
_SPLIT = re.compile(r"[、，,/／;；|+＋&\s]+|和|及|与|或者|或")
_COUNT = re.compile(r"[（(]?\s*(?:共|计|合计)?\s*(\d+|[×xX*…]+)\s*(?:大?项|条|个|件)\s*[）)]?$")
_NUMBERING = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]+[）)]?[、.．]?|\d+[.、．]|第[一二三四五六七八九十]+[类部分]+[:：]?)\s*"
)
_LABEL = re.compile(r"^(?:职权|权力|事项|权责|权种)?(?:类别|类型|种类)\s*[:：]\s*(.+)$")
_DEPARTMENT = re.compile(r"^(?:部门名称|部门|单位名称|实施主体|责任部门)\s*[:：]\s*(.+)$")


@lru_cache(maxsize=4096)
def resolve(text: str) -> tuple[Category | None, Reason | None, str]:
    """(category, code, message): the category of a cell, with a warning when it is a synonym and a refusal when it is
    none, two, or empty. The message carries no place; the caller adds it."""
    label = squeeze(text)
    if not label:
        return None, Reason.MISSING_CATEGORY, "没有填。请填行政许可、行政处罚等十类之一"
    if label in TEN:
        return TEN[label], None, ""
    exact = _synonym(label)
    if exact:
        return exact, Reason.CATEGORY_SYNONYM, f"填的是“{text}”，已按“{exact.label}”导入"
    named = _named(text)
    if len(named) > 1:
        labels = "”和“".join(category.label for category in named)
        return None, Reason.AMBIGUOUS_CATEGORY, f"填了两个：“{labels}”。一个事项只能归一类，请只留一个，或者拆成两行"
    base = squeeze(re.split(r"[-－—_（(【:：]", text.strip(), maxsplit=1)[0])
    found = TEN.get(base) or _synonym(base)
    if found:
        return found, Reason.CATEGORY_SYNONYM, f"填的是“{text}”，已按“{found.label}”导入"
    if label in ADVICE:
        return None, Reason.UNKNOWN_CATEGORY, f"填的是“{text}”，不在十类之内。{ADVICE[label]}"
    near = nearest(label)
    hint = f"您是不是要填“{near}”？" if near else f"请从{'、'.join(TEN)}中选一个"
    return None, Reason.UNKNOWN_CATEGORY, f"填的是“{text}”，不在十类之内。{hint}"


def _synonym(label: str) -> Category | None:
    bare = re.sub(r"(类别|事项|类)$", "", label) or label
    return SYNONYMS.get(label) or SYNONYMS.get(bare) or TEN.get(bare)


def _named(text: str) -> list[Category]:
    """The distinct categories that the parts of a text name."""
    found = []
    for part in _SPLIT.split(text.strip()):
        label = squeeze(part)
        category = TEN.get(label) or (_synonym(label) if label else None)
        if category and category not in found:
            found.append(category)
    if len(found) < 2:
        found = [category for name, category in TEN.items() if name in text]
    return found


def nearest(label: str) -> str:
    """The most alike category, by its own word; empty when nothing is alike."""
    names = {**TEN, **SYNONYMS}
    match = difflib.get_close_matches(label, names, n=1, cutoff=0.5)
    return str(names[match[0]].label) if match else ""


def block_of(text: str) -> Heading:
    """A lone text without its number, with the count that it states: `一、对外职责（共3项）` → 对外职责, 3."""
    flat = re.sub(r"\s+", "", text)
    count = _COUNT.search(flat)
    bare = flat[: count.start()] if count and count.start() else flat
    number = int(count.group(1)) if count and count.group(1).isdigit() else None
    labelled = _LABEL.match(bare)
    return Heading(_NUMBERING.sub("", labelled.group(1) if labelled else bare), number)


def heading(text: str) -> Heading | None:
    """Whether a lone text opens a block: `二、行政处罚（共26项）`, `职权类别:行政强制`, `部门名称:市政府办公室(4项)`,
    and also a title or sheet name with the category in brackets (附件3)."""
    flat = re.sub(r"\s+", "", text)
    count = _COUNT.search(flat)
    number = int(count.group(1)) if count and count.group(1).isdigit() else None
    bare = flat[: count.start()] if count and count.start() else flat
    labelled = _LABEL.match(bare)
    if labelled:
        return Heading(labelled.group(1), number)
    department = _DEPARTMENT.match(bare)
    if department:
        return Heading(department.group(1), number, "department")
    bare = _NUMBERING.sub("", bare)
    bracket = re.search(r"[（(【]([^（()）】]{2,10}?)类?[）)】]$", bare)
    for candidate in (bare, bracket.group(1) if bracket else ""):
        label = squeeze(candidate)
        if (
            label
            and (label in TEN or _synonym(label))
            and label not in ("其他", "其它", "监督", "检查", "处罚", "确认")
        ):
            return Heading(re.sub(r"类$", "", label), number)
    return None
