"""Forms of a proposal, by its kind, and of each legal move."""

from django import forms

from accounts.models import organisations_where
from powerlist.citations import split_bases

from ..enums import BasisKind, ProposalKind
from ..models import FundEntry
from ..queries.entries import names_of
from .typed import ActForm, WanField, day, paper, words

K = ProposalKind
ASKS = {
    K.ESTABLISH: ("name", "amount", "ends_on", "basis_kind", "basis", "reason", "upload"),
    K.ENLARGE: ("amount", "basis_kind", "basis", "reason", "override_reason", "upload"),
    K.KEEP: ("ends_on", "findings", "reason", "upload"),
    K.ADJUST: ("ends_on", "findings", "reason", "upload"),
    K.MERGE: ("into", "findings", "reason", "upload"),
    K.CANCEL: ("findings", "reason", "upload"),
}


class ProposalForm(forms.Form):
    """What a kind of proposal asks (ASKS); amounts in 万元."""

    organisation = forms.ModelChoiceField(label="主管部门", queryset=None, empty_label=None)
    entry = forms.ModelChoiceField(label="资金", queryset=FundEntry.objects.none(), empty_label="请选择")
    year = forms.IntegerField(label="从哪一预算年度起", min_value=2000, max_value=2100)
    name = forms.CharField(label="资金名称", max_length=300)
    amount = WanField(label="年度预算（万元）")
    ends_on = day("执行期限止", required=False)
    basis_kind = forms.ChoiceField(label="依据类型", choices=BasisKind.choices)
    basis = forms.CharField(
        label="依据", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一条，写全称、文号和条款。新设资金的依据只能是法律、行政法规，或者县委、县政府的规定",
    )  # fmt: skip
    into = forms.ModelChoiceField(label="并入哪一项", queryset=FundEntry.objects.none(), empty_label="请选择")
    findings = words("评估情况", 4, help_text="绩效评价结果、支出进度、设立依据是否还有效、是否还需要")
    reason = words("理由", 3)
    override_reason = words("上年绩效为“差”仍增加的理由", 2, required=False, help_text="上次绩效评价不是“差”的不用填")
    upload = paper("申请材料", required=False)

    def __init__(self, *args, user, kind: str, proposal=None, **kwargs):
        super().__init__(*args, **kwargs)
        asked = set(ASKS[K(kind)]) | {"year"}
        asked |= set() if proposal else {"organisation"} if kind == K.ESTABLISH else {"entry"}
        for name in list(self.fields):
            if name not in asked:
                del self.fields[name]
        bodies = organisations_where(user, "fill_funds")
        if "organisation" in self.fields:
            self.fields["organisation"].queryset = bodies.current().order_by("sort_key", "code")
        for name in {"entry", "into"} & set(self.fields):
            entries = FundEntry.objects.filter(
                organisation__in=bodies, ended_on__isnull=True, versions__state="published"
            )
            names = names_of(entries.values_list("pk", flat=True))
            self.fields[name].queryset = entries.distinct()
            self.fields[name].label_from_instance = lambda entry, names=names: names.get(entry.pk, entry.code)

    def clean_basis(self):
        text = self.cleaned_data["basis"]
        return list(split_bases(text) or [line.strip() for line in text.splitlines() if line.strip()])


class OpinionForm(ActForm):
    review_opinion = words("审核意见", 3, 1000)


class DecisionForm(ActForm):
    meeting = forms.CharField(label="审批会议", max_length=200, help_text="如 县政府第6次常务会议")
    decided_on = day("审批日期")
    document_number = forms.CharField(label="文号", max_length=100)


MOVE_FORMS = {
    "submit": ActForm,
    "review": OpinionForm,
    "send_back": OpinionForm,
    "approve": DecisionForm,
    "decline": DecisionForm,
    "withdraw": ActForm,
}
