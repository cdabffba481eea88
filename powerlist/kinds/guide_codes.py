"""Codes of service items: structure checked, suggestions made.

基本编码 (12) = region of the catalogue 2, type 2, department 2, main item 3, sub item 3.
实施编码 (31) = 统一社会信用代码 18 + 行使层级 1 + 基本编码 12.
业务办理项编码 (33) = 实施编码 + 2; 材料编码 = 实施编码 + 3.
So ZWFW C0109.1-2018 and GB/T 39554.1-2020, as live items show them; local codes stand in a field of their own.
"""

from django.core.exceptions import ValidationError

from core.identifiers import check_uscc
from powerlist.enums import Category, ExerciseLevel

BASIC, IMPLEMENTATION, HANDLING = 12, 31, 33
# the nation's codes of item types (GB/T 39046-2020 A.1) are those of our categories
TYPES = {category.value: category.label for category in Category}
# the nation, then the provinces (GB/T 2260)
PROVINCES = frozenset(
    ("00", *map(str, (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46)))
    + tuple(map(str, (50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 66)))
)


def basic_fault(code: str, category: str) -> str:
    """What is wrong with a 基本编码 of an entry of this category and how to mend it; empty when nothing is."""
    if fault := _length(code, "基本编码", BASIC):
        return fault
    if code[:2] not in PROVINCES:
        return f"基本编码前 2 位“{code[:2]}”不是目录区划：国家目录写 00，甘肃省目录写 62，请核对。"
    if code[2:4] not in TYPES:
        return f"基本编码第 3、4 位“{code[2:4]}”不是事项类型代码：许可 01、处罚 02……公共服务 20，请核对。"
    if category and code[2:4] != category:
        return (
            f"基本编码第 3、4 位“{code[2:4]}”是{TYPES[code[2:4]]}，清单上这一项是{TYPES.get(category, category)}"
            f"（{category}）：请改编码，或者先变更清单上的类别。"
        )
    return "基本编码第 7 至 9 位是主项，不能是 000，请核对。" if code[6:9] == "000" else ""


def implementation_fault(code: str, *, credit_code: str, level: str, basic: str) -> str:
    """What is wrong with an 实施编码 and how to mend it."""
    if len(code) != IMPLEMENTATION:
        return f"实施编码应为 {IMPLEMENTATION} 位，现在是 {len(code)} 位：信用代码 18、层级 1、基本编码 12。"
    try:
        check_uscc(code[:18])
    except ValidationError as fault:
        return f"实施编码前 18 位不是统一社会信用代码：{fault.messages[0]}"
    if credit_code and code[:18] != credit_code:
        return f"实施编码前 18 位与实施主体的统一社会信用代码 {credit_code} 不同，请核对。"
    if code[18] != level:
        label = ExerciseLevel(level).label if level in ExerciseLevel.values else level
        return f"实施编码第 19 位“{code[18]}”与行使层级“{label}”（{level}）不同，请改其中一个。"
    if not code[19:].isdigit():
        return "实施编码后 12 位是基本编码，应全为数字，请核对。"
    return f"实施编码后 12 位“{code[19:]}”与基本编码“{basic}”不同，请核对。" if basic and code[19:] != basic else ""


def handling_fault(code: str, implementation: str) -> str:
    """What is wrong with a 业务办理项编码 and how to mend it."""
    if len(code) != HANDLING or not code[-2:].isdigit() or code[-2:] == "00":
        return f"业务办理项编码应为 {HANDLING} 位：实施编码 31 位，再加 2 位序号，从 01 起。"
    return "" if code[:IMPLEMENTATION] == implementation else "业务办理项编码前 31 位应与实施编码相同，请核对。"


def suggested(*, credit_code: str, level: str, basic: str, serial: int = 1) -> dict[str, str]:
    """The codes that follow from body, level and 基本编码; empty while one of them is missing or wrong."""
    try:
        body = check_uscc(credit_code)
    except ValidationError:
        return {}
    if len(basic) != BASIC or not basic.isdigit() or level not in ExerciseLevel.values:
        return {}
    stem = f"{body}{level}{basic}"
    return {"implementation_code": stem, "handling_code": f"{stem}{serial:02d}"}


def _length(code: str, what: str, length: int) -> str:
    if len(code) == length and code.isascii() and code.isdigit():
        return ""
    return f"{what}应为 {length} 位数字，现在是“{code}”（{len(code)} 位）：位数不同的地方编码请填在“地方编码”一栏。"
