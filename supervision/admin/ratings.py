"""差评整改设置: the county's limits. Ratings themselves have no page in the admin: nobody writes one there."""

from django.contrib import admin

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin, organisations_where

from ..models import MendingRule


@admin.register(MendingRule)
class MendingRuleAdmin(RecordedAdmin):
    section, order, icon = Section.SUPERVISION, 72, "sentiment_dissatisfied"
    list_display = ["__str__", "contact_days", "mend_days", "complex_days"]
    ordering = ["id"]
    fieldsets = [
        (
            None,
            {
                "fields": ["contact_days", "mend_days", "complex_days"],
                "description": "自评价的次日起算工作日。已生成的整改期限不变。",
            },
        )
    ]

    def can_view(self, user, obj=None):
        return is_system_admin(user) or organisations_where(user, "review_ratings", "supervise").exists()

    def can_change(self, user, obj=None):
        return is_system_admin(user)
