"""接口令牌: given out and taken back by the security administrator; their use is read by the audit administrator."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from .. import actions
from ..enums import TokenEnd, TokenScope
from ..models import ApiToken, Organisation, TokenUse, User
from ..permissions import is_audit_admin, is_security_admin, is_system_admin
from .base import RecordedAdmin, RecordedForm, Section
from .logs import LogAdmin
from .people import reason_form

GOOD = "在用"
AGAIN = timedelta(minutes=10)


class AccountChoice(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return f"{user.name}（{user.username}，{user.organisation}）"


class TokenForm(RecordedForm):
    """Which system, in whose name, at which body, for what, until when, on which paper."""

    change_reason = None
    user = AccountChoice(label="系统账号", queryset=User.objects.none(), widget=UnfoldAdminSelect2Widget)
    scopes = forms.MultipleChoiceField(
        label="准许", choices=TokenScope.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    expires_on = forms.DateField(
        label="到期日", widget=UnfoldAdminSingleDateWidget, help_text="最后一天，最长一年；到期前可以另发一个新的"
    )

    class Meta:
        model = ApiToken
        fields = ["name", "organisation", "document"]
        widgets = {"name": UnfoldAdminTextInputWidget, "document": UnfoldAdminTextInputWidget}
        help_texts = {
            "organisation": "令牌只在这一个机构有效，并且账号在那里要有“填报清单”的授权",
            "document": "同意这个系统接入的文件或申请",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            rows = actions.accounts_for_tokens().select_related("organisation")
            self.fields["user"].queryset = rows.order_by("username")
            self.fields[
                "user"
            ].help_text = (
                "由系统管理员建立、没有登录口令的账号，其岗位有“填报清单”的授权；可以输入名称、账号或者单位查找"
            )
        if "organisation" in self.fields:
            self.fields["organisation"].queryset = Organisation.objects.current().order_by("sort_key", "code")
        if "expires_on" in self.fields:
            self.fields["expires_on"].initial = timezone.localdate() + timedelta(days=180)

    def clean(self):
        data = super().clean()
        if not self.errors:
            try:
                actions.check_token(**data)
                self._just_given(data)
            except ValidationError as error:
                for name, errors in error.message_dict.items():
                    self.add_error(name, errors)
        return data

    def _just_given(self, data) -> None:
        """A page that is loaded anew sends its form again: that must not leave a second token nobody knows of."""
        since = timezone.now() - AGAIN
        same = ApiToken.objects.filter(
            name=data["name"], user=data["user"], organisation=data["organisation"], revoked_at=None,
            created_at__gte=since,
        ).first()  # fmt: skip
        if same is not None:
            raise ValidationError(
                {"name": f"刚刚已经给它发过一个令牌（编号 {same.prefix}）。没有记下来的，请先收回那一个，再另发。"}
            )


@admin.register(ApiToken)
class ApiTokenAdmin(RecordedAdmin):
    section, order, icon = Section.PEOPLE, 90, "key"
    form = TokenForm
    fields = ["name", "user", "organisation", "scopes", "expires_on", "document"]
    shown = ["name", "prefix", "user", "organisation", "allowed", "state", "document", "created_by", "created_at",
             "expires_at", "revoked_at", "last_used_at"]  # fmt: skip
    list_display = ["name", "prefix", "user", "organisation", "allowed", "state", "expires_at", "last_used_at"]
    list_filter = [("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "prefix", "user__username", "user__name", "organisation__name", "document"]
    list_select_related = ["user", "organisation", "created_by"]
    ordering = ["-id"]
    actions_detail = ["revoke", "uses"]

    def can_view(self, user, obj=None):
        return is_security_admin(user) or is_system_admin(user)

    def can_add(self, user):
        return is_security_admin(user)

    def get_fields(self, request, obj=None):
        return self.shown if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return self.shown if obj else []

    def asks_reason(self, request, obj=None):
        return False

    @display(description="准许")
    def allowed(self, token):
        return "、".join(TokenScope(scope).label for scope in token.scopes)

    @display(description="状态", label={GOOD: "success", **{end.label: "danger" for end in TokenEnd}})
    def state(self, token):
        why = token.ended()
        return TokenEnd(why).label if why else GOOD

    @sensitive_variables("secret")
    def save_model(self, request, obj, form, change):
        made, secret = actions.issue_token(by=request.user, **form.cleaned_data)
        obj.pk, obj.prefix, obj._secret = made.pk, made.prefix, secret
        obj._state.adding = False

    def save_related(self, request, form, formsets, change):
        """A token has no rows of other tables."""

    def response_add(self, request, obj, post_url_continue=None):
        """The secret, once."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"接口令牌：{obj.name}",
            "shown": {"编号": obj.prefix, "令牌": obj._secret},
            "note": "令牌只显示这一次，系统里只存它的摘要。请当面交给使用单位，放在 Authorization: Bearer 后面使用。",
            "opts": self.opts,
            "back": reverse("admin:accounts_apitoken_change", args=[obj.pk]),
        }
        response = TemplateResponse(request, "admin/accounts/shown.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def log_addition(self, request, obj, message):
        """History keeps it."""

    @action(description="收回令牌", permissions=["revoke"], icon="block")
    def revoke(self, request, object_id):
        token = self.get_object(request, object_id)
        form = reason_form("收回原因")(request.POST or None)
        if request.method == "POST" and form.is_valid():
            actions.revoke_token(token=token, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"已收回：{token}，从现在起不能再用。")
            return redirect(self.page_of(token))
        text = "收回后立即失效，使用记录保留。系统还要接入的，请另发一个新的。"
        return self.ask(request, form, title=f"收回令牌：{token}", button="收回", obj=token, text=text, danger=True)

    def has_revoke_permission(self, request, object_id=None):
        return is_security_admin(request.user)

    @action(description="使用记录", permissions=["uses"], icon="history")
    def uses(self, request, object_id):
        return redirect(f"{reverse('admin:accounts_tokenuse_changelist')}?token__id__exact={object_id}")

    def has_uses_permission(self, request, object_id=None):
        return is_security_admin(request.user)


@admin.register(TokenUse)
class TokenUseAdmin(LogAdmin):
    """每次使用: read by the audit and the security administrator."""

    order, icon, menu_title = 50, "api", "令牌使用记录"
    list_display = ["at", "token", "method", "path", "status", "code", "address"]
    list_filter = [("at", RangeDateTimeFilter), "status", ("token", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["token__name", "token__prefix", "path", "address"]
    list_select_related = ["token"]
    ordering = ["-id"]

    def can_view(self, user, obj=None):
        return is_audit_admin(user) or is_security_admin(user)
