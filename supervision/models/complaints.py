"""投诉举报: what people complain of, who hears it within which limit, and what became of it.

What a person wrote lies encrypted; the log of acts holds none of it.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, organisations_where
from approvals.models import Case
from approvals.queries import limit_text
from core.files import random_name
from core.history import recorded
from core.masking import EncryptedJSONField, EncryptedTextField, blind_index
from core.registers import MoveLog
from core.workdays import Unit
from powerlist.models import ListEntry

from ..enums import ComplaintChannel, ComplaintKind, ComplaintState, Finding, RouteRole, Satisfaction

S = ComplaintState
OPEN = (S.RECEIVED, S.ACCEPTED, S.ASSIGNED, S.ANSWERED)  # a clock of the body runs
ENDED = (S.DECLINED, S.CLOSED, S.HANDED)
UNREAD = ("text", "person", "contact", "answer", "query_code", "representatives", "accused_name", "reason")
HEARD = (S.ASSIGNED, S.ANSWERED, S.CHECKED, S.CLOSED)  # the handling body has it


def _body(label: str, **options):
    return models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options)


def _person(label: str, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=label, **options,
    )  # fmt: skip


class ComplaintRule(models.Model):
    """投诉受理设置: the limits of a kind with their articles. What is being heard keeps the limits it came under."""

    kind = models.CharField("类型", max_length=12, choices=ComplaintKind, unique=True)
    plain = models.CharField("用大白话说", max_length=200, help_text="公众选择类型时看到的话")
    accept_days = models.PositiveSmallIntegerField("受理期限")
    accept_unit = models.CharField("受理期限单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    finish_days = models.PositiveSmallIntegerField("办结期限")
    finish_unit = models.CharField("办结期限单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    extension_days = models.PositiveSmallIntegerField("可延长")
    article = models.CharField("依据", max_length=300)
    representatives = models.PositiveSmallIntegerField("代表人数上限", default=5)
    word_days = models.PositiveSmallIntegerField(
        "评价期限（自然日）", default=15, help_text="答复后投诉人在几日内可以评价或要求重新办理，到期办结"
    )
    restricted = models.BooleanField(
        "限制知悉", default=False, help_text="只有受理人员和指定的承办人能看，每次查看都留记录"
    )

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "投诉受理设置"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accept_days__gte=1, finish_days__gte=1, word_days__gte=1, representatives__gte=1),
                name="complaint_rule_has_limits",
            )
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def accept_text(self) -> str:
        return limit_text(self.accept_days, self.accept_unit)

    @property
    def finish_text(self) -> str:
        return limit_text(self.finish_days, self.finish_unit)

    @property
    def extension_text(self) -> str:
        return limit_text(self.extension_days, self.finish_unit) if self.extension_days else ""


class ComplaintRoute(models.Model):
    """投诉分办规则: which body hears a kind; the first that isn't the accused one. A joint body reads along."""

    kind = models.CharField("类型", max_length=12, choices=ComplaintKind)
    role = models.CharField("角色", max_length=8, choices=RouteRole, default=RouteRole.MAIN)
    place = models.PositiveSmallIntegerField("次序", help_text="被投诉的是前面的单位时，由后面的受理")
    organisation = _body("单位")

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "投诉分办规则"
        ordering = ["kind", "role", "place"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "role", "place"], name="complaint_route_order"),
            models.UniqueConstraint(fields=["kind", "organisation"], name="complaint_route_body_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.organisation}"


def bodies_of(user) -> list[int]:
    """The bodies at which this person works or holds a post today."""
    today = timezone.localdate()
    held = user.holdings.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), valid_from__lte=today)
    return [*held.order_by("pk").values_list("post__organisation_id", flat=True), user.organisation_id or 0]


class ComplaintQuerySet(models.QuerySet):
    def apart_from(self, user):
        """Without those that accuse this person, by name, or the body at which the person works, or whose case the
        person has handled: the accused neither hears nor reads (回避)."""
        rows = self.exclude(accused_index=blind_index(user.name)).exclude(accused_body__in=bodies_of(user))
        return rows.exclude(case__moves__actor_id=user.pk).exclude(case__handler=user)

    def visible_to(self, user):
        """Those that this person hears, leads or handles. Fails closed."""
        if user is None or not user.is_authenticated:
            return self.none()
        hearing = organisations_where(user, "check_complaints", "lead_complaints")
        heard = Q(office__in=hearing) | Q(joint__in=organisations_where(user, "check_complaints"))
        handled = Q(unit__in=organisations_where(user, "handle_complaints"), state__in=HEARD)
        own = handled & (Q(restricted=False) | Q(handler=user))
        return self.filter(heard | own).apart_from(user)

    def watched_by(self, user):
        """What supervisors list of the bodies under their supervision: the facts of the hearing, nothing written."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(office__in=organisations_where(user, "supervise")).defer(*UNREAD)

    def of_person(self, user):
        """The person's own."""
        return self.filter(complainant=user) if user.is_authenticated else self.none()

    def overdue(self, today):
        """Past the limit that runs now; by `burns_on`, the indexed projection. No card on a provisional day."""
        return self.filter(burns_on__lt=today, provisional=False)


class Complaint(models.Model):
    """One complaint from its receipt to its end.

    `accept_due`, `finish_due` and `burns_on` (the one that runs now, None when none does) are the projection of the
    clocks of `queries.complaint_clocks`, written by `actions.complaints.project` alone. `limits` are those of the rule
    when it came: {accept, finish, extension: [number, unit], article}.
    """

    number = models.CharField("编号", max_length=20, unique=True)
    query_code = EncryptedTextField("查询码")
    kind = models.CharField("类型", max_length=12, choices=ComplaintKind)
    channel = models.CharField("渠道", max_length=8, choices=ComplaintChannel)
    restricted = models.BooleanField("限制知悉", default=False)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name="所指办件"
    )
    entry = models.ForeignKey(
        ListEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name="所指事项"
    )
    accused_body = _body("被投诉单位", null=True, blank=True)
    accused_name = EncryptedTextField("被投诉人", blank=True)
    accused_index = models.CharField(max_length=64, blank=True, editable=False)
    text = EncryptedTextField("内容")
    person = EncryptedTextField("投诉人", blank=True)
    contact = EncryptedTextField("联系电话", blank=True)
    complainant = _person("投诉人账号")
    people = models.PositiveIntegerField("人数", default=1)
    representatives = EncryptedJSONField("代表人", default=list)
    entered_by = _person("登记人")
    received_at = models.DateTimeField("收到时间")
    office = _body("受理单位")
    joint = _body("会同单位", null=True, blank=True)
    unit = _body("承办单位", null=True, blank=True)
    handler = _person("承办人")
    head = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers", verbose_name="并入"
    )
    state = models.CharField("状态", max_length=10, choices=ComplaintState, default=S.RECEIVED)
    limits = models.JSONField("期限")
    accept_due = models.DateField("受理期限届满日", null=True, blank=True)
    finish_due = models.DateField("办结期限届满日", null=True, blank=True)
    burns_on = models.DateField("当前期限", null=True, blank=True)
    provisional = models.BooleanField("期限暂定", default=False)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    extended_at = models.DateTimeField("批准延期时间", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    checked_at = models.DateTimeField("核查时间", null=True, blank=True)
    reopened_at = models.DateTimeField("重新办理时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    word_until = models.DateField("评价截止日", null=True, blank=True)
    answer = EncryptedTextField("答复", blank=True)
    finding = models.CharField("查实情况", max_length=8, choices=Finding, blank=True)
    reason = EncryptedTextField("不予受理或移送的理由", blank=True)
    satisfaction = models.PositiveSmallIntegerField("满意度", choices=Satisfaction, null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投诉举报"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accused_body=None) | ~Q(office=F("accused_body")), name="complaint_accused_does_not_hear"
            ),
            models.CheckConstraint(
                condition=Q(accused_body=None) | Q(unit=None) | ~Q(unit=F("accused_body")),
                name="complaint_accused_does_not_handle",
            ),
            models.CheckConstraint(
                condition=Q(accused_body=None) | Q(joint=None) | ~Q(joint=F("accused_body")),
                name="complaint_accused_does_not_join",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["declined", "closed", "handed"]) & Q(closed_at__isnull=False))
                | (~Q(state__in=["declined", "closed", "handed"]) & Q(closed_at__isnull=True)),
                name="complaint_closed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "assigned", "answered", "checked", "closed"])
                | Q(accepted_at__isnull=False),
                name="complaint_accepted_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "answered", "checked"]) | Q(unit__isnull=False),
                name="complaint_assigned_has_unit",
            ),
            models.CheckConstraint(
                condition=Q(state="linked", head__isnull=False) | (~Q(state="linked") & Q(head__isnull=True)),
                name="complaint_linked_has_head",
            ),
            models.CheckConstraint(condition=~Q(head=F("id")), name="complaint_not_its_own_head"),
            models.CheckConstraint(
                condition=Q(channel="web", entered_by__isnull=True) | (~Q(channel="web") & Q(entered_by__isnull=False)),
                name="complaint_entered_by_a_clerk",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__in=[1, 2, 3, 4, 5]),
                name="complaint_five_levels",
            ),
        ]
        indexes = [
            models.Index(fields=["burns_on", "id"], condition=Q(burns_on__isnull=False), name="complaint_watch_order"),
            models.Index(fields=["office", "-id"], name="complaint_of_office"),
            models.Index(fields=["unit", "-id"], condition=Q(unit__isnull=False), name="complaint_of_unit"),
            models.Index(
                fields=["complainant", "-id"], condition=Q(complainant__isnull=False), name="complaint_of_person"
            ),
            models.Index(fields=["word_until", "id"], condition=Q(state="checked"), name="complaint_to_close"),
        ]

    def __str__(self):
        return self.number

    def save(self, *args, **kwargs):
        self.accused_index = blind_index(self.accused_name)
        super().save(*args, **kwargs)

    @property
    def is_anonymous(self) -> bool:
        return not self.person and self.complainant_id is None

    @property
    def is_group(self) -> bool:
        return self.people > 1

    @property
    def main(self) -> "Complaint":
        """The one that is really heard: itself, or the head that it was joined to."""
        return self.head or self


class ComplaintMove(MoveLog):
    """Every act on a complaint; append-only. Holds nothing that the complainant wrote nor the answer."""

    subject = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "投诉办理记录"


class ComplaintAnswer(models.Model):
    """One answer as it was handed in for checking; a second one stands beside the first. Append-only."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="answers", verbose_name="投诉")
    text = EncryptedTextField("答复")
    finding = models.CharField("查实情况", max_length=8, choices=Finding)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="答复人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "投诉答复"
        ordering = ["id"]

    def __str__(self):
        return f"{self.complaint} {self.at:%Y-%m-%d}"


class ComplaintFile(models.Model):
    """What came with a complaint, or with its answer; served to those alone who may see the complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="files", verbose_name="投诉")
    of_answer = models.BooleanField("答复的附件", default=False)
    file = models.FileField("文件", upload_to=random_name)
    name = EncryptedTextField("文件名")
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("摘要", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "投诉附件"
        ordering = ["id"]

    def __str__(self):
        return f"{self.complaint} {self.pk}"
