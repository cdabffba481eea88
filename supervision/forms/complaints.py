"""What a person types who complains, asks after a complaint or says what the answer is worth; and who hears it."""

from django import forms
from django.utils import timezone

from accounts.models import Organisation, User
from core.identifiers import check_mobile, mod_11_10, normalise
from powerlist.forms.opinions import OpinionForm

from ..enums import ComplaintChannel, ComplaintKind, Finding, Satisfaction
from ..models import Complaint

ABOUT_A_BODY = (ComplaintKind.EFFICIENCY, ComplaintKind.ENFORCEMENT)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; gives a list. Each is judged by `actions.judged`."""

    def __init__(self, **options):
        super().__init__(required=False, widget=FilesInput, **options)

    def clean(self, data, initial=None):
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class Human(forms.Form):
    """The two fields by which a machine is told from a person; see powerlist.forms.opinions."""

    website = forms.CharField(label="请不要填写这一栏", required=False, max_length=200)
    page = forms.CharField(widget=forms.HiddenInput)

    mark = staticmethod(OpinionForm.mark)
    clean_website = OpinionForm.clean_website
    clean_page = OpinionForm.clean_page
    sent_key = OpinionForm.sent_key


def bodies():
    """Who can be complained of: the bodies of today."""
    return Organisation.objects.current(timezone.localdate()).order_by("sort_key", "code")


class ComplaintForm(Human):
    """A complaint of one kind. Name and telephone are the person's choice; without them it is anonymous."""

    accused_body = forms.ModelChoiceField(
        label="投诉哪个单位", queryset=Organisation.objects.none(), empty_label="请选择", required=False
    )
    accused_name = forms.CharField(
        label="投诉哪位工作人员", max_length=40, required=False, help_text="知道姓名才填；被投诉的人看不到这件投诉。"
    )
    about = forms.CharField(
        label="办件编号或事项名称", max_length=100, required=False, help_text="与某一件办件有关的，填收件凭证上的编号。"
    )
    text = forms.CharField(
        label="发生了什么",
        min_length=10,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写清时间、地点、经过和您的要求。内容加密保存，只有受理和办理的人看得到。",
        error_messages={"required": "请写明发生了什么。", "min_length": "请再写具体一些，至少 10 个字。"},
    )
    uploads = FilesField(label="附件", help_text="照片、录音文字稿、票据等，最多 5 个；PDF、图片、Word、Excel。")
    anonymous = forms.BooleanField(label="匿名：不留姓名和电话", required=False)
    person = forms.CharField(label="您的姓名", max_length=40, required=False)
    contact = forms.CharField(
        label="手机号", max_length=20, required=False, help_text="用来告诉您办到哪一步；加密保存，不告诉被投诉的单位。"
    )
    people = forms.IntegerField(label="一共多少人投诉", min_value=1, max_value=100_000, initial=1, required=False)
    representatives = forms.CharField(
        label="代表的姓名",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="多人共同投诉的才填，一行一位，不超过 5 位。",
    )

    def __init__(self, *args, kind: str, **options):
        super().__init__(*args, **options)
        self.kind = kind
        self.fields["accused_body"].queryset = bodies()
        if kind in ABOUT_A_BODY:
            self.fields["accused_body"].required = True
            self.fields["accused_body"].error_messages["required"] = "请选择被投诉的单位。"
        if kind == ComplaintKind.LISTS:
            self.fields["accused_body"].label = "哪个单位的清单"
            self.fields["about"].label, self.fields["about"].help_text = (
                "事项编码或名称",
                "清单上写的编码，不知道就写名称。",
            )
            del self.fields["accused_name"]

    def clean_contact(self):
        typed = self.cleaned_data["contact"]
        return check_mobile(typed) if typed.strip() else ""

    def clean_representatives(self):
        return [line.strip() for line in self.cleaned_data["representatives"].splitlines() if line.strip()]

    def clean(self):
        data = super().clean()
        data["people"] = data.get("people") or 1
        if data.get("anonymous"):
            data["person"] = data["contact"] = ""
        elif not self.errors and not data.get("person", "").strip():
            self.add_error("person", "请填写姓名；不想留姓名的，请勾选“匿名”。")
        return data


class EntryForm(ComplaintForm):
    """The same, typed by a clerk for who came or called."""

    channel = forms.ChoiceField(
        label="来的方式",
        choices=[(c.value, c.label) for c in (ComplaintChannel.WINDOW, ComplaintChannel.PHONE)],
        widget=forms.RadioSelect,
        initial=ComplaintChannel.WINDOW,
    )
    field_order = ["channel"]


class AccuseForm(Human):
    """检举控告: sealed as it arrives. Nothing here is kept by the portal in a form that it could read."""

    accused = forms.CharField(
        label="反映谁", max_length=200, help_text="姓名、单位、职务", error_messages={"required": "请写明反映的是谁。"}
    )
    text = forms.CharField(
        label="反映的问题",
        min_length=10,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="写清时间、地点、经过和您知道的证据。",
        error_messages={"required": "请写明反映的问题。", "min_length": "请再写具体一些，至少 10 个字。"},
    )
    person = forms.CharField(
        label="您的姓名", max_length=40, required=False, help_text="提倡实名，也可以不填。只有县纪委监委看得到。"
    )
    contact = forms.CharField(label="联系方式", max_length=100, required=False)
    uploads = FilesField(
        label="证据材料", help_text="最多 3 个，每个不超过 2 MB；更大的请向县纪委监委当面提交或者邮寄。"
    )

    MOST, BYTES = 3, 2 * 1024 * 1024

    def clean_uploads(self):
        found = self.cleaned_data["uploads"]
        if len(found) > self.MOST:
            raise forms.ValidationError(f"证据材料最多 {self.MOST} 个。")
        if any(one.size > self.BYTES for one in found):
            raise forms.ValidationError("有的文件超过 2 MB，请压缩，或者当面提交、邮寄给县纪委监委。")
        return found


class LookUpForm(forms.Form):
    """编号 and 查询码 as they stand on the receipt; full-width characters and small letters are forgiven."""

    number = forms.CharField(label="投诉编号", max_length=24, error_messages={"required": "请填写编号。"})
    code = forms.CharField(label="查询码", max_length=12, error_messages={"required": "请填写查询码。"})

    def clean_number(self):
        """A number whose check digit is wrong was mistyped: said at once, and no guess is counted."""
        number = normalise(self.cleaned_data["number"])
        digits = number[2:]
        if number[:2] not in ("TS", "JB") or not (digits.isascii() and digits.isdigit() and len(digits) == 14):
            raise forms.ValidationError("编号以 TS 或 JB 开头，后面 14 位数字，请核对回执。")
        if mod_11_10(digits[:-1]) != digits[-1]:
            raise forms.ValidationError("编号有一位写错了，请核对回执。")
        return number

    def clean_code(self):
        return normalise(self.cleaned_data["code"])


class WordForm(forms.Form):
    """What the answer is worth. Nothing is chosen beforehand."""

    satisfaction = forms.TypedChoiceField(
        label="您对答复满意吗",
        choices=Satisfaction.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一个等级。"},
    )
    again = forms.BooleanField(
        label="要求换人重新办理", required=False, help_text="选择“不满意”或“非常不满意”的才能要求，只有一次。"
    )

    def __init__(self, *args, final: bool = False, **options):
        super().__init__(*args, **options)
        if final:
            del self.fields["again"]


# --- at the desk ---------------------------------------------------------------------------------------------------


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DeclineForm(ReasonForm):
    reason = forms.CharField(
        label="理由和可以走的途径",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="投诉人会看到，如：已进入行政复议，请向复议机关反映。",
    )


class TransferForm(ReasonForm):
    office = forms.ModelChoiceField(label="转给", queryset=Organisation.objects.none(), empty_label="请选择")
    field_order = ["office", "reason"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["office"].queryset = bodies()


class JoinForm(forms.Form):
    """The head is found among those in sight by `actions`' caller."""

    head = forms.CharField(label="并入哪一件", max_length=24, help_text="先收到的那件的编号")

    def clean_head(self):
        return normalise(self.cleaned_data["head"])


class AssignForm(forms.Form):
    unit = forms.ModelChoiceField(label="承办单位", queryset=Organisation.objects.none(), empty_label="请选择")
    handler = forms.ModelChoiceField(
        label="承办人",
        queryset=User.objects.none(),
        required=False,
        empty_label="由单位安排",
        help_text="限制知悉的投诉必须指定一人。",
    )

    def __init__(self, *args, units=None, handlers=None, **options):
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units if units is not None else Organisation.objects.none()
        self.fields["handler"].queryset = handlers if handlers is not None else User.objects.none()
        self.fields["handler"].label_from_instance = lambda user: user.display_name


class AnswerForm(forms.Form):
    finding = forms.ChoiceField(label="查实情况", choices=Finding.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label="答复",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写清查到的事实、依据、处理结果，以及不服的可以怎么办。",
    )
    uploads = FilesField(label="附件", help_text="最多 5 个，投诉人看得到。")


class AdviseForm(forms.Form):
    opinion = forms.CharField(label="意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class NothingForm(forms.Form):
    """Nothing to fill."""


ACT_FORMS = {
    "accept": NothingForm,
    "decline": DeclineForm,
    "transfer": TransferForm,
    "join": JoinForm,
    "hand_over": ReasonForm,
    "assign": AssignForm,
    "advise": AdviseForm,
    "extend": ReasonForm,
    "answer": AnswerForm,
    "check": NothingForm,
    "send_back": ReasonForm,
}
STATES = [("", "全部"), *Complaint._meta.get_field("state").choices]


class WatchForm(forms.Form):
    """The filters of the supervisor's list. What isn't one is dropped."""

    kind = forms.ChoiceField(choices=ComplaintKind.choices, required=False)
    state = forms.ChoiceField(choices=STATES, required=False)
    office = forms.CharField(max_length=30, required=False)
    late = forms.BooleanField(required=False)

    @classmethod
    def read(cls, query) -> dict:
        form = cls(query)
        form.is_valid()
        return {name: form.cleaned_data.get(name) or "" for name in form.fields}
