"""投诉受理设置 and 投诉分办规则: limits and routes as rows. What people wrote has no page in the admin."""

from django.contrib import admin

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin, organisations_where

from ..models import ComplaintRoute, ComplaintRule


class _Settings(RecordedAdmin):
    section, icon = Section.SUPERVISION, "forum"

    def can_view(self, user, obj=None):
        return is_system_admin(user) or organisations_where(user, "check_complaints", "supervise").exists()

    def can_add(self, user):
        return False

    def can_change(self, user, obj=None):
        return is_system_admin(user)


@admin.register(ComplaintRule)
class ComplaintRuleAdmin(_Settings):
    """One row for each kind, brought by the product; the county sets limits. None is added."""

    order = 70
    list_display = [
        "kind", "accept_days", "accept_unit", "finish_days", "finish_unit", "extension_days", "restricted",
    ]  # fmt: skip
    ordering = ["id"]
    readonly_fields = ["kind"]
    fieldsets = [
        ("类型", {"fields": ["kind", "plain", "article", "restricted", "representatives"]}),
        (
            "期限",
            {
                "fields": [
                    ("accept_days", "accept_unit"), ("finish_days", "finish_unit"), "extension_days", "word_days",
                ],
                "description": "已收到的投诉期限不变。延长期限的单位与办结期限相同。",
            },
        ),
    ]  # fmt: skip


@admin.register(ComplaintRoute)
class ComplaintRouteAdmin(_Settings):
    """Which body hears a kind: the first in order that isn't the accused one."""

    order = 71
    list_display = ["kind", "role", "place", "organisation"]
    list_filter = ["kind", "role"]
    list_select_related = ["organisation"]
    ordering = ["kind", "role", "place"]
    fieldsets = [(None, {"fields": ["kind", "role", "place", "organisation"]})]

    def can_add(self, user):
        return is_system_admin(user)
