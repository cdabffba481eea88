"""清单 in the admin: entries and texts to look up, drafts to edit; everything else happens at the desk of the lists."""

from django import forms
from django.contrib import admin, messages
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from unfold.admin import TabularInline
from unfold.decorators import action, display
from unfold.widgets import (
    INPUT_CLASSES,
    SELECT_CLASSES,
    TEXTAREA_CLASSES,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.admin import RecordedAdmin, Section
from accounts.models import organisations_where
from accounts.queries import Change
from core.registers import KEEPS_TEXT, ChangeSetState, VersionState, diff
from core.workflow import MoveRefused

from .. import actions
from ..forms.fields import RowsWidget, form_field, initial_of
from ..kinds import KINDS, Field, FieldType
from ..models import ListChangeSet, ListEntry, ListVersion
from ..models.lists import LIST_PERMISSIONS
from ..permissions import held, may_fill
from ..queries import history
from ..templatetags.lists import cell_html
from .comfort import ManyAtOnce, SavedFilters

WIDGETS = {
    FieldType.TEXT: UnfoldAdminTextInputWidget,
    FieldType.LONG: UnfoldAdminTextareaWidget,
    FieldType.BASIS: UnfoldAdminTextareaWidget,
    FieldType.BODIES: UnfoldAdminTextareaWidget,
    FieldType.CHOICE: UnfoldAdminSelectWidget,
    FieldType.NUMBER: UnfoldAdminIntegerFieldWidget,
    FieldType.ROWS: lambda field: RowsWidget(field, classes=ROW_CLASSES),
}
ROW_CLASSES = (" ".join(INPUT_CLASSES), " ".join(TEXTAREA_CLASSES), " ".join(SELECT_CLASSES))


def fields_by_key() -> dict[str, Field]:
    """The fields of all kinds; of two with one key the first declared."""
    found: dict[str, Field] = {}
    for kind in KINDS.values():
        for field in kind.fields:
            found.setdefault(field.key, field)
    return found


def within(user) -> Q:
    """The rows of the bodies for which this person works on lists."""
    return Q(organisation__in=organisations_where(user, *LIST_PERMISSIONS))


class ListAdmin(SavedFilters, RecordedAdmin):
    """Seen by those who work on the lists of a body; written by the acts of the desk alone."""

    section = Section.LISTS

    def can_view(self, user, obj=None):
        return bool(set(LIST_PERMISSIONS) & held(user))

    def asks_reason(self, request, obj=None):
        return False

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if not self.can_view(request.user) else rows.filter(within(request.user))

    def seen(self, request, object_id):
        """The row of the address; out of sight is not found."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return row


class TextsOfEntry(TabularInline):
    """All texts of an entry, to read."""

    model = ListVersion
    fields = ["number", "name", "state", "change", "valid_from", "valid_to"]
    readonly_fields = fields
    ordering = ["-number"]
    extra = 0
    can_delete = False
    show_change_link = True
    verbose_name_plural = "历次文本"

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(ListEntry)
class ListEntryAdmin(ListAdmin):
    order, icon, menu_title = 10, "format_list_numbered", "事项编码"
    list_display = ["code", "current_name", "kind", "organisation"]
    list_filter = ["kind", ("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["code", "versions__name"]
    list_select_related = ["organisation"]
    fields = ["code", "kind", "organisation", "created_at"]
    readonly_fields = fields
    inlines = [TextsOfEntry]
    actions_detail = ["whole_history", "public_page"]

    def get_queryset(self, request):
        texts = ListVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
        return super().get_queryset(request).annotate(newest_name=Subquery(texts.values("name")[:1]))

    def history_view(self, request, object_id, extra_context=None):
        """The entry with all its texts and the acts on them, as a person reads it."""
        entry = self.get_object(request, object_id)
        if entry is None or not self.has_view_permission(request, entry):
            return super().history_view(request, object_id, extra_context)
        changes = [Change(e.at, e.who, e.why, e.title, e.cells) for e in history.history_of(entry)]
        return super().history_view(request, object_id, {"changes": changes, "older": 0, **(extra_context or {})})

    @display(description="名称")
    def current_name(self, entry):
        return entry.newest_name or "—"

    @action(description="全部变更记录", url_path="whole-history")
    def whole_history(self, request, object_id):
        return redirect("powerlist:history", self.seen(request, object_id).code)

    @action(description="公开页", url_path="public")
    def public_page(self, request, object_id):
        return HttpResponseRedirect(self.seen(request, object_id).get_absolute_url())


class TextForm(forms.ModelForm):
    """The cells of a text: those that its kind declares. `beside` holds what somebody else saved meanwhile."""

    beside: list[tuple[str, str, str]] = []
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ListVersion
        fields = ["category", "name", "office"]
        widgets = {"name": UnfoldAdminTextareaWidget(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        declared = KINDS.get(self.instance.kind)
        if declared is None:
            return
        for field in declared.fields:
            if field.key in self.fields:
                self.fields[field.key] = form_field(field, WIDGETS)
                self.fields[field.key].initial = initial_of(field, self.instance.content.get(field.key))
        for name, label in (("name", declared.name_label), ("office", declared.office_label)):
            if name in self.fields:
                self.fields[name].label = label
        if "category" in self.fields:
            self.fields["category"].choices = declared.categories
        if "seen" in self.fields:
            self.fields["seen"].initial = self.instance.fingerprint

    def row(self) -> dict:
        """What was typed, as actions.revise wants it; a field that isn't on the page stays."""
        data, text = self.cleaned_data, self.standing
        content = {key: data.get(key, text.content.get(key)) for key in text.declared.by_key}
        return {
            "category": data.get("category", text.category),
            "name": data.get("name", text.name),
            "office": data.get("office", text.office),
            "content": content,
        }

    @cached_property
    def standing(self) -> ListVersion:
        """The row as it stands in the database; the instance bears what was typed."""
        return ListVersion.objects.select_related("entry", "organisation").get(pk=self.instance.pk)

    def clean(self):
        """Of two clerks at once, the second sees what the first saved, and decides by saving again."""
        data = super().clean()
        if not self.errors and data.get("seen") and data["seen"] != self.standing.fingerprint:
            mine = self.standing.declared.cells(**self.row())
            self.beside = diff(self.standing.cells, mine, self.standing.labels)
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.standing.fingerprint
            raise forms.ValidationError(
                "您打开之后，这一行已被别人改过。请对照上面两份内容，改好后再保存；再次保存就以您填写的为准。"
            )
        return data


@admin.register(ListVersion)
class ListVersionAdmin(ManyAtOnce, ListAdmin):
    """Texts: a proposed row of a draft can be edited by those who fill it, all others are to read."""

    order, icon, menu_title = 20, "article", "清单内容"
    form = TextForm
    change_form_before_template = "admin/powerlist/row_changed.html"
    list_display = ["name", "category", "organisation", "office", "state", "number", "valid_from", "valid_to"]
    list_filter = ["kind", "state", "category", ("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "entry__code"]
    list_select_related = ["organisation"]
    facts = ["entry", "change_set_link", "number", "state", "change", "valid_from", "valid_to"]
    readonly_fields = facts

    @property
    def json_labels(self):
        return {"content": fields_by_key()}

    def get_form(self, request, obj=None, change=False, **kwargs):
        """A form with the fields of the text's kind."""
        declared = KINDS.get(obj.kind) if obj else None
        own = {field.key: form_field(field, WIDGETS) for field in declared.fields} if declared else {}
        form = type("KindTextForm", (TextForm,), {**own, "Meta": TextForm.Meta, "__module__": __name__})
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def can_change(self, user, obj=None):
        if obj is None:
            return "fill_lists" in held(user)
        return (
            obj.state == VersionState.PROPOSED
            and obj.change not in KEEPS_TEXT
            and obj.change_set.state == ChangeSetState.DRAFT
            and may_fill(user, obj)
        )

    def get_fieldsets(self, request, obj=None):
        declared = KINDS[obj.kind] if obj else KINDS["powers"]
        heads = [name for name in ("category", "name", "office") if name in declared.labels]
        if obj is not None and not self.has_change_permission(request, obj):
            cells = [*heads, "content_shown"]
        else:
            cells = [*heads, *declared.by_key, "seen"]
        return [("内容", {"fields": cells}), ("批次与效力", {"fields": self.facts})]

    def get_readonly_fields(self, request, obj=None):
        return [*self.facts, "content_shown"]

    @display(description="其余栏目")
    def content_shown(self, version):
        parts = [
            format_html("<b>{}</b><br>{}<br>", field.label, cell_html(field, value))
            for field in version.declared.fields
            if (value := version.content.get(field.key))
        ]
        return format_html("{}" * len(parts), *parts) if parts else "—"

    @display(description="批次")
    def change_set_link(self, version):
        number = version.change_set.number
        return format_html('<a href="{}">{}</a>', reverse("powerlist:desk_change_set", args=[number]), number)

    def save_model(self, request, obj, form, change):
        try:
            actions.revise(actor=request.user, version=form.standing, seen=form.cleaned_data["seen"], **form.row())
        except (MoveRefused, actions.RowChanged) as refusal:
            request.row_refused = str(refusal)

    def response_change(self, request, obj):
        """What the action refused is said, and nothing that sounds like saved."""
        if refused := getattr(request, "row_refused", ""):
            messages.error(request, refused)
            return redirect(self.page_of(obj))
        return super().response_change(request, obj)


@admin.register(ListChangeSet)
class ListChangeSetAdmin(ListAdmin):
    """Change sets to look up; they move at the desk."""

    section, order, icon, menu_title = Section.CHANGES, 20, "history_edu", "批次档案"
    list_display = ["number", "title", "organisation", "kind", "state", "document_number", "effective_on"]
    list_filter = ["kind", "state", "ground", ("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["number", "title", "document_number"]
    list_select_related = ["organisation"]
    actions_detail = ["at_the_desk"]
    fieldsets = [
        ("批次", {"fields": ["number", "title", "organisation", "kind", "ground", "reason", "state"]}),
        ("审核", {"fields": ["author", "reviewer", "review_opinion", "jurist", "legality_opinion"]}),
        ("审定", {"fields": ["meeting", "decided_on", "document_number", "effective_on", "recorder", "scan_name"]}),
        ("公布", {"fields": ["publisher", "secrecy_opinion", "published_at"]}),
    ]

    @action(description="到工作台办理", url_path="desk")
    def at_the_desk(self, request, object_id):
        return redirect("powerlist:desk_change_set", self.seen(request, object_id).number)
