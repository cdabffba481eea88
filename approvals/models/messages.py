"""What an applicant was told in the site."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .cases import Case, CaseMove


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
