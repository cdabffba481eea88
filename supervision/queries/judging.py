"""What a case has earned on a day: pure functions of its clocks, the rules and the calendar.

The rules are rows; the order of the levels is not. 提醒 and 预警 come before a limit and only while the clock runs. A
card comes when a limit has passed: of a clock that has ended the day on which it ended counts, never today. Where the
promise is as long as the law allows, passing it gives the red card alone: two cards for one day would punish twice.
A missed 受理期限 gives a yellow card: the law itself repairs it by deeming the application accepted. A provisional date
(past the loaded calendar) gives nothing; its case is looked at again until the year is loaded. No rule reaches back: an
act done before the day from which a version applies is not judged by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from approvals.enums import ClockKind
from approvals.models import Case
from approvals.queries import Clock
from core import workdays
from core.workdays import Calendar

from ..enums import EARLY, Level
from ..kinds import DETECTORS
from ..models import ALWAYS, Exemption, RuleVersion

TOMORROW = timedelta(days=1)
ARREARS = {
    ClockKind.NOTICE: "告知是否受理",
    ClockKind.PROMISE: "按承诺作出决定",
    ClockKind.LEGAL: "依法作出决定",
    ClockKind.DELIVERY: "颁发证件并送达",
    ClockKind.SPECIAL: "结束特别程序",
    ClockKind.STEP: "办完这个环节",
    ClockKind.RENEWAL: "作出是否准予延续的决定",
}
ONE_A_CASE = (ClockKind.NOTICE, ClockKind.PROMISE, ClockKind.LEGAL, ClockKind.DELIVERY, ClockKind.RENEWAL)


@dataclass(frozen=True)
class Threshold:
    """What a version of a rule of time says, ready to judge by: of which clock, at which point, what level, since when.

    `after_days`: working days past the due day; `on_spot`: of matters decided the same day alone.
    """

    code: str
    clock: str
    level: str
    before_days: int = 0
    share: int = 0
    after_days: int = 0
    on_spot: bool = False
    since: date = ALWAYS
    version: RuleVersion | None = None


@dataclass(frozen=True)
class Spared:
    """A decided exemption: limits that end from `begins` to `ends` at these bodies (None: at all) wait for `grace`."""

    begins: date
    ends: date
    grace: date
    bodies: frozenset[int] | None = None

    def covers(self, due: date, body: int | None) -> bool:
        return self.begins <= due <= self.ends and (self.bodies is None or body in self.bodies)


def spared_by(exemptions: Iterable[Exemption]) -> list[Spared]:
    """Decided exemptions, with their bodies at hand, ready to judge by."""
    return [
        Spared(row.begins, row.ends, row.grace_until, frozenset(body.pk for body in row.bodies.all()) or None)
        for row in exemptions
    ]


def thresholds(versions: Iterable[RuleVersion]) -> list[Threshold]:
    """The rules of time among these versions, by code."""
    found = []
    for version in versions:
        detector = DETECTORS[version.rule.detector]
        if detector.clock:
            found.append(
                Threshold(
                    code=version.rule.code,
                    clock=detector.clock,
                    level=version.level,
                    on_spot=detector.code == "clock.on_spot",
                    since=version.effective_from,
                    version=version,
                    **{name: version.params.get(name, 0) for name in ("before_days", "share", "after_days")},
                )
            )
    return found


def occasion_of(clock: Clock) -> str:
    """What tells a limit from the others of its case: its kind, and where there are several the day it began."""
    if clock.kind in ONE_A_CASE:
        return str(clock.kind)
    if clock.task:
        return f"{clock.kind}:{clock.task}"
    return f"{clock.kind}:{clock.start:%Y%m%d}:{clock.subject}"[:80]


@dataclass(frozen=True)
class Finding:
    """A reminder or a card that a case has earned. `late` in working days; `until` is the last day of the count."""

    clock: Clock
    rule: Threshold
    late: int
    until: date
    grace: date | None = None

    @property
    def occasion(self) -> str:
        """What makes it one: the limit, and after an exemption the limit with the day of its grace."""
        own = occasion_of(self.clock)
        return f"{own}:after:{self.grace:%Y%m%d}"[:80] if self.grace else own

    @property
    def key(self) -> tuple[str, str]:
        return (self.occasion, self.rule.level)


class Judge:
    """Judges cases on one day by the rules in force on it. Keeps the counts that many cases share."""

    def __init__(
        self, today: date, calendar: Calendar, rules: Iterable[Threshold], exemptions: Iterable["Spared"] = ()
    ):
        self.today, self.calendar, self.exemptions = today, calendar, tuple(exemptions)
        self.rules: dict[str, list[Threshold]] = {}
        for rule in sorted(rules, key=lambda rule: rule.code):
            mine = self.rules.setdefault(rule.clock, [])
            if (rule.level, rule.on_spot) not in {(other.level, other.on_spot) for other in mine}:
                mine.append(rule)
        self._point = cache(self._count_point)
        self._late = cache(self._count_late)
        self.explain = cache(self._explain)

    def judge(self, found: list[Clock], body: int | None = None) -> tuple[list[Finding], date | None]:
        """What these clocks have earned, and the next day on which they can earn more (None: no such day).

        `body` is the organisation that answers for them, whose exemptions count.
        """
        earned, days = {}, []
        for clock in found:
            findings, day = self._judge_one(clock, found, body)
            for finding in findings:
                earned.setdefault(finding.key, finding)
            days += [day] if day else []
        return list(earned.values()), min(days, default=None)

    def notice_missed(self, found: list[Clock]) -> bool:
        """Whether the body gave no word in time, so that the application counts as accepted (许可法 32(4))."""
        notice = next((clock for clock in reversed(found) if clock.kind == ClockKind.NOTICE), None)
        return notice is not None and not notice.provisional and self._ended(notice) is None and notice.due < self.today

    def _judge_one(self, clock: Clock, found: list[Clock], body: int | None) -> tuple[list[Finding], date | None]:
        ended = self._ended(clock)
        if clock.provisional:
            return [], None if ended else max(self.today, clock.due) + TOMORROW
        day, findings, coming, grace = ended or self.today, [], [], self._grace(clock, body)
        for rule in self.rules.get(clock.kind, ()):
            if self._is_spared(clock, rule, found):
                continue
            point = self._point(clock.start, clock.due, rule.before_days, rule.share, rule.after_days)
            spared = grace if rule.level not in EARLY else None
            if spared and point is not None:
                point = max(point, spared + TOMORROW)
            if self._has_earned(rule, clock, point, day, ended):
                findings.append(Finding(clock, rule, self._late(clock.due, day), day, spared))
            elif ended is None and point is not None and point > self.today:
                coming.append(point)
        return findings, min(coming, default=None)

    def _grace(self, clock: Clock, body: int | None) -> date | None:
        """The last day on which an exemption spares this limit a card."""
        return max((e.grace for e in self.exemptions if e.covers(clock.due, body)), default=None)

    def _has_earned(self, rule: Threshold, clock: Clock, point: date | None, day: date, ended: date | None) -> bool:
        if point is None or day < point or day < rule.since:
            return False
        if day > clock.due:
            return rule.level not in EARLY
        return ended is None

    def _is_spared(self, clock: Clock, rule: Threshold, found: list[Clock]) -> bool:
        """承诺 = 法定: the red card of the law's limit takes the yellow one's place, and a second red's."""
        if clock.kind != ClockKind.PROMISE:
            return False
        if rule.on_spot and clock.limit:
            return True
        if rule.level == Level.YELLOW or rule.on_spot:
            legal = next((other for other in found if other.kind == ClockKind.LEGAL), None)
            red = any(other.level == Level.RED for other in self.rules.get(ClockKind.LEGAL, ()))
            day = self._point(clock.start, clock.due, 0, 0, rule.after_days) if rule.on_spot else clock.due + TOMORROW
            return legal is not None and red and not legal.provisional and legal.due < day
        return False

    def _ended(self, clock: Clock) -> date | None:
        """The day the clock ended, as it was known on the day of the judgement."""
        return clock.ended if clock.ended is not None and clock.ended <= self.today else None

    def _count_point(self, start: date, due: date, before: int, share: int, after: int) -> date | None:
        """The day from which a rule applies: past the due day (by some working days), or some working days or a share
        of the limit earlier."""
        if not before and not share:
            passed = workdays.due(due, after, calendar=self.calendar, provisional=True) if after else due
            return passed + TOMORROW
        total = workdays.elapsed(start, due, calendar=self.calendar)
        if total == 0:
            return None
        used = total - before
        if share:
            used = min(used, -(-total * share // 100))
        return workdays.due(start, max(1, used), calendar=self.calendar)

    def _count_late(self, due: date, day: date) -> int:
        return workdays.elapsed(due, day, calendar=self.calendar, provisional=True)

    def _explain(self, start: date, limit: int, unit: str, until: date) -> list[dict]:
        """The count day by day up to `until`, as JSON."""
        days = workdays.explain(start, limit, unit, calendar=self.calendar, provisional=True, until=until)
        return [{"date": day.date.isoformat(), "counted": day.counted, "why": day.why} for day in days]


def words(case: Case, finding: Finding) -> str:
    """What a finding says to people: the limit, the due day, and how it stands."""
    clock, due = finding.clock, chinese(finding.clock.due)
    limit = f"{clock.label}{clock.limit_text}"
    if finding.rule.level in EARLY:
        return f"{limit}，最迟{due}前{ARREARS[clock.kind]}，请抓紧办理。"
    late = f"超期{finding.late}个工作日" if finding.late else "已过期限"
    if clock.kind == ClockKind.NOTICE and case.deemed:
        return f"{limit}，应于{due}前{ARREARS[clock.kind]}，逾期没有告知，依法自收到材料之日起视为受理，{late}。"
    if clock.kind == ClockKind.RENEWAL:
        return f"应于有效期届满（{due}）前{ARREARS[clock.kind]}，届满时没有作出，依法视为准予延续，{late}。"
    if clock.ended is not None and clock.ended == finding.until:
        return f"{limit}，应于{due}前{ARREARS[clock.kind]}，{chinese(finding.until)}才办，{late}。"
    return f"{limit}，应于{due}前{ARREARS[clock.kind]}，至{chinese(finding.until)}仍未办，{late}。"


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
