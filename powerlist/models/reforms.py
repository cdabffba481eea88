"""机构改革 in one act: what becomes of which bodies, by one document; and the names that bodies bore before."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.history import recorded

from ..enums import CasesGo, ReformKind, ReformState
from ..kinds import category_choices

PERSON = {"on_delete": models.PROTECT, "related_name": "+"}


class ReformQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Acts on a body for which the person reviews lists or records decisions, and one's own."""
        bodies = organisations_where(user, "review_lists", "record_decision", "audit")
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(Q(author=user) | Q(lines__source__in=bodies)).distinct()


class Reform(models.Model):
    """One act of 机构改革: drafted, decided by one document of the government, applied once, by three people."""

    number = models.CharField("编号", max_length=40, unique=True)
    title = models.CharField("标题", max_length=200)
    reason = models.TextField("事由")
    effective_on = models.DateField("执行日期")
    cases_go = models.CharField("在办件", max_length=10, choices=CasesGo, default=CasesGo.HEIR)
    state = models.CharField("状态", max_length=12, choices=ReformState, default=ReformState.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="起草人", **PERSON)
    recorder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="记录人", **PERSON)
    applier = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="执行人", **PERSON)
    document_number = models.CharField("文号", max_length=100, blank=True)
    decided_on = models.DateField("审定日期", null=True, blank=True)
    scan = models.FileField("文件扫描件", upload_to=random_name, blank=True)
    scan_name = models.CharField("扫描件文件名", max_length=200, blank=True)
    scan_type = models.CharField("扫描件类型", max_length=100, blank=True)
    scan_sha256 = models.CharField("扫描件摘要", max_length=64, blank=True)
    secrecy_opinion = models.CharField("保密审查意见", max_length=200, blank=True)
    created_at = models.DateTimeField("起草时间")
    applied_at = models.DateTimeField("执行时间", null=True, blank=True)

    objects = ReformQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "机构改革"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | (Q(decided_on__isnull=False) & ~Q(document_number="") & Q(recorder__isnull=False)),
                name="reform_decision_has_document",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False, applier__isnull=False),
                name="reform_applied_has_person",
            ),
            models.CheckConstraint(condition=~Q(author=F("recorder")), name="reform_author_not_recorder"),
            models.CheckConstraint(condition=~Q(author=F("applier")), name="reform_author_not_applier"),
            models.CheckConstraint(condition=~Q(recorder=F("applier")), name="reform_recorder_not_applier"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class ReformLine(models.Model):
    """One thing that becomes of a body: its name, or the body to which its entries of a choice go.

    The heir is `target`, or a body that the act sets up, told by `new_code`. Lines are taken in their order: each takes
    what the ones before left.
    """

    reform = models.ForeignKey(Reform, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("怎么办", max_length=10, choices=ReformKind)
    source = models.ForeignKey(Organisation, verbose_name="原单位", **PERSON)
    category = models.CharField("类别", max_length=2, blank=True, choices=category_choices)
    office = models.CharField("承办机构", max_length=100, blank=True)
    target = models.ForeignKey(Organisation, null=True, blank=True, verbose_name="承接单位", **PERSON)
    new_code = models.CharField("新单位编码", max_length=30, blank=True)
    new_name = models.CharField("新全称", max_length=100, blank=True)
    new_short_name = models.CharField("新简称", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "改革内容"
        ordering = ["position", "id"]

    def __str__(self):
        return f"{self.source} {self.get_kind_display()} {self.heir}"

    @property
    def heir(self) -> str:
        return str(self.target) if self.target_id else self.new_short_name

    @property
    def ends_source(self) -> bool:
        """Whether the body is no more after the act."""
        return self.kind in (ReformKind.SPLIT, ReformKind.MERGE)

    @property
    def choice(self) -> str:
        """Which entries go, in words."""
        parts = [self.get_category_display() if self.category else "", self.office]
        return "、".join(filter(None, parts)) or "全部"


class FormerName(models.Model):
    """What a body was called before the day `until`, on which an act gave it another name."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=50)
    until = models.DateField("用至")
    reform = models.ForeignKey(Reform, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "曾用名"
        ordering = ["until", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "until"], name="formername_once")]

    def __str__(self):
        return self.short_name
