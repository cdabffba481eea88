"""Legal basis as data: the register of laws, and citations to their articles."""

from django.db import models

from core.history import recorded

from ..citations import LawIndex
from ..enums import LawLevel, LawStatus


class LawQuerySet(models.QuerySet):
    def index(self) -> LawIndex:
        """All laws on record, ready to judge citations; one query."""
        columns = ("id", "title", "level", "number", "articles", "status", "complete")
        return LawIndex.from_rows(self.order_by("id").values(*columns))


class Law(models.Model):
    """A statute, regulation or rule that may found a power, with the number of its articles."""

    title = models.CharField("标题", max_length=300, unique=True)
    level = models.CharField("效力位阶", max_length=1, choices=LawLevel)
    number = models.CharField("文号", max_length=100, blank=True)
    issuer = models.CharField("制定机关", max_length=100, blank=True)
    articles = models.PositiveIntegerField("条数", null=True, blank=True)
    status = models.CharField("时效", max_length=10, choices=LawStatus, default=LawStatus.IN_FORCE)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="替代法规"
    )
    complete = models.BooleanField("条数可信", default=True, help_text="为否时不据条数判定条文不存在")
    source = models.CharField("来源", max_length=200, blank=True)

    objects = LawQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "法规"
        ordering = ["level", "title"]

    def __str__(self):
        return f"《{self.title}》"


class Citation(models.Model):
    """One article cited by a version as its legal basis, as read from the cell's text."""

    version = models.ForeignKey("powerlist.ListVersion", on_delete=models.CASCADE, related_name="citations")
    position = models.PositiveSmallIntegerField("顺序")
    law = models.ForeignKey(Law, on_delete=models.PROTECT, null=True, blank=True, related_name="citations")
    title = models.CharField("法规名称", max_length=300)
    article = models.CharField("条款", max_length=60, blank=True)
    text = models.CharField("原文", max_length=600)
    verdict = models.CharField("核对结果", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "依据"
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="citation_position_once")]

    def __str__(self):
        return self.text
