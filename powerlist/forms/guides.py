"""Forms of the guides in the admin, for what an act needs before it is done."""

from django import forms
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import organisations_where

from ..models import ItemField, ListEntry, ListVersion


class DraftGuideForm(forms.Form):
    """The first guide of an entry in force."""

    entry = forms.ModelChoiceField(
        label="清单事项", queryset=None, widget=UnfoldAdminSelectWidget, help_text="只列已公布、还没有指南的事项"
    )
    name = forms.CharField(
        label="指南名称",
        max_length=500,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="不填用事项名称",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        listed = ListVersion.objects.in_force(timezone.localdate()).filter(
            organisation__in=organisations_where(user, "manage_guides"), entry__service_items__isnull=True
        )
        self.names = dict(listed.order_by("sort_key", "id").values_list("entry_id", "name"))
        field = self.fields["entry"]
        field.queryset = ListEntry.objects.filter(pk__in=self.names).order_by("code")
        field.label_from_instance = lambda entry: f"{entry.code}　{self.names[entry.pk]}"


class PublishGuideForm(forms.Form):
    """From which day the guide holds."""

    valid_from = forms.DateField(label="生效日期", initial=timezone.localdate, widget=UnfoldAdminSingleDateWidget)


class FieldForm(forms.ModelForm):
    """A field of the application form; its options one a line."""

    options = forms.CharField(
        label="选项", required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), help_text="单选时一行写一个"
    )

    class Meta:
        model = ItemField
        fields = ["position", "group", "label", "key", "kind", "required", "hint", "options"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["options"] = "\n".join(self.instance.options or [])

    def clean_options(self):
        options = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if self.cleaned_data.get("kind") == "choice" and len(options) < 2:
            raise forms.ValidationError("单选至少要有两个选项，一行写一个。")
        return options
