"""The demo's data files and its small tools: who exists, which day it is."""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from random import Random

from django.utils import timezone

from accounts.models import Organisation, User
from core import workdays

DATA = Path(__file__).resolve().parents[2] / "data" / "demo"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"
GIVEN = ["建国", "秀兰", "志强", "晓梅", "永红", "文斌", "丽娟", "国栋", "春燕", "海军", "玉珍", "小军", "彩霞", "明辉"]


def rows(name: str) -> list[dict]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Demo:
    """What the parts of the demo hand to each other."""

    say: callable
    random: Random = field(default_factory=lambda: Random(621125))
    people: dict[str, User] = field(default_factory=dict)
    accounts: dict[str, dict] = field(default_factory=dict)

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """Today's bodies by full name and by short name."""
        found = {}
        for body in Organisation.objects.current().order_by("code"):
            found.setdefault(body.name, body)
            found.setdefault(body.name.removeprefix("漳"), body)
            found.setdefault(body.short_name, body)
        return found

    def body(self, name: str) -> Organisation:
        return self.organisations[name]

    def of_body(self, kind: str, body: Organisation):
        """The person of a kind (fill, accept, handle, decide) at a body, whichever of its names the key bears."""
        found = (
            one for key, one in self.people.items() if key.startswith(f"{kind}:") and one.organisation_id == body.pk
        )
        return next(found, None)

    def invented_name(self) -> str:
        return self.random.choice(SURNAMES) + self.random.choice(GIVEN)

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    @cached_property
    def workdays(self) -> list[date]:
        """The county's working days up to today, the latest first."""
        calendar = workdays.calendar()
        return [day for day in (self.day(ago) for ago in range(200)) if not calendar.day_off(day)]

    def workday(self, ago: int) -> date:
        """The day so many working days ago; 0 is the latest working day."""
        return self.workdays[ago]

    def moment(self, ago: int, hour: int = 10, minute: int = 0) -> datetime:
        """A time of day so many days ago, in the county's time, never in the future."""
        at = timezone.make_aware(datetime.combine(self.day(ago), time(hour, minute)))
        return min(at, timezone.now())
