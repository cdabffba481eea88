"""责任事项 templates: what a power of a category usually obliges to, for the clerk to start from."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.history import recorded
from core.registers import ENDS, ChangeKind, VersionState

from ..enums import ListKind
from ..kinds import KINDS, category_choices
from .lists import ListMove, ListVersion

CONFIRMED = "confirm_duties"  # the logged act by which a clerk says that the duties of changed powers still hold
NOTHING = ([], "", None)


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


def without_duties(rows):
    """Of rows that are to be listed as powers, those without a 责任事项 or without a 追责情形."""
    new_texts = rows.filter(kind=ListKind.POWERS).exclude(
        change__in=ENDS | {ChangeKind.SUSPEND, ChangeKind.RESUME, ChangeKind.SUGGEST}
    )
    lacks = Q()
    for key in ("duties", "accountability"):
        lacks |= Q(**{f"content__{key}__in": NOTHING}) | Q(**{f"content__{key}__isnull": True})
    return new_texts.filter(lacks)


def duties_untouched(rows):
    """Changed powers (name, category or basis differ from the text in force) whose duties are as they were."""
    current = ListVersion.objects.filter(
        entry=OuterRef("entry"), state=VersionState.PUBLISHED, valid_to__isnull=True
    ).order_by()
    same = {f"content__{key}": OuterRef(f"content__{key}") for key in ("duties", "accountability")}
    other = ~Q(name=OuterRef("name")) | ~Q(category=OuterRef("category"))
    other |= ~Q(content__basis=OuterRef("content__basis"))
    return rows.filter(Exists(current.filter(other, **same)), kind=ListKind.POWERS, change=ChangeKind.AMEND)


def to_be_confirmed(change_set):
    """Rows of the set whose duties somebody must still look at: untouched, and not confirmed on the present text."""
    rows = duties_untouched(change_set.versions.open_proposals()).order_by("sort_key", "id")
    said: dict[str, str] = {}
    for facts in (
        ListMove.objects.filter(subject=change_set, move=CONFIRMED).order_by("id").values_list("facts", flat=True)
    ):
        said |= facts.get("rows", {})
    return [row for row in rows if said.get(str(row.pk)) != row.fingerprint]
