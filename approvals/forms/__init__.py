"""The boundary of a case: forms built from the fields of a guide, uploads, and what clerks fill in for an act."""

from .acts import (
    ACCEPT,
    DECLARATION,
    ActForm,
    CorrectionNoteForm,
    DeclarationForm,
    ManyFiles,
    ManyFilesField,
    MaterialsForm,
    RevealForm,
    name_of,
)
from .item import ItemForm, form_field
from .plain import PlainForm

__all__ = [
    "ACCEPT",
    "DECLARATION",
    "ActForm",
    "CorrectionNoteForm",
    "DeclarationForm",
    "ItemForm",
    "ManyFiles",
    "ManyFilesField",
    "MaterialsForm",
    "PlainForm",
    "RevealForm",
    "form_field",
    "name_of",
]
