"""What is done in review: opinions asked of other bodies, inspections on site, hearings; and who must keep away."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, organisations_where

from ..enums import Conclusion, HearingGround, RecusalGround
from .cases import Case

ASK_DAYS = 5  # working days after being told, in which a hearing may be asked for (许可法 47)
HOLD_DAYS = 20  # working days after it was asked for, within which it is held (许可法 47)
NOTICE_DAYS = 7  # days before the hearing, at the latest, on which its time and place are told (许可法 48(1))


def _person(label: str, **options) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options
    )


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that are asked of the bodies at which the person handles cases."""
        return self.filter(organisation__in=organisations_where(user, "handle_cases", "decide_cases"))

    def open(self):
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True)


class Consultation(models.Model):
    """征求意见: what another body is asked about a case, by a day. It runs on the clock of the case (许可法 42, 45).

    A day that passed without an answer is just that: silence is never consent.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consultations", verbose_name="办件")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="consultations", verbose_name="被征求意见的单位"
    )
    question = models.TextField("征求什么意见")
    attached = models.ManyToManyField("approvals.CaseFile", related_name="+", verbose_name="附上的材料", blank=True)
    due_on = models.DateField("答复期限")
    asked_at = models.DateTimeField("发出时间")
    asked_by = _person("发出人")
    reminded_at = models.DateTimeField("催办时间", null=True, blank=True)
    agrees = models.BooleanField("同意", null=True, blank=True)
    answer = models.TextField("意见", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = _person("答复人", null=True, blank=True)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        ordering = ["case_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="consultation_one_open_a_body",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False) & Q(agrees__isnull=False)),
                name="consultation_answer_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_on", "id"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="consultation_waits",
            ),
        ]

    def __str__(self):
        return f"{self.case} {self.organisation}"

    def is_late(self, today) -> bool:
        return self.answered_at is None and self.withdrawn_at is None and today > self.due_on


class Inspection(models.Model):
    """现场勘验 by two or more of the staff (许可法 34 ¶3, 55); it runs on the clock."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="inspections", verbose_name="办件")
    held_at = models.DateTimeField("勘验时间")
    place = models.CharField("地点", max_length=300)
    first = _person("勘验人")
    second = _person("勘验人")
    others = models.CharField("其他参加人", max_length=300, blank=True)
    findings = models.TextField("勘验情况")
    conclusion = models.CharField("结论", max_length=6, choices=Conclusion)
    present = models.CharField("申请人一方在场人", max_length=100, blank=True, help_text="没有人在场的写明原因")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = _person("登记人")

    class Meta:
        verbose_name = verbose_name_plural = "现场勘验"
        ordering = ["case_id", "held_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="inspection_by_two"),
            models.CheckConstraint(condition=~Q(findings="") & ~Q(place=""), name="inspection_has_findings"),
            models.CheckConstraint(condition=Q(held_at__lte=F("recorded_at")), name="inspection_not_in_the_future"),
        ]

    def __str__(self):
        return f"{self.case} 现场勘验"


class Hearing(models.Model):
    """听证 (许可法 46–48): the right is told, asked for within five working days, held within twenty.

    Time and place are told seven days before at the latest; who chairs hasn't reviewed; the decision follows the
    minutes. One a case.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="hearing", verbose_name="办件")
    ground = models.CharField("情形", max_length=2, choices=HearingGround)
    told_at = models.DateTimeField("告知听证权利的时间")
    told_by = _person("告知人")
    parties = models.TextField("被告知的人", help_text="申请人和利害关系人")
    asked_at = models.DateTimeField("申请听证的时间", null=True, blank=True)
    waived = models.BooleanField("没有人申请听证", default=False)
    notified_at = models.DateTimeField("通知时间地点的时间", null=True, blank=True)
    held_at = models.DateTimeField("听证时间", null=True, blank=True)
    place = models.CharField("听证地点", max_length=200, blank=True)
    chair = _person("听证主持人", null=True, blank=True)
    is_public = models.BooleanField("公开举行", default=True)
    minutes = models.TextField("听证笔录摘要", blank=True)
    minuted_at = models.DateTimeField("笔录形成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "听证"
        constraints = [
            models.CheckConstraint(condition=~Q(waived=True, asked_at__isnull=False), name="hearing_waived_or_asked"),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True)
                | (Q(held_at__isnull=False) & Q(chair__isnull=False) & ~Q(place="")),
                name="hearing_notice_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(minuted_at__isnull=True) | (~Q(minutes="") & Q(notified_at__isnull=False)),
                name="hearing_minutes_after_notice",
            ),
        ]

    def __str__(self):
        return f"{self.case} 听证"

    @property
    def is_owed(self) -> bool:
        """Whether a decision must wait for it."""
        return not self.waived and self.minuted_at is None


class Recusal(models.Model):
    """回避: a person who must not handle this case, decided by a lead of the body (公务员法 76)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals", verbose_name="办件")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recusals", verbose_name="回避人"
    )
    ground = models.CharField("情形", max_length=8, choices=RecusalGround)
    note = models.CharField("说明", max_length=300, blank=True)
    decided_at = models.DateTimeField("决定时间")
    decided_by = _person("决定人")

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="recusal_once_a_person")]

    def __str__(self):
        return f"{self.case} {self.person}"
