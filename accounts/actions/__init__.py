"""The verbs of people, posts and grants. Keyword-only, one transaction, one row of history each."""

from .access import log_view, reveal, unlock
from .codes import check_code, send_code
from .grants import (
    appoint_administrator,
    confirm_request,
    found_administrators,
    grant,
    refuse_request,
    request_grant,
    revoke,
)
from .identity import (
    before_closing,
    change_address,
    change_mobile,
    change_password,
    check_citizen,
    check_legal_person,
    check_password,
    close_account,
    register_citizen,
    register_legal_person,
    reset_own_password,
)
from .offices import (
    appoint,
    close_staff,
    create_post,
    create_staff,
    dismiss,
    initial_password,
    issue_password,
    save_recorded,
)
from .reference import load_organisations
from .roster import NewPassword, RosterRefused, RosterRow, apply_roster, check_roster

__all__ = [
    "NewPassword",
    "RosterRefused",
    "RosterRow",
    "appoint",
    "appoint_administrator",
    "apply_roster",
    "before_closing",
    "change_address",
    "change_mobile",
    "change_password",
    "check_citizen",
    "check_code",
    "check_legal_person",
    "check_password",
    "check_roster",
    "close_account",
    "close_staff",
    "confirm_request",
    "create_post",
    "create_staff",
    "dismiss",
    "found_administrators",
    "grant",
    "initial_password",
    "issue_password",
    "load_organisations",
    "log_view",
    "refuse_request",
    "register_citizen",
    "register_legal_person",
    "request_grant",
    "reset_own_password",
    "reveal",
    "revoke",
    "save_recorded",
    "send_code",
    "unlock",
]
