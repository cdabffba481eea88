"""How many texts are in force on a day, by body and category: sums over a small table, however long the list."""

from datetime import date

from django.db import connection
from django.db.models import Max, Q, Sum

from ..models import ListCount

# The texts of a day that are not open, themselves or by their entry's present text. The closed entries are read first,
# each one's texts then: a plan that reads all texts of the day (and it is taken for one row without statistics) is
# not on offer.
CLOSED = """
    WITH closed AS MATERIALIZED (
        SELECT entry_id, bool_or(valid_to IS NULL) AS whole FROM powerlist_listversion
        WHERE state = 'published' AND NOT disclosure = 'public' GROUP BY entry_id
    )
    SELECT v.organisation_id, v.category, count(*) FROM closed CROSS JOIN LATERAL (
        SELECT * FROM powerlist_listversion WHERE entry_id = closed.entry_id OFFSET 0
    ) v
    WHERE v.kind = %(kind)s AND v.state = 'published' AND v.valid_from <= %(on)s
      AND (v.valid_to IS NULL OR v.valid_to > %(on)s) AND (closed.whole OR NOT v.disclosure = 'public')
    GROUP BY v.organisation_id, v.category
"""


def in_force(kind: str, on: date) -> tuple[list[tuple[int, str, int]], date | None]:
    """(body's key, category, number) of what the public reads of a list on a day, without those that have none; and the
    last day, not after `on`, on which the list changed. Two queries: all texts, less the few that aren't open."""
    rows = ListCount.objects.filter(kind=kind, day__lte=on).order_by()
    counted = rows.values_list("organisation_id", "category")
    found = sorted(counted.annotate(count=Sum("change"), last=Max("day", filter=~Q(change=0))))
    changed = max((last for *_, last in found if last), default=None)
    hidden = _closed(kind, on) if found else {}
    open_rows = [(body, category, count - hidden.get((body, category), 0)) for body, category, count, _ in found]
    return [row for row in open_rows if row[2] > 0], changed


def _closed(kind: str, on: date) -> dict[tuple[int, str], int]:
    with connection.cursor() as cursor:
        cursor.execute(CLOSED, {"kind": kind, "on": on})
        return {(body, category): count for body, category, count in cursor.fetchall()}
