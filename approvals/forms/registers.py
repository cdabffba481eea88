"""What a department fills in for the register of powers, and what narrows the registers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from powerlist.enums import Category

from ..actions.exercises import Report, powers_of
from ..actions.exports import ENDINGS
from ..enums import ApplicantKind, CaseState, Channel, ExerciseSource, Outcome, PowerStanding
from .plain import PlainForm

ANY = ("", "不限")


def day_field(label: str, **options) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class BodyForm(PlainForm):
    """For which body; chosen by itself where there is only one."""

    organisation = forms.ModelChoiceField(
        label="行使单位", queryset=None, empty_label=None, to_field_name="code",
        error_messages={"required": "请选择单位。", "invalid_choice": "请选择您登记的单位。"},
    )  # fmt: skip

    def __init__(self, *args, bodies, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = bodies


class ExerciseForm(PlainForm):
    """One exercise of a power of one body; the powers are offered while typing (datalist)."""

    power = forms.CharField(
        label="职权", max_length=600, help_text="输入名称或者编码，从列出的职权中选",
        error_messages={"required": "请选择行使的是哪一项职权。"},
        widget=forms.TextInput(attrs={"list": "powers", "autocomplete": "off"}),
    )  # fmt: skip
    happened_on = day_field("日期", error_messages={"required": "请填写日期。"})
    step = forms.CharField(
        label="环节", max_length=60, help_text="如 立案、检查、决定、送达、执行",
        error_messages={"required": "请写明环节。"}, widget=forms.TextInput(attrs={"list": "steps"}),
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label="结果", choices=[("", "请选择"), *Outcome.choices], error_messages={"required": "请选择结果。"}
    )
    number = forms.CharField(label="案号或文书号", max_length=80, required=False)
    post_name = forms.CharField(
        label="岗位", max_length=60, required=False, widget=forms.TextInput(attrs={"list": "posts"})
    )
    actor_name = forms.CharField(label="办理人", max_length=100, error_messages={"required": "请写明办理人。"})
    party_kind = forms.ChoiceField(label="相对人类型", required=False, choices=[("", "没有"), *ApplicantKind.choices])
    party = forms.CharField(label="行政相对人", max_length=200, required=False, help_text="只写姓名或者单位名称")
    amount = forms.DecimalField(
        label="金额（元）", max_digits=16, decimal_places=2, min_value=0, required=False,
        help_text="罚款、征收、给付的数额", error_messages={"min_value": "金额不能是负数。"},
    )  # fmt: skip
    summary = forms.CharField(
        label="摘要", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="违法事实、检查情况等，不写个人信息",
    )  # fmt: skip

    def __init__(self, *args, organisation, **options):
        super().__init__(*args, **options)
        self.organisation = organisation

    def clean_power(self):
        typed = self.cleaned_data["power"].strip()
        code = typed.split()[0] if typed else ""
        rows = powers_of(self.organisation)
        named = rows.filter(versions__name=typed, versions__state="published")
        found = list(rows.filter(code=code).order_by("pk")) or list(named.distinct().order_by("pk")[:2])
        if len(found) != 1:
            words = "有几项职权同名，请从列出的职权中选。" if found else "清单上没有这项职权，请从列出的职权中选。"
            raise ValidationError(words)
        return found[0]

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise ValidationError("日期还没有到，请核对。")
        return day

    def report(self) -> Report:
        said = dict(self.cleaned_data)
        return Report(entry=said.pop("power"), **said)


class ExerciseUploadForm(BodyForm):
    file = forms.FileField(
        label="填好的登记表", help_text="Excel 表（.xlsx 或 .xls），最多 5000 行",
        error_messages={"required": "请选择文件。", "empty": "文件是空的。"},
    )  # fmt: skip


class WithdrawExerciseForm(PlainForm):
    reason = forms.CharField(label="撤销原因", max_length=300, error_messages={"required": "请写明撤销登记的原因。"})


class ExerciseFilterForm(PlainForm):
    """What narrows the register; a value that isn't one narrows nothing."""

    q = forms.CharField(label="职权名称、案号", required=False, max_length=60)
    body = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    category = forms.ChoiceField(label="类别", required=False, choices=[ANY, *Category.choices[:10]])
    outcome = forms.ChoiceField(label="结果", required=False, choices=[ANY, *Outcome.choices])
    source = forms.ChoiceField(label="来源", required=False, choices=[ANY, *ExerciseSource.choices])
    standing = forms.ChoiceField(label="清单状态", required=False, choices=[ANY, *PowerStanding.choices])
    since = day_field("自", required=False)
    until = day_field("至", required=False)

    def __init__(self, query, *, bodies):
        super().__init__(query)
        self.fields["body"].choices = [ANY, *bodies]

    def wanted(self) -> dict:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class LibraryFilterForm(PlainForm):
    """What narrows the library of cases; a value that isn't one narrows nothing."""

    q = forms.CharField(label="办件编号", required=False, max_length=40)
    body = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[ANY, *(pair for pair in CaseState.choices if pair[0] != CaseState.DRAFT)]
    )
    channel = forms.ChoiceField(label="渠道", required=False, choices=[ANY, *Channel.choices])
    since = day_field("收件自", required=False)
    until = day_field("收件至", required=False)

    def __init__(self, query, *, bodies):
        super().__init__(query)
        self.fields["body"].choices = [ANY, *bodies]

    def wanted(self) -> dict:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ExportForm(PlainForm):
    """In which format; with personal data, or with the files, only where that right is held."""

    ending = forms.ChoiceField(label="格式", choices=list(ENDINGS.items()), widget=forms.RadioSelect, initial="xlsx")
    full = forms.BooleanField(
        label="含个人信息（姓名、证件号码、电话不遮盖）", required=False, help_text="每次导出和下载都记入查看记录"
    )
    with_files = forms.BooleanField(
        label="连同文件（审批报件、过程文档、批文、证照）", required=False, help_text="最多 500 件；文件里有个人信息"
    )
    purpose = forms.CharField(
        label="用途", required=False, max_length=200, help_text="含个人信息或者连同文件的，写明用途"
    )

    def __init__(self, *args, in_full: bool, with_files: bool, **options):
        super().__init__(*args, **options)
        if not (in_full and with_files):
            del self.fields["with_files"]
        if not in_full:
            del self.fields["full"], self.fields["purpose"]
