"""Printed editions (印本) of the lists: made once, never changed, checked by anyone through a code."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation
from core.files import random_name

from ..enums import EditionState
from ..kinds import kind_choices

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no look-alikes


def new_code() -> str:
    """Twelve characters, 59 bits: an edition can't be guessed, and can be typed from paper."""
    return "".join(secrets.choice(LETTERS) for _ in range(12))


class Edition(models.Model):
    """印本: one body's list, or all of them, as of a day, as a PDF.

    `number` is given when 审改办 prints it for the record; what a visitor has made bears the code alone. Once made,
    the row and its file stay as they are (a trigger of the database). `digest` is that of the texts, by which the same
    list is not printed twice; `sha256` is that of the file.
    """

    code = models.CharField("验证码", max_length=12, unique=True, default=new_code, editable=False)
    number = models.CharField("印本编号", max_length=60, blank=True)
    kind = models.CharField("清单", max_length=20, choices=kind_choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    on = models.DateField("截至日期")
    title = models.CharField("标题", max_length=200)
    rows = models.PositiveIntegerField("项数")
    digest = models.CharField("内容摘要", max_length=64)
    state = models.CharField("状态", max_length=8, choices=EditionState, default=EditionState.QUEUED)
    done = models.PositiveIntegerField("已排项数", default=0)
    touched_at = models.DateTimeField("进度时间", default=timezone.now)
    file = models.FileField("文件", upload_to=random_name, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    pages = models.PositiveIntegerField("页数", default=0)
    sha256 = models.CharField("文件摘要（SHA-256）", max_length=64, blank=True)
    asked_at = models.DateTimeField("申请时间")
    made_at = models.DateTimeField("生成时间", null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="编印人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "清单印本"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="edition_number_once"),
            models.CheckConstraint(
                condition=~Q(state="made") | (~Q(sha256="") & ~Q(file="") & Q(made_at__isnull=False)),
                name="edition_made_has_file",
            ),
            models.CheckConstraint(condition=Q(number="") | Q(made_by__isnull=False), name="edition_number_has_maker"),
        ]
        indexes = [models.Index(fields=["kind", "organisation", "on", "digest"], name="edition_same_list")]

    def __str__(self):
        return self.number or self.title

    @property
    def shown_code(self) -> str:
        """The code as it is printed: in fours."""
        return "-".join(self.code[n : n + 4] for n in range(0, 12, 4))

    @property
    def file_name(self) -> str:
        return f"{self.title}（截至{self.on:%Y-%m-%d}）.pdf"
