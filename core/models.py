"""Tables that every app may need: running numbers, the calendar, the rows of the search."""

from datetime import date

from django.db import models, transaction


class Serial(models.Model):
    """The running number of a series on a day: cases, licences, change sets. Gaps can't arise inside a transaction."""

    series = models.CharField(max_length=40)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="serial_once")]

    def __str__(self):
        return f"{self.series} {self.day} {self.last}"

    @classmethod
    def take(cls, series: str, day: date) -> int:
        """The next number of the series on that day, from 1; the row stays locked until the transaction ends."""
        with transaction.atomic():
            cls.objects.get_or_create(series=series, day=day)
            row = cls.objects.select_for_update().get(series=series, day=day)
            row.last += 1
            row.save(update_fields=["last"])
            return row.last
