"""The rating forms: five levels, the details of the channel, a word. Nothing is chosen beforehand (GB/T 39734 4.1)."""

from django import forms
from django.utils import timezone

from ..enums import CounterIndicator, OnlineIndicator, Satisfaction
from .pages import RatingForm


class _Detailed(RatingForm):
    """The overall level, and the level of each indicator for who wants to say it."""

    indicators = ()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for indicator in self.indicators:
            self.fields[f"i_{indicator.value}"] = forms.TypedChoiceField(
                label=indicator.label,
                choices=[("", "不评这一项"), *Satisfaction.choices],
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.order_fields(["satisfaction", *(f"i_{i.value}" for i in self.indicators), "comment"])

    @property
    def given(self) -> dict:
        """satisfaction, comment and indicators as `actions.rate` takes them."""
        data = self.cleaned_data
        levels = {i.value: data[f"i_{i.value}"] for i in self.indicators if data[f"i_{i.value}"]}
        return {"satisfaction": data["satisfaction"], "comment": data["comment"], "indicators": levels}


class OnlineRatingForm(_Detailed):
    indicators = tuple(OnlineIndicator)


class CounterRatingForm(_Detailed):
    indicators = tuple(CounterIndicator)


class CodeForm(forms.Form):
    """办件编号 and 查询码 of the slip."""

    number = forms.CharField(label="办件编号", max_length=40, error_messages={"required": "请填写办件编号。"})
    code = forms.CharField(label="查询码", max_length=8, error_messages={"required": "请填写查询码。"})


class CallForm(forms.Form):
    """电话回访: the answer as it was given, and the record of the call."""

    called_at = forms.DateTimeField(
        label="回访时间",
        initial=timezone.localtime,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    satisfaction = forms.TypedChoiceField(
        label="对方说", choices=Satisfaction.choices, coerce=int, widget=forms.RadioSelect
    )
    record = forms.CharField(
        label="回访记录",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="打给谁、问了什么、对方怎样回答；有录音的写录音编号。加密保存。",
    )
    comment = forms.CharField(
        label="评价内容", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="对方的原话，不写姓名和电话。",
    )  # fmt: skip


class NoteForm(forms.Form):
    note = forms.CharField(label="说明", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class ContactForm(NoteForm):
    note = forms.CharField(
        label="联系情况",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="什么时候、怎样联系、对方说了什么；匿名评价联系不上的写明原因。",
    )
    is_complex = forms.BooleanField(label="情况复杂，用较长的整改期限", required=False)


TASK_FORMS = {
    "contact": ContactForm,
    "reply": NoteForm,
    "appeal": NoteForm,
    "uphold": NoteForm,
    "reject": NoteForm,
    "pass": NoteForm,
    "return": NoteForm,
}
