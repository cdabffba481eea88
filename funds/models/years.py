"""The rules of a level, the subjects of the budget, and the budget years with their two clocks.

预算法 14: the government's budget is published within 20 自然日 of its approval by 人大, a department's within 20
自然日 of the reply of 财政; 预算法 52: special transfers go to the townships within 60 自然日.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Subquery, Value
from django.db.models.functions import Coalesce, Left, NullIf

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.history import recorded

from ..enums import BudgetChangeKind, FundForm, Level, RemainderKind
from .lists import FUND_PERMISSIONS, FundEntry

BODY = {"on_delete": models.PROTECT, "related_name": "+"}
MONEY = {"max_digits": 18, "decimal_places": 2}


class FundRule(models.Model):
    """What a level sets for its funds: caps, forms, days, weights. One row a level; all of it is data."""

    level = models.CharField("级次", max_length=10, choices=Level, unique=True)
    forms = ArrayField(models.CharField(max_length=12, choices=FundForm), verbose_name="清单类型")
    total_cap = models.PositiveSmallIntegerField("清单项目上限")
    department_min = models.PositiveSmallIntegerField("一个部门一般不少于")
    department_max = models.PositiveSmallIntegerField("一个部门不超过")
    single_cap = models.PositiveSmallIntegerField("职能单一的部门不超过")
    list_days = models.PositiveSmallIntegerField("人大批准后公开（自然日）", default=20)
    department_days = models.PositiveSmallIntegerField("部门预算批复后公开（自然日）", default=20)
    issue_days = models.PositiveSmallIntegerField("人大批准后下达乡镇（自然日）", default=60)
    notice_days = models.PositiveSmallIntegerField("立项公示（工作日）", default=5)
    carry_years = models.PositiveSmallIntegerField("结转满几年收回", default=2)
    execution_weight = models.PositiveSmallIntegerField("预算执行率分值", default=10)
    output_weight = models.PositiveSmallIntegerField("产出指标分值", default=50)
    benefit_weight = models.PositiveSmallIntegerField("效益指标分值", default=30)
    satisfaction_weight = models.PositiveSmallIntegerField("满意度指标分值", default=10)
    monitor_on = models.CharField("绩效监控日（月-日）", max_length=5, default="07-31")
    monitor_days = models.PositiveSmallIntegerField("监控表报送（监控日后自然日）", default=30)
    assess_by = models.CharField("次年自评截止（月-日）", max_length=5, default="03-31")
    excellent_from = models.PositiveSmallIntegerField("优：不低于（分）", default=90)
    good_from = models.PositiveSmallIntegerField("良：不低于（分）", default=80)
    middle_from = models.PositiveSmallIntegerField("中：不低于（分）", default=60)
    overshoot_percent = models.PositiveSmallIntegerField("完成值超过指标值的（%）要说明", default=130)
    monitor_gap = models.PositiveSmallIntegerField("监控落后时间进度（百分点）预警", default=15)
    behind_percent = models.PositiveSmallIntegerField("支出低于计划的（%）预警", default=90)
    evaluation_years = models.PositiveSmallIntegerField("评估后满几年再评估", default=3)
    least_experts = models.PositiveSmallIntegerField("评审专家不少于（人）", default=3)
    clock_warning = models.PositiveSmallIntegerField("公开期限前几天提醒", default=5)
    issue_warning = models.PositiveSmallIntegerField("下达期限前几天提醒", default=15)
    evaluation_warning = models.PositiveSmallIntegerField("评估日期前几天提醒", default=30)
    finding_warning = models.PositiveSmallIntegerField("整改期限前几天提醒", default=7)
    own_papers = ArrayField(
        models.CharField(max_length=20), verbose_name="本级党委、政府文件的字样", default=list, blank=True
    )
    source = models.CharField("依据", max_length=300)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "专项资金规则"
        ordering = ["level"]
        constraints = [
            models.CheckConstraint(
                condition=Q(execution_weight=100 - F("output_weight") - F("benefit_weight") - F("satisfaction_weight")),
                name="fundrule_weights_are_100",
            ),
            models.CheckConstraint(
                condition=Q(department_min__lte=F("department_max")), name="fundrule_department_in_order"
            ),
            models.CheckConstraint(
                condition=Q(excellent_from__lte=100, good_from__lt=F("excellent_from"), middle_from__lt=F("good_from")),
                name="fundrule_grades_in_order",
            ),
            models.CheckConstraint(
                condition=Q(behind_percent__range=(1, 100), monitor_gap__range=(1, 100), overshoot_percent__gte=100),
                name="fundrule_shares_are_shares",
            ),
            models.CheckConstraint(
                condition=Q(least_experts__gte=1, evaluation_years__gte=1), name="fundrule_counts_from_one"
            ),
        ]

    def __str__(self):
        return self.get_level_display()

    @classmethod
    def ours(cls) -> "FundRule":
        """The rule of this portal's own level, read from the root body's division code (620000, 621100, 621125).

        One query.
        """
        root = Organisation.objects.filter(parent=None).order_by("code")
        division = Subquery(root.values(division=Left(Coalesce(NullIf("region_code", Value("")), "code"), 6))[:1])
        rules = {row.level: row for row in cls.objects.annotate(division=division)}
        division = next((row.division for row in rules.values()), None) or ""
        level = Level.PROVINCE if division[2:] == "0000" else Level.CITY if division[4:] == "00" else Level.COUNTY
        if level not in rules:
            raise cls.DoesNotExist(f"no rule of the level {level}")
        return rules[level]

    @classmethod
    def or_preset(cls) -> "FundRule":
        """The same, or its preset values where the rules were never loaded: for warnings, never for caps."""
        try:
            return cls.ours()
        except cls.DoesNotExist:
            return cls()

    @property
    def grades(self) -> tuple[int, int, int]:
        """From which total on a fund is 优, 良, 中."""
        return (self.excellent_from, self.good_from, self.middle_from)


class SingleFunction(models.Model):
    """职能单一的部门: it has one fund at most; with the document that says so."""

    organisation = models.OneToOneField(Organisation, verbose_name="部门", **BODY)
    document = models.CharField("认定依据", max_length=200)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "职能单一的部门"
        ordering = ["organisation_id"]

    def __str__(self):
        return str(self.organisation)


class FunctionClass(models.Model):
    """功能分类科目: a subject of 政府收支分类科目 (3, 5 or 7 digits: 类, 款, 项)."""

    code = models.CharField("编码", max_length=7, unique=True)
    name = models.CharField("名称", max_length=100)
    valid_to = models.PositiveSmallIntegerField("停用年度", null=True, blank=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "功能分类科目"
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.name}"


class BudgetYear(models.Model):
    """A budget year: its approval by 人大 starts the clocks of the budget, of the list and of the townships' money."""

    year = models.PositiveSmallIntegerField("预算年度", unique=True)
    approved_on = models.DateField("人代会批准日期")
    meeting = models.CharField("会议", max_length=200)
    document_number = models.CharField("决议文号", max_length=100)
    published_on = models.DateField("政府预算公开日期", null=True, blank=True)
    address = models.URLField("政府预算公开地址", blank=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "预算年度"
        ordering = ["-year"]

    def __str__(self):
        return f"{self.year} 年度"


class DepartmentBudget(models.Model):
    """A department's budget: 财政 replies, the department publishes within 20 自然日 (预算法 14)."""

    year = models.ForeignKey(BudgetYear, on_delete=models.PROTECT, related_name="departments", verbose_name="年度")
    organisation = models.ForeignKey(Organisation, verbose_name="部门", **BODY)
    replied_on = models.DateField("批复日期")
    document_number = models.CharField("批复文号", max_length=100)
    published_on = models.DateField("部门预算公开日期", null=True, blank=True)
    address = models.URLField("部门预算公开地址", blank=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "部门预算"
        ordering = ["-year_id", "organisation_id"]
        constraints = [models.UniqueConstraint(fields=["year", "organisation"], name="departmentbudget_once")]

    def __str__(self):
        return f"{self.year} {self.organisation}"


class OfFund(models.QuerySet):
    """Rows with an `entry`: who works on funds at its department sees them."""

    def visible_to(self, user):
        return self.filter(entry__organisation__in=organisations_where(user, *FUND_PERMISSIONS))


class BudgetChange(models.Model):
    """A change of a fund's budget within the year, signed, in 元; never altered, a wrong one is met by its opposite."""

    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="changes", verbose_name="专项资金")
    year = models.PositiveSmallIntegerField("预算年度")
    kind = models.CharField("性质", max_length=10, choices=BudgetChangeKind)
    amount = models.DecimalField("增减数额（元）", **MONEY)
    other = models.ForeignKey(FundEntry, null=True, blank=True, verbose_name="对方资金", **BODY)
    approved_by = models.CharField("批准机关", max_length=100)
    document_number = models.CharField("文号", max_length=100)
    approved_on = models.DateField("批准日期")
    reason = models.CharField("事由", max_length=300)
    made_at = models.DateTimeField("登记时间")
    made_by_id = models.BigIntegerField("登记人编号")
    made_by_name = models.CharField("登记人", max_length=100)

    objects = OfFund.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预算变动"
        ordering = ["id"]
        indexes = [models.Index(fields=["entry", "year"], name="budgetchange_of_year")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="budgetchange_not_zero"),
            models.CheckConstraint(
                condition=~Q(kind="transfer") | Q(other__isnull=False), name="budgetchange_two_ends"
            ),
        ]

    def __str__(self):
        return f"{self.document_number} {self.amount}"


class Execution(models.Model):
    """What of a fund was planned and spent from January to a month's end, in 元, as reported monthly."""

    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="executions", verbose_name="专项资金")
    year = models.PositiveSmallIntegerField("预算年度")
    month = models.PositiveSmallIntegerField("月份")
    planned = models.DecimalField("累计计划支出（元）", **MONEY)
    executed = models.DecimalField("累计实际支出（元）", **MONEY)
    remark = models.CharField("说明", max_length=300, blank=True)

    objects = OfFund.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "支出进度"
        ordering = ["entry_id", "year", "month"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "year", "month"], name="execution_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="execution_month"),
            models.CheckConstraint(condition=Q(planned__gte=0, executed__gte=0), name="execution_not_negative"),
        ]

    def __str__(self):
        return f"{self.entry} {self.year}-{self.month:02d}"


class Remainder(models.Model):
    """What was left of a fund's year: carried on to the next, or taken back when two years have gone by (预算法 42)."""

    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="remainders", verbose_name="专项资金")
    year = models.PositiveSmallIntegerField("所属年度")
    kind = models.CharField("性质", max_length=8, choices=RemainderKind)
    amount = models.DecimalField("数额（元）", **MONEY)
    document_number = models.CharField("文号", max_length=100)
    settled_on = models.DateField("办理日期")
    made_by_id = models.BigIntegerField("登记人编号")
    made_by_name = models.CharField("登记人", max_length=100)

    objects = OfFund.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结转结余"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "year", "kind"], name="remainder_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="remainder_positive"),
        ]

    def __str__(self):
        return f"{self.entry} {self.year} {self.get_kind_display()}"


class FundImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The imports of the bodies where the person works on funds."""
        return self.filter(organisation__in=organisations_where(user, *FUND_PERMISSIONS))


class FundImport(models.Model):
    """A workbook of one of the fund forms: read, looked at, then written whole or not at all.

    `result` holds the preview (rows with state, reasons and cells). `subject` is the key of what it belongs to: a
    list's number, a scheme, a year.
    """

    class State(models.TextChoices):
        READ = "read", "待确认"
        APPLIED = "applied", "已导入"
        REFUSED = "refused", "不能导入"
        UNDONE = "undone", "已撤销"

    kind = models.CharField("表格", max_length=20)
    subject = models.CharField("所属", max_length=60, blank=True)
    organisation = models.ForeignKey(Organisation, verbose_name="单位", **BODY)
    uploaded_by = models.ForeignKey("accounts.User", verbose_name="上传人", **BODY)
    file = models.FileField("文件", upload_to=random_name)
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=8, choices=State, default=State.READ)
    result = models.JSONField("结果", default=dict)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = FundImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金表格导入"
        ordering = ["-id"]

    def __str__(self):
        return self.filename
