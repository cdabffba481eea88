"""What a clerk fills in for an act: one declaration for each move that a page offers."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.workdays import Unit

from ..enums import ApproverLevel, NotAcceptedGround, ProcedureKind
from ..models.time import ARTICLE_45
from .plain import PlainForm

TEXT, LINE, LINES, DAY, NUMBER, CHOICE = "text", "line", "lines", "day", "number", "choice"


@dataclass(frozen=True)
class Fact:
    """One field of an act: the keyword argument of the action, its label, how it is typed, and what to write."""

    name: str
    label: str
    kind: str = TEXT
    required: bool = True
    hint: str = ""
    choices: tuple = ()
    initial: object = None

    def field(self) -> forms.Field:
        options = {
            "label": self.label,
            "required": self.required,
            "help_text": self.hint,
            "initial": self.initial,
            "error_messages": {"required": f"请填写{self.label}。"},
        }
        if self.kind == DAY:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)
        if self.kind == NUMBER:
            return forms.IntegerField(min_value=1, max_value=365, **options)
        if self.kind == CHOICE:
            return forms.ChoiceField(choices=self.choices, **options)
        if self.kind == LINE:
            return forms.CharField(max_length=300, **options)
        rows = 4 if self.required else 2
        return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **options)


ACTS: dict[str, tuple[Fact, ...]] = {
    "accept": (Fact("note", "备注", required=False, hint="内部备注，申请人看不到"),),
    "correct_on_spot": (Fact("changes", "更正了什么", LINES, hint="每行一条，写清改前和改后"),),
    "ask_correction": (
        Fact(
            "items",
            "需要补正的全部内容",
            LINES,
            hint="每行一条，写清哪份材料、缺什么、怎样补；只能告知这一次",
        ),
    ),
    "tell_not_needed": (Fact("reason", "为什么不需要许可", hint="写明依据，以及申请人接下来可以怎样做"),),
    "not_accept": (
        Fact("ground", "情形", CHOICE, choices=tuple(NotAcceptedGround.choices)),
        Fact("agency", "应当向哪个机关申请", LINE, False, "不属于本机关职权范围的必须写明"),
        Fact("reason", "不予受理的理由", hint="写明依据，会印在决定书上"),
    ),
    "void": (Fact("reason", "作废的原因", hint="例如“与办件……重复登记”"),),
    "warn_termination": (Fact("warned_until", "最迟补正日期", DAY, hint="按本事项的规定确定，给申请人留足时间"),),
    "terminate": (Fact("reason", "终止办理的理由", hint="写明依据的条款和告知的情况"),),
    "begin_procedure": (
        Fact("kind", "特别程序", CHOICE, choices=tuple(ProcedureKind.choices)),
        Fact("notified_days", "告知申请人的所需时间", NUMBER, hint="只有告知的天数不计入期限"),
        Fact("unit", "单位", CHOICE, choices=tuple(Unit.choices[:2]), initial=Unit.WORKDAY),
        Fact("document", "依据的文件或委托书", LINE, hint="写明文号或委托书编号"),
        Fact("performer", "组织或承担的单位", LINE, False),
        Fact(
            "basis",
            "依据",
            LINE,
            initial=ARTICLE_45,
            hint="不是许可法第四十五条所列的，写明规定它的法律、法规条款",
        ),
    ),
    "end_procedure": (Fact("result", "结果", hint="写明结论和报告、笔录的编号"),),
    "extend": (
        Fact(
            "days", "延长的工作日", NUMBER, initial=10, hint="本机关负责人批准最多 10 个，本级政府负责人批准最多 15 个"
        ),
        Fact("level", "批准人", CHOICE, choices=tuple(ApproverLevel.choices)),
        Fact("approver", "批准人姓名和职务", LINE),
        Fact("document", "批准文件", LINE, False, "政府负责人批准的必须写明"),
        Fact("basis", "依据", LINE, False, "按别的法律、法规延长的，写明条款"),
        Fact("reason", "延长的理由", hint="会告知申请人"),
    ),
    "review": (Fact("opinion", "审查意见", hint="写明审查了什么、结论和依据"),),
    "send_back": (Fact("opinion", "退回意见", hint="写明要补查什么"),),
    "grant": (Fact("reason", "决定说明", required=False, hint="可以写明许可的内容和条件，会印在决定书上"),),
    "refuse": (Fact("reason", "不予许可的理由", hint="写明不符合哪一项条件、标准和依据，会印在决定书上"),),
    "hand_over": (Fact("receiver", "领取人", LINE, hint="本人领取写“本人”；代领写姓名、与申请人的关系和所带委托书"),),
}


class ActForm(PlainForm):
    """The fields of one act."""

    def __init__(self, *args, move: str, **options):
        super().__init__(*args, prefix=move, **options)
        self.move = move
        for fact in ACTS[move]:
            self.fields[fact.name] = fact.field()

    def clean_warned_until(self):
        day = self.cleaned_data["warned_until"]
        if day <= timezone.localdate():
            raise ValidationError("最迟补正日期要在今天以后。")
        return day

    def facts(self) -> dict:
        """The keyword arguments of the action."""
        facts = dict(self.cleaned_data)
        for fact in ACTS[self.move]:
            if fact.kind == LINES:
                facts[fact.name] = facts[fact.name].splitlines()
        return facts


class RevealForm(PlainForm):
    """Why a clerk must see personal data in full; it is logged, and the applicant reads it under 我的资料."""

    reason = forms.CharField(
        label="查看完整信息的事由",
        max_length=200,
        help_text="会记入查看记录，例如“核对身份证与营业执照是否一致”",
        error_messages={"required": "请写明查看事由。"},
    )

    def clean_reason(self):
        reason = self.cleaned_data["reason"].strip()
        if len(reason) < 4:
            raise ValidationError("请写明查看事由，不少于 4 个字。")
        return reason
