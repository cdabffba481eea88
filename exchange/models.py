"""What leaves the portal: parcels made of the log of acts, carried in batches, each answered by a receipt.

Batches, parcels and receipts are append-only; a parcel without a receipt is still to be carried.
"""

from django.db import models

from approvals.models import CaseMove

from .enums import Table


class Mark(models.Model):
    """How far the log has been read. Every act up to `passed` is handled and no older one can still appear.

    Numbers of the log are given before their transaction commits, so a row with a lower number can appear late. `seen`
    is the highest number met at `seen_at`; once that is longer ago than the longest transaction, `passed` moves to it.
    """

    stream = models.CharField("数据流", max_length=40, primary_key=True)
    passed = models.BigIntegerField("已处理至", default=0)
    seen = models.BigIntegerField("已见至", default=0)
    seen_at = models.DateTimeField("见到时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "读取位置"

    def __str__(self):
        return f"{self.stream} {self.passed}"


class Batch(models.Model):
    """Parcels that travel together; its content never changes, so carrying it twice is carrying it once."""

    number = models.CharField("批次号", max_length=32, unique=True)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "交换批次"
        ordering = ["-id"]

    def __str__(self):
        return self.number


class ParcelQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(receipt__isnull=True)


class Parcel(models.Model):
    """One row for one table of the receiver, made of one act. Personal fields in `fields` are encrypted."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="parcels", verbose_name="批次")
    move = models.ForeignKey(CaseMove, on_delete=models.PROTECT, related_name="+", verbose_name="办理记录")
    table = models.CharField("数据表", max_length=20, choices=Table)
    fields = models.JSONField("内容")

    objects = ParcelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交换数据"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["move", "table"], name="parcel_once")]

    def __str__(self):
        return f"{self.table} {self.fields.get('project_no', '')}"


class Receipt(models.Model):
    """The carrier's answer to one parcel: accepted, or refused and why."""

    parcel = models.OneToOneField(Parcel, on_delete=models.PROTECT, related_name="receipt", verbose_name="数据")
    accepted = models.BooleanField("已接收")
    number = models.CharField("回执号", max_length=80)
    message = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "回执"
        ordering = ["-id"]

    def __str__(self):
        return self.number
