"""Writing a call, and each act on it."""

import re

from django import forms
from django.utils import timezone

from powerlist.forms.opinions import LookUpForm

from ..enums import ApplicantKind, SeatState
from ..models import FundEntry, in_wan
from .typed import ActForm, PublishForm, ReasonForm, WanField, day, paper, words

LINE = re.compile(r"^(.+?)[\s：:，,、]*(\d{1,3})\s*分?$")
CHOICE = re.compile(r"[（(]\s*(?:选交|选填|可选)\s*[）)]\s*$")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class CallForm(forms.Form):
    """A call as its author writes it. Criteria and materials are lines, as they stand in a document."""

    entry = forms.ModelChoiceField(label="专项资金", queryset=FundEntry.objects.none(), empty_label=None)
    year = forms.TypedChoiceField(label="预算年度", coerce=int)
    title = forms.CharField(label="标题", max_length=200, help_text="如 2027年农业产业发展项目申报通知")
    applicants = forms.MultipleChoiceField(
        label="申报对象", choices=ApplicantKind, widget=forms.CheckboxSelectMultiple, initial=list(ApplicantKind.values)
    )
    conditions = words("申报条件", 6)
    support = words("支持方向和标准", 4, required=False)
    materials = words("申报材料", 4, 2000, help_text="一行一份；可以不交的在后面写“（选交）”，如 土地租赁合同（选交）")
    criteria = words("评分标准", 5, 2000, help_text="一行一项，写名称和分值，合计 100 分，如 项目必要性 30")
    budget = WanField(label="安排额度（万元）")
    experts = forms.IntegerField(label="专家人数", min_value=3, max_value=15, initial=5)
    drop_extremes = forms.TypedChoiceField(
        label="计分办法",
        choices=[("yes", "去掉一个最高分和一个最低分后平均（去掉后至少剩 3 个分数）"), ("no", "全部分数平均")],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )
    pass_mark = forms.DecimalField(
        label="入围分数",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        initial=60,
        help_text="低于这个分数不立项",
    )
    opens_on = day("申报开始")
    closes_on = day("申报截止", help_text="截止日当天全天可以提交")
    notice_days = forms.IntegerField(label="公示期（工作日）", min_value=1, max_value=60, initial=5)
    contact = forms.CharField(label="咨询电话", max_length=100, required=False)

    def __init__(self, *args, entries, names, this_year: int, **options):
        super().__init__(*args, **options)
        self.fields["entry"].queryset = entries
        self.fields["entry"].label_from_instance = lambda entry: f"{names.get(entry.pk, '')}（{entry.code}）"
        self.fields["year"].choices = [(year, f"{year} 年") for year in range(this_year + 1, this_year - 2, -1)]
        self.fields["year"].initial = this_year

    def clean_criteria(self):
        found = []
        for n, line in enumerate(_lines(self.cleaned_data["criteria"]), start=1):
            match = LINE.match(line)
            if match is None:
                raise forms.ValidationError(f"第 {n} 行“{line}”没有分值，请写成“名称 分值”，如 项目必要性 30。")
            found.append({"key": f"c{n}", "name": match[1].strip(), "max": int(match[2])})
        total = sum(row["max"] for row in found)
        if total != 100:
            raise forms.ValidationError(f"各项分值合计是 {total} 分，应当正好 100 分。")
        return found

    def clean_materials(self):
        return [
            {"name": CHOICE.sub("", line).strip()[:200], "required": not CHOICE.search(line), "note": ""}
            for line in _lines(self.cleaned_data["materials"])
        ]

    def facts(self) -> dict:
        return self.cleaned_data

    @staticmethod
    def initial_of(call) -> dict:
        """What the form starts with when a call that isn't published is changed."""
        plain = ("year", "title", "applicants", "conditions", "support", "budget", "experts", "pass_mark")
        found = {name: getattr(call, name) for name in (*plain, "opens_on", "closes_on", "notice_days", "contact")}
        materials = "\n".join(m["name"] + ("" if m["required"] else "（选交）") for m in call.materials)
        criteria = "\n".join(f"{c['name']} {c['max']}" for c in call.criteria)
        drop = "yes" if call.drop_extremes else "no"
        return found | {"entry": call.entry_id, "materials": materials, "criteria": criteria, "drop_extremes": drop}


class PeriodForm(ActForm):
    closes_on = day("新的截止日期")
    reason = words("改期的理由", 2, 500, help_text="理由公开")


class DrawForm(ActForm):
    witness = forms.CharField(label="现场监督人", max_length=100, help_text="单位和姓名，如 县纪委监委 李四")
    reason = forms.CharField(label="补抽的事由", max_length=200, required=False, help_text="第一次抽取不用填")


class DecideForm(ActForm):
    document_number = forms.CharField(label="立项文件文号", max_length=100)
    decided_on = day("立项日期", initial=timezone.localdate)


class RecuseForm(ActForm):
    reason = words("回避的理由", 2, 200)


class ReleaseForm(ActForm):
    state = forms.ChoiceField(
        label="怎样退出", choices=[(s.value, s.label) for s in (SeatState.RECUSED, SeatState.ABSENT)]
    )
    reason = forms.CharField(label="理由", max_length=200)


class ProposalForm(forms.Form):
    """One amount for each ranked project that reaches the mark; empty is nothing."""

    reason = words("名次在前没有安排的理由", 2, 500, required=False)

    def __init__(self, *args, rows, suggested, **options):
        super().__init__(*args, **options)
        self.rows = rows
        for row in rows:
            field = WanField(label=f"第 {row.rank} 名 {row.filed['title']}", required=False)
            field.initial = row.amount_granted or suggested.get(row.pk)
            field.help_text = f"得 {row.score:f} 分，申请 {in_wan(row.amount_asked)} 万元"
            self.fields[f"amount-{row.pk}"] = field
        self.order_fields([*(f"amount-{row.pk}" for row in rows), "reason"])

    def facts(self) -> dict:
        amounts = {row.pk: self.cleaned_data.get(f"amount-{row.pk}") for row in self.rows}
        return {"amounts": amounts, "reason": self.cleaned_data["reason"]}


class ObjectionForm(forms.Form):
    """An objection by anyone. `website` is hidden from people; what fills it is a machine."""

    application = forms.ModelChoiceField(
        label="针对哪个项目", queryset=None, required=False, empty_label="不针对某一个项目"
    )
    text = words("异议内容", 6, 2000, help_text="写明事实和依据，便于核实")
    name = forms.CharField(label="姓名或者单位", max_length=100, help_text="只供核实，加密保存，不会公开")
    contact = forms.CharField(label="联系方式", max_length=100, help_text="电话或者邮箱，用来答复您")
    website = forms.CharField(label="请不要填写这一栏", required=False, max_length=200)

    def __init__(self, *args, rows, **options):
        super().__init__(*args, **options)
        self.fields["application"].queryset = rows
        self.fields["application"].label_from_instance = lambda row: row.filed["title"]

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError("这一栏请留空，它是用来分辨机器的。")
        return ""


class AnswerForm(ActForm):
    verdict = forms.ChoiceField(
        label="核实结果",
        choices=[
            ("rejected", "异议不成立"),
            ("out", "异议成立：取消这个项目的资格"),
            ("check", "异议成立：退回形式审查，重新核查"),
            ("general", "异议成立：不涉及单个项目"),
        ],
        widget=forms.RadioSelect,
    )
    answer = words("答复", 4, 2000)

    def facts(self) -> dict:
        verdict = self.cleaned_data["verdict"]
        outcome = verdict if verdict in ("out", "check") else ""
        return {"upheld": verdict != "rejected", "outcome": outcome, "answer": self.cleaned_data["answer"]}


class MarksForm(forms.Form):
    """Points of an expert for one project, each within its maximum; the same on paper with a scan."""

    def __init__(self, *args, call, scan=False, **options):
        super().__init__(*args, **options)
        self.call = call
        for criterion in call.criteria:
            self.fields[criterion["key"]] = forms.DecimalField(
                label=criterion["name"],
                min_value=0,
                max_value=criterion["max"],
                max_digits=4,
                decimal_places=1,
                help_text=f"满分 {criterion['max']} 分，可以有一位小数",
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
                    f"请填 0 到 {criterion['max']} 的分数，最多一位小数。",
                ),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "line"}),
            )
        self.fields["opinion"] = words("评审意见", 3, 2000, required=False)
        if scan:
            self.fields["scan"] = paper("专家签字的评分表（扫描件）")

    def facts(self) -> dict:
        marks = {c["key"]: f"{self.cleaned_data[c['key']]:f}" for c in self.call.criteria}
        rest = {name: self.cleaned_data[name] for name in ("opinion", "scan") if name in self.cleaned_data}
        return {"marks": marks, **rest}


class ObjectionLookUpForm(LookUpForm):
    """编号 and 查询码 as they stand on the receipt of an objection."""

    number = forms.CharField(label="异议编号", max_length=20)


CALL_FORMS = {
    "publish": PublishForm,
    "change_period": PeriodForm,
    "start_review": ActForm,
    "draw": DrawForm,
    "rank": ActForm,
    "post_notice": PublishForm,
    "retract": ReasonForm,
    "decide": DecideForm,
    "cancel": ReasonForm,
}
