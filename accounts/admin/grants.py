"""授权: kept by the security administrator, asked for by the system administrator, read by the audit administrator."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget

from .. import actions
from ..enums import OrganisationPermission, RequestState
from ..models import GrantRequest, Organisation, OrganisationGroupPermission, Post
from ..permissions import is_audit_admin, is_security_admin, is_system_admin
from ..queries import ACTS
from .base import DeskAdmin, RecordedAdmin, RecordedForm, Section
from .people import reason_form

Grant = OrganisationGroupPermission
GrantHistory = Grant.history.model


class PermissionFilter(admin.SimpleListFilter):
    title, parameter_name = "权限", "what"

    def lookups(self, request, page):
        return OrganisationPermission.choices

    def queryset(self, request, queryset):
        return queryset.filter(permission__codename=self.value()) if self.value() else queryset


class GrantForm(RecordedForm):
    """A post, what it may do, where, and on which paper."""

    change_reason = None
    post = forms.ModelChoiceField(label="岗位", queryset=Post.objects.none(), widget=UnfoldAdminSelectWidget)
    what = forms.ChoiceField(label="权限", choices=OrganisationPermission.choices, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Grant
        fields = ["content_object", "document"]
        help_texts = {
            "content_object": "在这个机构及其直接下级行使",
            "document": "电子监察、审计查看必须填写纪委监委或审计机关来文的文号",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("post", Post.objects.select_related("organisation")),
            ("content_object", Organisation.objects.current()),
        ):
            if name in self.fields:  # a grant that is only read has neither
                self.fields[name].queryset = choices

    def clean(self):
        data = super().clean()
        if not self.errors:
            try:
                actions.check_grant(post=data["post"], permission=data["what"], document=data.get("document", ""))
            except ValidationError as error:
                for field, errors in getattr(error, "error_dict", {None: error}).items():
                    self.add_error({"permission": "what"}.get(field, field), errors)
        return data


@admin.register(Grant)
class GrantAdmin(RecordedAdmin):
    section, order, icon = Section.PEOPLE, 60, "verified_user"
    form = GrantForm
    fields = ["post", "what", "content_object", "document"]
    list_display = ["post", "what", "content_object", "document"]
    list_filter = [PermissionFilter, ("content_object", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["group__post__name", "group__post__organisation__name", "content_object__name", "document"]
    list_select_related = ["group__post__organisation", "permission", "content_object"]
    ordering = ["group__post__organisation__sort_key", "group__post__name", "permission__codename", "id"]
    actions_detail = ["revoke"]

    def can_view(self, user, obj=None):
        return is_security_admin(user) or is_system_admin(user)

    def can_add(self, user):
        return is_security_admin(user)

    def get_fields(self, request, obj=None):
        return ["post_name", "what_name", "content_object", "document"] if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return ["post_name", "what_name"] if obj else []

    @display(description="岗位", ordering="group__post__name")
    def post(self, grant):
        return str(grant.group.post)

    @display(description="权限", ordering="permission__codename")
    def what(self, grant):
        return grant.label

    post_name, what_name = post, what

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        made = actions.grant(
            post=data["post"],
            permission=data["what"],
            organisation=data["content_object"],
            document=data["document"],
            by=request.user,
        )
        obj.pk, obj.group, obj.permission = made.pk, made.group, made.permission
        obj._state.adding = False

    @action(description="收回授权", permissions=["revoke"], icon="remove_moderator")
    def revoke(self, request, object_id):
        grant = self.get_object(request, object_id)
        form = reason_form("依据或原因", "document")(request.POST or None)
        if request.method == "POST" and form.is_valid():
            actions.revoke(grant=grant, by=request.user, document=form.cleaned_data["document"])
            messages.success(request, f"已收回：{grant}")
            return redirect(reverse("admin:accounts_organisationgrouppermission_changelist"))
        text = "收回后立即失效，记录保留。"
        return self.ask(request, form, title=f"收回授权：{grant}", button="收回", obj=grant, text=text, danger=True)

    def has_revoke_permission(self, request, object_id=None):
        return is_security_admin(request.user)


class OpinionForm(forms.Form):
    """Yes or no, and why."""

    decision = forms.ChoiceField(
        label="决定", choices=[("yes", "同意授权"), ("no", "不同意")], widget=UnfoldAdminSelectWidget
    )
    opinion = reason_form("意见", "opinion").base_fields["opinion"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opinion"].required = False


@admin.register(GrantRequest)
class GrantRequestAdmin(DeskAdmin):
    """What the roster asked for; the security administrator says yes or no, one by one or many at once."""

    section, order, icon = Section.PEOPLE, 70, "approval"
    list_display = ["post", "permission", "organisation", "document", "batch", "asked_by", "status", "decided_by"]
    list_filter = ["state", "batch", "permission"]
    search_fields = ["post__name", "post__organisation__name", "document", "batch"]
    list_select_related = ["post__organisation", "organisation", "asked_by", "decided_by"]
    ordering = ["-state", "-id"]
    actions = ["confirm_selected"]
    actions_detail = ["decide"]

    def can_view(self, user, obj=None):
        return is_security_admin(user) or is_system_admin(user) or is_audit_admin(user)

    @display(description="状态", ordering="state", label={"待确认": "warning", "已授权": "success", "未同意": "danger"})
    def status(self, row):
        return row.get_state_display()

    @admin.action(description="确认授权", permissions=["decide"])
    def confirm_selected(self, request, queryset):
        done, refused = 0, []
        for row in queryset.filter(state=RequestState.WAITING).order_by("pk"):
            try:
                actions.confirm_request(request=row, by=request.user)
            except ValidationError as error:
                refused.append(f"{row}：{' '.join(error.messages)}")
            else:
                done += 1
        if done:
            messages.success(request, f"已确认 {done} 项授权，立即生效。")
        for text in refused:
            messages.error(request, text)

    @action(description="办理", permissions=["decide"], icon="gavel")
    def decide(self, request, object_id):
        row = self.get_object(request, object_id)
        form = OpinionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            act = actions.confirm_request if form.cleaned_data["decision"] == "yes" else actions.refuse_request
            try:
                act(request=row, by=request.user, opinion=form.cleaned_data["opinion"])
            except ValidationError as error:
                for field, errors in getattr(error, "error_dict", {None: error}).items():
                    form.add_error(field if field in form.fields else None, errors)
            else:
                messages.success(request, "已办理。")
                return redirect(reverse("admin:accounts_grantrequest_changelist"))
        return self.ask(request, form, title=f"办理授权申请：{row}", button="确定", obj=row)

    def has_decide_permission(self, request, object_id=None):
        return is_security_admin(request.user)


@admin.register(GrantHistory)
class GrantHistoryAdmin(DeskAdmin):
    """授权变更记录: also of grants that have been taken back."""

    section, order, icon = Section.PEOPLE, 80, "history"
    list_display = ["at", "act", "post", "what", "content_object", "why", "who"]
    list_display_links = None
    search_fields = ["history_change_reason", "document"]
    list_select_related = ["content_object", "permission", "group__post__organisation"]
    ordering = ["-history_id"]

    def can_view(self, user, obj=None):
        return is_audit_admin(user) or is_security_admin(user)

    @display(description="时间", ordering="history_id")
    def at(self, row):
        return row.history_date

    @display(description="依据或原因")
    def why(self, row):
        return row.history_change_reason

    @display(description="动作")
    def act(self, row):
        return {"新建": "授权", "删除": "收回"}.get(ACTS[row.history_type], "修改")

    @display(description="岗位")
    def post(self, row):
        return str(row.group.post) if row.group_id else ""

    @display(description="权限")
    def what(self, row):
        return OrganisationPermission(row.permission.codename).label

    @display(description="办理人")
    def who(self, row):
        return str(row.history_user or "系统")
