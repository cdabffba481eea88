"""机构、岗位、任职: kept by the system administrator."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ExportMixin
from import_export.formats import base_formats
from unfold.contrib.import_export.forms import ExportForm
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextInputWidget

from .. import actions
from ..models import Holding, Organisation, Post
from ..permissions import is_administrator, is_security_admin, is_system_admin
from ..resources import RosterResource
from .base import REASON, RecordedAdmin, RecordedForm, Section

GRANTS = ["group__organisationgrouppermission_set__permission"]

if admin.site.is_registered(Group):  # posts have groups; nobody is put into one by hand
    admin.site.unregister(Group)


class Kept(RecordedAdmin):
    """A table of the system administrator, which the security administrator may read."""

    section = Section.PEOPLE

    def can_view(self, user, obj=None):
        return is_administrator(user) and (is_system_admin(user) or is_security_admin(user))

    def can_add(self, user):
        return is_system_admin(user)

    def can_change(self, user, obj=None):
        return is_system_admin(user)

    def save_model(self, request, obj, form, change):
        actions.save_recorded(row=obj, by=request.user, reason=form.cleaned_data[REASON])


@admin.register(Organisation)
class OrganisationAdmin(Kept):
    order, icon = 10, "apartment"
    list_display = ["name", "short_name", "code", "nature", "parent", "valid_from", "state"]
    list_filter = ["nature", "authority"]
    search_fields = ["name", "short_name", "code", "credit_code"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]
    fieldsets = [
        ("名称", {"fields": ["name", "short_name", "code", "credit_code"]}),
        ("性质", {"fields": ["nature", "authority", "parent", "region_code", "sort_key"]}),
        ("联系", {"fields": ["phone", "address", "office_hours"]}),
        ("存续", {"fields": ["valid_from", "valid_to"], "description": "撤销的机构填撤销日期，不删除。"}),
    ]

    @display(description="状态", label={"现有": "success", "已撤销": "danger", "未设立": "warning"})
    def state(self, organisation):
        today = timezone.localdate()
        if organisation.valid_to and organisation.valid_to <= today:
            return "已撤销"
        return "现有" if organisation.valid_from <= today else "未设立"


class PostForm(RecordedForm):
    """A post; a new one may not repeat a name of its organisation."""

    class Meta:
        model = Post
        fields = ["organisation", "name"]


@admin.register(Post)
class PostAdmin(Kept):
    order, icon = 30, "badge"
    form = PostForm
    list_display = ["name", "organisation", "people", "powers"]
    list_filter = [("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "organisation__name", "organisation__short_name"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("holdings__user", *GRANTS)

    def get_readonly_fields(self, request, obj=None):
        return ["organisation"] if obj else []

    @display(description="在岗人员")
    def people(self, post):
        today = timezone.localdate()
        held = [h for h in post.holdings.all() if h.valid_to is None or h.valid_to > today]
        return "、".join(f"{h.user.name}（{h.kind}）" for h in held) or "空缺"

    @display(description="权限")
    def powers(self, post):
        return "、".join(sorted({g.label for g in post.group.organisationgrouppermission_set.all()})) or "未授权"

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            made = actions.create_post(organisation=obj.organisation, name=obj.name, by=request.user)
            obj.pk, obj.group = made.pk, made.group
            obj._state.adding = False


class HoldingForm(RecordedForm):
    """An appointment; what the rules refuse comes back to the form."""

    change_reason = None

    class Meta:
        model = Holding
        fields = ["user", "post", "kind", "valid_from", "valid_to", "document"]

    def clean(self):
        data = super().clean()
        if self.instance.pk is None and not self.errors and data.get("user") and data.get("post"):
            actions.check_appointment(user=data["user"], post=data["post"], **_dates(data))
        return data


def _dates(data) -> dict:
    return {"valid_from": data.get("valid_from"), "valid_to": data.get("valid_to")}


class DismissForm(forms.Form):
    """The last day and the paper."""

    on = forms.DateField(label="自哪天起不再任职", widget=UnfoldAdminSingleDateWidget)
    document = forms.CharField(label="依据文件或原因", max_length=200, widget=UnfoldAdminTextInputWidget)


@admin.register(Holding)
class HoldingAdmin(ExportMixin, Kept):
    order, icon = 40, "assignment_ind"
    form = HoldingForm
    list_display = ["user", "post", "kind", "valid_from", "valid_to", "document"]
    list_filter = ["kind", ("post__organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["user__name", "user__username", "post__name", "post__organisation__name"]
    list_select_related = ["user__organisation", "post__organisation"]
    autocomplete_fields = ["user", "post"]
    actions_detail = ["dismiss"]
    resource_classes = [RosterResource]
    export_form_class = ExportForm

    def get_export_formats(self):
        return [base_formats.XLSX]

    def has_export_permission(self, request):
        return is_system_admin(request.user)

    def get_export_queryset(self, request):
        return super().get_export_queryset(request).prefetch_related(*(f"post__{name}" for name in GRANTS))

    def can_change(self, user, obj=None):
        return False  # a holding is ended, not rewritten

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        made = actions.appoint(
            user=data["user"],
            post=data["post"],
            kind=data["kind"],
            document=data["document"],
            by=request.user,
            **_dates(data),
        )
        obj.pk = made.pk
        obj._state.adding = False

    @action(description="免职", permissions=["dismiss"], icon="person_remove")
    def dismiss(self, request, object_id):
        holding = self.get_object(request, object_id)
        form = DismissForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                actions.dismiss(holding=holding, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"{holding.user} 不再任 {holding.post}，相应权限同时结束。")
                return redirect(reverse("admin:accounts_holding_changelist"))
        return self.ask(request, form, title=f"免职：{holding}", button="免职", obj=holding)

    def has_dismiss_permission(self, request, object_id=None):
        return is_system_admin(request.user)
