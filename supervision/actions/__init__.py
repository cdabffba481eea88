"""The verbs of supervision. Keyword-only; one transaction each."""

from .accusations import accuse, hand_over, hand_over_complaint
from .alerts import mark_messages_read
from .bulletins import draft_service_bulletin, edit_bulletin, issue_bulletin, recall_bulletin
from .cards import (
    appeal_card,
    decide_exemption,
    escalate_unanswered,
    judge_appeal,
    propose_exemption,
    reply_card,
    withdraw_card,
)
from .complaints import (
    close_silent,
    give_word,
    judged,
    load_complaint_rules,
    lodge,
    project_complaints,
)
from .hearing import (
    accept_complaint,
    advise_complaint,
    answer_complaint,
    assign_complaint,
    check_complaint,
    decline_complaint,
    extend_complaint,
    join_complaint,
    send_back_complaint,
    transfer_complaint,
)
from .mending import appeal_rating, contact_rater, judge_rating, load_mending_rule, reply_rating
from .orders import (
    close_order,
    draft_order,
    drop_order,
    issue_order,
    renew_order,
    reply_order,
    sign_for_order,
)
from .ratings import enter_call, invite, rate, rate_by_code, rate_visit, rated_body
from .rules import decide_rule, load_rules, look_anew, propose_rule, take_back_rule, try_rule
from .sweeping import sweep
from .watching import watch_day, watch_log

__all__ = [
    "accept_complaint",
    "accuse",
    "advise_complaint",
    "answer_complaint",
    "appeal_card",
    "appeal_rating",
    "assign_complaint",
    "check_complaint",
    "close_order",
    "close_silent",
    "contact_rater",
    "decide_exemption",
    "decide_rule",
    "decline_complaint",
    "draft_order",
    "draft_service_bulletin",
    "drop_order",
    "edit_bulletin",
    "enter_call",
    "escalate_unanswered",
    "extend_complaint",
    "give_word",
    "hand_over",
    "hand_over_complaint",
    "invite",
    "issue_bulletin",
    "issue_order",
    "join_complaint",
    "judge_appeal",
    "judge_rating",
    "judged",
    "load_complaint_rules",
    "load_mending_rule",
    "load_rules",
    "lodge",
    "look_anew",
    "mark_messages_read",
    "project_complaints",
    "propose_exemption",
    "propose_rule",
    "rate",
    "rate_by_code",
    "rate_visit",
    "rated_body",
    "recall_bulletin",
    "renew_order",
    "reply_card",
    "reply_order",
    "reply_rating",
    "send_back_complaint",
    "sign_for_order",
    "sweep",
    "take_back_rule",
    "transfer_complaint",
    "try_rule",
    "watch_day",
    "watch_log",
    "withdraw_card",
]
