"""Licences that come on file: typed from paper, in a workbook, or uploaded by the holder."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from ..actions.stock import document_of
from ..enums import Trust
from ..models import LicenceType
from .acts import PlainForm, day_field, words_field


def types_in_use():
    return LicenceType.objects.filter(in_use=True).order_by("name", "pk")


class OfType(PlainForm):
    type = forms.ModelChoiceField(
        label="证照类型",
        queryset=LicenceType.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择证照类型。", "invalid_choice": "请在列出的类型中选择。"},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["type"].queryset = types_in_use()


class OfBody(OfType):
    organisation = forms.ModelChoiceField(
        label="管理单位",
        queryset=None,
        empty_label=None,
        to_field_name="code",
        error_messages={"required": "请选择单位。", "invalid_choice": "请选择您管理证照的单位。"},
    )

    def __init__(self, *args, bodies, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = bodies


class EnterForm(OfBody):
    """One licence from paper (C); a second person confirms it."""

    original_number = words_field("证照编号", most=100, help_text="证照上印的编号")
    holder_name = words_field("持证主体", most=200)
    holder_document = words_field("证件号码", most=30, help_text="持证人的身份证号码，或者单位的统一社会信用代码")
    issuer_name = words_field(
        "颁发机关", most=200, required=False, help_text="由本单位颁发的不填；由别的机关颁发的写全称"
    )
    item_name = words_field("许可事项", most=500, required=False)
    issued_on = day_field("颁发日期")
    valid_from = day_field("有效期自")
    valid_to = day_field("有效期至", required=False, help_text="长期有效的不填")

    def clean_holder_document(self):
        return document_of(self.cleaned_data["holder_document"])[0]

    def clean(self):
        typed = super().clean()
        if typed.get("valid_to") and typed.get("valid_from") and typed["valid_to"] <= typed["valid_from"]:
            self.add_error("valid_to", "有效期至应当在有效期自之后。")
        return typed


class UploadForm(OfBody):
    """A workbook of licences on file; `trust` says how they came into it."""

    trust = forms.ChoiceField(
        label="表格怎么来的",
        choices=[
            (Trust.SYSTEM, "从颁发机关的业务系统导出（可信等级 B，写入后即可使用）"),
            (Trust.TYPED, "按纸质证照录入（可信等级 C，写入后由另一人确认）"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请说明表格怎么来的。"},
    )
    source_name = words_field("来源系统", most=100, required=False, help_text="从系统导出的，写系统名称")
    file = forms.FileField(
        label="工作簿",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls", "data-drop": "从文件夹拖到这里也可以"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        most = settings.WORKBOOK_MAX_BYTES // 1024 // 1024
        self.fields["file"].help_text = f".xlsx 或 .xls，不超过 {most} MB。先逐行核对，您确认之后才整体写入。"

    def clean(self):
        typed = super().clean()
        if typed.get("trust") == Trust.SYSTEM and not typed.get("source_name"):
            self.add_error("source_name", "从系统导出的，请写系统名称。")
        return typed


class OwnForm(OfType):
    """What a holder puts into the own wallet (D)."""

    original_number = words_field("证照编号", most=100)
    issuer_name = words_field("颁发机关", most=200)
    valid_from = day_field("颁发日期")
    valid_to = day_field("有效期至", required=False, help_text="长期有效的不填")
    file = forms.FileField(
        label="照片或者扫描件",
        help_text="PDF、JPG 或者 PNG",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean(self):
        typed = super().clean()
        if typed.get("valid_to") and typed.get("valid_from") and typed["valid_to"] <= typed["valid_from"]:
            raise ValidationError({"valid_to": "有效期至应当在颁发日期之后。"})
        return typed
