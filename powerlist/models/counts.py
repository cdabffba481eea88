"""How many texts of each list are in force, for any day, without reading the texts."""

from django.db import models

from accounts.models import Organisation

from ..kinds import category_choices, kind_choices


class ListCount(models.Model):
    """On this day the number of texts in force of a list, a body and a category rose (or fell) by so many.

    The number in force on a day is the sum of all rows until then. The database itself keeps these rows, statement by
    statement (migration `counts_of_lists`): whatever writes texts, and by whichever way, the counts stay right.
    """

    kind = models.CharField("清单", max_length=20, choices=kind_choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="实施主体", db_index=False
    )
    category = models.CharField("类别", max_length=2, blank=True, choices=category_choices)
    day = models.DateField("日期")
    change = models.IntegerField("增减")

    class Meta:
        verbose_name = verbose_name_plural = "清单计数"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "organisation", "category", "day"], name="listcount_once")
        ]

    def __str__(self):
        return f"{self.kind} {self.organisation_id} {self.category} {self.day} {self.change:+d}"
