"""Forms of a fund's budget within the year, and of what is left at its end."""

from django import forms

from ..enums import BudgetChangeKind, RemainderKind
from ..models import FundEntry
from ..queries.entries import names_of
from .typed import WanField, day


class ChangeForm(forms.Form):
    """预算变动: 预算调整, 调剂, 上级转移支付."""

    kind = forms.ChoiceField(label="性质", choices=BudgetChangeKind, widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label="增减", choices=[("more", "增加"), ("less", "减少")], required=False, help_text="调剂从这一项调出，不用选"
    )
    amount = WanField(label="数额（万元）")
    other = forms.ModelChoiceField(label="调入的资金", queryset=FundEntry.objects.none(), required=False)
    approved_by = forms.CharField(label="批准机关", max_length=100, help_text="预算调整须经县人大常委会批准")
    document_number = forms.CharField(label="文号", max_length=100)
    approved_on = day("批准日期")
    reason = forms.CharField(label="事由", max_length=300)

    def __init__(self, *args, entry, year, user, **options):
        super().__init__(*args, **options)
        rows = FundEntry.objects.visible_to(user).exclude(pk=entry.pk)
        rows = rows.filter(versions__year=year, versions__state="published").distinct().order_by("code")
        self.fields["other"].queryset = rows
        names = names_of(rows.values_list("pk", flat=True))
        self.fields["other"].label_from_instance = lambda row: names.get(row.pk, row.code)

    def facts(self) -> dict:
        data = dict(self.cleaned_data)
        way = data.pop("way")
        if way == "less" and data["kind"] != BudgetChangeKind.TRANSFER:
            data["amount"] = -data["amount"]
        return data


class RemainderForm(forms.Form):
    """结转 or 结余收回."""

    kind = forms.ChoiceField(label="处理", choices=RemainderKind, widget=forms.RadioSelect)
    amount = WanField(label="数额（万元）")
    document_number = forms.CharField(label="文号", max_length=100)
    settled_on = day("办理日期")

    def facts(self) -> dict:
        return self.cleaned_data
