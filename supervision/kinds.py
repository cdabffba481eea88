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
