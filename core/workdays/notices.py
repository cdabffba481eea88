"""The State Council's notices on holidays, read in the words of 2015 to 2026."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.models import DayKind

from .counting import WEEKDAYS

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_DATE = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?"
_SPAN = re.compile(rf"{_DATE}(?:(?:至|到|-|—|–|~){_DATE})?")
_FESTIVAL = r"(?:元旦|春节|清明节?|(?:国际)?劳动节|端午节?|中秋节?|国庆节?)"
_HEADING = re.compile(
    rf"(?:^|[。;]|\(?[一二三四五六七八九十]+[、)])(?:\d{{4}}年)?(?:({_FESTIVAL}(?:[、和]{_FESTIVAL})?)[:,]?(?=\d)"
    r"|(?<=、)([^:。\n\d]{2,20}):)",
    re.M,
)
_YEAR = re.compile(r"(\d{4})年(?:部分)?(?:节假日|元旦)")
_NUMBER = re.compile(r"国(?:办)?发(?:明电)?〔\d{4}〕\d+号")
_ADVICE = re.compile(r"(?:鼓励|节假日期间)[^。]*(?:。|$)")  # sentences that change no day


@dataclass(frozen=True)
class NoticeDay:
    """One day that a notice names. `kind` is DayKind.HOLIDAY or DayKind.MAKEUP; `text` is the words it stands in."""

    date: date
    kind: DayKind
    name: str
    text: str


@dataclass
class Notice:
    """A State Council notice as read. `problems` are sentences for the person who pasted it; `year` 0 if unknown."""

    year: int = 0
    number: str = ""
    days: list[NoticeDay] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_yearly(self) -> bool:
        """The notice of a whole year names its festivals in sections; a later one names only what it changes."""
        return len({day.name for day in self.days}) >= 5


def parse_notice(text: str) -> Notice:
    """Read the State Council's yearly notice on holidays, or a later one that changes it (words of 2015 to 2026)."""
    text = _ADVICE.sub("", re.sub(r"[ \t\u3000]+", "", unicodedata.normalize("NFKC", text).replace("\r", "")))
    notice = Notice()
    if number := _NUMBER.search(text.replace("[", "〔").replace("]", "〕")):
        notice.number = number.group()
    years = _YEAR.findall(text) or re.findall(r"(\d{4})年(?=[^〔]*?(?:放假|上班))", text)
    if not years:
        notice.problems.append(
            "没有读出是哪一年的放假安排：请把通知的标题一起贴上，例如“关于2027年部分节假日安排的通知”。"
        )
        return notice
    notice.year = int(years[0])
    for name, body in _sections(text):
        _read_section(notice, name, body)
    _check_notice(notice)
    return notice


def _sections(text: str) -> list[tuple[str, str]]:
    headings = list(_HEADING.finditer(text))
    if not headings:
        named = next((word for word in FESTIVALS if word in text), "")
        return [(named or "放假调休", text)]
    ends = [match.start() for match in headings[1:]] + [len(text)]
    return [(_section_name(match), text[match.end() : end]) for match, end in zip(headings, ends, strict=True)]


def _section_name(match: re.Match) -> str:
    written = match.group(1) or match.group(2)
    return (
        "、".join(word for word in sorted(FESTIVALS, key=lambda word: written.find(word[:2])) if word[:2] in written)
        or written
    )


def _read_section(notice: Notice, name: str, body: str) -> None:
    """Read the dates of a section: those before 放假, 补休, 调休 are days off, those before 上班 are worked."""
    found, waiting = False, []
    matches = list(_SPAN.finditer(body))
    ends = [match.start() for match in matches[1:]] + [len(body)]
    for match, end in zip(matches, ends, strict=False):
        words = body[match.end() : end]
        days = _span_days(notice, name, match)
        waiting.append((days, match.group()))
        verb = re.match(r"[^。;]*?(放假|补休|调休|休息|上班)", words)
        if verb is None:
            if not re.fullmatch(r"(?:、|,|和|及|与)?", words):
                waiting = []  # a date that is told about, such as the day of issue
            continue
        if not words.startswith("起"):
            kind = DayKind.MAKEUP if verb.group(1) == "上班" else DayKind.HOLIDAY
            for span, source in waiting:
                notice.days += [NoticeDay(day, kind, name, source + words.split("。")[0]) for day in span]
            found = True
        if "与周末连休" in words and not any(day.weekday() in (0, 4) for day in days):
            notice.problems.append(f"{name}：{match.group()}不挨着周末，原文却说与周末连休，请核对年份和日期。")
        if (told := re.search(r"共(\d+)天|放假(\d+)天", words.split("。")[0])) and len(days) > 1:
            _check_length(notice, name, days, int(told.group(1) or told.group(2)))
        waiting = []
    if not found:
        notice.problems.append(f"“{name}”一段没有读出日期，请核对原文：{body.strip()[:40]}")


def _check_length(notice: Notice, name: str, days: list[date], told: int) -> None:
    if len(days) != told:
        notice.problems.append(f"{name}：原文说共{told}天，按起止日期算是{len(days)}天，请核对。")


def _span_days(notice: Notice, name: str, match: re.Match) -> list[date]:
    """The days of one date or one span. A missing month is the month before it; December at New Year is last year's."""
    groups = match.groups()
    first, second = groups[:4], groups[4:]
    month = int(first[1]) if first[1] else None
    if month is None:
        notice.problems.append(f"{name}：“{match.group()}”没有写月份，没有读入。")
        return []
    year = int(first[0]) if first[0] else notice.year - (month == 12 and "元旦" in name)
    begin = _day_of(notice, name, year, month, first[2], first[3])
    if second[2] is None:
        return [begin] if begin else []
    last_month = int(second[1]) if second[1] else month
    last_year = int(second[0]) if second[0] else year + (last_month < month)
    end = _day_of(notice, name, last_year, last_month, second[2], second[3])
    if begin is None or end is None:
        return []
    if not 0 <= (end - begin).days <= 30:
        notice.problems.append(f"{name}：“{match.group()}”的起止日期不对，没有读入。")
        return []
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


def _day_of(notice: Notice, name: str, year: int, month: int, day: str, note: str | None) -> date | None:
    try:
        found = date(year, month, int(day))
    except ValueError:
        notice.problems.append(f"{name}：{year}年没有{month}月{day}日，没有读入。")
        return None
    told = re.search(r"(?:周|星期)([一二三四五六日])", (note or "").replace("天", "日"))
    if told and told.group(1) != WEEKDAYS[found.weekday()]:
        notice.problems.append(
            f"{name}：{month}月{day}日写的是星期{told.group(1)}，实际是星期{WEEKDAYS[found.weekday()]}，请核对年份和日期。"
        )
    return found


def _check_notice(notice: Notice) -> None:
    seen: dict[date, NoticeDay] = {}
    for day in notice.days:
        other = seen.get(day.date)
        if other and other.kind != day.kind:
            notice.problems.append(f"{day.date} 既写了放假又写了上班，请核对。")
        if day.kind == DayKind.MAKEUP and day.date.weekday() < 5:
            notice.problems.append(f"{day.name}：{day.date} 是星期{WEEKDAYS[day.date.weekday()]}，却写了上班，请核对。")
        if not other:
            seen[day.date] = day
    notice.days = sorted(seen.values(), key=lambda day: day.date)
    missing = [word for word in FESTIVALS if not any(word in day.name for day in notice.days)]
    if notice.is_yearly and missing:
        notice.problems.append(f"没有读出：{'、'.join(missing)}。")
    if not notice.days:
        notice.problems.append("没有读出任何放假或上班的日期。")
