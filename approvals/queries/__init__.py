"""Reads over several rows: the clocks of a case, and the pages of applicants and staff."""

from .answers import Rows, fields_of, shown_value
from .asked import asked_case, asked_page, came_late
from .counting import (
    DELIVERY_LIMIT,
    NOTICE_LIMIT,
    RUNNING,
    Clock,
    Projection,
    clocks,
    closing_time,
    day_of_receipt,
    limit_text,
    projection,
    running,
)
from .desk import DeskFilter, desk_choices, desk_page
from .examining import ActRows, colleagues, moved, named_days, not_counted, review_of
from .pages import (
    Turn,
    applicant_of,
    case_files,
    events_of,
    lamp_of,
    masked_applicant,
    step_line_of,
    turn_of,
)

__all__ = [
    "DELIVERY_LIMIT",
    "NOTICE_LIMIT",
    "RUNNING",
    "ActRows",
    "Clock",
    "DeskFilter",
    "Projection",
    "Rows",
    "Turn",
    "applicant_of",
    "asked_case",
    "asked_page",
    "came_late",
    "case_files",
    "clocks",
    "closing_time",
    "colleagues",
    "day_of_receipt",
    "desk_choices",
    "desk_page",
    "events_of",
    "fields_of",
    "lamp_of",
    "limit_text",
    "masked_applicant",
    "moved",
    "named_days",
    "not_counted",
    "projection",
    "review_of",
    "running",
    "shown_value",
    "step_line_of",
    "turn_of",
]
