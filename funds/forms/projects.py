"""A project as its applicant writes it, its filing in a call, and the formal check."""

import re
import unicodedata

from django import forms

from accounts.models import Organisation

from .typed import ACCEPT, FILE_RULES, ActForm, WanField, day, words


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFiles

    def clean(self, data, initial=None):
        return [super(ManyFilesField, self).clean(one, initial) for one in data or []]


class ProjectForm(forms.Form):
    title = forms.CharField(label="项目名称", max_length=200)
    content = words("建设内容", 6, help_text="写清建设地点、规模、内容和进度安排")
    goals = words("预期效益", 4, required=False, help_text="带动多少人、增收多少、解决什么问题")
    township = forms.ModelChoiceField(
        label="实施乡镇", queryset=Organisation.objects.none(), required=False, empty_label="跨乡镇或者在县城"
    )
    total_cost = WanField(label="总投资（万元）")
    contact_name = forms.CharField(label="联系人", max_length=60, help_text="加密保存，只用来联系您")
    contact_mobile = forms.CharField(label="联系电话", max_length=30, help_text="加密保存，不会公开")

    def __init__(self, *args, today, **options):
        super().__init__(*args, **options)
        self.fields["township"].queryset = Organisation.objects.current(today).townships().order_by("sort_key")

    def clean_contact_mobile(self):
        text = unicodedata.normalize("NFKC", self.cleaned_data["contact_mobile"]).replace(" ", "")
        if not re.fullmatch(r"1\d{10}|0\d{2,3}-?\d{7,8}(-\d{1,5})?", text):
            raise forms.ValidationError("请填 11 位手机号，或者带区号的座机号，如 0932-4862100。")
        return text


class FilingForm(forms.Form):
    """The amount and the materials of an application; each may be sent alone, nothing is lost."""

    amount_asked = WanField(label="申请资金（万元）")

    def __init__(self, *args, materials, **options):
        super().__init__(*args, **options)
        self.materials = materials
        for n, material in enumerate(materials):
            self.fields[f"material-{n}"] = ManyFilesField(
                label=material["name"],
                required=False,
                help_text=material.get("note") or FILE_RULES,
                widget=ManyFiles(attrs={"multiple": True, "accept": ACCEPT}),
            )

    def uploads(self):
        """(field name, material name, file) of what was sent."""
        for n, material in enumerate(self.materials):
            for upload in self.cleaned_data.get(f"material-{n}") or []:
                yield f"material-{n}", material["name"], upload


class PassForm(ActForm):
    opinion = words("审查意见", 2, 1000, required=False)


class RefuseForm(ActForm):
    opinion = words("不通过的理由", 3, 1000, help_text="申报单位能看到")


class CorrectionForm(ActForm):
    opinion = words("要补正什么", 3, 1000, help_text="一次写清，申报单位能看到")
    correct_by = day("补正期限")


CHECK_FORMS = {"pass": PassForm, "ask_correction": CorrectionForm, "refuse": RefuseForm}
