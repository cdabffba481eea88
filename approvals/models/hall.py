"""Halls, their counters and who sits there; what a counter received and handed on; number tickets and appointments."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, organisations_where
from core.history import recorded
from powerlist.models import ServiceItem

from ..enums import AppointmentState, HelpKind, Mandate, TicketSource, TicketState
from .cases import Case


def _body(label: str, name: str = "+"):
    return models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name=name, verbose_name=label)


def _person(label: str, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options
    )


class HallQuerySet(models.QuerySet):
    def open(self, on: date | None = None):
        """The halls that exist on a day (today)."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on or timezone.localdate()))

    def visible_to(self, user):
        """The halls at whose body this person receives cases."""
        return self.filter(organisation__in=organisations_where(user, "receive_cases"))


class Hall(models.Model):
    """政务服务中心 or 便民服务中心: a place with counters, run by one body."""

    code = models.SlugField("编号", max_length=30, unique=True, help_text="写进网址和大屏地址，如 county")
    name = models.CharField("名称", max_length=100)
    organisation = _body("管理单位", "halls")
    address = models.CharField("地址", max_length=200)
    hours = models.CharField("办公时间", max_length=200)
    phone = models.CharField("电话", max_length=40, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)

    objects = HallQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "政务大厅"
        ordering = ["organisation__sort_key", "code"]

    def __str__(self):
        return self.name


class QueueGroup(models.Model):
    """A queue of a hall: the people of one letter wait for any of its counters."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="groups", verbose_name="大厅")
    letter = models.CharField("字母", max_length=1)
    name = models.CharField("业务", max_length=60, help_text="取号机和大屏上的名称，如 综合业务")

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "排队业务"
        ordering = ["hall_id", "letter"]
        constraints = [models.UniqueConstraint(fields=["hall", "letter"], name="queue_letter_once")]

    def __str__(self):
        return f"{self.letter} {self.name}"


class Counter(models.Model):
    """窗口. A comprehensive one (综合窗口) receives whatever item is registered at the hall."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="counters", verbose_name="大厅")
    number = models.CharField("窗口号", max_length=10, help_text="挂在窗口上的号，如 3")
    name = models.CharField("窗口名称", max_length=60)
    group = models.ForeignKey(
        QueueGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="counters", verbose_name="排队业务"
    )
    comprehensive = models.BooleanField("综合窗口", default=False)
    active = models.BooleanField("在用", default=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "窗口"
        ordering = ["hall_id", "number"]
        constraints = [models.UniqueConstraint(fields=["hall", "number"], name="counter_number_once")]

    def __str__(self):
        return f"{self.hall} {self.number}号窗口"


class ResidencyQuerySet(models.QuerySet):
    def current(self, on: date | None = None):
        on = on or timezone.localdate()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on, counter__active=True)


class Residency(models.Model):
    """进驻: one item at one counter, who does it there (A/B 岗), and what they may decide."""

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="residencies", verbose_name="事项")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="residencies", verbose_name="窗口")
    first = _person("A 岗", null=True, blank=True)
    second = _person("B 岗", null=True, blank=True)
    mandate = models.CharField("授权", max_length=10, choices=Mandate, default=Mandate.ACCEPT)
    valid_from = models.DateField("进驻日期", default=timezone.localdate)
    valid_to = models.DateField("撤出日期", null=True, blank=True)
    document = models.CharField("依据文件", max_length=200, blank=True)

    objects = ResidencyQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "进驻登记"
        ordering = ["counter_id", "item_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "counter"], condition=Q(valid_to__isnull=True), name="residency_open_once",
                violation_error_message="这个事项已经登记在这个窗口。",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="residency_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(first=F("second")), name="residency_two_people",
                violation_error_message="A 岗和 B 岗要是两个人。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.item} {self.counter}"


class HelpPost(models.Model):
    """帮办代办点."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="help_posts", verbose_name="大厅")
    kind = models.CharField("种类", max_length=10, choices=HelpKind, default=HelpKind.GUIDE)
    name = models.CharField("名称", max_length=60)
    place = models.CharField("位置", max_length=200)
    phone = models.CharField("电话", max_length=40, blank=True)
    hours = models.CharField("服务时间", max_length=200, blank=True)
    offers = models.CharField("能帮什么", max_length=300, blank=True)
    active = models.BooleanField("在用", default=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "帮办代办点"
        ordering = ["hall_id", "name"]

    def __str__(self):
        return self.name


class HandoverSlip(models.Model):
    """材料交接单: the papers that a counter hands to a department; both sign, the paper and here."""

    number = models.CharField("交接单号", max_length=30, unique=True)
    sender = _body("移交单位")
    receiver = _body("接收单位")
    made_at = models.DateTimeField("移交时间")
    made_by = _person("移交人")
    taken_at = models.DateTimeField("接收时间", null=True, blank=True)
    taken_by = _person("接收人", null=True, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "材料交接单"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="slip_taken_is_whole",
            )
        ]

    def __str__(self):
        return self.number


class IntakeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What the counters of this person's bodies received; another counter's is not found."""
        return self.filter(organisation__in=organisations_where(user, "receive_cases"))

    def waiting(self):
        """Received for another body, and the papers not yet handed on."""
        return self.filter(slip__isnull=True, due_on__isnull=False)


class Intake(models.Model):
    """现场收件: which counter received a case, and the way of its papers to the department.

    `due_on` is the day by whose end the papers are to be handed on (当日分发); empty where its own body decides
    or nothing came on paper.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="intake", verbose_name="办件")
    organisation = _body("收件单位", "intakes")
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="窗口"
    )
    clerk = _person("收件人")
    at = models.DateTimeField("收件时间")
    copies = models.PositiveSmallIntegerField("纸质材料份数", default=0)
    due_on = models.DateField("应移交日期", null=True, blank=True)
    slip = models.ForeignKey(
        HandoverSlip, on_delete=models.PROTECT, null=True, blank=True, related_name="lines", verbose_name="交接单"
    )

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "现场收件"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="intake_of_counter"),
            models.Index(
                fields=["due_on", "id"], condition=Q(slip__isnull=True, due_on__isnull=False), name="intake_to_hand_on"
            ),
        ]

    def __str__(self):
        return f"{self.case} {self.organisation}"


class Ticket(models.Model):
    """排队号. The day's serial runs on in each group; a person looks their place up by `key`."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(QueueGroup, on_delete=models.PROTECT, related_name="tickets", verbose_name="排队业务")
    day = models.DateField("日期")
    serial = models.PositiveSmallIntegerField("序号")
    source = models.CharField("取号方式", max_length=10, choices=TicketSource)
    state = models.CharField("状态", max_length=10, choices=TicketState, default=TicketState.WAITING)
    item = models.ForeignKey(
        ServiceItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="要办的事"
    )
    first = models.BooleanField("优先", default=False)  # 预约到场, 老弱病残孕, a missed one that came back
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="窗口"
    )
    clerk = _person("叫号人", null=True, blank=True)
    taken_at = models.DateTimeField("取号时间")
    called_at = models.DateTimeField("叫号时间", null=True, blank=True)
    calls = models.PositiveSmallIntegerField("叫号次数", default=0)
    served_at = models.DateTimeField("开始办理", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "排队号"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "day", "serial"], name="ticket_serial_once"),
            models.UniqueConstraint(
                fields=["counter"], condition=Q(state__in=["called", "serving"]), name="ticket_one_at_a_counter"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(counter__isnull=False, clerk__isnull=False, called_at__isnull=False),
                name="ticket_called_says_where",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "day", "-first", "id"], condition=Q(state="waiting"), name="ticket_queue")
        ]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """What is called out: A012."""
        return f"{self.group.letter}{self.serial:03d}"


class AppointmentDay(models.Model):
    """How many are booked of an item on a day; its row is the lock under which the quota holds."""

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")
    day = models.DateField("日期")
    booked = models.PositiveSmallIntegerField("已约", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "day"], name="appointment_day_once")]

    def __str__(self):
        return f"{self.item} {self.day} {self.booked}"


class Appointment(models.Model):
    """预约: a person, an item, a day and an hour. What became of it is kept, a no-show too."""

    person = _person("预约人")
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="appointments", verbose_name="事项")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="appointments", verbose_name="大厅")
    day = models.DateField("日期")
    hour = models.TimeField("时段开始")
    state = models.CharField("状态", max_length=10, choices=AppointmentState, default=AppointmentState.BOOKED)
    ticket = models.OneToOneField(
        Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="appointment", verbose_name="排队号"
    )
    made_at = models.DateTimeField("预约时间")
    ended_at = models.DateTimeField("到场、取消或记为未到的时间", null=True, blank=True)
    reminded_at = models.DateTimeField("提醒时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        ordering = ["-day", "-hour", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "item", "day"], condition=Q(state="booked"), name="appointment_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state="booked") ^ Q(ended_at__isnull=False), name="appointment_ended_has_time"
            ),
        ]
        indexes = [models.Index(fields=["hall", "day", "hour"], name="appointment_of_hall")]

    def __str__(self):
        return f"{self.day} {self.hour:%H:%M} {self.item}"
