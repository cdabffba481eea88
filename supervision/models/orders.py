"""督办单 and 监察建议书: what a supervisor orders a body to answer for, from its draft to its end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.registers import MoveLog

from ..enums import OrderKind, OrderState
from .alerts import Alert


def _person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those to the bodies over which the person has supervision. Fails closed."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(unit__in=organisations_where(user, "supervise"))

    def of_unit(self, user):
        """Issued ones to the bodies that the person leads."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(unit__in=organisations_where(user, "decide_cases")).exclude(
            state__in=(OrderState.DRAFT, OrderState.DROPPED)
        )


class Order(models.Model):
    """One order: to whom, what about, on what ground, to be answered within so many working days of its issue.

    A second notice is an order of its own, a `grade` higher, that names the former.
    """

    number = models.CharField("编号", max_length=40, unique=True)
    kind = models.CharField("种类", max_length=10, choices=OrderKind, default=OrderKind.ORDER)
    grade = models.PositiveSmallIntegerField("第几次", default=1)
    former = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="second", verbose_name="前一次督办"
    )
    alert = models.ForeignKey(
        Alert, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", verbose_name="所据亮牌"
    )
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="orders", verbose_name="被督办单位")
    person = models.CharField("责任人", max_length=60, blank=True)
    title = models.CharField("事由", max_length=200)
    content = models.TextField("督办内容和要求")
    basis = models.CharField("依据", max_length=300)
    reply_days = models.PositiveSmallIntegerField("回复期限（工作日）", default=5)
    reply_by = models.DateField("回复期限届满日", null=True, blank=True)
    check_by = models.DateField("核查期限届满日", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=OrderState, default=OrderState.DRAFT)
    drafted_by = _person("起草人")
    drafted_at = models.DateTimeField("起草时间")
    issued_by = _person("签发人")
    issued_at = models.DateTimeField("签发时间", null=True, blank=True)
    signed_by = _person("签收人")
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    reply = models.TextField("回复", blank=True)
    appeals = models.BooleanField("提出申诉", default=False)
    replied_by = _person("回复人")
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    file = models.FileField("附件", upload_to=random_name, blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file_sha256 = models.CharField("摘要", max_length=64, blank=True)
    checked_by = _person("核查人")
    opinion = models.TextField("核查意见", blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"])
                | Q(issued_by__isnull=False, issued_at__isnull=False, reply_by__isnull=False),
                name="order_issued_by_whom",
            ),
            models.CheckConstraint(condition=~Q(drafted_by=F("issued_by")), name="order_drafter_not_signer"),
            models.CheckConstraint(condition=~Q(replied_by=F("checked_by")), name="order_answer_checked_by_another"),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "renewed"]) | (~Q(opinion="") & Q(closed_at__isnull=False)),
                name="order_ended_has_opinion",
            ),
            models.CheckConstraint(condition=Q(grade=1) ^ Q(former__isnull=False), name="order_second_names_former"),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="order_of_unit"),
            models.Index(
                fields=["reply_by", "id"], condition=Q(state__in=["issued", "signed"]), name="order_to_be_answered"
            ),
            models.Index(fields=["check_by", "id"], condition=Q(state="replied"), name="order_to_be_checked"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class OrderMove(MoveLog):
    """Every act on an order; append-only."""

    subject = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "督办记录"
