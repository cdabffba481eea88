"""What the applicant hands in besides the form: materials, corrections, the declaration."""

from django import forms
from django.utils.html import escape

from powerlist.enums import Necessity

from .plain import PlainForm

DECLARATION = "我承诺所填内容和所交材料真实，并对其真实性负责"


class ManyFiles(forms.FileInput):
    """A file input that takes several files; what was chosen is read from the request, file by file."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class ManyFilesField(forms.Field):
    """Files as they came; the action judges each one."""

    widget = ManyFiles

    def clean(self, value):
        return list(value or [])


class MaterialsForm(PlainForm):
    """One upload for each material of a guide. `held` names the materials that already have a file.

    What is required may be uploaded before: then the field may stay empty. With `later` what may lack
    (容缺) is asked for too: it is uploaded or promised.
    """

    def __init__(self, *args, materials, held=frozenset(), optional=False, later=False, **options):
        super().__init__(*args, **options)
        self.materials = list(materials)
        self.held = held
        for material in self.materials:
            needed = material.necessity == Necessity.REQUIRED or (later and material.may_lack)
            field = ManyFilesField(
                label=material.name,
                required=needed and not optional,
                help_text=escape(material.note),
                widget=ManyFiles(attrs={"multiple": True, "accept": ACCEPT}),
            )
            self.fields[name_of(material)] = field

    def uploads(self):
        """(material, file) pairs of the request."""
        for material in self.materials:
            for upload in self.cleaned_data.get(name_of(material), []):
                yield material, upload

    def require(self) -> bool:
        """Whether every required material has a file, those that failed not counted; writes the errors."""
        for material in self.materials:
            name = name_of(material)
            if self.fields[name].required and material.pk not in self.held and not self.errors.get(name):
                or_later = "，或者在“用别的方式”里承诺补交" if material.may_lack else ""
                self.add_error(name, f"请上传{material.name}{or_later}。")
        return not self.errors


ACCEPT = ".pdf,.jpg,.jpeg,.png,.ofd,.doc,.docx,.xls,.xlsx"


def name_of(material) -> str:
    return f"material-{material.pk}"


class DeclarationForm(PlainForm):
    """The applicant's word before submission (许可法 31)."""

    declared = forms.BooleanField(
        label=DECLARATION,
        error_messages={"required": "请勾选承诺后再提交：申请人对材料的真实性负责（许可法第三十一条）。"},
    )


class CorrectionNoteForm(PlainForm):
    note = forms.CharField(
        label="补正说明",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="哪一条是怎样补正的，可以不写",
    )
