"""送审 papers of 审改办: templates as data, and the numbered papers that were made, kept in private storage."""

import hashlib
import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import organisations_where
from core.files import random_name
from core.history import recorded
from core.registers import ChangeSetState

from ..enums import PaperKind
from .campaigns import Campaign
from .lists import LIST_PERMISSIONS, ListChangeSet

PLACE = re.compile(r"\{([a-z_]*)\}")
# What may stand in a template, and what it becomes.
PLACES = {
    "county": "县名",
    "bodies": "涉及的单位",
    "title": "批次的标题",
    "titles": "各批次的标题",
    "count": "事项数",
    "tally": "各种变更的项数",
    "reasons": "变更事由",
    "opinions": "征求意见的情况",
    "reply_by": "回复期限",
    "addressee": "主送单位",
    "verdicts": "逐项审查的结论",
    "opinion": "审核意见",
    "number": "文号",
    "issuer": "文书编号的署名单位",
}
SPOKEN = "，".join(f"{{{key}}} {words}" for key, words in PLACES.items())


class PaperTemplate(models.Model):
    """The words of one kind of paper. A line is a paragraph; `{place}` is filled in."""

    kind = models.CharField("文书", max_length=10, choices=PaperKind, unique=True)
    title = models.CharField("标题", max_length=200)
    addressee = models.CharField("主送", max_length=200, blank=True)
    body = models.TextField("正文", help_text="一行一段。可以用：" + SPOKEN)
    signature = models.CharField("落款", max_length=200)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "文书样式"
        ordering = ["kind"]

    def __str__(self):
        return self.get_kind_display()

    def clean(self):
        for name in ("title", "addressee", "body", "signature"):
            unknown = [place for place in PLACE.findall(getattr(self, name)) if place not in PLACES]
            if unknown:
                raise ValidationError({name: f"没有这样的填充项：{'、'.join(f'{{{p}}}' for p in unknown)}。"})


# The states of a change set in which each kind is made.
S = ChangeSetState
MADE_IN = {
    PaperKind.CONSULT: (S.SUBMITTED, S.LEGALITY, S.OPINIONS),
    PaperKind.VERDICT: (S.LEGALITY, S.OPINIONS, S.FEEDBACK, S.DECISION, S.ENTRY, S.FINAL, S.DECIDED),
    PaperKind.REQUEST: (S.DECISION,),
}


def key_of(kind: str, change_sets) -> str:
    """What a paper of these change sets, in the round in which they are, is found again by."""
    place = "-".join(f"{row.pk}.{row.round}" for row in sorted(change_sets, key=lambda row: row.pk))
    return f"{kind}:{hashlib.sha256(place.encode()).hexdigest()}"


class PaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Papers of which every change set is of a body where the person works on lists; what goes to the government
        only for those who review, judge, record or audit."""
        bodies = organisations_where(user, *LIST_PERMISSIONS)
        overseen = organisations_where(user, *(name for name in LIST_PERMISSIONS if name != "fill_lists"))
        outside = ListChangeSet.objects.exclude(organisation__in=bodies)
        unseen = ListChangeSet.objects.exclude(organisation__in=overseen)
        return self.exclude(change_sets__in=outside).exclude(kind=PaperKind.REQUEST, change_sets__in=unseen)


class Paper(models.Model):
    """One numbered paper. Made again of the same change sets it keeps its number, and bears the new file."""

    key = models.CharField(max_length=80, unique=True, editable=False)
    kind = models.CharField("文书", max_length=10, choices=PaperKind)
    number = models.CharField("文号", max_length=60)
    dated = models.DateField("日期")
    title = models.CharField("标题", max_length=300)
    addressee = models.CharField("主送", max_length=200, blank=True)
    change_sets = models.ManyToManyField(ListChangeSet, related_name="papers", verbose_name="批次")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="清理任务"
    )
    facts = models.JSONField("要素", default=dict)
    file = models.FileField("文件", upload_to=random_name)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件摘要（SHA-256）", max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="制作人"
    )
    made_at = models.DateTimeField("制作时间")

    objects = PaperQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "送审文书"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="paper_number_once")]

    def __str__(self):
        return f"{self.number} {self.title}"
