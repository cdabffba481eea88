"""What is wrong with the bases of a row: the rules of writing of 附件6 (填表格式 1–3), and who may create a power.

A legal impossibility refuses the row; what is only written badly warns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from core.workbooks import Reason
from powerlist.citations import Citation, CreationRules, Judgement, LawIndex, Verdict, level_of, read_cell
from powerlist.enums import Category, LawLevel

REFUSING = {Reason.ARTICLE_MISSING, Reason.OWN_PAPER, Reason.ABOLISHED_KIND}
ABOLISHED = re.compile(r"非(?:行政)?许可(?:类)?(?:行政)?审批")
WITHOUT_NUMBER = {LawLevel.LAW, LawLevel.ADMINISTRATIVE_REGULATION, LawLevel.LOCAL_REGULATION}
WITH_ORDER = {LawLevel.MINISTRY_RULE, LawLevel.LOCAL_RULE}
PAPERS = {LawLevel.CENTRAL_PAPER, LawLevel.PROVINCIAL_PAPER, LawLevel.NORMATIVE}
LEVELS = dict(LawLevel.choices)
# what follows the county's sign in the numbers of the government, the committee, the congress, the 编委 …
NOT_A_DEPARTMENT = r"政(?:办|府)?(?:发|字|函|规|电|令|纪)|政〔|县?委|党|办(?:发|字|函)|人(?:大|常|发)|编|纪|法|检|协"


@dataclass(frozen=True)
class Fault:
    """One fault of a row's bases in words that say how to mend it; `refuses` when the law leaves no way."""

    code: Reason
    message: str

    @property
    def refuses(self) -> bool:
        return self.code in REFUSING


@dataclass(frozen=True)
class Bases:
    """The bases of one row as read and judged."""

    citations: Sequence[Citation]
    judgements: Sequence[Judgement]

    @classmethod
    def of(cls, citations: Sequence[Citation], laws: LawIndex) -> Bases:
        return cls(citations, [laws.judge(citation) for citation in citations])

    @cached_property
    def ranks(self) -> list[str]:
        return [level_of(c, j) for c, j in zip(self.citations, self.judgements, strict=True)]

    def faults(
        self, laws: LawIndex, *, category: str = "", name: str = "", rules: CreationRules | None = None, on=None
    ) -> list[Fault]:
        """Each fault once, the refusing ones first."""
        found = dict.fromkeys(
            [
                *_abolished(name),
                *(fault for c, j in zip(self.citations, self.judgements, strict=True) for fault in _judged(c, j, laws)),
                *(fault for c, j in zip(self.citations, self.judgements, strict=True) for fault in _written(c, j)),
                *self._order(),
                *(self.too_weak(rules, category, name, on) if rules else ()),
            ]
        )
        return sorted(found, key=lambda fault: not fault.refuses)

    def _order(self) -> Iterator[Fault]:
        """附件6 填表格式 3: several bases stand by rank of force."""
        known = [
            (level, j.title or c.title) for level, c, j in zip(self.ranks, self.citations, self.judgements, strict=True)
            if level in LEVELS and (j.title or c.title)
        ]  # fmt: skip
        for (before, first), (after, second) in zip(known, known[1:], strict=False):
            if after < before:
                yield Fault(
                    Reason.BASIS_ORDER,
                    f"依据没有按效力位阶从高到低排列。请把{LEVELS[after]}《{second}》排到{LEVELS[before]}《{first}》前面。",
                )
                return

    def too_weak(self, rules: CreationRules, category: str, name: str, on: date | None) -> Iterator[Fault]:
        """None of the bases may create such a power (行政许可法 14–17, 行政处罚法 10–16, 行政强制法 10, 13)."""
        answers = [
            rules.founds(category, name, level, j.law, on) for level, j in zip(self.ranks, self.judgements, strict=True)
        ]
        if answers and all(answer is False for answer in answers):
            label = Category(category).label
            yield Fault(
                Reason.BASIS_TOO_WEAK,
                f"所列依据都不能设定{label}。{label}的设定依据应当是{rules.said(category, name, LEVELS)}。"
                "请补写设定依据，现有的留作实施依据。",
            )


@dataclass(frozen=True)
class Makers:
    """How a body and the county's other departments call themselves, and the sign that begins the county's numbers."""

    own: tuple[str, ...]
    others: tuple[str, ...] = ()
    sign: str = ""

    def whose(self, maker: str, number: str) -> str:
        """Whose paper it is, in words: 本单位自己, 本县部门; empty when it is neither's, as far as can be read."""
        if maker.startswith(self.own):
            return "本单位自己"
        return "本县部门" if maker.startswith(self.others) or self._numbered(number) else ""

    def _numbered(self, number: str) -> bool:
        """漳林发〔2020〕5号 is a department's; 漳政发, 漳政办发, 漳委发, 漳人大发 … are not."""
        return bool(
            self.sign and re.match(rf"{self.sign}(?!{NOT_A_DEPARTMENT})[\u4e00-\u9fff]{{1,6}}[〔\[（(【﹝［]", number)
        )


def own_paper(citation: Citation, judgement: Judgement, makers: Makers) -> Fault | None:
    """A department's own paper founds nothing: 权责清单 rests on laws and on papers of the centre and the province.

    One on the register is its issuer's whatever rank it is given; of others their own words and number tell.
    """
    law, level = judgement.law, level_of(citation, judgement)
    if level not in ("", LawLevel.NORMATIVE) and not (law and law.issuer and level != LawLevel.MANDATE):
        return None
    number = (law.number if law else "") or citation.document
    whose = makers.whose((law.issuer if law else "") or citation.issuer or citation.title, number)
    if not whose:
        return None
    return Fault(
        Reason.OWN_PAPER,
        f"“{citation.text[:60]}”是{whose}的文件，不能作依据。请改引法律、法规、规章或者上级文件。",
    )


def _abolished(name: str) -> Iterator[Fault]:
    if ABOLISHED.search(name):
        yield Fault(
            Reason.ABOLISHED_KIND,
            "“非行政许可审批”已于2015年全部取消（国发〔2015〕27号），不能列入清单。请按事项性质改名、改类，或者删去。",
        )


def _judged(citation: Citation, judgement: Judgement, laws: LawIndex) -> Iterator[Fault]:
    """What the register of laws says."""
    code = {
        Verdict.SHORT_TITLE: Reason.TITLE_SHORT,
        Verdict.REPEALED: Reason.LAW_REPEALED,
        Verdict.ARTICLE_MISSING: Reason.ARTICLE_MISSING,
    }.get(judgement.verdict)
    if judgement.verdict == Verdict.TITLE_UNKNOWN:
        code = Reason.TITLE_MISSPELT if "是不是" in judgement.message else Reason.LAW_UNRECORDED
    if judgement.verdict == Verdict.UNREADABLE or citation.unread and judgement.verdict == Verdict.OK:
        code = Reason.BASIS_UNREAD
    if judgement.verdict == Verdict.REPEALED and citation.title and laws.law_of(citation)[1]:
        yield Fault(Reason.TITLE_SHORT, f"法规名称用了简称。请写全称《{judgement.title}》。")
    if code:
        message = judgement.message
        yield Fault(code, message if code != Reason.BASIS_UNREAD else f"“{citation.text[:60]}”：{message}")


def _written(citation: Citation, judgement: Judgement) -> Iterator[Fault]:
    """附件6 填表格式 2: full title in 《》; the number only of rules and papers."""
    level, title = level_of(citation, judgement), citation.title
    if not title:
        return
    if citation.mended:
        yield Fault(Reason.TITLE_UNQUOTED, f"法规名称没有用完整的书名号，已按《{title}》读出。请写成《{title}》。")
    if level in WITHOUT_NUMBER and citation.document:
        yield Fault(
            Reason.NUMBER_UNWANTED,
            f"《{title}》是{LEVELS[level]}，只写全名，不标文号。请删去“{citation.document}”。",
        )
    elif level in WITH_ORDER and not citation.document:
        number = judgement.law.number if judgement.law and judgement.law.number else ""
        example = "省政府令第×号" if level == LawLevel.LOCAL_RULE else "××部令第×号"
        hint = f"（{number}）" if number else f"令号，如（{example}）"
        yield Fault(Reason.NUMBER_MISSING, f"《{title}》是{LEVELS[level]}，应当标注令号。请在名称后加{hint}。")
    elif level in PAPERS and not (citation.document and (citation.issuer or not title.startswith("关于"))):
        yield Fault(
            Reason.PAPER_FORM,
            f"《{title}》是规范性文件。请写成“发文机关简称《关于××的××》（发文字号）”，"
            "如 省政府办公厅《关于××的通知》（甘政办发〔2015〕12号）。",
        )


def with_successor(text: str, laws: LawIndex, old: str, new: str) -> str:
    """Basis lines with one law's title replaced by a successor's; the articles go, for they are other ones now."""
    lines = []
    for line in text.splitlines():
        read = [(citation, laws.law_of(citation)[0]) for citation in read_cell(line)]
        lines += [f"《{new}》" if law and law.title == old else c.text for c, law in read] or [line]
    return "\n".join(dict.fromkeys(lines))
