"""Work on many rows: workbooks on their way in, registers on their way out, one act on many cases."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.masking import EncryptedJSONField

from ..enums import JobState, LineResult, RegisterKind
from .cases import Case

PERSON = {"on_delete": models.PROTECT, "related_name": "+"}


class ExerciseImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(organisation__in=organisations_where(user, "record_powers"))


class ExerciseImport(models.Model):
    """权力运行登记表 on its way in: read and judged when it is uploaded, written whole when the person says so.

    `rows` is what would be written, `faults` what stands against it; both are empty once it is written.
    """

    organisation = models.ForeignKey(Organisation, verbose_name="单位", **PERSON)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="上传人", **PERSON)
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = EncryptedJSONField(null=True, blank=True)
    faults = models.JSONField("问题", default=list)
    warnings = models.JSONField("提示", default=list)
    fresh = models.PositiveIntegerField("新增", default=0)
    known = models.PositiveIntegerField("已登记过", default=0)
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    applied_at = models.DateTimeField("写入时间", null=True, blank=True)

    objects = ExerciseImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "权力运行导入"
        ordering = ["-id"]

    def __str__(self):
        return self.filename


class Job(models.Model):
    """What a worker does by and by. `beaten_at` is its last sign of life: who finds it old takes the work up again."""

    state = models.CharField("状态", max_length=8, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    error = models.CharField("没有完成的原因", max_length=300, blank=True)
    created_at = models.DateTimeField("提交时间", default=timezone.now)
    beaten_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)

    @property
    def share(self) -> int | None:
        """Per cent done; None while the total isn't known."""
        return min(self.done * 100 // self.total, 100) if self.total else None


class RegisterExport(Job):
    """办件信息库 or 权力运行信息 as a file, made by the worker; kept for some days for the person who asked.

    With personal data in full (`full`) only for who holds that right, with a purpose; every such export is logged.
    """

    kind = models.CharField("内容", max_length=10, choices=RegisterKind)
    ending = models.CharField("格式", max_length=5)
    query = models.JSONField("条件", default=dict)
    full = models.BooleanField("含个人信息", default=False)
    with_files = models.BooleanField("连同文件", default=False)
    purpose = models.CharField("用途", max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="申请人", **PERSON)
    file = models.FileField("文件", upload_to=random_name, blank=True)
    filename = models.CharField("文件名", max_length=200, blank=True)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "导出"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(full=False, with_files=False) | ~Q(purpose=""), name="export_in_full_has_purpose"
            )
        ]
        indexes = [models.Index(fields=["asked_by", "-id"], name="export_of_person")]

    def __str__(self):
        return self.filename or f"导出 {self.pk}"


class CaseBatch(Job):
    """One act on many cases (批量办理), each tried by itself when its turn comes, by the rules of that moment."""

    move = models.CharField("动作", max_length=40)
    facts = models.JSONField("要素", default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="办理人", **PERSON)
    came_from = models.CharField("来自列表", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量办理"
        ordering = ["-id"]
        indexes = [models.Index(fields=["actor", "-id"], name="casebatch_of_person")]

    def __str__(self):
        return f"{self.move} {self.total}"


class CaseBatchLine(models.Model):
    """One case of a batch: done once, or refused with the reason."""

    batch = models.ForeignKey(CaseBatch, on_delete=models.PROTECT, related_name="lines")
    case = models.ForeignKey(Case, verbose_name="办件", **PERSON)
    result = models.CharField("结果", max_length=8, choices=LineResult, default=LineResult.WAITING)
    reason = models.CharField("没有办的原因", max_length=300, blank=True)
    at = models.DateTimeField("时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量办理的办件"
        ordering = ["batch_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "case"], name="casebatch_case_once"),
            models.CheckConstraint(condition=~Q(result="refused") | ~Q(reason=""), name="casebatch_refusal_has_reason"),
        ]

    def __str__(self):
        return f"{self.case} {self.get_result_display()}"
