"""The verbs of a case. Keyword-only; one transaction, one log row; papers and licences follow after commit.

Every act takes `at`, an aware datetime (now when not given), the time at which it counts as made. All of them raise
`core.workflow.MoveRefused` with words for the person who tried, and PermissionDenied when the person may not.
"""

from .acceptance import (
    accept,
    accept_lacking,
    ask_correction,
    correct_on_spot,
    deem_accepted,
    not_accept,
    tell_not_needed,
    terminate,
    void,
    warn_termination,
)
from .archives import (
    archive_case,
    archive_complete,
    decide_destruction,
    give_back,
    lend,
    open_archive,
    propose_destruction,
)
from .clocks import compare_clocks, project_clocks, recompute_clocks
from .decision import grant, refuse, review, send_back
from .delivery import finish_pending, hand_over, issue_licence
from .drafts import NewerDraft, applicant_fields, delete_old_drafts, discard_draft, save_draft, tell_of_drafts
from .examination import (
    answer_hearing,
    ask_opinion,
    assign,
    give_opinion,
    inspect,
    minute_hearing,
    notify_hearing,
    recuse,
    remind_opinions,
    tell_hearing,
    withdraw_opinion,
)
from .filing import (
    attach,
    correct,
    remove_file,
    submit_case,
    withdraw,
)
from .flows import step_done
from .hall import claim_cases, file_at_counter, hand_on, remind_counters, take_over, unclaimed
from .materials import (
    check_pledge,
    forget_material,
    hand_in,
    judge_materials,
    repair_pledge,
    store_material,
    supply_material,
    terminate_lacking,
    watch_pledges,
)
from .papers import issue_paper, load_case_papers, load_retention_rules, make_paper, save_template
from .renewals import apply_anew, begin_application, deem_renewed, guide_of, lapse_renewal, watch_renewals
from .scanning import scan, scan_pending
from .service import has_consented, record_consent, record_service, serve_online
from .time import begin_procedure, end_procedure, extend
from .use import count_use

__all__ = [
    "NewerDraft",
    "accept",
    "accept_lacking",
    "answer_hearing",
    "apply_anew",
    "applicant_fields",
    "archive_case",
    "archive_complete",
    "ask_correction",
    "ask_opinion",
    "assign",
    "attach",
    "begin_application",
    "begin_procedure",
    "check_pledge",
    "claim_cases",
    "compare_clocks",
    "correct",
    "correct_on_spot",
    "count_use",
    "decide_destruction",
    "deem_accepted",
    "deem_renewed",
    "delete_old_drafts",
    "discard_draft",
    "end_procedure",
    "extend",
    "file_at_counter",
    "finish_pending",
    "forget_material",
    "give_back",
    "give_opinion",
    "grant",
    "guide_of",
    "hand_in",
    "hand_on",
    "hand_over",
    "has_consented",
    "inspect",
    "issue_licence",
    "issue_paper",
    "judge_materials",
    "lapse_renewal",
    "lend",
    "load_case_papers",
    "load_retention_rules",
    "make_paper",
    "minute_hearing",
    "not_accept",
    "notify_hearing",
    "open_archive",
    "project_clocks",
    "propose_destruction",
    "recompute_clocks",
    "record_consent",
    "record_service",
    "recuse",
    "refuse",
    "remind_counters",
    "remind_opinions",
    "remove_file",
    "repair_pledge",
    "review",
    "save_draft",
    "save_template",
    "scan",
    "scan_pending",
    "send_back",
    "serve_online",
    "step_done",
    "store_material",
    "submit_case",
    "supply_material",
    "take_over",
    "tell_hearing",
    "tell_not_needed",
    "tell_of_drafts",
    "terminate",
    "terminate_lacking",
    "unclaimed",
    "void",
    "warn_termination",
    "watch_pledges",
    "watch_renewals",
    "withdraw",
    "withdraw_opinion",
]
