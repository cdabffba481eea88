"""Forms of 机构改革: the act, its lines, the document that decides it, and its application."""

from django import forms

from accounts.models import organisations_where

from ..enums import CasesGo, ReformKind
from ..kinds import category_choices
from .fields import PaperField


def _day(label, **options):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class ReformForm(forms.Form):
    """Open an act."""

    title = forms.CharField(label="标题", max_length=200, help_text="公布时作为公告的标题，如 县级机构改革职能划转")
    reason = forms.CharField(
        label="事由", widget=forms.Textarea(attrs={"rows": 3}), help_text="依据的机构改革方案，公布时一并公开"
    )
    effective_on = _day("执行日期", help_text="自这一天起由新的单位行使；这一天以前的清单仍显示原单位")
    cases_go = forms.ChoiceField(label="执行时正在办理的办件", choices=CasesGo.choices, initial=CasesGo.HEIR)


class LineForm(forms.Form):
    """What becomes of one body."""

    kind = forms.ChoiceField(label="怎么办", choices=ReformKind.choices)
    source = forms.ModelChoiceField(label="原单位", queryset=None)
    category = forms.ChoiceField(label="类别", required=False, help_text="职能划转、分设时选；不选为全部类别")
    office = forms.CharField(
        label="承办机构", max_length=100, required=False, help_text="职能划转、分设时填，如 环境影响评价股；不填为全部"
    )
    target = forms.ModelChoiceField(
        label="承接单位", queryset=None, required=False, help_text="已有的单位；由新设的单位承接时空着，填下面三栏"
    )
    new_code = forms.CharField(label="新设单位编码", max_length=30, required=False)
    new_name = forms.CharField(label="新的全称", max_length=100, required=False, help_text="更名和新设单位填写")
    new_short_name = forms.CharField(label="新的简称", max_length=50, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = organisations_where(user, "review_lists").current().order_by("sort_key", "code")
        self.fields["source"].queryset = self.fields["target"].queryset = bodies
        self.fields["category"].choices = [("", "全部类别"), *category_choices()]


class DocumentForm(forms.Form):
    """The document of the government."""

    document_number = forms.CharField(label="文号", max_length=100, help_text="如 漳政发〔2026〕50号")
    decided_on = _day("审定日期")
    scan = PaperField(label="文件扫描件", help_text="PDF、JPG、PNG 或 OFD，不超过 20 MB")


class ApplyForm(forms.Form):
    secrecy_opinion = forms.CharField(
        label="保密审查意见", max_length=200, help_text="如 不涉及国家秘密、工作秘密，可以公开"
    )
