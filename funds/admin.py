"""财政局's registers of the funds: settings it keeps, and lists that change by their acts alone."""

from django.contrib import admin
from unfold.admin import TabularInline

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin, permissions_held

from .actions import keeps_register
from .models import (
    FUND_PERMISSIONS,
    Allocation,
    AllocationMove,
    Application,
    ApplicationMove,
    BudgetYear,
    Call,
    CallMove,
    DepartmentBudget,
    Expert,
    FunctionClass,
    FundChangeSet,
    FundEntry,
    FundRule,
    FundVersion,
    Project,
    SingleFunction,
)

KEEPERS = {"review_funds"}


class KeptByFinance(RecordedAdmin):
    """财政局 keeps it with a reason for every change; whoever works on funds reads it."""

    section = Section.FUNDS

    def can_view(self, user, obj=None):
        return is_system_admin(user) or bool(set(FUND_PERMISSIONS) & permissions_held(user))

    def can_add(self, user):
        return bool(KEEPERS & permissions_held(user))

    def can_change(self, user, obj=None):
        return self.can_add(user)


class ReadInReach(RecordedAdmin):
    """Changed by its acts at the desk; read here, with its history, by those in whose reach it is."""

    section = Section.FUNDS

    def can_view(self, user, obj=None):
        if obj is None:  # the menu of every page of the admin asks this
            return bool(set(FUND_PERMISSIONS) & permissions_held(user))
        return self.model.objects.visible_to(user).filter(pk=obj.pk).exists()

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=self.model.objects.visible_to(request.user).values("pk"))


@admin.register(FundRule)
class FundRuleAdmin(KeptByFinance):
    """How many funds, within how many days, with which weights: the county's own rows."""

    order, icon, menu_title = 40, "rule", "资金规则"
    list_display = ["level", "total_cap", "department_min", "department_max", "single_cap", "list_days"]
    fieldsets = [
        ("项数", {"fields": ["level", "forms", "total_cap", "department_min", "department_max", "single_cap"]}),
        (
            "期限",
            {
                "fields": [
                    "list_days",
                    "department_days",
                    "issue_days",
                    "notice_days",
                    "carry_years",
                    "clock_warning",
                    "issue_warning",
                    "finding_warning",
                ]
            },
        ),
        ("评审", {"fields": ["least_experts"]}),
        (
            "绩效",
            {
                "fields": [
                    "execution_weight",
                    "output_weight",
                    "benefit_weight",
                    "satisfaction_weight",
                    "excellent_from",
                    "good_from",
                    "middle_from",
                    "overshoot_percent",
                    "monitor_on",
                    "monitor_days",
                    "monitor_gap",
                    "behind_percent",
                    "assess_by",
                    "evaluation_years",
                    "evaluation_warning",
                ]
            },
        ),
        ("依据", {"fields": ["own_papers", "source"]}),
    ]

    def can_add(self, user):
        return False

    def can_change(self, user, obj=None):
        return bool(KEEPERS & permissions_held(user))

    def get_readonly_fields(self, request, obj=None):
        return ["level"]


@admin.register(SingleFunction)
class SingleFunctionAdmin(KeptByFinance):
    """职能单一的部门: one fund at most."""

    order, icon, menu_title = 45, "looks_one", "职能单一部门"
    list_display = ["organisation", "document"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation"]
    fieldsets = [("认定", {"fields": ["organisation", "document"]})]


@admin.register(FunctionClass)
class FunctionClassAdmin(KeptByFinance):
    """功能分类科目: preset with the usual ones, to be checked against the year's edition."""

    order, icon, menu_title = 50, "category", "功能分类科目"
    list_display = ["code", "name", "valid_to"]
    search_fields = ["code", "name"]
    fieldsets = [("科目", {"fields": ["code", "name", "valid_to"]})]


@admin.register(BudgetYear)
class BudgetYearAdmin(KeptByFinance):
    """The days from which the clocks of 预算法 14 run; recorded at the desk, put right here."""

    order, icon, menu_title = 55, "event", "预算年度"
    list_display = ["year", "approved_on", "document_number", "published_on"]
    fieldsets = [
        ("批准", {"fields": ["year", "approved_on", "meeting", "document_number"]}),
        ("公开", {"fields": ["published_on", "address"]}),
    ]

    def can_add(self, user):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["year"]

    def can_change(self, user, obj=None):
        return bool(KEEPERS & permissions_held(user))


@admin.register(DepartmentBudget)
class DepartmentBudgetAdmin(KeptByFinance):
    """The reply to a department's budget and its publication."""

    order, icon, menu_title = 60, "event_available", "部门预算"
    list_display = ["year", "organisation", "replied_on", "document_number", "published_on"]
    list_select_related = ["year", "organisation"]
    fieldsets = [
        ("批复", {"fields": ["year", "organisation", "replied_on", "document_number"]}),
        ("公开", {"fields": ["published_on", "address"]}),
    ]

    def can_add(self, user):
        return False

    def can_change(self, user, obj=None):
        return bool(KEEPERS & permissions_held(user))

    def get_readonly_fields(self, request, obj=None):
        return ["year", "organisation"]


class FundVersionInline(TabularInline):
    model = FundVersion
    fields = ["organisation", "name", "amount", "state"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return True

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.filter(pk__in=FundVersion.objects.visible_to(request.user).values("pk")).select_related(
            "organisation"
        )


@admin.register(FundChangeSet)
class FundChangeSetAdmin(ReadInReach):
    order, icon, menu_title = 10, "payments", "资金清单"
    list_display = ["number", "title", "year", "form", "state", "document_number"]
    list_filter = ["year", "state"]
    inlines = [FundVersionInline]
    fieldsets = [
        ("清单", {"fields": ["number", "title", "year", "form", "purpose", "organisation", "state", "reason"]}),
        ("审定和公开", {"fields": ["meeting", "decided_on", "document_number", "override_reason", "effective_on"]}),
    ]


@admin.register(FundEntry)
class FundEntryAdmin(ReadInReach):
    order, icon, menu_title = 15, "savings", "专项资金"
    list_display = ["code", "organisation", "ended_on", "merged_into"]
    list_select_related = ["organisation", "merged_into"]
    search_fields = ["code", "versions__name"]
    fieldsets = [("资金", {"fields": ["code", "organisation", "ended_on", "merged_into"]})]


class MovesInline(TabularInline):
    """What was done, by whom, when; it is written by the acts alone."""

    fields = ["at", "move", "source", "target", "actor_name", "note"]
    readonly_fields = fields
    extra = 0
    can_delete = False
    verbose_name_plural = "经过"

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return True


class CallMovesInline(MovesInline):
    model = CallMove


class ApplicationMovesInline(MovesInline):
    model = ApplicationMove


class AllocationMovesInline(MovesInline):
    model = AllocationMove


@admin.register(Call)
class CallAdmin(ReadInReach):
    """Calls for projects: written and moved at the desk."""

    order, icon, menu_title = 20, "campaign", "申报通知"
    list_display = ["number", "title", "year", "opens_on", "closes_on", "state"]
    list_filter = ["year", "state"]
    search_fields = ["number", "title"]
    inlines = [CallMovesInline]
    fieldsets = [
        ("通知", {"fields": ["number", "title", "entry", "year", "state", "conditions", "support", "contact"]}),
        ("申报和评审", {"fields": ["opens_on", "closes_on", "budget", "experts", "drop_extremes", "pass_mark"]}),
        ("公示和立项", {"fields": ["notice_days", "notice_from", "notice_to", "document_number", "decided_on"]}),
        ("办理人", {"fields": ["author", "publisher", "published_at"]}),
    ]


@admin.register(Project)
class ProjectAdmin(ReadInReach):
    """The library of projects, those submitted; whom to call stands at the desk alone, where each view is logged."""

    order, icon, menu_title = 25, "folder_special", "项目库"
    list_display = ["number", "title", "entry", "kind", "applicant_name", "total_cost"]
    list_filter = ["kind"]
    list_select_related = ["entry"]
    search_fields = ["number", "title", "applicant_name"]
    fieldsets = [
        ("项目", {"fields": ["number", "title", "entry", "content", "goals", "township", "total_cost"]}),
        ("申报单位", {"fields": ["kind", "applicant_name", "credit_code", "organisation"]}),
    ]


@admin.register(Application)
class ApplicationAdmin(RecordedAdmin):
    """What was submitted to a call, and what became of it."""

    section = Section.FUNDS
    order, icon, menu_title = 28, "assignment", "项目申报"
    list_display = ["call", "project", "amount_asked", "state", "submitted_at"]
    list_filter = ["state"]
    list_select_related = ["call", "project"]
    search_fields = ["call__number", "project__number", "project__title"]
    inlines = [ApplicationMovesInline]
    fieldsets = [("申报", {"fields": ["call", "project", "amount_asked", "amount_granted", "state", "submitted_at"]})]

    def _rows(self, user):
        return Application.objects.filter(
            submitted_at__isnull=False, call__in=Call.objects.visible_to(user).values("pk")
        )

    def can_view(self, user, obj=None):
        rows = self._rows(user)
        return (rows.filter(pk=obj.pk) if obj is not None else rows).exists()

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=self._rows(request.user).values("pk"))


@admin.register(Allocation)
class AllocationAdmin(ReadInReach):
    order, icon, menu_title = 30, "account_balance", "资金分配"
    list_display = ["number", "title", "year", "manner", "total", "state", "issued_on"]
    list_filter = ["year", "manner", "state"]
    search_fields = ["number", "title", "document_number"]
    inlines = [AllocationMovesInline]
    fieldsets = [
        ("分配", {"fields": ["number", "title", "entry", "year", "manner", "total", "measure", "call", "state"]}),
        ("来源和下达", {"fields": ["source_level", "upper_special", "document_number", "issued_on"]}),
        ("办理人", {"fields": ["author", "reviewer", "publisher", "published_at"]}),
    ]


@admin.register(Expert)
class ExpertAdmin(RecordedAdmin):
    """The register of experts, read with its history by who keeps it; it is changed at the desk."""

    section = Section.FUNDS
    order, icon, menu_title = 35, "school", "评审专家"
    list_display = ["id", "name", "title", "employer", "active"]
    list_filter = ["active"]
    search_fields = ["name", "employer"]
    fieldsets = [("专家", {"fields": ["name", "title", "employer", "organisation", "fields", "active"]})]

    def can_view(self, user, obj=None):
        return is_system_admin(user) or keeps_register(user)
