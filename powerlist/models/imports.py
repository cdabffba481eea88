"""A workbook on its way into a list: uploaded, read, looked at, applied."""

import uuid

from django.conf import settings
from django.db import models

from accounts.models import Organisation, organisations_where
from core.files import random_name

from ..enums import ImportState
from ..kinds import form_choices
from .lists import ListChangeSet


class ImportJobQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_where(user, "fill_lists"))


class ImportJob(models.Model):
    """One file. `result` holds the preview (counts, every row's state and reasons); nothing is written before apply."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("清单", max_length=20, choices=form_choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    file = models.FileField("文件", upload_to=random_name)
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=12, choices=ImportState, default=ImportState.UPLOADED)
    done = models.PositiveIntegerField("已处理行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    result = models.JSONField("结果", default=dict)
    error = models.TextField("拒绝原因", blank=True)
    change_set = models.ForeignKey(
        ListChangeSet, on_delete=models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="变更批次"
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        ordering = ["-id"]

    def __str__(self):
        return self.filename
