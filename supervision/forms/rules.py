"""A proposal to change a rule, and the decision on it."""

from django import forms
from django.utils import timezone

from core.workdays import Unit

from ..enums import Level, Told
from ..models import Rule, RuleVersion

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RuleForm(forms.Form):
    """The numbers of a rule as its detector declares them, its level, who is told, since when and why."""

    level = forms.ChoiceField(label="等级", choices=Level.choices)
    told = forms.MultipleChoiceField(
        label="告知谁",
        choices=Told.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择告知谁，至少一项。"},
    )
    reply_days = forms.IntegerField(
        label="回复期限", min_value=0, max_value=90, help_text="黄牌、红牌发出后几天内回复；0 为不要求回复"
    )
    reply_unit = forms.ChoiceField(label="回复期限的单位", choices=[Unit.WORKDAY, Unit.NATURAL])
    enabled = forms.BooleanField(label="启用", required=False)
    effective_from = forms.DateField(label="生效日期", widget=DATE, help_text="不早于今天，不溯及以前的办件")
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明为什么修改，有文件的写明文号",
        error_messages={"required": "请写明修改的理由。"},
    )

    def __init__(self, *args, rule: Rule, current: RuleVersion | None = None, **options):
        super().__init__(*args, **options)
        self.fields["reply_unit"].choices = [(unit.value, unit.label) for unit in (Unit.WORKDAY, Unit.NATURAL)]
        self.params = rule.declared.params
        numbers = {}
        for param in self.params:
            numbers[f"param_{param.name}"] = forms.IntegerField(
                label=f"{param.label}（{param.unit}）" if param.unit else param.label,
                min_value=param.low,
                max_value=param.high,
                help_text=param.help,
            )
            value = current.params.get(param.name, param.default) if current else param.default
            self.initial.setdefault(f"param_{param.name}", value)
        self.fields = numbers | self.fields
        if current is not None:
            for name in ("level", "told", "reply_days", "reply_unit", "enabled"):
                self.initial.setdefault(name, getattr(current, name))
        self.initial.setdefault("effective_from", timezone.localdate())

    @property
    def said(self) -> dict:
        """What `actions.propose_rule` takes."""
        own = {name: value for name, value in self.cleaned_data.items() if not name.startswith("param_")}
        return own | {"params": {param.name: self.cleaned_data[f"param_{param.name}"] for param in self.params}}

    @property
    def numbers(self) -> dict:
        """What a trial depends on."""
        said = self.said
        return {name: said[name] for name in ("level", "params", "enabled")}


class DecideRuleForm(forms.Form):
    approved = forms.TypedChoiceField(
        label="决定",
        choices=[("yes", "批准"), ("no", "不批准")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择批准还是不批准。"},
    )
    opinion = forms.CharField(
        label="意见",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明批准或者不批准的意见。"},
    )
