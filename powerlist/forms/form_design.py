"""Forms of the designer of application forms: one field, the columns of a table, a page, what to copy."""

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from ..enums import ConditionTest, DayRange, FieldKind
from ..kinds.form_fields import COLUMN_KINDS, EARLIER, LICENCE_FACTS, MOST_COLUMNS, PROFILE, columns_of
from ..kinds.form_templates import TEMPLATES
from ..models import ItemField, ServiceItemVersion

LICENCE = "licence"
SOURCES = [
    ("", "不带入"),
    *((f"profile.{key}", f"账号资料：{label}") for key, label in PROFILE.items()),
    (EARLIER, "申请人以前的申请（同名字段）"),
    (LICENCE, "申请人的证照（在下面选证照和项目）"),
]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class DesignedField(forms.ModelForm):
    """One field. What goes with its type alone is said beside it; the server tells what doesn't fit."""

    options = forms.CharField(
        label="选项", required=False, widget=UnfoldAdminTextareaWidget({"rows": 4}), help_text="单选、多选：一行写一个"
    )
    key = forms.CharField(
        label="字段名", required=False, max_length=40, widget=UnfoldAdminTextInputWidget,
        help_text="不填就自动编；要从以前的申请带入的，各事项用同一个字段名，如 shop_name",
    )  # fmt: skip
    when_key = forms.ChoiceField(label="只在这一栏……", required=False, widget=UnfoldAdminSelectWidget)
    source_kind = forms.ChoiceField(label="带入来源", required=False, choices=SOURCES, widget=UnfoldAdminSelectWidget)
    licence_type = forms.ChoiceField(
        label="证照",
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text="证照编号只核对这一种；带入就从这一种取",
    )
    licence_fact = forms.CharField(
        label="证照上的项目", required=False, max_length=60, widget=UnfoldAdminTextInputWidget,
        help_text="证照编号、持证主体、颁发日期、有效期至，或者证照内容里的项目名，如“经营范围”",
    )  # fmt: skip

    class Meta:
        model = ItemField
        fields = [
            "label", "kind", "group", "required", "hint", "example", "options", "least", "most", "days",
            "when_key", "when_test", "when_value", "source_kind", "licence_type", "licence_fact", "skip_held", "key",
        ]  # fmt: skip
        widgets = {
            "label": UnfoldAdminTextInputWidget,
            "kind": UnfoldAdminSelectWidget,
            "group": UnfoldAdminTextInputWidget,
            "required": UnfoldBooleanSwitchWidget,
            "hint": UnfoldAdminTextInputWidget,
            "example": UnfoldAdminTextInputWidget,
            "least": UnfoldAdminTextInputWidget,
            "most": UnfoldAdminTextInputWidget,
            "days": UnfoldAdminSelectWidget,
            "when_test": UnfoldAdminSelectWidget,
            "when_value": UnfoldAdminTextInputWidget,
            "skip_held": UnfoldBooleanSwitchWidget,
        }
        error_messages = {
            "label": {"required": "请写标签，也就是申请人看到的名称。"},
            "group": {"required": "请写在哪一页。"},
        }
        labels = {"when_test": "……是这样时才问", "when_value": "值", "group": "在哪一页"}
        help_texts = {
            "label": "申请人看到的名称，写全，不用冒号",
            "group": "写现有的页名就放进那一页，写新的就另起一页",
            "hint": "写在空格上面：去哪里找、怎么写",
            "least": "文字是字数，数字、金额是数值，多选是项数，表格是行数，文件是个数",
            "most": "同上；不限就不填",
            "days": "只用于日期",
            "when_value": "选项要写得一字不差，如“是”；只看填没填的不用写",
        }

    def __init__(self, *args, others, licence_types: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["when_key"].choices = [("", "总是问"), *((o.key, f"{o.label}（{o.group}）") for o in others)]
        self.fields["days"].choices = [("", "不限"), *DayRange.choices]
        self.fields["when_test"].choices = [("", "—"), *ConditionTest.choices]
        self.fields["licence_type"].choices = [("", "—"), *licence_types.items()]
        self.initial["options"] = "\n".join(map(str, row.options or [])) if row.kind != FieldKind.LICENCE else ""
        self.initial |= self._source(row)
        for name in ("least", "most"):
            value = getattr(row, name)
            self.initial[name] = None if value is None else f"{value.normalize():f}"

    def _source(self, row) -> dict:
        what, _, fact = row.source.rpartition(".")
        if row.source.startswith("licence:"):
            code = what.removeprefix("licence:")
            return {"source_kind": LICENCE, "licence_type": code, "licence_fact": LICENCE_FACTS.get(fact, fact)}
        code = row.options[0] if row.kind == FieldKind.LICENCE and row.options else ""
        return {"source_kind": row.source, "licence_type": code}

    def clean(self):
        data = super().clean()
        code, fact = data.get("licence_type", ""), (data.get("licence_fact") or "").strip()
        if data.get("source_kind") == LICENCE and not (code and fact):
            self.add_error("source_kind", "从证照带入的，请选证照，再写证照上的项目。")
        return data

    def values(self) -> dict:
        """The facts of the field for the action."""
        data = self.cleaned_data
        names = {label: key for key, label in LICENCE_FACTS.items()}
        source, code, fact = data["source_kind"], data["licence_type"], (data["licence_fact"] or "").strip()
        if source == LICENCE:
            source = f"licence:{code}.{names.get(fact, fact)}"
        options = _lines(data["options"])
        if data["kind"] == FieldKind.LICENCE:
            options = [code] if code else []
        own = ("source_kind", "licence_type", "licence_fact", "options")
        facts = {name: value for name, value in data.items() if name not in own}
        return {**facts, "options": options, "source": source}

    def _post_clean(self):
        """The row is judged whole by the action, with its form, in words of its own."""


class ColumnForm(forms.Form):
    """One column of a table."""

    label = forms.CharField(label="列名", max_length=40, widget=UnfoldAdminTextInputWidget)
    kind = forms.ChoiceField(
        label="类型", choices=[(k.value, k.label) for k in COLUMN_KINDS], widget=UnfoldAdminSelectWidget
    )
    optional = forms.BooleanField(label="选填", required=False)
    options = forms.CharField(
        label="选项（单选）", required=False, max_length=500,
        widget=UnfoldAdminTextInputWidget({"placeholder": "用顿号隔开"}),
    )  # fmt: skip
    least = forms.DecimalField(label="最小", required=False, widget=UnfoldAdminTextInputWidget)
    most = forms.DecimalField(label="最大", required=False, widget=UnfoldAdminTextInputWidget)
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class BaseColumns(forms.BaseFormSet):
    def columns(self) -> list[dict]:
        """The columns as the row keeps them; a new one gets a key of its own."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        taken, found = {row["key"] for row in rows}, []
        for row in rows:
            key = row["key"]
            if not key:
                key = next(f"c{n}" for n in range(1, 200) if f"c{n}" not in taken)
                taken.add(key)
            options = [part.strip() for part in row["options"].replace("，", "、").split("、") if part.strip()]
            facts = {"key": key, "label": row["label"], "kind": row["kind"], "required": not row["optional"]}
            limits = {n: f"{row[n].normalize():f}" for n in ("least", "most") if row[n] is not None}
            found.append({**facts, **limits, **({"options": options} if options else {})})
        return found


ColumnFormSet = forms.formset_factory(
    ColumnForm, formset=BaseColumns, extra=3, can_delete=True, max_num=MOST_COLUMNS, validate_max=True
)


def columns_initial(row: ItemField) -> list[dict]:
    """The columns of a table as the formset shows them."""
    return [
        {
            "label": column.label, "kind": column.kind, "optional": not column.required, "key": column.key,
            "options": "、".join(map(str, column.options)), "least": column.least, "most": column.most,
        }
        for column in columns_of(row)
    ]  # fmt: skip


class PageForm(forms.Form):
    """A page of the form: its name and its help."""

    new_name = forms.CharField(label="页名", max_length=60, widget=UnfoldAdminTextInputWidget)
    help = forms.CharField(
        label="本页说明", max_length=500, required=False, widget=UnfoldAdminTextareaWidget({"rows": 3}),
        help_text="写在本页最上面，例如“照营业执照填写”",
    )  # fmt: skip


class CopyForm(forms.Form):
    """Where to copy fields from: a ready set, or the form of another guide."""

    template = forms.ChoiceField(
        label="现成的一组", required=False, widget=UnfoldAdminSelectWidget,
        choices=[("", "—"), *((key, f"{label}（{len(rows)} 栏）") for key, (label, rows) in TEMPLATES.items())],
    )  # fmt: skip
    version = forms.ModelChoiceField(
        label="或者别的事项的申请表", required=False, queryset=None, widget=UnfoldAdminSelectWidget,
        help_text="只列您单位的指南和已公开的指南",
    )  # fmt: skip

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["version"]
        field.queryset = versions
        field.label_from_instance = lambda v: f"{v.name}（{v.item.organisation}，第 {v.number} 版）"

    def clean(self):
        data = super().clean()
        if bool(data.get("template")) == bool(data.get("version")):
            raise forms.ValidationError("请在两项里选一项：现成的一组，或者别的事项的申请表。")
        return data


def guides_to_copy(user, but: ServiceItemVersion):
    """The guides whose form a person may copy: those of the own body, and what is open to everyone today."""
    from django.utils import timezone

    rows = ServiceItemVersion.objects
    mine = rows.visible_to(user).values("pk")
    public = rows.open_to_public(timezone.localdate()).values("pk")
    found = rows.filter(pk__in=mine.union(public)).filter(fields__isnull=False).exclude(pk=but.pk)
    return found.select_related("item__organisation").distinct().order_by("name", "-number")
