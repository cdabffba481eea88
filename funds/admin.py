"""财政局's view of the fund lists; they change by their acts, not by editing rows in force."""

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from .models import FundChangeSet, FundVersion


class FundVersionInline(TabularInline):
    model = FundVersion
    fields = ["organisation", "name", "amount", "state"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(FundChangeSet)
class FundChangeSetAdmin(ModelAdmin):
    list_display = ["number", "title", "year", "form", "state", "document_number"]
    list_filter = ["year", "state"]
    inlines = [FundVersionInline]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=FundChangeSet.objects.visible_to(request.user))

    def has_module_permission(self, request):
        return request.user.is_active and FundChangeSet.objects.visible_to(request.user).exists()

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and (
            obj is None or FundChangeSet.objects.visible_to(request.user).filter(pk=obj.pk).exists()
        )

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
