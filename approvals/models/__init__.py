"""Cases (办件) and what belongs to them."""

from .archives import Archive, ArchiveLoan, ArchiveMove, ArchivePart, DestructionLine, DestructionList, RetentionRule
from .cases import Case, CaseMove, Correction, new_query_code
from .drafts import Draft
from .examination import Consultation, Hearing, Inspection, Recusal
from .files import CaseFile, CaseLicence
from .papers import CasePaper, PaperService, PaperTemplate, ServiceConsent
from .time import Extension, Procedure

__all__ = [
    "Archive",
    "ArchiveLoan",
    "ArchiveMove",
    "ArchivePart",
    "Case",
    "CaseFile",
    "CaseLicence",
    "CaseMove",
    "CasePaper",
    "Consultation",
    "Correction",
    "DestructionLine",
    "DestructionList",
    "Draft",
    "Extension",
    "Hearing",
    "Inspection",
    "PaperService",
    "PaperTemplate",
    "Procedure",
    "Recusal",
    "RetentionRule",
    "ServiceConsent",
    "new_query_code",
]
