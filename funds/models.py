"""The special-fund list by budget year (漳县《建立县级财政专项资金管理清单工作方案》; 预算法 14).

Amounts are decimal and in 元; the official form shows 万元.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, organisations_where
from core.history import recorded
from core.registers import ChangeSet, Entry, MoveLog, Version, VersionQuerySet

from .enums import FundForm


def in_wan(amount: Decimal) -> str:
    """An amount in 元 as 万元, exact and without trailing zeros."""
    return f"{(amount / 10_000).normalize():f}"


class FundEntry(Entry):
    """专项资金: one fund, the same over the years."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="funds", verbose_name="主管部门"
    )

    history = recorded()

    class Meta(Entry.Meta):
        verbose_name = verbose_name_plural = "专项资金"
        ordering = ["code"]


class FundChangeSetQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(
            organisation__in=organisations_where(user, "fill_lists", "review_lists", "record_decision", "audit")
        )


class FundChangeSet(ChangeSet):
    """One budget year's list on its way: 梳理 → 审定 (县政府常务会议) → 公开 (县人代会批准后)."""

    year = models.PositiveSmallIntegerField("预算年度")
    form = models.CharField("清单类型", max_length=12, choices=FundForm, default=FundForm.DEPARTMENT)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="fund_change_sets", verbose_name="填报单位"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    jurist = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FundChangeSetQuerySet.as_manager()
    history = recorded()

    class Meta(ChangeSet.Meta):
        verbose_name = verbose_name_plural = "专项资金清单批次"
        ordering = ["-id"]


class FundVersionQuerySet(VersionQuerySet):
    def for_year(self, year: int):
        """The published list of a budget year, by department."""
        return (
            self.filter(year=year, state="published")
            .select_related("organisation")
            .order_by("organisation__sort_key", "organisation_id", "sort_key", "id")
        )


class FundVersion(Version):
    """A fund in one budget year's list. `amount` is in 元."""

    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="versions", verbose_name="专项资金")
    change_set = models.ForeignKey(
        FundChangeSet, on_delete=models.PROTECT, related_name="versions", verbose_name="批次"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="fund_versions", verbose_name="主管部门"
    )
    year = models.PositiveSmallIntegerField("预算年度")
    name = models.CharField("项目名称", max_length=300)
    amount = models.DecimalField("预算数额（元）", max_digits=18, decimal_places=2)
    sort_key = models.CharField("排序", max_length=20, blank=True)

    objects = FundVersionQuerySet.as_manager()
    history = recorded()

    class Meta(Version.Meta):
        verbose_name = verbose_name_plural = "专项资金清单内容"
        ordering = ["year", "organisation_id", "sort_key", "id"]
        constraints = [
            *Version.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gte=0), name="fundversion_amount_not_negative"),
        ]
        indexes = [models.Index(fields=["year", "organisation", "sort_key", "id"], name="fundversion_year_order")]

    def __str__(self):
        return self.name

    @property
    def amount_wan(self) -> str:
        return in_wan(self.amount)


class FundMove(MoveLog):
    """Every act on a year's list; append-only."""

    subject = models.ForeignKey(FundChangeSet, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "专项资金清单记录"
