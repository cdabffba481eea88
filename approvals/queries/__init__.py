"""Reads over several rows: the clocks of a case, and the pages of applicants and staff."""

from .answers import Rows, fields_of, shown_value
from .archives import archive_faults, archives_found, expired_archives, kept_until, retention_of
from .asked import asked_case, asked_page, came_late
from .batches import saved_views
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
    undecided_renewal,
)
from .desk import DeskFilter, desk_choices, desk_page, neighbours
from .examining import ActRows, colleagues, moved, named_days, not_counted, review_of
from .flows import flow_panel
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
from .papers import PaperRow, consent_of, missing_labels, papers_missing, papers_of, papers_panel, services_of_case

__all__ = [
    "DELIVERY_LIMIT",
    "NOTICE_LIMIT",
    "RUNNING",
    "ActRows",
    "Clock",
    "DeskFilter",
    "PaperRow",
    "Projection",
    "Rows",
    "Turn",
    "applicant_of",
    "archive_faults",
    "archives_found",
    "asked_case",
    "asked_page",
    "came_late",
    "case_files",
    "clocks",
    "closing_time",
    "colleagues",
    "consent_of",
    "day_of_receipt",
    "desk_choices",
    "desk_page",
    "events_of",
    "expired_archives",
    "fields_of",
    "flow_panel",
    "kept_until",
    "lamp_of",
    "limit_text",
    "masked_applicant",
    "missing_labels",
    "moved",
    "named_days",
    "neighbours",
    "not_counted",
    "papers_missing",
    "papers_of",
    "papers_panel",
    "projection",
    "retention_of",
    "review_of",
    "running",
    "services_of_case",
    "shown_value",
    "saved_views",
    "step_line_of",
    "turn_of",
    "undecided_renewal",
]
