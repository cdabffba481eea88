"""财政局's registers of the funds: settings it keeps, and lists that change by their acts alone."""

from django.contrib import admin
from unfold.admin import TabularInline

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin, permissions_held

from .models import (
    FUND_PERMISSIONS,
    BudgetYear,
    DepartmentBudget,
    FunctionClass,
    FundChangeSet,
    FundEntry,
    FundRule,
    FundVersion,
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
        rows = self.model.objects.visible_to(user)
        return (rows.filter(pk=obj.pk) if obj is not None else rows).exists()

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
        ("依据", {"fields": ["source"]}),
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
