"""The rating form and the filters of the supervisor's pages."""

from django import forms

from ..enums import Level, Satisfaction
from ..queries.pages import PERIODS


class RatingForm(forms.Form):
    """Five levels and a word. Nothing is chosen beforehand: a rating isn't guided (GB/T 39734-2020 4.1)."""

    satisfaction = forms.TypedChoiceField(
        label="您对这次办事满意吗",
        choices=Satisfaction.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一个等级。"},
    )
    comment = forms.CharField(
        label="想说的话",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不超过 500 字。请不要写身份证号、手机号等个人信息。",
    )


class FilterForm(forms.Form):
    """The query of a list. A value that isn't one is dropped, never an error page."""

    period = forms.ChoiceField(choices=PERIODS.items(), required=False)
    level = forms.ChoiceField(choices=Level.choices, required=False)
    organisation = forms.CharField(max_length=30, required=False)
    after = forms.IntegerField(min_value=1, required=False)
    before = forms.IntegerField(min_value=1, required=False)

    @classmethod
    def read(cls, query) -> dict:
        """The filters of a request, with the last 30 days as the period when none is asked for."""
        form = cls(query)
        form.is_valid()
        found = {name: form.cleaned_data.get(name) for name in form.fields}
        found["period"] = found["period"] or "30"
        return found
