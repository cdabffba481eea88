"""办件文书样式 and 档案保管期限: kept by who holds the grant; every change on record."""

from django.contrib import admin, messages
from django.http import HttpResponse
from unfold.decorators import action

from accounts.admin import RecordedAdmin, Section
from accounts.models import Organisation, organisations_where
from accounts.permissions import permissions_held
from core.workflow import MoveRefused

from .. import actions
from ..kinds.places import SPOKEN
from ..models import PaperTemplate, RetentionRule

EDITS, KEEPS = "manage_papers", "keep_archives"
WORDS = ("title", "red_head", "addressee", "body", "foot", "seal")
WORKS = {EDITS, "receive_cases", "handle_cases", "decide_cases"}


class PaperTemplateForm(RecordedAdmin.form):
    """A template; unknown fields are refused with those that exist."""

    class Meta:
        model = PaperTemplate
        fields = ["kind", "category", "item", "title", "red_head", "addressee", "body", "foot", "seal"]


@admin.register(PaperTemplate)
class PaperTemplateAdmin(RecordedAdmin):
    """The words of papers. Those already made keep theirs; a change holds for the next ones."""

    form = PaperTemplateForm
    section, order, icon, menu_title = Section.CASES, 60, "description", "办件文书样式"
    list_display = ["kind", "category", "item", "title", "seal", "version"]
    list_filter = ["kind", "category", "seal"]
    search_fields = ["title", "body", "item__code"]
    list_select_related = ["item"]
    actions_detail = ["preview"]
    fieldsets = [
        ("用在哪里", {"fields": ["kind", "category", "item"]}),
        (
            "文书",
            {"fields": ["title", "red_head", "addressee", "body", "foot", "seal"], "description": f"填充项：{SPOKEN}"},
        ),
    ]

    def can_view(self, user, obj=None):
        return bool(WORKS & permissions_held(user))

    def can_add(self, user):
        return EDITS in permissions_held(user)

    def can_change(self, user, obj=None):
        """What holds for all bodies is kept by who keeps papers for the whole county; an item's own by its body."""
        if obj is None:
            return self.can_add(user)
        bodies = organisations_where(user, EDITS)
        if obj.item_id:
            return bodies.filter(pk=obj.item.organisation_id).exists()
        return bodies.filter(parent__isnull=True).exists()

    def get_readonly_fields(self, request, obj=None):
        return ["kind", "category", "item"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "item":
            items = db_field.remote_field.model.objects.filter(
                organisation__in=organisations_where(request.user, EDITS)
            )
            kwargs["queryset"] = items.order_by("code")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Who keeps papers for one body alone writes those of its items."""
        form = super().get_form(request, obj, change, **kwargs)
        whole = organisations_where(request.user, EDITS).filter(parent__isnull=True).exists()
        if obj is None and not whole and "item" in form.base_fields:
            form.base_fields["item"].required = True
        return form

    def save_model(self, request, obj, form, change):
        reason = form.cleaned_data.get("change_reason") or ("修改" if change else "新建")
        try:
            actions.save_template(template=obj, by=request.user, reason=reason)
        except MoveRefused as refused:
            messages.error(request, str(refused))

    @action(description="预览样例", permissions=["preview"], icon="visibility")
    def preview(self, request, object_id):
        """The template with an invented case, as PDF; without a seal."""
        from core.papers.sheets import SealFace, render_sheet  # loads reportlab

        from ..documents import example_sheet

        template = self.get_object(request, object_id)
        body = (
            template.item.organisation if template.item_id else Organisation.objects.filter(parent__isnull=True).first()
        )
        seal = SealFace(body.name, template.get_seal_display(), "样例，没有盖章") if template.seal else None
        pdf = render_sheet(example_sheet(template, body=body.name, seal=seal))
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer["Content-Disposition"] = "inline; filename=preview.pdf"
        return answer

    def has_preview_permission(self, request, object_id=None):
        return self.has_view_permission(request)


@admin.register(RetentionRule)
class RetentionRuleAdmin(RecordedAdmin):
    """How long archives are kept; those already made keep their period."""

    section, order, icon, menu_title = Section.CASES, 75, "inventory_2", "档案保管期限"
    list_display = ["__str__", "granted", "ended", "basis"]
    fields = ["category", "item", "granted", "ended", "basis"]
    list_select_related = ["item"]

    def can_view(self, user, obj=None):
        return KEEPS in permissions_held(user)

    def can_add(self, user):
        return organisations_where(user, KEEPS).filter(parent__isnull=True).exists()

    def can_change(self, user, obj=None):
        return self.can_add(user)

    def get_readonly_fields(self, request, obj=None):
        return ["category", "item"] if obj else []
