"""Forms of the designer of flows: one row for each step, and a template to start from."""

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.workdays import Unit

from ..enums import ConditionTest, StepKind
from ..kinds.flow_templates import templates_for
from ..models import FlowStep

MOST_STEPS, POSTS = 30, "flow-posts"
NUMBER = UnfoldAdminTextInputWidget({"inputmode": "numeric"})


class StepRow(forms.Form):
    """One step. What is unfit is said by the checks beside the rows; this only refuses what no row can hold."""

    name = forms.CharField(
        label="名称", max_length=60, widget=UnfoldAdminTextInputWidget, error_messages={"required": "请写环节名称。"}
    )
    kind = forms.ChoiceField(
        label="种类", choices=StepKind.choices, initial=StepKind.FIRST, widget=UnfoldAdminSelectWidget
    )
    post = forms.CharField(
        label="办理岗位", required=False, max_length=200,
        widget=UnfoldAdminTextInputWidget({"list": POSTS, "autocomplete": "off", "placeholder": "输入几个字，再选"}),
    )  # fmt: skip
    limit = forms.IntegerField(
        label="时限", min_value=0, max_value=365, initial=1, widget=NUMBER,
        error_messages={"required": "请写时限，当日办完写 0。", "invalid": "时限写整数。"},
    )  # fmt: skip
    unit = forms.ChoiceField(label="单位", choices=Unit.choices, initial=Unit.WORKDAY, widget=UnfoldAdminSelectWidget)
    group = forms.IntegerField(
        label="并行组", required=False, min_value=1, max_value=99,
        widget=NUMBER, error_messages={"invalid": "并行组写数字。"},
    )  # fmt: skip
    when_key = forms.ChoiceField(label="只在这一栏……", required=False, widget=UnfoldAdminSelectWidget)
    when_test = forms.ChoiceField(
        label="……是这样时办理", required=False, choices=[("", "—"), *ConditionTest.choices],
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    when_value = forms.CharField(label="值", required=False, max_length=100, widget=UnfoldAdminTextInputWidget)
    stage = forms.ChoiceField(label="所属环节（清单）", required=False, widget=UnfoldAdminSelectWidget)
    off_clock = forms.BooleanField(label="不计入办理时限", required=False)

    def __init__(self, *args, posts, fields, stages, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts = {str(post): post for post in posts}
        self.fields["when_key"].choices = [("", "总是办理"), *((row.key, row.label) for row in fields)]
        held = self.initial.get("stage", "")
        shown = list(dict.fromkeys([*stages, *([held] if held else [])]))
        self.fields["stage"].choices = [("", "—"), *((stage, stage) for stage in shown)]

    def clean_post(self):
        words = self.cleaned_data["post"].strip()
        if words and words not in self.posts:
            raise forms.ValidationError(f"没有“{words}”这个岗位，请从列出的岗位里选。")
        return self.posts.get(words)

    def row(self) -> dict:
        """The facts of the step; what couldn't be read is left as a new row has it, for the drawing beside it."""
        data = getattr(self, "cleaned_data", {})
        return {
            "name": data.get("name") or "",
            "kind": data.get("kind") or StepKind.FIRST.value,
            "post": data.get("post"),
            "limit": data.get("limit") or 0,
            "unit": data.get("unit") or Unit.WORKDAY.value,
            "group": data.get("group"),
            "when_key": data.get("when_key") or "",
            "when_test": data.get("when_test") or "",
            "when_value": data.get("when_value") or "",
            "stage": data.get("stage") or "",
            "off_clock": bool(data.get("off_clock")),
        }


class BaseSteps(forms.BaseFormSet):
    ordering_widget = NUMBER

    def rows(self) -> list[dict]:
        """The steps in their order, those to delete left out; also of a formset that isn't right throughout."""
        self.is_valid()
        kept = [form for form in self.forms if form.has_changed()]
        kept = [form for form in kept if not (form.cleaned_data if hasattr(form, "cleaned_data") else {}).get("DELETE")]
        return [form.row() for form in sorted(kept, key=self._place)]

    def _place(self, form) -> tuple:
        place = getattr(form, "cleaned_data", {}).get("ORDER")
        return (place is None, place or 0, self.forms.index(form))


StepFormSet = forms.formset_factory(
    StepRow, formset=BaseSteps, extra=1, can_delete=True, can_order=True, max_num=MOST_STEPS, validate_max=True
)


def steps_initial(steps: list[FlowStep]) -> list[dict]:
    """The steps as the formset shows them."""
    names = ("name", "kind", "limit", "unit", "group", "when_key", "when_test", "when_value", "stage", "off_clock")
    return [
        {**{name: getattr(step, name) for name in names}, "post": str(step.post) if step.post_id else ""}
        for step in steps
    ]


class TemplateForm(forms.Form):
    """用模板开始."""

    template = forms.ChoiceField(label="模板", widget=UnfoldAdminSelectWidget)

    def __init__(self, *args, category: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [(name, name) for name in templates_for(category)]
