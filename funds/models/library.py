"""项目库 and 申报: a fund's calls, the projects of units and enterprises, and what becomes of each in a call."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.masking import EncryptedTextField
from core.registers import MoveLog

from ..enums import ApplicantKind, ApplicationState, CallState
from .documents import PERSON
from .lists import FUND_PERMISSIONS, FundEntry
from .years import MONEY, OfFund

FILED = ("title", "content", "goals", "applicant_name", "credit_code")  # of a project, kept with what was submitted


class Call(models.Model):
    """申报通知 of a fund for a year. `materials` are {name, required, note}, `criteria` {key, name, max} of the scores.

    `notice_days` are working days; `drop_extremes` leaves the highest and the lowest total of each project out.
    """

    number = models.CharField("编号", max_length=20, unique=True)
    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="calls", verbose_name="专项资金")
    year = models.PositiveSmallIntegerField("预算年度")
    title = models.CharField("标题", max_length=200)
    conditions = models.TextField("申报条件")
    support = models.TextField("支持方向和标准", blank=True)
    applicants = ArrayField(models.CharField(max_length=12, choices=ApplicantKind), verbose_name="申报对象")
    materials = models.JSONField("申报材料", default=list)
    criteria = models.JSONField("评分标准", default=list)
    experts = models.PositiveSmallIntegerField("专家人数", default=5)
    drop_extremes = models.BooleanField("去掉最高分和最低分", default=True)
    pass_mark = models.DecimalField("入围分数", max_digits=5, decimal_places=2, default=60)
    budget = models.DecimalField("安排额度（元）", **MONEY)
    opens_on = models.DateField("申报开始")
    closes_on = models.DateField("申报截止")
    notice_days = models.PositiveSmallIntegerField("公示（工作日）", default=5)
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_to = models.DateField("公示截止", null=True, blank=True)
    contact = models.CharField("咨询电话", max_length=100, blank=True)
    document_number = models.CharField("立项文号", max_length=100, blank=True)
    decided_on = models.DateField("立项日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=CallState, default=CallState.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="编写人", **PERSON)
    publisher = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="发布人", **PERSON)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = OfFund.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报通知"
        ordering = ["-id"]
        indexes = [models.Index(fields=["entry", "year"], name="call_of_year")]
        constraints = [
            models.CheckConstraint(condition=Q(opens_on__lte=F("closes_on")), name="call_dates_in_order"),
            models.CheckConstraint(condition=~Q(author=F("publisher")), name="call_author_not_publisher"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def body(self):
        """The department in charge, where permissions are held."""
        return self.entry.organisation


class CallMove(MoveLog):
    """Every act on a call; append-only."""

    subject = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "申报通知的记录"


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own projects, and those submitted for the funds on which the person works."""
        if user is None or not user.is_authenticated:
            return self.none()
        filed = Application.objects.filter(project=OuterRef("pk"), submitted_at__isnull=False)
        bodies = organisations_where(user, *FUND_PERMISSIONS)
        return self.filter(Q(Exists(filed), entry__organisation__in=bodies) | _own(user))

    def of_applicant(self, user):
        """One's own: an enterprise's by its account, a unit's by whoever fills for that unit."""
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(_own(user))


def _own(user) -> Q:
    return Q(owner=user, organisation=None) | Q(organisation__in=organisations_where(user, "fill_funds"))


class Project(models.Model):
    """A project of the library, lasting over calls: what is not funded stays for the next year."""

    number = models.CharField("项目编号", max_length=20, unique=True)
    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="projects", verbose_name="专项资金")
    kind = models.CharField("申报对象", max_length=12, choices=ApplicantKind)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, verbose_name="申报单位", **PERSON)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="填报人", **PERSON)
    applicant_name = models.CharField("申报单位名称", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    title = models.CharField("项目名称", max_length=200)
    content = models.TextField("建设内容")
    goals = models.TextField("预期效益", blank=True)
    township = models.ForeignKey(Organisation, null=True, blank=True, verbose_name="实施乡镇", **PERSON)
    total_cost = models.DecimalField("总投资（元）", **MONEY)
    contact_name = EncryptedTextField("联系人", blank=True)
    contact_mobile = EncryptedTextField("联系电话", blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目库"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="unit", organisation__isnull=False)
                | (Q(kind="enterprise", organisation__isnull=True) & ~Q(credit_code="")),
                name="project_names_its_applicant",
            ),
            models.CheckConstraint(condition=Q(total_cost__gt=0), name="project_cost_positive"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class ProjectDraft(models.Model):
    """What an applicant has typed of a project and not saved: kept by itself, encrypted, gone when it is saved."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="填报人"
    )
    entry = models.ForeignKey(FundEntry, on_delete=models.CASCADE, related_name="+", verbose_name="专项资金")
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts", verbose_name="项目"
    )
    text = EncryptedTextField("已填内容")
    saved_at = models.DateTimeField("保存时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目草稿"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "entry", "project"], name="projectdraft_once", nulls_distinct=False)
        ]

    def __str__(self):
        return f"草稿 {self.pk}"


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and what was submitted for the funds on which the person works."""
        if user is None or not user.is_authenticated:
            return self.none()
        bodies = organisations_where(user, *FUND_PERMISSIONS)
        at_work = Q(submitted_at__isnull=False, call__entry__organisation__in=bodies)
        return self.filter(at_work | Q(project__in=Project.objects.of_applicant(user)))

    def of_applicant(self, user):
        return self.filter(project__in=Project.objects.of_applicant(user))


class Application(models.Model):
    """One project in one call; `score` and `rank` are written once, when all scores are in.

    `filed` is the project as it was submitted (FILED): what was judged stays so, whatever the library says later.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications", verbose_name="申报通知")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="applications", verbose_name="项目")
    state = models.CharField("状态", max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT)
    amount_asked = models.DecimalField("申请资金（元）", **MONEY)
    amount_granted = models.DecimalField("安排资金（元）", null=True, blank=True, **MONEY)
    filed = models.JSONField("提交的内容", default=dict)
    check_opinion = models.TextField("形式审查意见", blank=True)
    correct_by = models.DateField("补正期限", null=True, blank=True)
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True, blank=True)
    rank = models.PositiveIntegerField("名次", null=True, blank=True)
    outcome_reason = models.TextField("结果说明", blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目申报"
        ordering = ["call_id", "rank", "id"]
        indexes = [models.Index(fields=["call", "state", "id"], name="application_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["call", "project"], name="application_once_a_call"),
            models.CheckConstraint(condition=Q(amount_asked__gt=0), name="application_asks_for_money"),
            models.CheckConstraint(
                condition=~Q(state="funded") | Q(amount_granted__gt=0), name="application_funded_has_amount"
            ),
        ]

    def __str__(self):
        return f"{self.call.number} {self.project.title}"

    @property
    def body(self):
        """The department in charge, where permissions are held."""
        return self.call.entry.organisation


class ApplicationMove(MoveLog):
    """Every act on an application; append-only."""

    subject = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "项目申报的记录"


class ApplicationFile(models.Model):
    """A material of an application, in private storage."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="files")
    material = models.CharField("材料", max_length=200)
    file = models.FileField("文件", upload_to=random_name)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报材料"
        ordering = ["id"]

    def __str__(self):
        return self.file_name
