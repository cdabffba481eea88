"""How each material of a case is supplied and judged, what a person keeps for later, and the written promises."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.files import random_name
from core.masking import blind_index
from licences.models import Licence, LicenceCheck
from powerlist.enums import MaterialKind
from powerlist.models import ItemMaterial

from ..enums import PledgeKind, PledgeResult, Supply, Verdict
from .cases import Case
from .files import Scanned

PERSON = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class StoredMaterialQuerySet(models.QuerySet):
    def of_owner(self, user):
        """What the person keeps; nobody else's is ever found."""
        return self.filter(owner=user) if user.is_authenticated else self.none()


class StoredMaterial(Scanned):
    """我的材料: kept by a person for later applications, and deleted by the person. A case takes a copy."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stored_materials")
    title = models.CharField("名称", max_length=100)
    kind = models.CharField("种类", max_length=10, choices=MaterialKind, default=MaterialKind.DOCUMENT)
    file = models.FileField("文件", upload_to=random_name, blank=True)
    original_name = models.CharField("原文件名", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)

    objects = StoredMaterialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "我的材料"
        ordering = ["owner_id", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(scan="infected") ^ ~Q(file=""), name="stored_infected_has_no_bytes"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(scan="pending"), name="stored_to_scan")]

    def __str__(self):
        return self.title

    def is_valid_on(self, day) -> bool:
        return self.valid_until is None or self.valid_until >= day


class Pledge(models.Model):
    """A written promise: 容缺补齐承诺 with its day, or 告知承诺 instead of a proof. The text is kept as it was shown.

    Later checked: kept or broken, with the consequence by the item's own text. Who broke one and did not repair it may
    not pledge again (国办发〔2020〕42号; 容缺受理 by the same rule).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pledges", verbose_name="办件")
    kind = models.CharField("种类", max_length=10, choices=PledgeKind)
    text = models.TextField("承诺书")
    text_version = models.CharField("版本", max_length=40)
    text_sha256 = models.CharField(max_length=64)
    covers = models.JSONField("所涉材料", default=list)
    person_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    promised_name = models.CharField("承诺人", max_length=200)
    promised_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="经手人", **PERSON)
    promised_at = models.DateTimeField("承诺时间")
    until = models.DateField("补齐期限", null=True, blank=True)
    reminded_at = models.DateTimeField("催交时间", null=True, blank=True)
    checked_at = models.DateTimeField("核查时间", null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="核查人", **PERSON)
    result = models.CharField("核查结果", max_length=8, choices=PledgeResult, blank=True)
    finding = models.TextField("核查情况", blank=True)
    consequence = models.CharField("处理", max_length=300, blank=True)
    repaired_at = models.DateTimeField("修复时间", null=True, blank=True)
    repaired_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="修复认定人", **PERSON)
    repair_note = models.CharField("修复说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "承诺"
        ordering = ["case_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="lacking") | Q(until__isnull=False), name="pledge_lacking_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(result="") | (Q(checked_at__isnull=False) & Q(checked_by__isnull=False) & ~Q(finding="")),
                name="pledge_checked_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(result="broken") | ~Q(consequence=""), name="pledge_broken_has_consequence"
            ),
            models.CheckConstraint(
                condition=Q(repaired_at__isnull=True)
                | (Q(result="broken") & Q(repaired_by__isnull=False) & ~Q(repair_note="")),
                name="pledge_repaired_was_broken",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.case_id}"

    def save(self, *args, **kwargs):
        self.person_index = blind_index(self.case.applicant_document)
        super().save(*args, **kwargs)

    @property
    def is_broken(self) -> bool:
        return self.result == PledgeResult.BROKEN and self.repaired_at is None


class CaseMaterialQuerySet(models.QuerySet):
    def outstanding(self):
        """容缺 and still to come, or come and not yet found good."""
        return self.filter(pledge__kind=PledgeKind.LACKING).exclude(verdict=Verdict.GOOD)


class CaseMaterial(models.Model):
    """One material of a case: how it is supplied, and what the clerk found."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="materials", verbose_name="办件")
    material = models.ForeignKey(ItemMaterial, on_delete=models.PROTECT, related_name="+", verbose_name="材料")
    supply = models.CharField("提交方式", max_length=10, choices=Supply, default=Supply.UPLOADED)
    licence = models.ForeignKey(Licence, verbose_name="证照", **PERSON)
    authenticity = models.ForeignKey(LicenceCheck, verbose_name="核验记录", **PERSON)
    pledge = models.ForeignKey(
        Pledge, on_delete=models.RESTRICT, null=True, blank=True, related_name="materials", verbose_name="承诺"
    )
    situation = models.CharField("不需要的情形", max_length=300, blank=True)
    handed_in_at = models.DateTimeField("补交时间", null=True, blank=True)
    verdict = models.CharField("核对结果", max_length=5, choices=Verdict, blank=True)
    words = models.CharField("要补正什么", max_length=500, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="核对人", **PERSON)
    judged_at = models.DateTimeField("核对时间", null=True, blank=True)

    objects = CaseMaterialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办件材料"
        ordering = ["case_id", "material__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "material"], name="casematerial_once_a_case"),
            models.CheckConstraint(
                condition=~Q(supply="licence") | (Q(licence__isnull=False) & Q(authenticity__isnull=False)),
                name="casematerial_licence_is_checked",
            ),
            models.CheckConstraint(
                condition=~Q(supply__in=["lacking", "pledged"]) | Q(pledge__isnull=False),
                name="casematerial_promise_is_written",
            ),
            models.CheckConstraint(
                condition=~Q(supply="not_needed") | ~Q(situation=""), name="casematerial_says_why_not"
            ),
            models.CheckConstraint(condition=~Q(verdict="wrong") | ~Q(words=""), name="casematerial_wrong_says_what"),
            models.CheckConstraint(
                condition=Q(verdict="") | (Q(judged_by__isnull=False) & Q(judged_at__isnull=False)),
                name="casematerial_judged_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.material} {self.get_supply_display()}"
