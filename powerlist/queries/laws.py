"""The register of laws as everyone reads it: the list, one law, and the entries in force that cite it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from core.registers import KeyPage, key_page

from ..enums import LawLevel, LawStatus
from ..models import Citation, Law, LawSuccession, ListVersion
from .public import Facet

PAGE_SIZE = 30
GONE = "repealed"
FOLLOWERS = "successions__successor"  # what replaced a law

BY_ARTICLE = """
    SELECT cited.number, count(DISTINCT version.entry_id)
    FROM powerlist_citation citation
    JOIN powerlist_listversion version ON version.id = citation.version_id
    CROSS JOIN LATERAL unnest(citation.articles) AS cited (number)
    WHERE citation.law_id = %(law)s AND version.state = 'published' AND version.valid_from <= %(on)s
      AND version.disclosure = 'public'
      AND (version.valid_to IS NULL OR version.valid_to > %(on)s)
    GROUP BY cited.number
"""


@dataclass(frozen=True)
class LawList:
    """One page of the register under its filters, with the counts beside each."""

    page: KeyPage
    total: int
    levels: list[Facet]
    statuses: list[Facet]


def law_list(*, text: str, level: str, status: str, on: date, after: str = "", before: str = "") -> LawList:
    """Laws by rank and title; `text` is part of a title or number. Three queries."""
    found = Law.objects.all()
    if text:
        words = text.strip("《》 ")
        found = found.filter(Q(title__icontains=words) | Q(number__icontains=words))
    by_level = dict(_of_status(found, status, on).order_by().values_list("level").annotate(n=Count("id")))
    at_level = found.filter(level=level) if level else found
    gone = Q(pk__in=Law.objects.repealed_by(on).values("pk"))
    amended = Q(status=LawStatus.AMENDED) & ~gone
    counts = at_level.aggregate(repealed=Count("id", filter=gone), amended=Count("id", filter=amended), all=Count("id"))
    counts["in_force"] = counts["all"] - counts["repealed"] - counts["amended"]
    rows = _of_status(at_level, status, on)
    return LawList(
        page=key_page(rows, ("level", "title", "id"), after=after, before=before, size=PAGE_SIZE),
        total=counts[status] if status else counts["all"],
        levels=[
            Facet(value, label, by_level.get(value, 0), value == level)
            for value, label in LawLevel.choices
            if by_level.get(value) or value == level
        ],
        statuses=[
            Facet(value, label, counts[value], value == status)
            for value, label in LawStatus.choices
            if counts[value] or value == status
        ],
    )


def _of_status(rows, status: str, on: date):
    if not status:
        return rows
    gone = Law.objects.repealed_by(on).values("pk")
    if status == GONE:
        return rows.filter(pk__in=gone)
    amended = Q(status=LawStatus.AMENDED)
    return rows.exclude(pk__in=gone).filter(amended if status == LawStatus.AMENDED else ~amended)


def law(pk: int) -> Law | None:
    return Law.objects.prefetch_related(FOLLOWERS).filter(pk=pk).order_by("id").first()


def articles_cited(law: Law, on: date) -> list[tuple[str, int]]:
    """(article, how many entries in force cite it), in the order of the law."""
    with connection.cursor() as cursor:
        cursor.execute(BY_ARTICLE, {"law": law.pk, "on": on})
        found = cursor.fetchall()
    return sorted(found, key=lambda row: tuple(int(part) for part in row[0].split("-")))


def entries_citing(law: Law, on: date, *, article: str = "", after: str = "", before: str = "") -> KeyPage:
    """Citations of a law by texts in force, by article; one article alone when it is named."""
    texts = ListVersion.objects.open_to_public().open_to_all()
    rows = Citation.objects.of_texts_in_force(on).filter(law=law, version__in=texts)
    if article:
        rows = rows.filter(articles__contains=[article])
    rows = rows.select_related("version__entry", "version__organisation")
    return key_page(rows, ("article_no", "id"), after=after, before=before, size=PAGE_SIZE)


def repealed_bases(version) -> list[Citation]:
    """The citations of a text whose law no longer holds today and has a successor."""
    today = timezone.localdate()
    rows = version.citations.of_repealed_laws(today).filter(Exists(LawSuccession.objects.filter(law=OuterRef("law"))))
    return list(rows.select_related("law").prefetch_related(f"law__{FOLLOWERS}").order_by("position"))
