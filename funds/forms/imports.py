"""The form of an upload; what it is for comes from the address."""

from django import forms
from django.conf import settings


class UploadForm(forms.Form):
    file = forms.FileField(
        label="工作簿", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls", "data-drop": "从文件夹拖到这里也可以"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = (
            f".xlsx 或 .xls，不超过 {settings.WORKBOOK_MAX_BYTES // 1024 // 1024} MB。先核对，您确认之后才写入。"
        )


class ConfirmForm(forms.Form):
    """Whether rows on record that the file lacks are dropped with it."""

    drop_missing = forms.BooleanField(required=False)

    def __init__(self, *args, missing: int, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        if missing and label:
            self.fields["drop_missing"].label = f"表格中没有的 {missing} 项，{label}"
            self.fields["drop_missing"].help_text = "不勾选则保留不动。表格不全时请不要勾选。"
        else:
            del self.fields["drop_missing"]
