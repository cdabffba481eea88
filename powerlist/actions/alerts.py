"""Entries in force whose basis no longer holds: found by night, remembered once, settled when they cite it no more."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from ..models import BasisAlert, Citation


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
