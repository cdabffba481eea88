"""Guides as readers need them: with the text of their entry on the day, whose steps they show."""

from datetime import date

from ..models import ListVersion, ServiceItemVersion
from .names import names_on

ROWS = ("materials", "windows", "points", "charges", "procedures", "questions")


def with_texts(guides: list[ServiceItemVersion], on: date) -> list[ServiceItemVersion]:
    """Give each guide the text of its entry on a day as `listed` (None without one), and its body that day's name."""
    rows = ListVersion.objects.in_force(on).filter(entry__in={guide.item.entry_id for guide in guides})
    texts = {row.entry_id: row for row in rows.order_by("id")}
    known = names_on(on)
    for guide in guides:
        guide.listed = texts.get(guide.item.entry_id)
        guide.item.organisation = known.of(guide.item.organisation, on)
    return guides


def public_guides(on: date):
    """The guides that anyone may read on a day, with all their rows."""
    rows = ServiceItemVersion.objects.open_to_public(on).select_related("item__entry", "item__organisation")
    return rows.prefetch_related(*ROWS)
