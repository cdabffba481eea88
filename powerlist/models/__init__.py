"""The lists: laws, entries and their versions, change sets, imports, and the service guides that hang on entries."""

from .calls import CreatingCall
from .campaigns import Campaign, CampaignMove, CampaignPart, Inspection, PartMove
from .catalogue import CatalogueCitation, CatalogueDecline, CatalogueEdition, CatalogueHint, CatalogueItem
from .contacts import Contact
from .counts import ListCount
from .duties import DutyTemplate
from .editions import Edition
from .filters import SavedFilter
from .guide_parts import (
    FieldGroup,
    FlowStep,
    ItemCharge,
    ItemField,
    ItemMaterial,
    ItemQuestion,
    ServicePoint,
    ServiceWindow,
    SpecialProcedure,
)
from .guides import ServiceItem, ServiceItemVersion
from .imports import ImportJob, ImportLine, ImportMend
from .kinds import KindSetting
from .laws import BasisAlert, BasisVerification, Citation, CreationRule, Law, LawSuccession
from .lists import ListChangeSet, ListEntry, ListMove, ListVersion
from .opinions import Opinion, OpinionMove, OpinionRule
from .overlaps import OverlapCandidate, OverlapMove, OverlapRun
from .papers import Paper, PaperTemplate
from .paths import PaperSeries, ReviewPath, ReviewStep
from .reforms import FormerName, Reform, ReformLine
from .relations import SharedDuty
from .review import Consultation, Letter, ReviewOpinion, RowOutcome, RowRemark, RowVerdict
from .standing import EntryUse, Succession, Suspension, Urging

__all__ = [
    "BasisAlert",
    "BasisVerification",
    "Campaign",
    "CampaignMove",
    "CampaignPart",
    "CatalogueCitation",
    "CatalogueDecline",
    "CatalogueEdition",
    "CatalogueHint",
    "CatalogueItem",
    "Citation",
    "Consultation",
    "Contact",
    "CreatingCall",
    "CreationRule",
    "DutyTemplate",
    "Edition",
    "EntryUse",
    "FieldGroup",
    "FlowStep",
    "FormerName",
    "ImportJob",
    "ImportLine",
    "ImportMend",
    "Inspection",
    "ItemCharge",
    "ItemField",
    "ItemMaterial",
    "ItemQuestion",
    "KindSetting",
    "Law",
    "LawSuccession",
    "Letter",
    "ListChangeSet",
    "ListCount",
    "ListEntry",
    "ListMove",
    "ListVersion",
    "Opinion",
    "OpinionMove",
    "OpinionRule",
    "OverlapCandidate",
    "OverlapMove",
    "OverlapRun",
    "Paper",
    "PaperSeries",
    "PaperTemplate",
    "PartMove",
    "Reform",
    "ReformLine",
    "ReviewOpinion",
    "ReviewPath",
    "ReviewStep",
    "RowOutcome",
    "RowRemark",
    "RowVerdict",
    "SavedFilter",
    "ServiceItem",
    "ServiceItemVersion",
    "ServicePoint",
    "ServiceWindow",
    "SharedDuty",
    "SpecialProcedure",
    "Succession",
    "Suspension",
    "Urging",
]
