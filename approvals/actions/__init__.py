"""The verbs of a case. Keyword-only; one transaction, one log row; papers and licences follow after commit.

Every act takes `at`, an aware datetime (now when not given), the time at which it counts as made. All of them raise
`core.workflow.MoveRefused` with words for the person who tried, and PermissionDenied when the person may not.
"""

from .acceptance import accept, ask_correction, deem_accepted, not_accept
from .clocks import compare_clocks, project_clocks, recompute_clocks
from .decision import grant, refuse, review, send_back
from .delivery import finish_pending, hand_over, issue_licence, make_paper
from .filing import (
    applicant_fields,
    attach,
    correct,
    discard_draft,
    remove_file,
    save_draft,
    submit_case,
    withdraw,
)
from .use import count_use

__all__ = [
    "accept",
    "applicant_fields",
    "ask_correction",
    "attach",
    "compare_clocks",
    "correct",
    "count_use",
    "deem_accepted",
    "discard_draft",
    "finish_pending",
    "grant",
    "hand_over",
    "issue_licence",
    "make_paper",
    "not_accept",
    "project_clocks",
    "recompute_clocks",
    "refuse",
    "remove_file",
    "review",
    "save_draft",
    "send_back",
    "submit_case",
    "withdraw",
]
