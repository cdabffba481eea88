"""What other numbers would have given: last calendar month's cases judged by two versions of one rule, nothing written.

The month is walked day by day as the watch would have walked it, so that a warning that came and went with the days
counts as well as a card.
"""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from approvals.models import Case, CaseMove
from approvals.queries import clocks
from core import workdays
from core.workdays import Calendar

from ..enums import RuleState
from ..models import ALWAYS, RuleVersion
from .detectors import ACTS, Act
from .judging import Judge, Threshold, thresholds

DAY = timedelta(days=1)
LISTED = 200  # cases that a trial names; the figures count all
MOST = 20_000  # cases that a trial looks at, the newest first


def last_month(today: date) -> tuple[date, date]:
    """The first and the last day of the calendar month before a day."""
    last = today.replace(day=1) - DAY
    return last.replace(day=1), last


def trial_of(version: RuleVersion, *, today: date) -> dict:
    """What `version` would have given last month beside the version in force.

    {"first", "last", "looked", "new": {level: n}, "now": {level: n}, "cases": [{"number", "item", "body", "on",
    "new", "now"}]}; `cases` names those on which the two differ.
    """
    first, last = last_month(today)
    rule, calendar = version.rule, workdays.calendar()
    if rule.detector in ACTS:
        return _trial_of_acts(version, first, last, today)
    if not rule.declared.clock:
        return _told(first, last, 0, {}, {}, [])
    current = next((row for row in RuleVersion.objects.at_work(today) if row.rule_id == rule.pk), None)
    others = [row for row in RuleVersion.objects.at_work(today) if row.rule_id != rule.pk]
    proposed = [version] if version.enabled else []
    new = _Walk(rule.code, _always([*others, *proposed]), first, last, calendar)
    now = _Walk(rule.code, _always([*others, *([current] if current else [])]), first, last, calendar)
    looked, differing = 0, []
    for case in _cases(first, last):
        looked += 1
        found = clocks(case, calendar)
        by_new, by_now = new.of(case, found), now.of(case, found)
        if by_new != by_now and len(differing) < LISTED:
            levels = (by_new[1] if by_new else "", by_now[1] if by_now else "")
            differing.append(_line(case, (by_new or by_now)[0], *levels))
    return _told(first, last, looked, new.counts, now.counts, differing)


def _told(first: date, last: date, looked: int, new: dict, now: dict, cases: list) -> dict:
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return {**days, "looked": looked, "new": new, "now": now, "cases": cases}


def _trial_of_acts(version: RuleVersion, first: date, last: date, today: date) -> dict:
    """The acts of the month judged by two versions of a rule of content or process."""
    rows = RuleVersion.objects.at_work(today)
    current = next((row for row in rows if row.rule_id == version.rule_id), None)
    listens, detect = ACTS[version.rule.detector]
    calendar, new, now, differing = workdays.calendar(), {}, {}, []
    cases = {case.pk: case for case in _cases(first, last).prefetch_related("files")}
    history: dict[int, list] = {}
    for row in CaseMove.objects.filter(subject__in=cases).order_by("id"):
        before = tuple(history.setdefault(row.subject_id, []))
        history[row.subject_id].append(row)
        if not first <= timezone.localdate(row.at) <= last or (listens is not None and row.move not in listens):
            continue
        case, levels = cases[row.subject_id], []
        for one, counts in ((version if version.enabled else None, new), (current, now)):
            found = one is not None and detect(Act(row, before, case, one.params, calendar)) is not None
            levels.append(one.level if found else "")
            if found:
                counts[one.level] = counts.get(one.level, 0) + 1
        if levels[0] != levels[1] and len(differing) < LISTED:
            differing.append(_line(case, timezone.localdate(row.at), *levels))
    return _told(first, last, len(cases), new, now, differing)


def _line(case: Case, on: date, new: str, now: str) -> dict:
    return {
        "number": case.number,
        "item": case.item_name,
        "body": str(case.organisation),
        "on": on.isoformat(),
        "new": new,
        "now": now,
    }


def _always(versions: list[RuleVersion]) -> list[Threshold]:
    """As if they had been in force all along."""
    found = thresholds(sorted(versions, key=lambda row: row.rule.code))
    return [Threshold(**(vars(threshold) | {"since": ALWAYS})) for threshold in found]


def _cases(first: date, last: date):
    """The cases that were open on a day of the month, without their personal data."""
    begin = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + DAY, time.min))
    rows = Case.objects.exclude(state="draft").filter(
        Q(closed_at__isnull=True) | Q(closed_at__gte=begin), received_at__lt=end
    )
    return (
        rows.with_clock_rows()
        .select_related("version", "correction", "extension", "organisation")
        .defer("query_code", "applicant_document", "mobile", "form_data", "agent_document", "agent_mobile")
        .order_by("-id")[:MOST]
    )


class _Walk:
    """One set of rules over the days of the month: the first day on which the rule gives, and its level."""

    def __init__(self, code: str, rules: list[Threshold], first: date, last: date, calendar: Calendar):
        self.code, self.first, self.last = code, first, last
        self.counts: dict[str, int] = {}
        self.judges = {}
        day = first
        while day <= last:
            self.judges[day] = Judge(day, calendar, rules)
            day += DAY

    def of(self, case: Case, found: list) -> tuple[date, str] | None:
        day: date | None = self.first
        before = {finding.key for finding in self._judge_before(found)}
        while day is not None and day <= self.last:
            findings, following = self.judges[day].judge(_as_of(found, day))
            for finding in findings:
                if finding.rule.code == self.code and finding.key not in before:
                    self.counts[finding.rule.level] = self.counts.get(finding.rule.level, 0) + 1
                    return day, finding.rule.level
            day = self._next(found, day, following)
        return None

    def _judge_before(self, found: list):
        """What had been earned before the month began isn't the month's."""
        eve = self.first - DAY
        judge = Judge(eve, self.judges[self.first].calendar, self._rules())
        return judge.judge(_as_of(found, eve))[0]

    def _rules(self) -> list[Threshold]:
        return [rule for rules in self.judges[self.first].rules.values() for rule in rules]

    def _next(self, found: list, day: date, following: date | None) -> date | None:
        """The next day worth a look: what the judge names, or a day on which a clock begins or ends."""
        turns = [turn for clock in found for turn in (clock.start, clock.ended) if turn is not None and turn > day]
        return min([*turns, *([following] if following and following > day else [])], default=None)


def _as_of(found: list, day: date) -> list:
    """The clocks that had begun by a day."""
    return [clock for clock in found if clock.start <= day]


def state_of(version: RuleVersion) -> str:
    """How a version stands today, in words."""
    if version.state == RuleState.DECIDED and version.effective_from > timezone.localdate():
        return "待生效"
    return version.get_state_display()
