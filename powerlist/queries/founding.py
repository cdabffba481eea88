"""The bases of a change set that neither the register holds nor anybody verified on paper."""

from __future__ import annotations

from django.db.models import Count

from ..models import Citation
from ..workflow import NO_BASIS_NEEDED

SHOWN = 30


def unrecorded_of(change_set) -> list[Citation]:
    """One citation for each unrecorded title and number of a set under way, with `uses`; two queries at most."""
    rows = change_set.versions.open_proposals().exclude(change__in=NO_BASIS_NEEDED)
    cited = Citation.objects.unrecorded().filter(version__in=rows)
    found = cited.order_by("title", "document", "version__sort_key", "position").distinct("title", "document")
    rows = list(found.select_related("version")[:SHOWN])
    if rows:
        uses = cited.order_by().values_list("title", "document").annotate(n=Count("version", distinct=True))
        counted = {(title, document): n for title, document, n in uses}
        for row in rows:
            row.uses = counted.get((row.title, row.document), 1)
    return rows


def entries_of(version, position: int) -> list[str]:
    """The names of the texts of the same set that cite what stands at this place, the first ten."""
    here = version.citations.filter(position=position).order_by("id").first()
    if here is None:
        return [version.name]
    same = Citation.objects.filter(
        version__in=version.change_set.versions.open_proposals(), title=here.title, document=here.document
    )
    names = same.order_by("version__sort_key", "version_id").values_list("version__name", flat=True)
    return list(dict.fromkeys(names[:20]))[:10]
