"""Cases (办件) and what belongs to them."""

from .archives import Archive, ArchiveLoan, ArchiveMove, ArchivePart, DestructionLine, DestructionList, RetentionRule
from .cases import Case, CaseMove, Correction, new_query_code
from .delivery import MailAddress, Shipment, ShipmentEvent
from .drafts import Draft
from .examination import Consultation, Hearing, Inspection, Recusal
from .fees import CaseFee
from .files import CaseFile, CaseLicence
from .flows import CaseTask, current, held_today, stages_of
from .hall import (
    Appointment,
    AppointmentDay,
    Counter,
    Hall,
    HandoverSlip,
    HelpPost,
    Intake,
    QueueGroup,
    Residency,
    Ticket,
)
from .jobs import CaseBatch, CaseBatchLine, ExerciseImport, RegisterExport
from .materials import CaseMaterial, Pledge, StoredMaterial
from .papers import CasePaper, PaperService, PaperTemplate, ServiceConsent
from .registers import (
    CaseResult,
    DaysTally,
    ExerciseTally,
    ExerciseWithdrawal,
    PowerExercise,
    Reading,
    new_key,
)
from .time import Extension, Procedure

__all__ = [
    "CaseFee",
    "MailAddress",
    "Shipment",
    "ShipmentEvent",
    "Appointment",
    "AppointmentDay",
    "Archive",
    "ArchiveLoan",
    "ArchiveMove",
    "ArchivePart",
    "Case",
    "CaseBatch",
    "CaseBatchLine",
    "CaseFile",
    "CaseLicence",
    "CaseMaterial",
    "CaseMove",
    "CasePaper",
    "CaseTask",
    "CaseResult",
    "Consultation",
    "Correction",
    "Counter",
    "DaysTally",
    "DestructionLine",
    "DestructionList",
    "Draft",
    "ExerciseImport",
    "ExerciseTally",
    "ExerciseWithdrawal",
    "Extension",
    "Hall",
    "HandoverSlip",
    "Hearing",
    "HelpPost",
    "Inspection",
    "Intake",
    "PaperService",
    "PaperTemplate",
    "Pledge",
    "PowerExercise",
    "Procedure",
    "QueueGroup",
    "Reading",
    "RegisterExport",
    "Recusal",
    "Residency",
    "RetentionRule",
    "ServiceConsent",
    "StoredMaterial",
    "Ticket",
    "current",
    "held_today",
    "new_key",
    "new_query_code",
    "stages_of",
]
