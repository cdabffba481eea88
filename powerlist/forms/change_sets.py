"""Forms of the desk of lists: opening a change set, filling rows, and each move of the review chain."""

from django import forms
from django.utils import timezone

from accounts.models import organisations_where
from core.registers import ChangeKind, ChangeSetState

from ..enums import Category, ChangeGround, ListKind
from ..models import ListChangeSet
from ..models.lists import CONTENT_LABELS

HINTS = {
    "basis": "一行写一条，写法规全称和条款，如《中华人民共和国森林法》第五十六条第一款",
    "duties": "一行写一项，如 受理责任：公示应当提交的材料……",
    "accountability": "一行写一种情形",
    "content": "这项服务做什么，面向谁",
    "phone": "带区号，如 0932-4862277",
}
SHORT = ("sub_name", "phone", "remark", "tier")


class ChangeSetForm(forms.Form):
    """Open a change set, at a body for which the person fills lists."""

    organisation = forms.ModelChoiceField(label="单位", queryset=None)
    kind = forms.ChoiceField(label="清单", choices=ListKind.choices)
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
    """The cells of one row, those of the official form of its list."""

    category = forms.ChoiceField(label="类别")
    name = forms.CharField(label="项目名称", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    office = forms.CharField(label="承办机构", max_length=100, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        services = kind == ListKind.PUBLIC_SERVICES
        self.fields["category"].choices = [
            (value, label) for value, label in Category.choices if (value == Category.PUBLIC_SERVICE) == services
        ]
        for key, label in CONTENT_LABELS[ListKind(kind)].items():
            attrs = {"rows": 2 if key in SHORT else 5}
            self.fields[key] = forms.CharField(
                label=label,
                widget=forms.TextInput() if key in SHORT else forms.Textarea(attrs=attrs),
                required=False,
                help_text=HINTS.get(key, ""),
            )
        self.order_fields(["seen", "category", "name", "sub_name", "content", "basis", "office"])

    @classmethod
    def initial_of(cls, version) -> dict:
        content = {key: "\n".join(v) if isinstance(v, list) else v for key, v in version.content.items()}
        return {**content, "category": version.category, "name": version.name, "office": version.office}

    @property
    def content(self) -> dict:
        return {key: self.cleaned_data.get(key, "") for key in CONTENT_LABELS[ListKind(self.kind)]}

    @property
    def cells(self) -> dict:
        """What was typed, as the cells of a row: to set beside another text."""
        data = self.cleaned_data
        basis = [line.strip() for line in data.get("basis", "").splitlines() if line.strip()]
        return {
            **self.content,
            "basis": basis,
            "name": data["name"],
            "category": Category(data["category"]).label,
            "office": data["office"],
        }


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
