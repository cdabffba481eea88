"""Alerts about anything but the limits of a case: given once, told by what the rule says."""

from collections.abc import Iterable
from datetime import date, datetime

from accounts.notices import send_all
from core import workdays
from core.workdays import Calendar

from ..models import Alert, RuleVersion
from ..notices import Recipients, tellings_of
from ..queries.detectors import Thing

Earned = tuple[RuleVersion, Thing]


def reply_by(version: RuleVersion, today: date, calendar: Calendar) -> date | None:
    """The last day on which an alert of today is answered in time; None where no answer is asked for."""
    if not version.reply_days:
        return None
    return workdays.due(today, version.reply_days, version.reply_unit, calendar=calendar, provisional=True)


def give(earned: Iterable[Earned], *, now: datetime, today: date, giver=None) -> list[Alert]:
    """Give what was not given before; returns the new alerts. In the caller's transaction."""
    earned = list(earned)
    if not earned:
        return []
    keys = {thing.key for _, thing in earned}
    known = set(Alert.objects.filter(key__in=keys).values_list("key", "occasion", "level"))
    calendar, recipients, fresh = workdays.calendar(), Recipients(today), []
    tellings = []
    for version, thing in earned:
        mark = (thing.key, thing.occasion, version.level)
        if mark in known:
            continue
        known.add(mark)
        alert = Alert(
            subject=version.rule.subject,
            case=thing.case,
            key=thing.key,
            title=thing.title[:500],
            address=thing.address[:300],
            organisation=thing.organisation,
            rule=version.rule,
            version=version,
            occasion=thing.occasion,
            level=version.level,
            due=thing.due,
            given_at=now,
            given_by=giver,
            reply_by=reply_by(version, today, calendar),
            late_days=_late(thing.due, today, calendar),
            explanation=thing.words[:500],
            evidence=list(thing.evidence),
        )
        fresh.append(alert)
        tellings += tellings_of(thing.case, [alert], recipients)
    Alert.objects.bulk_create(fresh, ignore_conflicts=True)
    send_all(tellings)
    return fresh


def _late(due: date | None, today: date, calendar: Calendar) -> int:
    if due is None or due >= today:
        return 0
    return min(workdays.elapsed(due, today, calendar=calendar, provisional=True), 32_767)
