"""办件档案: a closed case kept whole, who looked at it and borrowed it, and its destruction by list."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.history import recorded
from core.registers import MoveLog
from powerlist.enums import Category
from powerlist.models import ServiceItem

from ..enums import DestructionState, Retention
from .cases import Case


class RetentionRule(models.Model):
    """How long the archive of a case is kept: by category, or for one item; the row without either is for the rest.

    机关文件材料归档范围和文书档案保管期限规定 (国家档案局令第8号) leaves the table to each body.
    """

    category = models.CharField("事项类别", max_length=2, choices=Category, blank=True)
    item = models.ForeignKey(
        ServiceItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事项"
    )
    granted = models.CharField("准予、办成的", max_length=9, choices=Retention, default=Retention.LONG)
    ended = models.CharField(
        "其他", max_length=9, choices=Retention, default=Retention.SHORT, help_text="不予受理、不予许可、撤回、终止的"
    )
    basis = models.CharField("依据", max_length=200)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "档案保管期限"
        ordering = ["category", "item_id"]
        constraints = [
            models.UniqueConstraint(fields=["category", "item"], nulls_distinct=False, name="retentionrule_once"),
            models.CheckConstraint(condition=Q(category="") | Q(item__isnull=True), name="retentionrule_one_scope"),
        ]

    def __str__(self):
        return str(self.item or (Category(self.category).label if self.category else "其余事项"))


class ArchiveQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The archives of the bodies at which the person keeps archives or approves their destruction."""
        return self.filter(organisation__in=organisations_where(user, "keep_archives", "destroy_archives"))


class Archive(models.Model):
    """案卷: one closed case as a fixed package (PDF/A, XML, hashes). The database refuses any change but destruction.

    `expires_on` is the last day of keeping, none for 永久. Destroyed, the row,
    its table of contents and all hashes stay.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="archive", verbose_name="办件")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="archives", verbose_name="立卷单位"
    )
    number = models.CharField("档号", max_length=60, unique=True)
    title = models.CharField("案卷题名", max_length=600)
    applicant = models.CharField("申请人（遮盖）", max_length=200)
    retention = models.CharField("保管期限", max_length=9, choices=Retention)
    closed_on = models.DateField("办结日期")
    expires_on = models.DateField("保管至", null=True, blank=True)
    archived_at = models.DateTimeField("归档时间")
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="归档人",
    )
    pages = models.PositiveIntegerField("页数")
    level = models.CharField("版式", max_length=20)
    file = models.FileField("归档包", upload_to=random_name)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("归档包摘要（SHA-256）", max_length=64)
    volume_sha256 = models.CharField("案卷摘要（SHA-256）", max_length=64)
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办件档案"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retention="permanent", expires_on__isnull=True)
                | (~Q(retention="permanent") & Q(expires_on__isnull=False)),
                name="archive_permanent_never_expires",
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True) | Q(expires_on__isnull=False), name="archive_permanent_stays"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="archive_of_body"),
            models.Index(
                fields=["expires_on", "id"],
                condition=Q(destroyed_at__isnull=True, expires_on__isnull=False),
                name="archive_by_expiry",
            ),
        ]

    def __str__(self):
        return self.number


class ArchivePart(models.Model):
    """A line of 卷内目录: one document, the pages that it takes in the volume, its file in the package. Append-only."""

    archive = models.ForeignKey(Archive, on_delete=models.PROTECT, related_name="parts", verbose_name="案卷")
    position = models.PositiveSmallIntegerField("顺序号")
    title = models.CharField("题名", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    maker = models.CharField("责任者", max_length=200)
    made_on = models.DateField("日期")
    first_page = models.PositiveIntegerField("起始页")
    last_page = models.PositiveIntegerField("终止页")
    name = models.CharField("包内文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("摘要（SHA-256）", max_length=64)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "卷内目录"
        ordering = ["archive_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["archive", "position"], name="archivepart_once"),
            models.CheckConstraint(
                condition=Q(first_page__gte=1) & Q(last_page__gte=F("first_page")), name="archivepart_pages_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.position} {self.title}"


class ArchiveMove(MoveLog):
    """What happened to an archive, every look into it included; append-only."""

    subject = models.ForeignKey(Archive, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "档案记录"


class ArchiveLoan(models.Model):
    """借阅: who borrows an archive, for what and until when; one that isn't back is one row without `returned_at`."""

    archive = models.ForeignKey(Archive, on_delete=models.PROTECT, related_name="loans", verbose_name="案卷")
    borrower = models.CharField("借阅人", max_length=100)
    unit = models.CharField("借阅单位", max_length=200, blank=True)
    purpose = models.CharField("借阅事由", max_length=300)
    basis = models.CharField("证件或者批准文件", max_length=200)
    lent_at = models.DateTimeField("借出时间")
    lent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="经办人"
    )
    due_on = models.DateField("归还期限")
    returned_at = models.DateTimeField("归还时间", null=True, blank=True)
    returned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="收回人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "档案借阅"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(returned_to__isnull=False, returned_at__gte=F("lent_at")),
                name="archiveloan_returned_to_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.archive} {self.borrower}"


class DestructionList(models.Model):
    """销毁清册: archives whose keeping has ended, proposed by one and approved by another (档案法 2020, 31)."""

    number = models.CharField("清册编号", max_length=60, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="destruction_lists", verbose_name="立卷单位"
    )
    reason = models.TextField("鉴定意见")
    state = models.CharField("状态", max_length=10, choices=DestructionState, default=DestructionState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批准人",
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    opinion = models.CharField("批准意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "档案销毁清册"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="destruction_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="destruction_decided_by_somebody",
            ),
        ]

    def __str__(self):
        return self.number


class DestructionLine(models.Model):
    """One archive on a list of destruction."""

    list = models.ForeignKey(DestructionList, on_delete=models.PROTECT, related_name="lines", verbose_name="清册")
    archive = models.ForeignKey(Archive, on_delete=models.PROTECT, related_name="destructions", verbose_name="案卷")

    class Meta:
        verbose_name = verbose_name_plural = "清册案卷"
        ordering = ["list_id", "id"]
        constraints = [models.UniqueConstraint(fields=["list", "archive"], name="destructionline_once")]

    def __str__(self):
        return str(self.archive)
