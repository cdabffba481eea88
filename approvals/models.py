"""Cases (办件): what was filed, the corrections asked for, the files, the log of acts, the messages."""

import json
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.masking import EncryptedTextField, blind_index
from core.registers import MoveLog
from licences.models import Licence
from powerlist.models import ItemMaterial, ServiceItemVersion

from .enums import FINAL_STATES, ApplicantKind, CaseState, Channel, FileKind, PaperKind


def new_query_code() -> str:
    """Eight characters without look-alikes, for looking a case up without an account."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(8))


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For staff: the cases of the bodies at which the person may view cases. Fails closed."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.exclude(state=CaseState.DRAFT).filter(organisation__in=organisations_where(user, "view_cases"))

    def of_applicant(self, user):
        """The person's own cases."""
        return self.filter(applicant=user) if user.is_authenticated else self.none()

    def open(self):
        """Filed and not yet closed."""
        return self.filter(closed_at__isnull=True).exclude(state=CaseState.DRAFT)

    def with_clock_rows(self):
        """With the rows that the clocks are computed from."""
        return self.select_related("version", "correction")

    def without_licence(self):
        """Granted, and the licence is still to be made."""
        return self.filter(state=CaseState.GRANTED, result__isnull=True)


class Case(models.Model):
    """One application from filing to delivery.

    The four due dates and `burns_on` are the projection of the clocks, written by `actions.project_clocks` alone;
    the clocks themselves are computed in `queries.clocks` from the dates of the acts (行政许可法 32, 42, 44, 82).
    """

    number = models.CharField("办件编号", max_length=40, unique=True)
    query_code = EncryptedTextField("查询码")
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        ServiceItemVersion, on_delete=models.PROTECT, related_name="cases", verbose_name="办事指南"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="cases", verbose_name="实施主体"
    )
    item_name = models.CharField("事项", max_length=500)
    channel = models.CharField("申请渠道", max_length=1, choices=Channel, default=Channel.WEB)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    applicant_kind = models.CharField("申请人类型", max_length=1, choices=ApplicantKind, default=ApplicantKind.PERSON)
    applicant_name = models.CharField("申请人", max_length=200)
    applicant_document = EncryptedTextField("证件号码", blank=True)
    applicant_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    mobile = EncryptedTextField("手机号", blank=True)
    form_data = EncryptedTextField("表单内容", default="{}")
    state = models.CharField("状态", max_length=14, choices=CaseState, default=CaseState.DRAFT)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="承办人",
    )
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="决定人",
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    received_at = models.DateTimeField("收件时间", null=True, blank=True)
    corrected_at = models.DateTimeField("补正收齐时间", null=True, blank=True)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    deemed = models.BooleanField("视为受理", default=False)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    reason = models.TextField("决定理由", blank=True)
    notice_due = models.DateField("受理期限", null=True, blank=True)
    promise_due = models.DateField("承诺期限", null=True, blank=True)
    legal_due = models.DateField("法定期限", null=True, blank=True)
    delivery_due = models.DateField("送达期限", null=True, blank=True)
    burns_on = models.DateField("最近期限", null=True, blank=True)
    watch_on = models.DateField("下次监察日", null=True, blank=True)
    provisional = models.BooleanField("暂定期限", default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(received_at__isnull=False), name="case_received_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["review", "decision", "granted", "delivered", "refused"])
                | Q(accepted_at__isnull=False),
                name="case_accepted_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "delivered", "refused"])
                | (Q(decided_at__isnull=False) & Q(decider__isnull=False)),
                name="case_decided_has_time_and_decider",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "not_accepted"]) | ~Q(reason=""), name="case_refusal_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "refused", "not_accepted", "withdrawn"])
                | Q(closed_at__isnull=False),
                name="case_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(handler__isnull=True) | Q(decider__isnull=True) | ~Q(handler=F("decider")),
                name="case_handler_not_decider",
            ),
            models.UniqueConstraint(
                fields=["applicant", "version"],
                condition=Q(state="draft", channel="1"),
                name="case_one_draft_of_an_item",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "burns_on", "id"],
                condition=Q(closed_at__isnull=True) & ~Q(state="draft"),
                name="case_desk_order",
            ),
            models.Index(fields=["watch_on", "id"], condition=Q(watch_on__isnull=False), name="case_watch_order"),
            models.Index(fields=["applicant", "-id"], name="case_of_applicant"),
            models.Index(fields=["organisation", "state", "-id"], name="case_by_state"),
            models.Index(fields=["decided_at", "id"], condition=Q(state="granted"), name="case_awaits_licence"),
        ]

    def __str__(self):
        return self.number

    def save(self, *args, **kwargs):
        self.applicant_index = blind_index(self.applicant_document)
        super().save(*args, **kwargs)

    @property
    def waits_at_window(self) -> bool:
        """Granted, the paper made: it is the applicant's turn to fetch it (许可法 44)."""
        return self.state == CaseState.GRANTED and hasattr(self, "result")

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_STATES

    @property
    def is_person(self) -> bool:
        """Whether the applicant is a natural person, whose name is masked."""
        return self.applicant_kind == ApplicantKind.PERSON

    @property
    def form(self) -> dict:
        """What was filled in, by the key of the guide's field."""
        return json.loads(self.form_data or "{}")

    @form.setter
    def form(self, value: dict):
        self.form_data = json.dumps(value, ensure_ascii=False, default=str)


class Correction(models.Model):
    """一次性告知: everything to correct, told once (行政许可法 32(4)); the database allows one a case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="correction", verbose_name="办件")
    items = models.JSONField("需补正内容", default=list)
    issued_at = models.DateTimeField("告知时间")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("补正收齐时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "补正告知"

    def __str__(self):
        return f"补正告知 {self.case_id}"


class CaseFileQuerySet(models.QuerySet):
    def papers(self):
        return self.filter(kind=FileKind.PAPER)

    def uploads(self):
        return self.exclude(kind=FileKind.PAPER)


class CaseFile(models.Model):
    """A file of a case, served only to those who may see the case.

    A paper (文书) carries its kind, its number and the act that it documents; the database keeps one an act.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files", verbose_name="办件")
    material = models.ForeignKey(
        ItemMaterial, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="材料"
    )
    kind = models.CharField("类型", max_length=10, choices=FileKind, default=FileKind.MATERIAL)
    title = models.CharField("名称", max_length=200)
    file = models.FileField("文件", upload_to=random_name)
    original_name = models.CharField("原文件名", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    paper = models.CharField("文书", max_length=14, choices=PaperKind, blank=True)
    number = models.CharField("文书编号", max_length=60, blank=True)
    move = models.OneToOneField(
        "CaseMove", on_delete=models.PROTECT, null=True, blank=True, related_name="paper", verbose_name="所据办理"
    )

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办件文件"
        ordering = ["case_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="paper") | (Q(move__isnull=False) & ~Q(number="") & ~Q(paper="")),
                name="casefile_paper_has_number_and_act",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="casefile_number_once"),
        ]

    def __str__(self):
        return self.title


class CaseMove(MoveLog):
    """Every legal act on a case; append-only. Supervision and exchange read it as their inbox."""

    subject = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "办理记录"


class CaseLicence(models.Model):
    """The licence that a case yielded."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="result", verbose_name="办件")
    licence = models.OneToOneField(Licence, on_delete=models.PROTECT, related_name="case_link", verbose_name="证照")

    def __str__(self):
        return f"{self.case} {self.licence}"


class Message(models.Model):
    """A notice to an applicant in the site; never personal data beyond the case number."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="messages")
    move = models.ForeignKey(CaseMove, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField("标题", max_length=100)
    text = models.TextField("内容")
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "move"], name="message_once_per_move")]
        indexes = [models.Index(fields=["recipient", "-id"], name="message_of_person")]

    def __str__(self):
        return self.title
