"""Who gets how much: allocations, factor schemes that anyone can compute again, shares, payments. All money is 元."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from core.registers import MoveLog

from ..enums import AllocationState, Manner, SourceLevel
from .documents import PERSON, Measure
from .library import Application, Call
from .lists import FundEntry
from .years import MONEY, OfFund


class Allocation(models.Model):
    """分配方案 of a fund for a year: it exists only under a published 管理办法 in force (`measure`)."""

    number = models.CharField("编号", max_length=20, unique=True)
    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="allocations", verbose_name="专项资金")
    year = models.PositiveSmallIntegerField("预算年度")
    title = models.CharField("标题", max_length=200)
    manner = models.CharField("分配方式", max_length=8, choices=Manner)
    total = models.DecimalField("分配总额（元）", **MONEY)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="allocations", verbose_name="管理办法")
    call = models.ForeignKey(Call, null=True, blank=True, verbose_name="申报通知", **PERSON)
    source_level = models.CharField("资金来源", max_length=8, choices=SourceLevel, default=SourceLevel.COUNTY)
    upper_special = models.CharField("对应的上级专项和文号", max_length=300, blank=True)
    document_number = models.CharField("指标文号", max_length=100, blank=True)
    issued_on = models.DateField("下达日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=AllocationState, default=AllocationState.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="编制人", **PERSON)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="审核人", **PERSON)
    publisher = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="公开人", **PERSON)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = OfFund.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金分配"
        ordering = ["-id"]
        indexes = [models.Index(fields=["entry", "year"], name="allocation_of_year")]
        constraints = [
            models.CheckConstraint(condition=Q(total__gt=0), name="allocation_total_positive"),
            models.CheckConstraint(
                condition=~Q(state="issued") | (Q(issued_on__isnull=False) & ~Q(document_number="")),
                name="allocation_issued_has_document",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(state="issued", publisher__isnull=False),
                name="allocation_published_is_issued",
            ),
            models.CheckConstraint(
                condition=Q(source_level="county") | ~Q(upper_special=""), name="allocation_names_upper_special"
            ),
            models.CheckConstraint(condition=~Q(author=F("reviewer")), name="allocation_author_not_reviewer"),
            models.CheckConstraint(condition=~Q(author=F("publisher")), name="allocation_author_not_publisher"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def body(self):
        """The department in charge, where permissions are held."""
        return self.entry.organisation


class AllocationMove(MoveLog):
    """Every act on an allocation; append-only."""

    subject = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "资金分配的记录"


class Scheme(models.Model):
    """因素方案: `factors` are {name, weight in per cent as text, unit, source}; two may be compared, one is chosen.

    `digest` is the SHA-256 of inputs and results in their canonical form: what is published can be computed again.
    """

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="schemes", verbose_name="分配")
    name = models.CharField("方案名称", max_length=60)
    factors = models.JSONField("因素", default=list)
    coefficient_note = models.CharField("系数说明", max_length=300, blank=True)
    chosen = models.BooleanField("采用", default=False)
    computed_at = models.DateTimeField("测算时间", null=True, blank=True)
    digest = models.CharField("测算摘要（SHA-256）", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "因素方案"
        ordering = ["allocation_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "name"], name="scheme_name_once"),
            models.UniqueConstraint(fields=["allocation"], condition=Q(chosen=True), name="scheme_one_chosen"),
        ]

    def __str__(self):
        return self.name


class SchemeUnit(models.Model):
    """A township or unit in a scheme: `values` in the order of the factors, `coefficient` of last year's evaluation."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="units", verbose_name="方案")
    position = models.PositiveIntegerField()
    code = models.CharField("单位编码", max_length=30)
    name = models.CharField("单位", max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, verbose_name="机构", **PERSON)
    values = ArrayField(models.DecimalField(max_digits=24, decimal_places=6), verbose_name="因素值")
    coefficient = models.DecimalField("系数", max_digits=8, decimal_places=4, default=1)
    amount = models.DecimalField("测算额（元）", null=True, blank=True, **MONEY)

    class Meta:
        verbose_name = verbose_name_plural = "因素值"
        ordering = ["scheme_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="schemeunit_once"),
            models.CheckConstraint(condition=Q(coefficient__gte=0), name="schemeunit_coefficient_not_negative"),
        ]

    def __str__(self):
        return self.name


class Share(models.Model):
    """One recipient's part of an allocation, down to region and project (预算法实施条例 6)."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="shares", verbose_name="分配")
    position = models.PositiveIntegerField("序号")
    recipient = models.CharField("接收单位", max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, verbose_name="机构", **PERSON)
    application = models.ForeignKey(Application, null=True, blank=True, verbose_name="立项项目", **PERSON)
    region = models.CharField("地区", max_length=100, blank=True)
    use = models.CharField("用途或者项目", max_length=300)
    amount = models.DecimalField("数额（元）", **MONEY)

    class Meta:
        verbose_name = verbose_name_plural = "分配明细"
        ordering = ["allocation_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "position"], name="share_position_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="share_not_negative"),
        ]

    def __str__(self):
        return f"{self.recipient} {self.amount}"


class Payment(models.Model):
    """拨付 of a share, by batch. Never altered: a wrong one is met by its opposite (`reverses`)."""

    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="payments", verbose_name="分配明细")
    batch = models.PositiveSmallIntegerField("批次")
    paid_on = models.DateField("拨付日期")
    amount = models.DecimalField("数额（元）", **MONEY)
    voucher = models.CharField("凭证号", max_length=60)
    reverses = models.OneToOneField("self", null=True, blank=True, verbose_name="冲销", **PERSON)
    made_at = models.DateTimeField("登记时间")
    made_by_id = models.BigIntegerField("登记人编号")
    made_by_name = models.CharField("登记人", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "资金拨付"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses__isnull=True) | Q(amount__lt=0, reverses__isnull=False),
                name="payment_negative_only_reverses",
            )
        ]

    def __str__(self):
        return f"{self.voucher} {self.amount}"
