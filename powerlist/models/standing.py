"""How an entry stands beside its text: what followed it, whether it is suspended, whether it is used, who is urged."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, organisations_where
from core.history import recorded

from ..enums import UrgingKind
from .lists import ListEntry, ListVersion


class Succession(models.Model):
    """The entry that ended and one that follows it; `version` is the row that ends it. In force once that has ended."""

    predecessor = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="precessions")
    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="successions")

    class Meta:
        verbose_name = verbose_name_plural = "事项承继"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_another"),
        ]

    def __str__(self):
        return f"{self.predecessor_id} → {self.successor_id}"


class SuspensionQuerySet(models.QuerySet):
    def on(self, day):
        """Those that hold on a day; `ended_on` is the first day on which the entry is exercised again."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), began_on__lte=day)


class Suspension(models.Model):
    """暂停行使 (兰州市权责清单管理暂行办法 第十二条): the entry stays public and marked; no case may be filed."""

    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="suspensions", verbose_name="事项")
    version = models.OneToOneField(ListVersion, on_delete=models.PROTECT, related_name="suspension")
    reason = models.TextField("暂停原因")
    months = models.JSONField("办理月份", default=list, blank=True, help_text="周期性办理的月份，1 至 12")
    until = models.DateField("预计恢复日期", null=True, blank=True)
    began_on = models.DateField("暂停日期", null=True, blank=True)
    ended_on = models.DateField("恢复日期", null=True, blank=True)
    ended_by = models.ForeignKey(ListVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SuspensionQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "暂停行使"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(began_on__lte=F("ended_on")), name="suspension_dates_in_order"
            )
        ]
        indexes = [models.Index(fields=["entry", "began_on"], name="suspension_of_entry")]

    def __str__(self):
        return f"{self.entry_id} {self.began_on or ''}"

    @property
    def season(self) -> str:
        """The months in which a periodic item is handled, in words."""
        return "、".join(f"{month}月" for month in self.months)


class EntryUse(models.Model):
    """How often an entry was used, as counted by the app that handles cases; written anew every night."""

    entry = models.OneToOneField(ListEntry, on_delete=models.CASCADE, related_name="use", verbose_name="事项")
    cases = models.PositiveIntegerField("办件数", default=0)
    last_case_on = models.DateField("最近办件", null=True, blank=True)
    counted_on = models.DateField("统计日期")

    class Meta:
        verbose_name = verbose_name_plural = "事项办件统计"

    def __str__(self):
        return f"{self.entry_id} {self.cases}"


class UrgingQuerySet(models.QuerySet):
    def open_to(self, user, permissions):
        """What is urged of this person's bodies and posts."""
        found = Q(pk=None)
        for permission in permissions:
            found |= Q(permission=permission, organisation__in=organisations_where(user, permission))
        return self.filter(found, settled_at__isnull=True)


class Urging(models.Model):
    """催办: a message to whoever holds a permission at a body. The same `key` is never urged twice."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField("种类", max_length=10, choices=UrgingKind)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    permission = models.CharField("催谁", max_length=40)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容")
    address = models.CharField("页面", max_length=200, blank=True)
    created_at = models.DateTimeField("时间")
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = UrgingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation", "permission"], name="urging_open")]

    def __str__(self):
        return self.title
