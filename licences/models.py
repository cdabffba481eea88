"""Licences: their types, those issued, and the log of what happened to them (GB/T 36901–36906-2018)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.history import recorded
from core.masking import EncryptedTextField, blind_index
from core.registers import MoveLog

from .enums import Handover, LicenceKind, LicenceState


class LicenceType(models.Model):
    """A kind of licence that an item's approval yields. `type_code` is the 21-character code of GB/T 36904."""

    code = models.CharField("类型编码", max_length=30, unique=True)
    type_code = models.CharField("证照类型代码", max_length=21)
    name = models.CharField("证照名称", max_length=100)
    kind = models.CharField("种类", max_length=12, choices=LicenceKind, default=LicenceKind.LICENCE)
    handover = models.CharField("送达方式", max_length=8, choices=Handover, default=Handover.ONLINE)
    validity_months = models.PositiveSmallIntegerField(
        "有效期（月）", null=True, blank=True, help_text="留空为长期有效"
    )

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "证照类型"
        ordering = ["code"]

    def __str__(self):
        return self.name


class LicenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Licences of the holder, and of the bodies at which the person may view cases."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(Q(holder=user) | Q(organisation__in=organisations_where(user, "view_cases")))

    def verified(self, *, code: str, number: str = ""):
        """The licence with this verification code (and this number, when one is given), or None."""
        found = self.select_related("type", "organisation").filter(verification_code=code)
        return (found.filter(number=number) if number else found).first()


class Licence(models.Model):
    """A licence issued on a decision (许可法 39, 44). Anyone verifies it by number and verification code."""

    type = models.ForeignKey(LicenceType, on_delete=models.PROTECT, related_name="licences", verbose_name="证照类型")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="licences", verbose_name="颁发机构"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="licences",
        verbose_name="持证账号",
    )
    identifier = models.CharField("电子证照标识", max_length=100, unique=True)
    number = models.CharField("证照编号", max_length=60, unique=True)
    verification_code = models.CharField("验证码", max_length=16, unique=True)
    holder_name = models.CharField("持证主体", max_length=200)
    holder_is_person = models.BooleanField("持证主体是自然人", default=True)
    holder_document = EncryptedTextField("持证主体证件号码", blank=True)
    holder_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    item_name = models.CharField("许可事项", max_length=500)
    content = models.JSONField("许可内容", default=dict)
    case_number = models.CharField("办件编号", max_length=40, db_index=True)
    state = models.CharField("状态", max_length=12, choices=LicenceState, default=LicenceState.VALID)
    issued_on = models.DateField("颁发日期")
    valid_from = models.DateField("有效期自")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    file = models.FileField("电子证照", upload_to=random_name, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证照"
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")), name="licence_dates_in_order"
            ),
            models.UniqueConstraint(fields=["case_number", "type"], name="licence_once_per_case"),
        ]

    def __str__(self):
        return f"{self.type} {self.number}"

    def save(self, *args, **kwargs):
        self.holder_index = blind_index(self.holder_document)
        super().save(*args, **kwargs)

    def is_valid_on(self, on: date | None = None) -> bool:
        on = on or timezone.localdate()
        started, ended = self.valid_from <= on, self.valid_to is not None and self.valid_to < on
        return self.state == LicenceState.VALID and started and not ended


class LicenceMove(MoveLog):
    """What happened to a licence; append-only."""

    subject = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "证照记录"
