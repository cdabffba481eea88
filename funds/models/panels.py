"""专家评审: the register of experts, the draw that anyone can do again, recusal, scores, and objections."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from core.files import random_name
from core.history import recorded
from core.masking import EncryptedTextField

from ..enums import ObjectionState, SeatState
from .documents import PERSON
from .library import Application, Call


class Expert(models.Model):
    """An expert whom 财政局 keeps on its register. `organisation` and `employer` bar from what is their own."""

    name = models.CharField("姓名", max_length=60)
    title = models.CharField("职称", max_length=60, blank=True)
    employer = models.CharField("工作单位", max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, verbose_name="所在机构", **PERSON)
    fields = ArrayField(models.CharField(max_length=60), verbose_name="专业领域", default=list)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="账号", **PERSON)
    active = models.BooleanField("在库", default=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "评审专家"
        ordering = ["id"]

    def __str__(self):
        return self.name


class Draw(models.Model):
    """One drawing of experts, kept so that it can be done again: `pool` in order, `seed`, how many were wanted.

    Append-only. `excluded` are those barred beforehand, each with the reason.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="draws", verbose_name="申报通知")
    number = models.PositiveSmallIntegerField("次数")
    seed = models.CharField("随机种子", max_length=64)
    wanted = models.PositiveSmallIntegerField("抽取人数")
    pool = models.JSONField("参加抽取的专家")
    excluded = models.JSONField("不参加抽取的专家", default=list)
    drawn = models.JSONField("抽中的专家")
    reason = models.CharField("事由", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("抽取人编号")
    actor_name = models.CharField("抽取人", max_length=100)
    witness = models.CharField("监督人", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专家抽取"
        ordering = ["call_id", "number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="draw_number_once")]

    def __str__(self):
        return f"{self.call.number} 第{self.number}次"


class Seat(models.Model):
    """An expert in a call's panel."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="seats", verbose_name="申报通知")
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="seats", verbose_name="抽取")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="seats", verbose_name="专家")
    state = models.CharField("状态", max_length=8, choices=SeatState, default=SeatState.DRAWN)
    reason = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评审席位"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["call", "expert"], name="seat_once_a_call")]

    def __str__(self):
        return f"{self.call.number} {self.expert}"


class Recusal(models.Model):
    """An expert of the panel steps aside for one project."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="recusals")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField("理由", max_length=200)
    at = models.DateTimeField("时间")
    actor_name = models.CharField("登记人", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["seat", "application"], name="recusal_once")]

    def __str__(self):
        return f"{self.seat} {self.application}"


class Score(models.Model):
    """One expert's marks for one project. Nobody else sees them until all are in; handed in, they never change.

    `marks` are {criterion key: points as text}. `entered_by` is whoever typed a signed paper, with its `scan`.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="scores")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="scores")
    marks = models.JSONField("各项得分", default=dict)
    total = models.DecimalField("总分", max_digits=6, decimal_places=2)
    opinion = models.TextField("评审意见", blank=True)
    handed_in_at = models.DateTimeField("提交时间", null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="录入人", **PERSON)
    scan = models.FileField("签字评分表", upload_to=random_name, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专家评分"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "application"], name="score_once"),
            models.CheckConstraint(condition=Q(total__gte=0), name="score_not_negative"),
        ]

    def __str__(self):
        return f"{self.seat} {self.total}"


class Objection(models.Model):
    """公示异议: anyone may object while the result is on notice; it is answered before the decision."""

    number = models.CharField("编号", max_length=20, unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="objections", verbose_name="申报通知")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="objections", verbose_name="项目"
    )
    name = EncryptedTextField("姓名或者单位")
    contact = EncryptedTextField("联系方式")
    text = models.TextField("异议内容")
    filed_at = models.DateTimeField("提出时间")
    query_code = EncryptedTextField("查询码", blank=True)
    state = models.CharField("状态", max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="答复人", **PERSON)

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="objection_answered_in_words",
            )
        ]

    def __str__(self):
        return self.number
