"""The application form of a guide, built from its declared fields."""

from django import forms
from django.utils.html import escape

from accounts.models import Organisation
from core.identifiers import check_id_number, check_mobile, check_uscc
from powerlist.enums import FieldKind

from .plain import PlainForm

HINTS = {
    FieldKind.ID_NUMBER: "18 位；末位是字母 X 的，大小写都可以",
    FieldKind.CREDIT_CODE: "营业执照或登记证书上的 18 位代码",
    FieldKind.MOBILE: "11 位手机号",
    FieldKind.DATE: "年-月-日，例如 2026-03-01",
}
CHECKS = {
    FieldKind.ID_NUMBER: check_id_number,
    FieldKind.CREDIT_CODE: check_uscc,
    FieldKind.MOBILE: check_mobile,
}


class CheckedField(forms.CharField):
    """Text that a check of core.identifiers normalises or refuses."""

    def __init__(self, *, check, **options):
        super().__init__(**options)
        self.check = check

    def clean(self, value):
        value = super().clean(value)
        return self.check(value) if value else value


class ItemForm(PlainForm):
    """A form with the fields of a guide (all, or one group), in the guide's order."""

    def __init__(self, *args, fields, **options):
        super().__init__(*args, **{"prefix": "item"} | options)
        for field in fields:
            self.fields[field.key] = form_field(field)

    def values(self) -> dict[str, str]:
        """What was filled in, as text by key: dates as ISO, numbers as typed."""
        return {key: _text(value) for key, value in self.cleaned_data.items()}


def form_field(field) -> forms.Field:
    """The form field of an ItemField row, with its widget, its check and its errors in words."""
    common = {
        "label": field.label,
        "required": field.required,
        "help_text": escape(field.hint or HINTS.get(field.kind, "")),
    }
    missing = {"required": f"请填写{field.label}。"}
    if field.kind in (FieldKind.CHOICE, FieldKind.TOWNSHIP):
        return _choice(field, common)
    if field.kind == FieldKind.DATE:
        return forms.DateField(
            **common,
            error_messages=missing | {"invalid": f"{field.label}应写成 2026-03-01 这样的日期。"},
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"],
        )
    if field.kind == FieldKind.NUMBER:
        return forms.DecimalField(
            **common,
            max_digits=18,
            decimal_places=4,
            error_messages=missing
            | {
                "invalid": f"{field.label}只能填数字，例如 120 或 120.5。",
                "max_digits": f"{field.label}的数字太长。",
                "max_decimal_places": f"{field.label}最多 4 位小数。",
                "max_whole_digits": f"{field.label}的数字太长。",
            },
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        )
    if field.kind in CHECKS:
        return CheckedField(
            **common,
            check=CHECKS[field.kind],
            max_length=30,
            error_messages=missing,
            widget=forms.TextInput(
                attrs={"inputmode": "numeric"} if field.kind == FieldKind.MOBILE else {"autocapitalize": "characters"}
            ),
        )
    long = field.kind == FieldKind.LONG_TEXT
    limit = 2000 if long else 200
    return forms.CharField(
        **common,
        max_length=limit,
        error_messages=missing | {"max_length": f"{field.label}最多 {limit} 个字。"},
        widget=forms.Textarea(attrs={"rows": 5}) if long else forms.TextInput(),
    )


def _choice(field, common: dict) -> forms.ChoiceField:
    if field.kind == FieldKind.TOWNSHIP:
        options = list(Organisation.objects.current().townships().values_list("short_name", flat=True))
    else:
        options = [str(option) for option in field.options]
    errors = {"required": f"请选择{field.label}。", "invalid_choice": f"请在列出的选项中选择{field.label}。"}
    if len(options) > 5:
        choices = [("", "请选择"), *((option, option) for option in options)]
        return forms.ChoiceField(**common, choices=choices, error_messages=errors)
    choices = [(option, option) for option in options]
    return forms.ChoiceField(**common, choices=choices, error_messages=errors, widget=forms.RadioSelect)


def _text(value) -> str:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
