"""The boundary of a case: forms built from the fields of a guide, uploads, and what clerks fill in for an act."""

from .acts import ACTS, ActForm, AnswerForm, Fact, RevealForm
from .archives import ArchiveFilter, DecideForm, LoanForm, ProposeForm, ReasonForm
from .desk import DeskFilterForm
from .fields import form_field, is_empty
from .item import ItemForm
from .materials import (
    ACCEPT,
    DECLARATION,
    CorrectionNoteForm,
    DeclarationForm,
    DeliveryForm,
    ManyFiles,
    ManyFilesField,
    MaterialsForm,
    name_of,
)
from .papers import ConsentForm, IssueForm, PaperCodeForm, ServiceForm, SignedFileForm
from .plain import PlainForm
from .registers import (
    BodyForm,
    ExerciseFilterForm,
    ExerciseForm,
    ExerciseUploadForm,
    ExportForm,
    LibraryFilterForm,
    WithdrawExerciseForm,
)
from .supply import PledgeCheckForm, StoredForm

__all__ = [
    "ACCEPT",
    "ACTS",
    "DECLARATION",
    "ActForm",
    "AnswerForm",
    "ArchiveFilter",
    "BodyForm",
    "ConsentForm",
    "CorrectionNoteForm",
    "DecideForm",
    "DeclarationForm",
    "DeliveryForm",
    "DeskFilterForm",
    "ExerciseFilterForm",
    "ExerciseForm",
    "ExerciseUploadForm",
    "ExportForm",
    "Fact",
    "IssueForm",
    "ItemForm",
    "LibraryFilterForm",
    "LoanForm",
    "ManyFiles",
    "ManyFilesField",
    "MaterialsForm",
    "PaperCodeForm",
    "PlainForm",
    "ProposeForm",
    "ReasonForm",
    "ServiceForm",
    "SignedFileForm",
    "PledgeCheckForm",
    "RevealForm",
    "StoredForm",
    "WithdrawExerciseForm",
    "form_field",
    "is_empty",
    "name_of",
]
