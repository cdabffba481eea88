"""`sweep [--now ISO] [--json]`: give the reminders and cards that are due. Running it twice changes nothing."""

import json
import sys
from datetime import datetime

from django.utils import timezone

from core.management import JsonCommand
from supervision.actions import sweep


class Command(JsonCommand):
    help = "电子监察：按期限发出提醒、黄牌、红牌（重复运行不会重复发出）"

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="以这个时间为准，例如 2026-12-18T09:00，不写为现在")
        parser.add_argument("--everything", action="store_true", help="核对全部在办件和近40天办结件，不看投影日期")
        parser.add_argument("--json", action="store_true", help="只在标准输出写一个 JSON 值")

    def handle(self, *args, now=None, everything=False, json=False, **options):
        try:
            moment = _moment(now)
        except ValueError:
            return self._refuse(f"时间“{now}”读不懂：请写成 2026-12-18 或 2026-12-18T09:00+08:00。", json)
        result = sweep(now=moment, everything=everything)
        self.stdout.write(_dumped(result) if json else _told(result))
        return None

    def _refuse(self, message: str, as_json: bool):
        if as_json:
            self.stdout.write(_dumped({"error": {"code": "bad_time", "message": message}}))
        self.stderr.write(message)
        sys.exit(2)


def _moment(text: str | None) -> datetime | None:
    """A point in time from ISO text; without a zone it is the county's local time."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _dumped(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False)


def _told(result: dict) -> str:
    return (
        f"检查 {result['examined']} 件：提醒 {result['reminders']}，黄牌 {result['yellow']}，红牌 {result['red']}"
        f"（其中由黄牌升级 {result['escalated']}），用时 {result['seconds']} 秒。"
    )
