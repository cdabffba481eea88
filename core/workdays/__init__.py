"""Working days: the calendar as data, and pure functions on it.

Every limit has a number, a unit and its article. 工作日 leave out days off (行政许可法 82); a period in 自然日 or 月
that ends on a day off ends on the next working day (民法典 203); the first day is never counted (民法典 201); a month
that lacks the day ends on its last day (民法典 202). Past the last loaded year nothing is certain: the functions raise
CalendarEnds unless a provisional date is asked for.
"""

from .counting import (
    WEEKDAYS,
    Calendar,
    CalendarEnds,
    Day,
    Pauses,
    Unit,
    add_months,
    due,
    elapsed,
    explain,
    remaining,
)
from .loading import STATUTORY_CSV, calendar, calendar_changed, load_statutory_calendar, load_year
from .notices import FESTIVALS, Notice, NoticeDay, parse_notice

__all__ = [
    "FESTIVALS",
    "STATUTORY_CSV",
    "WEEKDAYS",
    "Calendar",
    "CalendarEnds",
    "Day",
    "Notice",
    "NoticeDay",
    "Pauses",
    "Unit",
    "add_months",
    "calendar",
    "calendar_changed",
    "due",
    "elapsed",
    "explain",
    "load_statutory_calendar",
    "load_year",
    "parse_notice",
    "remaining",
]
