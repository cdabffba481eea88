"""The forms of a bulletin's moves."""

from django import forms


class EditForm(forms.Form):
    title = forms.CharField(label="标题", max_length=120)
    text = forms.CharField(
        label="正文",
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="空一行分段。数据由系统计算，印发时附在正文后面。",
    )


class IssueForm(forms.Form):
    secrecy_opinion = forms.CharField(
        label="保密审查意见", max_length=500, help_text="如：不涉及国家秘密、商业秘密和个人隐私，可以公开"
    )


class RecallForm(forms.Form):
    reason = forms.CharField(label="撤回原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


FORMS = {"edit": EditForm, "issue": IssueForm, "recall": RecallForm}
