"""Forms of the admin for many rows at once, and for filters kept under a name."""

from django import forms
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from ..models import ListChangeSet
from ..queries import bulk


class BulkForm(forms.Form):
    """Which field, how it changes, and into which draft the change goes."""

    field = forms.ChoiceField(label="改哪一栏", widget=UnfoldAdminSelectWidget)
    mode = forms.ChoiceField(
        label="怎么改",
        choices=[(bulk.SET, "整栏改成下面的内容"), (bulk.REPLACE, "只替换其中的文字")],
        widget=UnfoldAdminRadioSelectWidget,
        initial=bulk.SET,
    )
    find = forms.CharField(
        label="查找", required=False, strip=False, widget=UnfoldAdminTextInputWidget, help_text="只替换文字时填写"
    )
    value = forms.CharField(
        label="改成",
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="实施依据一行写一条；改类别时不填，在下面选",
    )
    category = forms.ChoiceField(
        label="改成哪一类", required=False, widget=UnfoldAdminSelectWidget, help_text="只在改类别时选"
    )
    change_set = forms.ModelChoiceField(
        label="放进批次",
        queryset=ListChangeSet.objects.none(),
        required=False,
        empty_label="新建一个批次",
        widget=UnfoldAdminSelectWidget,
    )
    title = forms.CharField(
        label="新批次的标题",
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text="新建批次时填写",
    )
    reason = forms.CharField(
        label="变更事由",
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="新建批次时填写，公布时一并公开",
    )

    def __init__(self, *args, kind, drafts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = bulk.fields_for(kind)
        self.fields["category"].choices = [("", "不改类别"), *kind.categories]
        if not kind.categories:
            del self.fields["category"]
        keys = [row.pk for row in drafts]
        self.fields["change_set"].queryset = ListChangeSet.objects.filter(pk__in=keys).order_by("-id")

    def clean(self):
        data = super().clean()
        if data.get("mode") == bulk.REPLACE and not data.get("find"):
            self.add_error("find", "请填写要查找的文字。")
        if data.get("field") == "category" and not data.get("category") and "category" not in self.errors:
            self.add_error("category", "请选择改成哪一类。")
        if not data.get("change_set"):
            for name, words in (("title", "请填写新批次的标题。"), ("reason", "请填写变更事由：公布时会一并公开。")):
                if not (data.get(name) or "").strip():
                    self.add_error(name, words)
        return data

    @property
    def edit(self) -> bulk.Edit:
        data = self.cleaned_data
        value = data["value"].replace("\r\n", "\n")
        if data["field"] == "category":
            value = data["category"]
        return bulk.Edit(data["field"], data["mode"], value, data["find"])
