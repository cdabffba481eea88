"""What goes to the applicant by courier: where to, the parcel, what the carrier said (许可法 44; 民事诉讼法 91)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.masking import EncryptedTextField

from ..enums import ParcelState
from .cases import Case


class MailAddress(models.Model):
    """Where the applicant wants the paper; personal, read in full only to print the slip."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="mail_address", verbose_name="办件")
    receiver = EncryptedTextField("收件人")
    phone = EncryptedTextField("收件电话")
    address = EncryptedTextField("收件地址")

    class Meta:
        verbose_name = verbose_name_plural = "邮寄地址"

    def __str__(self):
        return f"邮寄地址 {self.case_id}"


class Shipment(models.Model):
    """One parcel of a case. It is served on the day on which it was signed for, not when it was sent (民诉法 91).

    A parcel that comes back isn't sent again: its holder fetches the paper at the window.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="shipment", verbose_name="办件")
    carrier = models.CharField("承运单位", max_length=60)
    waybill = models.CharField("运单号", max_length=40, unique=True)
    state = models.CharField("状态", max_length=8, choices=ParcelState, default=ParcelState.SENT)
    sent_at = models.DateTimeField("寄出时间")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signer = models.CharField("签收人", max_length=100, blank=True)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    reason = models.CharField("退回原因", max_length=300, blank=True)
    asked_at = models.DateTimeField("最近查询", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "邮件"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="signed") | (Q(signed_at__isnull=False) & ~Q(signer="")),
                name="shipment_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | (Q(returned_at__isnull=False) & ~Q(reason="")),
                name="shipment_returned_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["asked_at", "id"], condition=Q(state="sent"), name="shipment_on_its_way")]

    def __str__(self):
        return f"{self.carrier} {self.waybill}"


class ShipmentEvent(models.Model):
    """What the carrier said of a parcel, once each."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="events", verbose_name="邮件")
    at = models.DateTimeField("时间")
    words = models.CharField("内容", max_length=300)
    place = models.CharField("地点", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "邮件轨迹"
        ordering = ["shipment_id", "-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["shipment", "at", "words"], name="shipmentevent_once")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.words}"
