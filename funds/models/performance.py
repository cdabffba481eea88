"""绩效目标, monitoring, self-evaluation and 财政评价 (《项目支出绩效评价管理办法》财预〔2020〕10号)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.registers import MoveLog

from ..enums import Aspect, AssessmentKind, AssessmentState, Dimension, Grade, PlanState, Sign
from .documents import PERSON
from .lists import FundEntry
from .years import MONEY, OfFund


class Plan(models.Model):
    """绩效目标 of a fund for a year: without an approved one it has no place on the list."""

    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="plans", verbose_name="专项资金")
    year = models.PositiveSmallIntegerField("预算年度")
    goal = models.TextField("年度总体目标")
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    opinion = models.TextField("审核意见", blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="填报人", **PERSON)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="批复人", **PERSON)
    approved_at = models.DateTimeField("批复时间", null=True, blank=True)
    publisher = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="公开人", **PERSON)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)

    objects = OfFund.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "绩效目标"
        ordering = ["-year", "entry_id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "entry"], name="plan_once_a_year"),
            models.CheckConstraint(condition=~Q(author=F("reviewer")), name="plan_author_not_reviewer"),
            models.CheckConstraint(condition=~Q(author=F("publisher")), name="plan_author_not_publisher"),
        ]

    def __str__(self):
        return f"{self.entry} {self.year}"

    @property
    def body(self):
        """The department in charge, where permissions are held."""
        return self.entry.organisation


class PlanMove(MoveLog):
    """Every act on a plan; append-only."""

    subject = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "绩效目标的记录"


class Indicator(models.Model):
    """A third-level indicator. With a sign it has a number; in words it is judged in three steps."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="indicators", verbose_name="绩效目标")
    position = models.PositiveSmallIntegerField("序号")
    dimension = models.CharField("一级指标", max_length=12, choices=Dimension)
    aspect = models.CharField("二级指标", max_length=12, choices=Aspect)
    name = models.CharField("三级指标", max_length=200)
    sign = models.CharField("指标符号", max_length=5, choices=Sign)
    value = models.DecimalField("指标值", max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField("计量单位", max_length=20, blank=True)
    words = models.CharField("定性目标", max_length=200, blank=True)
    weight = models.DecimalField("分值", max_digits=5, decimal_places=2)
    evidence = models.CharField("评价依据", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "绩效指标"
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="indicator_position_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="indicator_weight_positive"),
            models.CheckConstraint(
                condition=(Q(sign="words") & ~Q(words="")) | (~Q(sign="words") & Q(value__isnull=False)),
                name="indicator_has_target",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def target(self) -> str:
        """The target as the form writes it: `≥50个`, or the words."""
        if self.sign == Sign.WORDS:
            return self.words
        return f"{self.get_sign_display()}{self.value.normalize():f}{self.unit}"


class Assessment(models.Model):
    """A plan looked at: in the middle of the year, by the department at its end, by 财政局 anew.

    Money is 元; `budget` is the public money of the year as adjusted, of which `carried` came from the year before;
    `other_*` is what came from elsewhere (自筹 and the like). 执行率 is that of both together, as on the form.
    `total` and `grade` are facts written when it is confirmed, None for monitoring.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="assessments", verbose_name="绩效目标")
    kind = models.CharField("类型", max_length=8, choices=AssessmentKind)
    as_of = models.DateField("截止日期")
    initial = models.DecimalField("年初预算（元）", **MONEY)
    budget = models.DecimalField("全年预算（元）", **MONEY)
    executed = models.DecimalField("执行数（元）", **MONEY)
    carried = models.DecimalField("其中：上年结转（元）", default=0, **MONEY)
    carried_executed = models.DecimalField("上年结转执行数（元）", default=0, **MONEY)
    other_initial = models.DecimalField("其他资金年初预算（元）", default=0, **MONEY)
    other_budget = models.DecimalField("其他资金全年预算（元）", default=0, **MONEY)
    other_executed = models.DecimalField("其他资金执行数（元）", default=0, **MONEY)
    rows = models.JSONField("指标完成情况", default=list)
    summary = models.TextField("总体情况", blank=True)
    measures = models.TextField("存在问题和改进措施", blank=True)
    total = models.DecimalField("总分", max_digits=5, decimal_places=2, null=True, blank=True)
    grade = models.CharField("等级", max_length=10, choices=Grade, blank=True)
    state = models.CharField("状态", max_length=10, choices=AssessmentState, default=AssessmentState.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="填报人", **PERSON)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="确认人", **PERSON)
    publisher = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="公开人", **PERSON)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "绩效监控与评价"
        ordering = ["-as_of", "-id"]
        indexes = [
            models.Index(  # what public lists read of an evaluation, and no more
                fields=["plan"], include=["id", "kind", "grade", "total"], name="assessment_open",
                condition=Q(published_at__isnull=False, state="confirmed") & ~Q(kind="midyear"),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind"], condition=~Q(kind="midyear"), name="assessment_once_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="midyear") | ~Q(state="confirmed") | (Q(total__isnull=False) & ~Q(grade="")),
                name="assessment_confirmed_has_grade",
            ),
            models.CheckConstraint(condition=~Q(author=F("reviewer")), name="assessment_author_not_reviewer"),
            models.CheckConstraint(condition=~Q(author=F("publisher")), name="assessment_author_not_publisher"),
            models.CheckConstraint(
                condition=Q(other_initial__gte=0, other_budget__gte=0, other_executed__gte=0, carried__gte=0)
                & Q(carried_executed__gte=0, carried_executed__lte=F("carried")),
                name="assessment_parts_not_negative",
            ),
        ]

    def __str__(self):
        return f"{self.plan} {self.get_kind_display()}"

    @property
    def sums(self) -> tuple[Decimal, Decimal, Decimal]:
        """年度资金总额 in 元: 年初预算数, 全年预算数, 全年执行数, from whatever source."""
        return (
            self.initial + self.other_initial, self.budget + self.other_budget, self.executed + self.other_executed
        )  # fmt: skip

    @property
    def body(self):
        """The department in charge, where permissions are held."""
        return self.plan.entry.organisation


class AssessmentMove(MoveLog):
    """Every act on an assessment; append-only."""

    subject = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "绩效监控与评价的记录"
