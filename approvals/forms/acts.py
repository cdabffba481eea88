"""What a clerk fills in for an act: one declaration for each move that a page offers."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Organisation, User
from core.workdays import Unit

from ..enums import (
    ApproverLevel,
    Conclusion,
    HearingGround,
    NotAcceptedGround,
    ProcedureKind,
    RecusalGround,
    TaskOutcome,
)
from ..models import CaseFile, CaseTask, Consultation
from ..models.examination import NOTICE_DAYS
from ..models.time import ARTICLE_45
from ..queries import ActRows
from .materials import ManyFiles, ManyFilesField
from .plain import PlainForm

TEXT, LINE, LINES, DAY, NUMBER, CHOICE = "text", "line", "lines", "day", "number", "choice"
MOMENT, YES_NO, FILES = "moment", "yes_no", "files"
HANDLER, PERSON, BODIES, OPINION = "handler", "person", "bodies", "opinion"  # chosen from the rows of the case
ATTACHED = "attached"
STEP, STEPS = "step", "steps"  # of a case with a flow: one's own open step; the done ones
PHOTOS, SCANS = ".jpg,.jpeg,.png,.pdf", ".pdf,.jpg,.jpeg,.png"
ROWS = {HANDLER: User, PERSON: User, BODIES: Organisation, OPINION: Consultation, STEP: CaseTask, ATTACHED: CaseFile}
STEP_OUTCOMES = tuple((one.value, one.label) for one in (TaskOutcome.PASSED, TaskOutcome.FAILED))


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

    def field(self, rows: ActRows) -> forms.Field:
        """The field of a form; `initial` may be a function, `rows` gives the choices of what is chosen from rows."""
        options = {
            "label": self.label,
            "required": self.required,
            "help_text": self.hint,
            "initial": self.initial,
            "error_messages": {"required": f"请填写{self.label}。"},
        }
        if self.kind in (*ROWS, STEPS):
            options["error_messages"]["required"] = f"请选择{self.label}。"
            return _chosen(self, rows, options)
        if self.kind == MOMENT:
            widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            return forms.DateTimeField(widget=widget, **options)
        if self.kind == YES_NO:
            return forms.TypedChoiceField(choices=self.choices, coerce=lambda word: word == "yes", **options)
        if self.kind == FILES:
            accept = self.choices[0]
            return ManyFilesField(**options, widget=ManyFiles(attrs={"multiple": True, "accept": accept}))
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


def _chosen(fact: Fact, rows: ActRows, options: dict) -> forms.Field:
    """A choice of people, bodies or opinions; the words are those of the page, the value is a key."""
    if fact.kind == BODIES:
        options["error_messages"]["invalid_choice"] = "请从名单里选择单位。"
        found = [(body.pk, str(body)) for body in rows.bodies]
        return forms.TypedMultipleChoiceField(coerce=int, choices=found, widget=forms.CheckboxSelectMultiple, **options)
    if fact.kind == STEPS:
        found = [(row.pk, f"{row.step.name}（{row.by.name if row.by else '系统'}办理）") for row in rows.done_steps]
        return forms.TypedMultipleChoiceField(coerce=int, choices=found, widget=forms.CheckboxSelectMultiple, **options)
    if fact.kind == STEP:
        found = [
            (row.pk, f"{row.step.name}（{row.due:%m-%d} 到期）" if row.due else row.step.name) for row in rows.own_steps
        ]
        options["initial"] = found[0][0] if found else None
        return forms.TypedChoiceField(coerce=int, empty_value=None, choices=found, **options)
    if fact.kind == ATTACHED:
        found = [(kept.pk, f"{kept.title}（{kept.original_name}）") for kept in rows.files if kept.is_served]
        return forms.TypedMultipleChoiceField(coerce=int, choices=found, widget=forms.CheckboxSelectMultiple, **options)
    if fact.kind == OPINION:
        found = [(row.pk, f"{row.organisation}（{row.due_on:%Y-%m-%d} 前答复）") for row in rows.asked]
    else:
        handlers = fact.kind == HANDLER
        found = [(one.pk, str(one)) for one in rows.staff if not handlers or "handle_cases" in one.permissions]
    choices = [("", "请选择"), *found]
    return forms.TypedChoiceField(coerce=int, empty_value=None, choices=choices, **options)


def _in_days(days: int):
    return lambda: timezone.localdate() + timedelta(days=days)


ACTS: dict[str, tuple[Fact, ...]] = {
    "accept": (Fact("note", "备注", required=False, hint="内部备注，申请人看不到"),),
    "accept_lacking": (Fact("note", "备注", required=False, hint="内部备注，申请人看不到"),),
    "terminate_lacking": (Fact("reason", "终止办理的理由", hint="写明没有补交的材料、催交的情况和依据的条款"),),
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
    "assign": (Fact("handler", "承办人", HANDLER, hint="在本单位有审查办件授权的人"),),
    "recuse": (
        Fact("person", "回避的人", PERSON),
        Fact("ground", "情形", CHOICE, choices=tuple(RecusalGround.choices)),
        Fact("note", "说明", LINE, False, "是本人申请还是单位决定、什么关系"),
    ),
    "ask_opinion": (
        Fact("question", "征求什么意见", hint="写明要对方核实或者判断什么；同时发给下面选中的每个单位"),
        Fact("due_on", "答复期限", DAY, initial=_in_days(5), hint="时限照常计算，请留出审查的时间"),
        Fact("organisations", "征求哪些单位", BODIES, hint="可以选几个；已经发出、还没有答复的不重复发"),
        Fact("attached", "附上哪些材料", ATTACHED, False, "申请表遮盖后随附；材料只附答复用得着的，不勾的对方看不到"),
    ),
    "withdraw_opinion": (Fact("consultation", "收回哪一条", OPINION),),
    "inspect": (
        Fact("first", "勘验人", PERSON),
        Fact("second", "另一名勘验人", PERSON, hint="两名以上工作人员（许可法第三十四条第三款）"),
        Fact("held_at", "勘验时间", MOMENT),
        Fact("place", "地点", LINE),
        Fact("findings", "勘验情况", hint="看了什么、量了什么，与申报材料是否一致"),
        Fact("conclusion", "结论", CHOICE, choices=tuple(Conclusion.choices)),
        Fact("present", "申请人一方在场人", LINE, False, "没有人在场的写明原因"),
        Fact("others", "其他参加人", LINE, False),
        Fact("photos", "照片、勘验笔录扫描件", FILES, False, "JPG、PNG 或 PDF，可以选几个", choices=(PHOTOS,)),
    ),
    "tell_hearing": (
        Fact("ground", "情形", CHOICE, choices=tuple(HearingGround.choices)),
        Fact("parties", "告知了哪些人", hint="申请人和每一位利害关系人"),
    ),
    "answer_hearing": (
        Fact("asked_on", "申请听证的日期", DAY, False, "在告知后 5 个工作日以内；期满没有人申请的留空"),
    ),
    "notify_hearing": (
        Fact("held_at", "听证时间", MOMENT, hint=f"至少 {NOTICE_DAYS} 日以后"),
        Fact("place", "听证地点", LINE),
        Fact("chair", "听证主持人", PERSON, hint="不能是审查本件的人（许可法第四十八条）"),
        Fact(
            "is_public",
            "是否公开",
            YES_NO,
            choices=(("yes", "公开举行"), ("no", "不公开（涉及国家秘密、商业秘密、个人隐私）")),
        ),
    ),
    "minute_hearing": (
        Fact("minutes", "听证笔录要点", hint="各方的意见和证据；决定要根据听证笔录作出"),
        Fact("scans", "签字的笔录", FILES, False, "PDF 或图片", choices=(SCANS,)),
    ),
    "step_done": (
        Fact("task", "办理哪个环节", STEP),
        Fact("outcome", "结果", CHOICE, choices=STEP_OUTCOMES, initial=TaskOutcome.PASSED),
        Fact("opinion", "办理意见", hint="写明看了什么、结论和依据；后面的环节和决定人都看得到"),
    ),
    "review": (Fact("opinion", "审查意见", hint="写明审查了什么、结论和依据"),),
    "send_back": (
        Fact("opinion", "退回意见", hint="写明要补查什么"),
        Fact("steps", "退回哪些环节重新办理", STEPS, False, "不选的，由承办人补查后再报请决定"),
    ),
    "grant": (Fact("reason", "决定说明", required=False, hint="可以写明许可的内容和条件，会印在决定书上"),),
    "refuse": (Fact("reason", "不予许可的理由", hint="写明不符合哪一项条件、标准和依据，会印在决定书上"),),
    "ship": (
        Fact("waybill", "运单号", LINE, hint="面单上的号码"),
        Fact("carrier", "承运单位", LINE, False, "不填的为中国邮政"),
    ),
    "sign_for": (
        Fact("signer", "签收人", LINE, hint="回执上的签名；代收的写明与收件人的关系"),
        Fact("signed_at", "签收时间", MOMENT, hint="以回执上注明的为准"),
    ),
    "mail_returned": (Fact("reason", "退回的原因", LINE, hint="例如“地址不详”“多次投递无人签收”"),),
    "hand_over": (Fact("receiver", "领取人", LINE, hint="本人领取写“本人”；代领写姓名、与申请人的关系和所带委托书"),),
}


class ActForm(PlainForm):
    """The fields of one act on a case; `rows` are shared by the forms of a page."""

    def __init__(self, *args, move: str, rows: ActRows, **options):
        super().__init__(*args, prefix=move, **options)
        self.move = move
        for fact in ACTS[move]:
            if fact.kind != STEPS or rows.done_steps:
                self.fields[fact.name] = fact.field(rows)

    @property
    def has_files(self) -> bool:
        return any(fact.kind == FILES for fact in ACTS[self.move])

    def clean_warned_until(self):
        day = self.cleaned_data["warned_until"]
        if day <= timezone.localdate():
            raise ValidationError("最迟补正日期要在今天以后。")
        return day

    def facts(self) -> dict:
        """The keyword arguments of the action: people, bodies and opinions as rows."""
        facts = dict(self.cleaned_data)
        for fact in ACTS[self.move]:
            if fact.name not in self.fields:
                continue
            if fact.kind == LINES:
                facts[fact.name] = facts[fact.name].splitlines()
            elif fact.kind == BODIES:
                facts[fact.name] = list(Organisation.objects.filter(pk__in=facts[fact.name]))
            elif fact.kind == ATTACHED:
                facts[fact.name] = list(CaseFile.objects.filter(pk__in=facts[fact.name]).order_by("pk"))
            elif fact.kind in ROWS:
                facts[fact.name] = ROWS[fact.kind].objects.get(pk=facts[fact.name])
        return facts


class AnswerForm(PlainForm):
    """答复意见: for or against, with the reasons; silence has no button."""

    agrees = forms.TypedChoiceField(
        label="意见",
        choices=(("yes", "同意"), ("no", "不同意")),
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选同意或者不同意。"},
    )
    answer = forms.CharField(
        label="理由和依据",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明核实了什么、依据哪一条；不同意的写明要怎样改",
        error_messages={"required": "请写明意见的理由和依据。"},
    )


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
