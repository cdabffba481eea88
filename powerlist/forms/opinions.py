"""What a person types who leaves an opinion, asks after it, or answers it."""

import hashlib
import unicodedata

from django import forms
from django.core import signing

from ..enums import OpinionKind

SALT = "powerlist.opinion"
FASTEST, SLOWEST = 3, 24 * 3600  # seconds between the form and its coming back


class OpinionForm(forms.Form):
    """An opinion on an entry. `page` is a signed time: no person fills a form in three seconds, no form lives a day.

    `website` is hidden from people and left empty by them; what fills it is a machine.
    """

    kind = forms.ChoiceField(
        label="您要说的是",
        choices=[
            (OpinionKind.SUGGESTION, "建议：这一项可以怎样改进"),
            (OpinionKind.CORRECTION, "纠错：内容写错了、过时了"),
            (OpinionKind.COMPLAINT, "投诉清单：该列的没有列、不该列的列了"),
            (OpinionKind.LEGALITY, "质疑合法性：没有依据，或者与法律法规抵触"),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="写下您的意见",
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="请不要写身份证号码、手机号等个人信息：答复后留言可能公开。",
        error_messages={"min_length": "请再写具体一些，至少 5 个字。", "required": "请写下您的意见。"},
    )
    person = forms.CharField(label="怎样称呼您", max_length=40, required=False)
    contact = forms.CharField(
        label="电话或者邮箱",
        max_length=100,
        required=False,
        help_text="只供答复时联系您，加密保存，不会公开。",
    )
    website = forms.CharField(label="请不要填写这一栏", required=False, max_length=200)
    page = forms.CharField(widget=forms.HiddenInput)

    @staticmethod
    def mark(code: str) -> str:
        return signing.TimestampSigner(salt=SALT).sign(code)

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError("这一栏请留空，它是用来分辨机器的。")
        return ""

    def clean_page(self):
        mark = self.cleaned_data["page"]
        signer = signing.TimestampSigner(salt=SALT)
        try:
            signer.unsign(mark, max_age=SLOWEST)
        except signing.BadSignature as error:
            raise forms.ValidationError("页面打开得太久了，请再提交一次。") from error
        try:
            signer.unsign(mark, max_age=FASTEST - 1)
        except signing.SignatureExpired:
            return mark
        raise forms.ValidationError("提交得太快了，请核对内容后再提交一次。")

    @property
    def sent_key(self) -> str:
        """Names this sending of the form, so that a reload doesn't send it twice."""
        return f"opinion:sent:{hashlib.sha256(self.cleaned_data['page'].encode()).hexdigest()}"


class LookUpForm(forms.Form):
    """编号 and 查询码 as they stand on the receipt; full-width characters and small letters are forgiven."""

    number = forms.CharField(label="留言编号", max_length=20)
    code = forms.CharField(label="查询码", max_length=8)

    def clean_number(self):
        return _folded(self.cleaned_data["number"])

    def clean_code(self):
        return _folded(self.cleaned_data["code"])


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="答复", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}), help_text="写清处理结果和依据。"
    )
    shown = forms.TypedChoiceField(
        label="是否公开",
        choices=[("yes", "公开：留言和答复显示在事项页上"), ("no", "不公开：只由留言人凭查询码查看")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    hidden_reason = forms.CharField(
        label="不公开的理由", max_length=200, required=False, help_text="如：含有个人信息、与清单无关"
    )


class TransferForm(forms.Form):
    reason = forms.CharField(label="转交的理由", max_length=200)


class ShowForm(forms.Form):
    """Nothing to fill."""


class WithholdForm(forms.Form):
    hidden_reason = forms.CharField(label="不公开的理由", max_length=200)


MOVE_FORMS = {"answer": AnswerForm, "transfer": TransferForm, "show": ShowForm, "withhold": WithholdForm}
