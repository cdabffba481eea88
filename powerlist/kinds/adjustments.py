"""调整意见: the code sets of 附件1 and 附件3, and how an opinion with its reason stands in one cell."""

from __future__ import annotations

import re

KEEP = ("keep", "保留")
# 附件1 说明 4: 职权精简、取消、下放、转移、整合归并等
DUTY_ADJUSTMENTS = (
    KEEP, ("trim", "精简"), ("cancel", "取消"), ("delegate", "下放"), ("transfer", "转移"), ("merge", "整合归并"),
)  # fmt: skip
# 附件3 and 正文: 取消、转移、下放、整合、撤并、加强
DETAIL_ADJUSTMENTS = (
    KEEP, ("cancel", "取消"), ("transfer", "转移"), ("delegate", "下放"), ("merge", "整合"), ("dissolve", "撤并"),
    ("strengthen", "加强"),
)  # fmt: skip
# 附件3 说明 4
OPENNESS = (
    ("public", "向社会公开"), ("applicant", "向申请人公开"), ("internal", "部门内部公开"), ("none", "不予公开"),
)  # fmt: skip
_MARKS = "：:，,。；;、（()） \n"
_NOT = re.compile(r"不(?:予|宜|得|应|再)?$|未$|部分$|暂不$")
_HEAD = re.compile(r"^(?:建议|拟|予以|同意)+")


def adjustment(text: str, choices: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """(code, reason) of what a cell says: `取消：上位法已修改` and `因上位法修改，建议取消` are both 取消.

    What names none of the codes, or two, is all reason.
    """
    text = text.strip()
    bare = _HEAD.sub("", text)
    for code, label in sorted(choices, key=lambda pair: -len(pair[1])):
        if bare == label:
            return code, ""
        if bare.startswith(label) and bare[len(label)] in _MARKS:
            return code, _unbracketed(bare[len(label) :])
    found = {}
    for code, label in sorted(choices, key=lambda pair: -len(pair[1])):
        at = text.find(label)
        if at >= 0 and not any(label in longer for longer in found.values()):
            found[code] = label
            if _NOT.search(text[:at]):
                return "", text
    return (next(iter(found)), text) if len(found) == 1 else ("", text)


def _unbracketed(text: str) -> str:
    text = text.strip()
    if text[:1] in "（(" and text[-1:] in "）)" and not re.search(r"[（()）]", text[1:-1]):
        return text[1:-1].strip()
    return text.lstrip("：:，,。；;、 ").strip()


def adjustment_cell(code: str, reason: str, choices: tuple[tuple[str, str], ...]) -> str:
    """Code and reason in one cell, so that it is read back the same."""
    label = dict(choices).get(code, "")
    return f"{label}：{reason}" if label and reason else label or reason


# what the remark of a row begins with that was listed from 附件2 and still has to be filled in; it can't be sent so
TO_COMPLETE = "待补"
