"""收费: what an applicant is asked to pay by the item's standard, and how it was settled (许可法 58, 59).

Nothing free can be charged and nothing above the standard: the database asks the guide's row (migration of the guard).
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from powerlist.models import ItemCharge

from ..enums import FeeState
from .cases import Case

PERSON = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class CaseFee(models.Model):
    """One 缴款: by a row of the guide under which the case was filed, its unit price times what is counted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fees", verbose_name="办件")
    charge = models.ForeignKey(ItemCharge, on_delete=models.PROTECT, related_name="+", verbose_name="收费项目")
    quantity = models.DecimalField("数量", max_digits=12, decimal_places=2, default=Decimal(1))
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    code = models.CharField("缴款码", max_length=40, unique=True)
    state = models.CharField("状态", max_length=8, choices=FeeState, default=FeeState.DUE)
    asked_at = models.DateTimeField("通知时间")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    paid_at = models.DateTimeField("缴款时间", null=True, blank=True)
    receipt = models.CharField("票据号", max_length=60, blank=True)
    ground = models.CharField("减免依据和情形", max_length=300, blank=True)
    reason = models.CharField("退款原因", max_length=300, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="经办人", **PERSON)
    settled_at = models.DateTimeField("减免或者退款时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "缴款"
        ordering = ["case_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "charge"], name="casefee_once_for_a_charge"),
            models.CheckConstraint(condition=Q(amount__gt=0, quantity__gt=0), name="casefee_of_something"),
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "refunded"]) | (Q(paid_at__isnull=False) & ~Q(receipt="")),
                name="casefee_paid_has_receipt",
            ),
            models.CheckConstraint(condition=~Q(state="exempt") | ~Q(ground=""), name="casefee_exempt_has_ground"),
            models.CheckConstraint(condition=~Q(state="refunded") | ~Q(reason=""), name="casefee_refund_has_reason"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(state="due"), name="casefee_due")]

    def __str__(self):
        return f"{self.charge} {self.amount}"
