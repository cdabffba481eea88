"""Halls, counters, 进驻 and 帮办代办 in the admin: kept by the system administrator, read by who receives cases."""

from django.contrib import admin

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin, permissions_held

from .models import Counter, Hall, HelpPost, QueueGroup, Residency


class _HallAdmin(RecordedAdmin):
    section = Section.CASES
    icon = "storefront"

    def can_view(self, user, obj=None):
        return is_system_admin(user) or "receive_cases" in permissions_held(user)

    def can_add(self, user):
        return is_system_admin(user)

    def can_change(self, user, obj=None):
        return is_system_admin(user)


@admin.register(Hall)
class HallAdmin(_HallAdmin):
    order = 60
    list_display = ["name", "code", "organisation", "address", "phone", "closed_on"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["organisation"]


@admin.register(QueueGroup)
class QueueGroupAdmin(_HallAdmin):
    order = 61
    icon = "format_list_numbered"
    list_display = ["letter", "name", "hall"]
    list_filter = ["hall"]
    search_fields = ["name"]


@admin.register(Counter)
class CounterAdmin(_HallAdmin):
    order = 62
    icon = "countertops"
    list_display = ["number", "name", "hall", "group", "comprehensive", "active"]
    list_filter = ["hall", "comprehensive", "active"]
    search_fields = ["number", "name"]


@admin.register(Residency)
class ResidencyAdmin(_HallAdmin):
    """Whoever leaves gets a day of leaving; a row is never taken out."""

    order = 63
    icon = "badge"
    list_display = ["item", "counter", "first", "second", "mandate", "valid_from", "valid_to"]
    list_filter = ["counter__hall", "mandate"]
    list_select_related = ["item", "counter__hall", "first", "second"]
    search_fields = ["item__code", "counter__number"]
    raw_id_fields = ["item", "first", "second"]
    autocomplete_fields = ["counter"]


@admin.register(HelpPost)
class HelpPostAdmin(_HallAdmin):
    order = 64
    icon = "support_agent"
    list_display = ["name", "kind", "hall", "place", "phone", "active"]
    list_filter = ["hall", "kind"]
    search_fields = ["name"]
