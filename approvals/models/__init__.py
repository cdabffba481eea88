"""Cases (办件) and what belongs to them."""

from .cases import Case, CaseMove, Correction, new_query_code
from .files import CaseFile, CaseLicence
from .messages import Message

__all__ = ["Case", "CaseFile", "CaseLicence", "CaseMove", "Correction", "Message", "new_query_code"]
