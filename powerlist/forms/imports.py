"""Forms of the import: which file for which body, and the decision on what it would change."""

from django import forms
from django.conf import settings

from accounts.models import organisations_where

from ..actions.contacts import role_of
from ..actions.mends import PERSONAL, plain_columns
from ..enums import ChangeGround, ContactRole
from ..kinds import FORMS, KINDS, form_choices
from .change_sets import RowForm
from .fields import initial_of


class UploadForm(forms.Form):
    """A workbook for a body for which the person fills lists."""

    organisation = forms.ModelChoiceField(label="单位", queryset=None)
    kind = forms.ChoiceField(
        label="表格", choices=lambda: [(key, f"{FORMS[key].name}（{label}）") for key, label in form_choices()]
    )
    file = forms.FileField(
        label="工作簿", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls", "data-drop": "从文件夹拖到这里也可以"})
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = organisations_where(user, "fill_lists").current().order_by("sort_key", "code")
        field.empty_label = None
        self.fields["file"].help_text = (
            f".xlsx 或 .xls，不超过 {settings.WORKBOOK_MAX_BYTES // 1024 // 1024} MB、{settings.WORKBOOK_MAX_ROWS} 行。"
            "先核对，您确认之后才写入。"
        )


class ConfirmForm(forms.Form):
    """What the clerk decides on a preview."""

    title = forms.CharField(label="批次标题", max_length=200, help_text="公布时作为公告的标题")
    ground = forms.ChoiceField(label="变更情形", choices=ChangeGround.choices)
    reason = forms.CharField(
        label="变更事由",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明依据的法规、文件或会议，公布时一并公开",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    skip_refused = forms.BooleanField(required=False)
    remove_missing = forms.BooleanField(required=False)

    def __init__(self, *args, counts, kind="", **kwargs):
        super().__init__(*args, **kwargs)
        if kind == "contacts":  # a roster is no change of a list: it is replaced whole, and not published
            del self.fields["title"], self.fields["ground"]
            self.fields["reason"].label = "更换原因"
            self.fields["reason"].help_text = "写进变更记录，如 人员调整"
            counts = {**counts, "removed": 0}
        if counts["refused"]:
            self.fields["skip_refused"].label = f"略去不能导入的 {counts['refused']} 行，其余照常导入"
            self.fields["skip_refused"].help_text = (
                "略去的人不进名单。" if kind == "contacts" else "略去的行会逐行记入批次的办理经过。"
            )
        else:
            del self.fields["skip_refused"]
        if counts["removed"]:
            self.fields["remove_missing"].label = f"表格中没有的 {counts['removed']} 项现行事项，一并提请取消"
            self.fields["remove_missing"].help_text = "不勾选则保留不动。表格不是全表时请不要勾选。"
        else:
            del self.fields["remove_missing"]


class MendForm(RowForm):
    """The cells of a row of a file, as the form of its kind holds them; `seen` counts the row's mends so far."""

    code = forms.CharField(
        label="编码", max_length=60, required=False, help_text="本系统的编码；新事项留空，由系统编排"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, line, **kwargs):
        self.line = line
        super().__init__(*args, kind=line.job.kind, **kwargs)
        if "code" not in {column.key for column in self.kind.form.columns}:
            del self.fields["code"]
        if "category" in self.fields and not self.get_initial_for_field(self.fields["category"], "category"):
            self.fields["category"].choices = [("", "请选择"), *self.kind.categories]

    @classmethod
    def start(cls, line) -> dict:
        """What the form of a row starts with: its mended cells, or what could be read of the file's."""
        found = line.facts.get("cells", {}).get("form", {})
        fields = KINDS[line.job.kind].fields
        content = found.get("content", {})
        heads = {key: found.get(key, "") for key in ("name", "category", "office", "code")}
        return {**{field.key: initial_of(field, content.get(field.key, field.empty)) for field in fields}, **heads}

    @property
    def mended(self) -> dict:
        """The cells as an import keeps them."""
        return {**self.row, "code": self.cleaned_data.get("code", "")}

    @property
    def touched(self) -> list[str]:
        return [name for name in self.changed_data if name != "seen"]


class PlainMendForm(forms.Form):
    """The cells of a row of 附件2 or 附件7: texts, by the column of the form, judged by the file's own rules."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, line, **kwargs):
        self.line = line
        super().__init__(*args, **kwargs)
        for column in plain_columns(line.job.kind):
            long = column.width >= 30 or column.key == "remark"
            needed = column.key == "name"
            self.fields[column.key] = forms.CharField(
                label=column.header or "类别", required=needed, max_length=2000 if long else 300,
                widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(),
                help_text="按星号不动的，仍是原来的号码" if column.key in PERSONAL else "",
            )  # fmt: skip
        if "role" in self.fields:
            self.fields["role"] = forms.ChoiceField(
                label="类别", choices=[("", "请选择"), *((label, label) for label in ContactRole.labels)]
            )

    @classmethod
    def start(cls, line) -> dict:
        found = dict(line.facts.get("cells", {}).get("form", {}))
        if "role" in found:
            role = role_of(found["role"])
            found["role"] = role.label if role else ""
        return found

    @property
    def mended(self) -> dict:
        """The texts as an import keeps them."""
        return {"values": self.cells}

    @property
    def cells(self) -> dict:
        return {name: text.strip() for name, text in self.cleaned_data.items() if name != "seen"}

    @property
    def touched(self) -> list[str]:
        return [name for name in self.changed_data if name != "seen"]


def mend_form(line, data=None, *, seen: int = 0, typed: dict | None = None):
    """The form of a row of whatever workbook."""
    form = MendForm if line.job.kind in KINDS else PlainMendForm
    return form(data, line=line, initial={**form.start(line), "seen": seen, **(typed or {})})


class OmitForm(forms.Form):
    """Leave a row out, and why."""

    reason = forms.CharField(label="略去的理由", max_length=200, help_text="如 与第 12 行重复；会记入导入的改正经过")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TakeBackForm(forms.Form):
    note = forms.CharField(label="撤销的理由", max_length=300, help_text="如 选错了文件；会记入办理经过")
