"""What people type about licences."""

from .acts import CheckForm, DecideForm, DeclineForm, DocumentForm, ProposeForm, ReasonForm, RevealForm
from .stock import EnterForm, OwnForm, UploadForm
from .verify import VerifyForm

__all__ = [
    "CheckForm",
    "DecideForm",
    "DeclineForm",
    "DocumentForm",
    "EnterForm",
    "OwnForm",
    "ProposeForm",
    "ReasonForm",
    "RevealForm",
    "UploadForm",
    "VerifyForm",
]
