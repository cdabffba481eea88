"""Forms of campaigns: opening one, and each act on it or on a body's part."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts.models import Organisation, organisations_where

from ..actions.campaigns import bodies_by_default, required
from ..kinds import KINDS
from ..models.campaigns import ANNEXES, DAYS, ENDS
from .fields import PaperField


def _date(label, **options):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _forms():
    return required([*ANNEXES, *(key for key in KINDS if key not in ANNEXES)])


class CampaignForm(forms.Form):
    """Open a campaign at the highest body where the person reviews lists."""

    title = forms.CharField(label="标题", max_length=200, help_text="如 2026年权责清单集中清理")
    document_number = forms.CharField(label="文号", max_length=100, help_text="部署清理的文件，如 漳政办发〔2026〕60号")
    words = forms.CharField(
        label="工作要求", required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="各单位在任务页上看到"
    )
    starts_on = _date("开始日期")
    contacts_by = _date("联络员名单报送截止", help_text="附件7：工作负责人和联络员")
    check_ends = _date("自查清理阶段截止", help_text="各单位在这一天前报送")
    review_ends = _date("集中审核阶段截止")
    publish_ends = _date("公布实施阶段截止")
    remind_days = forms.CharField(
        label="截止前几天提醒",
        initial="7、3、1",
        max_length=40,
        help_text="几个天数用顿号分开；夜里自动提醒没有报送的单位",
    )
    bodies = forms.ModelMultipleChoiceField(
        label="参加单位", queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    forms = forms.MultipleChoiceField(
        label="须报送的表格", choices=_forms, initial=list(ANNEXES), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        reach = organisations_where(user, "review_lists").current()
        self.order_fields(["title", "document_number", "words", "forms"])
        self.organisation = reach.order_by("parent_id", "sort_key", "code").filter(parent=None).first() or reach.first()
        field = self.fields["bodies"]
        field.queryset = reach.exclude(nature="government").order_by("sort_key", "code")
        if self.organisation is not None:
            default = bodies_by_default(self.organisation, today)
            field.initial = list(default.filter(pk__in=reach.values("pk")).values_list("pk", flat=True))
        for name, days in (
            ("starts_on", 0), ("contacts_by", 7), ("check_ends", 30), ("review_ends", 75), ("publish_ends", 105),
        ):  # fmt: skip
            self.fields[name].initial = today + timedelta(days=days)

    def clean_remind_days(self):
        typed = self.cleaned_data["remind_days"].translate(str.maketrans("，,；; ", "、、、、、"))
        parts = [part for part in typed.split("、") if part]
        if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= 90 for part in parts):
            raise forms.ValidationError("请填1到90之间的天数，几个天数用顿号分开，如 7、3、1。")
        return [int(part) for part in parts]

    def facts(self) -> dict:
        return {**self.cleaned_data, "organisation": self.organisation}


class ActForm(forms.Form):
    """An act that asks nothing."""

    @classmethod
    def start(cls, row) -> dict:
        """What the form shows at first, of the campaign or the part that it acts on."""
        return {}

    def facts(self) -> dict:
        return self.cleaned_data


class RemindForm(ActForm):
    words = forms.CharField(
        label="附言", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写在催办消息后面，如 请于周五下班前报送",
    )  # fmt: skip


class MoveEndsForm(ActForm):
    """Other last days; what stays is left as it stands."""

    contacts_by = _date(DAYS["contacts_by"])
    check_ends = _date(DAYS["check_ends"])
    review_ends = _date(DAYS["review_ends"])
    publish_ends = _date(DAYS["publish_ends"])
    reason = forms.CharField(
        label="调整理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如 县政府同意延期，漳政办函〔2026〕21号；各单位会看到",
    )  # fmt: skip

    @classmethod
    def start(cls, row) -> dict:
        return {name: getattr(row, name) for name in ENDS}


class CloseForm(ActForm):
    note = forms.CharField(label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReturnForm(ActForm):
    reason = forms.CharField(
        label="退回理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="哪张表、哪一项、要改什么",
    )
    with_sets = forms.BooleanField(
        label="同时退回还在初审的批次", required=False, initial=True, help_text="退回后填报单位才能修改批次里的内容"
    )
    redo_by = _date("改好期限", initial=lambda: timezone.localdate() + timedelta(days=7))


class InspectForm(ActForm):
    on = _date("督查日期", initial=timezone.localdate)
    people = forms.CharField(label="督查人员", max_length=200, help_text="如 县审改办张某、县政府督查室李某")
    finding = forms.CharField(label="督查情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    mend_by = _date("整改期限", required=False)
    file = PaperField(label="附件", required=False, help_text="通报、照片等：PDF、JPG、PNG、OFD、Word")


class DeclareForm(ActForm):
    form = forms.ChoiceField(label="表格", choices=_forms, widget=forms.HiddenInput)
    reason = forms.CharField(label="为什么没有内容", max_length=300)


class WithdrawForm(ActForm):
    form = forms.ChoiceField(label="表格", choices=_forms, widget=forms.HiddenInput)


CAMPAIGN_FORMS = {"remind": RemindForm, "move_ends": MoveEndsForm, "close": CloseForm}
PART_FORMS = {
    "hand_in": ActForm,
    "return": ReturnForm,
    "inspect": InspectForm,
    "declare": DeclareForm,
    "withdraw": WithdrawForm,
}
