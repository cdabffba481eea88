"""Which act yields which paper."""

from ..enums import PaperKind

PAPER_OF = {
    "submit": PaperKind.RECEIPT,
    "correct": PaperKind.RECEIPT,
    "accept": PaperKind.ACCEPTED,
    "accept_lacking": PaperKind.LACKING,
    "deem_accepted": PaperKind.DEEMED,
    "ask_correction": PaperKind.CORRECTION,
    "tell_not_needed": PaperKind.NOT_NEEDED,
    "not_accept": PaperKind.NOT_ACCEPTED,
    "extend": PaperKind.EXTENSION,
    "begin_procedure": PaperKind.PROCEDURE,
    "ask_opinion": PaperKind.CONSULT,
    "tell_hearing": PaperKind.HEARING_RIGHT,
    "notify_hearing": PaperKind.HEARING_NOTICE,
    "minute_hearing": PaperKind.HEARING_RECORD,
    "warn_termination": PaperKind.TERMINATION,
    "terminate": PaperKind.TERMINATED,
    "terminate_lacking": PaperKind.TERMINATED,
    "withdraw": PaperKind.WITHDRAWN,
    "void": PaperKind.VOID,
    "ask_fee": PaperKind.FEE_NOTICE,
    "grant": PaperKind.GRANTED,
    "refuse": PaperKind.REFUSED,
}
# Papers that a clerk makes by hand, when the case needs one.
BY_HAND = (
    PaperKind.LACKING_PLEDGE,
    PaperKind.PLEDGE,
    PaperKind.COUNTERSIGN,
)
# Papers that must be served on the applicant, with a 送达回证 each, before the case is archived (许可法 44).
MUST_SERVE = frozenset(
    {
        PaperKind.CORRECTION,
        PaperKind.NOT_NEEDED,
        PaperKind.NOT_ACCEPTED,
        PaperKind.EXTENSION,
        PaperKind.PROCEDURE,
        PaperKind.HEARING_RIGHT,
        PaperKind.HEARING_NOTICE,
        PaperKind.TERMINATION,
        PaperKind.TERMINATED,
        PaperKind.GRANTED,
        PaperKind.REFUSED,
    }
)


def served_key(paper_id: int) -> str:
    """The key of the message by which a paper was served: its read_at is when the receiver opened it."""
    return f"served:{paper_id}"
