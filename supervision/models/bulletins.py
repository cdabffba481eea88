"""通报: what is told of a period to everybody, drafted by the machine from the figures, edited and issued by people."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.registers import MoveLog

from ..enums import BulletinKind, BulletinState


class BulletinQuerySet(models.QuerySet):
    def issued(self):
        """What everybody may read."""
        return self.filter(state=BulletinState.ISSUED)


class Bulletin(models.Model):
    """One bulletin of one kind for one period. `figures` are those of the day of drafting, kept for whoever checks.

    An issued text never changes; what was wrong in it is told by taking it back, with the reason, and drafting anew.
    """

    kind = models.CharField("种类", max_length=12, choices=BulletinKind)
    period = models.CharField("时段", max_length=7)
    number = models.CharField("文号", max_length=40, blank=True)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("正文")
    figures = models.JSONField("数据", default=list)
    state = models.CharField("状态", max_length=10, choices=BulletinState, default=BulletinState.DRAFT)
    drafted_on = models.DateField("起草日期")
    writers = models.JSONField("编写人", default=list)  # ids of those who drafted or edited: none of them issues it
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="签发人",
    )
    reason = models.CharField("撤回原因", max_length=300, blank=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period"], condition=~Q(state="recalled"), name="bulletin_one_of_a_period"
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="bulletin_number_once"),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(issued_at__isnull=False, issued_by__isnull=False) & ~Q(number="")),
                name="bulletin_issued_is_whole",
            ),
            models.CheckConstraint(condition=~Q(state="recalled") | ~Q(reason=""), name="bulletin_recalled_says_why"),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="bulletin_by_state")]

    def __str__(self):
        return self.title


class BulletinMove(MoveLog):
    """What happened to a bulletin; append-only."""

    subject = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "通报记录"
