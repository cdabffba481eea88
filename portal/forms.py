"""The public site's own forms: following a case by number and code, rating a finished one."""

import unicodedata

from django import forms

from supervision.enums import Satisfaction


class TrackForm(forms.Form):
    """办件编号 and 查询码 as they stand on the slip; full-width characters and small letters are forgiven."""

    number = forms.CharField(label="办件编号", max_length=40)
    code = forms.CharField(label="查询码", max_length=8)

    def clean_number(self):
        return _folded(self.cleaned_data["number"])

    def clean_code(self):
        return _folded(self.cleaned_data["code"])


class RatingForm(forms.Form):
    """好差评: five grades of GB/T 39046-2020 A.8, and words."""

    satisfaction = forms.TypedChoiceField(
        label="您对这次办理满意吗", choices=Satisfaction.choices, coerce=int, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label="想说的话", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500})
    )


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).upper().split())
