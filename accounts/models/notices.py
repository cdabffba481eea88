"""What people are told: messages in the site, the words of each kind, what a person wants, and what left the house."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.history import recorded
from core.masking import EncryptedTextField

from ..enums import DeliveryState, Digest, NoticeChannel, NoticeGroup
from ..kinds import faults_of, notice_kinds


class MessageQuerySet(models.QuerySet):
    def of(self, user):
        """The person's own messages."""
        return self.filter(recipient=user) if user is not None and user.is_authenticated else self.none()

    def unread(self):
        return self.filter(read_at__isnull=True)

    def unread_by_group(self):
        """{"group", "number"}: how many are unread in each group."""
        return self.unread().order_by("group").values("group").annotate(number=models.Count("pk"))

    def groups(self) -> list[str]:
        """The groups of which there is any, in the order of NoticeGroup."""
        found = set(self.order_by("group").values_list("group", flat=True).distinct())
        return [code for code in NoticeGroup.values if code in found]

    def about(self, subject: str, number: str):
        """What was told about one thing: ("case", its number)."""
        return self.filter(subject=subject, number=number)


class Message(models.Model):
    """站内消息: one for each person and act, written in the act's own transaction.

    `key` names the act, so that no act tells a person twice; `subject` and `number` name what it is about
    ("case", 办件编号), `address` is the page to open. Written by `accounts.notices` alone.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages", verbose_name="收信人"
    )
    kind = models.CharField("种类", max_length=60)
    group = models.CharField("类别", max_length=12, choices=NoticeGroup)
    key = models.CharField(max_length=160)
    subject = models.CharField(max_length=20, blank=True)
    number = models.CharField("编号", max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)
    title = models.CharField("标题", max_length=100)
    text = models.TextField("内容")
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="message_once_an_act")]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="message_to_person"),
            models.Index(fields=["recipient", "group"], condition=Q(read_at__isnull=True), name="message_unread"),
            models.Index(fields=["subject", "number"], name="message_about"),
        ]

    def __str__(self):
        return self.title


class NoticeTemplate(models.Model):
    """通知模板: the words of one kind on one channel; `{field}` is filled in. An SMS never holds personal data."""

    kind = models.CharField("通知种类", max_length=60)
    channel = models.CharField("渠道", max_length=4, choices=NoticeChannel)
    title = models.CharField("标题", max_length=100, blank=True, help_text="站内消息和邮件的标题；短信没有标题")
    text = models.TextField("内容")
    enabled = models.BooleanField("使用", default=True, help_text="不使用的，这一渠道不再发这种通知")

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "通知模板"
        ordering = ["kind", "channel"]
        constraints = [models.UniqueConstraint(fields=["kind", "channel"], name="noticetemplate_once_a_channel")]

    def __str__(self):
        kind = notice_kinds.get(self.kind)
        return f"{kind.label if kind else self.kind}·{self.get_channel_display()}"

    def clean(self):
        """Refuse an unknown field, a field that an SMS may not hold, and switching off what the law wants told."""
        faults = faults_of(self.kind, self.channel, title=self.title, text=self.text)
        if faults:
            raise ValidationError(faults)
        if not self.enabled and self.channel == NoticeChannel.SITE and notice_kinds[self.kind].important:
            raise ValidationError({"enabled": "这是依法应当告知的事项，站内消息不能停用。可以停用短信。"})


class NoticePreference(models.Model):
    """What a person chose for one group; without a row the group's own default holds (`kinds.DEFAULT_CHANNELS`)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences")
    group = models.CharField("类别", max_length=12, choices=NoticeGroup)
    channels = ArrayField(models.CharField(max_length=4, choices=NoticeChannel), verbose_name="渠道", default=list)
    digest = models.CharField("短信和邮件", max_length=5, choices=Digest, default=Digest.NONE)

    class Meta:
        verbose_name = verbose_name_plural = "通知设置"
        ordering = ["person_id", "group"]
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="noticepreference_once_a_group")]

    def __str__(self):
        return f"{self.person_id} {self.get_group_display()}"


class DeliveryQuerySet(models.QuerySet):
    def due(self, at):
        """What is to be sent now, in the order in which it fell due."""
        waiting = (DeliveryState.QUEUED, DeliveryState.FAILED)
        return self.filter(state__in=waiting, next_at__lte=at).order_by("next_at", "id")


class Delivery(models.Model):
    """发送记录: one SMS or mail, written with the act that it tells of, sent after commit, kept as the log.

    `token` is unique and goes to the gateway with every attempt, so that what was taken once isn't sent again when a
    worker dies in between. The recipient and the text are encrypted.
    """

    token = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField("通知种类", max_length=60)
    channel = models.CharField("渠道", max_length=4, choices=NoticeChannel)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="收信账号",
    )
    to = EncryptedTextField("收信号码或邮箱")
    subject = models.CharField(max_length=20, blank=True)
    number = models.CharField("编号", max_length=60, blank=True)
    title = models.CharField("标题", max_length=100, blank=True)
    text = EncryptedTextField("内容")
    state = models.CharField("状态", max_length=8, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    next_at = models.DateTimeField("下次发送", default=timezone.now)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    last_error = models.CharField("没有发出的原因", max_length=200, blank=True)
    gathered_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="gathers", verbose_name="并入"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发送记录"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="delivery_sent_has_time",
            ),
            models.CheckConstraint(condition=~Q(channel="site"), name="delivery_leaves_the_house"),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=Q(state__in=["queued", "failed"]), name="delivery_to_send"
            ),
            models.Index(fields=["recipient", "channel"], condition=Q(state="held"), name="delivery_held"),
            models.Index(fields=["subject", "number"], name="delivery_about"),
        ]

    def __str__(self):
        return f"{self.get_channel_display()} {self.pk}"
