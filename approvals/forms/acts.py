"""What is asked for an act: the materials of a case, the applicant's word, what a clerk fills in."""

from django import forms
from django.core.exceptions import ValidationError
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

    What is required may be uploaded before: then the field may stay empty.
    """

    def __init__(self, *args, materials, held=frozenset(), optional=False, **options):
        super().__init__(*args, **options)
        self.materials = list(materials)
        self.held = held
        for material in self.materials:
            needed = material.necessity == Necessity.REQUIRED and not optional
            field = ManyFilesField(
                label=material.name,
                required=needed,
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
                self.add_error(name, f"请上传{material.name}。")
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


class ActForm(PlainForm):
    """What a clerk fills in for an act; without a field for acts that need nothing."""

    KINDS = {
        "accept": ("note", "备注", False, "内部备注，申请人看不到"),
        "ask_correction": (
            "items",
            "需要补正的全部内容",
            True,
            "每行一条，写清哪份材料、缺什么、怎样补；只能告知这一次",
        ),
        "not_accept": ("reason", "不予受理的理由", True, "写明依据；不属于本机关的，写明应向哪个机关申请"),
        "review": ("opinion", "审查意见", True, "写明审查了什么、结论和依据"),
        "send_back": ("opinion", "退回意见", True, "写明要补查什么"),
        "grant": ("reason", "决定说明", False, "可以写明许可的内容和条件，会印在决定书上"),
        "hand_over": ("receiver", "领取人", True, "本人领取写“本人”；代领写姓名、与申请人的关系和所带委托书"),
        "refuse": ("reason", "不予许可的理由", True, "写明不符合哪一项条件、标准和依据，会印在决定书上"),
    }

    def __init__(self, *args, move: str, **options):
        super().__init__(*args, prefix=move, **options)
        self.move = move
        name, label, required, hint = self.KINDS[move]
        self.fields[name] = forms.CharField(
            label=label,
            required=required,
            max_length=4000,
            help_text=hint,
            error_messages={"required": f"请填写{label}。"},
            widget=forms.Textarea(attrs={"rows": 4 if required else 2}),
        )

    def facts(self) -> dict:
        """The keyword arguments of the action."""
        facts = dict(self.cleaned_data)
        if "items" in facts:
            facts["items"] = facts["items"].splitlines()
        return facts


class RevealForm(PlainForm):
    """Why a clerk must see personal data in full; it is logged, and the applicant reads it under 我的资料."""

    reason = forms.CharField(
        label="查看完整信息的事由",
        max_length=200,
        help_text="会记入查看记录，例如“核对身份证与营业执照是否一致”",
        error_messages={"required": "请写明查看事由。"},
    )

    def clean_reason(self):
        reason = self.cleaned_data["reason"].strip()
        if len(reason) < 4:
            raise ValidationError("请写明查看事由，不少于 4 个字。")
        return reason
