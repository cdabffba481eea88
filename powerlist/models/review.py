"""What reviewers leave on the rows of a change set: verdicts, remarks on one cell, outcomes, opinions, letters."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from core.history import recorded
from core.masking import EncryptedTextField, mask_name

from ..enums import Aspect, HeardFrom, HearingState, Verdict
from .lists import ListChangeSet, ListVersion

PERSON = {"on_delete": models.PROTECT, "related_name": "+"}


class RowVerdict(models.Model):
    """One aspect of one row, judged by a named person on the text of `fingerprint`. One for each round of review."""

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="verdicts", verbose_name="事项")
    round = models.PositiveSmallIntegerField("轮次")
    aspect = models.CharField("方面", max_length=10, choices=Aspect)
    verdict = models.CharField("结论", max_length=10, choices=Verdict)
    opinion = models.TextField("意见")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="审查人", **PERSON)
    fingerprint = models.CharField("所审文本", max_length=16)
    at = models.DateTimeField("时间")

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "逐项审查意见"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["version", "aspect", "round"], name="rowverdict_once")]

    def __str__(self):
        return f"{self.get_aspect_display()}{self.get_verdict_display()}"


class RowRemark(models.Model):
    """A reviewer's remark on one cell of a row, for the department that mends it."""

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="remarks", verbose_name="事项")
    round = models.PositiveSmallIntegerField("轮次")
    cell = models.CharField("栏目", max_length=30)
    text = models.TextField("意见")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="提出人", **PERSON)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "栏目意见"
        ordering = ["id"]

    def __str__(self):
        return self.text

    @property
    def cell_label(self) -> str:
        return self.version.labels.get(self.cell, self.cell)


class RowOutcome(models.Model):
    """What became of a row: taken with the text in `cells`, or left out with the reason."""

    version = models.OneToOneField(ListVersion, on_delete=models.PROTECT, related_name="outcome", verbose_name="事项")
    taken = models.BooleanField("采用")
    reason = models.TextField("理由", blank=True)
    cells = models.JSONField("审定文本", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="记录人", **PERSON)
    at = models.DateTimeField("时间")

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "逐项审定结果"
        constraints = [
            models.CheckConstraint(condition=Q(taken=True) | ~Q(reason=""), name="rowoutcome_refusal_has_reason")
        ]

    def __str__(self):
        return "采用" if self.taken else f"未采用：{self.reason}"


class Consultation(models.Model):
    """公开征求意见: a period in which anyone may read the draft changes and leave an opinion. Both days included."""

    change_set = models.ForeignKey(
        ListChangeSet, on_delete=models.PROTECT, related_name="consultations", verbose_name="批次"
    )
    title = models.CharField("标题", max_length=200)
    words = models.TextField("说明", blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("截止日期")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="发起人", **PERSON)
    opened_at = models.DateTimeField("发起时间")

    class Meta:
        verbose_name = verbose_name_plural = "公开征求意见"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=models.F("ends_on")), name="consultation_dates_in_order")
        ]

    def __str__(self):
        return self.title

    def is_open(self, on) -> bool:
        return self.starts_on <= on <= self.ends_on


class ReviewOpinion(models.Model):
    """An opinion of an expert, a department or anyone, on a set or one of its rows, with its answer."""

    change_set = models.ForeignKey(
        ListChangeSet, on_delete=models.PROTECT, related_name="opinions", verbose_name="批次"
    )
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions"
    )
    version = models.ForeignKey(
        ListVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="事项"
    )
    kind = models.CharField("来源", max_length=12, choices=HeardFrom)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, verbose_name="单位", **PERSON)
    name = models.CharField("姓名", max_length=60, blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    text = models.TextField("意见")
    state = models.CharField("公开", max_length=10, choices=HearingState, default=HearingState.WAITING)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, **PERSON)
    at = models.DateTimeField("时间")
    adopted = models.BooleanField("采纳", null=True, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, **PERSON)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    history = recorded(excluded=("contact", "name"))

    class Meta:
        verbose_name = verbose_name_plural = "征求到的意见"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(adopted__isnull=True) | ~Q(answer=""), name="opinion_answer_has_reason")
        ]

    def __str__(self):
        return self.text[:40]

    @property
    def who(self) -> str:
        """Who said it, as everyone may read it: the names of the public are masked."""
        if self.organisation_id:
            return str(self.organisation)
        if self.kind == HeardFrom.PUBLIC:
            return mask_name(self.name) if self.name else "匿名"
        return self.name or self.get_kind_display()


class Letter(models.Model):
    """建议函: a department's suggestion to change a legal basis, numbered when it is issued."""

    change_set = models.OneToOneField(
        ListChangeSet, on_delete=models.PROTECT, related_name="letter", verbose_name="批次"
    )
    number = models.CharField("文号", max_length=60, unique=True)
    addressee = models.CharField("主送单位", max_length=100)
    words = models.TextField("建议", blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="签发人", **PERSON)
    issued_at = models.DateTimeField("印发时间")

    class Meta:
        verbose_name = verbose_name_plural = "建议函"
        ordering = ["-id"]

    def __str__(self):
        return self.number
