"""工作人员: accounts, the roster, the three administrators, full views of personal data."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.masking import mask_id_number, mask_mobile

from .. import actions
from ..enums import AdminRole, UserKind
from ..models import User
from ..permissions import is_security_admin, is_system_admin
from . import roster
from .base import RecordedForm
from .organisations import Kept


class StaffForm(RecordedForm):
    """An account of staff. The account name stays; the number of a phone is typed anew when it changes."""

    new_mobile = forms.CharField(
        label="手机号", required=False, max_length=20, widget=UnfoldAdminTextInputWidget, help_text="不改就不填"
    )

    class Meta:
        model = User
        fields = ["username", "name", "organisation"]
        labels = {"username": "账号"}
        help_texts = {"username": "3 到 30 位小写字母、数字、点或短横线，以字母开头；建立后不改"}

    def clean_new_mobile(self):
        from core.identifiers import check_mobile

        typed = self.cleaned_data["new_mobile"]
        return check_mobile(typed) if typed else ""

    def clean_username(self):
        username = self.cleaned_data["username"].strip().lower()
        if not actions.USERNAME.fullmatch(username):
            raise ValidationError("账号用 3 到 30 位小写字母、数字、点或短横线，以字母开头。")
        return username

    def clean_organisation(self):
        organisation = self.cleaned_data["organisation"]
        if organisation is None:
            raise ValidationError("请选择所在机构。")
        return organisation


def reason_form(label: str, field: str = "reason") -> type[forms.Form]:
    """A form that asks for one line."""
    widget = UnfoldAdminTextInputWidget
    message = {"required": f"请填写{label}。"}
    asked = forms.CharField(label=label, max_length=200, widget=widget, error_messages=message)
    return type("ReasonForm", (forms.Form,), {field: asked})


class RoleForm(forms.Form):
    """Which administrator, on which paper."""

    role = forms.ChoiceField(label="身份", choices=AdminRole.choices, required=False, widget=UnfoldAdminSelectWidget)
    document = forms.CharField(label="依据文件", max_length=200, widget=UnfoldAdminTextInputWidget)


@admin.register(User)
class StaffAdmin(Kept):
    """Members of staff alone: the accounts of citizens are out of the administrators' sight."""

    order, icon, menu_title = 20, "group", "工作人员"
    form = StaffForm
    list_display = ["name", "username", "organisation", "masked_mobile", "posts", "admin_role", "state", "last_login"]
    list_filter = ["admin_role", "is_active", ("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "username", "organisation__name", "organisation__short_name"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation"]
    ordering = ["organisation__sort_key", "username"]
    actions_detail = ["reveal", "issue_password", "unlock", "appoint_administrator", "close"]
    readonly_fields = [
        "masked_mobile",
        "masked_id",
        "posts",
        "admin_role",
        "state",
        "last_login",
        "password_changed_at",
    ]
    fieldsets = [
        ("账号", {"fields": ["username", "name", "organisation", "new_mobile"]}),
        ("现状", {"fields": readonly_fields}),
    ]
    add_fieldsets = [("账号", {"fields": ["username", "name", "organisation", "new_mobile"]})]

    def get_queryset(self, request):
        staff = super().get_queryset(request).filter(kind=UserKind.STAFF)
        return staff.prefetch_related("holdings__post__organisation")

    def get_readonly_fields(self, request, obj=None):
        fields = list(self.readonly_fields)
        return [*fields, "username"] if obj else fields

    def asks_reason(self, request, obj=None):
        return obj is not None and super().asks_reason(request, obj)

    def get_urls(self):
        page = self.admin_site.admin_view
        return [
            path("roster/", page(self.roster_view), name="accounts_roster"),
            path("roster/template/", page(self.roster_template), name="accounts_roster_template"),
            path("roster/passwords/", page(self.roster_passwords), name="accounts_roster_passwords"),
            *super().get_urls(),
        ]

    def links(self, request):
        if not is_system_admin(request.user):
            return []
        return [{"title": "花名册导入", "icon": "upload_file", "link": reverse("admin:accounts_roster")}]

    @display(description="手机号")
    def masked_mobile(self, user):
        return mask_mobile(user.mobile) if user.mobile else "未填写"

    @display(description="公民身份号码")
    def masked_id(self, user):
        return mask_id_number(user.id_number) if user.id_number else "未填写"

    @display(description="密码设置时间")
    def password_date(self, user):
        return user.password_changed_at or "还没有自己设置"

    @display(description="在任岗位")
    def posts(self, user):
        today = timezone.localdate()
        held = [h for h in user.holdings.all() if h.valid_to is None or h.valid_to > today]
        return "、".join(f"{h.post}（{h.kind}）" for h in held) or "没有任岗"

    @display(description="状态", label={"在用": "success", "待发口令": "warning", "停用": "danger"})
    def state(self, user):
        if user.closed_at or not user.is_active:
            return "停用"
        return "在用" if user.has_usable_password() else "待发口令"

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        if not change:
            made = actions.create_staff(
                username=data["username"],
                name=data["name"],
                organisation=data["organisation"],
                mobile=data["new_mobile"],
                by=request.user,
            )
            obj.pk = made.pk
            obj._state.adding = False
            messages.info(request, "账号已建立。请点“发放初始口令”，把口令交给本人。")
            return
        if data["new_mobile"]:
            obj.mobile = data["new_mobile"]
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        return redirect(reverse("admin:accounts_user_change", args=[obj.pk]))

    # --- acts on one account --------------------------------------------------------------------------------------

    def _act(self, request, object_id, form_class, act, *, title, button, text="", danger=False):
        """Ask with `form_class`, then `act(user, data)`; what it returns is the response, or back to the account."""
        user = self.get_object(request, object_id)
        form = form_class(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                response = act(user, form.cleaned_data)
            except ValidationError as error:
                for name, errors in getattr(error, "error_dict", {"": [error]}).items():
                    form.add_error(name if name in form.fields else None, errors)
            else:
                return response or HttpResponseRedirect(self.page_of(user))
        title = title.format(name=user.name)
        return self.ask(request, form, title=title, button=button, obj=user, text=text, danger=danger)

    @action(description="查看完整信息", permissions=["system"], icon="visibility")
    def reveal(self, request, object_id):
        def show(user, data):
            shown = actions.reveal(user=user, by=request.user, reason=data["reason"], request=request)
            return self._shown(request, user, f"完整信息：{user.name}", shown, "本次查看已记入查看记录。")

        text = "完整的手机号、身份证号码和地址只在工作需要时查看；谁在什么时候为什么看，都会记录，本人也能看到。"
        form, title = reason_form("查看事由"), "查看完整信息：{name}"
        return self._act(request, object_id, form, show, title=title, button="查看", text=text)

    @action(description="发放初始口令", permissions=["system"], icon="key")
    @sensitive_variables("password")
    def issue_password(self, request, object_id):
        def issue(user, data):
            password = actions.issue_password(user=user, by=request.user)
            shown = {"账号": user.username, "初始口令": password}
            return self._shown(request, user, f"初始口令：{user.name}", shown, "口令只显示这一次，首次登录必须修改。")

        text = "原来的密码立即失效。新口令只显示一次，请当面交给本人。"
        title, button = "发放初始口令：{name}", "发放"
        return self._act(request, object_id, ConfirmForm, issue, title=title, button=button, text=text)

    @action(description="解除登录锁定", permissions=["security"], icon="lock_open")
    def unlock(self, request, object_id):
        def lift(user, data):
            cleared = actions.unlock(username=user.username, by=request.user, request=request, **data)
            messages.success(request, "已解除锁定。" if cleared else "这个账号没有锁定。")

        return self._act(request, object_id, reason_form("原因"), lift, title="解除登录锁定：{name}", button="解除")

    @action(description="任免管理员", permissions=["security"], icon="admin_panel_settings")
    def appoint_administrator(self, request, object_id):
        def appoint(user, data):
            actions.appoint_administrator(user=user, by=request.user, **data)
            messages.success(request, "已办理。")

        text = "系统、安全、审计三种管理员由不同的人担任，都不任岗、不办理业务。"
        title = "任免管理员：{name}"
        return self._act(request, object_id, RoleForm, appoint, title=title, button="确定", text=text)

    @action(description="停用账号", permissions=["system"], icon="person_off")
    def close(self, request, object_id):
        def stop(user, data):
            actions.close_staff(user=user, by=request.user, **data)
            messages.success(request, f"{user.name} 的账号已停用，所任岗位同时结束。")

        text = "停用后不能登录，所任岗位从今天起结束；办过的事和记录都保留。"
        form, title = reason_form("停用原因"), "停用账号：{name}"
        return self._act(request, object_id, form, stop, title=title, button="停用", text=text, danger=True)

    def has_system_permission(self, request, object_id=None):
        return is_system_admin(request.user)

    def has_security_permission(self, request, object_id=None):
        return is_security_admin(request.user)

    def _shown(self, request, user, title, shown, note):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "shown": shown,
            "note": note,
            "opts": self.opts,
            "back": self.page_of(user),
        }
        response = TemplateResponse(request, "admin/accounts/shown.html", context)
        response["Cache-Control"] = "no-store"
        return response

    # --- the roster -----------------------------------------------------------------------------------------------

    def roster_view(self, request):
        return roster.upload(self, request)

    def roster_template(self, request):
        return roster.template(self, request)

    def roster_passwords(self, request):
        return roster.passwords(self, request)


class ConfirmForm(forms.Form):
    """Nothing to fill in: a button alone."""

    sure = forms.BooleanField(widget=forms.HiddenInput, initial=True)
