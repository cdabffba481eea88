"""The lists: laws, entries and their versions, change sets, imports, and the service guides that hang on entries."""

from .counts import ListCount
from .editions import Edition
from .guides import ItemField, ItemMaterial, ItemQuestion, ItemStep, ServiceItem, ServiceItemVersion
from .imports import ImportJob
from .laws import BasisAlert, Citation, CreationRule, Law
from .lists import ListChangeSet, ListEntry, ListMove, ListVersion
from .opinions import Opinion, OpinionMove, OpinionRule

__all__ = [
    "BasisAlert",
    "Citation",
    "CreationRule",
    "Edition",
    "ImportJob",
    "ItemField",
    "ItemMaterial",
    "ItemQuestion",
    "ItemStep",
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
]
