"""What every page of the admin shares: who sees it, in which menu it stands, and how its history reads.

Other apps import `DeskAdmin`, `RecordedAdmin` and `Section` from `accounts.admin`.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from core.history import signed
from core.registers import number_of

from ..actions import log_view
from ..permissions import is_audit_admin, is_auditor, is_staff_member, watches
from ..queries import changes_of

__all__ = ["DeskAdmin", "RecordedAdmin", "RecordedForm", "Section"]

REASON = "change_reason"
HISTORY_PAGE = 50
MOST_PAGES = 10_000


class Section(TextChoices):
    """The menu of the admin, by work and in this order."""

    LISTS = "lists", "我的清单"
    CHANGES = "changes", "变更批次"
    EXCHANGE = "exchange", "导入导出"
    GUIDES = "guides", "办事指南"
    FUNDS = "funds", "资金"
    CASES = "cases", "办件"
    SUPERVISION = "supervision", "监察"
    PEOPLE = "people", "机构与人员"
    SYSTEM = "system", "系统"


class DeskAdmin(ModelAdmin):
    """An admin page that opens to those whom `can_view`, `can_add` and `can_change` name, and to nobody else.

    Django's own model permissions and superusers count for nothing here. Nothing is ever deleted.
    `section`, `order` and `icon` (a Material symbol) place it in the menu; `links` adds pages of its own to the menu.
    """

    section = ""  # that of the app unless one is named
    order = 50
    icon = "list"
    list_per_page = 50
    show_full_result_count = False
    list_fullwidth = True

    def can_view(self, user, obj=None) -> bool:
        return False

    def can_add(self, user) -> bool:
        return False

    def can_change(self, user, obj=None) -> bool:
        return False

    def links(self, request) -> list[dict]:
        """Pages of the menu besides the list: dicts with title, icon, link."""
        return []

    def ask(self, request, form, *, title: str, button: str, obj=None, text: str = "", danger: bool = False):
        """A page that asks for what an act needs before it is done; posts to its own address."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "button": button,
            "text": text,
            "danger": danger,
            "opts": self.opts,
            "original": obj,
            "back": self.page_of(obj),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/ask.html", context)

    def page_of(self, obj=None) -> str:
        """The address of a row's page, or of the list."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{name}_change", args=[obj.pk]) if obj is not None else reverse(f"{name}_changelist")

    def has_view_permission(self, request, obj=None):
        user = request.user
        return is_staff_member(user) and (self.can_view(user, obj) or self.can_change(user, obj))

    def has_add_permission(self, request):
        return is_staff_member(request.user) and self.can_add(request.user)

    def has_change_permission(self, request, obj=None):
        return is_staff_member(request.user) and self.can_change(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def has_module_permission(self, request):
        return self.has_view_permission(request) or self.has_add_permission(request)


class RecordedForm(forms.ModelForm):
    """A form of a recorded row: why it changes is asked every time."""

    change_reason = forms.CharField(
        label="变更原因",
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text="写进变更记录，以后查得到；有文件依据的写文号",
        error_messages={"required": "请写明变更原因。"},
    )


class RecordedAdmin(SimpleHistoryAdmin, DeskAdmin):
    """An admin page of a table whose every change is kept. Whoever audits may read all of it; those views are logged.

    `json_labels` names the keys of JSON columns in the history: {"content": {"basis": "设定依据"}}.
    """

    form = RecordedForm
    json_labels: dict[str, dict[str, str]] = {}
    object_history_template = "admin/recorded_history.html"

    def has_view_permission(self, request, obj=None):
        user = request.user
        if not is_staff_member(user):
            return False
        return super().has_view_permission(request, obj) or is_audit_admin(user) or is_auditor(user)

    def asks_reason(self, request, obj=None) -> bool:
        """Whether the form asks why; not where the act itself says it."""
        allowed = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return allowed and REASON in self.form.base_fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if not self.asks_reason(request, obj):
            form.base_fields.pop(REASON, None)
        return form

    def get_fieldsets(self, request, obj=None):
        fieldsets = [(title, dict(options)) for title, options in super().get_fieldsets(request, obj)]
        for _, options in fieldsets:
            options["fields"] = [name for name in options["fields"] if name != REASON]
        if self.asks_reason(request, obj):
            fieldsets.append((None, {"fields": [REASON]}))
        return [pair for pair in fieldsets if pair[1]["fields"]]

    def save_model(self, request, obj, form, change):
        signed(obj, actor=request.user, reason=form.cleaned_data.get(REASON) or ("修改" if change else "新建")).save()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method == "GET" and is_audit_admin(request.user):
            return redirect(reverse(f"admin:{self._name}_history", args=[object_id]))
        if request.method == "GET":
            self._log(request, object_id, "")
        return super().change_view(request, object_id, form_url, extra_context)

    def revert_disabled(self, request, obj=None):
        """What was published or decided is changed by a new change, never by turning the clock back."""
        return True

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        return redirect(reverse(f"admin:{self._name}_history", args=[object_id]))

    def history_view(self, request, object_id, extra_context=None):
        """Every change of one row: who, when, why, before → after."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        manager = getattr(self.model, self.model._meta.simple_history_manager_attribute)
        page = min(number_of(request.GET.get("p", "")) or 1, MOST_PAGES)
        start = (page - 1) * HISTORY_PAGE
        rows = list(manager.filter(**{self.opts.pk.attname: obj.pk})[start : start + HISTORY_PAGE + 1])
        self._log(request, object_id, "变更记录")
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.opts.verbose_name}变更记录：{obj}",
            "changes": changes_of(rows, labels=self.json_labels)[:HISTORY_PAGE],
            "newer": page - 1,
            "older": page + 1 if len(rows) > HISTORY_PAGE else 0,
            "object": obj,
            "opts": self.opts,
            "back": self._back(request, obj),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)

    def _back(self, request, obj) -> str:
        return self.page_of(None if is_audit_admin(request.user) else obj)

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _log(self, request, object_id, what: str) -> None:
        if watches(request.user):
            log_view(
                request.user, f"{self.opts.verbose_name}{what}", f"{self.opts.label_lower}:{object_id}", "", request
            )
