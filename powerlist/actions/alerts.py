"""Entries in force whose basis no longer holds: found by night, remembered once, settled when they cite it no more."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from ..models import BasisAlert, Citation, ListVersion
from .basis import cite

BATCH = 2000  # texts read anew in one night's run


@transaction.atomic
def watch_bases(*, on: date | None = None) -> dict[str, int]:
    """Open an alert for each (entry, repealed law) of the texts in force on a day, and settle those that are mended.

    Running it again changes nothing. Returns `{"found", "settled", "open"}`. Basis: 兰州市权责清单动态管理办法 第九条
    (法律法规规章颁布、修订或废止的，应当调整).
    """
    on = on or timezone.localdate()
    cited = Citation.objects.of_texts_in_force(on).of_repealed_laws(on).order_by()
    affected = set(cited.values_list("version__entry_id", "law_id").distinct())
    known = {
        (alert.entry_id, alert.law_id): alert.pk
        for alert in BasisAlert.objects.filter(settled_on__isnull=True).select_for_update().order_by("id")
    }
    found = sorted(affected - known.keys())
    made = [BasisAlert(entry_id=entry, law_id=law, found_on=on) for entry, law in found]
    BasisAlert.objects.bulk_create(made, batch_size=5000, ignore_conflicts=True)
    gone = [pk for key, pk in known.items() if key not in affected]
    BasisAlert.objects.filter(pk__in=gone).update(settled_on=on)
    return {"found": len(made), "settled": len(gone), "open": len(affected)}


def reread_citations() -> int:
    """Citations kept before clauses were read to the item are read anew, each as of the day its text took force.

    A night's share; returns how many texts. Nothing is left to do when it returns 0.
    """
    old = Citation.objects.filter(article__contains="条", clauses=[], articles=[]).order_by()
    keys = list(old.order_by("version_id").values_list("version_id", flat=True).distinct()[:BATCH])
    by_day: dict[date | None, list[ListVersion]] = defaultdict(list)
    for version in ListVersion.objects.filter(pk__in=keys).order_by("id"):
        by_day[version.valid_from].append(version)
    with transaction.atomic():
        for day, versions in by_day.items():
            cite(versions, on=day)
    return len(keys)


@transaction.atomic
def recite_proposals() -> int:
    """A law or a rule of creation changed: texts still on their way are judged anew. Returns how many citations."""
    return cite(ListVersion.objects.open_proposals().order_by("id"))
