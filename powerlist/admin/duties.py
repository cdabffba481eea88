"""责任模板: what a clerk starts from when the duties of a power are written."""

from django.contrib import admin

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin

from ..models import DutyTemplate
from ..permissions import held

KEEPERS = {"review_lists", "give_legality"}


@admin.register(DutyTemplate)
class DutyTemplateAdmin(RecordedAdmin):
    """One for each category; 县委编办 and 司法局 word them for the county."""

    section, order, icon, menu_title = Section.LISTS, 42, "checklist", "责任模板"
    list_display = ["category"]
    fieldsets = [(None, {"fields": ["category", "duties", "accountability"]})]

    def can_view(self, user, obj=None):
        return is_system_admin(user) or bool((KEEPERS | {"fill_lists"}) & held(user))

    def can_add(self, user):
        return is_system_admin(user) or bool(KEEPERS & held(user))

    def can_change(self, user, obj=None):
        return self.can_add(user)

    def get_readonly_fields(self, request, obj=None):
        return ["category"] if obj else []
