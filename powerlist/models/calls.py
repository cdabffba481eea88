"""Requests of departments' own systems that create something: asked twice, they are done once."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.models import ApiToken


class CreatingCall(models.Model):
    """One creating request under its Idempotency-Key, with the answer that it got. Kept for a week."""

    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="+", verbose_name="令牌")
    key = models.CharField("幂等键", max_length=100)
    path = models.CharField("地址", max_length=200)
    digest = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("回答", default=0)
    answer = models.JSONField("正文", default=dict, encoder=DjangoJSONEncoder)
    location = models.CharField("新地址", max_length=300, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口创建请求"
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="creating_call_once")]

    def __str__(self):
        return f"{self.path} {self.key}"
