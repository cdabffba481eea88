"""监督检查: what 财政局 and 审计局 found, its rectification, public after closing."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from core.files import random_name
from core.registers import MoveLog

from ..enums import FindingKind, FindingState
from .documents import PERSON
from .lists import FundEntry
from .years import MONEY, OfFund


class Finding(models.Model):
    """One problem found. `due_on` is the day by which it is mended; the finder, not the department, closes it."""

    number = models.CharField("编号", max_length=20, unique=True)
    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="findings", verbose_name="专项资金")
    year = models.PositiveSmallIntegerField("所属年度")
    kind = models.CharField("类型", max_length=8, choices=FindingKind)
    found_by = models.ForeignKey(Organisation, verbose_name="检查单位", **PERSON)
    document_number = models.CharField("检查文书文号", max_length=100)
    found_on = models.DateField("发现日期")
    text = models.TextField("发现的问题")
    demand = models.TextField("整改要求")
    amount = models.DecimalField("涉及金额（元）", null=True, blank=True, **MONEY)
    due_on = models.DateField("整改期限")
    mending = models.TextField("整改情况", blank=True)
    proof = models.FileField("整改证明", upload_to=random_name, blank=True)
    proof_name = models.CharField("文件名", max_length=200, blank=True)
    mended_at = models.DateTimeField("整改报送时间", null=True, blank=True)
    verdict = models.TextField("核查结论", blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=FindingState, default=FindingState.OPEN)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="登记人", **PERSON)
    publisher = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="公开人", **PERSON)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)

    objects = OfFund.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监督检查发现"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_on"], name="finding_by_due")]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("found_on")), name="finding_dates_in_order"),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(verdict="")),
                name="finding_closed_has_verdict",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(state="closed"), name="finding_public_after_closing"
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def body(self):
        """The department in charge, where permissions are held."""
        return self.entry.organisation


class FindingMove(MoveLog):
    """Every act on a finding; append-only."""

    subject = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "监督检查的记录"
