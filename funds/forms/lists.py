"""Forms of a year's list: to open it, a row of it, and each legal move."""

import re
from decimal import Decimal

from django import forms

from accounts.models import Organisation
from core.models import Scope
from powerlist.citations import split_bases

from ..enums import FundForm, ListPurpose, Manner, SourceLevel
from ..kinds import FIELDS
from ..models import FunctionClass
from .typed import ActForm, WanField, day, words

PHONE = re.compile(r"[0-9（）()\-－ 转]{6,30}")
UPPER = (SourceLevel.CENTRAL, SourceLevel.PROVINCE, SourceLevel.CITY)


class OpenForm(forms.Form):
    """A year's list, or a change within a year."""

    organisation = forms.ModelChoiceField(label="编制单位", queryset=None, empty_label=None)
    year = forms.IntegerField(label="预算年度", min_value=2000, max_value=2100)
    purpose = forms.ChoiceField(label="用途", choices=ListPurpose.choices)
    form = forms.ChoiceField(label="清单类型")
    departments = forms.ModelMultipleChoiceField(
        label="填报部门", queryset=Organisation.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="这些部门在各自的部分里填报、报送；没有勾选的，由编制单位代填。",
    )  # fmt: skip
    reason = words("事由和依据", 2, 500, required=False, help_text="年中调整必填，公开时一并公开")

    def __init__(self, *args, keepers, departments, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = keepers
        self.fields["departments"].queryset = departments
        self.fields["form"].choices = [(kind, FundForm(kind).label) for kind in kinds]


class RowForm(forms.Form):
    """A fund in a year's list; amounts are typed in 万元."""

    name = forms.CharField(label="项目名称", max_length=300)
    amount = WanField(label="预算数额（万元）")
    function = forms.ModelChoiceField(
        label="功能分类科目", queryset=FunctionClass.objects.none(), required=False, empty_label="（未选）",
        help_text="预置的是常用科目，缺的请县财政局在“清单与设置”里增加",
    )  # fmt: skip
    basis = forms.CharField(
        label="设立依据", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=FIELDS[0].hint,
    )  # fmt: skip
    founded_year = forms.IntegerField(label="设立年度", min_value=1949, max_value=2100, required=False)
    ends_on = day("执行期限止", required=False)
    evaluate_on = day("应评估日期", required=False, help_text="定期评估：到这一天前提出保留、调整、合并或者取消")
    manner = forms.ChoiceField(label="分配方式", choices=[("", "（未选）"), *Manner.choices], required=False)
    support = words("支持对象和范围", 2, 2000, required=False)
    purpose = words("资金用途", 2, 2000, required=False)
    standard = words("补助标准", 2, 2000, required=False)
    contact = forms.CharField(label="联系人", max_length=60, required=False)
    phone = forms.CharField(label="联系电话", max_length=40, required=False)
    scope = forms.ChoiceField(label="公开范围", choices=Scope.choices)
    scope_reason = forms.CharField(
        label="不公开的理由和依据", max_length=300, required=False, help_text="选择不公开时必填；涉密的不能在这里填写"
    )
    remark = forms.CharField(label="备注", max_length=300, required=False)

    def __init__(self, *args, county_label: str = "县", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["function"].queryset = FunctionClass.objects.filter(valid_to__isnull=True)
        for level in UPPER:
            label = level.label
            self.fields[f"source_{level}"] = WanField(label=f"{label}资金（万元）", required=False)
            self.fields[f"upper_{level}"] = forms.CharField(label=f"对应{label}专项", max_length=200, required=False)
            self.fields[f"number_{level}"] = forms.CharField(label=f"{label}专项文号", max_length=100, required=False)
        self.fields["source_county"] = WanField(
            label=f"{county_label}级资金（万元）",
            required=False,
            help_text="各级加起来要等于预算数额；都不填按本级资金",
        )

    @property
    def sources(self) -> list:
        """The inputs of each upper level, and the county's own."""
        rows = [
            (level.label, self[f"source_{level}"], self[f"upper_{level}"], self[f"number_{level}"]) for level in UPPER
        ]
        return [*rows, (SourceLevel.COUNTY.label, self["source_county"], None, None)]

    @property
    def heads(self) -> list:
        return [self[name] for name in ("name", "amount", "function", "basis")]

    @property
    def tails(self) -> list:
        names = ("founded_year", "ends_on", "evaluate_on", "manner", "support", "purpose", "standard", "contact",
                 "phone", "scope", "scope_reason", "remark")  # fmt: skip
        return [self[name] for name in names]

    def clean_phone(self):
        phone = self.cleaned_data["phone"].strip()
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError("电话只填数字、短横和“转”，如 0932-4861234。")
        return phone

    def clean(self):
        found = super().clean()
        if found.get("scope") == Scope.INTERNAL and not found.get("scope_reason", "").strip():
            self.add_error("scope_reason", "不公开的，请写明理由和依据。")
        founded, ends = found.get("founded_year"), found.get("ends_on")
        if founded and ends and ends.year < founded:
            self.add_error("ends_on", "执行期限止早于设立年度，请核对。")
        return found

    def facts(self) -> dict:
        """What the actions take: columns, and the content by its declared fields."""
        found = self.cleaned_data
        columns = (
            "name",
            "amount",
            "function",
            "founded_year",
            "ends_on",
            "evaluate_on",
            "manner",
            "scope",
            "scope_reason",
        )
        content = {key: found[key] for key in ("support", "purpose", "standard", "contact", "phone", "remark")}
        content["basis"] = list(split_bases(found["basis"]) or [t for t in found["basis"].splitlines() if t.strip()])
        content["sources"] = [
            {"level": str(level), "amount": str(amount), "upper": found.get(f"upper_{level}", ""),
             "number": found.get(f"number_{level}", "")}
            for level in SourceLevel if (amount := found.get(f"source_{level}"))
        ]  # fmt: skip
        return {**{key: found[key] for key in columns}, "content": content}


def initial_of(row) -> dict:
    """What the form of a row starts with."""
    content = row.content or {}
    found = {
        key: getattr(row, key)
        for key in (
            "name",
            "amount",
            "function",
            "founded_year",
            "ends_on",
            "evaluate_on",
            "manner",
            "scope",
            "scope_reason",
        )
    }
    found |= {key: content.get(key, "") for key in ("support", "purpose", "standard", "contact", "phone", "remark")}
    found["basis"] = "\n".join(content.get("basis") or [])

    for source in content.get("sources") or []:
        level = source["level"]
        found |= {f"source_{level}": Decimal(source["amount"]), f"upper_{level}": source.get("upper", ""),
                  f"number_{level}": source.get("number", "")}  # fmt: skip
    return found


class DecisionForm(ActForm):
    meeting = forms.CharField(label="审定会议", max_length=200, help_text="如 县政府第5次常务会议")
    decided_on = day("审定日期")
    document_number = forms.CharField(label="文号", max_length=100, help_text="会议纪要或者批复的文号")
    override_reason = words(
        "超过项数上限的理由", 2, 500, required=False, help_text="只在超过上限时填写，写会议同意的理由"
    )


class SendBackForm(ActForm):
    note = words("没有通过的理由", 2, 500)


class PublishListForm(ActForm):
    effective_on = day("生效日期")
    secrecy_opinion = forms.CharField(
        label="保密审查意见", max_length=500, initial="不涉及国家秘密，可以公开", help_text="由公开人审查并负责"
    )


MOVE_FORMS = {
    "submit": ActForm,
    "withdraw": ActForm,
    "record_decision": DecisionForm,
    "send_back": SendBackForm,
    "publish": PublishListForm,
}


class ReturnForm(ActForm):
    reason = words("退回的理由", 2, 500)
