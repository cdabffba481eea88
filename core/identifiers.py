"""Numbers that identify people and bodies, with their check digits.

Each `check_…` takes what a person typed and returns the number as it is stored; otherwise it raises a ValidationError
whose words say which digit is wrong. Full-width digits, spaces and hyphens are folded, letters become capitals.
"""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_10 as iso_11_10
from stdnum.iso7064 import mod_37_36 as iso_37_36

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK = "10X98765432"
_PROVINCE_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCES = frozenset(str(code) for low, high in _PROVINCE_RANGES for code in range(low, high + 1))
USCC_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")


def normalise(text: str) -> str:
    """Fold full-width forms, drop spaces and hyphens, capital letters."""
    return re.sub(r"[\s\-–—]+", "", unicodedata.normalize("NFKC", text or "")).upper()


def check_id_number(text: str) -> str:
    """公民身份号码 (GB 11643-1999): 18 characters; province, birth date and check digit are right."""
    number = normalise(text)
    if len(number) != 18:
        raise _wrong_length(
            "身份证号码", number, 18, "15 位的旧号码已停用，请填写 18 位号码。" if len(number) == 15 else ""
        )
    for place, letter in enumerate(number, 1):
        if not (letter in "0123456789" or (place == 18 and letter == "X")):
            raise _wrong_digit("身份证号码", place, "应为数字" if place < 18 else "应为数字或 X")
    if number[:2] not in PROVINCES:
        raise ValidationError("身份证号码前 2 位（省份）不对，请核对后重填。", code="id_region")
    birth = id_birth_date(number)
    if birth is None or not date(1880, 1, 1) <= birth <= timezone.localdate():
        raise ValidationError("身份证号码第 7 至 14 位（出生日期）不对，请核对后重填。", code="id_birth")
    if id_check_digit(number[:17]) != number[17]:
        raise _wrong_digit("身份证号码", 18)
    return number


def id_check_digit(first17: str) -> str:
    """The 18th character of a 公民身份号码 (ISO 7064 MOD 11-2)."""
    return ID_CHECK[sum(int(digit) * weight for digit, weight in zip(first17, ID_WEIGHTS, strict=True)) % 11]


def id_birth_date(number: str) -> date | None:
    """The birth date in a 公民身份号码, or None when it is no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def check_uscc(text: str) -> str:
    """统一社会信用代码 (GB 32100-2015): 18 characters without I, O, Z, S, V; the check digit is right."""
    code = normalise(text)
    if len(code) != 18:
        raise _wrong_length("统一社会信用代码", code, 18)
    for place, letter in enumerate(code, 1):
        if letter not in USCC_ALPHABET:
            hint = f"代码里没有 {letter}" if letter in "IOZSV" else "应为数字或大写字母"
            raise _wrong_digit("统一社会信用代码", place, hint)
        if 3 <= place <= 8 and not letter.isdigit():
            raise _wrong_digit("统一社会信用代码", place, "第 3 至 8 位应为数字")
    if uscc.calc_check_digit(code[:17]) != code[17]:
        raise _wrong_digit("统一社会信用代码", 18)
    return code


def check_mobile(text: str) -> str:
    """A mobile number of the mainland: 11 digits, 13 to 19 in front; a country code before it is dropped."""
    number = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", normalise(text))
    if not re.fullmatch(r"[0-9]*", number):
        raise ValidationError("手机号只能有数字，请核对后重填。", code="mobile_letters")
    if len(number) != 11:
        raise _wrong_length("手机号", number, 11)
    if number[0] != "1":
        raise _wrong_digit("手机号", 1, "应为 1")
    if number[1] not in "3456789":
        raise _wrong_digit("手机号", 2, "应为 3 至 9")
    return number


def mod_37_36(text: str) -> str:
    """The check character of ISO 7064 MOD 37,36 over 0-9A-Z (电子证照标识, GB/T 36904-2018). ValueError for others."""
    return iso_37_36.calc_check_digit(text.upper())


def mod_11_10(digits: str) -> str:
    """The check digit of ISO 7064 MOD 11,10 over 0-9 (办件编号, 查询码). ValueError for others."""
    return iso_11_10.calc_check_digit(digits)


def _wrong_digit(what: str, place: int, hint: str = "") -> ValidationError:
    hint = f"，{hint}" if hint else ""
    return ValidationError(
        f"{what}第 {place} 位不对{hint}，请核对后重填。", code="wrong_digit", params={"place": place}
    )


def _wrong_length(what: str, text: str, length: int, hint: str = "") -> ValidationError:
    if not text:
        return ValidationError(f"请填写{what}。", code="required")
    hint = hint or "请核对后重填。"
    return ValidationError(f"{what}应为 {length} 位，现在是 {len(text)} 位。{hint}", code="wrong_length")
