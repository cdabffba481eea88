"""Reads over several rows: the clocks of a case, and the pages of applicants and staff."""

from .answers import Rows, fields_of, shown_value
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
from .desk import DeskFilter, desk_page
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
    "Clock",
    "DeskFilter",
    "Projection",
    "Rows",
    "Turn",
    "applicant_of",
    "case_files",
    "clocks",
    "closing_time",
    "day_of_receipt",
    "desk_page",
    "events_of",
    "fields_of",
    "lamp_of",
    "limit_text",
    "masked_applicant",
    "projection",
    "running",
    "shown_value",
    "step_line_of",
    "turn_of",
]
