"""Forms of the desk of lists: opening a change set, filling rows, and each move of the review chain."""

from django import forms
from django.utils import timezone

from accounts.models import organisations_where
from core.registers import ChangeKind, ChangeSetState

from ..enums import ChangeGround, ListKind
from ..kinds import KINDS, kind_choices
from ..models import DutyTemplate, ListChangeSet
from .fields import form_field, initial_of


class ChangeSetForm(forms.Form):
    """Open a change set, at a body for which the person fills lists."""

    organisation = forms.ModelChoiceField(label="单位", queryset=None)
    kind = forms.ChoiceField(label="清单", choices=kind_choices)
    title = forms.CharField(
        label="标题", max_length=200, help_text="公布时作为公告的标题，如 县林草局权责清单（2026年调整）"
    )
    ground = forms.ChoiceField(label="变更情形", choices=ChangeGround.choices)
    reason = forms.CharField(
        label="变更事由",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明依据的法规、文件或会议，公布时一并公开",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = organisations_where(user, "fill_lists").current().order_by("sort_key", "code")
        field.empty_label = None


class RowForm(forms.Form):
    """The cells of one row, those of its kind's declaration."""

    category = forms.ChoiceField(label="类别")
    name = forms.CharField(label="项目名称", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    office = forms.CharField(label="承办机构", max_length=100, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind, initial=None, **kwargs):
        self.kind = KINDS[kind]
        super().__init__(*args, initial=self._with_rows(initial or {}), **kwargs)
        self.fields["category"].choices = self.kind.categories
        self.fields["name"].label = self.kind.name_label
        self.fields["office"].label = self.kind.office_label
        if not self.kind.categories:
            del self.fields["category"]
        if not self.kind.office_label:
            del self.fields["office"]
        for field in self.kind.fields:
            self.fields[field.key] = form_field(field)
        self.order_fields(["seen", "category", "name", "sub_name", "content", "basis", "office"])

    def _with_rows(self, initial: dict) -> dict:
        """Rows that come back after a log-in carry the names of their inputs."""
        typed = {}
        for field in self.kind.fields:
            if field.columns and field.key not in initial:
                rows = form_field(field).widget.value_from_datadict(initial, {}, field.key)
                if rows:
                    typed[field.key] = rows
        return {**initial, **typed}

    @classmethod
    def from_template(cls, data, *, kind) -> "RowForm":
        """The form as it was typed, its empty duties filled from the template of the category chosen."""
        form = cls(kind=kind)
        typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in form.fields.items()}
        template = DutyTemplate.objects.filter(category=typed.get("category") or "").first()
        if template is not None:
            typed |= {key: rows for key, rows in template.rows.items() if key in form.fields and not typed.get(key)}
        return cls(kind=kind, initial=typed)

    @property
    def has_templates(self) -> bool:
        return self.kind.key == ListKind.POWERS

    @classmethod
    def initial_of(cls, version) -> dict:
        content = {field.key: initial_of(field, version.content.get(field.key)) for field in KINDS[version.kind].fields}
        return {**content, "category": version.category, "name": version.name, "office": version.office}

    @property
    def content(self) -> dict:
        return {field.key: self.cleaned_data.get(field.key, field.empty) for field in self.kind.fields}

    @property
    def row(self) -> dict:
        """What was typed, as the actions want it."""
        data = self.cleaned_data
        return {
            "category": data.get("category", ""),
            "name": data["name"],
            "office": data.get("office", ""),
            "content": self.content,
        }

    @property
    def cells(self) -> dict:
        """What was typed, as the cells of a row: to set beside another text."""
        return self.kind.cells(**{**self.row, "content": self.kind.clean(self.content)})


class DraftChoice(forms.Form):
    """Into which open change set of the body a change of one of its entries goes."""

    change_set = forms.ModelChoiceField(label="放进批次", queryset=None)

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        rows = ListChangeSet.objects.filter(
            organisation=entry.organisation, kind=entry.kind, state=ChangeSetState.DRAFT
        )
        self.fields["change_set"].queryset = rows.order_by("-id")
        self.fields["change_set"].empty_label = None


class MoveForm(forms.Form):
    """A move that needs nothing but the decision to make it."""

    def facts(self) -> dict:
        return dict(self.cleaned_data)


class WithdrawForm(MoveForm):
    note = forms.CharField(label="撤回原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class OpinionForm(MoveForm):
    opinion = forms.CharField(label="意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(MoveForm):
    """审定: what the meeting decided, with its paper."""

    meeting = forms.CharField(label="会议名称", max_length=200, help_text="如 县政府第12次常务会议")
    decided_on = forms.DateField(label="审定日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    document_number = forms.CharField(label="文号", max_length=100, help_text="如 漳政发〔2026〕12号")
    effective_on = forms.DateField(
        label="生效日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="自这一天起对外按新的内容执行，不能早于审定日期",
    )
    scan = forms.FileField(
        label="审定文件扫描件",
        help_text="PDF、JPG、PNG 或 OFD，不超过 20 MB",
        error_messages={"empty": "文件是空的（0 字节），请重新选择文件。"},
    )

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("审定日期在今天以后，请核对会议日期。")
        return day


class PublishForm(MoveForm):
    secrecy_opinion = forms.CharField(
        label="保密审查意见", max_length=200, help_text="如 经审查，不涉及国家秘密、商业秘密和个人隐私，可以公开"
    )


MOVE_FORMS = {
    "submit": MoveForm,
    "withdraw": WithdrawForm,
    "pass_review": OpinionForm,
    "return_review": OpinionForm,
    "pass_legality": OpinionForm,
    "return_legality": OpinionForm,
    "record_decision": DecisionForm,
    "publish": PublishForm,
}
CHANGES = {"amend": ChangeKind.AMEND, "cancel": ChangeKind.CANCEL}
