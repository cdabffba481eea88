"""What the county sets for each kind of list: who reviews first, who approves, how soon a change must be published."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.models import Organisation
from core.history import recorded

from ..kinds import kind_choices


class KindSetting(models.Model):
    """One row for each kind; without one the declaration's own words hold."""

    kind = models.CharField("清单", max_length=20, choices=kind_choices, unique=True)
    lead = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头审核单位"
    )
    approver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审定机关"
    )
    update_days = models.PositiveSmallIntegerField(
        "更新时限（工作日）",
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="从变更情形发生到公布",
    )
    note = models.CharField("依据", max_length=300, blank=True, help_text="规定这些的文件")

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "清单规则"
        ordering = ["id"]

    def __str__(self):
        return self.get_kind_display()
