"""The lists: laws, entries and their versions, change sets, imports, and the service guides that hang on entries."""

from .calls import CreatingCall
from .contacts import Contact
from .counts import ListCount
from .duties import DutyTemplate
from .editions import Edition
from .guides import ItemField, ItemMaterial, ItemQuestion, ItemStep, ServiceItem, ServiceItemVersion
from .imports import ImportJob
from .kinds import KindSetting
from .laws import BasisAlert, Citation, CreationRule, Law
from .lists import ListChangeSet, ListEntry, ListMove, ListVersion
from .opinions import Opinion, OpinionMove, OpinionRule
from .overlaps import OverlapCandidate, OverlapMove, OverlapRun
from .relations import SharedDuty

__all__ = [
    "BasisAlert",
    "Citation",
    "Contact",
    "CreationRule",
    "DutyTemplate",
    "CreatingCall",
    "Edition",
    "ImportJob",
    "ItemField",
    "ItemMaterial",
    "ItemQuestion",
    "ItemStep",
    "KindSetting",
    "Law",
    "ListChangeSet",
    "ListCount",
    "ListEntry",
    "ListMove",
    "ListVersion",
    "Opinion",
    "OpinionMove",
    "OpinionRule",
    "ServiceItem",
    "ServiceItemVersion",
    "OverlapCandidate",
    "OverlapMove",
    "OverlapRun",
    "SharedDuty",
]
