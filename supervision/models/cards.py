"""What becomes of a card: the reply, the appeal and its judgement, the withdrawal, the exemption of many at once."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from core.files import random_name

from ..enums import ExemptionKind, RuleState
from .alerts import Alert


def _person(label: str, **options) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options
    )


class WithPaper(models.Model):
    """A paper that comes with it, checked on its way in."""

    file = models.FileField("附件", upload_to=random_name, blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file_sha256 = models.CharField("摘要", max_length=64, blank=True)

    class Meta:
        abstract = True


class CardReply(WithPaper):
    """A body's answer to a card: what happened and what was mended. Append-only; a later one adds to it."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="replies", verbose_name="牌")
    text = models.TextField("情况说明和整改")
    replied_by = _person("回复人")
    replied_at = models.DateTimeField("回复时间")

    class Meta:
        verbose_name = verbose_name_plural = "亮牌回复"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="cardreply_says_something")]

    def __str__(self):
        return f"{self.alert_id} 回复"


class Appeal(WithPaper):
    """申诉 against a card, once. Who gave the card (nobody where the watch did), who appeals and who judges differ."""

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="appeal", verbose_name="牌")
    giver = _person("发牌人", null=True, blank=True)
    reason = models.TextField("申诉理由")
    appealed_by = _person("申诉人")
    appealed_at = models.DateTimeField("申诉时间")
    judged_by = _person("审查人", null=True, blank=True)
    judged_at = models.DateTimeField("审查时间", null=True, blank=True)
    upheld = models.BooleanField("申诉成立", null=True, blank=True)
    opinion = models.TextField("审查意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申诉"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="appeal_has_reason"),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True, judged_at__isnull=True, upheld__isnull=True)
                | (Q(judged_by__isnull=False, judged_at__isnull=False, upheld__isnull=False) & ~Q(opinion="")),
                name="appeal_judged_whole",
            ),
            models.CheckConstraint(condition=~Q(judged_by=F("giver")), name="appeal_giver_not_judge"),
            models.CheckConstraint(condition=~Q(judged_by=F("appealed_by")), name="appeal_own_not_judged"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(judged_by__isnull=True), name="appeal_waits")]

    def __str__(self):
        return f"{self.alert_id} 申诉"


class Exemption(WithPaper):
    """批量免责: an outage or 不可抗力, with its document. Proposed by one, decided by another.

    Limits that end from `begins` to `ends` at these bodies (all when none is named) earn no card before the day after
    `grace_until`; those given by then are withdrawn.
    """

    title = models.CharField("事由", max_length=200)
    kind = models.CharField("种类", max_length=10, choices=ExemptionKind)
    begins = models.DateField("自")
    ends = models.DateField("至")
    grace_until = models.DateField("宽限至")
    bodies = models.ManyToManyField(Organisation, related_name="+", blank=True, verbose_name="单位")
    document = models.CharField("文号", max_length=100)
    state = models.CharField("状态", max_length=10, choices=RuleState, default=RuleState.PROPOSED)
    proposed_by = _person("提出人")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = _person("批准人", null=True, blank=True)
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    opinion = models.CharField("批准意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量免责"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(begins__lte=F("ends"), ends__lte=F("grace_until")), name="exemption_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(file="") & ~Q(title=""), name="exemption_has_document"
            ),
            models.CheckConstraint(condition=~Q(proposed_by=F("decided_by")), name="exemption_four_eyes"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True)
                | Q(state__in=["decided", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="exemption_decided_by_whom",
            ),
        ]

    def __str__(self):
        return self.title


class Withdrawal(models.Model):
    """撤牌: the card stays and is counted as given and as withdrawn. Giver, judge and withdrawer are three people."""

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="withdrawal", verbose_name="牌")
    giver = _person("发牌人", null=True, blank=True)
    judge = _person("申诉审查人", null=True, blank=True)
    exemption = models.ForeignKey(
        Exemption, on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawals", verbose_name="批量免责"
    )
    withdrawn_by = _person("撤牌人")
    withdrawn_at = models.DateTimeField("撤牌时间")
    reason = models.CharField("理由", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "撤牌"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(judge__isnull=False) ^ Q(exemption__isnull=False), name="withdrawal_on_what_ground"
            ),
            models.CheckConstraint(condition=~Q(withdrawn_by=F("judge")), name="withdrawal_judge_not_withdrawer"),
            models.CheckConstraint(condition=~Q(withdrawn_by=F("giver")), name="withdrawal_giver_not_withdrawer"),
            models.CheckConstraint(condition=~Q(judge=F("giver")), name="withdrawal_giver_not_judge"),
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_reason"),
        ]

    def __str__(self):
        return f"{self.alert_id} 撤牌"
