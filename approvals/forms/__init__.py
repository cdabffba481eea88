"""The boundary of a case: forms built from the fields of a guide, uploads, and what clerks fill in for an act."""

from .acts import ACTS, ActForm, AnswerForm, Fact, RevealForm
from .desk import DeskFilterForm
from .fields import form_field, is_empty
from .item import ItemForm
from .materials import (
    ACCEPT,
    DECLARATION,
    CorrectionNoteForm,
    DeclarationForm,
    ManyFiles,
    ManyFilesField,
    MaterialsForm,
    name_of,
)
from .plain import PlainForm

__all__ = [
    "ACCEPT",
    "ACTS",
    "DECLARATION",
    "ActForm",
    "AnswerForm",
    "CorrectionNoteForm",
    "DeclarationForm",
    "DeskFilterForm",
    "Fact",
    "ItemForm",
    "ManyFiles",
    "ManyFilesField",
    "MaterialsForm",
    "PlainForm",
    "RevealForm",
    "form_field",
    "is_empty",
    "name_of",
]
