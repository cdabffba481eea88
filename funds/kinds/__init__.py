"""The fund forms: what their workbooks and their rows are made of. Declarations, one module a form."""

from .evaluation import FUND_EVALUATION
from .lists import FUNDS, amount_of
from .money_forms import EXECUTION, FACTORS, SHARES
from .rows import FIELDS, LABELS, SOURCES, cells_of, empty_content, source_lines, wan
from .targets import TARGETS

FORMS = {form.kind: form for form in (FUNDS, FUND_EVALUATION, FACTORS, EXECUTION, SHARES, TARGETS)}

__all__ = [
    "EXECUTION",
    "FACTORS",
    "FIELDS",
    "FORMS",
    "FUNDS",
    "FUND_EVALUATION",
    "LABELS",
    "SHARES",
    "SOURCES",
    "TARGETS",
    "amount_of",
    "cells_of",
    "empty_content",
    "source_lines",
    "wan",
]
