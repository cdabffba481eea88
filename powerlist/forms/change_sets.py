"""Forms of the desk of lists: opening a change set, filling its rows, proposing the change of an entry."""

from django import forms

from accounts.models import organisations_where
from core.registers import BEGINS, HANDS_ON, ChangeKind, ChangeSetState

from ..enums import ChangeGround, ListKind
from ..kinds import KINDS, kind_choices
from ..models import DutyTemplate, ListChangeSet, ListEntry
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

    def __init__(self, *args, kind, initial=None, item=None, **kwargs):
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
        self._lock(item)

    def _lock(self, item) -> None:
        """Cells that a claimed entry takes from above show what stands there, and can't be written."""
        for key, value in (item.locked if item is not None else {}).items():
            if key in self.fields:
                declared = self.kind.by_key.get(key)
                self.fields[key].disabled = True
                self.fields[key].help_text = f"来自{item.source}，以目录为准"
                self.initial[key] = initial_of(declared, value) if declared else value

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
    def from_template(cls, data, *, kind, item=None) -> "RowForm":
        """The form as it was typed, its empty duties filled from the template of the category chosen."""
        form = cls(kind=kind, item=item)
        typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in form.fields.items()}
        typed |= {key: form.initial[key] for key, field in form.fields.items() if field.disabled}
        template = DutyTemplate.objects.filter(category=typed.get("category") or "").first()
        if template is not None:
            typed |= {key: rows for key, rows in template.rows.items() if key in form.fields and not typed.get(key)}
        return cls(kind=kind, initial=typed, item=item)

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


class GroundForm(forms.Form):
    """Why this row changes, and by which paper."""

    ground = forms.ChoiceField(label="变更情形", choices=ChangeGround.choices)
    ground_text = forms.CharField(
        label="依据文件", max_length=500, required=False, help_text="法规、文件或会议的名称和文号，公布时一并公开"
    )

    def row(self) -> dict:
        return {"ground": self.cleaned_data["ground"], "ground_text": self.cleaned_data["ground_text"]}


class NewRowForm(GroundForm):
    """How a new row comes about: new or handed down, and after which ended rows of the same set."""

    change = forms.ChoiceField(label="变更类型", choices=[(k.value, k.label) for k in ChangeKind if k in BEGINS])
    succeeds = forms.ModelMultipleChoiceField(
        label="承接哪些事项", queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="这一批次里合并、分设、转移、下放或变更主体的事项",
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        label="实施主体", queryset=None, required=False, help_text="承接单位不是本单位时选择"
    )
    parent = forms.CharField(
        label="所属主项的编码", max_length=50, required=False, help_text="是子项或业务办理项的才填；主项留空"
    )
    field_order = ["change", "succeeds", "organisation", "ground", "ground_text", "parent"]

    def __init__(self, *args, change_set, **kwargs):
        super().__init__(*args, **kwargs)
        self.change_set = change_set
        ended = change_set.versions.open_proposals().filter(change__in=HANDS_ON).order_by("sort_key", "id")
        self.fields["succeeds"].queryset = ended
        bodies = type(change_set.organisation).objects.current().order_by("sort_key", "code")
        self.fields["organisation"].queryset = bodies
        self.fields["organisation"].empty_label = str(change_set.organisation)
        if not ended.exists():
            del self.fields["succeeds"], self.fields["organisation"]

    @classmethod
    def as_typed(cls, data, *, change_set) -> "NewRowForm":
        """The form with what was typed, not judged yet."""
        fields = cls(change_set=change_set).fields.items()
        typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in fields}
        return cls(change_set=change_set, initial=typed)

    def clean_parent(self):
        code, own = self.cleaned_data["parent"].strip(), self.change_set
        if not code:
            return None
        rows = ListEntry.objects.filter(code=code, organisation=own.organisation_id, kind=own.kind)
        found = rows.order_by("id").first()
        if found is None:
            raise forms.ValidationError(f"本单位这张清单里没有编码 {code}，请核对后再填。")
        return found

    def row(self) -> dict:
        data = self.cleaned_data
        found = {
            "parent": data.get("parent"),
            "succeeds": list(data.get("succeeds") or ()),
            "organisation": data.get("organisation"),
        }
        return {**super().row(), "change": data["change"], **found}


MONTHS = [(n, f"{n}月") for n in range(1, 13)]


TAKES_SUBS = (ChangeKind.CANCEL, ChangeKind.CANCEL_ABOVE, ChangeKind.DELEGATE, ChangeKind.TRANSFER)


class ChangeForm(GroundForm):
    """What a kind of change needs beside its ground: how long an entry is suspended, what follows an ended one."""

    reason = forms.CharField(
        label="暂停原因", widget=forms.Textarea(attrs={"rows": 2}), help_text="公众在事项页会看到这段话"
    )
    months = forms.TypedMultipleChoiceField(
        label="办理月份", choices=MONTHS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="周期性办理的事项：哪几个月办理",
    )  # fmt: skip
    until = forms.DateField(
        label="预计恢复日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    successors = forms.CharField(
        label="承接事项的编码", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="已在清单里的事项，一行一个编码；还没有的，先放进批次，再在批次里“增加事项”",
    )  # fmt: skip

    with_subs = forms.BooleanField(
        label="连同下级事项一并办理", required=False, help_text="下面的子项、业务办理项一并放进批次"
    )

    def __init__(self, *args, change, entry, **kwargs):
        super().__init__(*args, **kwargs)
        self.change, self.entry = change, entry
        if change != ChangeKind.SUSPEND:
            del self.fields["reason"], self.fields["months"], self.fields["until"]
        if change not in HANDS_ON:
            del self.fields["successors"]
        if change not in TAKES_SUBS or not entry.subs.exists():
            del self.fields["with_subs"]
        if change == ChangeKind.SUGGEST:
            self.fields["ground_text"].label = "建议怎样修改"
            self.fields["ground_text"].required = True
            self.fields["ground_text"].help_text = "会写进建议函"

    def clean_successors(self):
        codes = [line.strip() for line in self.cleaned_data["successors"].splitlines() if line.strip()]
        found = {entry.code: entry for entry in ListEntry.objects.filter(code__in=codes, kind=self.entry.kind)}
        missing = [code for code in codes if code not in found]
        if missing:
            raise forms.ValidationError(f"清单里没有编码 {'、'.join(missing[:5])}，请核对后再填。")
        return [found[code] for code in dict.fromkeys(codes)]

    def row(self) -> dict:
        data = self.cleaned_data
        pause = {name: data[name] for name in ("reason", "months", "until")} if "reason" in self.fields else None
        return {**super().row(), "pause": pause, "successors": data.get("successors") or (),
                "with_subs": data.get("with_subs", False)}  # fmt: skip


# What may be proposed of an entry in force: how it is called in the address.
CHANGES = {kind.value: kind for kind in ChangeKind if kind not in BEGINS}
EXPLAINED = {
    ChangeKind.AMEND: "名称、承办机构、流程、时限、收费等要素调整，由县委编办审定",
    ChangeKind.CANCEL: "不再实施，提请县政府审定",
    ChangeKind.CANCEL_ABOVE: "上级政府取消，本级对应取消",
    ChangeKind.DELEGATE: "下放乡镇，本级不再实施",
    ChangeKind.TRANSFER: "转给别的单位，或由市场、行业组织办理",
    ChangeKind.MERGE: "并入另一事项",
    ChangeKind.SPLIT: "分成两个以上的事项",
    ChangeKind.MOVE_BODY: "改由别的单位实施",
    ChangeKind.SUSPEND: "暂时不办，仍然公开并标明",
    ChangeKind.RESUME: "暂停的事项重新办理，确认后 2 日内恢复",
    ChangeKind.SUGGEST: "清单不变，向上级提出修改法定依据的建议",
}
