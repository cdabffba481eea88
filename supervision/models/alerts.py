"""What was found: reminders, warnings and cards, each given once."""

from django.conf import settings
from django.db import models

from accounts.models import Organisation, organisations_where
from approvals.enums import ClockKind
from approvals.models import Case

from ..enums import CARDS, Level, Subject
from .rules import Rule, RuleVersion


class AlertQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the bodies over which the person has supervision. Fails closed."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_where(user, "supervise"))

    def of_staff(self, user):
        """Those of the bodies where the person views cases: what a department must answer for."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_where(user, "view_cases"))

    def cards(self):
        return self.filter(level__in=CARDS)

    def standing(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawal__isnull=True)

    def for_list(self):
        """Rows of a list, the newest first, without what no list shows (personal data stay encrypted, unread)."""
        return self.select_related("case", "organisation", "rule").only(*ALERT_COLUMNS).order_by("-id")


ALERT_COLUMNS = (
    *("subject", "clock", "level", "due", "given_at", "late_days", "explanation", "title", "address", "key"),
    *("case__number", "case__item_name", "case__state", "case__closed_at"),
    *("organisation__short_name", "organisation__name", "rule__code", "rule__name"),
)


class Alert(models.Model):
    """A reminder, a warning or a card: given once for a thing, an occasion and a level; never changed.

    `key` names the thing (`case:12`, `version:77`), `occasion` what happened to it (a limit, a row of the log). `days`
    is the count day by day as it stood then, `holders` who used them, `evidence` the rows that were found.
    """

    subject = models.CharField("监察对象", max_length=10, choices=Subject, default=Subject.CASE)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts", verbose_name="办件"
    )
    key = models.CharField("对象标识", max_length=60)
    title = models.CharField("对象", max_length=500)
    address = models.CharField("链接", max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="alerts", verbose_name="责任单位"
    )
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="alerts", verbose_name="规则")
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="+", verbose_name="规则版本")
    clock = models.CharField("期限", max_length=10, blank=True)
    occasion = models.CharField("事由", max_length=80)
    level = models.CharField("等级", max_length=1, choices=Level)
    due = models.DateField("期限届满日", null=True, blank=True)
    given_at = models.DateTimeField("发出时间", db_index=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="发出人",
    )  # fmt: skip
    reply_by = models.DateField("回复期限", null=True, blank=True)
    late_days = models.PositiveSmallIntegerField("超期工作日", default=0)
    explanation = models.CharField("说明", max_length=500)
    days = models.JSONField("逐日计算", default=list)
    holders = models.JSONField("各环节用时", default=list)
    evidence = models.JSONField("证据", default=list)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预警与亮牌"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["key", "occasion", "level"], name="alert_once")]
        indexes = [
            models.Index(fields=["organisation", "level", "-id"], name="alert_by_organisation"),
            models.Index(fields=["subject", "-id"], name="alert_by_subject"),
            models.Index(
                fields=["reply_by", "id"], condition=models.Q(reply_by__isnull=False), name="alert_to_be_answered"
            ),
            models.Index(fields=["due", "id"], condition=models.Q(level__in=["2", "3"]), name="alert_card_by_due"),
        ]

    def __str__(self):
        return f"{self.get_level_display()} {self.title}"

    @property
    def clock_label(self) -> str:
        return ClockKind(self.clock).label if self.clock else self.get_subject_display()

    @property
    def is_card(self) -> bool:
        return self.level in CARDS
