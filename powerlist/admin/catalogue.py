"""上级目录 in the admin: whom its departments mean in this county; its items and editions to read."""

from django.contrib import admin
from unfold.decorators import display

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin

from ..models import CatalogueDecline, CatalogueHint, CatalogueItem
from ..models.lists import LIST_PERMISSIONS
from ..permissions import held
from .kinds import KeptByReviewers


@admin.register(CatalogueHint)
class CatalogueHintAdmin(KeptByReviewers):
    """Whom a word of the catalogue's column 部门 means here: one body, or all townships."""

    order, icon, menu_title = 62, "share", "目录部门对应"
    list_display = ["name", "organisation", "townships"]
    list_filter = ["townships"]
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name"]
    autocomplete_fields = ["organisation"]
    fieldsets = [("对应", {"fields": ["name", "organisation", "townships"]})]

    def get_readonly_fields(self, request, obj=None):
        return ["name"] if obj else []


class ReadByListWorkers(RecordedAdmin):
    """What actions alone write; whoever works on lists reads it."""

    section = Section.LISTS

    def can_view(self, user, obj=None):
        return is_system_admin(user) or bool(set(LIST_PERMISSIONS) & held(user))

    def can_add(self, user):
        return False

    def can_change(self, user, obj=None):
        return False


@admin.register(CatalogueItem)
class CatalogueItemAdmin(ReadByListWorkers):
    """Items of all catalogues, with the history of each; editions are loaded at the desk."""

    order, icon, menu_title = 61, "account_tree", "上级目录事项"
    list_display = ["name", "code_shown", "level", "category", "hint", "valid_from", "valid_to"]
    list_filter = ["level", "category", ("hint", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["hint"]
    search_fields = ["name", "basic_code", "local_code"]
    fieldsets = [
        ("事项", {"fields": ["level", "basic_code", "local_code", "name", "category", "basis", "hint", "main_name"]}),
        ("效力", {"fields": ["parent", "valid_from", "valid_to", "edition"]}),
    ]

    @display(description="编码")
    def code_shown(self, row):
        return row.code


@admin.register(CatalogueDecline)
class CatalogueDeclineAdmin(ReadByListWorkers):
    """Who doesn't exercise what, and why."""

    order, icon, menu_title = 63, "do_not_disturb_on", "不认领说明"
    list_display = ["item", "organisation", "reason", "at", "withdrawn_at"]
    list_filter = [("organisation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["item", "organisation"]
    search_fields = ["item__name", "reason"]
    fieldsets = [("说明", {"fields": ["item", "organisation", "reason", "by", "at", "withdrawn_at"]})]
