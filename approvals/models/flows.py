"""The steps of the review of one case (流程环节), frozen when it is accepted."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Holding, Post
from powerlist.kinds.flows import way_of
from powerlist.models import FlowStep

from ..enums import TaskOutcome
from .cases import Case


class CaseTaskQuerySet(models.QuerySet):
    def open(self):
        """Begun and not yet done: somebody's turn."""
        return self.filter(opened_at__isnull=False, done_at__isnull=True)

    def of_holder(self, user):
        """The steps whose post the person holds today, as A 岗 or as substitute. Fails closed."""
        if user is None or not user.is_authenticated or not user.is_active or user.admin_role:
            return self.none()
        return self.filter(post__in=held_today(user).values("post_id"))


class CaseTaskManager(models.Manager.from_queryset(CaseTaskQuerySet)):
    def get_queryset(self):
        """With the frozen row of the guide: a step of a case says nothing without it."""
        return super().get_queryset().select_related("step")


class CaseTask(models.Model):
    """One step of one case: whose post, since when, until when, who did it with what outcome and which words.

    `step` is the row of the version under which the case was filed, which no later version changes. A step that is
    reopened gets a new row of the next `round`; the former one stays as it was done. `due` is a projection of the step
    clock, written by `actions.project_clocks` alone. `substitute`: done by the B 岗 of the post (代).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks", verbose_name="办件")
    step = models.ForeignKey(FlowStep, on_delete=models.PROTECT, related_name="+", verbose_name="环节")
    round = models.PositiveSmallIntegerField("第几次", default=1)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", verbose_name="办理岗位")
    opened_at = models.DateTimeField("开始时间", null=True, blank=True)
    due = models.DateField("环节期限", null=True, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办理人",
    )
    substitute = models.BooleanField("代", default=False)
    outcome = models.CharField("结果", max_length=8, choices=TaskOutcome, blank=True)
    opinion = models.TextField("意见", blank=True)

    objects = CaseTaskManager()

    class Meta:
        verbose_name = verbose_name_plural = "办件环节"
        ordering = ["case_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "step", "round"], name="task_once_a_round"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="") | (Q(done_at__isnull=False) & ~Q(outcome="")),
                name="task_done_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(opened_at__isnull=True) | Q(done_at__gte=F("opened_at")),
                name="task_times_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["post", "due", "id"],
                condition=Q(opened_at__isnull=False, done_at__isnull=True),
                name="task_my_turn",
            ),
        ]

    def __str__(self):
        return f"{self.case_id} {self.step_id}"

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.done_at is None

    @property
    def is_skipped(self) -> bool:
        """Left out by its condition."""
        return self.outcome == TaskOutcome.SKIPPED


def current(tasks: Iterable[CaseTask]) -> list[CaseTask]:
    """The last round of each step, in the order of the flow."""
    last = {task.step_id: task for task in sorted(tasks, key=lambda task: task.round)}
    return sorted(last.values(), key=lambda task: (task.step.position, task.step_id))


def stages_of(tasks: Iterable[CaseTask]) -> list[list[CaseTask]]:
    """The stages of a case: what stands together is done at the same time."""
    by_step = {task.step_id: task for task in tasks}
    return [[by_step[step.pk] for step in stage] for stage in way_of(task.step for task in by_step.values())]


def held_today(user) -> models.QuerySet[Holding]:
    """What posts a person (or the one with this key) holds today."""
    today = timezone.localdate()
    return Holding.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), user=user, valid_from__lte=today)
