"""The verbs of a licence. Keyword-only; one transaction, one log row; the holder is told after commit."""

from .acts import apply_renewal, decide, decline, propose, take_back
from .by_case import act_of, apply_act, carry_out, close_application
from .checks import check, check_on_file
from .issuing import PUBLICATION, identifier, issue, licence_number, print_licence, print_pending
from .stock import confirm, enter, reject, upload_own
from .watch import watch_licences

__all__ = [
    "PUBLICATION",
    "act_of",
    "apply_act",
    "apply_renewal",
    "carry_out",
    "check",
    "check_on_file",
    "close_application",
    "confirm",
    "decide",
    "decline",
    "enter",
    "identifier",
    "issue",
    "licence_number",
    "print_licence",
    "print_pending",
    "propose",
    "reject",
    "take_back",
    "upload_own",
    "watch_licences",
]
