"""Review paths as data: which steps a change set passes, by kind of list and kind of change (seed 004 第九至十三条)."""

import csv
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from core.history import recorded
from core.registers import ChangeKind, ChangeSetState
from core.workdays import Unit

from ..enums import PathNeed

DATA = Path(__file__).parent.parent / "data"
S = ChangeSetState
# The states in which a set waits for somebody, in the order of the longest path.
ORDER = (S.DRAFT, S.SUBMITTED, S.LEGALITY, S.OPINIONS, S.FEEDBACK, S.DECISION, S.ENTRY, S.FINAL, S.DECIDED, S.LETTER)
STEP_LABELS = {
    S.DRAFT: "填报",
    S.SUBMITTED: "初审",
    S.LEGALITY: "逐项审查",
    S.OPINIONS: "征求意见",
    S.FEEDBACK: "部门核实",
    S.DECISION: "政府审定",
    S.ENTRY: "按审定录入",
    S.FINAL: "终审",
    S.DECIDED: "公布",
    S.LETTER: "印发建议函",
}
PERMISSIONS = {
    S.DRAFT: "fill_lists",
    S.SUBMITTED: "review_lists",
    S.LEGALITY: "give_legality",
    S.OPINIONS: "review_lists",
    S.FEEDBACK: "fill_lists",
    S.DECISION: "record_decision",
    S.ENTRY: "fill_lists",
    S.FINAL: "review_lists",
    S.DECIDED: "review_lists",
    S.LETTER: "review_lists",
}
# What a set follows that was sent before paths were data.
OLD_STEPS = tuple({"state": str(state)} for state in (S.DRAFT, S.SUBMITTED, S.LEGALITY, S.DECISION, S.DECIDED))


class ReviewPath(models.Model):
    """One path: for a kind of list (empty: every kind without its own) and the kinds of change that take it.

    A set takes the path of its strictest row (the highest `rank`) when it is sent, and keeps it as it was then.
    """

    key = models.CharField("代号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("清单", max_length=20, blank=True, help_text="空着：没有另行规定的各种清单")
    changes = models.JSONField("变更类型", default=list)
    rank = models.PositiveSmallIntegerField("严格程度", help_text="一个批次里有几种变更时，走数字最大的路径")
    basis = models.CharField("依据", max_length=300, blank=True)
    enabled = models.BooleanField("启用", default=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "审核路径"
        ordering = ["-rank", "key"]

    def __str__(self):
        return self.name

    def clean(self):
        if not isinstance(self.changes, list) or not set(self.changes) <= set(ChangeKind.values):
            raise ValidationError({"changes": '变更类型须是已有的代号，如 ["add", "cancel"]。'})

    def frozen(self) -> dict:
        """The path as a change set keeps it."""
        steps = [
            {
                "state": step.state,
                "body": step.body,
                "permission": step.permission,
                "limit": step.limit,
                "unit": step.unit,
                "needs": step.needs,
            }
            for step in sorted(self.steps.all(), key=lambda step: (step.position, step.pk))
        ]
        kept = {name: getattr(self, name) for name in ("key", "name", "kind", "basis", "rank", "changes")}
        return {**kept, "steps": steps}


class ReviewStep(models.Model):
    """A step of a path: in what state the set waits, for whose permission, how long, and with what paper it ends."""

    path = models.ForeignKey(ReviewPath, on_delete=models.CASCADE, related_name="steps", verbose_name="路径")
    position = models.PositiveSmallIntegerField("次序")
    state = models.CharField("环节", max_length=12, choices=[(s.value, STEP_LABELS[s]) for s in ORDER])
    body = models.CharField("办理单位", max_length=60, blank=True)
    permission = models.CharField("岗位权限", max_length=40, blank=True, help_text="空着：这一环节通常的权限")
    limit = models.PositiveSmallIntegerField("时限", default=0, help_text="0：不限")
    unit = models.CharField("单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    needs = models.CharField("文书", max_length=10, choices=PathNeed, blank=True, default=PathNeed.NOTHING)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "路径环节"
        ordering = ["path", "position"]
        constraints = [models.UniqueConstraint(fields=["path", "state"], name="reviewstep_once")]

    def __str__(self):
        return f"{self.position}. {self.get_state_display()}"


class PaperSeries(models.Model):
    """A running number of papers: `{year}` and `{serial}` stand in the pattern, as 漳编办审〔{year}〕{serial}号.

    Whoever numbers a paper signs it: the body of the number (编办, the founding document's 县编办) is the `issuer`.
    """

    key = models.CharField("代号", max_length=40, unique=True)
    title = models.CharField("文书", max_length=60)
    pattern = models.CharField("编号样式", max_length=60)
    issuer = models.CharField("署名单位", max_length=100, help_text="用这种编号的文书由它落款")

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "文书编号"
        ordering = ["key"]

    def __str__(self):
        return f"{self.title} {self.pattern}"

    @classmethod
    def of(cls, key: str) -> "PaperSeries":
        """The series on record, or the one that comes with the product, unsaved."""
        return cls.objects.filter(key=key).order_by("pk").first() or cls(**shipped_series()[key])

    def clean(self):
        try:
            shown = self.pattern.format(year=2026, serial=1)
        except (KeyError, IndexError, ValueError) as fault:
            raise ValidationError({"pattern": "编号样式里只能有 {year} 和 {serial}。"}) from fault
        if "{serial}" not in self.pattern or "{year}" not in self.pattern or not shown:
            raise ValidationError({"pattern": "编号样式里要有 {year} 和 {serial}。"})


def shipped_series() -> dict[str, dict[str, str]]:
    """The running numbers that come with the product, by key; the county's own sign stands in the pattern."""
    county = settings.COUNTY["name"]
    places = {"county": county, "sign": county.rstrip("县市区")}
    rows = csv.DictReader((DATA / "paper_series.csv").read_text(encoding="utf-8").splitlines())
    return {row["key"]: row | {name: row[name].format(**places) for name in ("pattern", "issuer")} for row in rows}
