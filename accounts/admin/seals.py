"""电子印章: made and ended by who keeps them; the log of their use."""

from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import action, display

from .. import actions
from ..models import Organisation, Seal, SealUse, User, organisations_where
from ..permissions import is_audit_admin, permissions_held
from .base import RecordedAdmin, RecordedForm, Section
from .logs import LogAdmin
from .people import reason_form

GOOD, ENDED = "在用", "不能用"
KEEPS = "keep_seals"


class SealForm(RecordedForm):
    """Which body, which kind, whose hands, until when, on which paper."""

    change_reason = None

    class Meta:
        model = Seal
        fields = ["organisation", "kind", "name", "valid_from", "valid_to", "keeper", "document"]
        help_texts = {"name": "印章上沿圆弧的文字，通常是单位全称", "document": "批准刻制的文件或者文号"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "valid_from" in self.fields:
            today = timezone.localdate()
            self.fields["valid_from"].initial = today
            self.fields["valid_to"].initial = date(today.year + 3, 12, 31)
            self.fields["keeper"].queryset = User.objects.filter(kind="staff", is_active=True).order_by("username")

    def clean(self):
        data = super().clean()
        if not self.errors:
            try:
                actions.check_seal(
                    **{name: data[name] for name in ("organisation", "kind", "valid_from", "valid_to", "keeper")}
                )
            except ValidationError as error:
                for name, errors in error.message_dict.items():
                    self.add_error(name, errors)
        return data


@admin.register(Seal)
class SealAdmin(RecordedAdmin):
    """A seal is never changed: it is ended, and another one made."""

    section, order, icon = Section.CASES, 70, "approval"
    form = SealForm
    fields = ["organisation", "kind", "name", "valid_from", "valid_to", "keeper", "document"]
    shown = [*fields, "state", "effect", "service", "revoked_on", "revoked_reason"]
    list_display = ["name", "kind", "organisation", "state", "effect", "valid_from", "valid_to", "keeper"]
    list_filter = [("organisation", admin.RelatedOnlyFieldListFilter), "kind", "legal"]
    search_fields = ["name", "organisation__name", "document"]
    list_select_related = ["organisation", "keeper"]
    actions_detail = ["revoke", "uses"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if is_audit_admin(request.user) else rows.visible_to(request.user)

    def can_view(self, user, obj=None):
        return KEEPS in permissions_held(user)

    def can_add(self, user):
        return KEEPS in permissions_held(user)

    def get_fields(self, request, obj=None):
        return self.shown if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return self.shown if obj else []

    def asks_reason(self, request, obj=None):
        return False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "organisation":
            kwargs["queryset"] = organisations_where(request.user, KEEPS) & Organisation.objects.current()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @display(description="状态", label={GOOD: "success", ENDED: "danger"})
    def state(self, seal):
        return GOOD if seal.is_good else ENDED

    @display(description="效力", label={"法定": "success", "演示": "warning"})
    def effect(self, seal):
        return "法定" if seal.legal else "演示"

    def save_model(self, request, obj, form, change):
        made = actions.make_seal(by=request.user, **form.cleaned_data)
        obj.pk = made.pk
        obj._state.adding = False

    def save_related(self, request, form, formsets, change):
        """A seal has no rows of other tables."""

    def log_addition(self, request, obj, message):
        """History keeps it."""

    @action(description="停用印章", permissions=["revoke"], icon="block")
    def revoke(self, request, object_id):
        seal = self.get_object(request, object_id)
        form = reason_form("停用原因")(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                actions.revoke_seal(seal=seal, by=request.user, reason=form.cleaned_data["reason"])
            except ValidationError as error:
                messages.error(request, "".join(error.messages))
            else:
                messages.success(request, f"已停用：{seal}。以前盖过的文书仍然有效。")
            return redirect(self.page_of(seal))
        text = "停用后不能再盖章；单位没有其他在用印章的，新文书要等启用新的印章后才能制作。"
        return self.ask(request, form, title=f"停用印章：{seal}", button="停用", obj=seal, text=text, danger=True)

    def has_revoke_permission(self, request, object_id=None):
        seal = self.get_object(request, object_id) if object_id else None
        return seal is not None and seal.revoked_on is None and KEEPS in permissions_held(request.user)

    @action(description="用印记录", permissions=["uses"], icon="history")
    def uses(self, request, object_id):
        return redirect(f"{reverse('admin:accounts_sealuse_changelist')}?seal__id__exact={object_id}")

    def has_uses_permission(self, request, object_id=None):
        return KEEPS in permissions_held(request.user)


@admin.register(SealUse)
class SealUseAdmin(LogAdmin):
    """每次用印: read by who keeps the seal and by the audit administrator."""

    section, order, icon, menu_title = Section.CASES, 71, "history", "用印记录"
    list_display = ["at", "seal", "title", "number", "actor_name", "digest"]
    list_filter = [("at", RangeDateTimeFilter), ("seal", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["number", "title", "actor_name", "digest"]
    list_select_related = ["seal"]
    ordering = ["-id"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if is_audit_admin(request.user):
            return rows
        return rows.filter(seal__in=Seal.objects.visible_to(request.user))

    def can_view(self, user, obj=None):
        return is_audit_admin(user) or KEEPS in permissions_held(user)
