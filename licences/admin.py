"""The catalogue of licence types, for those who maintain guides. Licences issued are no list to be edited."""

from django.contrib import admin

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import organisations_where

from .models import LicenceType


@admin.register(LicenceType)
class LicenceTypeAdmin(RecordedAdmin):
    """Types are added and changed, with history, and never deleted: guides and licences point to them."""

    section = Section.GUIDES
    order = 80
    icon = "badge"
    list_display = ["name", "code", "kind", "handover", "type_code", "validity_months"]
    list_filter = ["kind"]
    search_fields = ["code", "name", "type_code"]
    ordering = ["code"]
    fieldsets = [
        (None, {"fields": ["name", "code", "kind", "handover"]}),
        ("电子证照（GB/T 36904-2018）", {"fields": ["type_code", "validity_months"]}),
    ]

    def can_view(self, user, obj=None):
        return organisations_where(user, "manage_guides").exists()

    def can_add(self, user):
        return self.can_view(user)

    def can_change(self, user, obj=None):
        return self.can_view(user)

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []
