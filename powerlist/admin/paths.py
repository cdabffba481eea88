"""审核路径: which steps a change set passes, with bodies and limits; and the running numbers of papers."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from unfold.admin import TabularInline

from accounts.admin import RecordedAdmin, Section
from accounts.enums import OrganisationPermission
from accounts.permissions import is_system_admin
from core.history import signed
from core.registers import ChangeKind

from ..kinds import kind_choices
from ..models import PaperSeries, ReviewPath, ReviewStep
from ..models.paths import ORDER
from ..permissions import held
from ..workflow import LIST_CHANGES

CHAIN = ("fill_lists", "review_lists", "give_legality", "record_decision")
LAST = ("submitted", "decided", "letter")  # what a path may end with: confirmed, published, a letter


class PathForm(RecordedAdmin.form):
    changes = forms.MultipleChoiceField(
        label="变更类型", choices=ChangeKind.choices, widget=forms.CheckboxSelectMultiple, help_text="走这条路径的变更"
    )
    kind = forms.ChoiceField(label="清单", required=False, help_text="通用：没有另行规定的各种清单")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = [("", "通用"), ("internal", "各种内部清单"), *kind_choices()]


class StepsFormSet(BaseInlineFormSet):
    """The steps of a path run as the table of moves allows."""

    def clean(self):
        super().clean()
        kept = [f.cleaned_data for f in self.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
        states = [data["state"] for data in sorted(kept, key=lambda data: data["position"])]
        if states[:2] != ["draft", "submitted"]:
            raise ValidationError("路径要从“填报”“初审”开始。")
        if states[-1] not in LAST:
            raise ValidationError("路径要以“公布”或“印发建议函”结束；内部清单到“初审”为止。")
        forward = {(s, t) for m in LIST_CHANGES.moves if not m.danger for s in m.sources for t in m.targets}
        labels = dict(ReviewStep._meta.get_field("state").choices)
        for before, after in zip(states, states[1:], strict=False):
            if (before, after) not in forward:
                order = "、".join(labels[s] for s in ORDER)
                raise ValidationError(f"“{labels[before]}”之后不能直接到“{labels[after]}”。次序是：{order}。")


class StepsOfPath(TabularInline):
    model = ReviewStep
    formset = StepsFormSet
    fields = ["position", "state", "body", "permission", "limit", "unit", "needs"]
    ordering = ["position"]
    extra = 0

    def has_view_permission(self, request, obj=None):
        return True

    def _keeps(self, request):
        return is_system_admin(request.user) or "review_lists" in held(request.user)

    def has_add_permission(self, request, obj=None):
        return self._keeps(request)

    def has_change_permission(self, request, obj=None):
        return self._keeps(request)

    def has_delete_permission(self, request, obj=None):
        return self._keeps(request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "permission":
            choices = [(name, OrganisationPermission(name).label) for name in CHAIN]
            return forms.ChoiceField(label="岗位权限", required=False, choices=[("", "通常的岗位"), *choices])
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class KeptByOffice(RecordedAdmin):
    """审改办 and the system administrator keep it; whoever works on lists reads it."""

    section = Section.LISTS

    def can_view(self, user, obj=None):
        return is_system_admin(user) or bool(set(CHAIN) & held(user))

    def can_add(self, user):
        return is_system_admin(user) or "review_lists" in held(user)

    def can_change(self, user, obj=None):
        return self.can_add(user)


@admin.register(ReviewPath)
class ReviewPathAdmin(KeptByOffice):
    """Sets already sent keep the path as it was; a change here holds for the next ones."""

    form = PathForm
    order, icon, menu_title = 50, "route", "审核路径"
    list_display = ["name", "kind", "rank", "enabled", "basis"]
    search_fields = ["name", "key"]
    fieldsets = [
        ("路径", {"fields": ["key", "name", "kind", "changes", "rank", "basis", "enabled"]}),
    ]
    inlines = [StepsOfPath]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []

    def save_formset(self, request, form, formset, change):
        reason = form.cleaned_data.get("change_reason") or "修改审核路径"
        for row in formset.save(commit=False):
            signed(row, actor=request.user, reason=reason).save()
        for row in formset.deleted_objects:
            signed(row, actor=request.user, reason=reason).delete()
        formset.save_m2m()


@admin.register(PaperSeries)
class PaperSeriesAdmin(KeptByOffice):
    """Patterns of the numbers that the system gives to papers."""

    order, icon, menu_title = 60, "tag", "文书编号"
    list_display = ["title", "pattern", "issuer"]
    fieldsets = [(None, {"fields": ["key", "title", "pattern", "issuer"]})]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []
