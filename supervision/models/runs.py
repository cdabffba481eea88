"""When the watch went round: the proof that it never stopped unseen."""

from django.db import models

from ..enums import RunKind


class SweepRun(models.Model):
    """One round of the watch. `previous` is the beginning of the round before it, `late_minutes` by how long it came
    after its time. Append-only."""

    kind = models.CharField("巡查", max_length=8, choices=RunKind)
    began = models.DateTimeField("开始时间")
    ended = models.DateTimeField("结束时间")
    previous = models.DateTimeField("上一次开始时间", null=True)
    late_minutes = models.PositiveIntegerField("迟到分钟", default=0)
    counts = models.JSONField("结果", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "巡查记录"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=models.Q(ended__gte=models.F("began")), name="run_in_order")]
        indexes = [models.Index(fields=["kind", "-began"], name="run_last_of_kind")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.began:%Y-%m-%d %H:%M}"

    @classmethod
    def last(cls, kind: str) -> "SweepRun | None":
        return cls.objects.filter(kind=kind).order_by("-began", "-id").first()
