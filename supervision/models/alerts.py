"""Reminders and cards: what a case has earned, given once."""

from django.db import models

from accounts.models import Organisation, organisations_where
from approvals.enums import ClockKind
from approvals.models import Case

from ..enums import Level
from .rules import Rule


class AlertQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the bodies over which the person has supervision. Fails closed."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_where(user, "supervise"))

    def of_staff(self, user):
        """Those on the cases of the bodies where the person views cases: what a department must answer for."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_where(user, "view_cases"))

    def for_list(self):
        """Rows of a list, the newest first, without what no list shows (personal data stay encrypted, unread)."""
        return self.select_related("case", "organisation", "rule").only(*ALERT_COLUMNS).order_by("-id")


ALERT_COLUMNS = (
    *("clock", "level", "due", "given_at", "late_days", "explanation"),
    *("case__number", "case__item_name", "case__state", "case__closed_at"),
    *("organisation__short_name", "organisation__name", "rule__code", "rule__name"),
)


class Alert(models.Model):
    """A reminder or a card: given once for a case, a clock and a level; never changed.

    `days` is the count day by day as it stood when the alert was given.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alerts", verbose_name="办件")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="alerts", verbose_name="责任单位"
    )
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="alerts", verbose_name="规则")
    clock = models.CharField("期限", max_length=10, choices=ClockKind)
    level = models.CharField("等级", max_length=1, choices=Level)
    due = models.DateField("期限届满日")
    given_at = models.DateTimeField("发出时间", db_index=True)
    late_days = models.PositiveSmallIntegerField("超期工作日", default=0)
    explanation = models.CharField("说明", max_length=300)
    days = models.JSONField("逐日计算", default=list)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预警与亮牌"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["case", "clock", "level"], name="alert_once")]
        indexes = [models.Index(fields=["organisation", "level", "-id"], name="alert_by_organisation")]

    def __str__(self):
        return f"{self.get_level_display()} {self.case}"
