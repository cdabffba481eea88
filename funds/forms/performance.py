"""Targets and evaluations as they are typed: rows of indicators, rows of answers. Nothing here is judged twice."""

import re
import unicodedata
from decimal import Decimal

from django import forms

from ..enums import ASPECTS, Aspect, Attainment, Dimension, Sign
from .typed import ActForm, PublishForm, ReasonForm, WanField, day, words

EXTRA = 4  # empty rows below those filled
MOST_ROWS = 60
DIMENSION_OF = {aspect: dimension for dimension, aspects in ASPECTS.items() for aspect in aspects}
GROUPED = [("", "请选择")] + [(d.label, [(a.value, a.label) for a in ASPECTS[d]]) for d in Dimension]
START = (Aspect.QUANTITY, Aspect.QUALITY, Aspect.TIMELINESS, Aspect.COST, Aspect.SOCIAL, Aspect.SATISFACTION)


def plain_number(text: str, unit: str = "") -> Decimal | None:
    """A number as typed (full-width digits, commas, its own unit are forgiven); None when it is none."""
    text = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text))
    text = text.removesuffix(unicodedata.normalize("NFKC", unit)) if unit else text
    return Decimal(text) if re.fullmatch(r"[-+]?\d{1,14}(\.\d{1,4})?", text) else None


class NumberField(forms.CharField):
    """A number of at most four decimals, in words of its own when it is none."""

    def __init__(self, **options):
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def prepare_value(self, value):
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        number = plain_number(text)
        if number is None:
            raise forms.ValidationError(f"“{text}”不是数字，请只填数字，小数最多四位，单位填在“计量单位”里。")
        return number


class IndicatorForm(forms.Form):
    """One third-level indicator; a row in which nothing but the level is chosen is left out."""

    aspect = forms.ChoiceField(label="一级、二级指标", choices=GROUPED, required=False)
    name = forms.CharField(label="三级指标", max_length=200, required=False)
    sign = forms.ChoiceField(label="符号", choices=Sign, required=False)
    value = NumberField(label="指标值", required=False)
    unit = forms.CharField(label="计量单位", max_length=20, required=False)
    weight = NumberField(label="分值", required=False)
    words = forms.CharField(label="定性目标", max_length=200, required=False)
    evidence = forms.CharField(label="评价依据", max_length=300, required=False)

    TYPED = ("name", "value", "unit", "words", "weight", "evidence")

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in this row."""
        if self.is_bound:
            return not any(self.data.get(self.add_prefix(key), "").strip() for key in self.TYPED)
        return not any(self.initial.get(key) for key in self.TYPED)

    def clean(self):
        given = super().clean()
        if self.is_blank:
            return given
        for key, label in (("aspect", "二级指标"), ("name", "三级指标的名称"), ("weight", "分值")):
            if given.get(key) in (None, "") and key not in self.errors:
                self.add_error(key, f"请填写{label}。")
        weight = given.get("weight")
        if weight is not None and not 0 < weight <= 100:
            self.add_error("weight", "分值应大于 0，不超过 100。")
        elif weight is not None and weight != round(weight, 2):
            self.add_error("weight", "分值最多两位小数。")
        if given.get("sign") == Sign.WORDS:
            if not given.get("words"):
                self.add_error("words", "定性指标请写明要达到什么效果。")
        elif given.get("value") is None and "value" not in self.errors:
            self.add_error("value", "请填写指标值；不能用数字衡量的，符号选“定性”。")
        return given

    def facts(self) -> dict:
        """The row as `write_plan` wants it."""
        given = self.cleaned_data
        in_words = given["sign"] == Sign.WORDS
        return given | {
            "dimension": DIMENSION_OF[Aspect(given["aspect"])],
            "value": None if in_words else given["value"],
            "words": given["words"] if in_words else "",
            "unit": "" if in_words else given["unit"],
        }


class IndicatorRows(forms.BaseFormSet):
    def rows(self) -> list[dict]:
        return [form.facts() for form in self.forms if not form.is_blank]

    @property
    def faults(self) -> list[tuple]:
        """(field, message) of each fault, in order: what the list of errors links to."""
        return [(form[key], said[0]) for form in self.forms for key, said in form.errors.items() if key in form.fields]


class PlanForm(forms.Form):
    goal = words("年度总体目标", 3, 2000, help_text="这笔资金今年要办成什么事、达到什么效果，一两句话说清楚。")


def indicator_rows(plan=None, data=None) -> IndicatorRows:
    """The rows of a plan to fill, with some empty ones below; the usual levels to begin with."""
    initial = [
        {key: getattr(row, key) for key in ("aspect", "name", "sign", "value", "unit", "words", "weight", "evidence")}
        for row in (plan.rows if plan else ())
    ] or [{"aspect": aspect} for aspect in START]
    made = forms.formset_factory(
        IndicatorForm, formset=IndicatorRows, extra=EXTRA, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    rows = made(data, initial=initial, prefix="rows", form_kwargs={"use_required_attribute": False})
    for form in rows.forms:
        form.empty_permitted = False  # a row is blank by what was typed, not by what it began with
    return rows


class AnswerForm(forms.Form):
    """What was achieved of one indicator. A number is typed in the indicator's unit; words take a step and a score."""

    actual = forms.CharField(label="实际完成值", max_length=200, required=False)
    attainment = forms.TypedChoiceField(
        label="达成情况", choices=[("", "请选择"), *Attainment.choices], coerce=int, empty_value=None, required=False
    )
    score = NumberField(label="得分", required=False)
    reason = forms.CharField(
        label="偏差原因和改进措施", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, line, midyear: bool, **options):
        answer = line.answer
        initial = {
            "actual": answer.get("actual", ""), "attainment": answer.get("attainment"),
            "score": Decimal(answer["score"]) if answer.get("score") else None, "reason": answer.get("reason", ""),
        }  # fmt: skip
        super().__init__(*args, initial=initial, use_required_attribute=False, **options)
        self.line = line
        if not line.in_words:
            del self.fields["attainment"]
            self.fields["actual"].widget.attrs["inputmode"] = "decimal"
            self.fields["score"].help_text = "不填的按规则计算"
        else:
            self.fields["actual"].label = "实际完成情况"
        if midyear:
            self.fields.pop("score")
            self.fields.pop("attainment", None)
            self.fields["reason"].label = "偏差原因和纠偏措施"

    def facts(self) -> dict:
        """The answer as `answer` wants it."""
        given, indicator = self.cleaned_data, self.line.indicator
        value = None if self.line.in_words else plain_number(given["actual"], indicator.unit)
        return {"indicator": indicator.pk, "attainment": None, "score": None} | given | {"value": value}


class SummaryForm(forms.Form):
    summary = words("总体情况", 3, 2000, required=False)
    measures = words("存在问题和改进措施", 3, 2000, required=False)


class PartsForm(forms.Form):
    """What of the form's money the department knows alone, in 万元; nothing typed is nothing."""

    carried_executed = WanField(label="上年结转资金：全年执行数", required=False, zero=True)
    other_initial = WanField(label="其他资金：年初预算数", required=False, zero=True)
    other_budget = WanField(label="其他资金：全年预算数", required=False, zero=True)
    other_executed = WanField(label="其他资金：全年执行数", required=False, zero=True)

    def facts(self) -> dict:
        return {name: value or Decimal(0) for name, value in self.cleaned_data.items()}


class OpenForm(ActForm):
    as_of = day("截止日期", help_text="执行数和完成情况算到这一天")


PLAN_ACTS = {"submit": ActForm, "send_back": ReasonForm, "approve": ActForm, "reopen": ReasonForm}
ASSESSMENT_ACTS = {"submit": ActForm, "send_back": ReasonForm, "confirm": ActForm}
PUBLISH = PublishForm


def opinion_of(form) -> dict:
    """What an act on targets or an evaluation is called with: the reason that was typed is its opinion."""
    return {("opinion" if key == "reason" else key): value for key, value in form.facts().items()}
