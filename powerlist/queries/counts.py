"""How many texts are in force on a day, by body and category: sums over a small table, however long the list."""

from datetime import date

from django.db.models import Max, Q, Sum

from ..models import ListCount


def in_force(kind: str, on: date) -> tuple[list[tuple[int, str, int]], date | None]:
    """(body's key, category, number) of a list on a day, without those that have none; and the last day, not after
    `on`, on which the list changed. One query."""
    rows = ListCount.objects.filter(kind=kind, day__lte=on).order_by()
    counted = rows.values_list("organisation_id", "category")
    found = sorted(counted.annotate(count=Sum("change"), last=Max("day", filter=~Q(change=0))))
    changed = max((last for *_, last in found if last), default=None)
    return [row[:3] for row in found if row[2] > 0], changed
