"""Forms of the guides in the admin, for what an act needs before it is done."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from accounts.models import organisations_where
from core.files import check_upload, shown_name

from ..actions.guides import audience_of
from ..enums import FourWay, HandlingForm, OnlineDepth, PenaltyKind, ServiceObject
from ..models import ListEntry, ListVersion


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
        listed = (
            ListVersion.objects.in_force(timezone.localdate())
            .open_to_all()
            .filter(organisation__in=organisations_where(user, "manage_guides"), entry__service_items__isnull=True)
        )
        self.names = dict(listed.order_by("sort_key", "id").values_list("entry_id", "name"))
        field = self.fields["entry"]
        field.queryset = ListEntry.objects.filter(pk__in=self.names).order_by("code")
        field.label_from_instance = lambda entry: f"{entry.code}　{self.names[entry.pk]}"


class PublishGuideForm(forms.Form):
    """From which day the guide holds, and what the 保密审查 found."""

    valid_from = forms.DateField(label="生效日期", initial=timezone.localdate, widget=UnfoldAdminSingleDateWidget)
    secrecy_opinion = forms.CharField(
        label="保密审查意见", max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="由编写人以外的人审查，如“不涉及国家秘密，可以公开”",
    )  # fmt: skip


def codes_field(label: str, choices, help_text: str = "") -> forms.MultipleChoiceField:
    """Several codes of a set, ticked."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=help_text,
    )


class FilesKept(forms.ModelForm):
    """Private files of a row: judged by their content, kept under random names, their own names beside them."""

    kept: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.kept:
            if name in self.fields:
                held = getattr(self.instance, f"{name}_name", "")
                words = "PDF、图片、Word、Excel 或 OFD"
                self.fields[name] = forms.FileField(
                    label=self.fields[name].label,
                    required=False,
                    widget=forms.FileInput,
                    help_text=f"已有：{held}；再选文件就替换它" if held else words,
                )
                self.initial.pop(name, None)

    def clean(self):
        data = super().clean()
        for name in self.kept:
            upload = self.cleaned_data.get(name)
            if isinstance(upload, UploadedFile):
                try:
                    check_upload(upload, of_office=True)
                except forms.ValidationError as fault:
                    self.add_error(name, fault)
                else:
                    setattr(self.instance, f"{name}_name", shown_name(upload.name))
            elif name in self.cleaned_data:
                self.cleaned_data[name] = getattr(self.instance, name)
        return data


class GuideElements(FilesKept):
    """All elements of a guide; 办事分类 follows from 服务对象."""

    kept = ("result_sample", "discretion")
    serves = codes_field("服务对象", ServiceObject, "可以多选；个人办事、法人办事按它分类")
    channels = codes_field("办理形式", HandlingForm)
    online_depth = codes_field("网上办理深度", OnlineDepth, "全程网办的，到现场次数应为 0")
    four_ways = codes_field(
        "四办", FourWay, "马上办：当场办结；网上办：能在网上申请；就近办：有就近的去处；一次办：最多跑一次"
    )
    penalty_kinds = codes_field("处罚种类", PenaltyKind, "行政处罚法第九条的六类，可以多选")

    no_secrets = forms.BooleanField(  # portal.middleware.NoStateSecrets reads it, for the files of all tabs
        label="扫描件、图片或旧版 Word：本人确认不含国家秘密",
        required=False,
        widget=UnfoldBooleanWidget(attrs={"value": "yes"}),
        help_text="这次上传了机器读不出文字的文件（结果样本、裁量基准、空白表格、示例样表）时勾选",
    )

    def save(self, commit=True):
        self.instance.audience = audience_of(self.instance)
        return super().save(commit)


class MaterialForm(FilesKept):
    kept = ("blank_form", "sample")
