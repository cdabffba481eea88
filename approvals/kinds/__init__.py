"""Which act yields which paper."""

from ..enums import PaperKind

PAPER_OF = {
    "submit": PaperKind.RECEIPT,
    "correct": PaperKind.RECEIPT,
    "accept": PaperKind.ACCEPTED,
    "deem_accepted": PaperKind.ACCEPTED,
    "ask_correction": PaperKind.CORRECTION,
    "not_accept": PaperKind.NOT_ACCEPTED,
    "grant": PaperKind.GRANTED,
    "refuse": PaperKind.REFUSED,
}
# Papers that a clerk makes by hand, when the case needs one.
BY_HAND = (
    PaperKind.LACKING_PLEDGE,
    PaperKind.PLEDGE,
    PaperKind.HEARING_RIGHT,
    PaperKind.HEARING_NOTICE,
    PaperKind.HEARING_RECORD,
    PaperKind.CONSULT,
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
