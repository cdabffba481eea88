"""The verbs of the lists: change sets, publication."""

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
from .publication import publish

__all__ = [
    "RowChanged",
    "drop_row",
    "open_change_set",
    "pass_legality",
    "pass_review",
    "propose",
    "publish",
    "record_decision",
    "return_legality",
    "return_review",
    "revise",
    "submit",
    "take_codes",
    "withdraw",
]
