"""What is asked of a fund: to found it, to enlarge it, and what its evaluation ends in.

预算法实施条例 10: special funds are evaluated regularly; they are kept, adjusted or cancelled.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.registers import MoveLog

from ..enums import BasisKind, ProposalKind, ProposalState
from .documents import PERSON
from .lists import FUND_PERMISSIONS, FundEntry
from .years import MONEY


class FundProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(organisation__in=organisations_where(user, *FUND_PERMISSIONS))


class FundProposal(models.Model):
    """申请 of the department → 财政局审核 → 政府审批. `amount` is a year's budget in 元, None if none is asked."""

    number = models.CharField("编号", max_length=20, unique=True)
    kind = models.CharField("事项", max_length=10, choices=ProposalKind)
    state = models.CharField("状态", max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    organisation = models.ForeignKey(Organisation, verbose_name="主管部门", **PERSON)
    entry = models.ForeignKey(
        FundEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="专项资金"
    )
    into = models.ForeignKey(FundEntry, null=True, blank=True, verbose_name="并入", **PERSON)
    name = models.CharField("资金名称", max_length=300)
    year = models.PositiveSmallIntegerField("起始年度")
    amount = models.DecimalField("年度预算（元）", null=True, blank=True, **MONEY)
    ends_on = models.DateField("执行期限止", null=True, blank=True)
    basis_kind = models.CharField("依据类型", max_length=10, choices=BasisKind, blank=True)
    basis = models.JSONField("设立依据", default=list)
    reason = models.TextField("理由")
    findings = models.TextField("评估情况", blank=True)
    override_reason = models.TextField("上年绩效为差仍增加的理由", blank=True)
    file = models.FileField("申请材料", upload_to=random_name, blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    review_opinion = models.TextField("财政局审核意见", blank=True)
    meeting = models.CharField("审批会议", max_length=200, blank=True)
    decided_on = models.DateField("审批日期", null=True, blank=True)
    document_number = models.CharField("批准文号", max_length=100, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="填报人", **PERSON)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="审核人", **PERSON)
    recorder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="记录人", **PERSON)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = FundProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "设立、评估与退出"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(decided_on__isnull=False) & ~Q(document_number="")),
                name="fundproposal_approved_has_document",
            ),
            models.CheckConstraint(
                condition=Q(kind="establish") | Q(entry__isnull=False), name="fundproposal_names_its_fund"
            ),
            models.CheckConstraint(condition=~Q(kind="merge") | Q(into__isnull=False), name="fundproposal_merges_into"),
            models.CheckConstraint(condition=~Q(entry=F("into")), name="fundproposal_not_into_itself"),
            models.CheckConstraint(condition=~Q(author=F("reviewer")), name="fundproposal_author_not_reviewer"),
            models.CheckConstraint(condition=~Q(author=F("recorder")), name="fundproposal_author_not_recorder"),
            models.CheckConstraint(condition=~Q(reviewer=F("recorder")), name="fundproposal_reviewer_not_recorder"),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"


class FundProposalMove(MoveLog):
    """Every act on a proposal; append-only."""

    subject = models.ForeignKey(FundProposal, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "设立、评估与退出的记录"
