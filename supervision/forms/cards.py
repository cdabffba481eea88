"""What is typed about cards: replies, appeals, judgements, withdrawals, exemptions."""

from django import forms

from accounts.models import Organisation

from ..enums import ExemptionKind

ROWS = forms.Textarea(attrs={"rows": 4})
FILE = "PDF 或图片，不超过上限；没有可以不传"


def _words(label: str, missing: str, **options) -> forms.CharField:
    return forms.CharField(label=label, widget=ROWS, error_messages={"required": missing}, **options)


def _day(label: str, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class ReplyCardForm(forms.Form):
    text = _words("情况说明和整改措施", "请写明情况和整改措施。", max_length=2000)
    upload = forms.FileField(label="证明材料", required=False, help_text=FILE)


class AppealCardForm(forms.Form):
    reason = _words("申诉理由", "请写明申诉的理由。", max_length=2000)
    upload = forms.FileField(label="证明材料", required=False, help_text=FILE)


class JudgeAppealForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label="审查结论",
        choices=[("yes", "申诉成立"), ("no", "申诉不成立")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择申诉是否成立。"},
    )
    opinion = _words("审查意见", "请写明审查意见。", max_length=1000)


class WithdrawCardForm(forms.Form):
    reason = _words("撤牌理由", "请写明撤牌的理由。", max_length=500)


class ExemptionForm(forms.Form):
    """A period, its grace, the bodies and the document that establishes it."""

    title = forms.CharField(label="事由", max_length=200, error_messages={"required": "请写明事由。"})
    kind = forms.ChoiceField(label="种类", choices=ExemptionKind.choices)
    begins = _day("自", help_text="在这段时间内届满的期限不亮牌")
    ends = _day("至")
    grace_until = _day("宽限至", help_text="过了这一天还没有办的，照常亮牌")
    bodies = forms.ModelMultipleChoiceField(
        label="单位", queryset=Organisation.objects.none(), required=False, help_text="不选为全部单位",
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    document = forms.CharField(label="文号", max_length=100, error_messages={"required": "请写明文号。"})
    upload = forms.FileField(label="文件", error_messages={"required": "请上传文件。"})

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["bodies"].queryset = Organisation.objects.current().order_by("sort_key", "code")

    def clean(self):
        data = super().clean()
        days = [data.get(name) for name in ("begins", "ends", "grace_until")]
        if all(days) and days != sorted(days):
            self.add_error("grace_until", "日期要依次：开始、结束、宽限到哪一天。")
        return data
