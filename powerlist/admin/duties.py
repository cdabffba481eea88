"""责任模板: what a clerk starts from when the duties of a power are written."""

from django.contrib import admin

from accounts.admin import Section

from ..models import DutyTemplate
from .keepers import KEEPERS, KeptAdmin


@admin.register(DutyTemplate)
class DutyTemplateAdmin(KeptAdmin):
    """One for each category; 县委编办 and 司法局 word them for the county."""

    readers = KEEPERS | {"fill_lists"}
    section, order, icon, menu_title = Section.LISTS, 42, "checklist", "责任模板"
    list_display = ["category"]
    fieldsets = [(None, {"fields": ["category", "duties", "accountability"]})]

    def get_readonly_fields(self, request, obj=None):
        return ["category"] if obj else []
