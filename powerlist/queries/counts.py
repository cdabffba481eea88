"""How many texts are in force on a day, by body and category: sums over a small table, however long the list."""

from datetime import date

from django.db.models import Count, Max, Q, Sum

from ..models import ListCount, ListVersion


def in_force(kind: str, on: date) -> tuple[list[tuple[int, str, int]], date | None]:
    """(body's key, category, number) of what the public reads of a list on a day, without those that have none; and the
    last day, not after `on`, on which the list changed. Two queries: all texts, less the few that aren't open."""
    rows = ListCount.objects.filter(kind=kind, day__lte=on).order_by()
    counted = rows.values_list("organisation_id", "category")
    found = sorted(counted.annotate(count=Sum("change"), last=Max("day", filter=~Q(change=0))))
    changed = max((last for *_, last in found if last), default=None)
    closed = ListVersion.objects.in_force(on).closed_to_public().filter(kind=kind).order_by()
    hidden = {(body, category): n for body, category, n in _by_body(closed)} if found else {}
    open_rows = [(body, category, count - hidden.get((body, category), 0)) for body, category, count, _ in found]
    return [row for row in open_rows if row[2] > 0], changed


def _by_body(rows):
    return rows.values_list("organisation_id", "category").annotate(count=Count("id"))
