"""Check digits against published numbers (domain.md 4), their own standard, and every single wrong digit."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import (
    PROVINCES,
    check_id_number,
    check_mobile,
    check_uscc,
    id_check_digit,
    mod_11_10,
    mod_37_36,
)


def told(check, text) -> str:
    with pytest.raises(ValidationError) as error:
        check(text)
    return " ".join(error.value.messages)


@st.composite
def id_numbers(draw):
    birth = draw(st.dates(date(1900, 1, 1), date(2020, 1, 1)))
    region = draw(st.sampled_from(sorted(PROVINCES))) + f"{draw(st.integers(0, 9999)):04}"
    first = f"{region}{birth:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first + id_check_digit(first)


@pytest.mark.parametrize(
    "number",
    ["11010519491231002X", "440524188001010014", "621125199001010017", "621125196503150024", "81000019900101001X"],
)
def test_good_id_numbers(number):
    if number.startswith("81"):
        number = number[:17] + id_check_digit(number[:17])
    assert check_id_number(number) == number


def test_id_number_is_folded():
    assert check_id_number("１１０１０５１９４９１２３１００２ｘ") == "11010519491231002X"
    assert check_id_number(" 110105 19491231-002x ") == "11010519491231002X"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110105194912310021", "身份证号码第 18 位不对，请核对后重填"),
        ("1101051949123100", "身份证号码应为 18 位，现在是 16 位"),
        ("110105491231002", "15 位的旧号码已停用"),
        ("", "请填写身份证号码"),
        ("1101051949123I002X", "身份证号码第 14 位不对，应为数字"),
        ("00010519491231002X", "前 2 位（省份）不对"),
        ("11010519490231002X", "第 7 至 14 位（出生日期）不对"),
        ("11010520991231002X", "第 7 至 14 位（出生日期）不对"),
        ("11010519491231002Y", "身份证号码第 18 位不对，应为数字或 X"),
        ("１１０１０５１９４９１２３１００２²", "身份证号码第 18 位不对"),
    ],
)
def test_id_number_says_what_is_wrong(number, words):
    assert words in told(check_id_number, number)


@given(id_numbers(), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number, place, shift):
    old = "0123456789X".index(number[place])
    changed = number[:place] + str((old + shift) % 10) + number[place + 1 :]
    if changed != number:
        told(check_id_number, changed)


@given(id_numbers(), st.integers(0, 16))
def test_two_swapped_neighbours_never_pass(number, place):
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if changed != number:
        told(check_id_number, changed)


@given(id_numbers())
def test_good_numbers_pass_and_the_check_is_iso_7064(number):
    from stdnum.iso7064 import mod_11_2

    assert check_id_number(number) == number
    assert mod_11_2.is_valid(number)


@pytest.mark.parametrize(
    "code",
    [
        "11450721348531435D",
        "11450721MB15580811",
        "11430000006122244L",
        "116211250139900157",
        "91621125MA7ABCDE95",
        "12621125438900011J",
        "91110000600037341L",
    ],
)
def test_good_credit_codes(code):
    assert check_uscc(code.lower()) == code


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91110000600037341A", "统一社会信用代码第 18 位不对"),
        ("9111000060003734", "应为 18 位，现在是 16 位"),
        ("9111000060O037341L", "第 11 位不对，代码里没有 O"),
        ("91A10000600037341L", "第 3 位不对，第 3 至 8 位应为数字"),
        ("91110000600037_41L", "第 15 位不对，应为数字或大写字母"),
        ("", "请填写统一社会信用代码"),
    ],
)
def test_credit_code_says_what_is_wrong(code, words):
    assert words in told(check_uscc, code)


@given(st.text(max_size=24))
def test_no_text_breaks_a_check(text):
    for check in (check_id_number, check_uscc, check_mobile):
        try:
            assert re.fullmatch(r"[0-9A-Z]+", check(text))
        except ValidationError as error:
            assert error.messages[0].endswith("。")


def test_mobile():
    assert check_mobile("+86 138-0932-1234") == "13809321234"
    assert check_mobile("8613809321234") == "13809321234"
    assert "现在是 10 位" in told(check_mobile, "1380932123")
    assert "第 2 位不对，应为 3 至 9" in told(check_mobile, "12809321234")
    assert "第 1 位不对" in told(check_mobile, "23809321234")
    assert "只能有数字" in told(check_mobile, "1380932123x")


@pytest.mark.parametrize(
    "identifier",
    [
        "11100000000013338W011.11430000006122244L.20230000403.001.U",
        "11100000MB03271699022.340100.000000016.001.9",
        "11100000000013338W009.11330105002500287C.2025052201.002.0",
    ],
)
def test_licence_check_of_published_identifiers(identifier):
    body = identifier.replace(".", "")
    assert mod_37_36(body[:-1]) == body[-1]


@given(st.text("0123456789", min_size=3, max_size=20), st.data())
def test_mod_11_10_finds_every_wrong_digit(digits, data):
    whole = digits + mod_11_10(digits)
    place = data.draw(st.integers(0, len(digits) - 1))
    shift = data.draw(st.integers(1, 9))
    wrong = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
    assert mod_11_10(wrong[:-1]) != wrong[-1]


def test_check_digits_of_the_standard():
    assert mod_11_10("79462") == "3"
    assert mod_37_36("A12425GABC1234002") == "M"
