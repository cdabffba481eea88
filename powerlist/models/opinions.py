"""意见建议 on an entry: left by anyone without an account, answered within a limit, shown when it may be."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, organisations_where
from core.history import recorded
from core.masking import EncryptedTextField
from core.registers import MoveLog
from core.workdays import Unit

from ..enums import OpinionKind, OpinionOffice, OpinionState
from .lists import ListEntry, ListVersion


class OpinionRule(models.Model):
    """意见受理设置: for each kind who answers and within what limit, and how that office is reached (监督方式).

    The limit counts from the day after the opinion came; 5 working days where the county set nothing else.
    """

    kind = models.CharField("类型", max_length=12, choices=OpinionKind, unique=True)
    office = models.CharField("答复机关", max_length=10, choices=OpinionOffice, default=OpinionOffice.REVIEW)
    limit = models.PositiveSmallIntegerField("答复期限", default=5)
    unit = models.CharField("期限单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    phone = models.CharField("监督电话", max_length=40, blank=True)
    mailbox = models.CharField("监督邮箱", max_length=100, blank=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "意见受理设置"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(limit__gte=1), name="opinion_rule_has_limit")]

    def __str__(self):
        return self.get_kind_display()


class OpinionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All of them for 审改办 and 审计 at the bodies of their grants; for 司法局 those on legality."""
        legal = Q(office=OpinionOffice.LEGALITY, organisation__in=organisations_where(user, "give_legality"))
        return self.filter(Q(organisation__in=organisations_where(user, "review_lists", "audit")) | legal)

    def shown(self):
        """Answered, and cleared for everyone to read."""
        return self.filter(state=OpinionState.ANSWERED, shown=True)


class Opinion(models.Model):
    """One person's word on an entry. Name and contact are optional, encrypted, and shown masked."""

    number = models.CharField("编号", max_length=20, unique=True)
    query_code = EncryptedTextField("查询码")
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="opinions", verbose_name="事项")
    version = models.ForeignKey(
        ListVersion, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="所指文本"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="opinions", verbose_name="事项单位"
    )
    kind = models.CharField("类型", max_length=12, choices=OpinionKind)
    office = models.CharField("答复机关", max_length=10, choices=OpinionOffice, default=OpinionOffice.REVIEW)
    text = models.TextField("意见")
    person = EncryptedTextField("称呼", blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    state = models.CharField("状态", max_length=10, choices=OpinionState, default=OpinionState.RECEIVED)
    submitted_at = models.DateTimeField("提交时间")
    due_on = models.DateField("答复期限")
    provisional = models.BooleanField("期限暂定", default=False)
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    shown = models.BooleanField("公开", default=False)
    hidden_reason = models.CharField("不公开的理由", max_length=200, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清单意见建议"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", answered_at__isnull=True)
                | (Q(state="answered", answered_at__isnull=False) & ~Q(answer="")),
                name="opinion_answered_has_answer",
            ),
            models.CheckConstraint(condition=Q(shown=False) | Q(state="answered"), name="opinion_shown_is_answered"),
        ]
        indexes = [
            models.Index(fields=["entry", "answered_at", "id"], condition=Q(shown=True), name="opinion_on_entry"),
            models.Index(fields=["state", "due_on", "id"], name="opinion_desk_order"),
        ]

    def __str__(self):
        return self.number


class OpinionMove(MoveLog):
    """Every act on an opinion; append-only."""

    subject = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "意见办理记录"
