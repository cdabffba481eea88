"""办事指南: drafted in forms grouped as the official guide is, published by a second person."""

from dataclasses import replace

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from unfold.admin import StackedInline, TabularInline
from unfold.decorators import action, display

from accounts.admin import RecordedAdmin, RecordedForm, Section
from accounts.models import organisations_where
from accounts.permissions import holds
from core.workflow import MoveRefused

from .. import actions
from ..actions.guides import audience_of
from ..documents import limit_of, steps_of
from ..enums import FourWay, GuideState, HandlingForm, OnlineDepth, PenaltyKind, ServiceObject
from ..forms.guides import DraftGuideForm, GuideElements, MaterialForm, PublishGuideForm
from ..kinds.guide_codes import suggested
from ..models import (
    ItemCharge,
    ItemMaterial,
    ItemQuestion,
    ServiceItem,
    ServiceItemVersion,
    ServicePoint,
    ServiceWindow,
    SpecialProcedure,
)
from ..permissions import held
from ..queries.guide_rules import check_guide, facts_of, judge
from .flow_designer import FlowDesigner
from .form_designer import FormDesigner
from .guide_tabs import GUIDE_TABS

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
    tab = True
    ordering = ["position", "id"]

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return obj is not None and may_edit(request.user, obj)

    def has_change_permission(self, request, obj=None):
        return obj is not None and may_edit(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return obj is not None and may_edit(request.user, obj)


class Materials(Part, StackedInline):
    model = ItemMaterial
    form = MaterialForm
    verbose_name_plural = "申请材料"
    names = ("blank_form", "sample")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("position", "number"),
                    "name",
                    ("kind", "medium"),
                    ("copy_form", "copies"),
                    ("originals", "photocopies"),
                    "size",
                    ("necessity", "necessity_note"),
                    ("source", "source_note"),
                    "note",
                    "acceptance",
                    "basis",
                    ("in_person", "shared"),
                    ("licence_code", "shared_source"),
                    "pledge_text",
                    "pledge_consequence",
                    ("blank_form", "sample"),
                    "remark",
                ]
            },
        )
    ]

    def get_fieldsets(self, request, obj=None):
        """A frozen row shows the names of its files, for a private file has no address."""
        if self.has_change_permission(request, obj):
            return self.fieldsets
        rows = self.fieldsets[0][1]["fields"]
        shown = [("blank_form_name", "sample_name") if row == self.names else row for row in rows]
        return [(None, {"fields": shown})]


class Windows(Part, StackedInline):
    model = ServiceWindow
    verbose_name_plural = "办理窗口"
    fields = [("position", "name"), ("kind", "address"), ("phone", "hours"), "transit", ("longitude", "latitude")]


class Points(Part, StackedInline):
    model = ServicePoint
    verbose_name_plural = "自助和代办"
    fields = [("position", "kind"), ("name", "offers"), "address", ("phone", "hours"), "transit",
              ("longitude", "latitude")]  # fmt: skip


class Charges(Part, TabularInline):
    model = ItemCharge
    verbose_name_plural = "收费项目"
    fields = ["position", "name", "standard", "amount", "counted_by", "basis", "pay_first", "reducible", "reduction"]


class Procedures(Part, TabularInline):
    model = SpecialProcedure
    verbose_name_plural = "特别程序"
    fields = ["position", "name", "kind", "limit", "unit", "basis"]


class Questions(Part, StackedInline):
    model = ItemQuestion
    verbose_name_plural = "常见问题"
    fields = [("position", "question"), "answer"]


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


ROWS = {"materials": "申请材料", "windows": "办理窗口", "points": "自助和代办", "questions": "常见问题"}


def words_of(choices, codes) -> str:
    return "、".join(choices(code).label for code in codes if code in choices.values) or "—"


def whole(step: dict) -> dict:
    return {"stage": "", "body": "", **step}


class GuideForm(GuideElements, RecordedForm):
    """All elements of a guide, and why they change."""


@admin.register(ServiceItemVersion)
class GuideVersionAdmin(FlowDesigner, FormDesigner, GuideAdmin):
    order, icon, menu_title = 10, "menu_book", "办事指南"
    form = GuideForm
    list_display = ["name", "organisation", "state", "number", "limits", "visits", "valid_from", "valid_to"]
    list_filter = [
        "state",
        "audience",
        "online",
        "disclosure",
        ("item__organisation", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["name", "everyday_name", "item__code", "implementation_code", "local_code"]
    list_select_related = ["item__organisation"]
    inlines = [Materials, Windows, Points, Charges, Procedures, Questions]
    actions_detail = ["design_form", "design_flow", "publish", "next_version", "preview", "public_page"]
    change_form_before_template = "admin/powerlist/guide_checklist.html"
    made = ["item", "number", "state", "author", "publisher", "published_at", "valid_from", "valid_to", "flow"]
    readonly_fields = made
    frozen = {
        "serves": "serves_words",
        "channels": "channels_words",
        "online_depth": "depth_words",
        "four_ways": "four_words",
        "penalty_kinds": "penalty_words",
        "result_sample": "result_sample_name",
        "discretion": "discretion_name",
    }
    fieldsets = GUIDE_TABS

    class Media:
        js = ["js/guide-check.js"]

    def get_fieldsets(self, request, obj=None):
        """A frozen guide shows words in place of ticks and files."""
        tabs = super().get_fieldsets(request, obj)
        if obj is None or may_edit(request.user, obj):
            return [*tabs[:-1], (tabs[-1][0], {**tabs[-1][1], "fields": [*tabs[-1][1]["fields"], "no_secrets"]})]

        def shown(field):
            return tuple(map(shown, field)) if isinstance(field, tuple) else self.frozen.get(field, field)

        return [(title, {**options, "fields": [shown(f) for f in options["fields"]]}) for title, options in tabs]

    def get_readonly_fields(self, request, obj=None):
        editable = obj is None or may_edit(request.user, obj)
        return self.made if editable else [*self.made, *self.frozen.values()]

    @display(description="服务对象")
    def serves_words(self, version):
        return words_of(ServiceObject, version.serves)

    @display(description="办理形式")
    def channels_words(self, version):
        return words_of(HandlingForm, version.channels)

    @display(description="网上办理深度")
    def depth_words(self, version):
        return words_of(OnlineDepth, version.online_depth)

    @display(description="四办")
    def four_words(self, version):
        return words_of(FourWay, version.four_ways)

    @display(description="处罚种类")
    def penalty_words(self, version):
        return words_of(PenaltyKind, version.penalty_kinds)

    @display(description="办理环节")
    def flow(self, version):
        """The steps of the entry, which are changed there."""
        steps = steps_of(facts_of(version).listed)
        rows = format_html_join(
            "", "<li>{} {} {}</li>", ((s["stage"], s["body"], limit_of(s)) for s in map(whole, steps))
        )
        entry = version.item.entry
        link = format_html('<a href="{}">内部流程图</a>', reverse("powerlist:desk_flow", args=[entry.code]))
        change = format_html('<a href="{}">变更环节</a>', reverse("powerlist:desk_propose", args=[entry.code, "amend"]))
        lead = "指南使用清单事项的办理环节，在清单里改一处，指南、流程图同时更新。"
        return format_html('{}<ol class="adm-steps">{}</ol>{}　{}', lead, rows, link, change)

    def get_urls(self):
        check = self.admin_site.admin_view(self.check_view)
        return [path("<path:object_id>/check/", check, name="powerlist_guide_check"), *super().get_urls()]

    def check_view(self, request, object_id):
        """The checklist of what stands in the form now, saved or not; nothing is written."""
        version = self.get_object(request, unquote(object_id))
        if request.method != "POST" or version is None or not self.has_change_permission(request, version):
            raise Http404
        form = self.get_form(request, version, change=True)(request.POST, instance=version)
        form.full_clean()
        form.instance.audience = audience_of(form.instance)
        rows = {}
        for formset in self._create_formsets(request, form.instance, change=True)[0]:
            formset.full_clean()
            gone = set(formset.deleted_forms) if formset.is_valid() else set()
            rows[formset.model] = [
                f.instance for f in formset.forms if f not in gone and f.has_changed() | bool(f.instance.pk)
            ]
        facts = replace(
            facts_of(version),
            materials=rows.get(ItemMaterial, []),
            windows=rows.get(ServiceWindow, []),
            points=rows.get(ServicePoint, []),
            charges=rows.get(ItemCharge, []),
            questions=rows.get(ItemQuestion, []),
        )
        return TemplateResponse(request, "admin/powerlist/_guide_faults.html", self.checklist(version, judge(facts)))

    def checklist(self, version, faults) -> dict:
        """What the checklist shows: hard and soft faults with the label of their field, and suggested codes."""
        labels = {f.name: f.verbose_name for f in version._meta.concrete_fields} | ROWS
        items = list(version.item.entry.service_items.order_by("code").values_list("pk", flat=True))
        found = suggested(
            credit_code=version.item.organisation.credit_code or "",
            level=version.level,
            basic=version.basic_code,
            serial=items.index(version.item_id) + 1,
        )
        return {
            "faults": [(fault, labels.get(fault.field, "")) for fault in faults],
            "hard": sum(fault.hard for fault in faults),
            "suggested": [(labels[k], code) for k, code in found.items() if getattr(version, k) != code],
        }

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = self.get_object(request, unquote(object_id))
        more = {}
        if version is not None and may_edit(request.user, version):
            more = self.checklist(version, check_guide(version))
            more["check_address"] = reverse("admin:powerlist_guide_check", args=[version.pk])
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

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
                actions.publish_guide(
                    actor=request.user, version=version, valid_from=day,
                    secrecy_opinion=form.cleaned_data["secrecy_opinion"],
                )  # fmt: skip
            except actions.GuideRefused as refusal:
                for fault in refusal.faults:
                    form.add_error(None, fault)
            except MoveRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"“{version.name}”已发布，自 {day:%Y-%m-%d} 起生效。")
                return redirect(self.page_of(version))
        faults = check_guide(version)
        hard, soft = ([f.message for f in faults if f.hard is kind] for kind in (True, False))
        text = "发布前自检：没有发现必须改的问题。" if not hard else "还差 " + f"{len(hard)} 处：" + " ".join(hard)
        text += f"　提醒 {len(soft)} 处：" + " ".join(soft) if soft else ""
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

    @action(description="预览", url_path="preview", permissions=["preview"])
    def preview(self, request, object_id):
        return HttpResponseRedirect(reverse("powerlist:guide_preview", args=[object_id]))

    def has_preview_permission(self, request, object_id=None):
        version = self.get_object(request, object_id) if object_id else None
        return (
            version is not None
            and version.state == GuideState.DRAFT
            and holds(request.user, "manage_guides", version.item.organisation)
        )

    @action(description="公开页", url_path="public", permissions=["public"])
    def public_page(self, request, object_id):
        return HttpResponseRedirect(f"/items/{self.get_object(request, object_id).item.code}/")

    def has_public_permission(self, request, object_id=None):
        """Whether the public finds a guide of the item today, be it this version or the one before it."""
        version = self.get_object(request, object_id) if object_id else None
        open_today = ServiceItemVersion.objects.open_to_public(timezone.localdate())
        return version is not None and open_today.filter(item=version.item_id).exists()
