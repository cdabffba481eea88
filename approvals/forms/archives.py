"""What an archivist fills in: a search, a loan, a reason to open, a list of destruction."""

from django import forms

from ..enums import Retention
from .plain import PlainForm

STATES = (("", "全部"), ("expired", "已到保管期限"), ("lent", "借出未还"), ("destroyed", "已销毁"))


class ArchiveFilter(PlainForm):
    """Words of number, title or case; period; state. What isn't a choice counts as none."""

    q = forms.CharField(label="档号、题名或者办件编号", required=False, max_length=100)
    retention = forms.ChoiceField(label="保管期限", required=False, choices=[("", "全部"), *Retention.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)


class LoanForm(PlainForm):
    """借阅."""

    borrower = forms.CharField(label="借阅人", max_length=100)
    unit = forms.CharField(label="借阅单位", required=False, max_length=200)
    purpose = forms.CharField(label="借阅事由", max_length=300)
    basis = forms.CharField(label="证件或者批准文件", max_length=200)
    due_on = forms.DateField(
        label="归还期限", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text="最长 90 天"
    )


class ReasonForm(PlainForm):
    """Why the package is taken out."""

    reason = forms.CharField(label="调阅事由", max_length=200, error_messages={"required": "请写明调阅事由。"})


class ProposeForm(PlainForm):
    """A list of destruction: which of the archives whose time is over, and the appraisal."""

    archives = forms.ModelMultipleChoiceField(
        label="案卷", queryset=None, widget=forms.CheckboxSelectMultiple, error_messages={"required": "请选择案卷。"}
    )
    reason = forms.CharField(
        label="鉴定意见",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="谁鉴定的，为什么没有继续保存的价值",
        error_messages={"required": "请写明鉴定意见。"},
    )

    def __init__(self, *args, archives, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["archives"].queryset = archives
        self.fields["archives"].label_from_instance = lambda row: (
            f"{row.number}　{row.title}（{row.get_retention_display()}，保管至 {row.expires_on:%Y-%m-%d}）"
        )


class DecideForm(PlainForm):
    """批准 or 不同意."""

    approve = forms.TypedChoiceField(
        label="决定", choices=[("1", "批准销毁"), ("0", "不同意销毁")], coerce=lambda value: value == "1"
    )
    opinion = forms.CharField(label="意见", required=False, max_length=300)
