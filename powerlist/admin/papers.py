"""文书样式: the words of 请示, 征求意见函 and 审核意见书, kept by 审改办."""

from django.contrib import admin

from ..models import PaperTemplate
from ..models.papers import SPOKEN
from .paths import KeptByOffice


@admin.register(PaperTemplate)
class PaperTemplateAdmin(KeptByOffice):
    """One row for each kind of paper, brought by the product. Papers already made stay as they are."""

    order, icon, menu_title = 61, "description", "文书样式"
    list_display = ["kind", "title", "signature"]
    readonly_fields = ["kind"]
    fieldsets = [
        (None, {"fields": ["kind", "title", "addressee", "body", "signature"], "description": f"填充项：{SPOKEN}"})
    ]

    def can_add(self, user):
        return False

    def can_change(self, user, obj=None):
        return super().can_add(user)
