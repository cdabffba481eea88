"""清单规则, 牵头配合关系, 清单联系人 in the admin."""

from django import forms
from django.contrib import admin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.admin import RecordedAdmin, RecordedForm, Section
from accounts.models import organisations_where
from accounts.permissions import is_system_admin

from ..kinds import KINDS
from ..kinds.checks import PHONE
from ..models import Contact, KindSetting, SharedDuty
from ..models.lists import LIST_PERMISSIONS
from ..permissions import held, may_fill

KEEPERS = {"review_lists"}


class KeptByReviewers(RecordedAdmin):
    """县委编办 keeps it, whoever works on lists reads it."""

    section = Section.LISTS

    def can_view(self, user, obj=None):
        return is_system_admin(user) or bool(set(LIST_PERMISSIONS) & held(user))

    def can_add(self, user):
        return is_system_admin(user) or bool(KEEPERS & held(user))

    def can_change(self, user, obj=None):
        return self.can_add(user)


@admin.register(KindSetting)
class KindSettingAdmin(KeptByReviewers):
    """Who reviews each list first, who approves it, how soon a change is published: the county's own rows."""

    order, icon, menu_title = 50, "rule", "清单规则"
    list_display = ["kind", "lead", "approver", "update_days", "columns"]
    list_select_related = ["lead", "approver"]
    autocomplete_fields = ["lead", "approver"]
    fieldsets = [("规则", {"fields": ["kind", "lead", "approver", "update_days", "note"]})]

    @display(description="栏目")
    def columns(self, row):
        return "、".join(KINDS[row.kind].labels.values()) if row.kind in KINDS else "—"

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj else []


@admin.register(SharedDuty)
class SharedDutyAdmin(KeptByReviewers):
    """牵头、配合: what stands here is no overlap and stays out of 附件4."""

    order, icon, menu_title = 55, "diversity_3", "牵头配合关系"
    list_display = ["matter", "lead", "helper", "document", "active"]
    list_filter = ["active"]
    list_select_related = ["lead", "helper"]
    search_fields = ["matter", "document"]
    autocomplete_fields = ["lead", "helper"]
    fieldsets = [("关系", {"fields": ["matter", "lead", "helper", "document", "active"]})]


class ContactForm(RecordedForm):
    """A person of the roster; the number on record shows masked, an empty field leaves it."""

    new_mobile = forms.CharField(label="手机", required=False, max_length=20, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Contact
        fields = ["organisation", "role", "position_no", "name", "position", "office_phone", "remark"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "new_mobile" in self.fields:
            masked = self.instance.masked_mobile
            self.fields["new_mobile"].help_text = f"现为 {masked}，不改则留空" if masked else "还没有填"

    def clean_new_mobile(self):
        number = self.cleaned_data["new_mobile"].strip()
        if number and not PHONE.match(number):
            raise forms.ValidationError("这不是手机号，请填11位数字。")
        return number


@admin.register(Contact)
class ContactAdmin(RecordedAdmin):
    """附件7: each body keeps its own people; nobody sees a whole mobile number here."""

    section, order, icon, menu_title = Section.LISTS, 60, "contact_phone", "清单联系人"
    form = ContactForm
    list_display = ["name", "role", "organisation", "position", "office_phone", "mobile_masked"]
    list_filter = ["role", ("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "organisation__name"]
    list_select_related = ["organisation"]
    fieldsets = [
        ("人员", {"fields": ["organisation", "role", "position_no", "name", "position"]}),
        ("联系方式", {"fields": ["office_phone", "new_mobile", "remark"]}),
    ]

    def can_view(self, user, obj=None):
        return bool(set(LIST_PERMISSIONS) & held(user))

    def can_add(self, user):
        return "fill_lists" in held(user)

    def can_change(self, user, obj=None):
        return self.can_add(user) if obj is None else may_fill(user, obj)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if not self.can_view(request.user) else rows.visible_to(request.user)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "organisation":
            kwargs["queryset"] = organisations_where(request.user, "fill_lists").current()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @display(description="手机")
    def mobile_masked(self, contact):
        return contact.masked_mobile or "—"

    def save_model(self, request, obj, form, change):
        if number := form.cleaned_data.get("new_mobile"):
            obj.mobile = number
        super().save_model(request, obj, form, change)
