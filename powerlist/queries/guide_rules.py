"""Whether a guide keeps the rules of a good guide: one table, each rule with its code, field and the way to mend it.

The rules are those of a real checking script (docs/domain.md 3.4) and of 许可法 30, 42, 58, 59. `hard` ones keep a
guide from being published, the others warn. They judge what is given, saved or not, so that the form shows them live.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from core.workdays import Unit
from licences.models import LicenceType

from ..enums import Audience, CaseKind, Category, Disclosure, FourWay, GuideState, ResultKind
from ..kinds import guide_codes as codes
from ..kinds.flows import flow_faults
from ..kinds.form_fields import form_faults
from ..models import ListVersion, ServiceItemVersion
from .flows import flow_facts

DAYS = {Unit.WORKDAY: 7 / 5, Unit.NATURAL: 1, Unit.MONTH: 30}  # to compare limits of different units, nothing else
NONE = ("", "无", "没有", "/")
PHONE = re.compile(r"^(?:0\d{2,3}-\d{7,8}(?:-\d{1,5})?|1[3-9]\d{9}|1\d{2}|12\d{3}|95\d{3}|400-?\d{3}-?\d{4})$")
STAGES = {
    "受理": ("受理", "收件"),
    "审查": ("审查", "审核", "核查", "评审", "复核"),
    "决定": ("决定", "审批", "批准", "核准"),
    "办结": ("办结", "制证", "归档"),
    "送达": ("送达", "领取", "发证", "颁发"),
}
ENDINGS = {"证": ResultKind.LICENCE, "文": ResultKind.PAPER, "批复": ResultKind.APPROVAL}


@dataclass(frozen=True)
class Facts:
    """What the rules judge: a version with its rows, and the entry's text on the day when the guide shall begin."""

    version: ServiceItemVersion
    on: object
    listed: ListVersion | None
    materials: list = field(default_factory=list)
    windows: list = field(default_factory=list)
    points: list = field(default_factory=list)
    charges: list = field(default_factory=list)
    questions: list = field(default_factory=list)

    @cached_property
    def steps(self) -> list[str]:
        rows = self.listed.content.get("steps") if self.listed else []
        return [row.get("stage", "") for row in rows or [] if isinstance(row, dict)]

    @cached_property
    def missing_stages(self) -> list[str]:
        said = "、".join(self.steps)
        return [stage for stage, words in STAGES.items() if not any(word in said for word in words)]

    @property
    def is_licensing(self) -> bool:
        return self.listed is not None and self.listed.category == Category.LICENSING

    @property
    def category(self) -> str:
        return self.listed.category if self.listed else ""

    def promises(self, way: FourWay) -> bool:
        return way in (self.version.four_ways or [])

    @cached_property
    def form_faults(self) -> list[str]:
        """What is wrong with the saved fields of the application form."""
        rows = list(self.version.fields.order_by("position", "id")) if self.version.pk else []
        types = LicenceType.objects.values_list("code", flat=True) if any(r.options or r.source for r in rows) else ()
        labels = {row.key: row.label for row in rows}
        return [f"“{labels[fault.key]}”：{fault.message}" for fault in form_faults(rows, licence_types=types)]

    @cached_property
    def flow_faults(self) -> list[str]:
        """What is wrong with the saved steps of the review; two queries more where there are any."""
        rows = list(self.version.flow_steps.select_related("post__organisation")) if self.version.pk else []
        return flow_faults(rows, flow_facts(self.version, self.listed, rows)) if rows else []

    @cached_property
    def code_is_taken(self) -> bool:
        """Another item that holds bears this 业务办理项编码, or this 实施编码 for another entry."""
        version, item = self.version, self.version.item
        others = ServiceItemVersion.objects.filter(state=GuideState.PUBLISHED, valid_to__isnull=True)
        if version.handling_code and others.exclude(item=item).filter(handling_code=version.handling_code).exists():
            return True
        code = version.implementation_code
        return bool(code) and others.exclude(item__entry=item.entry_id).filter(implementation_code=code).exists()


@dataclass(frozen=True)
class Rule:
    code: str
    field: str
    hard: bool
    broken: Callable[[Facts], bool]
    message: str | Callable[[Facts], str]


@dataclass(frozen=True)
class Fault:
    code: str
    field: str
    hard: bool
    message: str


def _days(limit: int | None, unit: str) -> float:
    return (limit or 0) * DAYS[Unit(unit)]


def _unthemed(facts: Facts) -> bool:
    person, legal = bool(facts.version.person_theme), bool(facts.version.legal_theme)
    return not {Audience.PERSON: person, Audience.LEGAL: legal}.get(facts.version.audience, person or legal)


def _wrongly_themed(facts: Facts) -> bool:
    audience = facts.version.audience
    return (audience == Audience.PERSON and bool(facts.version.legal_theme)) or (
        audience == Audience.LEGAL and bool(facts.version.person_theme)
    )


def _wholly_online(version) -> bool:
    """Ⅳ级全程网办: handled online, and the result goes back online."""
    depth = set(version.online_depth or [])
    return "5" in depth and bool(depth & {"6", "7"})


def _charge_is_bare(facts: Facts) -> bool:
    rows = facts.charges
    return not rows or any(not (row.name.strip() and row.standard.strip() and row.basis.strip()) for row in rows)


def _result_kind(version) -> str:
    """The kind that the result's name asks for; empty when its ending says nothing."""
    return next((kind for ending, kind in ENDINGS.items() if version.result_name.strip().endswith(ending)), "")


def _bad_phone(text: str) -> bool:
    numbers = [part.strip() for part in re.split(r"[、，,;；/]", text) if part.strip()]
    return any(not PHONE.match(number.replace(" ", "").replace("—", "-")) for number in numbers)


def _code_fault(facts: Facts) -> str:
    version, listed = facts.version, facts.listed
    if version.basic_code:
        fault = codes.basic_fault(version.basic_code, listed.category if listed else "")
        if fault:
            return fault
    if version.implementation_code:
        credit_code = version.item.organisation.credit_code or ""
        fault = codes.implementation_fault(
            version.implementation_code, credit_code=credit_code, level=version.level, basic=version.basic_code
        )
        if fault:
            return fault
    return codes.handling_fault(version.handling_code, version.implementation_code) if version.handling_code else ""


HARD, SOFT = True, False
RULES = (
    Rule("entry_not_in_force", "item", HARD, lambda f: f.listed is None,
         lambda f: f"清单事项 {f.version.item.entry.code} 在 {f.on:%Y-%m-%d} 还没有公布："
         "请先公布清单，或改晚生效日期。"),
    Rule("name_differs", "name", SOFT, lambda f: f.listed is not None and f.version.name.strip() != f.listed.name,
         lambda f: f"指南名称与清单事项“{f.listed.name}”不同：请改成一致；"
         "是其中一个业务办理项的，请填业务办理项编码。"),
    Rule("promise_over_legal", "promised_limit", HARD,
         lambda f: _days(f.version.promised_limit, f.version.promised_unit)
         > _days(f.version.legal_limit, f.version.legal_unit),
         "承诺时限比法定时限长：请把承诺时限改为不超过法定时限。"),
    Rule("immediate_with_limit", "case_kind", HARD,
         lambda f: f.version.case_kind == CaseKind.IMMEDIATE and bool(f.version.promised_limit),
         "办件类型是即办件，承诺时限却不是 0：请把承诺时限改为 0（当场办结），或改为承诺件。"),
    Rule("promised_without_limit", "case_kind", HARD,
         lambda f: f.version.case_kind == CaseKind.PROMISED and not f.version.promised_limit,
         "承诺时限是 0（当场办结），办件类型却是承诺件：请改为即办件，或填承诺时限。"),
    Rule("result_kind_differs", "result_kind", HARD,
         lambda f: bool(f.version.result_kind and _result_kind(f.version))
         and f.version.result_kind != _result_kind(f.version),
         lambda f: f"结果名称“{f.version.result_name}”对应“{ResultKind(_result_kind(f.version)).label}”："
         "请改结果类型或结果名称。"),
    Rule("visits_without_reason", "visits_reason", HARD,
         lambda f: bool(f.version.visits) and f.version.visits_reason.strip() in NONE,
         "要到现场办理，却没有写原因：请填写“必须现场办理原因”，或把到现场次数改为 0。"),
    Rule("reason_without_visits", "visits_reason", HARD,
         lambda f: not f.version.visits and f.version.visits_reason.strip() not in NONE,
         "到现场次数是 0，却写了必须现场办理的原因：请删去原因（或写“无”），或改次数。"),
    Rule("no_way_without_visit", "visits", HARD,
         lambda f: not f.version.visits and not f.version.online and not f.version.mail_materials,
         "到现场次数是 0，又不能网上办理：请勾选“材料可邮寄”，或填实际的到现场次数。"),
    Rule("online_with_visits", "visits", HARD, lambda f: _wholly_online(f.version) and bool(f.version.visits),
         "网上办理深度是全程网办，到现场次数应为 0：请改次数，或改网上办理深度。"),
    Rule("four_at_once", "four_ways", HARD,
         lambda f: f.promises(FourWay.AT_ONCE) and f.version.case_kind != CaseKind.IMMEDIATE,
         "勾了“马上办”，办件类型却不是即办件：请改为即办件，或取消“马上办”。"),
    Rule("four_online", "four_ways", HARD, lambda f: f.promises(FourWay.ONLINE) and not f.version.online,
         "勾了“网上办”，却没有勾“网上办理”：请核对，两处改成一致。"),
    Rule("four_nearby", "four_ways", HARD,
         lambda f: f.promises(FourWay.NEARBY) and not f.points and not f.version.area,
         "勾了“就近办”，却没有就近的去处：请在“自助和代办”里写明终端、服务点或代办人员，或填通办范围。"),
    Rule("four_once", "four_ways", HARD, lambda f: f.promises(FourWay.ONCE) and f.version.visits > 1,
         "勾了“一次办”，到现场次数却超过 1 次：请改次数，或取消“一次办”。"),
    Rule("sign_on_offline", "single_sign_on", HARD,
         lambda f: not f.version.online
         and bool(f.version.single_sign_on or f.version.online_address or f.version.mobile_address),
         "写了单点登录或网办地址，却没有勾“网上办理”：请核对，两处改成一致。"),
    Rule("many_visits", "visits", SOFT, lambda f: f.version.visits > 1,
         "到现场超过一次：请核对能不能合并到一次，或改由邮寄、网上提交。"),
    Rule("levy_unsaid", "levy_standard", HARD,
         lambda f: f.category == Category.LEVY
         and not (f.version.levy_kind.strip() and f.version.levy_standard.strip()),
         "行政征收没有写明征收种类和征收标准：请在“征收和处罚”填写，标准写到计征依据和金额。"),
    Rule("reduction_unsaid", "levy_reduction", HARD,
         lambda f: f.version.levy_reducible and f.version.levy_reduction.strip() in NONE,
         "涉及减免审批，却没有写减免的情形和依据：请补写，让缴费人知道能不能减免。"),
    Rule("penalty_unsaid", "penalty_range", HARD,
         lambda f: f.category == Category.PENALTY
         and not (f.version.penalty_kinds and f.version.penalty_range.strip()),
         "行政处罚没有写明处罚种类和幅度：请在“征收和处罚”填写，幅度照法条写。"),
    Rule("no_discretion", "discretion_title", SOFT,
         lambda f: f.category == Category.PENALTY and not f.version.discretion_title.strip(),
         "没有裁量基准：请写明文件名称和文号，上传文件或填网址（行政处罚法第三十四条：裁量基准应当向社会公布）。"),
    Rule("discretion_nowhere", "discretion_title", HARD,
         lambda f: bool(f.version.discretion_title.strip())
         and not (f.version.discretion or f.version.discretion_address),
         "写了裁量基准的名称，却没有地方可看：请上传文件，或填公布的网址。"),
    Rule("charge_incomplete", "fee", HARD, lambda f: not f.version.is_free and _charge_is_bare(f),
         "收费没有填全：请在“收费项目”逐项写明项目、标准和依据，不收费的把“收费”改为“不收费”。"),
    Rule("payment_unsaid", "online_payment", HARD,
         lambda f: not f.version.is_free and f.version.online_payment is None,
         "收费事项没有写明能不能网上支付：请选择“是”或“否”。"),
    Rule("payment_of_nothing", "online_payment", HARD,
         lambda f: f.version.is_free and (bool(f.version.online_payment) or bool(f.charges)),
         "写的是不收费，却选了网上支付或列了收费项目：请改为“否”并删去收费项目，或写明收费。"),
    Rule("no_consult_phone", "consult_phone", HARD, lambda f: not f.version.consult_phone.strip(),
         "没有咨询电话：请填写带区号的电话。"),
    Rule("no_complaint_phone", "complaint_phone", HARD, lambda f: not f.version.complaint_phone.strip(),
         "没有监督投诉电话：请填写与咨询电话不同的电话。"),
    Rule("phones_equal", "complaint_phone", HARD,
         lambda f: bool(f.version.consult_phone.strip())
         and f.version.consult_phone.strip() == f.version.complaint_phone.strip(),
         "咨询电话和监督投诉电话相同：投诉不能打到经办人那里，请换一个监督电话。"),
    Rule("phone_unreadable", "consult_phone", HARD,
         lambda f: _bad_phone(f.version.consult_phone) or _bad_phone(f.version.complaint_phone),
         "电话要带区号：请写成 0932-4862277 这样；手机号和 12345 等热线可以直接写。"),
    Rule("no_theme", "person_theme", HARD, _unthemed,
         "没有主题：请按服务对象选个人主题或法人主题，群众按主题找事项。"),
    Rule("theme_of_others", "legal_theme", HARD, _wrongly_themed,
         "主题和服务对象不一致：只面向个人的只选个人主题，只面向法人的只选法人主题。"),
    Rule("no_questions", "questions", HARD, lambda f: f.is_licensing and not f.questions,
         "行政许可至少要有一条常见问题：请补写申请人最常问的问题和解答。"),
    Rule("stages_missing", "item", HARD, lambda f: f.is_licensing and bool(f.missing_stages or len(f.steps) < 5),
         lambda f: f"行政许可的流程缺少环节“{'、'.join(f.missing_stages) or '不足五个'}”：请在清单事项的“办理环节”补齐"
         "受理、审查、决定、办结、送达，公布后指南自动使用。"),
    Rule("no_sample", "result_sample", SOFT,
         lambda f: f.version.result_name.strip() not in NONE and not f.version.result_sample,
         "写了结果名称，还没有上传结果样本：请上传一份样本，让申请人知道会拿到什么。"),
    Rule("no_result_kind", "result_kind", SOFT,
         lambda f: f.version.result_name.strip() not in NONE and not f.version.result_kind,
         "写了结果名称，没有选结果类型：请选出证办结、出文办结或审批办结。"),
    Rule("no_conditions", "conditions", HARD, lambda f: not f.version.conditions.strip(),
         "没有受理条件：请写明什么人、什么情形可以申请。"),
    Rule("code_wrong", "implementation_code", HARD, lambda f: bool(_code_fault(f)), _code_fault),
    Rule("code_taken", "implementation_code", HARD, lambda f: f.code_is_taken,
         "编码已经用在另一个事项上：一个实施编码只属于一项清单事项，一个业务办理项编码只属于一份指南，请核对。"),
    Rule("no_code", "implementation_code", SOFT,
         lambda f: not f.version.implementation_code and not f.version.local_code,
         "没有实施编码：请填基本编码，系统按信用代码和行使层级生成建议；只有地方编码的填“地方编码”。"),
    Rule("no_window", "windows", SOFT, lambda f: (f.version.in_hall or "1" in f.version.channels) and not f.windows,
         "没有办理窗口：请写明窗口名称、地址、电话和办公时间；不进驻大厅、不设窗口的请取消勾选。"),
    Rule("form", "fields", HARD, lambda f: bool(f.form_faults),
         lambda f: f"申请表有 {len(f.form_faults)} 处要改，请打开“申请表”：{'；'.join(f.form_faults[:3])}"),
    Rule("flow", "flow_steps", HARD, lambda f: bool(f.flow_faults),
         lambda f: f"办理流程有 {len(f.flow_faults)} 处要改，请打开“办理流程”：{'；'.join(f.flow_faults[:3])}"),
    Rule("no_materials", "materials", SOFT, lambda f: f.is_licensing and not f.materials,
         "没有申请材料：请逐项列出；确实不要材料的，请在受理条件里说明只填申请表。"),
    Rule("serves_nobody", "serves", SOFT, lambda f: not f.version.serves,
         "没有选服务对象：请勾选自然人、企业法人等，可以多选。"),
    Rule("more_open_than_entry", "disclosure", SOFT,
         lambda f: f.listed is not None
         and f.version.disclosure == Disclosure.PUBLIC
         and f.listed.disclosure != Disclosure.PUBLIC,
         "清单事项不向社会公开，指南也不会公开：请核对两处的公开范围。"),
)  # fmt: skip


def judge(facts: Facts) -> list[Fault]:
    """The rules that are broken, the hard ones first."""
    faults = [
        Fault(rule.code, rule.field, rule.hard, rule.message if isinstance(rule.message, str) else rule.message(facts))
        for rule in RULES
        if rule.broken(facts)
    ]
    return sorted(faults, key=lambda fault: not fault.hard)


def facts_of(version: ServiceItemVersion, on=None) -> Facts:
    """A saved version as the rules read it; seven queries."""
    on = on or timezone.localdate()
    return Facts(
        version=version,
        on=on,
        listed=ListVersion.objects.in_force(on).filter(entry=version.item.entry_id).order_by("id").first(),
        materials=list(version.materials.all()),
        windows=list(version.windows.all()),
        points=list(version.points.all()),
        charges=list(version.charges.all()),
        questions=list(version.questions.all()),
    )


def check_guide(version: ServiceItemVersion, on=None) -> list[Fault]:
    """What is wrong with a saved version that shall hold from a day (today when not given)."""
    return judge(facts_of(version, on))
