"""The verbs of the funds: keyword-only, one transaction, one log row. Amounts are in 元."""

from .disclosure import PUBLICATION, disclose, filed
from .lists import add_funds, open_list, publish, record_decision, submit
from .measures import (
    file_document,
    file_measure,
    publish_document,
    publish_measure,
    withdraw_document,
    withdraw_measure,
)
from .reference import load_rules

__all__ = [
    "PUBLICATION",
    "add_funds",
    "disclose",
    "filed",
    "load_rules",
    "open_list",
    "publish",
    "record_decision",
    "submit",
    "file_document",
    "file_measure",
    "publish_document",
    "publish_measure",
    "withdraw_document",
    "withdraw_measure",
]
