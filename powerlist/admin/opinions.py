"""意见受理设置: who answers opinions on entries, within what limit, and how that office is reached."""

from django.contrib import admin

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin

from ..models import OpinionRule
from ..permissions import held


@admin.register(OpinionRule)
class OpinionRuleAdmin(RecordedAdmin):
    """One row for each kind, brought by the product; 审改办 sets limits, phone and mailbox. None is added."""

    section, order, icon, menu_title = Section.LISTS, 60, "forum", "意见受理设置"
    list_display = ["kind", "office", "limit", "unit", "phone", "mailbox"]
    readonly_fields = ["kind"]
    fieldsets = [
        ("受理", {"fields": ["kind", "office"]}),
        ("答复期限", {"fields": ["limit", "unit"], "description": "自收到留言的次日起算。已收到的留言期限不变。"}),
        ("监督方式", {"fields": ["phone", "mailbox"], "description": "显示在每个事项的页面上。"}),
    ]

    def can_view(self, user, obj=None):
        return is_system_admin(user) or "review_lists" in held(user)

    def can_add(self, user):
        return False

    def can_change(self, user, obj=None):
        return self.can_view(user, obj)
