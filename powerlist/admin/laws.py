"""法规库: the register that judges every citation."""

from django.contrib import admin
from django.db import transaction
from import_export.admin import ImportExportModelAdmin
from import_export.formats import base_formats
from unfold.admin import TabularInline
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from accounts.admin import Section
from accounts.permissions import is_system_admin

from ..models import BasisVerification, CreationRule, Law, LawSuccession
from ..permissions import KEEPERS, held
from ..resources import LawResource
from ..tasks import recite_proposals
from .keepers import KeptAdmin


class JudgingAdmin(KeptAdmin):
    """What texts are judged by: when it changes, those still on their way are judged anew."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        transaction.on_commit(recite_proposals.delay)


class LawSuccessionInline(TabularInline):
    """What replaced a law: one row for each, with the part that it replaces."""

    model, fk_name, extra = LawSuccession, "law", 0
    autocomplete_fields = ["successor"]
    verbose_name = verbose_name_plural = "替代法规"

    def has_view_permission(self, request, obj=None):
        return True

    def _keeps(self, request):
        return is_system_admin(request.user) or bool(KEEPERS & held(request.user))

    def has_add_permission(self, request, obj=None):
        return self._keeps(request)

    def has_change_permission(self, request, obj=None):
        return self._keeps(request)

    def has_delete_permission(self, request, obj=None):
        return self._keeps(request)


@admin.register(Law)
class LawAdmin(JudgingAdmin, ImportExportModelAdmin):
    """县委编办 and 司法局 keep it, whoever fills lists reads it. A law is never deleted: it is repealed."""

    section, order, icon, menu_title = Section.LISTS, 40, "gavel", "法规库"
    resource_classes = [LawResource]
    import_form_class = ImportForm
    export_form_class = ExportForm
    formats = [base_formats.XLSX, base_formats.CSV]
    list_display = ["title", "level", "number", "articles", "status", "effective_on", "repealed_on"]
    list_filter = ["level", "status"]
    search_fields = ["title", "number"]
    inlines = [LawSuccessionInline]
    fieldsets = [
        ("法规", {"fields": ["title", "level", "number", "issuer"]}),
        ("时效", {"fields": ["status", "effective_on", "repealed_on", "succession"]}),
        ("条文", {"fields": ["articles", "complete", "source"], "description": "条数用来判断引用的条款是否存在。"}),
    ]

    def has_import_permission(self, request):
        return self.has_add_permission(request)

    def has_export_permission(self, request):
        return self.has_view_permission(request)


@admin.register(BasisVerification)
class BasisVerificationAdmin(JudgingAdmin):
    """What was verified on paper, by whom and why; made from the row that cites it, put out of use here."""

    section, order, icon, menu_title = Section.LISTS, 42, "fact_check", "核实过的依据"
    list_display = ["title", "document", "level", "issuer", "verified_by", "verified_at", "active"]
    list_filter = ["active", "level"]
    search_fields = ["title", "document", "issuer", "reason"]
    list_select_related = ["verified_by"]
    readonly_fields = ["title", "document", "verified_by", "verified_at"]
    fieldsets = [
        ("依据", {"fields": ["title", "document", "level", "issuer"]}),
        ("核实", {"fields": ["reason", "verified_by", "verified_at", "active"]}),
    ]

    def can_add(self, user):
        return False

    def can_change(self, user, obj=None):
        return super().can_add(user)


@admin.register(CreationRule)
class CreationRuleAdmin(JudgingAdmin):
    """Who may create which power. 司法局 and 县委编办 keep it; the law's own rules come with the product."""

    section, order, icon, menu_title = Section.LISTS, 41, "balance", "设定权限"
    list_display = ["category", "matter", "level", "provincial", "months", "article", "active"]
    list_filter = ["category", "level"]
    fieldsets = [
        ("权力", {"fields": ["category", "matter"]}),
        ("由谁设定", {"fields": ["level", "provincial", "months", "article", "limits", "active"]}),
    ]
