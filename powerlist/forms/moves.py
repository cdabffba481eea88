"""Forms of the review chain: each move of a change set, and what reviewers leave on its rows."""

from django import forms
from django.utils import timezone

from accounts.models import Organisation

from ..enums import Aspect, HeardFrom, Verdict
from .fields import PaperField


def _day(label: str, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _lines(label: str, rows: int = 2, **options) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **options)


class MoveForm(forms.Form):
    """A move that needs nothing but the decision to make it. `change_set` is the set that it moves; `seen` is its
    stamp (queries.desk.stamp_of) on the page that the person decided by."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, change_set=None, **kwargs):
        self.change_set = change_set
        super().__init__(*args, **kwargs)

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class WithdrawForm(MoveForm):
    note = forms.CharField(label="撤回原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class OpinionForm(MoveForm):
    opinion = forms.CharField(label="意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(MoveForm):
    """审定: what the meeting decided, with its paper."""

    meeting = forms.CharField(label="会议名称", max_length=200, help_text="如 县政府第12次常务会议")
    decided_on = forms.DateField(label="审定日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    document_number = forms.CharField(label="文号", max_length=100, help_text="如 漳政发〔2026〕12号")
    effective_on = forms.DateField(
        label="生效日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="自这一天起对外按新的内容执行，不能早于审定日期",
    )
    scan = PaperField(
        label="审定文件扫描件",
        help_text="PDF、JPG、PNG 或 OFD，不超过 20 MB",
        error_messages={"empty": "文件是空的（0 字节），请重新选择文件。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scan"].required = self.change_set is None or self.change_set.needs_scan

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("审定日期在今天以后，请核对会议日期。")
        return day


class FinalForm(OpinionForm):
    effective_on = _day("生效日期", required=False, help_text="空着：县政府审定的日期；由县委编办审定的，公布之日")


class LetterForm(MoveForm):
    addressee = forms.CharField(label="主送单位", max_length=100, help_text="如 定西市司法局")
    words = _lines("补充说明", 3, required=False)


class PublishForm(MoveForm):
    secrecy_opinion = forms.CharField(
        label="保密审查意见", max_length=200, help_text="如 经审查，不涉及国家秘密、商业秘密和个人隐私，可以公开"
    )


MOVE_FORMS = {
    "submit": MoveForm,
    "withdraw": WithdrawForm,
    "take_back": WithdrawForm,
    "pass_review": OpinionForm,
    "confirm": OpinionForm,
    "return_review": OpinionForm,
    "pass_legality": OpinionForm,
    "return_legality": OpinionForm,
    "close_opinions": OpinionForm,
    "return_opinions": OpinionForm,
    "confirm_feedback": MoveForm,
    "object_feedback": OpinionForm,
    "record_decision": DecisionForm,
    "decline": OpinionForm,
    "enter": MoveForm,
    "pass_final": FinalForm,
    "return_final": OpinionForm,
    "publish": PublishForm,
    "issue_letter": LetterForm,
}


# --- one row ----------------------------------------------------------------------------------------------------------


class VerdictForm(forms.Form):
    """A verdict on one aspect of a row; `seen` is the text that the reviewer was shown."""

    aspect = forms.ChoiceField(label="方面")
    verdict = forms.ChoiceField(label="结论", choices=Verdict.choices)
    opinion = _lines("意见")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, aspects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["aspect"].choices = [(aspect.value, Aspect(aspect).label) for aspect in aspects]


class RemarkForm(forms.Form):
    """A remark on one cell."""

    cell = forms.ChoiceField(label="栏目")
    text = _lines("这一栏要怎么改")

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cell"].choices = list(version.labels.items())


class RulingForm(forms.Form):
    """What the meeting ruled on one row."""

    taken = forms.TypedChoiceField(
        label="审定", choices=[("yes", "采用"), ("no", "不采用")], coerce=lambda value: value == "yes"
    )
    reason = _lines("理由", required=False, help_text="不采用的，要写明理由")
    cell = forms.ChoiceField(label="审定时改动的栏目", required=False)
    text = _lines("改为", required=False)

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, **kwargs)
        labels = [(key, label) for key, label in version.labels.items() if key != "category"]
        self.fields["cell"].choices = [("", "没有改动"), *labels]


# --- opinions --------------------------------------------------------------------------------------------------------


class HeardForm(forms.Form):
    """An opinion of an expert or a department, put on record."""

    kind = forms.ChoiceField(
        label="来源", choices=[(k.value, k.label) for k in (HeardFrom.EXPERT, HeardFrom.DEPARTMENT)]
    )
    name = forms.CharField(label="专家姓名或身份", max_length=60, required=False)
    organisation = forms.ModelChoiceField(label="部门", queryset=None, required=False, empty_label="专家意见不用选")
    text = _lines("意见", 3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.current().order_by("sort_key", "code")


class ConsultationForm(forms.Form):
    """公开征求意见 from today."""

    ends_on = _day("截止日期", help_text="到这一天 24 时为止")
    words = _lines("说明", 3, required=False, help_text="告诉公众改什么、为什么改、想听什么意见")


class AnswerForm(forms.Form):
    """采纳 or 不采纳, and why."""

    adopted = forms.TypedChoiceField(
        label="答复", choices=[("yes", "采纳"), ("no", "不采纳")], coerce=lambda value: value == "yes"
    )
    answer = _lines("理由")


class LeaveOpinionForm(forms.Form):
    """Anyone's opinion on the draft changes. `website` is a trap for machines: people don't see it."""

    version = forms.ModelChoiceField(label="对哪一项", queryset=None, required=False, empty_label="整个批次")
    text = _lines("您的意见", 5)
    name = forms.CharField(label="姓名", max_length=60, required=False, help_text="公开时隐去中间的字，可以不填")
    contact = forms.CharField(
        label="联系方式", max_length=100, required=False, help_text="只供工作人员核实，不公开，可以不填"
    )
    website = forms.CharField(required=False, label="请不要填写", widget=forms.TextInput(attrs={"tabindex": "-1"}))

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = rows
