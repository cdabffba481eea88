"""法规库: the register that judges every citation."""

from django.contrib import admin
from django.db import transaction
from import_export.admin import ImportExportModelAdmin
from import_export.formats import base_formats
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from accounts.admin import Section

from ..models import CreationRule, Law
from ..resources import LawResource
from ..tasks import recite_proposals
from .keepers import KeptAdmin


class JudgingAdmin(KeptAdmin):
    """What texts are judged by: when it changes, those still on their way are judged anew."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        transaction.on_commit(recite_proposals.delay)


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
    autocomplete_fields = ["successor"]
    fieldsets = [
        ("法规", {"fields": ["title", "level", "number", "issuer"]}),
        ("时效", {"fields": ["status", "effective_on", "repealed_on", "successor", "succession"]}),
        ("条文", {"fields": ["articles", "complete", "source"], "description": "条数用来判断引用的条款是否存在。"}),
    ]

    def has_import_permission(self, request):
        return self.has_add_permission(request)

    def has_export_permission(self, request):
        return self.has_view_permission(request)


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
