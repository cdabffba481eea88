"""The verbs of a licence. Keyword-only; one transaction, one log row; the holder is told after commit."""

from .acts import apply_renewal, decide, decline, propose, take_back
from .checks import check, check_on_file
from .issuing import PUBLICATION, identifier, issue, licence_number, print_licence, print_pending
from .stock import confirm, enter, reject, upload_own
from .watch import watch_licences

__all__ = [
    "PUBLICATION",
    "apply_renewal",
    "check",
    "check_on_file",
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
