"""The rules in the admin, to read: they change by four eyes on the pages of supervision."""

from django.contrib import admin

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin

from ..models import Rule
from ..permissions import may_supervise


@admin.register(Rule)
class RuleAdmin(RecordedAdmin):
    """What is looked at. The numbers, and who decided them, stand at /supervision/rules/."""

    section = Section.SUPERVISION
    icon = "notifications"
    list_display = ["code", "name", "kind", "subject", "detector"]
    list_filter = ["kind", "subject"]
    search_fields = ["code", "name"]
    ordering = ["code"]
    fieldsets = [(None, {"fields": ["code", "name", "kind", "subject", "detector", "basis"]})]

    def can_view(self, user, obj=None):
        return is_system_admin(user) or may_supervise(user)

    def can_add(self, user):
        return False

    def can_change(self, user, obj=None):
        return False
