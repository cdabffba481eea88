"""好差评: what people said of a finished case or of a visit at a counter. No row means not rated.

A 差评 opens a task for the rated body. A rating that was found malicious stays, and is counted as withdrawn.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, organisations_where
from approvals.models import Case, Ticket
from core.history import recorded
from core.masking import EncryptedTextField
from core.registers import MoveLog

from ..enums import NEGATIVE, CounterIndicator, MendingState, OnlineIndicator, RatingChannel, Satisfaction

LABELS = dict(OnlineIndicator.choices) | dict(CounterIndicator.choices)


def _person(label: str, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=label, **options,
    )  # fmt: skip


class RatingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the bodies over which the person has supervision. Fails closed."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=organisations_where(user, "supervise"))

    def negative(self):
        """差评: the last two of the five levels."""
        return self.filter(satisfaction__in=NEGATIVE)

    def standing(self):
        """Without those that were withdrawn after an appeal."""
        return self.exclude(rectification__state=MendingState.WITHDRAWN)


class Rating(models.Model):
    """好差评: one for a finished case (一事一评) or for a visit at a counter (一次一评). Append-only.

    `rater` is empty where the slip's codes were the proof. The database refuses a rater or an enterer of the rated body
    (trigger `rating_not_by_the_rated`). A telephone rating carries who called, when, and the record of the call.
    """

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="rating", verbose_name="办件"
    )
    ticket = models.OneToOneField(
        Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="rating", verbose_name="排队号"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="ratings", verbose_name="被评单位"
    )
    rater = _person("评价人")
    channel = models.CharField("评价渠道", max_length=10, choices=RatingChannel, default=RatingChannel.WEB)
    satisfaction = models.PositiveSmallIntegerField("满意度", choices=Satisfaction)
    indicators = models.JSONField("分项", default=dict)
    comment = models.CharField("评价内容", max_length=500, blank=True)
    rated_at = models.DateTimeField("评价时间", db_index=True)
    entered_by = _person("回访人")
    called_at = models.DateTimeField("回访时间", null=True, blank=True)
    call_record = EncryptedTextField("回访记录", blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(satisfaction__in=[1, 2, 3, 4, 5]), name="rating_of_five_levels"),
            models.CheckConstraint(
                condition=Q(case__isnull=False, ticket__isnull=True) | Q(case__isnull=True, ticket__isnull=False),
                name="rating_of_a_case_or_a_visit",
            ),
            models.CheckConstraint(
                condition=(Q(channel="phone", entered_by__isnull=False, called_at__isnull=False) & ~Q(call_record=""))
                | (~Q(channel="phone") & Q(entered_by__isnull=True, called_at__isnull=True, call_record="")),
                name="rating_by_telephone_has_its_call",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "satisfaction", "-id"], name="rating_by_organisation")]

    def __str__(self):
        return f"{self.subject_text} {self.get_satisfaction_display()}"

    @property
    def subject_text(self) -> str:
        """The case's number, or the number in the queue."""
        return self.case.number if self.case_id else f"排队号 {self.ticket.label}"

    @property
    def mending_text(self) -> str:
        """Where the task of a 差评 stands; empty without one."""
        task = getattr(self, "rectification", None)
        return task.get_state_display() if task is not None else ""

    @property
    def details(self) -> list[tuple[str, str]]:
        """(indicator, level) of what was rated in detail."""
        return [(LABELS[name], Satisfaction(level).label) for name, level in self.indicators.items() if name in LABELS]


class MendingRule(models.Model):
    """差评整改设置: one row with the county's limits in working days."""

    contact_days = models.PositiveSmallIntegerField("联系期限（工作日）", default=1)
    mend_days = models.PositiveSmallIntegerField("整改期限（工作日）", default=5)
    complex_days = models.PositiveSmallIntegerField("情况复杂的整改期限（工作日）", default=15)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "差评整改设置"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact_days__gte=1, mend_days__gte=1, complex_days__gte=F("mend_days")),
                name="mending_rule_has_limits",
            )
        ]

    def __str__(self):
        return f"{self.contact_days}／{self.mend_days}／{self.complex_days} 个工作日"


class RectificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For the rated body, who mends there; for the rest, who reviews and doesn't belong to it. Fails closed."""
        from .complaints import bodies_of

        if user is None or not user.is_authenticated:
            return self.none()
        own = Q(organisation__in=organisations_where(user, "handle_complaints"))
        reviewed = Q(organisation__in=organisations_where(user, "review_ratings"))
        return self.filter(own | (reviewed & ~Q(organisation__in=bodies_of(user))))

    def overdue(self, today):
        """Past the limit that runs now, by `burns_on`; none on a provisional day."""
        return self.filter(burns_on__lt=today, provisional=False)


class Rectification(models.Model):
    """差评整改: contact, mend, reply, review; or an appeal that somebody else than the rated body judges.

    `contact_due`, `mend_due` and `burns_on` (the one that runs now) are written by `actions.mending.project` alone.
    """

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="rectification", verbose_name="差评")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="rectifications", verbose_name="被评单位"
    )
    state = models.CharField("状态", max_length=10, choices=MendingState, default=MendingState.OPEN)
    opened_at = models.DateTimeField("生成时间")
    limits = models.JSONField("期限")  # working days: contact, mend, complex
    is_complex = models.BooleanField("情况复杂", default=False)
    contact_due = models.DateField("联系期限届满日")
    mend_due = models.DateField("整改期限届满日")
    burns_on = models.DateField("当前期限", null=True, blank=True)
    provisional = models.BooleanField("期限暂定", default=False)
    contacted_at = models.DateTimeField("联系时间", null=True, blank=True)
    replied_at = models.DateTimeField("整改反馈时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    contact_note = EncryptedTextField("联系情况", blank=True)
    reply = EncryptedTextField("整改情况", blank=True)
    appeal = EncryptedTextField("申诉理由", blank=True)
    opinion = EncryptedTextField("核查意见", blank=True)
    appealed_by = _person("申诉人")
    judged_by = _person("核查人")

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "差评整改"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["closed", "withdrawn"], closed_at__isnull=False, judged_by__isnull=False)
                | (~Q(state__in=["closed", "withdrawn"]) & Q(closed_at__isnull=True)),
                name="rectification_closed_by_a_judge",
            ),
            models.CheckConstraint(
                condition=Q(appealed_by=None) | Q(judged_by=None) | ~Q(appealed_by=F("judged_by")),
                name="rectification_judged_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["burns_on", "id"], condition=Q(burns_on__isnull=False), name="mending_watch_order"),
            models.Index(fields=["organisation", "-id"], name="mending_of_body"),
        ]

    def __str__(self):
        return f"差评整改 {self.pk}"


class RectificationMove(MoveLog):
    """Every act on the task of a 差评; append-only."""

    subject = models.ForeignKey(Rectification, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "差评整改记录"
