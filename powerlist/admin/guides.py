"""办事指南: drafted in forms grouped as the official guide is, published by a second person."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from unfold.admin import StackedInline, TabularInline
from unfold.decorators import action, display

from accounts.admin import RecordedAdmin, RecordedForm, Section
from accounts.models import organisations_where
from accounts.permissions import holds
from core.workflow import MoveRefused

from .. import actions
from ..enums import GuideState
from ..forms.guides import DraftGuideForm, FieldForm, PublishGuideForm
from ..models import ItemField, ItemMaterial, ItemQuestion, ItemStep, ServiceItem, ServiceItemVersion
from ..permissions import held

EDITORS = ("manage_guides", "review_lists")


class GuideAdmin(RecordedAdmin):
    section = Section.GUIDES

    def can_view(self, user, obj=None):
        return bool(set(EDITORS) & held(user))

    def bodies(self, user):
        return organisations_where(user, "manage_guides") | organisations_where(user, "review_lists")


class Part:
    """Rows of a draft may be edited with it; those of a published guide are to read."""

    extra = 0
    ordering = ["position", "id"]

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return obj is not None and may_edit(request.user, obj)

    def has_change_permission(self, request, obj=None):
        return obj is not None and may_edit(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return obj is not None and may_edit(request.user, obj)


class Materials(Part, TabularInline):
    model = ItemMaterial
    fields = ["position", "name", "necessity", "source", "copies", "note"]


class Steps(Part, TabularInline):
    model = ItemStep
    fields = ["position", "kind", "office", "post", "limit", "note"]


class Fields(Part, StackedInline):
    model = ItemField
    form = FieldForm
    fields = [("position", "group"), ("label", "key"), ("kind", "required"), "hint", "options"]


class Questions(Part, TabularInline):
    model = ItemQuestion
    fields = ["position", "question", "answer"]


def may_edit(user, version) -> bool:
    return version.state == GuideState.DRAFT and holds(user, "manage_guides", version.item.organisation)


@admin.register(ServiceItem)
class ServiceItemAdmin(GuideAdmin):
    order, icon = 20, "category"
    list_display = ["code", "entry", "organisation"]
    list_filter = [("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["code", "entry__code", "versions__name"]
    list_select_related = ["entry", "organisation"]
    fields = ["code", "entry", "organisation"]
    readonly_fields = fields
    actions_detail = ["next_version"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.filter(organisation__in=self.bodies(request.user)) if self.can_view(request.user) else rows

    def asks_reason(self, request, obj=None):
        return False

    @action(description="起草新版本", url_path="next-version")
    def next_version(self, request, object_id):
        return draft_next(request, self.get_object(request, object_id))


def draft_next(request, item):
    """A draft copied from the last version, opened for editing."""
    try:
        version = actions.draft_guide(actor=request.user, item=item)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        draft = item.versions.filter(state=GuideState.DRAFT).order_by("-number").first()
        version = draft or item.versions.order_by("-number").first()
    else:
        messages.success(request, f"第 {version.number} 版草稿已建立，内容照抄上一版，请修改后送人发布。")
    return redirect(reverse("admin:powerlist_serviceitemversion_change", args=[version.pk]))


@admin.register(ServiceItemVersion)
class GuideVersionAdmin(GuideAdmin):
    order, icon, menu_title = 10, "menu_book", "办事指南"
    form = RecordedForm
    list_display = ["name", "organisation", "state", "number", "limits", "visits", "valid_from", "valid_to"]
    list_filter = ["state", "audience", "online", ("item__organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "everyday_name", "item__code"]
    list_select_related = ["item__organisation"]
    inlines = [Materials, Steps, Fields, Questions]
    actions_detail = ["publish", "next_version", "public_page"]
    made = ["item", "number", "state", "author", "publisher", "published_at", "valid_from", "valid_to"]
    readonly_fields = made
    fieldsets = [
        ("基本信息", {"fields": ["item", "name", "everyday_name", "audience", ("person_theme", "legal_theme")]}),
        (
            "办理时限",
            {
                "fields": [
                    "case_kind",
                    ("legal_limit", "legal_unit"),
                    "legal_article",
                    ("promised_limit", "promised_unit"),
                ],
                "description": "承诺时限不能超过法定时限。许可的时限按工作日计（行政许可法第八十二条）。",
            },
        ),
        ("受理条件", {"fields": ["conditions"]}),
        ("办理方式", {"fields": ["online", ("visits", "visits_reason"), "window_address", "window_hours"]}),
        ("收费", {"fields": ["fee", "fee_basis"], "description": "不收费的写“不收费”。收费须有法律、行政法规依据。"}),
        ("办理结果", {"fields": ["result_name", "licence_type"]}),
        ("咨询与监督", {"fields": ["consult_phone", "complaint_phone"], "description": "两个电话不能相同。"}),
        ("版本", {"fields": [("number", "state"), ("author", "publisher"), ("valid_from", "valid_to")]}),
    ]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.filter(item__organisation__in=self.bodies(request.user)) if self.can_view(request.user) else rows

    def can_add(self, user):
        return "manage_guides" in held(user)

    def can_change(self, user, obj=None):
        return "manage_guides" in held(user) if obj is None else may_edit(user, obj)

    @display(description="单位", ordering="item__organisation__sort_key")
    def organisation(self, version):
        return version.item.organisation

    @display(description="承诺 / 法定")
    def limits(self, version):
        return (
            f"{version.promised_limit} {version.get_promised_unit_display()}"
            f" / {version.legal_limit} {version.get_legal_unit_display()}"
        )

    def add_view(self, request, form_url="", extra_context=None):
        """The first guide of an entry; the next ones are drafted from the last."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = DraftGuideForm(request.POST or None, user=request.user)
        if request.method == "POST" and form.is_valid():
            entry = form.cleaned_data["entry"]
            version = actions.draft_guide(
                actor=request.user,
                entry=entry,
                name=form.cleaned_data["name"] or form.names[entry.pk],
                legal_limit=20,
                promised_limit=20,
                consult_phone=entry.organisation.phone,
            )
            messages.success(request, "草稿已建立，请按各栏填写，填好后请另一位工作人员发布。")
            return redirect(self.page_of(version))
        text = "选一项已公布的清单事项。时限先按行政许可法一般规定填为 20 个工作日，请按实际改写。"
        return self.ask(request, form, title="起草办事指南", button="建立草稿", text=text)

    @action(description="发布", url_path="publish", permissions=["publish"])
    def publish(self, request, object_id):
        """Publish a draft of somebody else; every fault is listed with its remedy."""
        version = self.get_object(request, object_id)
        form = PublishGuideForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            day = form.cleaned_data["valid_from"]
            try:
                actions.publish_guide(actor=request.user, version=version, valid_from=day)
            except actions.GuideRefused as refusal:
                for fault in refusal.faults:
                    form.add_error(None, fault)
            except MoveRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"“{version.name}”已发布，自 {day:%Y-%m-%d} 起生效。")
                return redirect(self.page_of(version))
        faults = actions.guide_faults(version, timezone.localdate())
        text = "发布前自检：没有发现问题。" if not faults else "发布前自检发现：" + " ".join(faults)
        return self.ask(request, form, title=f"发布：{version.name}", button="确认发布", obj=version, text=text)

    def has_publish_permission(self, request, object_id=None):
        version = self.get_object(request, object_id) if object_id else None
        return (
            version is not None
            and version.state == GuideState.DRAFT
            and any(holds(request.user, name, version.item.organisation) for name in EDITORS)
        )

    @action(description="起草新版本", url_path="next-version", permissions=["next"])
    def next_version(self, request, object_id):
        return draft_next(request, self.get_object(request, object_id).item)

    def has_next_permission(self, request, object_id=None):
        version = self.get_object(request, object_id) if object_id else None
        return (
            version is not None
            and version.state == GuideState.PUBLISHED
            and holds(request.user, "manage_guides", version.item.organisation)
        )

    @action(description="公开页", url_path="public")
    def public_page(self, request, object_id):
        return HttpResponseRedirect(f"/items/{self.get_object(request, object_id).item.code}/")
