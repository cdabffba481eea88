"""Fields as people type them: sums of money, days, files."""

import re
import unicodedata
from decimal import Decimal

from django import forms

ACCEPT = ".pdf,.ofd,.doc,.docx,.xls,.xlsx,.jpg,.jpeg,.png"
FILE_RULES = "PDF、OFD、Word、Excel 或者图片，不超过 20 MB"
MOST = Decimal(10) ** 13  # 元


class WanField(forms.CharField):
    """A sum typed in 万元 (full-width digits, commas and a unit are forgiven), given on in 元 to the 分."""

    def __init__(self, zero=False, **options):
        self.zero = zero
        attrs = {"inputmode": "decimal", "class": "line"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **options)

    def prepare_value(self, value):
        return f"{(value / 10_000).normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        plain = re.sub(r"[\s,，￥¥]", "", unicodedata.normalize("NFKC", text))
        found = re.fullmatch(r"([-+]?\d+(?:\.\d+)?)(亿元|万元|万|元)?", plain)
        if found is None:
            raise forms.ValidationError(f"“{text}”不是数额。请只填数字，单位万元，如 12.5。")
        factor = {"亿元": Decimal(10**8), "元": Decimal(1)}.get(found.group(2), Decimal(10_000))
        amount = Decimal(found.group(1)) * factor
        if abs(amount) >= MOST:  # first: so long a number can't be rounded
            raise forms.ValidationError("数额过大，请核对单位是不是万元。")
        if amount < 0 or (amount == 0 and not self.zero):
            raise forms.ValidationError("数额不能是负数，请核对。" if self.zero else "数额要大于零，请核对。")
        if amount != amount.quantize(Decimal("0.01")):
            raise forms.ValidationError("数额精确到分，万元以下最多六位小数，请核对。")
        return amount.quantize(Decimal("0.01"))


def day(label: str, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def words(label: str, rows: int = 3, max_length: int = 4000, **options):
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **options)


class PaperField(forms.FileField):
    """A paper of the office; below it stands the box by which the person vouches for what no machine can read
    (portal.middleware.NoStateSecrets)."""

    vouched = True


def paper(label: str, **options):
    options.setdefault("help_text", FILE_RULES)
    return PaperField(label=label, widget=forms.FileInput(attrs={"accept": ACCEPT}), max_length=200, **options)


class ActForm(forms.Form):
    """An act that asks nothing."""

    def facts(self) -> dict:
        return self.cleaned_data


class ReasonForm(ActForm):
    reason = words("理由", 2, 500)


class PublishForm(ActForm):
    """保密审查 of who publishes (政府信息公开条例 17)."""

    opinion = forms.CharField(
        label="保密审查意见",
        max_length=500,
        initial="不涉及国家秘密，可以公开",
        help_text="由公开人审查并负责，编写人不能自己公开",
    )
