"""The special-fund list by budget year (漳县《建立县级财政专项资金管理清单工作方案》; 预算法 14).

Amounts are decimal and in 元; the official form shows 万元.
"""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, Q

from accounts.models import Organisation, organisations_where
from core.history import recorded
from core.models import Scope
from core.registers import ChangeSet, DateRange, Entry, MoveLog, Version, VersionQuerySet

from ..enums import FundForm, ListPurpose, Manner, PartState

FUND_PERMISSIONS = ("fill_funds", "review_funds", "inspect_funds", "record_decision", "audit")


def in_wan(amount: Decimal) -> str:
    """An amount in 元 as 万元, exact and without trailing zeros."""
    return f"{(amount / 10_000).normalize():f}"


class FundEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The funds of the bodies where the person works on funds."""
        return self.filter(organisation__in=organisations_where(user, *FUND_PERMISSIONS))


class FundEntry(Entry):
    """专项资金: one fund, the same over the years. `ended_on` is the day of its exit, `merged_into` what took it up."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="funds", verbose_name="主管部门"
    )
    ended_on = models.DateField("退出日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入"
    )

    objects = FundEntryQuerySet.as_manager()
    history = recorded()

    class Meta(Entry.Meta):
        verbose_name = verbose_name_plural = "专项资金"
        ordering = ["code"]


class FundChangeSetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The lists of the body that keeps them, and those in which a department of the person has a part."""
        bodies = organisations_where(user, *FUND_PERMISSIONS)
        return self.filter(
            Q(organisation__in=bodies) | Q(pk__in=FundPart.objects.filter(organisation__in=bodies).values("change_set"))
        )


class FundChangeSet(ChangeSet):
    """One budget year's list on its way: 梳理 → 审定 (县政府常务会议) → 公开 (县人代会批准后)."""

    year = models.PositiveSmallIntegerField("预算年度")
    form = models.CharField("清单类型", max_length=12, choices=FundForm, default=FundForm.DEPARTMENT)
    purpose = models.CharField("用途", max_length=8, choices=ListPurpose, default=ListPurpose.YEAR)
    override_reason = models.TextField("超过项数上限的理由", blank=True)
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
        constraints = [
            *ChangeSet.Meta.constraints,
            models.UniqueConstraint(
                fields=["year", "form"],
                condition=Q(purpose="year") & ~Q(state__in=["withdrawn", "declined"]),
                name="fundchangeset_one_list_a_year",
            ),
        ]


class FundPart(models.Model):
    """A department's part of a list in draft: 财政局 collects, each department fills and hands in its own rows."""

    change_set = models.ForeignKey(FundChangeSet, on_delete=models.PROTECT, related_name="parts", verbose_name="批次")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="fund_parts", verbose_name="主管部门"
    )
    state = models.CharField("状态", max_length=10, choices=PartState, default=PartState.OPEN)
    handed_in_at = models.DateTimeField("报送时间", null=True, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reason = models.TextField("退回理由", blank=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "专项资金填报部门"
        ordering = ["change_set_id", "organisation_id"]
        constraints = [models.UniqueConstraint(fields=["change_set", "organisation"], name="fundpart_once")]

    def __str__(self):
        return f"{self.change_set.number} {self.organisation}"


class FundVersionQuerySet(VersionQuerySet):
    def visible_to(self, user):
        """The rows of the bodies where the person works on funds; who keeps a list sees all of its rows."""
        bodies = organisations_where(user, *FUND_PERMISSIONS)
        return self.filter(Q(organisation__in=bodies) | Q(change_set__organisation__in=bodies))

    def public(self):
        """What everybody may see."""
        return self.filter(scope=Scope.PUBLIC)

    def for_year(self, year: int, on: date | None = None):
        """The published list of a budget year, by department: as it stands now, or as it stood on a day."""
        rows = self.filter(state="published", valid_to__isnull=True) if on is None else self.in_force(on)
        return (
            rows.filter(year=year)
            .select_related("organisation")
            .order_by("organisation__sort_key", "organisation_id", "sort_key", "id")
        )


class FundVersion(Version):
    """A fund in one budget year's list. `amount` is in 元.

    The list of a year stays in force as that year's list: only a change within the year ends a version. `content` holds
    the fields that nothing filters by (`funds.kinds.FIELDS`). What is `internal` stays inside: in list, sum, export,
    API and search.
    """

    entry = models.ForeignKey(
        FundEntry, on_delete=models.PROTECT, related_name="versions", verbose_name="专项资金", db_index=False
    )
    change_set = models.ForeignKey(
        FundChangeSet, on_delete=models.PROTECT, related_name="versions", verbose_name="批次"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="fund_versions", verbose_name="主管部门"
    )
    year = models.PositiveSmallIntegerField("预算年度")
    name = models.CharField("项目名称", max_length=300)
    amount = models.DecimalField("预算数额（元）", max_digits=18, decimal_places=2)
    form = models.CharField("清单类型", max_length=12, choices=FundForm, default=FundForm.DEPARTMENT)
    function = models.ForeignKey(
        "funds.FunctionClass", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="功能分类科目",
    )  # fmt: skip
    founded_year = models.PositiveSmallIntegerField("设立年度", null=True, blank=True)
    ends_on = models.DateField("执行期限止", null=True, blank=True)
    evaluate_on = models.DateField("应评估日期", null=True, blank=True)
    manner = models.CharField("分配方式", max_length=8, choices=Manner, blank=True)
    scope = models.CharField("公开范围", max_length=10, choices=Scope, default=Scope.PUBLIC)
    scope_reason = models.CharField("不公开的理由和依据", max_length=300, blank=True)
    proposal = models.ForeignKey(
        "funds.FundProposal", on_delete=models.PROTECT, null=True, blank=True, related_name="versions",
        verbose_name="设立或增加的审批",
    )  # fmt: skip
    sort_key = models.CharField("排序", max_length=20, blank=True)

    objects = FundVersionQuerySet.as_manager()
    history = recorded()

    class Meta(Version.Meta):
        verbose_name = verbose_name_plural = "专项资金清单内容"
        ordering = ["year", "organisation_id", "sort_key", "id"]
        constraints = [
            *(c for c in Version.Meta.constraints if not isinstance(c, ExclusionConstraint)),
            ExclusionConstraint(
                name="fundversion_one_in_force_a_year",
                expressions=[
                    ("entry", RangeOperators.EQUAL),
                    ("year", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="published"),
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fundversion_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(scope="public") | ~Q(scope_reason=""), name="fundversion_internal_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["year", "organisation", "sort_key", "id"], name="fundversion_year_order"),
            models.Index(fields=["entry", "year"], name="fundversion_entry_year"),
        ]

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
