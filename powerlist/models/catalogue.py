"""上级目录: the basic catalogues of the nation, the province and the city, from which bodies claim their entries.

An item is the same over all editions: a later edition changes or ends it, and its history says what it was.
Codes: domain.md 3.5 (基本编码 of 12 characters; provinces have their own schemes beside it).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from core.files import random_name
from core.history import recorded

from ..kinds import category_choices
from .laws import Law

BASIC_CODE = r"^[0-9]{4}[0-9A-Z]{2}[0-9]{6}$"


class CatalogueLevel(models.TextChoices):
    """Whose 基本目录 an item stands in."""

    NATIONAL = "national", "国家"
    PROVINCIAL = "provincial", "省级"
    CITY = "city", "市级"


class LoadState(models.TextChoices):
    """How far an edition of a catalogue is: looked at, in use, or left."""

    READING = "reading", "正在核对"
    REFUSED = "refused", "不能读取"
    PREVIEWED = "previewed", "待确认"
    APPLYING = "applying", "正在载入"
    APPLIED = "applied", "已载入"
    DROPPED = "dropped", "未采用"


class CatalogueHint(models.Model):
    """A word of the catalogue's column 部门, and whom it means in this county: one body, all townships, or nobody."""

    name = models.CharField("目录里的部门", max_length=100, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="本县单位"
    )
    townships = models.BooleanField("由各乡镇实施", default=False)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "目录部门对应"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(townships=False),
                name="hint_one_body_or_townships",
                violation_error_message="由各乡镇实施的，不用再选单位。",
            )
        ]

    def __str__(self):
        return self.name


class CatalogueEdition(models.Model):
    """One workbook of a catalogue: looked at, then applied whole. `whole`: what it lacks has ended."""

    level = models.CharField("层级", max_length=12, choices=CatalogueLevel)
    document_number = models.CharField("文号", max_length=100)
    title = models.CharField("目录名称", max_length=200)
    effective_on = models.DateField("施行日期")
    whole = models.BooleanField("这是完整目录", default=True)
    file = models.FileField("文件", upload_to=random_name)
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=LoadState, default=LoadState.PREVIEWED)
    result = models.JSONField("预览", default=dict)
    error = models.TextField("拒绝原因", blank=True, default="", db_default="")
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="载入人"
    )
    loaded_at = models.DateTimeField("上传时间")
    applied_at = models.DateTimeField("载入时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上级目录版本"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="catalogue_edition_has_time"
            )
        ]

    def __str__(self):
        return f"{self.title}（{self.document_number}）"


class CatalogueItemQuerySet(models.QuerySet):
    def current(self, on):
        """Items that hold on a day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


class CatalogueItem(models.Model):
    """One item of a catalogue above: its name, category, basis and code are those of every entry claimed from it."""

    level = models.CharField("层级", max_length=12, choices=CatalogueLevel)
    basic_code = models.CharField("基本编码", max_length=12, blank=True)
    local_code = models.CharField("地方编码", max_length=60, blank=True)
    name = models.CharField("事项名称", max_length=500)
    category = models.CharField("类别", max_length=2, choices=category_choices)
    basis = models.JSONField("设定依据", default=list, blank=True)
    hint = models.ForeignKey(
        CatalogueHint, on_delete=models.PROTECT, null=True, blank=True, related_name="items", verbose_name="部门"
    )
    main_name = models.CharField("主项名称", max_length=500, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="subs", verbose_name="主项"
    )
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("取消日期", null=True, blank=True)
    edition = models.ForeignKey(
        CatalogueEdition, on_delete=models.PROTECT, related_name="items", verbose_name="最近变动的版本"
    )

    objects = CatalogueItemQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "上级目录事项"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "basic_code"], condition=~Q(basic_code=""), name="catalogue_basic_code_once"
            ),
            models.UniqueConstraint(
                fields=["level", "local_code"], condition=~Q(local_code=""), name="catalogue_local_code_once"
            ),
            models.CheckConstraint(condition=~Q(basic_code="", local_code=""), name="catalogue_item_has_code"),
            models.CheckConstraint(
                condition=Q(basic_code="") | Q(basic_code__regex=BASIC_CODE), name="catalogue_basic_code_form"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="catalogue_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")), name="catalogue_not_its_own_parent"
            ),
        ]
        indexes = [models.Index(fields=["category", "hint", "id"], name="catalogue_by_category")]

    def __str__(self):
        return self.name

    @property
    def code(self) -> str:
        return self.basic_code or self.local_code

    @property
    def source(self) -> str:
        """What an entry's locked cells are said to come from."""
        return f"{self.get_level_display()}目录 {self.code}"

    @property
    def locked(self) -> dict:
        """The cells of a claimed entry that are not its body's to write; a basis that the catalogue lacks is."""
        cells = {"name": self.name, "category": self.category}
        return {**cells, "basis": list(self.basis)} if self.basis else cells


class CatalogueCitation(models.Model):
    """One basis of an item, as read and judged by the register of laws on the day it was loaded."""

    item = models.ForeignKey(CatalogueItem, on_delete=models.CASCADE, related_name="citations")
    position = models.PositiveSmallIntegerField("顺序")
    law = models.ForeignKey(Law, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField("法规名称", max_length=300)
    article = models.CharField("条款", max_length=60, blank=True)
    text = models.CharField("原文", max_length=600)
    verdict = models.CharField("核对结果", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "上级目录依据"
        ordering = ["item_id", "position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="catalogue_citation_once")]

    def __str__(self):
        return self.text


class CatalogueDecline(models.Model):
    """不认领: a body says why it doesn't exercise an item. A later claim withdraws it."""

    item = models.ForeignKey(
        CatalogueItem, on_delete=models.PROTECT, related_name="declines", verbose_name="上级目录事项"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="填写人")
    at = models.DateTimeField("时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "不认领说明"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "organisation"], condition=Q(withdrawn_at__isnull=True), name="catalogue_declined_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="catalogue_decline_has_reason"),
        ]

    def __str__(self):
        return f"{self.organisation_id} {self.item_id}"
