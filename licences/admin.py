"""The catalogue of licence types, kept by hand or from Excel. Licences issued are no list to be edited."""

from django.contrib import admin
from import_export.admin import ImportExportModelAdmin
from import_export.formats import base_formats
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import organisations_where

from .models import LicenceType
from .resources import LicenceTypeResource


@admin.register(LicenceType)
class LicenceTypeAdmin(RecordedAdmin, ImportExportModelAdmin):
    """Types are added and changed, with history, and never deleted: guides and licences point to them."""

    section = Section.GUIDES
    order = 80
    icon = "badge"
    resource_classes = [LicenceTypeResource]
    import_form_class = ImportForm
    export_form_class = ExportForm
    formats = [base_formats.XLSX, base_formats.CSV]
    list_display = ["name", "code", "kind", "handover", "type_code", "validity_months", "is_public", "in_use"]
    list_filter = ["kind", "is_public", "in_use"]
    search_fields = ["code", "name", "type_code"]
    ordering = ["code"]
    fieldsets = [
        (None, {"fields": ["name", "code", "kind", "handover", "basis", "is_public", "in_use"]}),
        ("电子证照（GB/T 36904-2018）", {"fields": ["type_code"]}),
        ("有效期和延续", {"fields": ["validity_months", "renewable", "renewal_days"]}),
        ("暂扣", {"fields": ["suspension_basis"]}),
    ]

    def can_view(self, user, obj=None):
        return organisations_where(user, "manage_guides", "manage_licences").exists()

    def can_add(self, user):
        return self.can_view(user)

    def can_change(self, user, obj=None):
        return self.can_view(user)

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def has_import_permission(self, request):
        return self.has_add_permission(request)

    def has_export_permission(self, request):
        return self.has_view_permission(request)
