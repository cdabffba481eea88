"""管理办法 and the other documents of a fund; what is published is never altered, a new version takes its place.

先定办法、再分资金: no money is allocated before a published 管理办法 is in force (漳县方案).
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from core.files import random_name
from core.history import recorded
from core.registers import DateRange

from ..enums import DocumentState, Stage
from .lists import FundEntry
from .years import OfFund

PERSON = {"on_delete": models.PROTECT, "related_name": "+"}


class Filed(models.Model):
    """A file with its paper, in private storage; `state` says whether the public may have it."""

    title = models.CharField("标题", max_length=200)
    document_number = models.CharField("文号", max_length=100, blank=True)
    dated = models.DateField("成文日期")
    file = models.FileField("文件", upload_to=random_name)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件摘要（SHA-256）", max_length=64)
    state = models.CharField("状态", max_length=10, choices=DocumentState, default=DocumentState.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="填报人", **PERSON)
    publisher = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="公开人", **PERSON)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, publisher__isnull=False),
                name="%(class)s_published_has_time",
            ),
            models.CheckConstraint(condition=~Q(author=F("publisher")), name="%(class)s_author_not_publisher"),
        ]

    def __str__(self):
        return self.title

    @property
    def body(self):
        """The department in charge, where permissions are held."""
        return self.entry.organisation


class MeasureQuerySet(OfFund):
    def in_force(self, entry, on: date):
        """The 管理办法 of a fund that is published and in force on a day; None without one."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), entry=entry, valid_from__lte=on)
        return rows.filter(state=DocumentState.PUBLISHED).order_by("-number").first()


class Measure(Filed):
    """管理办法: one fund, one 办法; `number` counts its versions."""

    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="measures", verbose_name="专项资金")
    number = models.PositiveSmallIntegerField("版本号")
    issued_by = models.CharField("制定机关", max_length=200)
    changes = models.TextField("修订内容", blank=True)
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)

    objects = MeasureQuerySet.as_manager()
    history = recorded()

    class Meta(Filed.Meta):
        verbose_name = verbose_name_plural = "管理办法"
        ordering = ["entry_id", "-number"]
        constraints = [
            *Filed.Meta.constraints,
            models.UniqueConstraint(fields=["entry", "number"], name="measure_number_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="measure_dates_in_order"
            ),
            ExclusionConstraint(
                name="measure_one_in_force",
                expressions=[
                    ("entry", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="published"),
            ),
        ]


class FundDocument(Filed):
    """Any other document of a fund's stage in a year. `about` is the key of what it belongs to (`call:SB2026001`)."""

    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="documents", verbose_name="专项资金")
    year = models.PositiveSmallIntegerField("预算年度")
    stage = models.CharField("阶段", max_length=12, choices=Stage)
    about = models.CharField("所属", max_length=60, blank=True)

    objects = OfFund.as_manager()
    history = recorded()

    class Meta(Filed.Meta):
        verbose_name = verbose_name_plural = "资金文件"
        ordering = ["-id"]
        indexes = [models.Index(fields=["entry", "year", "stage", "id"], name="funddocument_of_stage")]
