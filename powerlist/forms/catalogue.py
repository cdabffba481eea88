"""Forms of the catalogues above: which workbook, the decision on it, what a body claims or declines."""

from django import forms
from django.conf import settings

from core.registers import ChangeSetState

from ..models import ListChangeSet, ListEntry
from ..models.catalogue import CatalogueLevel

MOST_ROWS = 200


class CatalogueForm(forms.Form):
    """A workbook of a catalogue and what edition it is."""

    level = forms.ChoiceField(label="层级", choices=CatalogueLevel.choices, initial=CatalogueLevel.PROVINCIAL)
    title = forms.CharField(label="目录名称", max_length=200, help_text="如 甘肃省政务服务事项基本目录（2026年版）")
    document_number = forms.CharField(
        label="文号", max_length=100, help_text="印发这一版目录的文件，如 甘政办发〔2026〕8号"
    )
    effective_on = forms.DateField(label="施行日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    whole = forms.BooleanField(
        label="这是完整目录",
        required=False,
        initial=True,
        help_text="勾选后，表里没有的事项按取消处理；只是补充或者部分部门的，请不要勾选",
    )
    file = forms.FileField(label="工作簿", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        most = settings.WORKBOOK_MAX_BYTES // 1024 // 1024
        self.fields["file"].help_text = f".xlsx 或 .xls，不超过 {most} MB。先核对，您确认之后才载入。"


class ApplyForm(forms.Form):
    """The decision on a preview."""

    skip_refused = forms.BooleanField(required=False)

    def __init__(self, *args, refused: int, **kwargs):
        super().__init__(*args, **kwargs)
        if refused:
            self.fields["skip_refused"].label = f"略去不能载入的 {refused} 行，其余照常载入"
        else:
            del self.fields["skip_refused"]


class ClaimForm(forms.Form):
    """What was ticked, and what is to be done with it."""

    change_set = forms.ModelChoiceField(label="放进批次", queryset=None, required=False)
    reason = forms.CharField(
        label="不认领的理由", max_length=300, required=False, help_text="如 本县没有海域，无此项职能"
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        rows = ListChangeSet.objects.filter(
            organisation=organisation, state=ChangeSetState.DRAFT, kind__in=("powers", "public_services")
        )
        self.fields["change_set"].queryset = rows.order_by("-id")
        self.fields["change_set"].empty_label = "新建批次"


class NestForm(forms.Form):
    """The main item of an entry, by code; empty makes it a main item itself."""

    parent = forms.CharField(
        label="上级事项的编码",
        max_length=50,
        required=False,
        help_text="本单位同一张清单里的主项或子项；留空则作为主项",
    )
    reason = forms.CharField(label="理由", max_length=200, required=False)

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        self.entry = entry

    def clean_parent(self):
        code = self.cleaned_data["parent"].strip()
        if not code:
            return None
        rows = ListEntry.objects.filter(code=code, organisation=self.entry.organisation_id, kind=self.entry.kind)
        found = rows.order_by("id").first()
        if found is None:
            raise forms.ValidationError(f"本单位这张清单里没有编码 {code}，请核对后再填。")
        return found


class ReleaseForm(forms.Form):
    reason = forms.CharField(label="解除认领的理由", max_length=200)
