"""Legal basis as data: the register of laws, citations to their articles, who may create a power, alerts."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from core.history import recorded

from ..citations import CreationRules, LawIndex, Verdict, Verified
from ..enums import Category, CitationRole, LawLevel, LawStatus, PowerMatter

INDEX_COLUMNS = (
    "id", "title", "level", "number", "issuer", "articles", "status", "complete", "effective_on", "repealed_on",
)  # fmt: skip


KEPT_DAYS = 8
STAMP = """
    SELECT (SELECT max(history_id) FROM powerlist_historicallaw),
           (SELECT max(history_date) FROM powerlist_historicallaw),
           (SELECT count(*) FROM powerlist_law), (SELECT max(id) FROM powerlist_law),
           (SELECT max(history_id) FROM powerlist_historicallawsuccession),
           (SELECT max(history_id) FROM powerlist_historicalbasisverification)
"""
_kept: dict = {}  # the stamp of the register, and the index by day


class LawQuerySet(models.QuerySet):
    def index(self, on: date | None = None) -> LawIndex:
        """All laws on record and the papers verified, ready to judge citations as of a day (without one: as recorded).

        Kept in the process until the register changes; its history, which every change enters, is the stamp.
        """
        with connection.cursor() as cursor:
            cursor.execute(STAMP)
            stamp = cursor.fetchone()
        if _kept.get("stamp") != stamp:
            _kept.clear()
            _kept["stamp"] = stamp
        if on not in _kept:
            if len(_kept) > KEPT_DAYS:
                _kept.clear()
                _kept["stamp"] = stamp
            followers = LawSuccession.objects.titles()
            rows = (
                {**row, "successors": followers.get(row["id"])} for row in self.order_by("id").values(*INDEX_COLUMNS)
            )
            _kept[on] = LawIndex.from_rows(rows, on=on, verified=BasisVerification.objects.by_key())
        return _kept[on]

    def repealed_by(self, on: date):
        """Those that no longer hold on a day."""
        return self.filter(Q(repealed_on__lte=on) | Q(repealed_on__isnull=True, status=LawStatus.REPEALED))


class Law(models.Model):
    """A statute, regulation, rule or paper that may found a power, with its time of force and its articles."""

    title = models.CharField("标题", max_length=300, unique=True)
    level = models.CharField("效力位阶", max_length=2, choices=LawLevel)
    number = models.CharField("文号", max_length=100, blank=True)
    issuer = models.CharField("制定机关", max_length=100, blank=True)
    articles = models.PositiveIntegerField("条数", null=True, blank=True)
    status = models.CharField("时效", max_length=10, choices=LawStatus, default=LawStatus.IN_FORCE)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    repealed_on = models.DateField(
        "废止日期", null=True, blank=True, help_text="从这一天起不再有效；此前的清单内容仍按当时有效核对"
    )
    successors = models.ManyToManyField(
        "self", through="LawSuccession", through_fields=("law", "successor"), symmetrical=False,
        related_name="predecessors", verbose_name="替代法规",
    )  # fmt: skip
    succession = models.CharField(
        "替代说明",
        max_length=300,
        blank=True,
        help_text="对替代情况的总说明；各部法规替代哪一部分，写在下面“替代法规”里",
    )
    complete = models.BooleanField("条数可信", default=True, help_text="为否时不据条数判定条文不存在")
    source = models.CharField("来源", max_length=200, blank=True)

    objects = LawQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "法规"
        ordering = ["level", "title"]
        indexes = [models.Index(fields=["level", "title", "id"], name="law_public_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(repealed_on__isnull=True)
                | Q(effective_on__isnull=True)
                | Q(repealed_on__gt=models.F("effective_on")),
                name="law_ends_after_it_begins",
                violation_error_message="废止日期须晚于施行日期，请核对两个日期。",
            ),
        ]

    def __str__(self):
        return f"《{self.title}》"

    def get_absolute_url(self):
        return reverse("powerlist:law", args=[self.pk])

    def holds_on(self, on: date) -> bool:
        """Whether it was not yet repealed on a day; a basis repealed later is good for an older text."""
        if self.repealed_on:
            return on < self.repealed_on
        return self.status != LawStatus.REPEALED


class LawSuccessionQuerySet(models.QuerySet):
    def titles(self) -> dict[int, list[str]]:
        """The titles of what replaced each law, in the order in which they were entered; one query."""
        found: dict[int, list[str]] = {}
        for law, title in self.order_by("id").values_list("law_id", "successor__title"):
            found.setdefault(law, []).append(title)
        return found


class LawSuccession(models.Model):
    """One law that replaces a repealed one, whole or in the part that the note names (立法法 70: 修改和废止)."""

    law = models.ForeignKey(Law, on_delete=models.CASCADE, related_name="successions", verbose_name="被替代的法规")
    successor = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="successes", verbose_name="替代法规")
    note = models.CharField(
        "替代的部分",
        max_length=200,
        blank=True,
        help_text="只替代其中一部分的，写明是哪些内容，如 第三章有关水污染的规定",
    )

    objects = LawSuccessionQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "替代法规"
        ordering = ["law_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["law", "successor"],
                name="law_succession_once",
                violation_error_message="这一部替代法规已经写过，请不要重复。",
            ),
            models.CheckConstraint(
                condition=~Q(successor=models.F("law")),
                name="law_does_not_succeed_itself",
                violation_error_message="替代法规不能是它自己，请另选一部。",
            ),
        ]

    def __str__(self):
        return f"{self.law} → {self.successor}"


class BasisVerificationQuerySet(models.QuerySet):
    def by_key(self) -> dict[str, Verified]:
        """The verifications in use, by what names the basis; one query."""
        rows = self.filter(active=True).select_related("verified_by").order_by("id")
        return {row.key: Verified(row.level, row.words) for row in rows}


class BasisVerification(models.Model):
    """A basis that the register doesn't hold, and that 县委编办 or 司法局 verified on paper, by name and reason."""

    key = models.CharField("识别键", max_length=300, unique=True, editable=False)
    title = models.CharField("依据", max_length=300)
    document = models.CharField("文号", max_length=100, blank=True)
    level = models.CharField("效力位阶", max_length=2, choices=LawLevel)
    issuer = models.CharField("发布机关", max_length=100)
    reason = models.CharField(
        "核实理由", max_length=500, help_text="看了哪份纸质文件、为什么能作依据、为什么暂不录入法规库"
    )
    active = models.BooleanField("有效", default=True, help_text="核实有误的，停用它；停用后引用它的事项不能公布")
    verified_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="核实人", editable=False
    )
    verified_at = models.DateTimeField("核实时间", editable=False)

    objects = BasisVerificationQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "核实过纸质文件的依据"
        ordering = ["-verified_at", "-id"]

    def __str__(self):
        return self.title

    @property
    def words(self) -> str:
        """Who verified it and when, as staff read it."""
        day = timezone.localdate(self.verified_at)
        return f"法规库没有收录；{self.verified_by.display_name}于{day:%Y-%m-%d}核对过纸质文件：{self.reason}"


class CitationQuerySet(models.QuerySet):
    def of_texts_in_force(self, on: date):
        """Citations of the texts that hold on a day."""
        texts = Q(version__state="published", version__valid_from__lte=on)
        return self.filter(texts & (Q(version__valid_to__isnull=True) | Q(version__valid_to__gt=on)))

    def unrecorded(self):
        """Those that neither the register holds nor anybody verified on paper."""
        return self.filter(law__isnull=True).exclude(verdict=Verdict.VERIFIED)

    def of_repealed_laws(self, on: date):
        """Those whose law no longer holds on a day."""
        gone = Q(law__repealed_on__lte=on) | Q(law__repealed_on__isnull=True, law__status=LawStatus.REPEALED)
        return self.filter(gone, law__isnull=False)


class Citation(models.Model):
    """One basis of a version, as read from the cell's text.

    `articles` are numbers (`48`, `48-1` for 第四十八条之一), `clauses` the same to the paragraph and item:
    [[article, paragraph, item, sub-item], …] with 0 where none is named. `article_no` is the first article, 0 without.
    """

    version = models.ForeignKey("powerlist.ListVersion", on_delete=models.CASCADE, related_name="citations")
    position = models.PositiveSmallIntegerField("顺序")
    law = models.ForeignKey(Law, on_delete=models.PROTECT, null=True, blank=True, related_name="citations")
    title = models.CharField("法规名称", max_length=300)
    article = models.CharField("条款", max_length=60, blank=True)
    text = models.CharField("原文", max_length=600)
    verdict = models.CharField("核对结果", max_length=20)
    document = models.CharField("文号", max_length=100, blank=True)
    level = models.CharField("效力位阶", max_length=2, blank=True, choices=LawLevel)
    role = models.CharField("作用", max_length=12, blank=True, choices=CitationRole)
    article_no = models.PositiveIntegerField("首条", default=0)
    articles = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="条")
    clauses = models.JSONField("条款项", default=list, blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "依据"
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="citation_position_once")]
        indexes = [models.Index(fields=["law", "article_no", "id"], name="citation_by_article")]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        """The public page of the law cited; empty when the register doesn't hold it."""
        return reverse("powerlist:law", args=[self.law_id]) if self.law_id else ""


class CreationRuleQuerySet(models.QuerySet):
    def rules(self) -> CreationRules:
        """The rules in use, or what the product brings while the table is empty; one query."""
        columns = ("category", "matter", "level", "provincial", "months", "article", "active")
        rows = list(self.order_by("id").values(*columns))
        return CreationRules.from_rows(row for row in rows if row["active"]) if rows else CreationRules.shipped()


class CreationRule(models.Model):
    """Which level of law may create which kind of power, and by which article that is so.

    A category without rules may be founded by anything. `months`: the rule of a provincial government holds that long
    after it came into force (行政许可法 15).
    """

    category = models.CharField("权力类别", max_length=2, choices=Category)
    matter = models.CharField(
        "细类", max_length=10, blank=True, choices=PowerMatter, help_text="只用于行政强制；空着表示整类"
    )
    level = models.CharField("可以设定的位阶", max_length=2, choices=LawLevel)
    provincial = models.BooleanField("限省级", default=False, help_text="只有省、自治区、直辖市人民政府的规章可以设定")
    months = models.PositiveSmallIntegerField(
        "有效月数", null=True, blank=True, help_text="自施行之日起算；空着表示不限"
    )
    article = models.CharField("出处", max_length=100, help_text="如 行政许可法第十四条")
    limits = models.CharField("限制", max_length=200, blank=True)
    active = models.BooleanField("启用", default=True, help_text="法律修改后不再适用的，停用它")

    objects = CreationRuleQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "设定权限"
        ordering = ["category", "matter", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "matter", "level"],
                name="creation_rule_once",
                violation_error_message="这一类权力的这一位阶已有一条规则，请直接修改那一条。",
            )
        ]

    def __str__(self):
        return f"{self.get_category_display()} · {self.get_level_display()}"


class BasisAlert(models.Model):
    """An entry in force whose basis no longer holds: found by night, settled when its text cites it no more."""

    entry = models.ForeignKey(
        "powerlist.ListEntry", on_delete=models.PROTECT, related_name="basis_alerts", verbose_name="事项"
    )
    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="alerts", verbose_name="依据")
    found_on = models.DateField("发现日期")
    settled_on = models.DateField("了结日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "依据失效提醒"
        ordering = ["-found_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "law"], condition=Q(settled_on__isnull=True), name="basis_alert_open_once"
            )
        ]

    def __str__(self):
        return f"{self.entry} {self.law}"


def unfounded(versions):
    """Of these texts those that cite bases, none of which can create the power."""
    cited = Citation.objects.filter(version=OuterRef("pk"))
    weak = cited.filter(role=CitationRole.IMPLEMENTING)
    return versions.filter(Exists(weak)).exclude(Exists(cited.exclude(role=CitationRole.IMPLEMENTING)))
