"""Forms of an allocation: its opening, shares, schemes, moves, payments."""

import re
from decimal import Decimal

from django import forms

from ..actions.allocations import ShareRow
from ..enums import CallState, Manner, SourceLevel
from ..kinds import amount_of
from ..kinds.factors import Factor
from ..models import Call
from .typed import ActForm, ReasonForm, WanField, day, words

CUT = re.compile(r"\t|\s*[|｜；;]\s*")


class SourceFields(forms.Form):
    source_level = forms.ChoiceField(label="资金来源", choices=SourceLevel, initial=SourceLevel.COUNTY)
    upper_special = forms.CharField(
        label="对应的上级专项和文号",
        max_length=300,
        required=False,
        help_text="上级资金才填，如 农村公路养护补助（甘财建〔2026〕6号）",
    )


class OpenForm(SourceFields):
    """A new allocation of a fund in a year."""

    title = forms.CharField(label="标题", max_length=200, help_text="如 2026年农村公路养护资金第一批")
    manner = forms.ChoiceField(label="分配方式", choices=Manner, widget=forms.RadioSelect)
    call = forms.ModelChoiceField(
        label="申报通知", queryset=Call.objects.none(), required=False, empty_label="（不是项目法）",
        help_text="项目法才选，只列已经确定立项的",
    )  # fmt: skip
    total = WanField(label="分配总额（万元）")
    field_order = ["title", "manner", "call", "total", "source_level", "upper_special"]

    def __init__(self, *args, entry, year, **options):
        super().__init__(*args, **options)
        calls = Call.objects.filter(entry=entry, year=year, state=CallState.DECIDED)
        self.fields["call"].queryset = calls.order_by("-id")


class EditForm(SourceFields, ActForm):
    """What an allocation in draft says."""

    title = forms.CharField(label="标题", max_length=200)
    total = WanField(label="分配总额（万元）", help_text="改动总额后，因素方案要重新测算")
    field_order = ["title", "total", "source_level", "upper_special"]


class SharesForm(forms.Form):
    """The shares by fact, one a line: what is copied from Excel comes with tabs."""

    text = words(
        "明细",
        14,
        400_000,
        help_text="一行一个：接收单位、用途、数额（元）、地区（可不填），用制表符或者“|”隔开。"
        "可以从 Excel 里选中几列直接粘贴。"
        "发给个人的写发放单位，不写姓名、身份证号、手机号。",
    )

    def rows(self) -> list[ShareRow]:
        return self.cleaned_data["text"]

    def clean_text(self) -> list[ShareRow]:
        rows, faults = [], []
        for number, line in enumerate(self.cleaned_data["text"].splitlines(), start=1):
            if not line.strip():
                continue
            cells = [cell.strip() for cell in CUT.split(line.strip())]
            amount = amount_of(cells[2]) if len(cells) in (3, 4) else None
            if len(cells) not in (3, 4):
                faults.append(f"第 {number} 行有 {len(cells)} 栏，应为接收单位、用途、数额、地区（可不填）。")
            elif amount is None or "万" in cells[2]:
                faults.append(f"第 {number} 行的数额“{cells[2]}”不是以元计的数字，请核对。")
            else:
                rows.append(ShareRow(cells[0], cells[1], amount, cells[3] if len(cells) == 4 else ""))
        if faults:
            raise forms.ValidationError(faults[:10])
        return rows


class SchemeForm(forms.Form):
    name = forms.CharField(label="方案名称", max_length=60)
    copy_of = forms.ModelChoiceField(label="照抄", queryset=None, required=False, empty_label="（从空白开始）")

    def __init__(self, *args, allocation, **options):
        super().__init__(*args, **options)
        self.fields["copy_of"].queryset = allocation.schemes.order_by("id")


class FactorForm(forms.Form):
    """A line of the table of factors; an empty one is left out."""

    name = forms.CharField(label="因素", max_length=60, required=False)
    weight = forms.DecimalField(label="权重（%）", max_digits=9, decimal_places=4, required=False)
    measure = forms.CharField(label="单位", max_length=20, required=False)
    source = forms.CharField(label="数据来源", max_length=200, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "line"

    def clean(self):
        data = super().clean()
        name, weight = (data.get("name") or "").strip(), data.get("weight")
        if name and weight is None and "weight" not in self.errors:
            self.add_error("weight", f"请填写因素“{name}”的权重。")
        if weight is not None and not name:
            self.add_error("name", "请填写因素的名称。")
        return data


class BaseFactors(forms.BaseFormSet):
    def factors(self) -> list[Factor]:
        rows = [form.cleaned_data for form in self.forms if (form.cleaned_data.get("name") or "").strip()]
        return [Factor(r["name"].strip(), r["weight"], r["measure"].strip(), r["source"].strip()) for r in rows]


Factors = forms.formset_factory(FactorForm, formset=BaseFactors, extra=3, max_num=20, absolute_max=24)


class ApproveForm(ActForm):
    opinion = words("审核意见", 2, 500, required=False)


class IssueForm(ActForm):
    document_number = forms.CharField(label="指标文号", max_length=100, help_text="如 漳财预〔2026〕8号")
    issued_on = day("下达日期")


class PayForm(forms.Form):
    """One batch: an amount in 元 for each share; empty ones are not paid this time."""

    paid_on = day("拨付日期")
    voucher = forms.CharField(label="凭证号", max_length=60)

    def __init__(self, *args, shares, **options):
        super().__init__(*args, **options)
        self.shares = shares
        for share in shares:
            field = forms.DecimalField(
                label=share.recipient, max_digits=18, decimal_places=2, required=False, min_value=0
            )
            field.widget.attrs |= {"aria-label": f"拨给{share.recipient}（元）", "class": "line"}
            self.fields[f"share_{share.pk}"] = field

    def head(self):
        return [self["paid_on"], self["voucher"]]

    def lines(self):
        return [(share, self[f"share_{share.pk}"], share.amount - share.paid) for share in self.shares]

    def facts(self) -> dict:
        data = self.cleaned_data
        amounts = {share.pk: data[f"share_{share.pk}"] or Decimal(0) for share in self.shares}
        return {"amounts": amounts, "paid_on": data["paid_on"], "voucher": data["voucher"]}


class ReverseForm(forms.Form):
    paid_on = day("冲销日期")
    voucher = forms.CharField(label="凭证号", max_length=60)


ACT_FORMS = {
    "submit": ActForm,
    "send_back": ReasonForm,
    "approve": ApproveForm,
    "issue": IssueForm,
    "withdraw": ReasonForm,
}
