"""`workdays START N [FROM..TO …]`: when a limit ends, counted day by day."""

import json
import sys
from datetime import date

from django.core.management import CommandError

from core.management import JsonCommand
from core.workdays import Calendar, CalendarEnds, Unit, calendar, explain

UNITS = {unit.label: unit for unit in Unit} | {unit.value: unit for unit in Unit}


class Misuse(ValueError):
    """The words of a line can't be read."""


class Command(JsonCommand):
    help = "期限的截止日期，逐日说明。第1日是 START 之后的第一个工作日；暂停的首尾两日都不计。"

    def add_arguments(self, parser):
        parser.add_argument("words", nargs="*", metavar="START N [FROM..TO …]", help="开始日期、期限、暂停的起止日期")
        parser.add_argument("--unit", default=Unit.WORKDAY.label, help="工作日（默认）、自然日、月")
        parser.add_argument("--batch", action="store_true", help="从标准输入逐行读取")
        parser.add_argument("--provisional", action="store_true", help="放假安排未载入的年份按周末和法定节日暂定")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *, words, unit, batch, provisional, json, **options):
        self.as_json, self.provisional = json, provisional
        if unit not in UNITS:
            self.refuse("usage", f"单位“{unit}”不对，请写工作日、自然日或月。", 2)
        self.unit = UNITS[unit]
        self.calendar = calendar()
        if batch:
            return self.handle_batch(sys.stdin)
        try:
            self.show(self.answer(words))
        except Misuse as error:
            self.refuse("usage", str(error), 2)
        except CalendarEnds as error:
            self.refuse("calendar_ends", str(error), 1)

    def handle_batch(self, lines):
        results = [self.batch_answer(line.split()) for line in lines if line.strip()]
        self.show(results)
        refused = sum("error" in result for result in results)
        if refused:
            raise CommandError(f"{len(results)}行中有{refused}行没有算出。", returncode=1)

    def batch_answer(self, words) -> dict:
        try:
            return self.answer(words)
        except (Misuse, CalendarEnds) as error:
            code = "calendar_ends" if isinstance(error, CalendarEnds) else "usage"
            start, limit = (words + [None, None])[:2]
            limit = int(limit) if limit and limit.isdecimal() and len(limit) < 10 else limit
            return {"start": start, "limit": limit, "error": {"code": code, "message": str(error)}}

    def answer(self, words) -> dict:
        start, limit, pauses = read_line(words)
        try:
            days = explain(start, limit, self.unit, calendar=self.calendar, pauses=pauses, provisional=self.provisional)
        except (ValueError, OverflowError) as error:
            raise Misuse(str(error)) from error
        end = days[-1].date if days else start
        result = {
            "start": start.isoformat(),
            "limit": limit,
            "due": end.isoformat(),
            "days": [{"date": day.date.isoformat(), "counted": day.counted, "why": day.why} for day in days],
        }
        if self.provisional:
            result["provisional"] = passes(self.calendar, start, end)
        return result

    def show(self, result):
        if self.as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        for item in result if isinstance(result, list) else [result]:
            if "error" in item:
                self.stdout.write(f"{item['start']} {item['limit']}：{item['error']['message']}")
                continue
            mark = "（暂定）" if item.get("provisional") else ""
            self.stdout.write(f"{item['start']} 起 {item['limit']} {self.unit.label}：{item['due']}{mark}")
            for day in item["days"] if not isinstance(result, list) else []:
                self.stdout.write(f"  {day['date']} {'计' if day['counted'] else '　'} {day['why']}")

    def refuse(self, code: str, message: str, returncode: int):
        if self.as_json:
            self.stdout.write(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
        raise CommandError(message, returncode=returncode)


def passes(known: Calendar, start: date, end: date) -> bool:
    """Does the count leave the loaded years?"""
    return end > known.last or start < known.first


def read_line(words) -> tuple[date, int, list[tuple[date, date]]]:
    """START N [FROM..TO …]; raises Misuse in words."""
    if len(words) < 2:
        raise Misuse("请写开始日期和期限，例如：2026-11-23 20 2026-12-01..2026-12-05")
    start, limit, *spans = words
    if not (limit.isascii() and limit.isdecimal()):
        raise Misuse(f"期限“{limit}”不是数字，请写成 20 这样的整数。")
    if len(limit) > 9 or int(limit) > 36_500:
        raise Misuse(f"期限“{limit}”太大。")
    return read_date(start), int(limit), [read_span(span) for span in spans]


def read_span(text: str) -> tuple[date, date]:
    begin, dots, end = text.partition("..")
    if not dots:
        raise Misuse(f"暂停“{text}”请写成 2026-12-01..2026-12-05。")
    span = read_date(begin), read_date(end)
    if span[1] < span[0]:
        raise Misuse(f"暂停“{text}”的结束日期早于开始日期。")
    return span


def read_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misuse(f"日期“{text}”不对，请写成 2026-11-23 这样的日期。") from error
