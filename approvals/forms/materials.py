"""What the applicant hands in besides the form: materials, corrections, the declaration."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape

from core.identifiers import check_mobile
from licences.enums import Handover
from powerlist.enums import Necessity

from ..enums import DeliveryWay
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


class DeliveryForm(PlainForm):
    """How the applicant wants papers and licence: read electronically, fetched, or sent by courier."""

    consent = forms.BooleanField(
        label="同意电子送达：文书放进“我的”里这一件即为送达", required=False,
        help_text="可以随时不再同意；不同意的，文书到窗口领取或者邮寄（民事诉讼法第九十条）",
    )  # fmt: skip
    way = forms.ChoiceField(label="纸质证件怎样领取", choices=DeliveryWay.choices, widget=forms.RadioSelect)
    receiver = forms.CharField(label="收件人", max_length=60, required=False)
    phone = forms.CharField(
        label="收件手机号", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    address = forms.CharField(label="收件地址", max_length=200, required=False, help_text="写到门牌号，邮寄的才填")

    def __init__(self, *args, version, **options):
        super().__init__(*args, prefix="delivery", **options)
        kind = version.licence_type
        if not (version.mail_results and kind is not None and kind.handover == Handover.WINDOW):
            for name in ("way", "receiver", "phone", "address"):
                del self.fields[name]

    @property
    def asks_way(self) -> bool:
        return "way" in self.fields

    def clean(self):
        data = super().clean()
        if data.get("way") == DeliveryWay.COURIER:
            for name in ("receiver", "phone", "address"):
                if not (data.get(name) or "").strip():
                    self.add_error(name, f"请填写{self.fields[name].label}。")
            if data.get("phone"):
                try:
                    data["phone"] = check_mobile(data["phone"].strip())
                except ValidationError as fault:
                    self.add_error("phone", fault.messages)
        return data

    def wish(self) -> dict:
        """The keyword arguments of actions.choose_delivery."""
        data = self.cleaned_data
        return {name: data.get(name, "") for name in ("way", "receiver", "phone", "address")}


class CorrectionNoteForm(PlainForm):
    note = forms.CharField(
        label="补正说明",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="哪一条是怎样补正的，可以不写",
    )
