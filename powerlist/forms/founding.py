"""The two ways out for a basis that the register doesn't hold: record the law, or answer for its paper by name."""

import re

from django import forms

from ..citations import Citation, rank
from ..enums import LawLevel

ORDER_OF = re.compile(r"^(?P<issuer>[\u4e00-\u9fff、]{2,40}?)令")
LEVELS = [("", "请选择"), *LawLevel.choices]


def facts_of(basis: Citation) -> dict:
    """What the words of a basis tell of its law: the first answers of both forms."""
    ordered = ORDER_OF.match(basis.document)
    issuer = basis.issuer or (ordered.group("issuer") if ordered else "")
    whole = basis.issuer + basis.title if basis.title.startswith("关于") else basis.title
    return {"title": whole, "level": rank(basis, None), "issuer": issuer, "number": basis.document}


class LawForm(forms.Form):
    """Enter the law that a basis names."""

    title = forms.CharField(label="标题", max_length=300, help_text="全称，不加书名号；应与依据里的写法一致")
    level = forms.ChoiceField(label="效力位阶", choices=LEVELS)
    issuer = forms.CharField(label="发布机关", max_length=100, help_text="写全称，如 商务部、甘肃省人民政府")
    number = forms.CharField(
        label="文号", max_length=100, required=False, help_text="规章和文件必填，如 商务部令2005年第8号"
    )
    effective_on = forms.DateField(
        label="施行日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="文件没有写明的，填印发日期"
    )
    articles = forms.IntegerField(
        label="条数", min_value=1, max_value=2000, required=False, help_text="填了以后，引用不存在的条款会被指出"
    )

    def clean(self):
        data = super().clean()
        if data.get("level") in NUMBERED and not data.get("number"):
            self.add_error("number", f"{LawLevel(data['level']).label}要填文号或者令号。")
        return data


NUMBERED = (
    LawLevel.MINISTRY_RULE, LawLevel.LOCAL_RULE, LawLevel.CENTRAL_PAPER, LawLevel.PROVINCIAL_PAPER, LawLevel.NORMATIVE,
)  # fmt: skip


class VerifyForm(forms.Form):
    """Answer by name for a paper that stays off the register."""

    level = forms.ChoiceField(label="效力位阶", choices=LEVELS)
    issuer = forms.CharField(label="发布机关", max_length=100)
    reason = forms.CharField(
        label="核实理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="看了哪份纸质文件，为什么能作依据，为什么暂不录入法规库；您的姓名和时间一并记下",
    )  # fmt: skip
