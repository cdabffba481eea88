"""What a verifier types."""

from django import forms

from core.identifiers import normalise


class VerifyForm(forms.Form):
    """The 16-character code; the number narrows it when it is given too."""

    use_required_attribute = False
    code = forms.CharField(
        label="验证码",
        max_length=40,
        help_text="证照上的 16 位字母和数字，大小写都可以",
        error_messages={"required": "请填写验证码。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    number = forms.CharField(
        label="证照编号",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_code(self):
        return normalise(self.cleaned_data["code"])

    def clean_number(self):
        return normalise(self.cleaned_data["number"])
