"""What was exchanged, for the system administrator: read-only, with the counts of what waits, went and was refused."""

from django.contrib import admin

from accounts.admin import DeskAdmin, Section
from accounts.permissions import is_system_admin

from .kinds import ENCRYPTED
from .models import Parcel
from .queries import counts

SEALED = "（已加密）"


@admin.register(Parcel)
class ParcelAdmin(DeskAdmin):
    section = Section.SYSTEM
    icon = "sync_alt"
    list_display = ["batch", "table", "project_no", "answer", "message"]
    list_filter = ["table", "receipt__accepted"]
    list_select_related = ["batch", "receipt"]
    search_fields = ["batch__number"]
    search_help_text = "按批次号查找"
    fields = readonly_fields = ["batch", "table", "answer", "message", "content"]
    list_before_template = "admin/exchange_counts.html"

    def can_view(self, user, obj=None):
        return is_system_admin(user)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {**(extra_context or {}), "counts": counts()})

    @admin.display(description="办件编号")
    def project_no(self, parcel):
        return parcel.fields.get("project_no", "")

    @admin.display(description="回执")
    def answer(self, parcel):
        receipt = getattr(parcel, "receipt", None)
        return "待发送" if receipt is None else f"{'已接收' if receipt.accepted else '被拒收'} {receipt.number}"

    @admin.display(description="说明")
    def message(self, parcel):
        return parcel.receipt.message if hasattr(parcel, "receipt") else ""

    @admin.display(description="内容")
    def content(self, parcel):
        shown = {k: SEALED if k in ENCRYPTED and v else v for k, v in parcel.fields.items()}
        return "\n".join(f"{name}：{value}" for name, value in sorted(shown.items()))
