"""The files of a case and the licence that it yielded."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.files import random_name
from licences.models import Licence
from powerlist.models import ItemMaterial

from ..enums import FileKind, PaperKind, ScanState
from .cases import Case


class CaseFileQuerySet(models.QuerySet):
    def papers(self):
        return self.filter(kind=FileKind.PAPER)

    def uploads(self):
        return self.exclude(kind=FileKind.PAPER)

    def whole(self):
        """Those that still have their bytes."""
        return self.exclude(scan=ScanState.INFECTED)


class Scanned(models.Model):
    """A file in quarantine until found clean. An infected one loses its bytes; the row tells of it."""

    scan = models.CharField("查毒", max_length=8, choices=ScanState, default=ScanState.NOT_SCANNED)
    scanned_at = models.DateTimeField("查毒时间", null=True, blank=True)
    scan_note = models.CharField("查毒说明", max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def is_served(self) -> bool:
        """Whether it may leave quarantine."""
        return self.scan in (ScanState.CLEAN, ScanState.NOT_SCANNED)

    @property
    def shown_as(self) -> str:
        """`image`, `pdf`, or empty for what is only downloaded."""
        return {"application/pdf": "pdf", "image/jpeg": "image", "image/png": "image"}.get(self.content_type, "")


class CaseFile(Scanned):
    """A file of a case, served only to those who may see the case.

    A paper (文书) carries its kind, its number and the act that it documents; the database keeps one an act.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files", verbose_name="办件")
    material = models.ForeignKey(
        ItemMaterial, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="材料"
    )
    field_key = models.SlugField("表单字段", max_length=40, blank=True)  # of a file that a field of the form asks for
    kind = models.CharField("类型", max_length=10, choices=FileKind, default=FileKind.MATERIAL)
    title = models.CharField("名称", max_length=200)
    file = models.FileField("文件", upload_to=random_name, blank=True)
    original_name = models.CharField("原文件名", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    paper = models.CharField("文书", max_length=14, choices=PaperKind, blank=True)
    number = models.CharField("文书编号", max_length=60, blank=True)
    move = models.OneToOneField(
        "CaseMove", on_delete=models.PROTECT, null=True, blank=True, related_name="paper", verbose_name="所据办理"
    )

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办件文件"
        ordering = ["case_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="paper") | (Q(move__isnull=False) & ~Q(number="") & ~Q(paper="")),
                name="casefile_paper_has_number_and_act",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="casefile_number_once"),
            models.CheckConstraint(condition=Q(scan="infected") ^ ~Q(file=""), name="casefile_infected_has_no_bytes"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(scan="pending"), name="casefile_to_scan")]

    def __str__(self):
        return self.title


class CaseLicence(models.Model):
    """The licence that a case yielded, changed, renewed or cancelled: several cases concern one in its life."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="result", verbose_name="办件")
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="case_links", verbose_name="证照")

    def __str__(self):
        return f"{self.case} {self.licence}"
