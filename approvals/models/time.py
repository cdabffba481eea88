"""What changes the count of a limit: one extension, and the special procedures (许可法 42, 45)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.workdays import Unit

from ..enums import ApproverLevel, ProcedureKind
from .cases import Case

ARTICLE_45 = "《中华人民共和国行政许可法》第四十五条"
AGENCY_DAYS = 10  # 许可法 42 ¶1, working days
GOVERNMENT_DAYS = 15  # 许可法 42 ¶2, working days, where several bodies handle it together


class Extension(models.Model):
    """延长期限: once a case, by the right level, its reason told to the applicant (许可法 42).

    Ten working days by the head of the agency; fifteen by the head of the government where several bodies handle it
    together; any other length only by a law that is cited. The database allows one a case.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="extension", verbose_name="办件")
    days = models.PositiveSmallIntegerField("延长")
    unit = models.CharField("单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    level = models.CharField("批准人", max_length=10, choices=ApproverLevel, default=ApproverLevel.AGENCY)
    approver = models.CharField("批准人姓名和职务", max_length=100)
    document = models.CharField("批准文件", max_length=100, blank=True)
    basis = models.CharField(
        "依据", max_length=300, blank=True, help_text="不是许可法第四十二条时，写明法律、法规的条款"
    )
    reason = models.TextField("延长的理由")
    extended_at = models.DateTimeField("延长时间")
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "延长期限"
        constraints = [
            models.CheckConstraint(condition=Q(days__gt=0) & ~Q(reason=""), name="extension_has_days_and_reason"),
            models.CheckConstraint(
                condition=Q(level="agency", days__lte=AGENCY_DAYS, unit="workday")
                | Q(level="government", days__lte=GOVERNMENT_DAYS, unit="workday")
                | (Q(level="law") & ~Q(basis="")),
                name="extension_within_its_level",
            ),
        ]

    def __str__(self):
        return f"延长{self.days}{self.get_unit_display()}"


class Procedure(models.Model):
    """特别程序: its time isn't counted, as far as it was notified to the applicant in writing (许可法 45).

    `notified_days` are those that the applicant was told; what it takes beyond them counts against the body. The first
    day not counted is the day after `began_on`, the last one `ended_on`.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="procedures", verbose_name="办件")
    kind = models.CharField("种类", max_length=12, choices=ProcedureKind)
    basis = models.CharField("依据", max_length=300, default=ARTICLE_45)
    notified_days = models.PositiveSmallIntegerField("告知的所需时间")
    unit = models.CharField("单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    document = models.CharField("依据的文件或委托书", max_length=100)
    performer = models.CharField("组织或承担的单位", max_length=200, blank=True)
    began_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    result = models.TextField("结果", blank=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "特别程序"
        ordering = ["case_id", "began_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on__isnull=True), name="procedure_one_open_at_a_time"
            ),
            models.CheckConstraint(condition=Q(notified_days__gt=0), name="procedure_has_days"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")), name="procedure_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | (~Q(result="") & Q(ended_by__isnull=False)),
                name="procedure_ended_has_result",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.notified_days}{self.get_unit_display()}"
