"""The filters of the desk; all of them combine."""

from django import forms

from ..enums import Channel
from ..queries.desk import LAMP_CHOICES, WHOSE_CHOICES, DeskFilter
from .plain import PlainForm

ANY = ("", "不限")


class DeskFilterForm(PlainForm):
    """What narrows the desk. A value that isn't one narrows nothing, and is said."""

    whose = forms.ChoiceField(label="承办", required=False, choices=[ANY, *WHOSE_CHOICES])
    lamp = forms.ChoiceField(label="期限", required=False, choices=[ANY, *LAMP_CHOICES])
    channel = forms.ChoiceField(label="渠道", required=False, choices=[ANY, *Channel.choices])
    item = forms.TypedChoiceField(label="事项", required=False, coerce=int, empty_value=None)
    body = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    since = forms.DateField(label="收件自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="收件至", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, query, *, bodies, items):
        super().__init__(query)
        self.fields["item"].choices = [ANY, *items]
        self.fields["body"].choices = [ANY, *bodies]

    def wanted(self) -> DeskFilter:
        """The filter of the address, with what could be read of the form."""
        self.full_clean()
        return DeskFilter.from_query(self.data, **{name: value for name, value in self.cleaned_data.items() if value})
