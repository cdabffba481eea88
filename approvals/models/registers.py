"""权力运行信息 and 办件结果: every exercise of a power, the results that are public, and the sums over both.

All rows but the sums are append-only; what was entered by mistake is withdrawn by a row of its own, never deleted.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Post, organisations_where
from core.masking import EncryptedTextField, mask_name
from core.workdays import Unit
from powerlist.enums import Category
from powerlist.models import ListEntry, ListVersion, ServiceItem, ServiceItemVersion

from ..enums import ApplicantKind, CaseState, ExerciseSource, Outcome, PowerStanding
from .cases import Case, CaseMove

ENDS_NOTHING = (Outcome.STEP, Outcome.RETURNED)
SEES_REGISTER = ("record_powers", "view_cases", "supervise", "audit")


class Reading(models.Model):
    """How far the log of acts has been read into the registers: every act up to `passed` is in them.

    Numbers of the log are given before their transaction commits, so a lower one can appear late: `seen` is the highest
    met at `seen_at`, and `passed` moves to it once that is longer ago than the longest transaction takes.
    """

    stream = models.CharField("登记簿", max_length=40, primary_key=True)
    passed = models.BigIntegerField("已登记至", default=0)
    seen = models.BigIntegerField("已见至", default=0)
    seen_at = models.DateTimeField("见到时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "登记位置"

    def __str__(self):
        return f"{self.stream} {self.passed}"


class PowerExerciseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For whoever records, handles, supervises or audits at the body. Fails closed."""
        return self.filter(organisation__in=organisations_where(user, *SEES_REGISTER))

    def standing(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawal__isnull=True)

    def results(self):
        """Those that end an exercise; the others are steps of it."""
        return self.standing().filter(is_result=True)

    def outside_the_list(self):
        """Exercises of powers that were not in force or suspended on that day, for supervision."""
        return self.standing().exclude(standing=PowerStanding.IN_FORCE)


class PowerExercise(models.Model):
    """One step or one result of exercising a power (权力运行信息), of any of the ten categories.

    Out of a case it is written from the act; any other a department enters by form, workbook or interface. `version` is
    the text of the power in force on `happened_on`, else the last one before; `key` makes one report one row.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="exercises", verbose_name="行使单位"
    )
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="exercises", verbose_name="职权")
    version = models.ForeignKey(
        ListVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="清单版本"
    )
    category = models.CharField("类别", max_length=2, choices=Category)
    standing = models.CharField("清单状态", max_length=14, choices=PowerStanding, default=PowerStanding.IN_FORCE)
    source = models.CharField("来源", max_length=6, choices=ExerciseSource)
    key = models.CharField("来源编号", max_length=120)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="exercises", verbose_name="办件"
    )
    move = models.OneToOneField(CaseMove, on_delete=models.PROTECT, null=True, blank=True, related_name="exercise")
    number = models.CharField("案号或文书号", max_length=80, blank=True)
    step = models.CharField("环节", max_length=60)
    outcome = models.CharField("结果", max_length=12, choices=Outcome)
    is_result = models.BooleanField("办结", default=True)
    happened_on = models.DateField("日期")
    happened_at = models.DateTimeField("时间", null=True, blank=True)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="岗位"
    )
    post_name = models.CharField("岗位", max_length=60, blank=True)
    actor_id = models.BigIntegerField("办理人编号", null=True, blank=True)
    actor_name = models.CharField("办理人", max_length=100)
    party_kind = models.CharField("相对人类型", max_length=1, choices=ApplicantKind, blank=True)
    party = EncryptedTextField("行政相对人", blank=True)
    amount = models.DecimalField("金额（元）", max_digits=16, decimal_places=2, null=True, blank=True)
    summary = models.CharField("摘要", max_length=500, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )

    objects = PowerExerciseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "权力运行信息"
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "source", "key"], name="exercise_reported_once"),
            models.CheckConstraint(
                condition=Q(source="case", case__isnull=False, move__isnull=False)
                | (~Q(source="case") & Q(case__isnull=True, move__isnull=True, recorded_by__isnull=False)),
                name="exercise_says_where_from",
            ),
            models.CheckConstraint(
                condition=Q(is_result=True) ^ Q(outcome__in=["step", "returned"]), name="exercise_ends_by_its_outcome"
            ),
            models.CheckConstraint(
                condition=Q(standing="not_in_force") | Q(version__isnull=False), name="exercise_in_force_has_text"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="exercise_amount_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "happened_on", "id"], name="exercise_of_body"),
            models.Index(fields=["happened_on", "id"], name="exercise_in_order"),
            models.Index(fields=["entry", "happened_on", "id"], name="exercise_of_power"),
            models.Index(
                fields=["happened_on", "id"], condition=~Q(standing="in_force"), name="exercise_outside_the_list"
            ),
        ]

    def __str__(self):
        return f"{self.entry_id} {self.step} {self.happened_on}"

    @property
    def shown_party(self) -> str:
        """Towards whom it was exercised, a natural person masked."""
        if self.case_id is not None:
            name, person = self.case.applicant_name, self.case.is_person
        else:
            name, person = self.party, self.party_kind in ("", ApplicantKind.PERSON)
        return mask_name(name) if name and person else name


class ExerciseWithdrawal(models.Model):
    """A row that was entered by mistake: by whom it was taken back, and why. The row stays."""

    exercise = models.OneToOneField(PowerExercise, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField("撤销登记的原因", max_length=300)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "权力运行信息撤销"

    def __str__(self):
        return f"{self.exercise_id} {self.reason}"


class ExerciseTally(models.Model):
    """How many standing rows of the register one power of one body has in a month, by step or outcome and source."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="+")
    category = models.CharField("类别", max_length=2, choices=Category)
    month = models.DateField("月份")
    source = models.CharField("来源", max_length=6, choices=ExerciseSource)
    standing = models.CharField("清单状态", max_length=14, choices=PowerStanding)
    outcome = models.CharField("结果", max_length=12, choices=Outcome)
    number = models.IntegerField("数量", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "权力运行统计"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "entry", "category", "month", "source", "standing", "outcome"],
                name="exercise_tally_once",
            )
        ]
        indexes = [models.Index(fields=["month", "organisation"], name="exercise_tally_month")]

    def __str__(self):
        return f"{self.entry_id} {self.month:%Y-%m} {self.outcome} {self.number}"


def _closed_guides():
    """The items whose newest guide isn't 向社会公开, as a subquery."""
    newest = ServiceItemVersion.objects.filter(state="published", valid_to__isnull=True).exclude(disclosure="public")
    return newest.order_by().values("item_id")


def _closed_powers():
    texts = ListVersion.objects.filter(state="published", valid_to__isnull=True).exclude(disclosure="public")
    return texts.order_by().values("entry_id")


class CaseResultQuerySet(models.QuerySet):
    def public(self):
        """Results of items and powers that are 向社会公开 today; every public door starts from it."""
        return self.exclude(item__in=_closed_guides()).exclude(entry__in=_closed_powers())

    def visible_to(self, user):
        return self.filter(organisation__in=organisations_where(user, *SEES_REGISTER))


class CaseResult(models.Model):
    """办件结果 as the public reads it: written once when a case is decided, without a number of anybody.

    `applicant` is masked when it is written (个人信息保护法 25). `days` are those that counted in the unit of the
    promise from acceptance to the decision; `kept` whether the promise was kept. Both are empty where nothing was
    accepted.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="public_result")
    number = models.CharField("办件编号", max_length=40)
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="results", verbose_name="事项")
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="+", verbose_name="职权")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="实施主体")
    item_name = models.CharField("事项", max_length=500)
    applicant = models.CharField("申请人（遮盖）", max_length=200)
    outcome = models.CharField("结果", max_length=14, choices=CaseState)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    decided_on = models.DateField("决定日期")
    days = models.PositiveSmallIntegerField("用时", null=True, blank=True)
    unit = models.CharField("单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    promised = models.PositiveSmallIntegerField("承诺时限", null=True, blank=True)
    kept = models.BooleanField("在承诺时限内", null=True, blank=True)

    objects = CaseResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办件结果"
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__isnull=True, kept__isnull=True) | Q(days__isnull=False, kept__isnull=False),
                name="caseresult_days_are_judged",
            )
        ]
        indexes = [
            models.Index(fields=["decided_on", "id"], name="caseresult_in_order"),
            models.Index(fields=["organisation", "decided_on", "id"], name="caseresult_of_body"),
            models.Index(fields=["item", "decided_on", "id"], name="caseresult_of_item"),
        ]

    def __str__(self):
        return self.number

    @property
    def outcome_label(self) -> str:
        """The decision, by which the public finds it."""
        return {CaseState.GRANTED: "准予", CaseState.REFUSED: "不予", CaseState.NOT_ACCEPTED: "不予受理"}[self.outcome]


class DaysTally(models.Model):
    """How many cases of an item decided in a month took so many days; all medians are read from here, exactly."""

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")
    month = models.DateField("月份")
    unit = models.CharField("单位", max_length=10, choices=Unit)
    days = models.PositiveSmallIntegerField("用时")
    number = models.IntegerField("办件数", default=0)
    kept = models.IntegerField("在承诺时限内", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "办理用时统计"
        constraints = [models.UniqueConstraint(fields=["item", "month", "unit", "days"], name="days_tally_once")]

    def __str__(self):
        return f"{self.item_id} {self.month:%Y-%m} {self.days} {self.number}"


def new_key() -> str:
    """The key of a row that a person enters."""
    return uuid.uuid4().hex
