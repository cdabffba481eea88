from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.http import Http404
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from unfold.sites import UnfoldAdminSite


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "机构与人员"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self):
        from django.apps import apps

        from . import notices  # noqa: F401 its kinds are known to whoever tells or edits

        apps.get_app_config("axes").verbose_name = "登录安全"  # its own name is English


class CountyAdminSite(UnfoldAdminSite):
    """The admin, for members of staff alone; there is one log-in page, and it isn't here."""

    index_title = "工作台"

    def has_permission(self, request):
        from .permissions import is_staff_member

        return is_staff_member(request.user)

    def login(self, request, extra_context=None):
        if request.user.is_authenticated:
            raise Http404  # out of sight for citizens and closed accounts
        wanted = request.GET.get("next") or request.path
        return redirect(f"{resolve_url('login')}?{urlencode({'next': wanted})}")

    def password_change(self, request, extra_context=None):
        return redirect("password_change")


class CountyAdminConfig(admin_apps.AdminConfig):
    """django.contrib.admin with our site."""

    default = False

    default_site = "accounts.apps.CountyAdminSite"
