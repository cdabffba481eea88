"""What the watch can find: each detector declared once with what it reads, the numbers that a rule may set, its words.

A rule (`models.Rule`) names a detector; its versions set the numbers. The detectors themselves are pure functions in
`queries/judging.py` (limits) and `queries/detectors/` (content, process, openness).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from approvals.enums import ClockKind

from .enums import RuleKind, Subject


@dataclass(frozen=True)
class Param:
    """A number that a version of a rule sets. `unit` is said behind it; `help` says what it does."""

    name: str
    label: str
    default: int
    low: int = 0
    high: int = 1000
    unit: str = ""
    help: str = ""


BEFORE = Param("before_days", "提前", 0, 0, 60, "个工作日", "剩余工作日不超过此数时触发；0 为超过期限后触发")
SHARE = Param("share", "已用比例", 0, 0, 100, "%", "用去期限的百分比达到此数时触发；0 为不按比例")
AFTER = Param("after_days", "超期满", 0, 0, 60, "个工作日", "超过期限这么多个工作日后触发；0 为超过期限就触发")


@dataclass(frozen=True)
class Detector:
    """`reads` says in words which rows it looks at; `clock` is the limit that a rule of time counts."""

    code: str
    label: str
    kind: RuleKind
    subject: Subject
    reads: str
    params: tuple[Param, ...] = field(default=())
    clock: str = ""

    def clean(self, given: Mapping) -> dict[str, int]:
        """The numbers of a version, whole and in range. Raises ValueError that names the number, in words."""
        unknown = set(given) - {param.name for param in self.params}
        if unknown:
            raise ValueError(f"“{self.label}”没有这个参数：{'、'.join(sorted(unknown))}。")
        found = {}
        for param in self.params:
            value = given.get(param.name, param.default)
            if isinstance(value, bool) or not isinstance(value, int):
                raise ValueError(f"“{param.label}”要填一个整数。")
            if not param.low <= value <= param.high:
                raise ValueError(f"“{param.label}”要在 {param.low} 到 {param.high} 之间。")
            found[param.name] = value
        return found

    def words(self, params: Mapping) -> str:
        """The numbers as people read them: 提前 1 个工作日，已用比例 80 %."""
        return "，".join(
            f"{param.label} {value} {param.unit}".strip() for param in self.params if (value := params.get(param.name))
        )


DETECTORS: dict[str, Detector] = {}


def declare(*detectors: Detector) -> None:
    """Make detectors known. A code is declared once."""
    for detector in detectors:
        if detector.code in DETECTORS:
            raise ValueError(f"{detector.code} is declared twice")
        DETECTORS[detector.code] = detector


def _limit(clock: ClockKind, label: str, subject: Subject, reads: str) -> Detector:
    return Detector(f"clock.{clock}", label, RuleKind.TIME, subject, reads, (BEFORE, SHARE, AFTER), clock)


CASE_DAYS = "办件的收件、补正、受理、决定时间，特别程序和延长期限的登记，工作日日历"

declare(
    _limit(ClockKind.NOTICE, "受理期限", Subject.CASE, "收件时间、补正收齐时间，第一次告知的时间"),
    _limit(ClockKind.PROMISE, "承诺时限", Subject.CASE, CASE_DAYS),
    Detector(
        "clock.on_spot", "即办件时限", RuleKind.TIME, Subject.CASE, f"承诺当天办结的办件：{CASE_DAYS}", (AFTER,),
        ClockKind.PROMISE,
    ),
    _limit(ClockKind.LEGAL, "法定时限", Subject.CASE, CASE_DAYS),
    _limit(ClockKind.DELIVERY, "送达期限", Subject.LICENCE, "作出决定的时间，颁发送达的时间"),
    _limit(ClockKind.RENEWAL, "延续决定期限", Subject.LICENCE, "申请延续的时间，证照有效期届满之日，作出决定的时间"),
    _limit(ClockKind.SPECIAL, "特别程序时间", Subject.SPECIAL, "特别程序的开始、结束日期和告知的天数"),
    _limit(ClockKind.STEP, "环节时限", Subject.STEP, "环节的开始、完成时间，特别程序和延长期限的登记"),
)  # fmt: skip

LEAST_WORDS = Param("min_chars", "至少", 8, 1, 200, "个字", "少于此数视为没有说明")
LOG = "办理记录（每一步的时间、办理人、内容）"


def _act(code: str, label: str, kind: RuleKind, *params: Param, subject=Subject.CASE, reads: str = LOG) -> Detector:
    return Detector(f"act.{code}", label, kind, subject, reads, params)


declare(
    _act("bare_refusal", "不予受理、退件没有理由", RuleKind.CONTENT, LEAST_WORDS),
    _act("second_notice", "补正没有一次性告知", RuleKind.PROCESS),
    _act(
        "extra_material", "收取清单以外的材料", RuleKind.CONTENT, Param("least", "达到", 1, 1, 20, "份"),
        reads="受理和补正时收到的文件，办事指南的材料清单",
    ),
    _act("jump", "流程跳转、逆序、越权", RuleKind.PROCESS),
    _act("backdated", "先办后录、补录", RuleKind.PROCESS, Param("minutes", "相差", 10, 1, 1440, "分钟")),
    _act(
        "pause_abuse", "滥用暂停", RuleKind.PROCESS, Param("most", "最多", 2, 1, 20, "次"),
        Param("days", "合计最多", 60, 1, 365, "天"), subject=Subject.SPECIAL,
    ),
    _act("late_extension", "延期不合规", RuleKind.PROCESS),
    _act(
        "bare_decision", "不予许可没有理由、依据", RuleKind.CONTENT, LEAST_WORDS,
        Param("article", "必须引用条款", 1, 0, 1, "", "1 为必须引用法律条款，0 为不要求"),
    ),
    _act("bare_review", "审查情况没有如实记载", RuleKind.CONTENT, Param("min_chars", "至少", 4, 1, 200, "个字")),
)  # fmt: skip


def _daily(code: str, label: str, kind: RuleKind, subject: Subject, reads: str, *params: Param) -> Detector:
    return Detector(code, label, kind, subject, reads, params)


declare(
    _daily("daily.opinions", "意见建议答复超时", RuleKind.TIME, Subject.CONSULT, "清单意见建议的答复期限"),
    _daily("daily.complaints", "投诉办理超时", RuleKind.TIME, Subject.COMPLAINT, "投诉的当前期限，不读取内容"),
    _daily("daily.change_sets", "清单变更超时", RuleKind.OPENNESS, Subject.LISTS, "清单变更批次的环节期限"),
    _daily(
        "daily.guides_behind", "办事指南没有随清单更新", RuleKind.OPENNESS, Subject.LISTS,
        "清单文本和办事指南的生效日期",
        Param("days", "满", 20, 1, 365, "日"),
    ),
    _daily("daily.guides_ended", "办事指南失效", RuleKind.OPENNESS, Subject.LISTS, "办事指南的失效日期"),
    _daily("daily.funds", "专项资金没有按期公开", RuleKind.OPENNESS, Subject.FUNDS, "专项资金各环节的公开期限"),
    _daily("daily.outside_the_list", "行使清单以外的职权", RuleKind.CONTENT, Subject.LISTS, "权力运行信息和当天的清单"),
    _daily(
        "daily.repeated_red", "一个月内多次红牌", RuleKind.PROCESS, Subject.CASE, "本月发出的红牌",
        Param("most", "达到", 3, 2, 100, "张"),
    ),
    _daily(
        "monthly.charts", "没有外部流程图", RuleKind.OPENNESS, Subject.LISTS, "在册权力的流程图",
        Param("share", "达到", 10, 1, 100, "%"),
    ),
    _daily(
        "monthly.duties", "没有责任事项", RuleKind.OPENNESS, Subject.LISTS, "在册权力的责任事项",
        Param("share", "达到", 10, 1, 100, "%"),
    ),
    _daily(
        "monthly.offline", "体外循环", RuleKind.PROCESS, Subject.LISTS, "近 90 天办件的申请渠道",
        Param("least", "达到", 5, 1, 1000, "件"),
    ),
    _daily(
        "card.unanswered", "黄牌逾期没有回复", RuleKind.PROCESS, Subject.CASE, "黄牌的回复期限、回复和申诉",
    ),
    _daily(
        "daily.orders_unchecked", "督办回复逾期没有核查", RuleKind.PROCESS, Subject.WATCH, "督办单的核查期限",
    ),
    _daily(
        "watch.gap", "巡查中断", RuleKind.PROCESS, Subject.WATCH, "每次巡查的开始时间",
        Param("minutes", "超过", 15, 6, 1440, "分钟"),
    ),
)  # fmt: skip
