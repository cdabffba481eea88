"""Forms of 我的材料 and of the check of a promise."""

from django import forms

from powerlist.enums import MaterialKind

from ..enums import PledgeResult
from .materials import ACCEPT
from .plain import PlainForm


class StoredForm(PlainForm):
    """A file to keep for later applications."""

    title = forms.CharField(
        label="材料名称", max_length=100, help_text="例如“营业执照”，以后选用时认得出",
        error_messages={"required": "请填写材料名称。"},
    )  # fmt: skip
    kind = forms.ChoiceField(label="种类", choices=MaterialKind.choices)
    valid_until = forms.DateField(
        label="有效期至", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="长期有效的不填；过期以后不能选用", error_messages={"invalid": "请写成 2027-03-01 这样的日期。"},
    )  # fmt: skip
    upload = forms.FileField(
        label="文件", widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text="PDF、JPG、PNG、OFD、Word、Excel，不超过 20 MB",
        error_messages={"required": "请选择文件。", "empty": "文件是空的（0 字节），请重新选择文件。"},
    )  # fmt: skip


class PledgeCheckForm(PlainForm):
    result = forms.ChoiceField(choices=PledgeResult.choices, required=False)
    finding = forms.CharField(max_length=2000)
    consequence = forms.CharField(max_length=300, required=False)
