"""通知模板 and 发送记录: a clerk edits the words and sees them filled in; what left the house is read, masked."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from core.masking import mask_mobile

from .. import actions
from ..enums import DeliveryState, NoticeGroup
from ..kinds import MAIL, SMS, notice_kinds
from ..models import Delivery, NoticeTemplate
from ..permissions import is_system_admin, keeps_notices
from .base import REASON, DeskAdmin, RecordedAdmin, RecordedForm, Section
from .people import ConfirmForm, reason_form


def keeps(user) -> bool:
    """`keeps_notices`, asked once a request: the menu of every admin page asks it several times."""
    if not hasattr(user, "_keeps_notices"):
        user._keeps_notices = keeps_notices(user)
    return user._keeps_notices


def kind_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds in their groups, as a choice of a form."""
    groups: dict[str, list] = {}
    for kind in notice_kinds.values():
        groups.setdefault(NoticeGroup(kind.group).label, []).append((kind.code, kind.label))
    return list(groups.items())


class TemplateForm(RecordedForm):
    class Meta:
        model = NoticeTemplate
        fields = ["kind", "channel", "title", "text", "enabled"]
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"] = forms.ChoiceField(
                label="通知种类", choices=kind_choices(), widget=UnfoldAdminSelectWidget
            )


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = "类别", "group"

    def lookups(self, request, model_admin):
        return NoticeGroup.choices

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(kind__in=[kind.code for kind in notice_kinds.values() if kind.group == self.value()])


@admin.register(NoticeTemplate)
class NoticeTemplateAdmin(RecordedAdmin):
    """The words of what people are told. A text that an SMS may not hold isn't saved."""

    section, order, icon, menu_title = Section.SYSTEM, 60, "sms", "通知模板"
    form = TemplateForm
    list_display = ["label", "channel", "title", "short_text", "enabled"]
    list_display_links = ["label"]
    list_filter = [KindFilter, "channel", "enabled"]
    search_fields = ["kind", "title", "text"]
    ordering = ["kind", "channel"]

    def can_view(self, user, obj=None):
        return is_system_admin(user)

    def can_add(self, user):
        return keeps(user)

    def can_change(self, user, obj=None):
        return keeps(user)

    def get_readonly_fields(self, request, obj=None):
        return ["label", "channel", "places", "seen"] if obj else []

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            fieldsets = [("通知", {"fields": ["kind", "channel"]}), ("内容", {"fields": ["title", "text", "enabled"]})]
        else:
            fieldsets = [
                ("通知", {"fields": ["label", "channel"]}),
                ("内容", {"fields": [*(["title"] if obj.channel != SMS else []), "text", "places", "enabled"]}),
                ("预览", {"fields": ["seen"], "description": "用示例内容填好的样子，保存后更新。"}),
            ]
        return [*fieldsets, (None, {"fields": [REASON]})] if self.asks_reason(request, obj) else fieldsets

    def save_model(self, request, obj, form, change):
        actions.save_template(actor=request.user, template=obj, reason=form.cleaned_data[REASON])

    @display(description="通知种类", ordering="kind")
    def label(self, row):
        kind = notice_kinds.get(row.kind)
        return f"{NoticeGroup(kind.group).label}：{kind.label}" if kind else row.kind

    @display(description="内容")
    def short_text(self, row):
        return row.text[:40] + ("…" if len(row.text) > 40 else "")

    @display(description="可以用的填充项")
    def places(self, row):
        kind = notice_kinds.get(row.kind)
        fields = [(n, w) for n, w in (kind.fields if kind else {}).items() if row.channel != SMS or w.sms]
        found = format_html_join("、", "{{{}}} {}", ((name, word.label) for name, word in fields))
        note = "　短信只能用这些：姓名、证件号码、地址和事项内容不进短信。" if row.channel == SMS else ""
        return format_html("{}{}", found, note)

    @display(description="收到的人看到")
    def seen(self, row):
        if row.kind not in notice_kinds:
            return "这种通知已经不用了。"
        title, text = actions.preview(row)
        return format_html("<strong>{}</strong>{}{}", title, format_html("<br>") if title else "", text)


STATE_TONES = {
    DeliveryState.SENT.label: "success",
    DeliveryState.FAILED.label: "warning",
    DeliveryState.GIVEN_UP.label: "danger",
}


@admin.register(Delivery)
class DeliveryAdmin(DeskAdmin):
    """The log of SMS and mail: read-only, the recipient masked; a full view is logged with its reason."""

    section, order, icon, menu_title = Section.SYSTEM, 61, "outgoing_mail", "短信和邮件发送记录"
    list_display = [
        "created_at",
        "label",
        "channel",
        "masked",
        "number",
        "standing",
        "attempts",
        "sent_at",
        "last_error",
    ]
    list_display_links = ["label"]
    list_filter = ["state", "channel", ("created_at", RangeDateTimeFilter)]
    list_filter_submit = True
    search_fields = ["=number"]
    search_help_text = "办件编号、项目编号"
    ordering = ["-id"]
    actions_detail = ["reveal", "resend"]
    fields = [
        *["created_at", "label", "channel", "masked", "number", "standing", "attempts", "next_at", "sent_at"],
        *["last_error", "gathered_in"],
    ]
    readonly_fields = fields

    def can_view(self, user, obj=None):
        return is_system_admin(user) or keeps(user)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("text")

    @display(description="通知种类", ordering="kind")
    def label(self, row):
        kind = notice_kinds.get(row.kind)
        return kind.label if kind else row.kind

    @display(description="收信人")
    def masked(self, row):
        if not row.to:
            return "已按期删除"
        if row.channel == MAIL:
            name, _, host = row.to.partition("@")
            return f"{name[:1]}***@{host}"
        return mask_mobile(row.to)

    @display(description="状态", label=STATE_TONES)
    def standing(self, row):
        return row.get_state_display()

    def _act(self, request, object_id, form_class, act, *, title, button, text):
        row = self.get_object(request, object_id)
        form = form_class(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                response = act(row, form.cleaned_data)
            except ValidationError as error:
                for name, errors in getattr(error, "error_dict", {"": [error]}).items():
                    form.add_error(name if name in form.fields else None, errors)
            else:
                return response or HttpResponseRedirect(self.page_of(row))
        return self.ask(request, form, title=title, button=button, obj=row, text=text)

    @action(description="查看完整内容", permissions=["keep"], icon="visibility")
    def reveal(self, request, object_id):
        def show(row, data):
            shown = actions.reveal_delivery(delivery=row, by=request.user, reason=data["reason"], request=request)
            context = {
                **self.admin_site.each_context(request),
                "title": "完整内容",
                "shown": shown,
                "note": "本次查看已记入查看记录。",
                "opts": self.opts,
                "back": self.page_of(row),
            }
            response = TemplateResponse(request, "admin/accounts/shown.html", context)
            response["Cache-Control"] = "no-store"
            return response

        text = "号码和内容只在核对投诉、排查故障时查看；谁在什么时候为什么看，都会记录，本人也能看到。"
        form = reason_form("查看事由")
        return self._act(request, object_id, form, show, title="查看完整内容", button="查看", text=text)

    @action(description="重发", permissions=["resend"], icon="forward_to_inbox")
    def resend(self, request, object_id):
        def again(row, data):
            actions.resend(actor=request.user, delivery=row)
            messages.success(request, "已排进发送队列，一分钟内发出。")

        text = "没有发出的，再试一次；已经发出的，再发一条，收信人会收到两条。"
        return self._act(request, object_id, ConfirmForm, again, title="重发", button="重发", text=text)

    def has_keep_permission(self, request, object_id=None):
        return keeps(request.user)

    def has_resend_permission(self, request, object_id=None):
        return self.can_view(request.user)
