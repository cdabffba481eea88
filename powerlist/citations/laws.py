"""The statutes on record, and what they say of a citation."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from .text import CHINESE_NUMBER, FOLD, ORDER, Citation, chinese_number, number_of, read_cell

PREFIX = "中华人民共和国"


class Verdict(StrEnum):
    """What the check says of one citation; the values are the contract of `check_citations`."""

    OK = "ok"
    SHORT_TITLE = "short_title"
    ARABIC = "arabic"
    TITLE_UNKNOWN = "title_unknown"
    ARTICLE_MISSING = "article_missing"
    REPEALED = "repealed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Judgement:
    text: str
    verdict: Verdict
    title: str = ""
    article: str = ""
    message: str = ""
    law_id: int | None = None  # of the row of the register, when the index was built from it

    def as_dict(self) -> dict[str, str]:
        return {
            "text": self.text,
            "verdict": str(self.verdict.value),
            "title": self.title,
            "article": self.article,
            "message": self.message,
        }


def key_of(title: str) -> str:
    """A title without spaces and inner brackets' kinds: two ways to write one title give one key."""
    return re.sub(r"[\s《》〈〉<>＜＞“”\"]", "", title.translate(FOLD)).translate(str.maketrans("()﹙﹚", "（）（）"))


@dataclass(frozen=True)
class Law:
    """A statute on record: its title, level of force, number of the order, last article, whether repealed."""

    title: str
    level: str = ""
    number: str = ""
    articles: int = 0
    status: str = ""
    complete: bool = True
    id: int | None = None

    @property
    def repealed(self) -> bool:
        return self.status == "repealed" or "废止" in self.status or "失效" in self.status

    @classmethod
    def of(cls, row: Mapping[str, object]) -> Law:
        """From a row with `title`, `level`, `number`, `articles`, `status`, and, where known, `last_article`
        and `complete` (`suspect`: the record of its articles is damaged, so no article is called missing)."""
        last = re.fullmatch(rf"第([{CHINESE_NUMBER}\d]+)条", str(row.get("last_article") or ""))
        articles = (number_of(last.group(1)) if last else None) or int(row.get("articles") or 0)
        return cls(
            title=str(row["title"]),
            level=str(row.get("level") or ""),
            number=str(row.get("number") or ""),
            articles=articles,
            status=str(row.get("status") or ""),
            complete=row.get("complete") not in ("suspect", "no", False) and bool(articles),
            id=row.get("id"),
        )


@dataclass
class LawIndex:
    """All statutes on record, ready to judge citations."""

    laws: list[Law]
    _cache: dict[str, Judgement] = field(default_factory=dict, repr=False)
    _near: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> LawIndex:
        return cls([Law.of(row) for row in rows])

    @cached_property
    def by_title(self) -> dict[str, Law]:
        return {key_of(law.title): law for law in self.laws}

    @cached_property
    def by_number(self) -> dict[str, Law]:
        found: dict[str, list[Law]] = defaultdict(list)
        for law in self.laws:
            if law.number:
                found[re.sub(r"[\s第]", "", law.number)].append(law)
        return {number: laws[0] for number, laws in found.items() if len(laws) == 1}

    @cached_property
    def _pairs(self) -> dict[str, set[str]]:
        pairs: dict[str, set[str]] = defaultdict(set)
        for key in self.by_title:
            for pair in _pairs_of(key):
                pairs[pair].add(key)
        return pairs

    def find(self, title: str) -> tuple[Law | None, bool]:
        """(the law, whether the title was written short: without 中华人民共和国)."""
        key = key_of(title)
        law = self.by_title.get(key)
        if law:
            return law, False
        law = self.by_title.get(PREFIX + key)
        return law, law is not None

    def nearest(self, title: str) -> str:
        """The most alike title on record, or an empty text when nothing is alike (ratio under 0.8)."""
        key = key_of(title)
        if key not in self._near:
            shared: dict[str, int] = defaultdict(int)
            for form in (key, PREFIX + key):
                for pair in _pairs_of(form):
                    for candidate in self._pairs.get(pair, ()):
                        shared[candidate] += 1
            best = sorted(shared, key=lambda k: (shared[k] / (len(k) + len(key)), k), reverse=True)[:8]
            ratio, name = max(
                ((max(_alike(k, key), _alike(k, PREFIX + key) - 0.02), k) for k in best), default=(0.0, "")
            )
            self._near[key] = self.by_title[name].title if ratio >= 0.8 else ""
        return self._near[key]

    def check(self, text: str) -> Judgement:
        """Judge one citation as written."""
        if text not in self._cache:
            read = read_cell(text.strip())
            self._cache[text] = (
                self.judge(read[0], text)
                if read
                else Judgement(text, Verdict.UNREADABLE, message="没有读出法规名称。请写成“《法规全称》第×条”。")
            )
        return self._cache[text]

    def judge(self, citation: Citation, text: str | None = None) -> Judgement:
        """Judge a citation already read."""
        text = citation.text if text is None else text
        title, article = citation.title, citation.article

        def verdict(value: Verdict, message: str, law: Law | None = None) -> Judgement:
            return Judgement(text, value, law.title if law else title, article, message, law.id if law else None)

        if not title:
            return self._judge_paper(citation, text)
        law, short = self.find(title)
        if law is None:
            near = self.nearest(title)
            if near:
                return verdict(
                    Verdict.TITLE_UNKNOWN, f"法规库里没有《{title}》。您要写的是不是《{near}》？请核对名称。"
                )
            return verdict(
                Verdict.TITLE_UNKNOWN,
                f"法规库里没有《{title}》。请核对名称；地方性法规和规范性文件请由管理员先录入法规库。",
            )
        missing = [n for n in citation.articles if law.complete and not 1 <= int(n.split("-")[0]) <= law.articles]
        if missing:
            return verdict(
                Verdict.ARTICLE_MISSING,
                f"《{law.title}》共{law.articles}条，没有第{missing[0]}条。请核对条号。",
                law,
            )
        if law.repealed:
            return verdict(Verdict.REPEALED, f"《{law.title}》已废止。请改引现行依据，或者申请调整这一事项。", law)
        if short:
            return verdict(Verdict.SHORT_TITLE, f"名称用了简称。请写全称《{law.title}》。", law)
        if citation.arabic:
            numbers = "、".join(f"第{chinese_number(int(n.split('-')[0]))}条" for n in citation.articles[:5])
            return verdict(Verdict.ARABIC, f"条号用了阿拉伯数字，已经认出。规范写法是{numbers}。", law)
        if not citation.articles:
            return verdict(Verdict.OK, "没有写条号。请尽量写明具体条款。", law)
        return verdict(Verdict.OK, "", law)

    def _judge_paper(self, citation: Citation, text: str) -> Judgement:
        if not citation.document:
            return Judgement(
                text, Verdict.UNREADABLE, article=citation.article,
                message="没有读出法规名称。请写成“《法规全称》第×条”。",
            )  # fmt: skip
        order = ORDER.search(citation.document)
        law = self.by_number.get(f"{order.group(1)}{order.group(2)}号") if order else None
        if law is None:
            return Judgement(
                text, Verdict.TITLE_UNKNOWN, citation.document, citation.article,
                f"法规库里没有“{citation.document}”。请写明文件全称，或者由管理员先录入法规库。",
            )  # fmt: skip
        if law.repealed:
            return Judgement(
                text, Verdict.REPEALED, law.title, citation.article, f"《{law.title}》已废止。请改引现行依据。", law.id
            )
        return Judgement(
            text, Verdict.OK, law.title, citation.article, f"按文号认出是《{law.title}》，请补写全称。", law.id
        )


def _pairs_of(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _alike(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()
