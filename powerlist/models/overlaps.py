"""交叉分散: powers of two departments that may be one matter, found by the machine, judged by a reviewer (附件4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import organisations_where
from core.registers import MoveLog

from .lists import ListEntry, ListVersion


class OverlapState(models.TextChoices):
    OPEN = "open", "待审"
    CONFIRMED = "confirmed", "已确认"
    DISMISSED = "dismissed", "已排除"
    GONE = "gone", "不再成立"


class OverlapQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of which the person reviews the lists of both bodies."""
        bodies = organisations_where(user, "review_lists")
        return self.filter(left__organisation__in=bodies, right__organisation__in=bodies)


class OverlapCandidate(models.Model):
    """Two entries of different bodies with the same basis or similar names, once for each pair.

    `digest` is of both texts (name and bases) as they were judged: a pair that was dismissed stays so until it changes.
    """

    left = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="+", verbose_name="事项甲")
    right = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="+", verbose_name="事项乙")
    score = models.PositiveSmallIntegerField("分值", help_text="0 到 1000，大的在前")
    name_score = models.PositiveSmallIntegerField("名称相似", help_text="0 到 1000")
    explanation = models.CharField("说明", max_length=1000)
    digest = models.CharField("文本摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=OverlapState, default=OverlapState.OPEN)
    found_at = models.DateTimeField("发现时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    row = models.ForeignKey(
        ListVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="附件4中的一行"
    )

    objects = OverlapQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交叉分散线索"
        ordering = ["-score", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="overlap_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="overlap_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "gone"])
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason=""),
                name="overlap_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", row__isnull=False) | ~Q(state="confirmed"),
                name="overlap_confirmed_in_annex",
            ),
        ]
        indexes = [models.Index(fields=["state", "score", "id"], name="overlap_desk_order")]

    def __str__(self):
        return self.explanation

    @property
    def score_shown(self) -> str:
        return f"{self.score / 1000:.2f}"


class OverlapMove(MoveLog):
    """Every act on a pair; append-only."""

    subject = models.ForeignKey(OverlapCandidate, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "交叉分散审核记录"


class OverlapRun(models.Model):
    """One search through all lists: asked for by a person or by the night, and what it found."""

    asked_at = models.DateTimeField("提出时间")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出人",
    )
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    entries = models.PositiveIntegerField("事项", default=0)
    pairs = models.PositiveIntegerField("线索", default=0)
    new = models.PositiveIntegerField("新线索", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "交叉分散查找"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
