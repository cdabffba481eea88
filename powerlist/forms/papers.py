"""What a paper asks beyond the rows: to whom it goes and by when, or the opinion of 审改办."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from ..enums import PaperKind


class ConsultForm(forms.Form):
    """征求意见函."""

    addressee = forms.CharField(label="主送单位", max_length=200, help_text="几个单位用顿号分开，如 县财政局、县司法局")
    reply_by = forms.DateField(
        label="回复期限", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: timezone.localdate() + timedelta(days=10),
    )  # fmt: skip

    def clean_reply_by(self):
        day = self.cleaned_data["reply_by"]
        if day < timezone.localdate():
            raise forms.ValidationError("回复期限不能早于今天。")
        return day


class VerdictForm(forms.Form):
    """审核意见书."""

    opinion = forms.CharField(
        label="审核意见", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不填的，用初审意见；逐项审查的结论和意见自动附在后面",
    )  # fmt: skip


class RequestForm(forms.Form):
    """送审 package of one change set: nothing is asked."""


PAPER_FORMS = {PaperKind.CONSULT: ConsultForm, PaperKind.VERDICT: VerdictForm, PaperKind.REQUEST: RequestForm}
