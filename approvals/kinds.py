"""Which act yields which paper."""

from .enums import PaperKind

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
