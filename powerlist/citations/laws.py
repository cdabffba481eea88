"""The statutes on record, and what they say of a citation."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from .text import (
    CHINESE_NUMBER,
    FOLD,
    ORDER,
    YEAR_IN_TITLE,
    Citation,
    chinese_number,
    number_of,
    read_cell,
)

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
    VERIFIED = "verified"  # not on the register; somebody looked at the paper itself and answers for it


GRAVEST = (
    Verdict.ARTICLE_MISSING, Verdict.REPEALED, Verdict.TITLE_UNKNOWN, Verdict.UNREADABLE, Verdict.SHORT_TITLE,
    Verdict.ARABIC, Verdict.VERIFIED, Verdict.OK,
)  # fmt: skip


@dataclass(frozen=True)
class Judgement:
    text: str
    verdict: Verdict
    title: str = ""
    article: str = ""
    message: str = ""
    law_id: int | None = None  # of the row of the register, when the index was built from it
    law: Law | None = None
    level: str = ""  # of a paper that was verified; a law on the register has its own

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


def basis_key(citation: Citation) -> str:
    """What names a basis that is not on the register: who issued it, its title and number; else its words."""
    named = key_of(citation.issuer + citation.title) + number_key(citation.document)
    return (named or key_of(citation.text))[:300]


def number_key(number: str) -> str:
    """A document number whatever its brackets and blanks: 国发[2010] 21号 and 国发〔2010〕21号 are one."""
    return re.sub(r"[\s第]", "", number.translate(FOLD)).translate(str.maketrans("[]（）()【】﹝﹞［］", "〔〕" * 6))


@dataclass(frozen=True)
class Law:
    """A statute on record: its title, level of force (code of `LawLevel`), number of the order, last article, and from
    when to when it holds."""

    title: str
    level: str = ""
    number: str = ""
    articles: int = 0
    status: str = ""
    complete: bool = True
    id: int | None = None
    issuer: str = ""
    effective_on: date | None = None
    repealed_on: date | None = None
    successors: tuple[str, ...] = ()

    def repealed(self, on: date | None = None) -> bool:
        """Whether it no longer holds on a day; without a day, as the register records it."""
        ended = self.status == "repealed" or "废止" in self.status or "失效" in self.status
        if self.repealed_on and on:
            return self.repealed_on <= on
        return ended

    @classmethod
    def of(cls, row: Mapping[str, object]) -> Law:
        """From a row with `title`, `level`, `number`, `articles`, `status`, and, where known, `last_article`,
        `complete` (`suspect`: the record of its articles is damaged, so no article is called missing), `issuer`,
        `effective_on`, `repealed_on`, `successors` (titles)."""
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
            issuer=str(row.get("issuer") or ""),
            effective_on=_day(row.get("effective_on") or row.get("effective")),
            repealed_on=_day(row.get("repealed_on")),
            successors=tuple(row.get("successors") or ()),
        )


def _day(value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


@dataclass(frozen=True)
class Verified:
    """A paper that isn't on the register and that somebody verified: its rank, and who answers since when."""

    level: str
    words: str


@dataclass
class LawIndex:
    """All statutes on record, ready to judge citations as of `on` (None: as recorded); `verified` by `basis_key`."""

    laws: list[Law]
    on: date | None = None
    verified: Mapping[str, Verified] = field(default_factory=dict)
    _cache: dict[str, Judgement] = field(default_factory=dict, repr=False)
    _near: dict[str, str] = field(default_factory=dict, repr=False)
    _found: dict[str, tuple[Law | None, bool]] = field(default_factory=dict, repr=False)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, object]],
        on: date | None = None,
        verified: Mapping[str, Verified] | None = None,
    ) -> LawIndex:
        return cls([Law.of(row) for row in rows], on, verified or {})

    @cached_property
    def by_title(self) -> dict[str, Law]:
        return {key_of(law.title): law for law in self.laws}

    @cached_property
    def by_number(self) -> dict[str, Law]:
        found: dict[str, list[Law]] = defaultdict(list)
        for law in self.laws:
            if law.number:
                found[number_key(law.number)].append(law)
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
        if title not in self._found:
            self._found[title] = self._find(title)
        return self._found[title]

    def _find(self, title: str) -> tuple[Law | None, bool]:
        key = key_of(title)
        for form in (key, key_of(YEAR_IN_TITLE.sub("", title))):  # 《水法（2016年修正）》
            law = self.by_title.get(form)
            if law:
                return law, False
            law = self.by_title.get(PREFIX + form)
            if law:
                return law, True
        return None, False

    def law_of(self, citation: Citation) -> tuple[Law | None, bool]:
        """(law, whether named short) of a citation; 国务院《关于甲的规定》 is 国务院关于甲的规定."""
        law, short = self.find(citation.title)
        if law is None and citation.issuer:
            law, short = self.find(citation.issuer + citation.title)
        return law, short

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
        """Judge one citation as written; of several on one line the gravest verdict stands."""
        if text not in self._cache:
            found = [self.judge(citation, text) for citation in read_cell(text.strip())]
            self._cache[text] = (
                min(found, key=lambda judgement: GRAVEST.index(judgement.verdict))
                if found
                else Judgement(text, Verdict.UNREADABLE, message="没有读出法规名称。请写成“《法规全称》第×条”。")
            )
        return self._cache[text]

    def judge(self, citation: Citation, text: str | None = None) -> Judgement:
        """Judge a citation already read: by the register, then by what was verified on paper."""
        found = self._by_register(citation, text)
        if found.law is None and self.verified:
            paper = self.verified.get(basis_key(citation))
            if paper is not None:
                return replace(found, verdict=Verdict.VERIFIED, message=paper.words, level=paper.level)
        return found

    def _by_register(self, citation: Citation, text: str | None) -> Judgement:
        text = citation.text if text is None else text
        title, article = citation.title, citation.article

        def verdict(value: Verdict, message: str, law: Law | None = None) -> Judgement:
            return Judgement(
                text, value, law.title if law else title, article, message, law.id if law else None, law
            )  # fmt: skip

        if not title:
            return self._judge_paper(citation, text)
        law, short = self.law_of(citation)
        if law is not None and re.search(r"[第条款项]", citation.unread):
            return verdict(
                Verdict.UNREADABLE,
                f"“{citation.unread}”没有读出是哪一条。请写成“第×条第×款第（×）项”，范围从小到大写。",
                law,
            )
        if law is None:
            near = self.nearest(title)
            if near:
                return verdict(
                    Verdict.TITLE_UNKNOWN, f"法规库里没有《{title}》。您要写的是不是《{near}》？请核对名称。"
                )
            return verdict(
                Verdict.TITLE_UNKNOWN,
                f"法规库里没有《{title}》。请核对名称；名称不错的，公布前由县委编办或司法局录入法规库，或者核对纸质文件。",
            )
        missing = [n for n in citation.articles if law.complete and not 1 <= int(n.split("-")[0]) <= law.articles]
        if missing:
            return verdict(
                Verdict.ARTICLE_MISSING,
                f"《{law.title}》共{law.articles}条，没有第{missing[0]}条。请核对条号；法规修订后条数有变的，请管理员更新法规库。",
                law,
            )
        if law.repealed(self.on):
            return verdict(Verdict.REPEALED, self._repealed(law), law)
        if short:
            return verdict(Verdict.SHORT_TITLE, f"名称用了简称。请写全称《{law.title}》。", law)
        if citation.arabic:
            numbers = "、".join(_regular(n) for n in citation.articles[:5])
            return verdict(Verdict.ARABIC, f"条号用了阿拉伯数字，已经认出。规范写法是{numbers}。", law)
        return verdict(Verdict.OK, self._remark(citation, law), law)

    def _repealed(self, law: Law) -> str:
        """That a law holds no more, since when, and what to cite instead."""
        since = f"自{_in_words(law.repealed_on)}起" if law.repealed_on else ""
        if not law.successors:
            return f"《{law.title}》{since}已废止。请改引现行依据，或者申请调整这一事项。"
        named = "、".join(f"《{title}》" for title in law.successors)
        cite = f"请改引{named}" if len(law.successors) == 1 else "请按引用的条款改引其中相应的一部"
        return f"《{law.title}》{since}已废止，由{named}替代。{cite}，或者申请调整这一事项。"

    def _remark(self, citation: Citation, law: Law) -> str:
        """What is worth saying of a citation that is right."""
        if self.on and law.effective_on and law.effective_on > self.on:
            return f"《{law.title}》自{_in_words(law.effective_on)}起施行，现在还没有生效。"
        if citation.unread:
            return f"“{citation.unread}”没有读出来。请写成“第×条第×款第（×）项”。"
        if not citation.articles and not citation.place:
            return "没有写条号。请尽量写明具体条款。"
        return ""

    def _judge_paper(self, citation: Citation, text: str) -> Judgement:
        if not citation.document:
            return Judgement(
                text, Verdict.UNREADABLE, article=citation.article,
                message="没有读出法规名称。请写成“《法规全称》第×条”。",
            )  # fmt: skip
        order = ORDER.search(citation.document)
        law = self.by_number.get(f"{order.group(1)}{order.group(2)}号") if order else None
        law = law or self.by_number.get(number_key(citation.document))
        if law is None:
            return Judgement(
                text, Verdict.TITLE_UNKNOWN, citation.document, citation.article,
                f"法规库里没有“{citation.document}”。请写明文件全称；公布前由县委编办或司法局录入法规库，或者核对纸质文件。",
            )  # fmt: skip
        if law.repealed(self.on):
            return Judgement(
                text, Verdict.REPEALED, law.title, citation.article, self._repealed(law), law.id, law
            )  # fmt: skip
        return Judgement(
            text, Verdict.OK, law.title, citation.article, f"按文号认出是《{law.title}》，请补写全称。", law.id, law
        )


def _regular(article: str) -> str:
    """`48-1` → 第四十八条之一."""
    number, _, branch = article.partition("-")
    return f"第{chinese_number(int(number))}条" + (f"之{chinese_number(int(branch))}" if branch else "")


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _pairs_of(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _alike(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()
