"""What a clerk fills in to make a paper by hand, to record a service, and what anyone enters to verify a paper."""

from django import forms
from django.utils import timezone

from ..enums import ConsentMeans, PaperKind, ServiceMethod
from ..kinds import BY_HAND
from ..models import PaperService
from .plain import PlainForm

MOST_BYTES = 20 * 1024 * 1024
DAYS = (("", "不是公告送达"), ("30", "30 日"), ("60", "60 日（法律另有规定的）"))


class IssueForm(PlainForm):
    """制作文书: the kind, and what its fields need that the case doesn't hold."""

    paper = forms.ChoiceField(label="文书", choices=[(kind.value, kind.label) for kind in BY_HAND])
    to = forms.CharField(label="主送单位", required=False, max_length=200, help_text="会签单要填，多个单位用顿号隔开")
    reply_by = forms.DateField(
        label="请对方回复的日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    content = forms.CharField(
        label="内容", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="印在正文里，一行一段",
    )  # fmt: skip

    NEEDED = {
        PaperKind.COUNTERSIGN: ("to", "content"),
        PaperKind.LACKING_PLEDGE: ("content",),
        PaperKind.PLEDGE: ("content",),
    }

    def clean(self):
        data = super().clean()
        for name in self.NEEDED.get(data.get("paper"), ()):
            if name in data and not data[name]:
                self.add_error(name, f"这种文书要填写{self.fields[name].label}。")
        return data

    def facts(self) -> dict:
        """The facts of the act; dates as ISO text."""
        data = {name: value for name, value in self.cleaned_data.items() if value}
        if "reply_by" in data:
            data["reply_by"] = data["reply_by"].isoformat()
        return data


class ServiceForm(PlainForm):
    """送达回证."""

    method = forms.ChoiceField(label="送达方式", choices=ServiceMethod.choices)
    receiver = forms.CharField(label="受送达人或者签收人", max_length=100)
    relation = forms.CharField(
        label="与受送达人的关系", required=False, max_length=60, help_text="本人签收的写“本人”，他人代收的写关系"
    )
    served_at = forms.DateTimeField(
        label="送达时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": "请填写送达时间。", "invalid": "时间写成 2026-12-08 09:30 这样。"},
    )
    place = forms.CharField(label="送达地点", required=False, max_length=200)
    witness = forms.CharField(label="见证人", required=False, max_length=100, help_text="留置送达要有见证人或者照片")
    waybill = forms.CharField(label="邮件号", required=False, max_length=60, help_text="邮寄送达要填")
    notice_days = forms.ChoiceField(label="公告期", required=False, choices=DAYS)
    proof = forms.FileField(label="凭证", required=False, help_text="签收单、照片、公告截图；PDF、JPG 或者 PNG")
    note = forms.CharField(label="备注", required=False, max_length=500, help_text="拒收、代收的情况写在这里")
    replaces = forms.ModelChoiceField(
        label="更正哪一条", required=False, queryset=PaperService.objects.none(), empty_label="不是更正",
        help_text="记录不能修改；填错的，重新填写一条并选择要更正的记录",
    )  # fmt: skip

    def __init__(self, *args, paper, **kwargs):
        super().__init__(*args, **kwargs)
        kept = paper.services.filter(replaced_by__isnull=True).order_by("pk")
        if kept:
            self.fields["replaces"].queryset = kept
            self.fields["replaces"].label_from_instance = lambda row: (
                f"{timezone.localtime(row.served_at):%Y-%m-%d %H:%M} {row.get_method_display()} {row.receiver}"
            )
        else:
            del self.fields["replaces"]

    def clean_notice_days(self):
        return int(self.cleaned_data["notice_days"]) if self.cleaned_data["notice_days"] else None


class ConsentForm(PlainForm):
    """电子送达确认 as a clerk writes it down."""

    given = forms.TypedChoiceField(
        label="申请人", choices=[("1", "同意电子送达"), ("0", "不再同意")], coerce=lambda value: value == "1"
    )
    means = forms.ChoiceField(
        label="方式",
        choices=[(means.value, means.label) for means in (ConsentMeans.WRITTEN, ConsentMeans.SPOKEN)],
    )
    note = forms.CharField(label="说明", required=False, max_length=200)


class PaperCodeForm(PlainForm):
    """The code printed on a paper."""

    code = forms.CharField(label="验证码", max_length=40, help_text="文书上二维码下方的 16 位")

    def clean_code(self):
        return self.cleaned_data["code"].upper().replace(" ", "").replace("-", "")


class SignedFileForm(PlainForm):
    """A file whose signature is to be checked; it isn't kept."""

    file = forms.FileField(label="PDF 文件", error_messages={"required": "请选择要核对的 PDF 文件。"})

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过 20 MB，请选择原来的文书。")
        content = file.read()
        if not content.startswith(b"%PDF-"):
            raise forms.ValidationError("这不是 PDF 文件，请选择下载的文书。")
        return content
