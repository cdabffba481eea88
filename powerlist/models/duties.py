"""责任事项 templates: what a power of a category usually obliges to, for the clerk to start from."""

from django.db import models

from core.history import recorded

from ..enums import ListKind
from ..kinds import KINDS, category_choices


class DutyTemplate(models.Model):
    """The usual duties and situations of accountability of one category, written as in the cell of 附件6.

    A county words them as it needs; the product's own follow the stages that the law names (许可法 30–44, 61–63;
    处罚法 54–77; 强制法 18–26, 34–45).
    """

    category = models.CharField("类别", max_length=2, choices=category_choices, unique=True)
    duties = models.TextField("责任事项", help_text="一行一个环节，如 1.受理责任：公示应当提交的材料")
    accountability = models.TextField("追责情形", help_text="一行一种情形")

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "责任模板"
        ordering = ["category"]

    def __str__(self):
        return self.get_category_display()

    @property
    def rows(self) -> dict[str, list[dict[str, str]]]:
        """The rows by field of the kind `powers`."""
        fields = KINDS[ListKind.POWERS].by_key
        return {key: fields[key].rows(getattr(self, key)) for key in ("duties", "accountability")}
