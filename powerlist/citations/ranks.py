"""The rank of force of what a citation names, and whether that rank may create a power.

Codes are those of `LawLevel`. A law on the register has its rank there; of others it is read from the document number
and the title, and stays unknown where these don't tell.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from .laws import Judgement, Law
from .text import Citation

RULES = Path(__file__).parent.parent / "data" / "creation_rules.csv"
LAW, REGULATION, DECISION, LOCAL, MINISTRY, JUDICIAL, LOCAL_RULE = "1", "2", "25", "3", "4", "45", "5"
CENTRAL, PROVINCIAL, MANDATE, PAPER = "51", "55", "58", "6"
COERCION = "03"  # Category.COERCION
MEASURE, EXECUTION = "measure", "execution"  # PowerMatter

PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|"
    "陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆"
)
PROVINCE = re.compile(rf"^(?:{PROVINCES})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?")
PLACE = re.compile(
    rf"^(?:(?:{PROVINCES})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?|[\u4e00-\u9fff]{{2,6}}(?:自治州|自治县|州|市|县))"
)
# 京 津 沪 渝 冀 …: by what the papers of a province begin
SHORT = "京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼川蜀贵黔云滇陕甘青蒙桂藏宁新"
CENTRAL_NUMBER = re.compile(r"^(?:国发|国办发|国函|国办函|国办|国令|中发|中办发|中办|中委|厅字|国发明电|国办发明电)")
PROVINCIAL_NUMBER = re.compile(
    rf"^[{SHORT}](?:(?:政|委|党)办?(?:发|字|函|秘|规|厅|办)*|办?发|办字|厅字)(?:电)?[〔\[（(【﹝［]"
)
PAPER_WORDS = re.compile(
    r"(?:通知|意见|方案|函|公告|通告|纪要|批复|指南|指引|说明|目录|清单|标准|要点|规划|办法（试行）)$"
)
MANDATE_WORDS = re.compile(r"三定|职能配置、?内设机构|主要职责、?内设机构|职能转变和机构")
MINISTRY_ORDER = re.compile(r"(?:部|局|委员会|委|总局|署|总署|银行|办公室|院|会)(?:部)?令")
GOVERNMENT_ORDER = re.compile(r"(?:省|自治区|市|州)(?:人民)?政府令|^(?:省|市|自治区)?(?:人民)?政府令")
EXECUTION_WORDS = re.compile(
    r"强制执行|代履行|加处|滞纳金|划拨|拍卖|强制拆除|强行拆除|强制清除|强制清理|强制履行|强制恢复|强制补|强制搬迁"
    r"|强制铲除|立即代|代为"
)
MEASURE_WORDS = re.compile(
    r"查封|扣押|扣留|冻结|暂扣|先行登记保存|强制措施|强制隔离|强制检疫|强制戒毒|强制检测|约束|暂停|封存|封闭|扣缴"
)


@lru_cache(maxsize=50_000)
def rank_of(title: str, document: str, text: str = "") -> str:
    """The rank of a basis that isn't on the register; empty when its title and number don't tell."""
    return _by_number(document, title) or _by_title(title) or (MANDATE if MANDATE_WORDS.search(text) else "")


def rank(citation: Citation, law: Law | None) -> str:
    """The rank of a citation: the register's word, else what its own text tells."""
    return law.level if law is not None and law.level else rank_of(citation.title, citation.document, citation.text)


def level_of(citation: Citation, judgement: Judgement) -> str:
    """The rank of a citation as judged: what the register or the person who verified the paper says, else its text."""
    return judgement.level or rank(citation, judgement.law)


def _by_number(document: str, title: str) -> str:
    number = re.sub(r"\s", "", document)
    if not number:
        return ""
    if number.startswith("国务院令") or re.match(r"^(?:中华人民共和国)?国务院(?:第\d+号)?令", number):
        return DECISION if "412" in number or "设定行政许可的决定" in title else REGULATION
    if "主席令" in number:
        return LAW
    if GOVERNMENT_ORDER.search(number):
        return LOCAL_RULE
    if MINISTRY_ORDER.search(number):
        return MINISTRY
    if "人民代表大会" in number or "人大常委会" in number:
        return LOCAL
    if CENTRAL_NUMBER.match(number):
        return DECISION if title.startswith("国务院") and title.endswith("决定") else CENTRAL
    if PROVINCIAL_NUMBER.match(number):
        return MANDATE if MANDATE_WORDS.search(title) else PROVINCIAL
    return MANDATE if MANDATE_WORDS.search(title) else PAPER


def _by_title(title: str) -> str:
    title = re.sub(r"[（(][^（()）]*[)）]$", "", title.strip())
    if not title:
        return ""
    if MANDATE_WORDS.search(title):
        return MANDATE
    if title.startswith("最高人民"):
        return JUDICIAL
    if title.startswith("国务院"):
        return DECISION if title.endswith("决定") else CENTRAL if PAPER_WORDS.search(title) else ""
    if title.startswith(("中共中央", "中国共产党", "中央办公厅")):
        return CENTRAL
    if PLACE.match(title):
        return _by_local_title(title)
    if PAPER_WORDS.search(title):
        return PAPER
    if title.endswith(("法", "法典")) and not title.endswith("办法"):
        return LAW
    return REGULATION if title.endswith("条例") else ""


def _by_local_title(title: str) -> str:
    if re.search(r"(?:人民政府|省委|办公厅)", title) and PAPER_WORDS.search(title):
        return PROVINCIAL if PROVINCE.match(title) else PAPER
    if PAPER_WORDS.search(title):
        return PAPER
    if title.endswith("条例") or re.search(r"实施.{0,2}[〈《].+法[〉》]", title):
        return LOCAL
    return LOCAL_RULE if re.search(r"(?:办法|规定|细则|规则)$", title) else ""


def matter_of(name: str) -> str:
    """Which half of 行政强制 a power's name speaks of; empty when it tells neither or both."""
    execution, measure = bool(EXECUTION_WORDS.search(name)), bool(MEASURE_WORDS.search(name))
    return "" if execution == measure else EXECUTION if execution else MEASURE


@lru_cache(maxsize=1)
def shipped_rules() -> list[dict]:
    """The rows of the rules of creation that come with the product."""
    return list(csv.DictReader(RULES.read_text(encoding="utf-8").splitlines()))


@dataclass(frozen=True)
class Rule:
    """This rank may create this category; a provincial government's rule for so many months."""

    level: str
    provincial: bool = False
    months: int | None = None
    article: str = ""


@dataclass
class CreationRules:
    """Who may create which power: by category (and, of 行政强制, by half)."""

    rules: dict[tuple[str, str], dict[str, Rule]] = field(default_factory=lambda: defaultdict(dict))
    _halves: dict[str, dict[str, dict[str, Rule]]] = field(default_factory=dict, repr=False)

    @classmethod
    def shipped(cls) -> CreationRules:
        """What the product brings with it: 行政许可法 14, 15; 行政处罚法 10–14; 行政强制法 10, 13; 工作方案."""
        return cls.from_rows(shipped_rules())

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> CreationRules:
        """Rows with `category`, `matter`, `level`, `provincial`, `months`, `article`."""
        made = cls()
        for row in rows:
            made.rules[(str(row["category"]), str(row["matter"] or ""))][str(row["level"])] = Rule(
                str(row["level"]),
                row["provincial"] in (True, "yes"),
                int(row["months"]) if row["months"] else None,
                str(row["article"]),
            )
        return made

    def of(self, category: str, name: str = "") -> dict[str, Rule]:
        """The ranks that may create a power of this category and name, with their rules; empty when nothing is said."""
        plain = self.rules.get((str(category), ""), {})
        if category not in self._halves:
            self._halves[category] = {
                half: rules for (found, half), rules in self.rules.items() if found == str(category) and half
            }
        halves = self._halves[category]
        if not halves:
            return plain
        half = matter_of(name)
        chosen = [halves[half]] if half in halves else list(halves.values())[::-1]
        return {**plain, **{level: rule for rules in chosen for level, rule in rules.items()}}

    def founds(self, category: str, name: str, level: str, law: Law | None, on: date | None) -> bool | None:
        """Whether a basis of this rank creates such a power on a day; None when that can't be told."""
        rules = self.of(category, name)
        if not rules or not level:
            return None
        rule = rules.get(level)
        if rule is None:
            return False
        if rule.provincial and law is not None:
            maker = law.issuer or law.title
            if not PROVINCE.match(maker):
                return False
        if not rule.months:
            return True
        if law is None or law.effective_on is None or on is None:
            return None
        return on < _months_after(law.effective_on, rule.months)

    def said(self, category: str, name: str, labels: Mapping[str, str]) -> str:
        """The ranks that may create such a power, with the articles that say so, in words."""
        parts: dict[str, list[str]] = defaultdict(list)
        for level, rule in sorted(self.of(category, name).items()):
            words = labels.get(level, level)
            if rule.provincial:
                words = f"省级{words.removeprefix('地方')}"
            if rule.months:
                words += f"（{rule.months}个月以内）"
            parts[re.sub(r"第[^第]*条.*$", "", rule.article)].append(words)
        return "；".join(f"{'、'.join(words)}（{source}）" for source, words in parts.items())


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = 29 if month == 2 and year % 4 == 0 and (year % 100 or year % 400 == 0) else 28 if month == 2 else 30
    return date(year, month, min(day.day, last if month in (2, 4, 6, 9, 11) else 31))
