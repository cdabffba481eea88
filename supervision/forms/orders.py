"""What is typed about orders."""

from django import forms

from accounts.models import Organisation, organisations_where

from ..enums import OrderKind
from .cards import FILE, ROWS


class OrderForm(forms.Form):
    """A draft: to whom, what, on what ground, by when."""

    kind = forms.ChoiceField(label="种类", choices=OrderKind.choices)
    unit = forms.ModelChoiceField(label="被督办单位", queryset=Organisation.objects.none(), empty_label="请选择")
    person = forms.CharField(label="责任人", max_length=60, required=False)
    title = forms.CharField(label="事由", max_length=200, error_messages={"required": "请写明事由。"})
    content = forms.CharField(
        label="督办内容和要求", widget=ROWS, max_length=4000, error_messages={"required": "请写明督办内容和要求。"}
    )
    basis = forms.CharField(label="依据", max_length=300, error_messages={"required": "请写明依据。"})
    reply_days = forms.IntegerField(label="回复期限（工作日）", min_value=1, max_value=60, initial=5)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["unit"].queryset = organisations_where(user, "supervise").order_by("sort_key", "code")


class NothingForm(forms.Form):
    """An act that asks for nothing more."""


class OrderReplyForm(forms.Form):
    reply = forms.CharField(
        label="情况和整改结果", widget=ROWS, max_length=4000, error_messages={"required": "请写明情况和整改结果。"}
    )
    appeals = forms.BooleanField(label="这是申诉：认为不应督办", required=False)
    upload = forms.FileField(label="证明材料", required=False, help_text=FILE)


class OrderOpinionForm(forms.Form):
    opinion = forms.CharField(label="意见", widget=ROWS, max_length=2000, error_messages={"required": "请写明意见。"})
