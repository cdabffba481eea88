"""清理任务: the county's lists cleared by all bodies at once, in stages (漳县“三张清单一张网”工作方案 五、实施步骤).

What is filled is counted from the change sets made within a campaign; stored are only the acts and the dates.
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import Organisation, organisations_where
from core.files import random_name
from core.registers import ChangeSetState, MoveLog, VersionState

from ..enums import CampaignState, ContactRole, PartState, Standing
from ..kinds import FORMS
from .contacts import Contact
from .lists import LIST_PERMISSIONS, ListChangeSet, ListVersion

PERSON = {"on_delete": models.PROTECT, "related_name": "+"}
# 附件1 to 附件7 of the founding document
ANNEXES = ("duties", "summary", "details", "overlaps", "public_services", "powers", "contacts")
SUMMARY, CONTACTS = "summary", "contacts"  # counted from 附件3; the roster of people
CHIEFS = (ContactRole.LEADER, ContactRole.HEAD)  # 工作负责人


def default_forms() -> list[str]:
    return list(ANNEXES)


# the days that a campaign sets, in order; each must not lie before the one above, stages last a day at least
DAYS = {
    "starts_on": "开始日期",
    "contacts_by": "联络员报送截止",
    "check_ends": "自查清理截止",
    "review_ends": "集中审核截止",
    "publish_ends": "公布实施截止",
}
ENDS = tuple(DAYS)[1:]
STAGES_AFTER = ("review_ends", "publish_ends")


def out_of_order(days: dict[str, date]) -> str:
    """Which of the days of a campaign lies before the one that it must follow, in words; "" when they are in order."""
    names = list(DAYS)
    for before, after in zip(names, names[1:], strict=False):
        first, second = days[before], days[after]
        if second < first or (second == first and after in STAGES_AFTER):
            return f"“{DAYS[after]}”（{second:%Y-%m-%d}）要在“{DAYS[before]}”（{first:%Y-%m-%d}）之后，请改好日期。"
    return ""


def default_days() -> list[int]:
    return [7, 3, 1]


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those led at a body where the person works on lists, and those in which such a body takes part."""
        bodies = organisations_where(user, *LIST_PERMISSIONS)
        taking_part = CampaignPart.objects.filter(campaign=OuterRef("pk"), organisation__in=bodies)
        return self.filter(Q(organisation__in=bodies) | Exists(taking_part))

    def running_for(self, organisation, kind: str, day: date):
        """The campaign to which a change set of this body and list, begun on this day, belongs; None without one."""
        rows = self.filter(state=CampaignState.RUNNING, starts_on__lte=day, forms__contains=[kind])
        return rows.filter(parts__organisation=organisation).order_by("-id").first()


class Campaign(models.Model):
    """One campaign. A stage lasts to its day, that day included; `remind_days` are days before an end."""

    number = models.CharField("任务编号", max_length=20, unique=True)
    title = models.CharField("标题", max_length=200)
    document_number = models.CharField("文号", max_length=100)
    words = models.TextField("工作要求", blank=True)
    organisation = models.ForeignKey(Organisation, verbose_name="组织实施的范围", **PERSON)
    forms = ArrayField(models.CharField(max_length=20), verbose_name="须报送的表格", default=default_forms)
    starts_on = models.DateField("开始日期")
    contacts_by = models.DateField("联络员报送截止")
    check_ends = models.DateField("自查清理截止")
    review_ends = models.DateField("集中审核截止")
    publish_ends = models.DateField("公布实施截止")
    remind_days = ArrayField(models.PositiveSmallIntegerField(), verbose_name="提前提醒天数", default=default_days)
    state = models.CharField("状态", max_length=10, choices=CampaignState, default=CampaignState.RUNNING)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="发起人", **PERSON)
    opened_at = models.DateTimeField("发起时间")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清理任务"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("contacts_by"))
                & Q(contacts_by__lte=F("check_ends"))
                & Q(check_ends__lt=F("review_ends"))
                & Q(review_ends__lt=F("publish_ends")),
                name="campaign_stages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="running", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
                name="campaign_closed_has_time",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def stages(self) -> list[tuple[str, str, date]]:
        """(field, name, last day) of the stages in order."""
        return [
            ("check_ends", "自查清理", self.check_ends),
            ("review_ends", "集中审核", self.review_ends),
            ("publish_ends", "公布实施", self.publish_ends),
        ]

    def stage_on(self, day: date) -> str:
        """The field of the stage in which a day lies; "" when all are over."""
        return next((field for field, _, ends in self.stages if day <= ends), "")

    @property
    def kinds(self) -> list[str]:
        """The required forms that are lists of entries."""
        return [key for key in self.forms if key not in (SUMMARY, CONTACTS)]

    @property
    def form_names(self) -> list[tuple[str, str]]:
        return [(key, FORMS[key].name if key in FORMS else key) for key in self.forms]


class CampaignPartQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(organisation__in=organisations_where(user, *LIST_PERMISSIONS))


class CampaignPart(models.Model):
    """One body's part. `state` holds what was done; how it stands on a day is `standing`.

    `declared` holds the forms of which the body says that it has nothing to fill in, each with the reason.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="parts", verbose_name="清理任务")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="campaign_parts", verbose_name="单位"
    )
    state = models.CharField("状态", max_length=10, choices=PartState, default=PartState.OPEN)
    declared = models.JSONField("声明为无的表格", default=dict, blank=True)
    handed_in_at = models.DateTimeField("报送时间", null=True, blank=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, verbose_name="报送人", **PERSON)
    # 附件7 as it was handed in: role, name, position, office_phone; None: not yet, or before rosters were kept
    roster = models.JSONField("报送时的名单", null=True, blank=True)
    return_reason = models.TextField("退回理由", blank=True)
    redo_by = models.DateField("改好期限", null=True, blank=True)

    objects = CampaignPartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清理任务参加单位"
        ordering = ["campaign_id", "organisation_id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "organisation"], name="campaignpart_once"),
            models.CheckConstraint(
                condition=~Q(state="handed_in") | Q(handed_in_at__isnull=False), name="campaignpart_handed_in_has_time"
            ),
        ]

    def __str__(self):
        return f"{self.campaign}：{self.organisation}"

    @property
    def lead(self) -> Organisation:
        """The body at which the campaign is led."""
        return self.campaign.organisation

    @property
    def due_on(self) -> date:
        """The last day for handing in: the end of 自查, or of the mending after a return."""
        return self.redo_by or self.campaign.check_ends

    def is_late(self, day: date) -> bool:
        """Whether it should have been handed in before a day, and isn't."""
        return self.state != PartState.HANDED_IN and day > self.due_on

    @property
    def was_late(self) -> bool:
        """Whether it was handed in after its day."""
        return self.state == PartState.HANDED_IN and timezone.localdate(self.handed_in_at) > self.due_on

    def standing(self, day: date, begun: bool) -> Standing:
        """How it stands on a day; `begun` says whether anything was filled in or declared."""
        if self.state == PartState.HANDED_IN:
            return Standing.HANDED_IN
        if self.is_late(day):
            return Standing.LATE
        if self.state == PartState.RETURNED:
            return Standing.RETURNED
        return Standing.FILLING if begun else Standing.NOT_BEGUN

    # --- what is missing --------------------------------------------------------------------------------------------

    def missing_contacts(self) -> list[str]:
        """Who of 附件7 isn't named yet."""
        roles = set(Contact.objects.filter(organisation=self.organisation_id).values_list("role", flat=True))
        return missing_roles(roles)

    def missing_forms(self) -> list[str]:
        """The required lists without a row in this campaign, and not declared as 无."""
        rows = ListVersion.objects.filter(change_set__in=self.change_sets()).exclude(state=VersionState.DROPPED)
        there = set(rows.order_by().values_list("kind", flat=True).distinct())
        return [key for key in self.campaign.kinds if key not in there and key not in self.declared]

    def change_sets(self):
        """The body's change sets made within the campaign."""
        rows = ListChangeSet.objects.filter(campaign=self.campaign_id, organisation=self.organisation_id)
        return rows.exclude(state=ChangeSetState.WITHDRAWN)


def missing_roles(roles: set[str]) -> list[str]:
    """The people of 附件7 who aren't among these roles, in words."""
    missing = [] if roles & set(CHIEFS) else ["工作负责人"]
    return missing if ContactRole.LIAISON in roles else [*missing, "联络员"]


class InspectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(part__organisation__in=organisations_where(user, *LIST_PERMISSIONS))


class Inspection(models.Model):
    """督查: who looked at a body's work on what day, and what they found. Never changed."""

    part = models.ForeignKey(
        CampaignPart, on_delete=models.PROTECT, related_name="inspections", verbose_name="参加单位"
    )
    on = models.DateField("督查日期")
    people = models.CharField("督查人员", max_length=200)
    finding = models.TextField("督查情况")
    mend_by = models.DateField("整改期限", null=True, blank=True)
    file = models.FileField("附件", upload_to=random_name, blank=True)
    file_name = models.CharField("附件名", max_length=200, blank=True)
    file_sha256 = models.CharField("附件摘要", max_length=64, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="记录人", **PERSON)
    recorded_at = models.DateTimeField("记录时间")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督查记录"
        ordering = ["-on", "-id"]

    def __str__(self):
        return f"{self.on} {self.part}"


class CampaignMove(MoveLog):
    """Acts on a whole campaign: opened, bodies urged, closed. Append-only."""

    subject = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "清理任务记录"


class PartMove(MoveLog):
    """Acts on one body's part: declared, handed in, returned, late, inspected. Append-only."""

    subject = models.ForeignKey(CampaignPart, on_delete=models.PROTECT, related_name="moves")

    class Meta(MoveLog.Meta):
        verbose_name = verbose_name_plural = "单位清理记录"
