"""Cases (办件): what was filed, the corrections asked for, the log of acts."""

import json
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property

from accounts.models import Organisation, organisations_where
from core.masking import EncryptedTextField, blind_index
from core.registers import MoveLog
from licences.models import Licence
from powerlist.models import ListVersion, ServiceItemVersion

from ..enums import (
    DECIDED_STATES,
    FINAL_STATES,
    GRANTED_STATES,
    UNDER_REVIEW,
    AgentKind,
    ApplicantKind,
    CaseState,
    Channel,
    DeliveryWay,
    NotAcceptedGround,
    Purpose,
)


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
        return self.select_related("version", "correction", "extension").prefetch_related("procedures")

    def for_act(self):
        """With what every act asks of a case: its body and the rows that may change its clocks or bar a person.

        The guide is left out: it is kept in the process (powerlist.queries.frozen).
        """
        there = {
            f"has_{name}": Exists(self.model._meta.get_field(name).related_model.objects.filter(case=OuterRef("pk")))
            for name in ("procedures", "recusals")
        }
        return self.select_related("organisation", "correction", "extension").annotate(**there)

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
    agent_kind = models.CharField("办理人", max_length=8, choices=AgentKind, blank=True)
    agent_name = models.CharField("办理人姓名", max_length=100, blank=True)
    agent_document = EncryptedTextField("办理人证件号码", blank=True)
    agent_mobile = EncryptedTextField("办理人手机号", blank=True)
    purpose = models.CharField("申请类型", max_length=1, choices=Purpose, default=Purpose.NEW)
    concerns = models.ForeignKey(
        Licence, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所涉证照"
    )
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
    has_flow = models.BooleanField("按环节办理", default=False, editable=False)
    lacking = models.BooleanField("容缺受理", default=False)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="收件人",
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    reason = models.TextField("决定理由", blank=True)
    ground = models.CharField("不予受理的情形", max_length=8, choices=NotAcceptedGround, blank=True)
    agency = models.CharField("应当申请的机关", max_length=200, blank=True)
    warned_until = models.DateField("终止办理前告知的期限", null=True, blank=True)
    delivery_way = models.CharField("领取方式", max_length=8, choices=DeliveryWay, blank=True)
    renewal_due = models.DateField(
        "延续决定期限", null=True, blank=True, help_text="按时申请延续的，证照有效期届满之日"
    )
    renewal_deemed_on = models.DateField("视为准予延续之日", null=True, blank=True)
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
                condition=~Q(state__in=[*UNDER_REVIEW, *DECIDED_STATES]) | Q(accepted_at__isnull=False),
                name="case_accepted_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED_STATES) | (Q(decided_at__isnull=False) & Q(decider__isnull=False)),
                name="case_decided_has_time_and_decider",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "not_accepted", "not_needed", "terminated", "void"]) | ~Q(reason=""),
                name="case_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_accepted") | ~Q(ground=""), name="case_not_accepted_has_ground"
            ),
            models.CheckConstraint(
                condition=~Q(state="not_accepted", ground="agency") | ~Q(agency=""), name="case_right_agency_named"
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINAL_STATES) ^ Q(closed_at__isnull=True), name="case_closed_has_time"
            ),
            models.CheckConstraint(
                condition=Q(purpose="1") | Q(state="draft") | Q(concerns__isnull=False),
                name="case_purpose_names_licence",
            ),
            models.CheckConstraint(
                condition=Q(renewal_due__isnull=True) | Q(purpose="3"), name="case_renewal_due_of_a_renewal"
            ),
            models.CheckConstraint(
                condition=Q(renewal_deemed_on__isnull=True) | Q(renewal_due__isnull=False),
                name="case_deemed_renewal_was_in_time",
            ),
            models.UniqueConstraint(
                fields=["concerns"],
                condition=Q(closed_at__isnull=True) & ~Q(state="draft"),
                name="case_one_open_of_a_licence",
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
            models.Index(
                fields=["organisation", "state"],
                condition=Q(closed_at__isnull=True) & ~Q(state="draft"),
                name="case_desk_counts",
            ),
            models.Index(fields=["watch_on", "id"], condition=Q(watch_on__isnull=False), name="case_watch_order"),
            models.Index(
                fields=["renewal_due", "id"],
                condition=Q(renewal_due__isnull=False, renewal_deemed_on__isnull=True, decided_at__isnull=True),
                name="case_awaits_renewal",
            ),
            models.Index(fields=["applicant", "-id"], name="case_of_applicant"),
            models.Index(fields=["organisation", "state", "-id"], name="case_by_state"),
            models.Index(fields=["decided_at", "id"], condition=Q(state="granted"), name="case_awaits_licence"),
            models.Index(
                fields=["organisation", "delivery_due", "id"],
                condition=Q(state="made", delivery_way="courier"),
                name="case_to_mail",
            ),
        ]

    def __str__(self):
        return self.number

    def save(self, *args, **kwargs):
        written = kwargs.get("update_fields")
        if written is None or "applicant_document" in written:
            self.applicant_index = blind_index(self.applicant_document)
            if written is not None:
                kwargs["update_fields"] = {*written, "applicant_index"}
        super().save(*args, **kwargs)

    @cached_property
    def recused(self) -> set[int]:
        """The people who must not handle this case. One query, none when the rows are at hand."""
        return {row.person_id for row in self.recusals.all()}

    def category_on(self, day) -> str:
        """The category (行政许可, 行政确认 …) of the case's list entry on a day; empty for none. One query."""
        guide = {"entry__service_items__versions": self.version_id}
        texts = ListVersion.objects.filter(**guide, valid_from__isnull=False)
        found = texts.filter(valid_from__lte=day).order_by("-valid_from", "-pk").first()
        found = found or texts.order_by("valid_from", "pk").first()
        return found.category if found else ""

    @property
    def waits_at_window(self) -> bool:
        """Granted, the paper made: it is the applicant's turn to fetch it (许可法 44)."""
        return self.state == CaseState.MADE and not self.is_mailed

    @property
    def is_mailed(self) -> bool:
        """Whether the paper goes by courier; what comes back is fetched at the window."""
        return self.delivery_way == DeliveryWay.COURIER

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_STATES

    @property
    def is_granted(self) -> bool:
        return self.state in GRANTED_STATES

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


class CaseMove(MoveLog):
    """Every legal act on a case; append-only. Supervision and exchange read it as their inbox."""

    subject = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "办理记录"
