"""Cases (办件) and what belongs to them."""

from .cases import Case, CaseMove, Correction, new_query_code
from .drafts import Draft
from .files import CaseFile, CaseLicence

__all__ = ["Case", "CaseFile", "CaseLicence", "CaseMove", "Correction", "Draft", "new_query_code"]
