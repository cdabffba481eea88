"""The form field of each kind that a guide may declare: its input, its checks, its errors in words.

`form_field(row)` takes an `ItemField`, or a `Column` of a table. What is cleaned is what `Case.form` keeps.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import escape
from stdnum import luhn

from accounts.models import Organisation
from core.identifiers import check_id_number, check_mobile, check_uscc, mod_11_10, normalise
from powerlist.enums import DayRange, FieldKind
from powerlist.kinds.form_fields import LONGEST, MOST_FILES, NO, YES, columns_of, number

from .materials import ACCEPT, ManyFiles
from .widgets import AddressInput, LicenceInput, MoneyInput, RowsInput

HINTS = {
    FieldKind.ID_NUMBER: "18 位；末位是字母 X 的，大小写都可以",
    FieldKind.CREDIT_CODE: "营业执照或登记证书上的 18 位代码",
    FieldKind.MOBILE: "11 位手机号",
    FieldKind.PHONE: "手机号，或者带区号的固定电话，例如 0932-4862277",
    FieldKind.DATE: "年-月-日，例如 2026-03-01",
    FieldKind.BANK_ACCOUNT: "开户银行给的账号，只有数字",
}
DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d"]
RADIOS = 5  # so many options stand open; more are a list to choose from


def form_field(row, *, in_table: bool = False) -> forms.Field:
    """The form field of a declared field or column."""
    common = {
        "label": row.label,
        "required": row.required,
        "help_text": escape(row.hint or HINTS.get(row.kind, "")),
        "error_messages": {"required": f"请填写{row.label}。"},
    }
    return MAKERS[FieldKind(row.kind)](row, common, in_table)


def is_empty(value) -> bool:
    """Whether nothing is filled in, whatever the kind."""
    if isinstance(value, dict):
        return not any(value.values())
    if isinstance(value, list):
        return all(is_empty(part) for part in value)
    return value is None or not str(value).strip()


def _folded(value) -> str:
    """Full-width digits and signs as plain ones, without spaces at the ends."""
    return unicodedata.normalize("NFKC", str(value or "")).strip()


def _example(row) -> dict:
    return {"placeholder": row.example} if row.example else {}


# --- text -------------------------------------------------------------------------------------------------------------


def _text(row, common, in_table):
    long = row.kind == FieldKind.LONG_TEXT
    most = int(number(row.most) or LONGEST[FieldKind(row.kind)])
    least = int(number(row.least) or 0)
    common["error_messages"] |= {
        "max_length": f"{row.label}最多 {most} 个字，请删短。",
        "min_length": f"{row.label}至少 {least} 个字，请写得详细些。",
    }
    widget = forms.Textarea({"rows": 5, **_example(row)}) if long else forms.TextInput(_example(row))
    return forms.CharField(**common, max_length=most, min_length=least or None, widget=widget)


class CheckedField(forms.CharField):
    """Text that a check normalises or refuses."""

    def __init__(self, *, check, **options):
        super().__init__(**options)
        self.check = check

    def clean(self, value):
        value = super().clean(value)
        return self.check(value) if value else value


def _checked(check, **attrs):
    def make(row, common, in_table):
        return CheckedField(
            **common, check=check, max_length=60, widget=forms.TextInput({**attrs, **_example(row)}),
        )  # fmt: skip

    return make


def check_phone(text: str) -> str:
    """A mobile number, or a landline with its area code: 0932-4862277, 0932-4862277-801 for an extension."""
    folded = re.sub(r"[\s()（）]+", "", _folded(text)).replace("—", "-").replace("–", "-")
    if re.fullmatch(r"(?:\+?86-?)?1\d{10}", folded):
        return check_mobile(folded)
    found = re.fullmatch(r"(0\d{2,3})-?(\d{7,8})(?:[-转]+(\d{1,6}))?", folded)
    if not found:
        raise ValidationError("电话应是 11 位手机号，或者带区号的固定电话，例如 0932-4862277，请核对后重填。")
    return "-".join(part for part in found.groups() if part)


def check_bank_account(text: str) -> str:
    """A bank account: 8 to 30 digits; of a card of 银联 (62…) the check digit too (ISO/IEC 7812)."""
    digits = normalise(text)
    if not digits.isdigit() or not digits.isascii():
        raise ValidationError("银行账号只能有数字，请核对后重填。")
    if not 8 <= len(digits) <= 30:
        raise ValidationError(f"银行账号应为 8 至 30 位，现在是 {len(digits)} 位，请核对后重填。")
    if digits.startswith("62") and 16 <= len(digits) <= 19 and not luhn.is_valid(digits):
        raise ValidationError("银行卡号的校验位不对，请逐位核对后重填。")
    return digits


class EmailAnswer(forms.EmailField):
    def to_python(self, value):
        return super().to_python(_folded(value).replace("。", ".") if value else value)


def _email(row, common, in_table):
    common["error_messages"]["invalid"] = f"{row.label}应像 name@example.com 这样，请核对后重填。"
    return EmailAnswer(**common, max_length=100, widget=forms.TextInput({"inputmode": "email", **_example(row)}))


# --- numbers and days -------------------------------------------------------------------------------------------------


class NumberAnswer(forms.Field):
    """A number as text with a fixed number of decimals at the most; 万 and 元 are understood where money is asked."""

    def __init__(self, *, row, places: int, money: bool = False, **options):
        super().__init__(**options)
        self.label_, self.places, self.money = row.label, places, money
        self.least, self.most = number(row.least), number(row.most)

    def clean(self, value):
        text = re.sub(r"[\s,_']", "", _folded(value))
        if not text:
            return super().clean("") or ""
        found = self._read(text)
        if found.as_tuple().exponent < -self.places:
            words = f"最多 {self.places} 位小数" if self.places else "只能填整数，不能有小数"
            raise ValidationError(f"{self.label_}{words}。")
        if abs(found) >= Decimal(10) ** 14:
            raise ValidationError(f"{self.label_}的数字太长。")
        if self.least is not None and found < self.least:
            raise ValidationError(f"{self.label_}不能小于 {self._words(self.least)}。")
        if self.most is not None and found > self.most:
            raise ValidationError(f"{self.label_}不能大于 {self._words(self.most)}。")
        return f"{found:.2f}" if self.money else f"{found:f}"

    def _read(self, text: str) -> Decimal:
        factor = 1
        if self.money:
            text = text.removeprefix("¥").removeprefix("￥").removesuffix("元")
            if text.endswith("万"):
                text, factor = text[:-1], 10_000
        try:
            if not re.fullmatch(r"[+-]?\d+(\.\d*)?|[+-]?\.\d+", text, re.ASCII):
                raise InvalidOperation
            found = Decimal(text) * factor
        except InvalidOperation:
            raise ValidationError(f"{self.label_}只能填数字，例如 {'1200.50' if self.places else '12'}。") from None
        return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()

    def _words(self, limit: Decimal) -> str:
        return f"{limit:,.2f} 元" if self.money else f"{limit.normalize():f}"


def _number(places: int, mode: str):
    def make(row, common, in_table):
        money = row.kind == FieldKind.MONEY
        attrs = {"inputmode": mode, "autocomplete": "off", **_example(row)}
        widget = MoneyInput(attrs) if money else forms.TextInput(attrs)
        return NumberAnswer(**common, row=row, places=places, money=money, widget=widget)

    return make


class DateAnswer(forms.DateField):
    """A day, as ISO text, within the declared range as seen today."""

    def __init__(self, *, row, **options):
        super().__init__(**options)
        self.label_, self.days = row.label, row.days

    def to_python(self, value):
        return super().to_python(re.sub(r"\s", "", _folded(value)) if isinstance(value, str) else value)

    def clean(self, value):
        day: date | None = super().clean(value)
        if day is None:
            return ""
        today = timezone.localdate()
        if not date(1880, 1, 1) <= day <= date(today.year + 200, 12, 31):
            raise ValidationError(f"{self.label_}的年份不对，请核对后重填。")
        refused = {
            DayRange.PAST: day >= today and "要早于今天",
            DayRange.NOT_FUTURE: day > today and "不能晚于今天",
            DayRange.NOT_PAST: day < today and "不能早于今天",
            DayRange.FUTURE: day <= today and "要晚于今天",
        }.get(self.days)
        if refused:
            raise ValidationError(f"{self.label_}{refused}（{today:%Y-%m-%d}）。")
        return day.isoformat()


def _date(row, common, in_table):
    common["error_messages"]["invalid"] = f"{row.label}应写成 2026-03-01 这样的日期。"
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return DateAnswer(**common, row=row, widget=widget, input_formats=DATE_FORMATS)


# --- choices ----------------------------------------------------------------------------------------------------------


def _of_options(options, row, common, in_table):
    common["error_messages"] = {
        "required": f"请选择{row.label}。",
        "invalid_choice": f"请在列出的选项中选择{row.label}。",
    }
    if in_table or len(options) > RADIOS:
        choices = [("", "请选择"), *((option, option) for option in options)]
        return forms.ChoiceField(**common, choices=choices)
    return forms.ChoiceField(**common, choices=[(o, o) for o in options], widget=forms.RadioSelect)


def _choice(row, common, in_table):
    return _of_options([str(option) for option in row.options], row, common, in_table)


def _yes_no(row, common, in_table):
    return _of_options([YES, NO], row, common, in_table)


def _township(row, common, in_table):
    return _of_options(township_names(), row, common, in_table)


def township_names() -> list[str]:
    """The townships of the county, in their order."""
    return list(Organisation.objects.current().townships().values_list("short_name", flat=True))


class ChoicesAnswer(forms.MultipleChoiceField):
    """Several options, as a list in the order in which they are offered."""

    def __init__(self, *, row, **options):
        super().__init__(**options)
        self.least, self.most = int(number(row.least) or 0), int(number(row.most) or 0)

    def clean(self, value):
        chosen = super().clean([value] if isinstance(value, str) and value else value)
        if chosen and len(chosen) < self.least:
            raise ValidationError(f"{self.label}至少选 {self.least} 项，现在选了 {len(chosen)} 项。")
        if self.most and len(chosen) > self.most:
            raise ValidationError(f"{self.label}最多选 {self.most} 项，现在选了 {len(chosen)} 项。")
        return [option for option, _ in self.choices if option in chosen]


def _choices(row, common, in_table):
    common["error_messages"] = {
        "required": f"请选择{row.label}，可以选几项。",
        "invalid_choice": f"请在列出的选项中选择{row.label}。",
        "invalid_list": f"请在列出的选项中选择{row.label}。",
    }
    choices = [(str(option), str(option)) for option in row.options]
    return ChoicesAnswer(**common, row=row, choices=choices, widget=forms.CheckboxSelectMultiple)


# --- addresses, licences, files, tables -------------------------------------------------------------------------------


class AddressAnswer(forms.Field):
    """Where something is: a township of the county with village and house, or elsewhere with the whole address."""

    def clean(self, value):
        value = {part: _folded(text) for part, text in (value or {}).items()} if isinstance(value, dict) else {}
        if is_empty(value):
            return super().clean("") or ""
        here, elsewhere = self.widget.townships, self.widget.elsewhere
        if value["township"] not in (*here, elsewhere):
            raise ValidationError(f"{self.label}：请选择乡镇；不在本县的，选“{elsewhere}”。")
        if value["township"] == elsewhere and len(value["detail"]) < 5:
            raise ValidationError(f"{self.label}：不在本县的，请在“组、门牌号”里写全省、市、县和街道门牌。")
        if value["township"] != elsewhere and not value["village"]:
            raise ValidationError(f"{self.label}：请写村（社区）或者街道、路名。")
        if any(len(text) > 100 for text in value.values()):
            raise ValidationError(f"{self.label}太长，每一格最多 100 个字。")
        return value


def _address(row, common, in_table):
    widget = AddressInput(townships=township_names(), elsewhere=f"{settings.COUNTY['name']}以外")
    return AddressAnswer(**common, widget=widget)


class LicenceAnswer(forms.CharField):
    """A licence's number, looked up among the applicant's own: {"number", "name", "until", "found"}.

    One on file that isn't valid is refused; one that isn't on file is taken and marked, for the office to check: what a
    department has not handed in yet is no fault of the applicant. `held` is set by the form: the applicant's licences.
    """

    def __init__(self, *, row, **options):
        super().__init__(**options)
        self.types = set(row.options or [])
        self.held: list | None = None

    def clean(self, value):
        typed = _folded(super().clean(value.get("number") if isinstance(value, dict) else value))
        text = normalise(typed)
        if not text:
            return ""
        if self.held is None:
            return {"number": typed, "found": False}
        for licence in self.held:
            numbers = {normalise(licence.number), normalise(licence.original_number)}
            if text in numbers and (not self.types or licence.type.code in self.types):
                return self._found(licence)
        own = re.fullmatch(rf"{re.escape(settings.COUNTY['code'])}\d{{11}}", text)
        if own and mod_11_10(text[:-1]) != text[-1]:
            raise ValidationError(f"{self.label}第 17 位不对，请照证件核对后重填。")
        return {"number": typed, "found": False}

    def _found(self, licence) -> dict:
        if not licence.is_valid_on():
            ended = licence.valid_to and licence.valid_to < timezone.localdate()
            why = f"已于 {licence.valid_to:%Y-%m-%d} 到期" if ended else f"的状态是“{licence.get_state_display()}”"
            raise ValidationError(f"{self.label}：{licence.type.name} {licence.number} {why}，请填有效的证照。")
        until = licence.valid_to.isoformat() if licence.valid_to else ""
        number = licence.original_number or licence.number
        return {"number": number, "name": licence.type.name, "until": until, "found": True}


def _licence(row, common, in_table):
    return LicenceAnswer(**common, row=row, max_length=60, widget=LicenceInput(_example(row)))


class FilesAnswer(forms.Field):
    """Files that a field asks for; they are kept with the case, not in the form. `held` is set by the form."""

    def __init__(self, *, row, **options):
        super().__init__(**options)
        self.least, self.most = int(number(row.least) or 0), int(number(row.most) or MOST_FILES)
        self.held: list = []

    def clean(self, value):
        files = list(value or [])
        total = len(files) + len(self.held)
        if not total and self.required:
            raise ValidationError(f"请上传{self.label}。", code="required")
        if total and total < self.least:
            raise ValidationError(f"{self.label}至少要 {self.least} 个文件，现在有 {total} 个。")
        if total > self.most:
            raise ValidationError(f"{self.label}最多 {self.most} 个文件，已有 {len(self.held)} 个，请先删去多余的。")
        return files


def _files(row, common, in_table):
    return FilesAnswer(**common, row=row, widget=ManyFiles({"multiple": True, "accept": ACCEPT}))


class RowsAnswer(forms.Field):
    """The rows of a table; empty ones are left out, each cell is checked as its column says."""

    def __init__(self, *, row, columns, cells, **options):
        super().__init__(**options)
        self.columns, self.cells = columns, cells
        self.least, self.most = int(number(row.least) or 0), int(number(row.most) or 0)

    def clean(self, value):
        rows = value if isinstance(value, list) else []
        cleaned, words, self.widget.faults = [], [], {}
        for place, row in enumerate(rows):
            if is_empty(row):
                continue
            cleaned.append(self._row(place, row, words))
        if words:
            raise ValidationError(words)
        if not cleaned and self.required:
            raise ValidationError(f"请填写{self.label}，至少 {max(1, self.least)} 行。", code="required")
        if cleaned and len(cleaned) < self.least:
            raise ValidationError(f"{self.label}至少 {self.least} 行，现在是 {len(cleaned)} 行。")
        if len(cleaned) > (self.most or 100):
            raise ValidationError(f"{self.label}最多 {self.most or 100} 行，现在是 {len(cleaned)} 行。")
        return cleaned

    def _row(self, place: int, row: dict, words: list[str]) -> dict:
        found = {}
        for column in self.columns:
            try:
                found[column.key] = self.cells[column.key].clean(row.get(column.key, ""))
            except ValidationError as error:
                self.widget.faults[place, column.key] = error.messages[0]
                words.append(f"第 {place + 1} 行：{error.messages[0]}")
        return found


def _rows(row, common, in_table):
    columns = columns_of(row)
    cells = {column.key: form_field(column, in_table=True) for column in columns}
    widget = RowsInput(key=row.key, columns=columns, cells=cells)
    return RowsAnswer(**common, row=row, columns=columns, cells=cells, widget=widget)


MAKERS = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.NUMBER: _number(4, "decimal"),
    FieldKind.INTEGER: _number(0, "numeric"),
    FieldKind.MONEY: _number(2, "decimal"),
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: _yes_no,
    FieldKind.ID_NUMBER: _checked(check_id_number, autocapitalize="characters"),
    FieldKind.CREDIT_CODE: _checked(check_uscc, autocapitalize="characters"),
    FieldKind.MOBILE: _checked(check_mobile, inputmode="numeric"),
    FieldKind.PHONE: _checked(check_phone, inputmode="tel"),
    FieldKind.EMAIL: _email,
    FieldKind.BANK_ACCOUNT: _checked(check_bank_account, inputmode="numeric"),
    FieldKind.TOWNSHIP: _township,
    FieldKind.ADDRESS: _address,
    FieldKind.LICENCE: _licence,
    FieldKind.FILE: _files,
    FieldKind.TABLE: _rows,
}
