"""Who held a case on the working days of a count: a pure function of the acts, so that it sums to the days elapsed.

The day of an act is still the day of who did it, as the law doesn't count the first day: a case that is handed on on
Monday costs its next holder nothing before Tuesday.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from approvals.enums import CaseState
from core.workdays import Calendar

DAY = timedelta(days=1)
HOLDERS = {
    CaseState.DRAFT: "applicant",
    CaseState.RECEIVED: "window",
    CaseState.CORRECTING: "applicant",
    CaseState.REVIEW: "handler",
    CaseState.SPECIAL: "procedure",
    CaseState.DECISION: "decider",
    CaseState.GRANTED: "issuing",
    CaseState.MADE: "issuing",
}
LABELS = {
    "window": "窗口",
    "handler": "承办",
    "decider": "决定",
    "issuing": "制证送达",
    "applicant": "申请人补正",
    "procedure": "特别程序（许可法第四十五条）",
    "closed": "办结以后",
}

Acts = Iterable[tuple[date, str]]  # the day of each act and the state that it led to, in the order of the log


def days_by_holder(acts: Acts, start: date, until: date, calendar: Calendar) -> list[dict]:
    """The working days after `start` up to `until` by holder, in the order in which each first held the case.

    [{"holder", "label", "days"}]; the days sum to the working days elapsed.
    """
    acts, found = sorted(acts, key=lambda act: act[0]), {}
    position, state = 0, CaseState.RECEIVED
    day = start
    while day < until:
        day += DAY
        while position < len(acts) and acts[position][0] < day:
            state = acts[position][1]
            position += 1
        if calendar.day_off(day, provisional=True):
            continue
        holder = HOLDERS.get(state, "closed")
        found[holder] = found.get(holder, 0) + 1
    return [{"holder": holder, "label": LABELS[holder], "days": days} for holder, days in found.items()]
