"""Forms of the reviewer's word on a pair of entries that may be one matter."""

from django import forms


def _text(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text)


class ConfirmOverlapForm(forms.Form):
    """确认: what 附件4 wants to know."""

    situation = _text("交叉分散情况描述", "写明两个部门在哪些环节、对象或职责上重叠")
    suggestion = _text("理顺权力意见建议", "如 整合由某部门行使、明确牵头部门、划清职责边界")
    reason = _text("主要理由", "写明依据的条款或实际情况")


class DismissOverlapForm(forms.Form):
    """排除: the reason why it is no overlap."""

    reason = _text("排除的理由", "如 两项的对象不同、依据的是同一条的不同款项。以后内容有变更时会重新待审")
