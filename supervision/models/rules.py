"""The rules of the watch, as data: what is looked at, and since when with which numbers and which level."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.history import recorded
from core.workdays import Unit

from ..enums import Level, RuleKind, RuleState, Subject, Told
from ..kinds import DETECTORS, Detector

ALWAYS = date(2000, 1, 1)  # rules that ship with the product hold on every day until the county decides otherwise


class Rule(models.Model):
    """The identity of a rule over all its versions. Numbers and levels differ by place, so they are versions."""

    code = models.CharField("规则编号", max_length=10, unique=True)
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("种类", max_length=10, choices=RuleKind, default=RuleKind.TIME)
    subject = models.CharField("监察对象", max_length=10, choices=Subject, default=Subject.CASE)
    detector = models.CharField("检查方法", max_length=40)
    basis = models.CharField("依据", max_length=300)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "监察规则"
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~Q(basis="") & ~Q(detector=""), name="rule_has_basis")]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def declared(self) -> Detector:
        """The detector that this rule uses. KeyError when no code declares it."""
        return DETECTORS[self.detector]


class RuleVersionQuerySet(models.QuerySet):
    def in_force(self, on: date):
        """Of each rule the decided version with the latest day not after `on` (of one day the later number)."""
        return (
            self.filter(state=RuleState.DECIDED, effective_from__lte=on)
            .order_by("rule_id", "-effective_from", "-number")
            .distinct("rule_id")
        )

    def at_work(self, on: date) -> list["RuleVersion"]:
        """Those in force on a day and enabled, by the code of their rules. One query."""
        found = [row for row in self.in_force(on).select_related("rule") if row.enabled]
        return sorted(found, key=lambda row: row.rule.code)

    def proposed(self):
        return self.filter(state=RuleState.PROPOSED)


class RuleVersion(models.Model):
    """The numbers of a rule from a day on. Proposed by one, decided by another; what was decided never changes.

    A version without `decided_by` shipped with the product. `trial` is what it would have given in the last month,
    beside what the version in force would have given. `reply_days` of 0 asks for no reply.
    """

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions", verbose_name="规则")
    number = models.PositiveIntegerField("版本号")
    level = models.CharField("等级", max_length=1, choices=Level)
    params = models.JSONField("参数", default=dict)
    told = ArrayField(models.CharField(max_length=10, choices=Told), verbose_name="告知谁", default=list)
    reply_days = models.PositiveSmallIntegerField("回复期限", default=0)
    reply_unit = models.CharField("单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    enabled = models.BooleanField("启用", default=True)
    effective_from = models.DateField("生效日期", default=ALWAYS)
    reason = models.CharField("理由", max_length=500)
    trial = models.JSONField("试算", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=RuleState, default=RuleState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批准人",
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    opinion = models.CharField("批准意见", max_length=300, blank=True)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规则版本"
        ordering = ["rule_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="ruleversion_number_once"),
            models.UniqueConstraint(fields=["rule"], condition=Q(state="proposed"), name="ruleversion_one_proposal"),
            models.CheckConstraint(condition=~Q(proposed_by=F("decided_by")), name="ruleversion_four_eyes"),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True, state="decided", decided_by__isnull=True, number=1)
                | Q(proposed_by__isnull=False, state__in=["proposed", "taken_back"], decided_by__isnull=True)
                | Q(
                    proposed_by__isnull=False,
                    state__in=["decided", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="ruleversion_decided_by_whom",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="ruleversion_has_reason"),
        ]
        indexes = [models.Index(fields=["rule", "-effective_from", "-number"], name="ruleversion_in_force")]

    def __str__(self):
        return f"{self.rule} 第{self.number}版"

    @property
    def numbers(self) -> str:
        """The numbers in words."""
        declared = self.rule.declared
        return declared.words(self.params) or ("超过期限后" if declared.clock else "没有参数")

    @property
    def reply_text(self) -> str:
        """Within what time a card is answered: 3个工作日, or that no answer is asked for."""
        unit = {Unit.WORKDAY: "个工作日", Unit.NATURAL: "日", Unit.MONTH: "个月"}[Unit(self.reply_unit)]
        return f"{self.reply_days}{unit}" if self.reply_days else "不要求回复"

    @property
    def told_labels(self) -> str:
        return "、".join(Told(name).label for name in self.told)
