"""Service items (办事指南): what an applicant must know, versioned; a guide exists only for a published entry."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, Exists, F, OuterRef, Q

from accounts.models import Organisation, organisations_where
from core.history import recorded
from core.registers import DateRange, VersionQuerySet
from core.workdays import Unit
from licences.models import LicenceType

from ..enums import (
    Audience,
    CaseKind,
    Disclosure,
    FieldKind,
    GuideState,
    LegalTheme,
    MaterialSource,
    Necessity,
    PersonTheme,
    StepKind,
)
from .lists import ListEntry, ListVersion


class ServiceItem(models.Model):
    """实施清单: what one body offers to applicants on the ground of one list entry."""

    entry = models.ForeignKey(
        ListEntry, on_delete=models.PROTECT, related_name="service_items", verbose_name="清单事项"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="service_items", verbose_name="实施主体"
    )
    code = models.CharField("实施编码", max_length=50, unique=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "办事事项"
        ordering = ["code"]

    def __str__(self):
        return self.code


class ServiceItemVersionQuerySet(VersionQuerySet):
    def open_to_public(self, on):
        """The guides that anyone may read on a day: in force, 向社会公开, of an entry that is in force and so too.

        Every public door starts from it; a guide leaves the public with its entry.
        """
        listed = ListVersion.objects.in_force(on).open_to_public().filter(entry=OuterRef("item__entry"))
        return self.in_force(on).filter(Exists(listed), disclosure=Disclosure.PUBLIC)

    def visible_to(self, user):
        return self.filter(item__organisation__in=organisations_where(user, "manage_guides"))


class ServiceItemVersion(models.Model):
    """One text of a guide. Both limits carry number, unit and article; 承诺 ≤ 法定 is checked at publication."""

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="versions", verbose_name="事项")
    number = models.PositiveIntegerField("版本号", default=1)
    state = models.CharField("状态", max_length=10, choices=GuideState, default=GuideState.DRAFT)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_to = models.DateField("失效日期", null=True, blank=True)
    name = models.CharField("事项名称", max_length=500)
    everyday_name = models.CharField("日常用语", max_length=200, blank=True)
    audience = models.CharField("服务对象", max_length=8, choices=Audience, default=Audience.BOTH)
    person_theme = models.CharField("个人主题", max_length=3, choices=PersonTheme, blank=True)
    legal_theme = models.CharField("法人主题", max_length=3, choices=LegalTheme, blank=True)
    disclosure = models.CharField("公开范围", max_length=10, choices=Disclosure, default=Disclosure.PUBLIC)
    case_kind = models.CharField("办件类型", max_length=1, choices=CaseKind, default=CaseKind.PROMISED)
    legal_limit = models.PositiveSmallIntegerField("法定办结时限")
    legal_unit = models.CharField("法定时限单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    legal_article = models.CharField("法定时限依据", max_length=200, default="《中华人民共和国行政许可法》第四十二条")
    promised_limit = models.PositiveSmallIntegerField("承诺办结时限")
    promised_unit = models.CharField("承诺时限单位", max_length=10, choices=Unit, default=Unit.WORKDAY)
    visits = models.PositiveSmallIntegerField("到办事现场次数", default=0)
    visits_reason = models.CharField("必须现场办理原因", max_length=200, blank=True)
    conditions = models.TextField("受理条件")
    fee = models.CharField("收费", max_length=200, default="不收费")
    fee_basis = models.CharField("收费依据", max_length=300, blank=True)
    result_name = models.CharField("结果名称", max_length=100, blank=True)
    licence_type = models.ForeignKey(
        LicenceType, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结果证照"
    )
    online = models.BooleanField("网上办理", default=True)
    window_address = models.CharField("办理窗口", max_length=200, blank=True)
    window_hours = models.CharField("办公时间", max_length=200, blank=True)
    consult_phone = models.CharField("咨询电话", max_length=40, blank=True)
    complaint_phone = models.CharField("监督投诉电话", max_length=40, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="编辑人",
    )
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发布人",
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    objects = ServiceItemVersionQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "办事指南"
        ordering = ["item_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="guide_number_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(valid_from__isnull=False) & Q(publisher__isnull=False)),
                name="guide_published_has_date_and_publisher",
            ),
            models.CheckConstraint(condition=~Q(author=F("publisher")), name="guide_author_not_publisher"),
            ExclusionConstraint(
                name="guide_one_in_force",
                expressions=[
                    ("item", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="published"),
                deferrable=Deferrable.DEFERRED,
            ),
        ]

    def __str__(self):
        return self.name


class _Part(models.Model):
    """A row that belongs to one version of a guide, in its order."""

    position = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        abstract = True
        ordering = ["version_id", "position", "id"]


class ItemMaterial(_Part):
    """申请材料 with its attributes."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField("材料名称", max_length=200)
    necessity = models.CharField("必要性", max_length=1, choices=Necessity, default=Necessity.REQUIRED)
    source = models.CharField("来源渠道", max_length=2, choices=MaterialSource, default=MaterialSource.APPLICANT)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    note = models.CharField("填报须知", max_length=500, blank=True)

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "申请材料"

    def __str__(self):
        return self.name


class ItemStep(_Part):
    """办理环节: the one set of rows that chart, guide and flow read. `limit` in working days."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField("环节", max_length=10, choices=StepKind)
    office = models.CharField("办理机构", max_length=100, blank=True)
    post = models.CharField("岗位", max_length=60, blank=True)
    limit = models.PositiveSmallIntegerField("时限（工作日）", default=0)
    note = models.CharField("办理要求", max_length=300, blank=True)

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "办理环节"

    def __str__(self):
        return self.get_kind_display()


class ItemField(_Part):
    """A field of the application form; a running case keeps the version under which it was filed."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="fields")
    key = models.SlugField("字段名", max_length=40)
    label = models.CharField("标签", max_length=100)
    kind = models.CharField("类型", max_length=12, choices=FieldKind, default=FieldKind.TEXT)
    required = models.BooleanField("必填", default=True)
    hint = models.CharField("填写说明", max_length=200, blank=True)
    options = models.JSONField("选项", default=list, blank=True)
    group = models.CharField("分组", max_length=60, default="申请内容")

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "表单字段"
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="field_key_once")]

    def __str__(self):
        return self.label


class ItemQuestion(_Part):
    """常见问题."""

    version = models.ForeignKey(ServiceItemVersion, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField("问题", max_length=200)
    answer = models.TextField("解答")

    class Meta(_Part.Meta):
        verbose_name = verbose_name_plural = "常见问题"

    def __str__(self):
        return self.question
