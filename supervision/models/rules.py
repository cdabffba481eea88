"""The rules of the watch, as data: of which clock, at which point, what level."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from approvals.enums import ClockKind
from core.history import recorded

from ..enums import Level


class Rule(models.Model):
    """A warning rule: of which clock, at which point, what level. Thresholds differ by place, so they are rows."""

    code = models.CharField("规则编号", max_length=10, unique=True)
    name = models.CharField("名称", max_length=100)
    clock = models.CharField("期限", max_length=10, choices=ClockKind)
    level = models.CharField("等级", max_length=1, choices=Level)
    before_days = models.PositiveSmallIntegerField(
        "提前工作日", default=0, help_text="剩余工作日不超过此数时触发；0 为超过期限后触发"
    )
    share = models.PositiveSmallIntegerField(
        "已用比例（%）",
        default=0,
        validators=[MaxValueValidator(100)],
        help_text="用去期限的百分比达到此数时触发；0 为不按比例",
    )
    basis = models.CharField("依据", max_length=300)
    enabled = models.BooleanField("启用", default=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "监察规则"
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(share__lte=100), name="rule_share_is_a_share")]

    def __str__(self):
        return f"{self.code} {self.name}"
