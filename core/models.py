"""Tables that two apps or more share: calendar, publication numbers, search rows, running numbers."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import connections, models, router, transaction
from django.db.models import F, Func, Q

from core.history import recorded
from core.workflow import MoveRefused


class PublicationQuerySet(models.QuerySet):
    def number(self, name: str) -> int:
        """The current number of a publication; 0 before the first."""
        return self.filter(name=name).values_list("number", flat=True).first() or 0

    def bump(self, name: str) -> int:
        """Take the next number. It comes from a sequence, so that a rolled-back number is never used again."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_publication (name, number) VALUES (%s, nextval('core_publication_number'))"
                " ON CONFLICT (name) DO UPDATE SET number = excluded.number RETURNING number",
                [name],
            )
            return cursor.fetchone()[0]


class Publication(models.Model):
    """What a cache key carries beside the date: a number that changes whenever the named data changes."""

    name = models.CharField("名称", max_length=50, primary_key=True)
    number = models.BigIntegerField("发布序号")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发布序号"

    def __str__(self):
        return f"{self.name} {self.number}"


class CalendarYear(models.Model):
    """A year whose holidays are known: the State Council's yearly notice has been read and applied.

    Basis: 全国年节及纪念日放假办法, 行政许可法 82. A year without a row here has only provisional dates.
    """

    year = models.PositiveSmallIntegerField("年份", unique=True)
    number = models.CharField("文号", max_length=60, blank=True)
    notice = models.TextField("通知正文", blank=True)
    loaded_at = models.DateTimeField("载入时间", auto_now_add=True)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "年度放假安排"
        ordering = ["-year"]

    def __str__(self):
        return f"{self.year}年"


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", "放假"
    MAKEUP = "makeup", "调休上班"
    LOCAL_OFF = "local_off", "本地放假"
    LOCAL_WORK = "local_work", "本地上班"


class CalendarDay(models.Model):
    """A day that differs from the plain week: a statutory holiday, a make-up working day, a local exception."""

    OFF = (DayKind.HOLIDAY, DayKind.LOCAL_OFF)

    date = models.DateField("日期", unique=True)
    kind = models.CharField("类别", max_length=10, choices=DayKind)
    name = models.CharField("名称", max_length=40, help_text="如：国庆节。会写进办理期限的逐日说明。")
    source = models.CharField("依据", max_length=200, blank=True, help_text="通知名称或文号；本地放假须写明文件。")

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "放假与调休日"
        ordering = ["-date"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="core_day_kind")]

    def __str__(self):
        return f"{self.date} {self.get_kind_display()}（{self.name}）"

    def clean(self):
        weekend = self.date is not None and self.date.weekday() >= 5
        if self.kind == DayKind.LOCAL_OFF and weekend:
            raise ValidationError({"date": "这一天是周末，本来就不上班，不用登记本地放假。"})
        if self.kind in (DayKind.LOCAL_OFF, DayKind.LOCAL_WORK) and not self.source:
            raise ValidationError({"source": "请填写依据：本地放假或上班须有文件。"})


class Scope(models.TextChoices):
    PUBLIC = "public", "公开"
    INTERNAL = "internal", "内部"


class Grams(Func):
    """Every character of a text and every two neighbours, as an array; the search index is made of it."""

    function = "core_grams_2"
    output_field = ArrayField(models.TextField())


class LongGrams(Grams):
    """Grams, and every four neighbours: for codes and pinyin, whose few signs make pairs common."""

    function = "core_grams_4"


class SearchRow(models.Model):
    """One findable thing on the days it is valid; written by the publishing action in its own transaction.

    `code`, `name`, `synonyms`, `body` hold text normalised by core.search; the index is made of their grams by the
    database. A changed rule of normalisation means new columns, one of grams a new function name and a new index.
    """

    kind = models.CharField("种类", max_length=30)
    key = models.CharField("键", max_length=80)
    address = models.CharField("地址", max_length=300)
    title = models.TextField("标题")
    category = models.CharField("类别", max_length=60, blank=True)
    organisation = models.CharField("单位", max_length=120, blank=True)
    summary = models.TextField("摘要", blank=True)
    scope = models.CharField("范围", max_length=10, choices=Scope, default=Scope.PUBLIC)
    rank = models.PositiveIntegerField("静态次序", help_text="小的在前")
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期（不含）", null=True, blank=True)

    code = models.TextField("规范化编码", blank=True)
    name = models.TextField("规范化名称")
    synonyms = models.TextField("规范化别名与拼音", blank=True)
    body = models.TextField("规范化依据与正文", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "搜索条目"
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "valid_from"], name="core_search_row_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="core_search_row_dates"
            ),
        ]
        indexes = [
            # with the rank (btree_gin), so that a common word can be asked for among the titles of one length
            GinIndex(
                LongGrams("code"), Grams("name"), LongGrams("synonyms"), Grams("body"), "rank", name="core_search_grams"
            ),
            models.Index(fields=["rank", "id"], name="core_search_order"),
        ]

    def __str__(self):
        return self.title


class SecrecyReview(models.Model):
    """保密审查 before a publication, by somebody else than its authors (政府信息公开条例 17). Append-only.

    Nothing is published without one: lists, guides, funds, pages and open data write it here in the transaction of the
    publication. `kind` and `key` name what is published; people are kept by id and the name they bore.
    """

    kind = models.CharField("种类", max_length=30)
    key = models.CharField("编号", max_length=80)
    opinion = models.CharField("审查意见", max_length=500)
    reviewer_id = models.BigIntegerField("审查人编号")
    reviewer_name = models.CharField("审查人", max_length=100)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "保密审查记录"
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "key"], name="secrecy_of")]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @classmethod
    def record(cls, *, kind: str, key: str, opinion: str, reviewer, authors, at) -> "SecrecyReview":
        """Write the review. `authors` are the ids of those who wrote what is published. MoveRefused in words."""
        if not opinion.strip():
            raise MoveRefused("公布前须作保密审查，请写明审查意见（如“不涉及国家秘密，可以公开”）。")
        if reviewer.pk in set(authors):
            raise MoveRefused("编写人不能对自己写的内容作保密审查，请由另一位工作人员办理。")
        return cls.objects.create(
            kind=kind, key=key, opinion=opinion.strip(), reviewer_id=reviewer.pk,
            reviewer_name=reviewer.display_name, at=at,
        )  # fmt: skip


class Serial(models.Model):
    """The running number of a series on a day: cases, licences, change sets. Gaps can't arise inside a transaction."""

    series = models.CharField(max_length=40)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="serial_once")]

    def __str__(self):
        return f"{self.series} {self.day} {self.last}"

    @classmethod
    def take(cls, series: str, day: date) -> int:
        """The next number of the series on that day, from 1; the row stays locked until the transaction ends."""
        using = router.db_for_write(cls)
        with transaction.atomic(using, savepoint=False), connections[using].cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_serial (series, day, last) VALUES (%s, %s, 1)"
                " ON CONFLICT (series, day) DO UPDATE SET last = core_serial.last + 1 RETURNING last",
                [series, day],
            )
            return cursor.fetchone()[0]
