"""Entering a finding, mending it, judging what was done."""

from django import forms

from .typed import ActForm, PublishForm, ReasonForm, WanField, day, paper, words


class FindingForm(ActForm):
    """`funds`: (code, name) to choose from; `bodies`: on whose behalf the person enters."""

    entry = forms.ChoiceField(label="专项资金")
    year = forms.TypedChoiceField(label="所属年度", coerce=int)
    found_by = forms.ChoiceField(label="检查单位")
    document_number = forms.CharField(label="检查文书文号", max_length=100, help_text="如 漳审报〔2026〕8号")
    found_on = day("发现日期")
    text = words("发现的问题", 4)
    demand = words("整改要求", 3)
    amount = WanField(label="涉及金额（万元）", required=False, help_text="不涉及金额的不填")
    due_on = day("整改期限")

    def __init__(self, *args, funds, bodies, this_year: int, **options):
        super().__init__(*args, **options)
        self.fields["entry"].choices = [("", "请选择"), *funds]
        self.fields["found_by"].choices = [(str(body.pk), body.name) for body in bodies]
        self.fields["year"].choices = [(year, f"{year} 年") for year in range(this_year, this_year - 6, -1)]

    def clean(self):
        given = super().clean()
        first, last = given.get("found_on"), given.get("due_on")
        if first and last and last < first:
            self.add_error("due_on", "整改期限不能早于发现日期。")
        return given


class MendForm(ActForm):
    mending = words("整改情况", 4, help_text="做了什么、结果怎样、还差什么")
    upload = paper("证明材料")


class PutOffForm(ReasonForm):
    due_on = day("新的期限")
    field_order = ("due_on", "reason")


class VerdictForm(ActForm):
    verdict = words("核查结论", 3, 2000)


FINDING_ACTS = {
    "mend": MendForm,
    "put_off": PutOffForm,
    "send_back": VerdictForm,
    "close": VerdictForm,
    "publish": PublishForm,
}
