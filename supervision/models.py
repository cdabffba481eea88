"""What the supervisor sees: rules as data, alerts given once, ratings by applicants."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, organisations_where
from approvals.enums import ClockKind
from approvals.models import Case
from core.history import recorded

from .enums import NEGATIVE, Level, Satisfaction


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


class RatingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the bodies over which the person has supervision. Fails closed."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_where(user, "supervise"))

    def negative(self):
        """差评: the last two of the five levels."""
        return self.filter(satisfaction__in=NEGATIVE)


class Rating(models.Model):
    """好差评: one for a finished case, by its applicant only. No row means not rated, which is never a good rating."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="rating", verbose_name="办件")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="ratings", verbose_name="被评单位"
    )
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    satisfaction = models.PositiveSmallIntegerField("满意度", choices=Satisfaction)
    comment = models.CharField("评价内容", max_length=500, blank=True)
    rated_at = models.DateTimeField("评价时间", db_index=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(satisfaction__in=[1, 2, 3, 4, 5]), name="rating_of_five_levels")
        ]
        indexes = [models.Index(fields=["organisation", "satisfaction", "-id"], name="rating_by_organisation")]

    def __str__(self):
        return f"{self.case} {self.get_satisfaction_display()}"
