"""Papers (文书): their templates, what a paper said when it was made, how it was served."""

import hashlib
import secrets
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import SealKind
from accounts.models import SealUse
from core.files import random_name
from core.history import recorded
from powerlist.enums import Category
from powerlist.models import ServiceItem

from ..enums import ConsentMeans, PaperKind, ServiceMethod
from ..kinds.places import faults_of
from .cases import Case
from .files import CaseFile

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without look-alikes


def new_paper_code() -> str:
    """Sixteen characters by which anyone verifies a paper."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


class PaperTemplateQuerySet(models.QuerySet):
    def best_for(self, kind: str, *, item_id: int | None, category: str) -> "PaperTemplate | None":
        """The item's own template, else that of its category, else that of all."""
        found = list(self.filter(kind=kind).filter(Q(item_id=item_id) | Q(item__isnull=True)))
        fitting = [row for row in found if row.category in ("", category) and row.item_id in (None, item_id)]
        return max(fitting, key=lambda row: (row.item_id is not None, row.category != ""), default=None)


class PaperTemplate(models.Model):
    """The words of one kind of paper, for all items, for a category or for one item. A line is a paragraph.

    `version` grows with every change of the words; a paper keeps its text and the version that it was made from.
    """

    kind = models.CharField("文书", max_length=14, choices=PaperKind)
    category = models.CharField(
        "事项类别", max_length=2, choices=Category, blank=True, help_text="留空：没有另写的各类事项都用它"
    )
    item = models.ForeignKey(
        ServiceItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="事项",
        help_text="留空：不限事项",
    )
    title = models.CharField("标题", max_length=100)
    red_head = models.BooleanField("套红头", default=False, help_text="页首用红字印机关名称，下加红线")
    addressee = models.CharField("抬头", max_length=200, blank=True)
    body = models.TextField(
        "正文", help_text="一行一段。花括号里的填充项会换成办件的内容；一行里的填充项都没有内容的，不印这一行。"
    )
    foot = models.TextField("附注", blank=True, help_text="印在落款之后的小字，一行一段")
    seal = models.CharField("用印", max_length=10, choices=SealKind, blank=True, help_text="留空：不盖章")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = PaperTemplateQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "办件文书样式"
        ordering = ["kind", "category", "item_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "category", "item"], nulls_distinct=False, name="papertemplate_once"
            ),
            models.CheckConstraint(
                condition=Q(category="") | Q(item__isnull=True), name="papertemplate_category_or_item"
            ),
        ]

    def __str__(self):
        scope = self.item or (Category(self.category).label if self.category else "")
        return f"{self.get_kind_display()}（{scope}）" if scope else self.get_kind_display()

    def clean(self):
        if self.category and self.item_id:
            raise ValidationError({"category": "已经写明事项的，不用再选类别。"})
        for name in ("title", "addressee", "body", "foot"):
            if faults := faults_of(getattr(self, name)):
                raise ValidationError({name: faults})


class CasePaper(models.Model):
    """What a paper said when it was made: its text, from which template and version, its seal. Append-only.

    `text` is what was printed, paragraph by paragraph; `code` leads anyone to its verification.
    """

    file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, related_name="sheet", verbose_name="文书")
    template = models.ForeignKey(PaperTemplate, on_delete=models.PROTECT, related_name="+", verbose_name="样式")
    template_version = models.PositiveIntegerField("样式版本")
    text = models.TextField("文书内容")
    text_sha256 = models.CharField("内容摘要（SHA-256）", max_length=64)
    code = models.CharField("验证码", max_length=16, unique=True, default=new_paper_code)
    seal_use = models.OneToOneField(
        SealUse, on_delete=models.PROTECT, null=True, blank=True, related_name="paper", verbose_name="用印记录"
    )
    made_at = models.DateTimeField("制作时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书内容"
        ordering = ["file_id"]

    def __str__(self):
        return str(self.file)

    @property
    def is_whole(self) -> bool:
        """Whether the text is still the one whose hash was kept."""
        return hashlib.sha256(self.text.encode()).hexdigest() == self.text_sha256


class ServiceConsent(models.Model):
    """The applicant agrees to be served electronically, on this case; without it no paper is served so. Append-only.

    The last row of a case counts: a withdrawal is a row too.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="service_consents", verbose_name="办件")
    given = models.BooleanField("同意")
    means = models.CharField("方式", max_length=8, choices=ConsentMeans)
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("登记人编号")
    actor_name = models.CharField("登记人", max_length=100)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "电子送达确认"
        ordering = ["id"]

    def __str__(self):
        return f"{self.case} {'同意' if self.given else '撤回'}"


class PaperService(models.Model):
    """送达回证: one attempt that served a paper. Append-only; a wrong entry is set right by one that `replaces` it.

    Served by public notice the paper counts as served after `notice_days` calendar days (民事诉讼法 95: 30; 60 where
    the law of the matter says so).
    """

    paper = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="services", verbose_name="文书")
    move = models.OneToOneField("CaseMove", on_delete=models.PROTECT, related_name="service", verbose_name="办理记录")
    method = models.CharField("送达方式", max_length=10, choices=ServiceMethod)
    receiver = models.CharField("受送达人或者签收人", max_length=100)
    relation = models.CharField("与受送达人的关系", max_length=60, blank=True)
    place = models.CharField("送达地点", max_length=200, blank=True)
    served_at = models.DateTimeField("送达时间")
    notice_days = models.PositiveSmallIntegerField("公告期（日）", null=True, blank=True)
    waybill = models.CharField("邮件号", max_length=60, blank=True)
    witness = models.CharField("见证人", max_length=100, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    proof = models.FileField("凭证", upload_to=random_name, blank=True)
    proof_name = models.CharField("凭证文件名", max_length=200, blank=True)
    proof_sha256 = models.CharField(max_length=64, blank=True)
    server = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="送达人"
    )
    server_name = models.CharField("送达人", max_length=100)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="更正"
    )

    class Meta:
        verbose_name = verbose_name_plural = "送达回证"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method="notice", notice_days__in=[30, 60])
                | (~Q(method="notice") & Q(notice_days__isnull=True)),
                name="paperservice_notice_has_days",
            ),
            models.CheckConstraint(
                condition=~Q(method="left") | ~Q(witness="") | ~Q(proof=""), name="paperservice_left_has_witness"
            ),
        ]

    def __str__(self):
        return f"{self.paper} {self.get_method_display()}"

    @property
    def effective_on(self) -> date:
        """The day on which the paper counts as served."""
        day = timezone.localdate(self.served_at)
        return day + timedelta(days=self.notice_days) if self.notice_days else day
