"""Electronic seals (电子印章) of bodies and the log of their use; who draws and signs is the adapter."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.history import recorded

from ..enums import SealKind
from .people import Organisation, organisations_where


class SealQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The seals of the bodies at which the person keeps seals."""
        return self.filter(organisation__in=organisations_where(user, "keep_seals"))

    def good_on(self, on: date):
        """Valid on that day and not revoked before its end."""
        return self.filter(valid_from__lte=on, valid_to__gte=on).exclude(revoked_on__lte=on)

    def of_body(self, organisation, kind: str, on: date):
        """The body's seal of this kind on that day, the newest; for want of a 专用章 its 公章; or None."""
        good = list(self.good_on(on).filter(organisation=organisation).order_by("-valid_from", "-pk"))
        return next((seal for seal in good if seal.kind == kind), None) or next(
            (seal for seal in good if seal.kind == SealKind.OFFICIAL), None
        )


class Seal(models.Model):
    """One electronic seal of a body. Its key lies with the service named in `service`, never in this table.

    `certificate` and `chain` are public: a signed paper is verified against them after the seal has ended too.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seals", verbose_name="单位")
    kind = models.CharField("种类", max_length=10, choices=SealKind, default=SealKind.LICENSING)
    name = models.CharField("印文", max_length=100)
    service = models.CharField("签章服务", max_length=200, editable=False)
    key_name = models.CharField("密钥编号", max_length=64, unique=True, editable=False)
    certificate = models.TextField("签章证书", editable=False)
    chain = models.TextField("上级证书", blank=True, editable=False)
    legal = models.BooleanField("具有法定效力", default=False, editable=False)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("有效期至（含）")
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="保管人"
    )
    document = models.CharField("批准刻制的文件", max_length=200)
    revoked_on = models.DateField("停用日期", null=True, blank=True)
    revoked_reason = models.CharField("停用原因", max_length=200, blank=True)

    objects = SealQuerySet.as_manager()
    history = recorded(excluded=("certificate", "chain"))

    class Meta:
        verbose_name = verbose_name_plural = "电子印章"
        ordering = ["organisation_id", "kind", "-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_to")), name="seal_dates_in_order"),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | ~Q(revoked_reason=""), name="seal_revoked_for_a_reason"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_good(self) -> bool:
        """Whether it may be used today."""
        today = timezone.localdate()
        ended = self.revoked_on is not None and self.revoked_on <= today
        return self.valid_from <= today <= self.valid_to and not ended


class SealUse(models.Model):
    """One use of a seal (用印记录): who, on which paper, when; append-only. `key` names the paper: sealed once.

    `digest` is the SHA-256 of the file as sealed.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="uses", verbose_name="印章")
    at = models.DateTimeField("用印时间")
    actor_id = models.BigIntegerField("用印人编号", null=True, blank=True)
    actor_name = models.CharField("用印人", max_length=100)
    key = models.CharField(max_length=100, unique=True)
    title = models.CharField("文书", max_length=200)
    number = models.CharField("文书编号", max_length=60)
    digest = models.CharField("文件摘要（SHA-256）", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "用印记录"
        ordering = ["-id"]
        indexes = [models.Index(fields=["seal", "-id"], name="sealuse_of_seal")]

    def __str__(self):
        return f"{self.number} {self.title}"
