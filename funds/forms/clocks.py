"""Forms that record what starts and stops the clocks of 预算法 14."""

from django import forms

from accounts.models import organisations_where

from ..models import BudgetYear
from .typed import ActForm, day


class YearForm(ActForm):
    """县人代会 approved a year's budget."""

    year = forms.IntegerField(label="预算年度", min_value=2000, max_value=2100)
    approved_on = day("人代会批准日期")
    meeting = forms.CharField(label="会议", max_length=200, help_text="如 县第十九届人民代表大会第六次会议")
    document_number = forms.CharField(label="决议文号", max_length=100)


class ReplyForm(ActForm):
    """财政局 replied to a department's budget."""

    year = forms.ModelChoiceField(label="预算年度", queryset=BudgetYear.objects.order_by("-year"), empty_label=None)
    organisation = forms.ModelChoiceField(label="部门", queryset=None)
    replied_on = day("批复日期")
    document_number = forms.CharField(label="批复文号", max_length=100)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = organisations_where(user, "review_funds").current().departments()
        self.fields["organisation"].queryset = bodies.order_by("sort_key", "code")


class PublishedForm(ActForm):
    published_on = day("公开日期")
    address = forms.URLField(label="公开地址", max_length=200, assume_scheme="https", help_text="公众能看到的网页")
