"""The forms of the acts: one for proposing each kind, with every fact that one of its grounds asks for."""

from django import forms

from ..enums import ActKind, CheckMethod, CheckResult, Hearing
from ..kinds import BY_APPLICATION, FACTS, HARM_WORDS, grounds_of

DAYS = ("penalty_on", "hearing_told_on", "hearing_on", "until")
LONG = ("statement", "compensation", "public_interest")
HINTS = {
    "statement": "告知拟作决定后，当事人怎么说；没有陈述申辩的写“告知后未陈述申辩”",
    "compensation": "数额、依据和协议文号；没有损害的写“没有造成损害，不需赔偿”",
    "public_interest": "为什么是公共利益的需要",
    "law": "写全名称和条款，例如《中华人民共和国食品安全法》第三十五条",
    "penalty_number": "处罚决定书上的文号。吊销、暂扣只能依据行政处罚案件的决定",
    "hearing_told_on": "告知当事人有权要求听证的日期（处罚法第六十三条）",
    "hearing_on": "举行了听证的填写",
    "until": "暂扣到哪一天，期满自动恢复",
    "basis_number": "撤销、变更处罚的决定书或者判决书文号",
    "evidence": "凭什么认定，例如死亡医学证明、市场监管部门的注销登记通知书",
}


class PlainForm(forms.Form):
    """Errors come from the server in plain Chinese; browsers speak their own language."""

    use_required_attribute = False


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。", "invalid": f"{label}应写成 2026-03-01 这样的日期。"},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def words_field(label: str, *, required: bool = True, long: bool = False, most: int = 2000, help_text: str = ""):
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {most} 个字。"},
        widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(),
    )


class ProposeForm(PlainForm):
    """Propose an act of one kind on one licence. What the chosen ground asks for is judged by the action."""

    reason = words_field("理由", long=True, help_text="事实、证据和理由；会印在决定书上")

    def __init__(self, *args, kind: str, licence, **options):
        super().__init__(*args, prefix=kind, **options)
        self.kind, self.licence = kind, licence
        grounds = grounds_of(kind, licence)
        choices = [(ground.code, f"{ground.label}（{ground.article}）") for ground in grounds]
        last = {}
        if len(choices) > 1:
            last["ground"] = forms.ChoiceField(
                label="事由", choices=[("", "请选择"), *choices], error_messages={"required": "请选择事由。"}
            )
        self.only = grounds[0].code if len(grounds) == 1 else ""
        if kind in BY_APPLICATION:
            last["applied_on"] = day_field("申请日期", help_text="持证人提出申请的日期")
        if kind == ActKind.CHANGE:
            last |= self._changes()
        for name in FACTS:
            asking = [ground for ground in grounds if name in ground.asks]
            needed = bool(asking) or (name == "compensation" and kind == ActKind.REVOKE)
            needed = needed or (name == "hearing_on" and kind == ActKind.PENALISE)
            if needed and name != "applied_on":
                last[name] = _fact_field(name, required=bool(grounds) and len(asking) == len(grounds))
        self.fields = {**last, "reason": self.fields["reason"]}

    def _changes(self) -> dict:
        licence = self.licence
        found = {
            "holder_name": words_field("持证主体", most=200),
            "item_name": words_field("许可事项", most=500, required=False),
        }
        self.initial |= {"holder_name": licence.holder_name, "item_name": licence.item_name}
        for place, (label, value) in enumerate(licence.content.items()):
            found[f"content_{place}"] = words_field(label, required=False, most=500)
            self.initial[f"content_{place}"] = value
        return found

    def facts(self) -> dict:
        """The keyword arguments of actions.propose, besides licence and actor."""
        typed = dict(self.cleaned_data)
        facts = {
            name: typed[name].isoformat() if hasattr(typed[name], "isoformat") else typed[name]
            for name in FACTS
            if typed.get(name) and name != "applied_on"
        }
        if self.kind == ActKind.CHANGE:
            facts["changes"] = self._changed(typed)
        return {
            "kind": self.kind,
            "ground": typed.get("ground") or self.only,
            "reason": typed["reason"],
            "applied_on": typed.get("applied_on"),
            "facts": facts,
        }

    def _changed(self, typed: dict) -> dict:
        licence, changes = self.licence, {}
        for name in ("holder_name", "item_name"):
            if typed[name] != getattr(licence, name):
                changes[name] = typed[name]
        content = {label: typed[f"content_{place}"] for place, label in enumerate(licence.content)}
        return changes | ({"content": content} if content != licence.content else {})


def _fact_field(name: str, *, required: bool) -> forms.Field:
    label, hint = FACTS[name], HINTS.get(name, "")
    if name in DAYS:
        return day_field(label, required=required, help_text=hint)
    if name == "public_harm":
        return forms.ChoiceField(
            label=label, choices=[("", "请选择"), *HARM_WORDS.items()], required=required,
            error_messages={"required": "请判断撤销对公共利益的影响（许可法第六十九条第三款）。"},
        )  # fmt: skip
    if name == "hearing":
        return forms.ChoiceField(
            label=label, choices=[("", "请选择"), *Hearing.choices], required=required,
            error_messages={"required": "请选择听证情况（处罚法第六十三条）。"},
        )  # fmt: skip
    return words_field(label, required=required, long=name in LONG, most=500, help_text=hint)


class DecideForm(PlainForm):
    """Decide what was proposed; of a renewal also until when."""

    opinion = words_field("决定意见", long=True, required=False)

    def __init__(self, *args, act, **options):
        super().__init__(*args, prefix="decide", **options)
        if act.kind == ActKind.RENEW:
            self.fields["valid_to"] = day_field(
                "延续后有效期至", required=False, help_text="不填的，按证照类型的有效期顺延"
            )


class DeclineForm(PlainForm):
    opinion = words_field("不予准许的理由", long=True, help_text="持证人申请的，会印在决定书上，并告知复议、诉讼途径")

    def __init__(self, *args, **options):
        super().__init__(*args, prefix="decline", **options)


class ReasonForm(PlainForm):
    """Why an entry is wrong, or a proposal is taken back."""

    reason = words_field("原因", most=200)

    def __init__(self, *args, **options):
        super().__init__(*args, prefix="reason", **options)


class RevealForm(PlainForm):
    reason = forms.CharField(
        label="查看事由",
        min_length=4,
        max_length=200,
        help_text="会记入查看记录，持证人可以看到",
        error_messages={"required": "请写明为什么要看完整信息。", "min_length": "请把事由写清楚，至少 4 个字。"},
    )


class CheckForm(PlainForm):
    """核验: how it was looked into and what came of it."""

    method = forms.ChoiceField(
        label="核验方式",
        choices=[("", "请选择"), *CheckMethod.choices],
        error_messages={"required": "请选择核验方式。"},
    )
    result = forms.ChoiceField(
        label="核验结果",
        choices=[("", "请选择"), *CheckResult.choices],
        required=False,
        help_text="与证照库比对的，结果由系统给出",
    )
    case_number = words_field("办件编号", required=False, most=40, help_text="为哪一件办件核验的；没有的不填")
    note = words_field("说明", required=False, most=500)

    def __init__(self, *args, **options):
        super().__init__(*args, prefix="check", **options)

    def clean(self):
        typed = super().clean()
        if typed.get("method") and typed["method"] != CheckMethod.LIBRARY and not typed.get("result"):
            self.add_error("result", "请选择核验结果。")
        return typed


class DocumentForm(PlainForm):
    """Whose licences: sent by POST, so that the number stands in no address."""

    document = words_field("证件号码", most=30, help_text="身份证号码或者统一社会信用代码，查本单位有权查看的证照")
