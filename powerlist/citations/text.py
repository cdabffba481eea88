"""Legal bases: text in, citations out. Pure functions; nothing here reads the database.

A cell of a published list holds one or several legal bases, written in many hands: numbered `1.` `1、` `①`, split by
lines or semicolons, headed by a level in brackets, with Chinese or arabic article numbers. `split_bases` takes the
cell apart, `parse` reads one basis.

The rules of writing are those of the county's form (附件6 填表格式): full title in 《》, exact clause, number of the
order for rules of ministries and provincial governments only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
CHINESE_NUMBER = "零〇○一二三四五六七八九十百千两廿卅"
FOLD = str.maketrans(
    "０１２３４５６７８９．；：\u3000\xa0\u2002\u2003",
    "0123456789.；：    ",
)

MARK = r"(?:[（(]\d{1,2}[)）]|\d{1,2}\s*[.、．)）](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,3}、)"
LEVEL_NAME = (
    r"(?:国家|地方性?|部门|部委|省|市|县|政府|行政|经济特区|单行|自治|司法|党内|国务院|其他|规范性)*"
    r"(?:法律|法规|规章|条例|文件|解释|规定|决定|宪法|依据)"
)
LEVEL = rf"[【\[［〔(（]\s*{LEVEL_NAME}\s*[】\]］〕)）]"
OPEN_TITLE = r"《"
SERIAL = re.compile(r"^\s*(\d{1,2})\s*[.、．]")
LEADING_MARK = re.compile(rf"^\s*{MARK}\s*")
LEADING_LEVEL = re.compile(rf"^\s*[【\[［〔(（]\s*({LEVEL_NAME})\s*[】\]］〕)）][:：]?\s*")
NAKED_LEVEL = re.compile(rf"^\s*({LEVEL_NAME})\s*[:：]\s*(?=《)")
LEVEL_ALONE = re.compile(rf"(?:{LEVEL}|{LEVEL_NAME})\s*[:：]?")
# a new basis inside one line: a numbering mark or a level label before a title
INLINE_START = re.compile(
    rf"(?<=[^\s（(\d])\s*(?=(?:{MARK})\s*(?:{LEVEL}\s*)?[《【\[])"
    rf"|(?<=\S)\s*(?={LEVEL}\s*《)"
    rf"|(?<=[条款项号）)；;。])\s*(?={LEVEL_NAME}\s*[:：]\s*《)"
)
LINE_START = re.compile(rf"^\s*(?:{MARK}\s*)?(?:{LEVEL}|[《]|[\u4e00-\u9fff]{{2,40}}》)|^\s*{MARK}\s*\S")
NUMBERED = re.compile(rf"[{CHINESE_NUMBER}\d]+")
SAME_LAW = re.compile(r"^\s*(?:同法|本法|该法|同上|前述法律|本条例|该条例|同条例|本办法|该办法|同办法|本规定|该规定)")
ARTICLE_END = re.compile(r"[条款项目号）)]$")

NUMERAL = rf"[（(]?\s?[{CHINESE_NUMBER}\d]{{1,9}}\s?[)）]?"
LINK = r"\s?(?:[、,，至到\-—–－~～和及与或]|以及|直至)\s?"
# 第三条, 第十二、十三条, 第（一）至（三）项; the branch 之一 may be listed too
UNITS_CITED = re.compile(
    rf"(?<![.\d])(第?\s?{NUMERAL}(?:{LINK}第?\s?{NUMERAL}){{0,30}})\s?([条款项目])((?:[、和及]?之[{CHINESE_NUMBER}\d]{{1,9}}){{0,9}})"
)
NUMBER_IN_LIST = re.compile(rf"([{CHINESE_NUMBER}\d]+)\s?[)）]?\s*(至|到|直至|-|—|–|－|~|～)?")
RANGE = re.compile(r"^\s*(?:至|到|直至|-|—|–|－|~|～)\s*$")
BRANCH = re.compile(rf"之([{CHINESE_NUMBER}\d]{{1,9}})")
# what may stand between two clauses of one citation; other words are the law's own text
BETWEEN = re.compile(
    r"(?:[、,，;；\s]|和|与|及|以及|或者?|至|到|直至|[\-—–－~～]|并|的?规定|等|之|[（(][^（()）]*[)）])*"
)
SPLIT_NUMERAL = re.compile(rf"(?<=[第{CHINESE_NUMBER}\d]) +(?=[{CHINESE_NUMBER}\d条款项目])")
ENACTING = re.compile(r"^\s*((?:若干)?(?:办法|细则|规定|条例))(?=第|[（(]|\s|$)")
WIDEST = 200  # articles of one range
SLOTS = {"条": 0, "款": 1, "项": 2, "目": 3}
BRACKETED = re.compile(r"^\s*[（(][^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*[)）]")
PLACE = re.compile(
    rf"附件\s?[{CHINESE_NUMBER}\d]{{0,4}}(?:第?[{CHINESE_NUMBER}\d]{{1,6}}[项条号])?|附则|附录|附表[{CHINESE_NUMBER}\d]{{0,4}}"
    rf"|第[{CHINESE_NUMBER}\d]{{1,6}}[编章节部分]+|全文|^[（(]?[{CHINESE_NUMBER}]{{1,3}}[)）]?(?:[、，]?[（(][{CHINESE_NUMBER}]{{1,3}}[)）])?$"
)
FILLER = re.compile(r"(?:等?(?:的|有关|相关|之)*(?:规定|条款|内容|要求)|等|的|及其?|和|与|、|，|。|；|,|;|\s|见|之)+")
DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}\s*[〔\[（(【﹝［]\s*(?:19|20)\d{2}\s*[〕\])）】﹞］]\s*第?\s*\d+\s*号"
    r"|[\u4e00-\u9fff、]{0,24}令\s*(?:[〔\[（(]?(?:19|20)\d{2}[〕\])）]?年?)?\s*第?\s*\d+\s*号"
    r"|[\u4e00-\u9fff、]{0,24}公告\s*(?:(?:19|20)\d{2}年)?\s*第?\s*\d+\s*号"
)
ORDER = re.compile(r"([\u4e00-\u9fff、]*令)\s*第?\s*(\d+)\s*号")
AMENDED = re.compile(
    r"[（(]\s*((?:19|20)\d{2})\s?年?[^）)]*?(?:修[订正改]|公布|施行|第[一二三四五六七八九十]+次修正|版)?[^）)]*[）)]"
)
YEAR_IN_TITLE = re.compile(r"\s*[（(]\s*((?:19|20)\d{2})\s?年?[^）)]{0,20}[）)]$")
TITLE_ENDS = r"(?:法典|法|条例|办法|规定|细则|规则|决定|通则|准则)"
# 中华人民共和国水法第七条, 水法第七条: no 《》 at all; the words before an article that end as titles end
UNQUOTED = re.compile(
    rf"^(?:根据|依据|按照|依照|违反)?((?:中华人民共和国)?[\u4e00-\u9fff（）()、]{{1,60}}?{TITLE_ENDS})"
    rf"(?=\s*(?:[（(][^（()）]{{0,40}}[)）])?\s*第\s?[{CHINESE_NUMBER}\d]{{1,9}}\s?[条、至])"
)
UNQUOTED_ALONE = re.compile(
    rf"^(中华人民共和国[\u4e00-\u9fff]{{1,40}}?{TITLE_ENDS})(?=\s*(?:[（(][^（()）]*[)）])?\s*$)"
)
OTHER_MARKS = str.maketrans("<>＜＞〈〉「」『』", "《》《》《》《》《》")


@lru_cache(maxsize=5_000)
def number_of(text: str) -> int | None:
    """The value of a numeral, arabic or Chinese (`四十八`, `一百零七`, `一二三`); None when it is none."""
    text = text.strip().translate(FOLD).replace("廿", "二十").replace("卅", "三十")
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(c not in DIGITS and c not in UNITS for c in text):
        return None
    if not any(c in UNITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in UNITS:
            total += (digit or 1) * UNITS[c]
            digit = 0
        else:
            digit = DIGITS[c]
    return total + digit


def chinese_number(value: int) -> str:
    """`48` → `四十八`, `107` → `一百零七`; for 1 to 9999."""
    names, text, zero = "零一二三四五六七八九", "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if zero and text else "") + names[digit] + name
            zero = False
        else:
            zero = True
    return text[1:] if text.startswith("一十") else text


@dataclass(frozen=True)
class Citation:
    """One legal basis as it is written.

    `title` is without 《》 and as written; `articles` are numbers (`48`, or `48-1` for 第四十八条之一);
    `clauses` go on to the paragraph, item and sub-item: (article, 款, 项, 目) with 0 where none is named.
    `document` is the number of the paper (国发〔2010〕21号, 国务院令第412号); `level` the label put before it;
    `issuer` what stands before the title (机关简称《…》); `place` a part that is no article (附件2第37项, 附则);
    `unread` words after the title that mean a part and can't be read.
    """

    text: str
    title: str = ""
    articles: tuple[str, ...] = ()
    article: str = ""
    level: str = ""
    document: str = ""
    amended: int | None = None
    arabic: bool = False
    mended: bool = False  # a missing bracket was put back
    clauses: tuple[tuple[str, int, int, int], ...] = ()
    issuer: str = ""
    place: str = ""
    unread: str = ""


# --- a cell taken apart ------------------------------------------------------------------------------------------


def _outside_brackets(text: str, separators: str) -> list[str]:
    """Split at separators that stand outside 《》, round and quotation brackets."""
    parts, depth, start = [], 0, 0
    for position, c in enumerate(text):
        if c in "《（(“‘「〈":
            depth += 1
        elif c in "》）)”’」〉":
            depth = max(0, depth - 1)
        elif c in separators and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return parts


def _titles_apart(text: str) -> list[str]:
    """`《甲》第一条、《乙》第二条` → two parts; a title quoted inside a sentence stays where it is."""
    parts, depth, start, head = [], 0, 0, False
    for position, c in enumerate(text):
        if c == "《":
            before = text[start:position].rstrip(" 、，,和及与。")
            if (
                depth == 0
                and head
                and ARTICLE_END.search(before)
                and "条" in before
                or (depth == 0 and head and before.endswith("》"))
            ):
                parts.append(before)
                start = position
            head = True
            depth += 1
        elif c == "》":
            depth = max(0, depth - 1)
    parts.append(text[start:])
    return parts


def _cites(text: str) -> bool:
    """True when the text names a law or a document by itself, or refers to one (同法, 第二十条)."""
    return bool(
        "《" in text
        or "》" in text
        or DOCUMENT_NUMBER.search(text)
        or SAME_LAW.match(text)
        or re.match(rf"^\s*第[{CHINESE_NUMBER}\d]+[条、]", text)
        or (text.startswith("中华人民共和国") and (UNQUOTED.match(text) or UNQUOTED_ALONE.match(text)))
    )


def _lines(cell: str) -> list[str]:
    """Physical lines joined again where a hard break fell inside a basis."""
    lines: list[str] = []
    for raw in cell.translate(FOLD).replace("\r", "\n").split("\n"):
        line = " ".join(raw.split())
        if not line:
            continue
        starts = bool(LINE_START.match(line) or SAME_LAW.match(line) or (lines and _unquoted_start(lines[-1], line)))
        if lines and not starts:
            before = lines[-1].rstrip()
            reference = re.match(rf"^第[{CHINESE_NUMBER}\d]+条", line) and re.search(r"[条款项]$", before)
            paper = DOCUMENT_NUMBER.match(line) and re.search(r"[条款项号]$", before)
            if not (reference or paper or before.endswith(("；", ";", "。")) and _cites(line)):
                lines[-1] = before + line
                continue
        # an unclosed 《 swallows the next line: the break fell inside the title
        if lines and lines[-1].count("《") > lines[-1].count("》") and "》" in line and not line.startswith("《"):
            lines[-1] += line
            continue
        lines.append(line)
    return lines


def _unquoted_start(before: str, line: str) -> bool:
    """A line that names a law without 《》 begins a basis when the one before it is at its end."""
    return bool(re.search(r"[条款项目。；;》）)]$", before.rstrip()) and UNQUOTED.match(line))


def _numbered(lines: list[str]) -> list[tuple[str, bool]]:
    """Each line with whether it is the next of a cell numbered 1., 2., 3.: that is a basis of its own, whatever it
    says."""
    found, last = [], 0
    for position, line in enumerate(lines):
        match = SERIAL.match(line)
        own = match is not None and int(match.group(1)) == last + 1 and (last > 0 or position == 0)
        last += own
        found.append((line, own))
    return found


@lru_cache(maxsize=50_000)
def split_bases(cell: str) -> tuple[str, ...]:
    """The legal bases of one cell, in order, without numbering marks and level labels.

    `1.《甲法》第一条⏎2.《乙条例》第二条` → (`《甲法》第一条`, `《乙条例》第二条`). A cell that holds
    nothing but a level label gives nothing.
    """
    return tuple(c.text for c in read_cell(cell))


@lru_cache(maxsize=50_000)
def read_cell(cell: str) -> tuple[Citation, ...]:
    """The citations of one cell; 同法 and a bare 第×条 take the title of the basis before them."""
    found: list[Citation] = []
    level = ""
    for line, own in _numbered(_lines(cell)):
        for piece in INLINE_START.split(line):
            for clause in _outside_brackets(piece, "；;"):
                for part in _titles_apart(clause):
                    text = part.strip(" 。，,、；;")
                    if not text:
                        continue
                    text, label = _strip_head(text)
                    level = label or level
                    if not text or LEVEL_ALONE.fullmatch(text):
                        continue
                    if found and not own and not _cites(text):
                        found[-1] = _appended(found[-1], text)
                        continue
                    own = False
                    before = found[-1] if found else None
                    found.append(parse(text, before=before, level=label or level))
    return tuple(found)


def without_number(text: str) -> str:
    """A basis without the number that it bore in its cell: `2.《乙法》第三条` → `《乙法》第三条`."""
    return LEADING_MARK.sub("", text, count=1).strip()


def _strip_head(text: str) -> tuple[str, str]:
    level = ""
    for _ in range(3):
        shorter = LEADING_MARK.sub("", text, count=1)
        label = LEADING_LEVEL.match(shorter) or NAKED_LEVEL.match(shorter)
        if label:
            level = label.group(1)
            shorter = shorter[label.end() :]
        if shorter == text:
            break
        text = shorter
    return text.strip(), level


def _appended(citation: Citation, text: str) -> Citation:
    return replace(citation, text=f"{citation.text}；{text}")


# --- one basis read ----------------------------------------------------------------------------------------------


def _title_of(text: str) -> tuple[str, str, str, bool]:
    """(issuer, title, rest after it, mended): the first title at the outermost level; a missing bracket is put back."""
    start, close = text.find("《"), text.find("》")
    if close >= 0 and (start < 0 or close < start):  # 中华人民共和国放射性污染防治法》第五十五条
        return "", text[:close].strip(), text[close + 1 :], True
    if start < 0:
        return _unquoted(text)
    issuer, depth = text[:start].strip(), 0
    for position in range(start, len(text)):
        if text[position] == "《":
            depth += 1
        elif text[position] == "》":
            depth -= 1
            if depth == 0:
                return issuer, text[start + 1 : position].strip(), text[position + 1 :], False
    if depth and close >= 0:  # 《甲《乙》办法 without its own end
        last = text.rfind("》")
        return issuer, text[start + 1 : last].strip(), text[last + 1 :], True
    match = re.search(rf"(?:{TITLE_ENDS}|通知)(?=第[{CHINESE_NUMBER}\d]|[（(]|$)", text)
    if match:  # 《中华人民共和国水法第七条: the end is missing
        return issuer, text[start + 1 : match.end()].strip(), text[match.end() :], True
    return "", "", text, False


def _unquoted(text: str) -> tuple[str, str, str, bool]:
    """A title in other marks (〈水法〉, <水法>), or in none."""
    if re.search(r"[<＜〈「『]", text):
        other = text.translate(OTHER_MARKS)
        if 0 <= other.find("《") < other.find("》"):
            issuer, title, rest, _ = _title_of(other)
            return issuer, title, rest, True
    match = UNQUOTED.match(text) or UNQUOTED_ALONE.match(text)
    if match and not SAME_LAW.match(text):
        return "", match.group(1), text[match.end() :], True
    return "", "", text, False


def _without_brackets(rest: str) -> str:
    """What follows the brackets after a title (number, years of amendment)."""
    while match := BRACKETED.match(rest):
        inner = match.group(0)
        if re.fullmatch(rf"\s*[（(][{CHINESE_NUMBER}]{{1,3}}[)）]", inner):
            break  # （三） is an item of a paper
        rest = rest[match.end() :]
    return rest


@dataclass
class _Clauses:
    """Clauses as they are read, from left to right."""

    found: list[list]
    arabic: bool = False
    reversed: bool = False

    def add(self, unit: str, numbers: list[int]) -> None:
        slot = SLOTS[unit]
        if slot and not self.found:
            return
        for number in numbers:
            last = self.found[-1] if self.found else None
            if slot and last and not any(last[slot:]):
                last[slot] = number
            elif slot:
                self.found.append([*last[:slot], number, *([0] * (3 - slot))])
            else:
                self.found.append([str(number), 0, 0, 0])

    def fill(self, unit: str, last: int) -> None:
        """第三条至第五条: what lies between the clause read before and this number."""
        slot = SLOTS[unit]
        first = int(str(self.found[-1][slot]).split("-")[0])
        self.reversed = self.reversed or last <= first
        if first < last <= first + WIDEST:
            self.add(unit, list(range(first + 1, last)))

    def branch(self, branches: list[int]) -> None:
        """第一百二十条之一、之二."""
        if not branches or not self.found:
            return
        number = self.found[-1][0]
        self.found[-1][0] = f"{number}-{branches[0]}"
        self.found += [[f"{number}-{branch}", 0, 0, 0] for branch in branches[1:]]


def _numbers(listed: str) -> tuple[list[int], bool]:
    """The numbers of a list with its ranges filled (十二至十五, 29、31), and whether a range runs backwards."""
    numbers: list[int] = []
    pending, backwards = None, False
    for token, link in NUMBER_IN_LIST.findall(listed):
        value = number_of(token)
        if value is None:
            continue
        if pending is not None:
            backwards = backwards or value <= pending
            if pending < value <= pending + WIDEST:
                numbers.extend(range(pending + 1, value))
        numbers.append(value)
        pending = value if link else None
    return numbers, backwards


def _clauses_of(rest: str) -> tuple[_Clauses, str, str]:
    """(clauses, the words that give them from the first to the last, the head that was read)."""
    # what follows a colon or a quotation mark is the article's own words
    head = SPLIT_NUMERAL.sub("", re.split(r"[:：“]", rest, maxsplit=1)[0])
    clauses, first, end, last_unit = _Clauses([]), None, 0, ""
    for match in UNITS_CITED.finditer(head):
        listed, unit, branches = match.groups()
        gap = head[end : match.start()]
        if first is None and unit != "条":
            continue
        if first is not None and not BETWEEN.fullmatch(gap):
            break
        numbers, backwards = _numbers(listed)
        if not numbers:
            continue
        clauses.reversed = clauses.reversed or backwards
        if unit == "条":
            clauses.arabic = clauses.arabic or bool(re.search(r"\d", listed))
        if first is not None and RANGE.match(gap) and unit == last_unit:
            clauses.fill(unit, numbers[0])
        clauses.add(unit, numbers)
        clauses.branch([n for n in map(number_of, BRANCH.findall(branches)) if n])
        first = match.start() if first is None else first
        end, last_unit = match.end(), unit
    words = head[first:end].strip(" 。，,、；;") if first is not None else ""
    return clauses, words, head


def parse(text: str, *, before: Citation | None = None, level: str = "") -> Citation:
    """Read one basis. `before` is the one it may refer to (同法第三条, 第三条)."""
    text = text.translate(FOLD).strip()
    issuer, title, rest, mended = _title_of(text)
    written = f"{issuer}《{title}》{rest}" if mended and title else text
    enacting = ENACTING.match(rest) if issuer.endswith("实施") else None
    if enacting:  # 山东省实施《甲法》办法第五条, without its own marks
        title, rest = f"{issuer}《{title}》{enacting.group(1)}", rest[enacting.end() :]
        issuer, mended, written = "", True, f"《{title}》{rest}"
    document = ""
    match = DOCUMENT_NUMBER.search(rest if title else text) or (DOCUMENT_NUMBER.search(issuer) if title else None)
    if match:
        document = match.group(0).strip("（( ").lstrip("年")
    if not title and before is not None and before.title and not document:
        same = SAME_LAW.match(text)
        if same or re.match(rf"^\s*第[{CHINESE_NUMBER}\d]+", text):
            title, rest, issuer = before.title, text[same.end() :] if same else text, before.issuer
            written = f"《{title}》{rest.strip()}"
    if title:
        issuer = re.sub(r"^(?:根据|依据|按照|依照|违反|法律依据|见)[：:]?", "", issuer).strip(" ，,、")
    amended = AMENDED.search(rest) or YEAR_IN_TITLE.search(title)
    plain = _without_brackets(rest)
    if document and not title:
        plain = text.replace(document, "", 1)
    clauses, article, head = _clauses_of(plain)
    place, unread = ("", "") if clauses.found else _part_of(head if title else rest, document)
    if clauses.reversed:
        unread = article
    return Citation(
        text=written,
        title=title,
        articles=tuple(dict.fromkeys(clause[0] for clause in clauses.found)),
        article=article or place,
        level=level,
        document=document,
        amended=int(amended.group(1)) if amended else None,
        arabic=clauses.arabic,
        mended=mended and bool(title),
        clauses=tuple(tuple(clause) for clause in clauses.found),
        issuer=issuer if issuer != document else "",
        place=place,
        unread=unread,
    )


def _part_of(head: str, document: str) -> tuple[str, str]:
    """(a part that is no article, words that can't be read) of what follows a title."""
    if document:
        head = head.replace(document, "", 1)
    bare = FILLER.sub("", head)
    place = PLACE.search(bare.strip("（）() "))
    if place:
        return place.group(0).strip("（）() "), ""
    bare = bare.strip("（）()《》 ")
    return "", bare if 0 < len(bare) <= 20 and not AMENDED.search(head) else ""
