"""What a draft needs besides its form: when it was saved, by which window, what a newer guide set aside."""

import json

from django.db import models
from django.utils import timezone

from core.masking import EncryptedTextField

from .cases import Case


class Draft(models.Model):
    """The book-keeping of one unfiled application. It goes when the case is filed or the draft deleted.

    `stamp` grows by one with every save that changes something; `stamps` keeps, by field, [stamp, window] of its last
    change, so that a window which read an older one overwrites nothing that another has changed since. `told_at` is
    when the person was told that the draft will be deleted; every save takes that back.
    """

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="draft", verbose_name="办件"
    )
    stamp = models.PositiveIntegerField("保存次数", default=0)
    stamps = models.JSONField("各栏最近一次改动", default=dict, blank=True)
    saved_at = models.DateTimeField("最近保存", default=timezone.now, db_index=True)
    told_at = models.DateTimeField("到期提醒", null=True, blank=True)
    moved = models.JSONField("指南更新", default=dict, blank=True)
    aside_data = EncryptedTextField("不再需要的内容", default="[]")

    class Meta:
        verbose_name = verbose_name_plural = "草稿"

    def __str__(self):
        return f"草稿 {self.case_id}"

    @property
    def aside(self) -> list[list[str]]:
        """What was typed into fields that the guide of today no longer has, as [label, text]."""
        return json.loads(self.aside_data or "[]")

    @aside.setter
    def aside(self, value: list[list[str]]):
        self.aside_data = json.dumps(value, ensure_ascii=False)
