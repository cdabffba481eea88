"""检举控告 of officials: a number, a time, and an envelope that the portal itself can't open.

There is no text, no accused, no person and no code here, and no method that gives any of them: nothing can be shown to
a supervisor, a department, an auditor or an administrator, because nothing is there (监察法 35; 信访工作条例 4).
"""

from django.db import models

from core.masking import blind_index


class AccusationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nobody's: no post, no permission and no administrator opens the list."""
        return self.none()

    def by_code(self, number: str, code: str):
        """The one of a number, for who holds its code: to learn when it was handed over, and nothing more."""
        return self.filter(number=number, code_index=blind_index(f"{number}:{code}"))


class Accusation(models.Model):
    """One sealed hand-over; append-only. `sealed` is an HPKE envelope (RFC 9180), `key_print` names the key."""

    number = models.CharField("编号", max_length=20, unique=True)
    code_index = models.CharField(max_length=64, editable=False)
    received_at = models.DateTimeField("收到时间")
    sealed = models.BinaryField("密封件")
    key_print = models.CharField("接收方公钥指纹", max_length=64)

    objects = AccusationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检举控告移交"
        ordering = ["-id"]

    def __str__(self):
        return self.number


class AccusationDelivery(models.Model):
    """When the envelope reached the commission, with its receipt. Append-only, one for each."""

    accusation = models.OneToOneField(
        Accusation, on_delete=models.PROTECT, related_name="delivery", verbose_name="检举控告移交"
    )
    at = models.DateTimeField("移交时间")
    receipt = models.CharField("接收回执", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "检举控告送达"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.accusation} {self.at:%Y-%m-%d %H:%M}"
