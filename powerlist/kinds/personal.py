"""What of a person's data stands in a text: nothing that holds any is shown to everyone (个人信息保护法 25)."""

import re
import unicodedata

FOUND = (
    ("公民身份号码", re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")),
    ("手机号", re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    ("银行卡号", re.compile(r"(?<!\d)(?!\d{17}[\dXx](?![\dXx]))\d{16,19}(?![\dXx])")),
    ("电子邮箱", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
)
BETWEEN = re.compile(r"(?<=\d)[ \-–—·.]+(?=\d)")  # 138 0013 8000 is a number too


def personal_data_in(text: str) -> list[str]:
    """The kinds of personal data that a text holds, each named once; full-width digits and gaps don't hide them."""
    plain = unicodedata.normalize("NFKC", text or "")
    whole = BETWEEN.sub("", plain)
    return [name for name, pattern in FOUND if pattern.search(plain) or pattern.search(whole)]
