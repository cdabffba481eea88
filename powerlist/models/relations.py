"""牵头、配合: who leads and who helps in one matter. What is declared here is no overlap (附件4 说明)."""

from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from core.history import recorded


@dataclass(frozen=True)
class Relations:
    """The declared relations, ready to be asked thousands of times. Names are compared without blanks."""

    of_matter: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = field(default_factory=dict)

    def explain(self, matter: str, departments: list[str]) -> bool:
        """Whether one declared lead and its helpers are all the departments of this matter."""
        names = {_plain(name) for name in departments}
        return any(
            len(names & lead) == 1 and names <= lead | helpers
            for lead, helpers in self.of_matter.get(_plain(matter), ())
        )


def _plain(text: str) -> str:
    return "".join(text.split())


class SharedDutyQuerySet(models.QuerySet):
    def index(self) -> Relations:
        """Those that hold, by matter. One query."""
        helpers: dict[tuple[str, Organisation], set[str]] = {}
        for row in self.filter(active=True).select_related("lead", "helper").order_by("id"):
            helpers.setdefault((_plain(row.matter), row.lead), set()).update(_names(row.helper))
        found: dict[str, list] = {}
        for (matter, lead), names in helpers.items():
            found.setdefault(matter, []).append((frozenset(_names(lead)), frozenset(names)))
        return Relations(found)


def _names(body: Organisation) -> list[str]:
    return [_plain(name) for name in (body.name, body.short_name) if name]


class SharedDuty(models.Model):
    """One matter in which a department leads and another helps, by a document; a row for each helper."""

    matter = models.CharField("事项", max_length=500, help_text="与交叉分散登记表中的事项名称一致")
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="牵头部门")
    helper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="配合部门")
    document = models.CharField("依据文件", max_length=300, help_text="明确牵头和配合的文件及文号")
    active = models.BooleanField("仍然有效", default=True, help_text="不再有效的取消勾选，记录保留")

    objects = SharedDutyQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "牵头配合关系"
        ordering = ["matter"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "lead", "helper"], name="%(class)s_once"),
            models.CheckConstraint(condition=~Q(lead=models.F("helper")), name="%(class)s_two_bodies"),
            models.CheckConstraint(condition=~Q(document=""), name="%(class)s_has_document"),
        ]

    def __str__(self):
        return f"{self.matter}：{self.lead}牵头，{self.helper}配合"
