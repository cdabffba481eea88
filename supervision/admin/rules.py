"""The rules in the admin: supervisors read them, the system administrator sets the county's thresholds."""

from django.contrib import admin

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin

from .. import actions
from ..models import Rule
from ..permissions import may_supervise


@admin.register(Rule)
class RuleAdmin(RecordedAdmin):
    """Thresholds differ by place: which clock, at which point, what level. Codes stay as they are."""

    section = Section.SUPERVISION
    icon = "notifications"
    list_display = ["code", "name", "clock", "level", "before_days", "share", "enabled"]
    list_filter = ["level", "clock", "enabled"]
    search_fields = ["code", "name"]
    ordering = ["code"]
    fieldsets = [
        (None, {"fields": ["code", "name", "basis", "enabled"]}),
        ("何时触发", {"fields": ["clock", "level", ("before_days", "share")]}),
    ]

    def can_view(self, user, obj=None):
        return is_system_admin(user) or may_supervise(user)

    def can_add(self, user):
        return is_system_admin(user)

    def can_change(self, user, obj=None):
        return is_system_admin(user)

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def save_model(self, request, obj, form, change):
        actions.save_rule(actor=request.user, rule=obj, reason=form.cleaned_data["change_reason"])
