"""The settings that belong to the whole site: the working-day calendar."""

from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from accounts.admin import RecordedAdmin, Section
from accounts.permissions import is_system_admin
from core.history import signed
from core.models import CalendarDay, CalendarYear, DayKind
from core.workdays import WEEKDAYS, Notice, calendar_changed, load_year

from .forms import HolidayNoticeForm


class CalendarAdmin(RecordedAdmin):
    """Kept by the system administrator; every change is recorded and every clock computed anew."""

    section = Section.SYSTEM

    def can_view(self, user, obj=None) -> bool:
        return is_system_admin(user)


@admin.register(CalendarYear)
class CalendarYearAdmin(CalendarAdmin):
    """A year comes by its notice, never by hand."""

    order = 10
    icon = "event_available"
    menu_title = "放假安排"
    list_display = ["year", "number", "loaded_at"]
    list_before_template = "admin/calendar_missing.html"
    fields = ["year", "number", "notice", "loaded_at"]
    readonly_fields = fields

    def links(self, request):
        if not is_system_admin(request.user):
            return []
        return [{"title": "载入放假通知", "icon": "content_paste", "link": reverse("admin:core_calendaryear_notice")}]

    def get_urls(self):
        notice = path("notice/", self.admin_site.admin_view(self.notice_view), name="core_calendaryear_notice")
        return [notice, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        years = set(CalendarYear.objects.values_list("year", flat=True))
        today = timezone.localdate()
        wanted = [today.year] + ([today.year + 1] if today.month >= 10 else [])
        missing = [year for year in wanted if year not in years]
        return super().changelist_view(request, {"missing_years": missing, **(extra_context or {})})

    def notice_view(self, request):
        """Paste the notice, see it read day by day, apply it."""
        if not is_system_admin(request.user):
            raise PermissionDenied
        form = HolidayNoticeForm(request.POST or None)
        applying = request.method == "POST" and form.is_valid() and "apply" in request.POST
        if applying:
            year = load_year(form.notice, text=form.cleaned_data["text"], actor=request.user)
            off = sum(day.kind == DayKind.HOLIDAY for day in form.notice.days)
            told = f"已载入{year.year}年放假安排：放假 {off} 天，调休上班 {len(form.notice.days) - off} 天。"
            messages.success(request, f"{told}相关期限正在重新计算。")
            return redirect("admin:core_calendaryear_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "载入放假通知",
            "opts": self.opts,
            "form": form,
            "notice": form.notice,
            "days": preview(form.notice) if form.notice else [],
            "back": self.page_of(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/holiday_notice.html", context)


@admin.register(CalendarDay)
class CalendarDayAdmin(CalendarAdmin):
    """Days that differ from the plain week; local ones are added here with the document that orders them."""

    order = 20
    icon = "event_busy"
    list_display = ["date", "kind", "name", "source"]
    list_filter = ["kind"]
    search_fields = ["name", "source"]
    date_hierarchy = "date"
    fields = ["date", "kind", "name", "source"]

    def can_add(self, user) -> bool:
        return is_system_admin(user)

    def can_change(self, user, obj=None) -> bool:
        return is_system_admin(user)

    def has_delete_permission(self, request, obj=None):
        """A local exception may be called off; statutory days change by a notice."""
        return is_system_admin(request.user) and obj is not None and obj.kind in (DayKind.LOCAL_OFF, DayKind.LOCAL_WORK)

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            calendar_changed()

    def delete_model(self, request, obj):
        with transaction.atomic():
            signed(obj, actor=request.user, reason=f"取消{obj.get_kind_display()}").delete()
            calendar_changed()


def preview(notice: Notice) -> list[dict]:
    """Every day that the notice names, beside what the calendar says of it now."""
    known = CalendarDay.objects.in_bulk([day.date for day in notice.days], field_name="date")
    return [
        {
            "date": day.date,
            "weekday": f"星期{WEEKDAYS[day.date.weekday()]}",
            "kind": DayKind(day.kind).label,
            "name": day.name,
            "text": day.text,
            "now": _now(known.get(day.date), day.date),
            "same": day.date in known and known[day.date].kind == day.kind,
        }
        for day in notice.days
    ]


def _now(row: CalendarDay | None, day: date) -> str:
    if row is not None:
        return f"{row.get_kind_display()}（{row.name}）"
    return "周末" if day.weekday() >= 5 else "工作日"
