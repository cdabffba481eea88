"""Entries in force whose basis was repealed or amended, for those who review them and those who mend them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from accounts.models import organisations_where
from core.registers import KeyPage, VersionState, key_page

from ..enums import LawStatus
from ..models import BasisAlert, Citation, Law, ListVersion
from .public import Facet

PAGE_SIZE = 30
SEE = ("review_lists", "fill_lists")


@dataclass(frozen=True)
class Affected:
    """One page of citations of laws that no longer hold as cited, with the counts of entries beside each body."""

    page: KeyPage
    total: int
    bodies: list[Facet]
    states: list[Facet]


def sees_bases(user) -> bool:
    return organisations_where(user, *SEE).exists()


def affected(user, on: date, *, body: str = "", state: str = "", after: str = "", before: str = "") -> Affected:
    """Citations by texts in force of repealed or amended laws, each with `alert` and `pending` (a change under way)."""
    mine = Citation.objects.of_texts_in_force(on).filter(version__organisation__in=organisations_where(user, *SEE))
    gone = Q(law__in=Law.objects.repealed_by(on).values("pk"))
    amended = Q(law__status=LawStatus.AMENDED) & ~gone
    counts = mine.aggregate(
        repealed=Count("version__entry", filter=gone, distinct=True),
        amended=Count("version__entry", filter=amended, distinct=True),
    )
    rows = mine.filter({"repealed": gone, "amended": amended}.get(state, gone | amended))
    groups = (
        rows.order_by()
        .values("version__organisation__code", "version__organisation__short_name", "version__organisation__name")
        .annotate(n=Count("version__entry", distinct=True))
        .order_by("-n", "version__organisation__code")
    )
    bodies = [
        Facet(code, short or name, n, code == body)
        for code, short, name, n in groups.values_list(
            "version__organisation__code", "version__organisation__short_name", "version__organisation__name", "n"
        )
    ]
    if body:
        rows = rows.filter(version__organisation__code=body)
    page = key_page(
        rows.select_related("law", "version__entry", "version__organisation").prefetch_related(
            "law__successions__successor"
        ),
        ("law_id", "article_no", "id"), after=after, before=before, size=PAGE_SIZE,
    )  # fmt: skip
    _with_alerts(page.rows, on)
    labels = {"repealed": "已废止", "amended": "被修改"}
    return Affected(
        page=page,
        total=sum(facet.count for facet in bodies if not body or facet.chosen),
        bodies=bodies,
        states=[Facet(key, label, counts[key], key == state) for key, label in labels.items()],
    )


def _with_alerts(citations: list[Citation], on: date) -> None:
    entries = [citation.version.entry_id for citation in citations]
    alerts = {
        (alert.entry_id, alert.law_id): alert
        for alert in BasisAlert.objects.filter(entry__in=entries, settled_on__isnull=True).order_by("id")
    }
    pending = {
        version.entry_id: version.change_set
        for version in ListVersion.objects.filter(entry__in=entries, state=VersionState.PROPOSED)
        .select_related("change_set")
        .order_by("id")
    }
    for citation in citations:
        citation.alert = alerts.get((citation.version.entry_id, citation.law_id))
        citation.pending = pending.get(citation.version.entry_id)
        citation.gone = not citation.law.holds_on(on)
