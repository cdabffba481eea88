"""查看记录、登录记录、登录失败: read by the audit administrator; nobody writes or deletes them."""

from axes.models import AccessAttempt
from axes.models import AccessLog as LoginLog
from django.contrib import admin
from django.shortcuts import redirect
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from ..models import AccessLog, Consent
from ..permissions import is_audit_admin, is_security_admin
from .base import DeskAdmin, Section


class LogAdmin(DeskAdmin):
    """A log: read, never written here."""

    section = Section.SYSTEM
    list_display_links = None
    list_filter_submit = True

    def can_view(self, user, obj=None):
        return is_audit_admin(user)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect(self.page_of())


@admin.register(AccessLog)
class AccessLogAdmin(LogAdmin):
    order, icon = 10, "visibility"
    list_display = ["at", "user_name", "what", "reference", "reason", "address"]
    list_filter = [("at", RangeDateTimeFilter)]
    search_fields = ["user_name", "what", "reference", "reason"]
    ordering = ["-id"]


@admin.register(LoginLog)
class LoginLogAdmin(LogAdmin):
    order, icon, menu_title = 20, "login", "登录记录"
    list_display = ["attempt_time", "username", "ip_address", "logout_time", "user_agent"]
    list_filter = [("attempt_time", RangeDateTimeFilter)]
    search_fields = ["username", "ip_address"]
    ordering = ["-id"]


@admin.register(AccessAttempt)
class FailureAdmin(LogAdmin):
    """Failed log-ins; the lock is lifted on the page of the account."""

    order, icon, menu_title = 30, "gpp_bad", "登录失败"
    list_display = ["attempt_time", "username", "ip_address", "failures_since_start", "user_agent"]
    search_fields = ["username", "ip_address"]
    ordering = ["-id"]

    def can_view(self, user, obj=None):
        return is_audit_admin(user) or is_security_admin(user)


@admin.register(Consent)
class ConsentAdmin(LogAdmin):
    order, icon, menu_title = 40, "handshake", "个人信息处理同意"
    list_display = ["at", "account", "act", "notice", "kinds", "address"]
    list_filter = ["act", "notice", ("at", RangeDateTimeFilter)]
    ordering = ["-id"]

    @display(description="账号编号")
    def account(self, consent):
        return consent.user_id
