"""The verbs of the lists: change sets, publication, guides."""

from .alerts import watch_bases
from .basis import PowerListed, basis_remarks, replace_law
from .calls import Answered, KeyReused, drop_seen, forget_calls, once
from .change_sets import (
    RowChanged,
    drop_row,
    open_change_set,
    pass_legality,
    pass_review,
    propose,
    record_decision,
    return_legality,
    return_review,
    revise,
    submit,
    withdraw,
)
from .codes import take_codes
from .comparing import read_workbook
from .contacts import replace_roster
from .editions import ask_edition, make_edition, may_number, resume_editions
from .guides import GuideRefused, draft_guide, guide_faults, publish_guide
from .imports import (
    Applied,
    ImportRefused,
    annotated_file,
    apply_reading,
    compare_form,
    confirm_job,
    console_user,
    progress_of,
    upload_workbook,
)
from .opinions import answer_opinion, leave_opinion, show_opinion, transfer_opinion, withhold_opinion
from .publication import publish
from .reference import load_creation_rules, load_duty_templates, load_kind_settings, load_laws, shipped_laws

__all__ = [
    "withhold_opinion",
    "transfer_opinion",
    "show_opinion",
    "leave_opinion",
    "answer_opinion",
    "resume_editions",
    "may_number",
    "make_edition",
    "ask_edition",
    "Answered",
    "Applied",
    "GuideRefused",
    "ImportRefused",
    "KeyReused",
    "PowerListed",
    "RowChanged",
    "annotated_file",
    "apply_reading",
    "basis_remarks",
    "compare_form",
    "confirm_job",
    "console_user",
    "draft_guide",
    "drop_row",
    "drop_seen",
    "forget_calls",
    "guide_faults",
    "load_creation_rules",
    "load_duty_templates",
    "load_kind_settings",
    "load_laws",
    "once",
    "open_change_set",
    "pass_legality",
    "pass_review",
    "progress_of",
    "propose",
    "publish",
    "publish_guide",
    "read_workbook",
    "record_decision",
    "replace_law",
    "replace_roster",
    "return_legality",
    "return_review",
    "revise",
    "shipped_laws",
    "submit",
    "take_codes",
    "upload_workbook",
    "watch_bases",
    "withdraw",
]
